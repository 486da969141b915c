package isolation

import (
	"strconv"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// show writes an expression in one short line for people.
func show(n *pg_query.Node) string {
	var b strings.Builder
	write(&b, n, 0)
	s := b.String()
	if len(s) > 200 {
		s = s[:strings.LastIndexFunc(s[:190], func(r rune) bool { return r == ' ' })+1] + "..."
	}
	return s
}

func writeList(b *strings.Builder, list []*pg_query.Node, sep string, depth int) {
	for i, a := range list {
		if i > 0 {
			b.WriteString(sep)
		}
		write(b, a, depth)
	}
}

func write(b *strings.Builder, n *pg_query.Node, depth int) {
	if n == nil || depth > 40 || b.Len() > 400 {
		b.WriteString("...")
		return
	}
	depth++
	switch {
	case n.GetAConst() != nil:
		b.WriteString(constShow(n.GetAConst()))
	case n.GetString_() != nil:
		b.WriteString(n.GetString_().Sval)
	case n.GetColumnRef() != nil:
		for i, f := range n.GetColumnRef().Fields {
			if i > 0 {
				b.WriteByte('.')
			}
			if f.GetAStar() != nil {
				b.WriteByte('*')
			} else {
				b.WriteString(f.GetString_().GetSval())
			}
		}
	case n.GetParamRef() != nil:
		b.WriteString("$" + strconv.Itoa(int(n.GetParamRef().Number)))
	case n.GetTypeCast() != nil:
		write(b, n.GetTypeCast().Arg, depth)
		b.WriteString("::" + typeName(n.GetTypeCast().TypeName))
	case n.GetFuncCall() != nil:
		f := n.GetFuncCall()
		writeList(b, f.Funcname, ".", depth)
		b.WriteByte('(')
		if f.AggStar {
			b.WriteByte('*')
		}
		writeList(b, f.Args, ", ", depth)
		b.WriteByte(')')
	case n.GetBoolExpr() != nil:
		writeBool(b, n.GetBoolExpr(), depth)
	case n.GetAExpr() != nil:
		writeOp(b, n.GetAExpr(), depth)
	case n.GetList() != nil:
		b.WriteByte('(')
		writeList(b, n.GetList().Items, ", ", depth)
		b.WriteByte(')')
	case n.GetNullTest() != nil:
		write(b, n.GetNullTest().Arg, depth)
		if n.GetNullTest().Nulltesttype == pg_query.NullTestType_IS_NULL {
			b.WriteString(" IS NULL")
		} else {
			b.WriteString(" IS NOT NULL")
		}
	case n.GetBooleanTest() != nil:
		write(b, n.GetBooleanTest().Arg, depth)
		b.WriteString(" IS " + strings.ReplaceAll(strings.TrimPrefix(n.GetBooleanTest().Booltesttype.String(), "IS_"), "_", " "))
	case n.GetSubLink() != nil:
		writeSub(b, n.GetSubLink(), depth)
	case n.GetSelectStmt() != nil:
		writeSelect(b, n.GetSelectStmt(), depth)
	case n.GetResTarget() != nil:
		write(b, n.GetResTarget().Val, depth)
	case n.GetRangeVar() != nil:
		r := n.GetRangeVar()
		if r.Schemaname != "" {
			b.WriteString(r.Schemaname + ".")
		}
		b.WriteString(r.Relname)
	case n.GetCoalesceExpr() != nil:
		b.WriteString("COALESCE(")
		writeList(b, n.GetCoalesceExpr().Args, ", ", depth)
		b.WriteByte(')')
	case n.GetSqlvalueFunction() != nil:
		b.WriteString(strings.ToLower(strings.TrimPrefix(n.GetSqlvalueFunction().Op.String(), "SVFOP_")))
	case n.GetAArrayExpr() != nil:
		b.WriteString("ARRAY[")
		writeList(b, n.GetAArrayExpr().Elements, ", ", depth)
		b.WriteByte(']')
	case n.GetAIndirection() != nil:
		write(b, n.GetAIndirection().Arg, depth)
		for _, i := range n.GetAIndirection().Indirection {
			if x := i.GetAIndices(); x != nil {
				b.WriteByte('[')
				write(b, x.Uidx, depth)
				b.WriteByte(']')
			} else {
				b.WriteString("." + i.GetString_().GetSval())
			}
		}
	case n.GetCaseExpr() != nil:
		b.WriteString("CASE ... END")
	case n.GetAStar() != nil:
		b.WriteByte('*')
	default:
		b.WriteString("...")
	}
}

func writeBool(b *strings.Builder, e *pg_query.BoolExpr, depth int) {
	op := " AND "
	switch e.Boolop {
	case pg_query.BoolExprType_NOT_EXPR:
		b.WriteString("NOT ")
	case pg_query.BoolExprType_OR_EXPR:
		op = " OR "
	}
	for i, a := range e.Args {
		if i > 0 {
			b.WriteString(op)
		}
		if a.GetBoolExpr() != nil {
			b.WriteByte('(')
			write(b, a, depth)
			b.WriteByte(')')
		} else {
			write(b, a, depth)
		}
	}
}

func writeOp(b *strings.Builder, e *pg_query.A_Expr, depth int) {
	write(b, e.Lexpr, depth)
	op := opName(e)
	switch e.Kind {
	case pg_query.A_Expr_Kind_AEXPR_OP_ANY, pg_query.A_Expr_Kind_AEXPR_OP_ALL:
		word := "ANY"
		if e.Kind == pg_query.A_Expr_Kind_AEXPR_OP_ALL {
			word = "ALL"
		}
		b.WriteString(" " + op + " " + word + "(")
		write(b, e.Rexpr, depth)
		b.WriteByte(')')
		return
	case pg_query.A_Expr_Kind_AEXPR_IN:
		op = "IN"
		if opName(e) == "<>" {
			op = "NOT IN"
		}
	case pg_query.A_Expr_Kind_AEXPR_DISTINCT:
		op = "IS DISTINCT FROM"
	case pg_query.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		op = "IS NOT DISTINCT FROM"
	case pg_query.A_Expr_Kind_AEXPR_LIKE:
		op = "LIKE"
	}
	if strings.HasPrefix(op, "-") || strings.HasPrefix(op, "#") {
		b.WriteString(op)
	} else {
		b.WriteString(" " + op + " ")
	}
	write(b, e.Rexpr, depth)
}

func writeSub(b *strings.Builder, s *pg_query.SubLink, depth int) {
	switch s.SubLinkType {
	case pg_query.SubLinkType_EXISTS_SUBLINK:
		b.WriteString("EXISTS ")
	case pg_query.SubLinkType_ANY_SUBLINK:
		write(b, s.Testexpr, depth)
		b.WriteString(" IN ")
	case pg_query.SubLinkType_ALL_SUBLINK:
		write(b, s.Testexpr, depth)
		b.WriteString(" op ALL ")
	case pg_query.SubLinkType_ARRAY_SUBLINK:
		b.WriteString("ARRAY")
	}
	b.WriteByte('(')
	write(b, s.Subselect, depth)
	b.WriteByte(')')
}

func writeSelect(b *strings.Builder, s *pg_query.SelectStmt, depth int) {
	if s.Op != pg_query.SetOperation_SETOP_NONE {
		b.WriteString("SELECT ...")
		return
	}
	b.WriteString("SELECT ")
	writeList(b, s.TargetList, ", ", depth)
	if len(s.FromClause) > 0 {
		b.WriteString(" FROM ")
		writeList(b, s.FromClause, ", ", depth)
	}
	if s.WhereClause != nil {
		b.WriteString(" WHERE ")
		write(b, s.WhereClause, depth)
	}
}

func constShow(c *pg_query.A_Const) string {
	if c.Isnull {
		return "NULL"
	}
	if s := c.GetSval(); s != nil {
		return quote(s.Sval)
	}
	return constText(c)
}

// constText is the value of a literal as text, "" for NULL.
func constText(c *pg_query.A_Const) string {
	switch {
	case c.GetIval() != nil:
		return strconv.Itoa(int(c.GetIval().Ival))
	case c.GetSval() != nil:
		return c.GetSval().Sval
	case c.GetFval() != nil:
		return c.GetFval().Fval
	case c.GetBoolval() != nil:
		return strconv.FormatBool(c.GetBoolval().Boolval)
	case c.GetBsval() != nil:
		return c.GetBsval().Bsval
	}
	return ""
}

func opName(e *pg_query.A_Expr) string {
	if len(e.Name) == 0 {
		return ""
	}
	schema, name := dotted(e.Name)
	if !ownedByPostgres(schema) {
		return schema + "." + name // not what Postgres means by it
	}
	return name
}

// dotted reads a qualified name.
func dotted(parts []*pg_query.Node) (schema, rel string) {
	for _, p := range parts {
		schema, rel = rel, p.GetString_().GetSval()
	}
	return schema, rel
}

// typeName writes a type as one would in SQL.
func typeName(t *pg_query.TypeName) string {
	schema, rel := dotted(t.GetNames())
	if schema != "" && schema != "pg_catalog" {
		rel = schema + "." + rel
	}
	return rel + strings.Repeat("[]", len(t.GetArrayBounds()))
}
