package pgsim

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// Shape says what an expression is for every row: "true", "false", "null",
// "other", or "missing" for nil.
func Shape(e *pgcat.Expr) string {
	if e == nil {
		return "missing"
	}
	return fold(e.Node, 0).String()
}

// truth is the value of a condition that is the same for every row.
type truth int8

const (
	varies truth = iota
	isTrue
	isFalse
	isNull
)

func (t truth) String() string { return [...]string{"other", "true", "false", "null"}[t] }

// maxDepth bounds the recursion into an expression.
const maxDepth = 200

// fold tells conditions that do not depend on the row: true, 1 = 1, not false,
// x or true, (select true). It follows the three-valued logic of SQL.
func fold(n *pg_query.Node, depth int) truth {
	if n == nil || depth > maxDepth {
		return varies
	}
	switch {
	case n.GetAConst() != nil:
		return foldConst(n.GetAConst())
	case n.GetTypeCast() != nil:
		return foldCast(n.GetTypeCast(), depth)
	case n.GetBoolExpr() != nil:
		return foldBool(n.GetBoolExpr(), depth)
	case n.GetAExpr() != nil:
		return foldOperator(n.GetAExpr())
	case n.GetSubLink() != nil:
		return foldScalar(n.GetSubLink(), depth)
	case n.GetBooleanTest() != nil:
		return foldTest(n.GetBooleanTest(), depth)
	case n.GetCoalesceExpr() != nil:
		for _, a := range n.GetCoalesceExpr().Args {
			if t := fold(a, depth+1); t != isNull {
				return t
			}
		}
		return isNull
	}
	return varies
}

func foldConst(c *pg_query.A_Const) truth {
	switch {
	case c.Isnull:
		return isNull
	case c.GetBoolval() != nil && c.GetBoolval().Boolval:
		return isTrue
	case c.GetBoolval() != nil:
		return isFalse
	}
	return varies
}

func foldCast(c *pg_query.TypeCast, depth int) truth {
	if s := c.GetArg().GetAConst().GetSval(); s != nil && strings.HasPrefix(typeName(c.TypeName), "bool") {
		switch strings.ToLower(strings.TrimSpace(s.Sval)) {
		case "t", "tr", "tru", "true", "y", "ye", "yes", "on", "1":
			return isTrue
		case "f", "fa", "fal", "fals", "false", "n", "no", "of", "off", "0":
			return isFalse
		}
		return varies
	}
	return fold(c.Arg, depth+1)
}

func foldBool(b *pg_query.BoolExpr, depth int) truth {
	var seen [4]int
	for _, a := range b.Args {
		seen[fold(a, depth+1)]++
	}
	all := len(b.Args)
	switch b.Boolop {
	case pg_query.BoolExprType_NOT_EXPR:
		switch {
		case seen[isTrue] > 0:
			return isFalse
		case seen[isFalse] > 0:
			return isTrue
		case seen[isNull] > 0:
			return isNull
		}
	case pg_query.BoolExprType_AND_EXPR:
		switch {
		case seen[isFalse] > 0:
			return isFalse
		case seen[isTrue] == all:
			return isTrue
		case seen[isTrue]+seen[isNull] == all:
			return isNull
		}
	case pg_query.BoolExprType_OR_EXPR:
		switch {
		case seen[isTrue] > 0:
			return isTrue
		case seen[isFalse] == all:
			return isFalse
		case seen[isFalse]+seen[isNull] == all:
			return isNull
		}
	}
	return varies
}

// foldOperator knows the comparison of two equal or unequal literals.
func foldOperator(e *pg_query.A_Expr) truth {
	if sameColumn(e) {
		return isTrue
	}
	l, r := e.GetLexpr().GetAConst(), e.GetRexpr().GetAConst()
	if e.Kind != pg_query.A_Expr_Kind_AEXPR_OP || l == nil || r == nil || len(e.Name) != 1 {
		return varies
	}
	if l.Isnull || r.Isnull {
		return isNull
	}
	lv, rv := constText(l), constText(r)
	if lv == "" || rv == "" || lv[0] != rv[0] {
		return varies
	}
	switch e.Name[0].GetString_().GetSval() {
	case "=":
		return truthOf(lv == rv)
	case "<>":
		return truthOf(lv != rv)
	}
	return varies
}

// sameColumn tells x = x, which lets every row through whose x is not null:
// nobody writes it to keep out the others.
func sameColumn(e *pg_query.A_Expr) bool {
	l, r := e.GetLexpr().GetColumnRef(), e.GetRexpr().GetColumnRef()
	if e.Kind != pg_query.A_Expr_Kind_AEXPR_OP || l == nil || r == nil || len(l.Fields) != len(r.Fields) ||
		len(e.Name) != 1 || e.Name[0].GetString_().GetSval() != "=" {
		return false
	}
	for i := range l.Fields {
		if name := l.Fields[i].GetString_().GetSval(); name == "" || name != r.Fields[i].GetString_().GetSval() {
			return false
		}
	}
	return true
}

func truthOf(b bool) truth {
	if b {
		return isTrue
	}
	return isFalse
}

// constText writes a literal with its type in front, "" for what is not compared.
func constText(c *pg_query.A_Const) string {
	switch {
	case c.GetIval() != nil:
		return "n" + c.GetIval().String()
	case c.GetSval() != nil:
		return "s" + c.GetSval().GetSval()
	case c.GetBoolval() != nil:
		return "b" + c.GetBoolval().String()
	}
	return ""
}

// foldScalar looks into (select <constant>) without FROM and WHERE.
func foldScalar(s *pg_query.SubLink, depth int) truth {
	sel := s.GetSubselect().GetSelectStmt()
	if s.SubLinkType != pg_query.SubLinkType_EXPR_SUBLINK || sel == nil || len(sel.FromClause) > 0 ||
		sel.WhereClause != nil || len(sel.TargetList) != 1 || sel.Op != pg_query.SetOperation_SETOP_NONE || sel.LimitCount != nil || sel.LimitOffset != nil || sel.HavingClause != nil {
		return varies
	}
	return fold(sel.TargetList[0].GetResTarget().GetVal(), depth+1)
}

func foldTest(b *pg_query.BooleanTest, depth int) truth {
	t := fold(b.Arg, depth+1)
	if t == varies {
		return varies
	}
	switch b.Booltesttype {
	case pg_query.BoolTestType_IS_TRUE:
		return truthOf(t == isTrue)
	case pg_query.BoolTestType_IS_NOT_TRUE:
		return truthOf(t != isTrue)
	case pg_query.BoolTestType_IS_FALSE:
		return truthOf(t == isFalse)
	case pg_query.BoolTestType_IS_NOT_FALSE:
		return truthOf(t != isFalse)
	}
	return varies
}
