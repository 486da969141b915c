package isolation

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
	"google.golang.org/protobuf/proto"

	"github.com/candor-dev/candor/internal/pgcat"
)

// A trigger that runs past the policies may write rows besides the one that set
// it off: of its own table or, without looking at that row at all, of another.

// sweeper finds a trigger that writes rows of a table which nothing ties to the
// row that sets it off; nil for none.
func (p *prover) sweeper(t *pgcat.Table, command string) *way {
	for i, w := range p.besides().list {
		if w.f == nil || w.trig == nil || !w.priv || w.on == nil || w.on.Schema == "auth" {
			continue
		}
		found := false
		c := p.codeOf(w.f)
		for j := range c.orders {
			walk(c.orders[j].node.ProtoReflect(), 0, func(m proto.Message) {
				if p.target(m, command, w.f) != t {
					return
				}
				switch m := m.(type) {
				case *pg_query.UpdateStmt:
					found = found || command == "UPDATE" && !p.near(m.WhereClause, t, &w, c)
				case *pg_query.DeleteStmt:
					found = found || command == "DELETE" && !p.near(m.WhereClause, t, &w, c)
				case *pg_query.InsertStmt:
					found = found || command == "INSERT" && p.scatters(m, t, &w)
				}
			})
		}
		if found {
			return &p.besides().list[i]
		}
	}
	return nil
}

// near reports whether a condition keeps to rows that the row of a trigger has
// to do with: itself, those of its tenant, its parent or its children.
func (p *prover) near(n *pg_query.Node, t *pgcat.Table, w *way, c *code) bool {
	if n == nil {
		return false
	}
	if b := n.GetBoolExpr(); b != nil {
		switch b.Boolop {
		case pg_query.BoolExprType_AND_EXPR:
			return slices.ContainsFunc(b.Args, func(x *pg_query.Node) bool { return p.near(x, t, w, c) })
		case pg_query.BoolExprType_OR_EXPR:
			return !slices.ContainsFunc(b.Args, func(x *pg_query.Node) bool { return !p.near(x, t, w, c) })
		}
		return false
	}
	x := n.GetAExpr()
	if x == nil {
		return n.GetCurrentOfExpr() != nil || n.GetSubLink() != nil // not followed
	}
	if x.Kind != pg_query.A_Expr_Kind_AEXPR_OP || opName(x) != "=" {
		return x.Kind == pg_query.A_Expr_Kind_AEXPR_OP_ANY || x.Kind == pg_query.A_Expr_Kind_AEXPR_IN
	}
	for _, pair := range [][2]*pg_query.Node{{x.Lexpr, x.Rexpr}, {x.Rexpr, x.Lexpr}} {
		qual, col := dotted(pair[0].GetColumnRef().GetFields())
		if t.Column(col) == nil || strings.EqualFold(qual, "new") || strings.EqualFold(qual, "old") {
			continue
		}
		other := pair[1]
		for other.GetTypeCast() != nil {
			other = other.GetTypeCast().Arg
		}
		ref := other.GetColumnRef()
		if ref == nil {
			if other.GetAConst() == nil {
				return true // of the session or of a query
			}
			continue
		}
		row, from := dotted(ref.Fields)
		switch {
		case !strings.EqualFold(row, "new") && !strings.EqualFold(row, "old"):
			return true // a variable, or a column of another table
		case w.on == t && (p.unique(t, col) && from == col || p.anchored(t, col) && from == col):
			return true
		case w.on == t && slices.ContainsFunc(t.ForeignKeys, func(k pgcat.ForeignKey) bool {
			return len(k.Columns) == 1 && (k.Columns[0] == col || k.Columns[0] == from)
		}):
			return true // rows of one parent, the parent or the children
		case w.on != t && !p.named(col).lookup:
			return true
		}
	}
	return false
}

// scatters reports whether an INSERT gives its rows a tenant of which the row of
// the trigger says nothing.
func (p *prover) scatters(m *pg_query.InsertStmt, t *pgcat.Table, w *way) bool {
	sel := m.SelectStmt.GetSelectStmt()
	if sel == nil {
		return false
	}
	for i, x := range m.Cols {
		col := x.GetResTarget().GetName()
		if !p.anchored(t, col) && !p.named(col).tenant {
			continue
		}
		var values []*pg_query.Node
		for _, l := range sel.ValuesLists {
			if items := l.GetList().GetItems(); i < len(items) {
				values = append(values, items[i])
			}
		}
		if len(sel.ValuesLists) == 0 && i < len(sel.TargetList) {
			if len(sel.FromClause) > 0 && sel.WhereClause == nil {
				return true // for every row of a table
			}
			values = append(values, sel.TargetList[i].GetResTarget().GetVal())
		}
		for _, v := range values {
			row, from := dotted(v.GetColumnRef().GetFields())
			if (strings.EqualFold(row, "new") || strings.EqualFold(row, "old")) && !p.anchored(w.on, from) && !p.named(from).tenant && from != "id" {
				return true
			}
		}
	}
	return false
}
