package pgsim

import (
	"fmt"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// value is what a variable or an expression of a DO block holds: a text, a list
// of texts, or a row.
type value struct {
	text string
	list []string
	rec  map[string]string
	cols []string // of rec, in order
	null bool
}

// eval tells the value of an expression that needs no database.
func (b *block) eval(expr string) (value, bool) {
	n := b.parseExpr(expr)
	if n == nil {
		return value{}, false
	}
	return b.evalNode(n, nil, 0)
}

func (b *block) parseExpr(expr string) *pg_query.Node {
	tree, err := b.p.parser.Parse(b.p.ctx, "SELECT "+expr)
	if err != nil || len(tree.Stmts) != 1 {
		return nil
	}
	s := tree.Stmts[0].GetStmt().GetSelectStmt()
	if len(s.GetTargetList()) != 1 || len(s.GetFromClause()) > 0 {
		return nil
	}
	return s.TargetList[0].GetResTarget().GetVal()
}

// evalNode tells the value of a node; row holds the columns of the row at hand.
func (b *block) evalNode(n *pg_query.Node, row map[string]string, depth int) (value, bool) {
	if n == nil || depth > maxDepth {
		return value{}, false
	}
	text := func(n *pg_query.Node) (string, bool) {
		v, ok := b.evalNode(n, row, depth+1)
		return v.text, ok && v.plain()
	}
	switch {
	case n.GetAConst() != nil:
		return constant(n.GetAConst())
	case n.GetTypeCast() != nil:
		return b.cast(n.GetTypeCast(), row, depth)
	case n.GetColumnRef() != nil:
		return b.column(n.GetColumnRef(), row)
	case n.GetAArrayExpr() != nil:
		v := value{list: []string{}}
		for _, e := range n.GetAArrayExpr().Elements {
			t, ok := text(e)
			if !ok {
				return value{}, false
			}
			v.list = append(v.list, t)
		}
		return v, true
	case n.GetAExpr() != nil && n.GetAExpr().Kind == pg_query.A_Expr_Kind_AEXPR_OP && nameOf(n.GetAExpr().Name).Rel == "||":
		l, ok1 := text(n.GetAExpr().Lexpr)
		r, ok2 := text(n.GetAExpr().Rexpr)
		return value{text: l + r}, ok1 && ok2
	case n.GetFuncCall() != nil:
		f := n.GetFuncCall()
		var args []string
		for _, a := range f.Args {
			t, ok := text(a)
			if !ok {
				return value{}, false
			}
			args = append(args, t)
		}
		if fn := nameOf(f.Funcname).Rel; len(args) == 1 && strings.HasPrefix(fn, "to_reg") {
			return b.lookup(fn, args[0])
		} else if fn == "current_schema" && len(b.p.path) > 0 {
			return value{text: b.p.path[0]}, true
		} else {
			return call(fn, args)
		}
	}
	return value{}, false
}

// plain tells a value that is one text.
func (v value) plain() bool { return v.list == nil && v.rec == nil && !v.null }

// lookup answers to_regclass and to_regprocedure.
func (b *block) lookup(fn, text string) (value, bool) {
	p := b.p
	switch fn {
	case "to_regclass":
		n := parseName(text)
		if r := p.find(n); r != nil {
			return value{text: identity(r.name)}, r.created
		}
		return value{null: true}, !p.uncertain() && !isPlatform(n.Schema)
	case "to_regprocedure":
		n, list, ok := strings.Cut(text, "(")
		if !ok {
			return value{}, false
		}
		for _, f := range p.named(parseName(n)) {
			if strings.ReplaceAll(strings.TrimSuffix(list, ")"), " ", "") == strings.Join(f.args, ",") {
				return value{text: identity(f.Name) + "(" + strings.Join(f.args, ", ") + ")"}, true
			}
		}
		return value{null: true}, p.absent(classFunction, parseName(n))
	}
	return value{}, false
}

func constant(c *pg_query.A_Const) (value, bool) {
	switch {
	case c.GetSval() != nil:
		return value{text: c.GetSval().Sval}, true
	case c.GetIval() != nil:
		return value{text: fmt.Sprint(c.GetIval().Ival)}, true
	case c.GetBoolval() != nil:
		return value{text: fmt.Sprint(c.GetBoolval().Boolval)}, true
	}
	return value{}, false
}

func (b *block) cast(c *pg_query.TypeCast, row map[string]string, depth int) (value, bool) {
	v, ok := b.evalNode(c.Arg, row, depth+1)
	if !ok {
		return v, false
	}
	t := typeName(c.TypeName)
	switch {
	case strings.HasSuffix(t, "[]") && v.list == nil:
		return arrayText(v.text)
	case t == "regclass" && v.rec == nil && v.list == nil:
		if r := b.p.find(parseName(v.text)); r != nil {
			return value{text: identity(r.name)}, true
		}
		return value{}, false
	}
	return v, true
}

// arrayText reads a plain array literal: {a,b}. Quotes and escapes in it are left alone.
func arrayText(s string) (value, bool) {
	s = strings.TrimSpace(s)
	if !strings.HasPrefix(s, "{") || !strings.HasSuffix(s, "}") || strings.ContainsAny(s, `"\`) {
		return value{}, false
	}
	v := value{list: []string{}}
	for part := range strings.SplitSeq(s[1:len(s)-1], ",") {
		if part = strings.TrimSpace(part); part != "" {
			v.list = append(v.list, part)
		}
	}
	return v, true
}

// parseName reads schema.name; quotes are taken off.
func parseName(s string) name {
	var n name
	for part := range strings.SplitSeq(s, ".") {
		if strings.HasPrefix(part, `"`) {
			part = strings.Trim(part, `"`)
		} else {
			part = strings.ToLower(part)
		}
		n.Schema, n.Rel = n.Rel, part
	}
	return n
}

func (b *block) column(c *pg_query.ColumnRef, row map[string]string) (value, bool) {
	n := nameOf(c.Fields)
	if n.Rel == "" {
		return value{}, false
	}
	if v, ok := row[n.Rel]; ok {
		return value{text: v}, true
	}
	if n.Schema == "" {
		v, ok := b.vars[n.Rel]
		return v, ok
	}
	if v, ok := b.vars[n.Schema]; ok && v.rec != nil {
		t, ok := v.rec[n.Rel]
		return value{text: t}, ok
	}
	return value{}, false
}

// call runs the few functions of Postgres that put SQL together.
func call(fn string, args []string) (value, bool) {
	switch {
	case fn == "format" && len(args) > 0:
		return format(args[0], args[1:])
	case fn == "quote_ident" && len(args) == 1:
		return value{text: quoteIdent(args[0])}, true
	case fn == "quote_literal" && len(args) == 1:
		return value{text: quoteLiteral(args[0])}, true
	case fn == "concat":
		return value{text: strings.Join(args, "")}, true
	case fn == "pg_get_function_identity_arguments" && len(args) == 1:
		_, list, ok := strings.Cut(args[0], "(")
		return value{text: strings.TrimSuffix(list, ")")}, ok
	case fn == "lower" && len(args) == 1:
		return value{text: strings.ToLower(args[0])}, true
	}
	return value{}, false
}

func quoteIdent(s string) string   { return `"` + strings.ReplaceAll(s, `"`, `""`) + `"` }
func quoteLiteral(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// format is the function of Postgres: %s, %I, %L and %%, with %2$I.
func format(f string, args []string) (value, bool) {
	var out strings.Builder
	next := 0
	for i := 0; i < len(f); i++ {
		if f[i] != '%' {
			out.WriteByte(f[i])
			continue
		}
		i++
		if i < len(f) && f[i] == '%' {
			out.WriteByte('%')
			continue
		}
		n, digits := 0, i
		for i < len(f) && f[i] >= '0' && f[i] <= '9' && n < 1000 {
			n = n*10 + int(f[i]-'0')
			i++
		}
		if i > digits {
			if i >= len(f) || f[i] != '$' {
				return value{}, false // a width
			}
			next = n - 1
			i++
		}
		if i >= len(f) || next < 0 || next >= len(args) {
			return value{}, false
		}
		switch f[i] {
		case 's':
			out.WriteString(args[next])
		case 'I':
			out.WriteString(quoteIdent(args[next]))
		case 'L':
			out.WriteString(quoteLiteral(args[next]))
		default:
			return value{}, false
		}
		next++
	}
	return value{text: out.String()}, true
}
