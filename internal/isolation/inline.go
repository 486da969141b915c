package isolation

import (
	"fmt"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// maxInline is how deep helpers and views are followed into each other.
const maxInline = 8

// outcome is one way in which a function returns: what it returns is the result
// of a query.
type outcome struct {
	guard dnf
	stmt  *pg_query.SelectStmt
	env   *env
}

// lookup finds the functions that a call may mean.
func (e *eval) lookup(schema, name string, args int, v *env) []*pgcat.Function {
	try := func(s string) []*pgcat.Function {
		var out []*pgcat.Function
		for _, f := range e.p.functions[pgcat.Name{Schema: s, Rel: name}] {
			in := inputs(f)
			least := 0
			for _, a := range in {
				if !a.Default {
					least++
				}
			}
			if args <= len(in) && args >= least || len(in) > 0 && in[len(in)-1].Mode == "variadic" {
				out = append(out, f)
			}
		}
		return out
	}
	if schema != "" {
		return try(schema)
	}
	for _, s := range v.path {
		if fs := try(s); len(fs) > 0 {
			return fs
		}
	}
	return nil
}

func inputs(f *pgcat.Function) []pgcat.Arg {
	return slices.DeleteFunc(slices.Clone(f.Args), func(a pgcat.Arg) bool { return a.Mode == "out" || a.Mode == "table" })
}

// enter prepares the body of a function for a call.
func (e *eval) enter(call *pg_query.FuncCall, v *env) (f *pgcat.Function, outs []outcome, found bool, bad string) {
	schema, name := dotted(call.Funcname)
	fs := e.lookup(schema, name, len(call.Args), v)
	if len(fs) == 0 {
		return nil, nil, false, ""
	}
	if schema == "" && plainFunctions[name] {
		return nil, nil, true, "a function of the sources and one of Postgres have the name " + name
	}
	if len(fs) > 1 {
		if fs = e.byType(fs, call, v); len(fs) != 1 {
			return nil, nil, true, "several functions " + name + " fit the call"
		}
	}
	f = fs[0]
	if e.deep >= maxInline {
		return f, nil, true, "nested deeper than is followed"
	}
	inner := &env{vars: make(map[string]*thunk), fname: f.Rel, path: f.Path, definer: v.definer}
	if f.PinsPath {
		inner.path = f.SearchPath
	} else if len(inner.path) == 0 {
		inner.path = v.path
	}
	if f.Definer {
		inner.definer = orName(f.Owner, "the owner of "+f.Name.String())
	}
	in := inputs(f)
	for i, a := range call.Args {
		t := &thunk{node: a, env: v}
		pos, argName := i, ""
		if na := a.GetNamedArgExpr(); na != nil {
			t.node, argName = na.Arg, na.Name
			pos = slices.IndexFunc(in, func(x pgcat.Arg) bool { return x.Name == argName })
			if pos < 0 {
				return f, nil, true, "no parameter " + argName
			}
		}
		for len(inner.params) <= pos {
			inner.params = append(inner.params, unknownThunk("a parameter's default"))
		}
		inner.params[pos] = t
	}
	for i, a := range in {
		for len(inner.params) <= i {
			if len(inner.params) == i && a.Value != nil && a.Value.Node != nil && i >= len(call.Args) && !slices.ContainsFunc(call.Args, func(n *pg_query.Node) bool { return n.GetNamedArgExpr() != nil }) {
				inner.params = append(inner.params, &thunk{node: a.Value.Node, env: &env{path: a.Value.Path, definer: v.definer}})
				break
			}
			inner.params = append(inner.params, unknownThunk("the default of parameter "+a.Name))
		}
		if a.Name != "" {
			inner.vars[a.Name] = inner.params[i]
		}
	}
	b := e.p.body(f)
	switch {
	case b.bad != "":
		return f, nil, true, b.bad
	case b.stmt != nil:
		return f, []outcome{{always(), b.stmt, inner}}, true, ""
	}
	inner.strict = true
	outs, bad = e.run(b.block, inner)
	return f, outs, true, bad
}

func unknownThunk(what string) *thunk {
	return &thunk{alts: []alt{{t: opaque(what, what+" is not followed")}}, ready: true}
}

// byType picks the function whose parameters have the types of the columns
// that the call hands over.
func (e *eval) byType(fs []*pgcat.Function, call *pg_query.FuncCall, v *env) []*pgcat.Function {
	var exact []*pgcat.Function
	for _, f := range fs {
		in, fits := inputs(f), len(inputs(f)) == len(call.Args)
		for i, a := range call.Args {
			if t := e.typeOf(a, v); fits && t != "" && i < len(in) && baseType(in[i].Type) != t {
				fits = false
			}
		}
		if fits {
			exact = append(exact, f)
		}
	}
	return exact
}

func (e *eval) typeOf(n *pg_query.Node, v *env) string {
	switch {
	case n.GetTypeCast() != nil:
		return baseType(typeName(n.GetTypeCast().TypeName))
	case n.GetAConst().GetIval() != nil:
		return "int4"
	case n.GetColumnRef() != nil:
		if a := e.column(n.GetColumnRef(), v); len(a) == 1 && a[0].t.kind == tCol && a[0].t.inst.table != nil {
			if c := a[0].t.inst.table.Column(a[0].t.col); c != nil {
				return baseType(c.Type)
			}
		}
	}
	return ""
}

func baseType(t string) string {
	t = strings.ToLower(strings.TrimPrefix(t, "pg_catalog."))
	switch t {
	case "bigint":
		return "int8"
	case "integer", "int":
		return "int4"
	case "boolean":
		return "bool"
	case "character varying":
		return "varchar"
	}
	return t
}

// noteOf says in the proof that a function was read, and what is weak in it.
func (e *eval) noteOf(f *pgcat.Function) Step {
	s := Step{Text: f.Name.String() + " is read as its body says", At: f.At}
	if f.Definer {
		s.Text += ", with the rights of its owner"
	}
	if f.Definer && !f.PinsPath {
		s.Text += "; it does not pin its search_path"
	}
	if f.Volatility == "volatile" {
		s.Text += "; it is VOLATILE"
	}
	return s
}

// body is what a function does, as far as it is one query or simple PL/pgSQL.
type body struct {
	stmt  *pg_query.SelectStmt
	block []plNode
	bad   string
}

func (p *prover) body(f *pgcat.Function) *body {
	if b := p.bodies[f]; b != nil {
		return b
	}
	b := p.readBody(f)
	p.bodies[f] = b
	return b
}

func (p *prover) readBody(f *pgcat.Function) *body {
	if !f.BodyKnown {
		return &body{bad: "its body is not in the sources"}
	}
	switch f.Language {
	case "sql":
		text := strings.TrimSpace(f.Body)
		if w := strings.Fields(text); len(w) > 0 && strings.EqualFold(w[0], "return") {
			text = "SELECT " + text[len("return"):]
		} else if len(w) > 1 && strings.EqualFold(w[0], "begin") && strings.EqualFold(w[1], "atomic") {
			text = strings.TrimSpace(text[len("begin"):])[len("atomic"):]
			text = strings.TrimSpace(text)
			if strings.HasSuffix(strings.ToLower(text), "end") {
				text = text[:len(text)-3]
			}
		}
		list, err := p.parse(text)
		switch {
		case err != nil:
			return &body{bad: "its body can't be parsed: " + err.Error()}
		case len(list) == 0:
			return &body{bad: "its body is empty"}
		}
		for _, n := range list {
			if n.GetSelectStmt() == nil {
				return &body{bad: "its body does more than to query"}
			}
		}
		return &body{stmt: list[len(list)-1].GetSelectStmt()}
	case "plpgsql":
		block, err := p.plpgsql(f)
		if err != nil {
			return &body{bad: "its body can't be parsed: " + err.Error()}
		}
		return &body{block: block}
	}
	return &body{bad: fmt.Sprintf("its language %s is not followed", f.Language)}
}
