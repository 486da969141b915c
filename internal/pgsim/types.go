package pgsim

import (
	"slices"
	"strconv"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func itoa(n int) string { return strconv.Itoa(n) }

// canon resolves a type to its own name: "int4", "text[]", "public.mood"; the
// second value is what the sources have made of it, or nil; false when they
// have taken it away.
func (p *player) canon(t *pg_query.TypeName) (string, any, bool) {
	if t == nil {
		return "", nil, true
	}
	n := nameOf(t.Names)
	array := strings.Repeat("[]", min(1, len(t.GetArrayBounds())))
	if t.PctType {
		parts := t.Names
		if r := p.find(nameOf(parts[:len(parts)-1])); r != nil {
			if c := r.column(n.Rel); c != nil {
				return c.canon, c.typeDep, true
			}
		}
		return "", nil, true
	}
	if n.Schema == "pg_catalog" {
		return n.Rel + array, nil, true
	}
	if u := p.findType(n); u != nil {
		return u.String() + array, u, true
	}
	if r := p.find(n); r != nil && r.kind != index && r.kind != sequence {
		return r.String() + array, r, true
	}
	if n.Schema != "" {
		return n.String() + array, nil, !p.absent(classType, n)
	}
	switch n.Rel {
	case "serial", "serial4":
		return "int4", nil, true
	case "bigserial", "serial8":
		return "int8", nil, true
	case "smallserial", "serial2":
		return "int2", nil, true
	}
	return n.Rel + array, nil, !p.absentSince(classType, n)
}

// typeOf tells the type of an expression, "" when it takes more than names to tell.
func (b *binder) typeOf(n *pg_query.Node, depth int) string {
	if n == nil || depth > maxDepth {
		return ""
	}
	switch {
	case n.GetColumnRef() != nil:
		if c := b.columns[n.GetColumnRef()]; c != nil {
			return c.canon
		}
	case n.GetTypeCast() != nil:
		t, _, _ := b.p.canon(n.GetTypeCast().TypeName)
		return t
	case n.GetAConst() != nil:
		switch c := n.GetAConst(); {
		case c.GetIval() != nil:
			return "int4"
		case c.GetFval() != nil:
			return "numeric"
		case c.GetBoolval() != nil:
			return "bool"
		}
	case n.GetBoolExpr() != nil, n.GetNullTest() != nil, n.GetBooleanTest() != nil:
		return "bool"
	case n.GetCoalesceExpr() != nil:
		t := ""
		for i, a := range n.GetCoalesceExpr().Args {
			x := b.typeOf(a, depth+1)
			if i > 0 {
				x = wider(t, x)
			}
			t = x
		}
		return t
	case n.GetNamedArgExpr() != nil:
		return b.typeOf(n.GetNamedArgExpr().Arg, depth+1)
	case n.GetFuncCall() != nil:
		var types []string
		for _, a := range n.GetFuncCall().Args {
			types = append(types, b.typeOf(a, depth+1))
		}
		if fns, _ := b.p.resolve(nameOf(n.GetFuncCall().Funcname), types); len(fns) == 1 {
			return fns[0].canon
		}
	}
	return ""
}

// resolve finds the function that a call means: one, several that may be meant,
// or none, with whether it is certain that there is none. An unknown type of an
// argument, "", fits every parameter.
func (p *player) resolve(n name, types []string) ([]*function, bool) {
	var all []*function
	if n.Schema != "" {
		if p.shut(n.Schema) {
			return nil, true
		}
		all = p.cat.functions[n]
	} else {
		for _, s := range p.visible() {
			all = append(all, p.cat.functions[name{Schema: s, Rel: n.Rel}]...)
		}
	}
	var fit []*function
	for _, f := range all {
		if len(types) >= f.least && (len(types) <= len(f.args) || f.variadic) {
			fit = append(fit, f)
		}
	}
	if len(fit) == 0 {
		gone := p.absentSince(classFunction, n)
		switch {
		case n.Schema == "pg_catalog":
			return nil, false
		case n.Schema != "":
			return nil, gone || p.whole && !isPlatform(n.Schema)
		}
		return nil, gone || p.whole && p.makes[n.Rel]
	}
	return closest(fit, types)
}

// closest are the functions whose parameters agree with the types that are
// known; true when Postgres can't choose.
func closest(fit []*function, types []string) ([]*function, bool) {
	best := -1
	var out []*function
	for _, f := range fit {
		score, ok := 0, true
		for i, t := range types {
			if i >= len(f.args) {
				break
			}
			switch {
			case t == "":
			case t == f.args[i]:
				score++
			case !turnsInto(t, f.args[i]):
				ok = false
			}
		}
		switch {
		case !ok || score < best:
		case score > best:
			best, out = score, []*function{f}
		default:
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil, true
	}
	// of those that take the same, the first schema of the path hides the others;
	// in one schema neither is better
	first := out[0]
	same := true
	for _, f := range out[1:] {
		if len(f.args) < len(types) || len(first.args) < len(types) || !slices.Equal(f.args[:len(types)], first.args[:len(types)]) {
			same = false
		} else if f.Schema == first.Schema {
			return nil, true
		}
	}
	if same {
		return out[:1], false
	}
	return out, false
}

// ranks order the types of a family: Postgres turns one into a later one on its
// own; texts it turns into each other.
func ranks(t string) (family string, rank int) {
	for f, list := range map[string][]string{
		"number": {"int2", "int4", "int8", "numeric", "float4", "float8"},
		"time":   {"date", "timestamp", "timestamptz"},
		"text":   {"text", "varchar", "bpchar", "name"},
		"other":  {"bool", "uuid", "json", "jsonb", "bytea", "inet", "interval"},
	} {
		if i := slices.Index(list, t); i >= 0 {
			return f, i
		}
	}
	return "", 0
}

// turnsInto tells whether a value of one type may be given for another; yes for
// types that are not known well enough.
func turnsInto(from, to string) bool {
	f, i := ranks(from)
	t, k := ranks(to)
	switch {
	case from == to || f == "" || t == "":
		return true
	case f != t || f == "other":
		return false
	}
	return f == "text" || i <= k
}

// assignable tells whether a column may change from one type to another without USING.
func assignable(from, to string) bool {
	f, _ := ranks(from)
	t, _ := ranks(to)
	return f == "" || t == "" || from == to || t == "text" || f == t && f != "other"
}
