package pgsim

import (
	"regexp"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// condition tells the truth of the condition of an IF.
func (b *block) condition(expr string) truth {
	n := b.parseExpr(expr)
	if n == nil {
		return varies
	}
	return b.test(n, nil, 0)
}

// test tells the truth of a condition on a row, or of one that has no row.
func (b *block) test(n *pg_query.Node, row map[string]string, depth int) truth {
	if n == nil || depth > maxDepth {
		return varies
	}
	switch {
	case n.GetBoolExpr() != nil:
		return b.testBool(n.GetBoolExpr(), row, depth)
	case n.GetSubLink() != nil:
		return b.exists(n.GetSubLink())
	case n.GetNullTest() != nil:
		return b.nullTest(n.GetNullTest(), row)
	case n.GetAExpr() != nil:
		return b.compare(n.GetAExpr(), row, depth)
	}
	if v, ok := b.evalNode(n, row, 0); ok && (v.text == "true" || v.text == "false") {
		return truthOf(v.text == "true")
	}
	return fold(n, 0)
}

func (b *block) testBool(e *pg_query.BoolExpr, row map[string]string, depth int) truth {
	var seen [4]int
	for _, a := range e.Args {
		seen[b.test(a, row, depth+1)]++
	}
	and := e.Boolop == pg_query.BoolExprType_AND_EXPR
	switch {
	case e.Boolop == pg_query.BoolExprType_NOT_EXPR && seen[isTrue] > 0:
		return isFalse
	case e.Boolop == pg_query.BoolExprType_NOT_EXPR && seen[isFalse] > 0:
		return isTrue
	case e.Boolop == pg_query.BoolExprType_NOT_EXPR:
		return varies
	case and && seen[isFalse] > 0:
		return isFalse
	case !and && seen[isTrue] > 0:
		return isTrue
	case seen[varies] > 0 || seen[isNull] > 0:
		return varies
	}
	return truthOf(and)
}

func (b *block) exists(s *pg_query.SubLink) truth {
	sel := s.GetSubselect().GetSelectStmt()
	if s.SubLinkType != pg_query.SubLinkType_EXISTS_SUBLINK || sel == nil || b.asksPlatform(sel) {
		return varies
	}
	rows, ok := b.selectRows(sel)
	switch {
	case !ok:
		return varies
	case len(rows) > 0:
		return isTrue
	case b.p.uncertain() || b.lacks(sel):
		return varies
	}
	return isFalse
}

// asksPlatform reports whether a query names a schema whose tables exist before
// the first migration.
func (b *block) asksPlatform(s *pg_query.SelectStmt) bool {
	text := s.String()
	return slices.ContainsFunc(platformSchemas(), func(schema string) bool { return strings.Contains(text, `"`+schema+`"`) })
}

// nullTest tells whether a value is NULL.
func (b *block) nullTest(t *pg_query.NullTest, row map[string]string) truth {
	v, ok := b.evalNode(t.Arg, row, 0)
	if !ok {
		return varies
	}
	return truthOf(v.null == (t.Nulltesttype == pg_query.NullTestType_IS_NULL))
}

func (b *block) compare(e *pg_query.A_Expr, row map[string]string, depth int) truth {
	op := nameOf(e.Name).Rel
	lname, rname := nameOf(e.GetLexpr().GetColumnRef().GetFields()).Rel, nameOf(e.GetRexpr().GetColumnRef().GetFields()).Rel
	if op == "=" && row != nil && joins(lname) && joins(rname) {
		return isTrue
	}
	l, ok := b.evalNode(e.Lexpr, row, depth+1)
	if !ok || !l.plain() {
		return varies
	}
	switch e.Kind {
	case pg_query.A_Expr_Kind_AEXPR_OP:
		r, ok := b.evalNode(e.Rexpr, row, depth+1)
		if !ok || !r.plain() {
			return varies
		}
		switch op {
		case "=":
			return truthOf(l.text == r.text)
		case "<>":
			return truthOf(l.text != r.text)
		}
	case pg_query.A_Expr_Kind_AEXPR_IN:
		in := false
		for _, x := range e.GetRexpr().GetList().GetItems() {
			v, ok := b.evalNode(x, row, depth+1)
			if !ok || !v.plain() {
				return varies
			}
			in = in || v.text == l.text
		}
		return truthOf(in == (op == "="))
	case pg_query.A_Expr_Kind_AEXPR_OP_ANY:
		if r, ok := b.evalNode(e.Rexpr, row, depth+1); ok && r.list != nil && op == "=" {
			return truthOf(slices.Contains(r.list, l.text))
		}
	case pg_query.A_Expr_Kind_AEXPR_LIKE:
		if r, ok := b.evalNode(e.Rexpr, row, depth+1); ok && r.plain() {
			if m, known := like(l.text, r.text); known {
				return truthOf(m == (op == "~~"))
			}
		}
	}
	return varies
}

// joins reports whether a column holds the identity that catalogs are joined by.
func joins(col string) bool {
	switch col {
	case "oid", "relnamespace", "polrelid", "conrelid", "tgrelid", "typnamespace", "pronamespace":
		return true
	}
	return false
}

// like matches a pattern of LIKE.
func like(s, pattern string) (match, known bool) {
	var re strings.Builder
	re.WriteString("(?s)^")
	for _, c := range pattern {
		switch c {
		case '%':
			re.WriteString(".*")
		case '_':
			re.WriteString(".")
		case '\\':
			return false, false
		default:
			re.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	re.WriteString("$")
	x, err := regexp.Compile(re.String())
	if err != nil {
		return false, false
	}
	return x.MatchString(s), true
}
