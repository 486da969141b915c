package isolation

import (
	"encoding/json"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// A trigger that gives a new row the tenant of the parent that the row names
// stops nobody: the caller names the parent.

// handsOver reports whether a trigger certainly lets a row pass whose columns it
// takes from another row that the caller names.
func (p *prover) handsOver(t *pgcat.Table, g pgcat.Trigger, f *pgcat.Function, event string, columns []string) bool {
	if g.Timing != "BEFORE" || !g.Row || event == "DELETE" || f.Language != "plpgsql" || !f.BodyKnown {
		return false
	}
	js, err := p.triggerTree(f)
	var tree []any
	if err != nil || json.Unmarshal(js, &tree) != nil || len(tree) != 1 {
		return false
	}
	block := object(tree[0], "PLpgSQL_function", "action", "PLpgSQL_stmt_block")
	body, _ := block["body"].([]any)
	if block["exceptions"] != nil || len(body) < 2 || !returnsNew(body[len(body)-1], f) {
		return false
	}
	for _, s := range body[:len(body)-1] {
		if branch := object(s, "PLpgSQL_stmt_if"); branch != nil {
			// The caller gives the column a value, and this branch is taken.
			cond, _ := object(branch, "cond", "PLpgSQL_expr")["query"].(string)
			list := p.sqlOf("SELECT " + cond)
			if len(list) != 1 || len(list[0].GetSelectStmt().GetTargetList()) != 1 {
				return false
			}
			n := list[0].GetSelectStmt().TargetList[0].GetResTarget().GetVal().GetNullTest()
			col := newColumn(n.GetArg())
			if n.GetNulltesttype() != pg_query.NullTestType_IS_NOT_NULL || !p.givable(t, event, col) {
				return false
			}
			then, _ := branch["then_body"].([]any)
			for _, x := range then {
				if !p.handedOver(t, x, f, event, columns) {
					return false
				}
			}
			continue
		}
		if !p.handedOver(t, s, f, event, columns) {
			return false
		}
	}
	return true
}

// triggerTree gives the tree of a trigger's body, which knows NEW.
func (p *prover) triggerTree(f *pgcat.Function) ([]byte, error) {
	tag := "$candor$"
	for strings.Contains(f.Body, tag) {
		tag = "$c" + tag[1:]
	}
	return p.parser.ParsePLpgSQL(p.ctx, "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS "+tag+f.Body+tag)
}

// returnsNew reports whether the last statement of a body is its only RETURN and
// gives the new row back.
func returnsNew(s any, f *pgcat.Function) bool {
	low := strings.Join(strings.Fields(strings.ToLower(sqlComment.ReplaceAllString(f.Body, " "))), " ")
	return object(s, "PLpgSQL_stmt_return") != nil && strings.Count(low, "return") == 1 && strings.Contains(low, "return new;")
}

// newColumn is the column of the new row that an expression is; "" for another.
func newColumn(n *pg_query.Node) string {
	for n.GetTypeCast() != nil {
		n = n.GetTypeCast().Arg
	}
	if row, col := dotted(n.GetColumnRef().GetFields()); strings.EqualFold(row, "new") {
		return col
	}
	return ""
}

// givable reports whether every role that writes a table says what a column
// shall be.
func (p *prover) givable(t *pgcat.Table, event, col string) bool {
	x := t.Column(col)
	return x != nil && !x.Generated && !slices.ContainsFunc(p.roles, func(r *role) bool {
		reach := p.reaches(t, r, event)
		return reach.ok && !reach.canWrite(col)
	})
}

// handedOver reads new.x := (select y from parent where key = new.z).
func (p *prover) handedOver(t *pgcat.Table, s any, f *pgcat.Function, event string, columns []string) bool {
	q, _ := object(s, "PLpgSQL_stmt_assign", "expr", "PLpgSQL_expr")["query"].(string)
	left, right, found := strings.Cut(q, ":=")
	if !found {
		if left, right, found = strings.Cut(q, "="); !found {
			return false
		}
	}
	row, col, _ := strings.Cut(strings.ToLower(strings.ReplaceAll(strings.TrimSpace(left), `"`, "")), ".")
	list := p.sqlOf("SELECT " + right)
	if row != "new" || len(list) != 1 || len(list[0].GetSelectStmt().GetTargetList()) != 1 {
		return false
	}
	sub := list[0].GetSelectStmt().TargetList[0].GetResTarget().GetVal().GetSubLink()
	sel := sub.GetSubselect().GetSelectStmt()
	if !slices.Contains(columns, col) || !p.anchored(t, col) || sub.GetSubLinkType() != pg_query.SubLinkType_EXPR_SUBLINK || len(sel.GetFromClause()) != 1 ||
		sel.WithClause != nil || len(sel.GroupClause) > 0 || sel.HavingClause != nil || sel.LimitOffset != nil {
		return false
	}
	from := sel.FromClause[0].GetRangeVar()
	where := sel.WhereClause.GetAExpr()
	if from == nil || where == nil || where.Kind != pg_query.A_Expr_Kind_AEXPR_OP || opName(where) != "=" {
		return false
	}
	parent := p.relationOf(from, f)
	if parent == nil || !f.Definer && p.protected(parent) {
		return false // the caller names but what he sees
	}
	for _, pair := range [][2]*pg_query.Node{{where.Lexpr, where.Rexpr}, {where.Rexpr, where.Lexpr}} {
		named := newColumn(pair[1])
		if qual, key := dotted(pair[0].GetColumnRef().GetFields()); named != "" && !strings.EqualFold(qual, "new") && p.unique(parent, key) {
			return named != col && p.givable(t, event, named)
		}
	}
	return false
}
