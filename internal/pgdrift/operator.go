package pgdrift

import (
	"regexp"
	"strconv"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func opName(name []*pg_query.Node) string {
	if len(name) == 0 {
		return "="
	}
	return name[len(name)-1].GetString_().GetSval()
}

// operator writes a comparison the way that Postgres stores it: BETWEEN as two
// of them, IN and = ANY (ARRAY[...]) as alternatives.
func (w *writer) operator(e *pg_query.A_Expr) string {
	if parts, all, ok := w.members(e); ok {
		return join(all, parts)
	}
	op := opName(e.Name)
	l := w.expr(e.Lexpr)
	binary := func(op, l, r string) string { return "(" + l + " " + op + " " + r + ")" }
	switch e.Kind {
	case pg_query.A_Expr_Kind_AEXPR_OP_ANY, pg_query.A_Expr_Kind_AEXPR_OP_ALL:
		if e.Kind == pg_query.A_Expr_Kind_AEXPR_OP_ALL {
			return binary(op, l, "all("+w.expr(e.Rexpr)+")")
		}
		return binary(op, l, "any("+w.expr(e.Rexpr)+")")
	case pg_query.A_Expr_Kind_AEXPR_NOT_DISTINCT:
		return "not((" + l + " distinct from " + w.expr(e.Rexpr) + "))"
	case pg_query.A_Expr_Kind_AEXPR_DISTINCT:
		return "(" + l + " distinct from " + w.expr(e.Rexpr) + ")"
	case pg_query.A_Expr_Kind_AEXPR_NULLIF:
		return "nullif(" + l + ", " + w.expr(e.Rexpr) + ")"
	case pg_query.A_Expr_Kind_AEXPR_OP, pg_query.A_Expr_Kind_AEXPR_LIKE, pg_query.A_Expr_Kind_AEXPR_ILIKE, pg_query.A_Expr_Kind_AEXPR_SIMILAR:
		if e.Lexpr == nil && op == "-" {
			if c := e.Rexpr.GetAConst(); c != nil {
				return "'-" + strings.Trim(w.constant(c, ""), "'") + "'"
			}
		}
		return binary(op, l, w.expr(e.Rexpr))
	}
	return e.Kind.String() + binary(op, l, w.expr(e.Rexpr))
}

// members writes one comparison for each member of a list that stands in the
// expression (IN (...), = ANY (ARRAY[...])) and for each end of a BETWEEN. all
// says that every one must hold.
func (w *writer) members(e *pg_query.A_Expr) (parts []string, all, ok bool) {
	if e == nil {
		return nil, false, false
	}
	op := opName(e.Name)
	var list []*pg_query.Node
	switch e.Kind {
	case pg_query.A_Expr_Kind_AEXPR_BETWEEN, pg_query.A_Expr_Kind_AEXPR_NOT_BETWEEN:
		ends := e.Rexpr.GetList().GetItems()
		if len(ends) != 2 {
			return nil, false, false
		}
		l := w.expr(e.Lexpr)
		if e.Kind == pg_query.A_Expr_Kind_AEXPR_BETWEEN {
			return []string{"(" + l + " >= " + w.expr(ends[0]) + ")", "(" + l + " <= " + w.expr(ends[1]) + ")"}, true, true
		}
		return []string{"(" + l + " < " + w.expr(ends[0]) + ")", "(" + l + " > " + w.expr(ends[1]) + ")"}, false, true
	case pg_query.A_Expr_Kind_AEXPR_IN:
		list, all = e.Rexpr.GetList().GetItems(), op == "<>"
	case pg_query.A_Expr_Kind_AEXPR_OP_ANY, pg_query.A_Expr_Kind_AEXPR_OP_ALL:
		r := e.Rexpr
		for r.GetTypeCast() != nil {
			r = r.GetTypeCast().Arg
		}
		list, all = r.GetAArrayExpr().GetElements(), e.Kind == pg_query.A_Expr_Kind_AEXPR_OP_ALL
	}
	if len(list) == 0 {
		return nil, false, false
	}
	l := w.expr(e.Lexpr)
	for _, x := range list {
		parts = append(parts, "("+l+" "+op+" "+w.expr(x)+")")
	}
	return parts, all, true
}

func (w *writer) sublink(s *pg_query.SubLink) string {
	q := s.Subselect.GetSelectStmt()
	switch s.SubLinkType {
	case pg_query.SubLinkType_EXISTS_SUBLINK:
		return "exists(" + w.query(q, !plainTargets(q)) + ")"
	case pg_query.SubLinkType_ANY_SUBLINK:
		return "(" + w.expr(s.Testexpr) + " " + opName(s.OperName) + " any(" + w.query(q, true) + "))"
	case pg_query.SubLinkType_ALL_SUBLINK:
		return "(" + w.expr(s.Testexpr) + " " + opName(s.OperName) + " all(" + w.query(q, true) + "))"
	}
	return s.SubLinkType.String() + "(" + w.query(q, true) + ")"
}

// plainTargets reports a target list that does not change how many rows there
// are: EXISTS does not look at it.
func plainTargets(q *pg_query.SelectStmt) bool {
	if q == nil {
		return false
	}
	for _, t := range q.TargetList {
		v := t.GetResTarget().GetVal()
		for v.GetTypeCast() != nil {
			v = v.GetTypeCast().Arg
		}
		if v.GetColumnRef() == nil && v.GetAConst() == nil {
			return false
		}
	}
	return true
}

// call writes a call with the schema of its function.
func (w *writer) call(f *pg_query.FuncCall) string {
	name := f.Funcname[len(f.Funcname)-1].GetString_().GetSval()
	schema := ""
	if len(f.Funcname) > 1 {
		schema = f.Funcname[len(f.Funcname)-2].GetString_().GetSval()
		if schema != "pg_catalog" && !w.names.knows(name) {
			w.doubt("the schema of function " + name)
		}
	} else {
		schema = w.names.function(name)
	}
	s := name
	if schema != "" && schema != "pg_catalog" && !w.loose {
		s = schema + "." + name
	}
	s += "(" + w.list(f.Args) + ")"
	if f.AggDistinct || f.AggStar || f.AggWithinGroup || f.FuncVariadic || f.AggOrder != nil || f.AggFilter != nil || f.Over != nil {
		s += "[" + strconv.FormatBool(f.AggDistinct) + strconv.FormatBool(f.AggStar) + strconv.FormatBool(f.FuncVariadic) + w.list(f.AggOrder) + w.expr(f.AggFilter)
		if f.Over != nil {
			s += w.message("over", f.Over.ProtoReflect())
		}
		s += "]"
	}
	return s
}

// cast leaves a cast out: Postgres adds some of its own wherever it writes an
// expression out. Only where it makes a truth value of a text does it count.
func (w *writer) cast(c *pg_query.TypeCast) string {
	k := c.GetArg().GetAConst()
	if k == nil {
		return w.expr(c.Arg)
	}
	name := ""
	if names := c.GetTypeName().GetNames(); len(names) > 0 {
		name = names[len(names)-1].GetString_().GetSval()
	}
	return w.constant(k, name)
}

// constant writes a literal; typ is the type that it is cast to, if any.
func (w *writer) constant(c *pg_query.A_Const, typ string) string {
	switch {
	case c.Isnull:
		return "NULL"
	case c.GetBoolval() != nil:
		return strconv.FormatBool(c.GetBoolval().Boolval)
	case c.GetIval() != nil:
		return "'" + strconv.Itoa(int(c.GetIval().Ival)) + "'"
	case c.GetFval() != nil:
		return "'" + c.GetFval().Fval + "'"
	case c.GetSval() != nil:
		return w.literal(c.GetSval().Sval, typ)
	}
	return c.String()
}

func (w *writer) literal(s, typ string) string {
	switch typ {
	case "bool", "boolean":
		switch strings.ToLower(strings.TrimSpace(s)) {
		case "t", "true", "on", "yes", "1", "y":
			return "true"
		case "f", "false", "off", "no", "0", "n":
			return "false"
		}
	}
	// Postgres reads the literals of these types and writes them in its own way.
	if i := interval(s); i != "" {
		s = i
	} else if rewritten(typ) || len(s) > 0 && (s[0] == '{' || s[0] == '[' || s[0] == '(') {
		w.doubt("how a literal is written: " + s)
		if w.loose {
			return "'?'"
		}
	} else if dated(s) {
		w.doubt("how a time is written: " + s)
		if w.loose {
			return "'?'"
		}
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

func rewritten(typ string) bool {
	switch typ {
	case "interval", "timestamp", "timestamptz", "date", "time", "timetz", "json", "jsonb", "inet", "cidr", "numeric", "tsquery", "ltree", "regclass", "regrole":
		return true
	}
	return strings.HasPrefix(typ, "_")
}

// dated reports a text that looks like a time or a span of it.
func dated(s string) bool {
	return len(s) >= 4 && s[0] >= '0' && s[0] <= '9' && strings.ContainsAny(s, ":-/ ") && !uuidLike(s)
}

func uuidLike(s string) bool { return len(s) == 36 && strings.Count(s, "-") == 4 }

var span = regexp.MustCompile(`^\s*(\d{1,6})\s+(second|sec|minute|min|hour|day|week|month|mon|year)s?\s*$`)

// interval writes a span of one unit the way that Postgres does; "" for any other text.
func interval(s string) string {
	m := span.FindStringSubmatch(strings.ToLower(s))
	if m == nil {
		return ""
	}
	n, err := strconv.Atoi(m[1])
	if err != nil {
		return ""
	}
	clock := func(seconds int) string {
		two := func(n int) string {
			if n < 10 {
				return "0" + strconv.Itoa(n)
			}
			return strconv.Itoa(n)
		}
		return two(seconds/3600) + ":" + two(seconds/60%60) + ":" + two(seconds%60)
	}
	units := func(n int, unit string) string {
		if n == 1 {
			return "1 " + unit
		}
		return strconv.Itoa(n) + " " + unit + "s"
	}
	switch m[2] {
	case "second", "sec":
		return clock(n)
	case "minute", "min":
		return clock(n * 60)
	case "hour":
		return clock(n * 3600)
	case "day":
		return units(n, "day")
	case "week":
		return units(n*7, "day")
	case "month", "mon":
		if n < 12 {
			return units(n, "mon")
		}
	case "year":
		return units(n, "year")
	}
	return ""
}
