package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

func (p *player) createFunction(u *unit, s *pg_query.CreateFunctionStmt) {
	defer func() { p.cat.reached = nil }()
	n := nameOf(s.Funcname)
	var ok bool
	if n.Schema, ok = p.creationSchema(n.Schema); !ok {
		p.fail()
		return
	}
	f, ok := p.newFunction(u, n, s)
	if !ok || p.bodyFails(u, f, s) {
		p.fail()
		return
	}
	old := p.overload(n, f.args)
	if old != nil && old.platform && !p.onPlatform && !s.Replace {
		p.removeFunction(old)
		old = nil
	}
	remove(p.cat, p.cat.gone, object{classFunction, n})
	if old == nil {
		f.acl = p.newACL(onFunction, n.Schema, p.role, f.At)
		put(p.cat, p.cat.functions, n, with(p.cat.functions[n], f))
		p.ddl("CREATE FUNCTION", nil)
		return
	}
	if !s.Replace || !p.owns(old.owner) || old.Procedure != f.Procedure || old.canon != f.canon || old.Set != f.Set || !sameNames(old, f) || f.least > old.least {
		p.fail()
		return
	}
	owner, list, platform := old.owner, old.acl, old.platform
	edit(p.cat, old)
	*old = *f
	old.owner, old.acl, old.platform = owner, list, platform && p.onPlatform
}

// sameNames tells whether a replacement keeps the names of the parameters.
func sameNames(old, f *function) bool {
	if len(old.names) != len(f.names) {
		// OUT parameters are part of what the function returns
		return false
	}
	for i, n := range old.names {
		if n != "" && f.names[i] != n {
			return false
		}
	}
	return true
}

// overload is the function of that name and those arguments.
func (p *player) overload(n name, args []string) *function {
	for _, f := range p.cat.functions[n] {
		if slices.Equal(f.args, args) {
			return f
		}
	}
	return nil
}

// newFunction reads a CREATE FUNCTION or PROCEDURE; false when Postgres refuses
// it for a type that is not there.
func (p *player) newFunction(u *unit, n name, s *pg_query.CreateFunctionStmt) (*function, bool) {
	body, language, known := bodyOf(s.Options)
	f := &function{owner: p.role, platform: p.onPlatform, source: u.text, origin: u.at, offset: strings.Index(u.text, body)}
	f.Function = pgcat.Function{
		Name: n, At: u.start(), Procedure: s.IsProcedure, Language: language, Volatility: "volatile",
		Body: body, BodyKnown: known && (language == "sql" || language == "plpgsql"), Path: slices.Clone(p.path),
		Returns: typeName(s.ReturnType), Set: s.GetReturnType().GetSetof(),
	}
	if s.SqlBody != nil {
		f.Language, f.BodyKnown, f.Body = "sql", true, atomicBody(u.text)
	}
	ok := true
	lean := func(t any) {
		if t != nil {
			f.deps = append(f.deps, dep{on: t})
		}
	}
	var out []string
	for _, a := range s.Parameters {
		arg := newArg(a.GetFunctionParameter())
		canon, t, known := p.canon(a.GetFunctionParameter().GetArgType())
		ok = ok && known
		lean(t)
		if d := a.GetFunctionParameter().GetDefexpr(); d != nil {
			arg.Value = &pgcat.Expr{Node: d, Path: slices.Clone(p.path)}
		}
		f.Args = append(f.Args, arg)
		f.names = append(f.names, arg.Name)
		f.defaults = append(f.defaults, a.GetFunctionParameter().GetDefexpr())
		f.all = append(f.all, canon)
		switch arg.Mode {
		case "table":
			f.Set = true
			out = append(out, canon)
		case "out":
			out = append(out, canon)
		default:
			if arg.Mode == "inout" {
				out = append(out, canon)
			}
			f.args = append(f.args, canon)
			if !arg.Default {
				f.least = len(f.args)
			}
			if arg.Mode == "variadic" {
				f.variadic, f.least = true, min(f.least, len(f.args)-1)
			}
		}
	}
	if s.ReturnType != nil {
		var t any
		var known bool
		f.canon, t, known = p.canon(s.ReturnType)
		ok = ok && known
		lean(t)
	} else if len(out) == 1 {
		f.canon = out[0]
	} else if len(out) > 1 {
		f.canon = "record"
	} else {
		f.canon = "void"
	}
	if n := len(out); s.ReturnType != nil && n > 1 {
		f.canon = "record"
	}
	if f.Returns == "" && len(out) > 0 {
		f.Returns = "record"
		if len(out) == 1 {
			f.Returns = out[0]
		}
	}
	if f.Set && !strings.HasPrefix(f.Returns, "setof ") {
		f.Returns = "setof " + f.Returns
	}
	for _, o := range s.Options {
		setFunction(f, o.GetDefElem())
	}
	f.touch = touches(f.Body)
	if s.SqlBody != nil {
		b := p.binder()
		b.node(s.SqlBody, &scope{sources: []*source{{}}})
		f.deps = append(f.deps, b.out.deps...)
		ok = ok && !b.refused
	}
	return f, ok
}

// atomicBody is the body of BEGIN ATOMIC ... END, or of RETURN.
func atomicBody(text string) string {
	low := strings.ToLower(text)
	for _, word := range []string{"begin atomic", "return "} {
		if i := strings.LastIndex(low, word); i >= 0 {
			return strings.TrimSpace(text[i:])
		}
	}
	return ""
}

// bodyFails tells whether Postgres refuses the body of an SQL function, which
// it reads right away, for a relation that is certainly not there.
func (p *player) bodyFails(u *unit, f *function, s *pg_query.CreateFunctionStmt) bool {
	if f.Language != "sql" || p.bodiesFree || s.SqlBody != nil || !p.whole && !p.mentionsGone(f.Body) {
		return false
	}
	tree, err := p.parser.Parse(p.ctx, f.Body)
	if err != nil {
		return p.whole
	}
	for _, raw := range tree.Stmts {
		ctes := make(map[string]bool)
		each := raw.GetStmt().GetSelectStmt().GetWithClause().GetCtes()
		for _, c := range each {
			ctes[c.GetCommonTableExpr().GetCtename()] = true
		}
		for _, n := range relationsIn(raw.Stmt) {
			if !(n.Schema == "" && ctes[n.Rel]) && !isSystem(n) && p.find(n) == nil && p.absent(classRelation, n) {
				return true
			}
		}
		if q := raw.GetStmt().GetSelectStmt(); q != nil {
			b := p.binder()
			params := &source{}
			if b.query(q, &scope{sources: []*source{params}}); b.refused {
				return true
			}
		}
	}
	return false
}

func (p *player) mentionsGone(body string) bool {
	low := strings.ToLower(body)
	for o, gone := range p.cat.gone {
		if gone && o.class != classRole && strings.Contains(low, strings.ToLower(o.name.Rel)) {
			return true
		}
	}
	return false
}

func newArg(a *pg_query.FunctionParameter) pgcat.Arg {
	out := pgcat.Arg{Name: a.GetName(), Type: typeName(a.GetArgType()), Mode: "in", Default: a.GetDefexpr() != nil}
	switch a.GetMode() {
	case pg_query.FunctionParameterMode_FUNC_PARAM_OUT:
		out.Mode = "out"
	case pg_query.FunctionParameterMode_FUNC_PARAM_INOUT:
		out.Mode = "inout"
	case pg_query.FunctionParameterMode_FUNC_PARAM_VARIADIC:
		out.Mode = "variadic"
	case pg_query.FunctionParameterMode_FUNC_PARAM_TABLE:
		out.Mode = "table"
	}
	return out
}

// setFunction applies one option of CREATE or ALTER FUNCTION.
func setFunction(f *function, d *pg_query.DefElem) {
	switch d.GetDefname() {
	case "security":
		f.Definer = switchedOn(d)
	case "volatility":
		f.Volatility = strings.ToLower(d.GetArg().GetString_().GetSval())
	case "leakproof":
		f.Leakproof = switchedOn(d)
	case "strict":
		f.Strict = switchedOn(d)
	case "set":
		setPath(f, d.GetArg().GetVariableSetStmt())
	}
}

// setPath applies SET of a function.
func setPath(f *function, s *pg_query.VariableSetStmt) {
	if s == nil {
		return
	}
	if name := strings.ToLower(s.Name); s.Kind != pg_query.VariableSetKind_VAR_RESET_ALL && name != "search_path" {
		f.Sets = slices.DeleteFunc(slices.Clone(f.Sets), func(x string) bool { return x == name })
		if s.Kind == pg_query.VariableSetKind_VAR_SET_VALUE || s.Kind == pg_query.VariableSetKind_VAR_SET_CURRENT {
			f.Sets = append(f.Sets, name)
		}
		return
	}
	if s.Kind == pg_query.VariableSetKind_VAR_RESET_ALL {
		f.Sets = nil
	}
	f.SearchPath, f.PinsPath = nil, false
	switch s.Kind {
	case pg_query.VariableSetKind_VAR_SET_VALUE:
		f.PinsPath, f.SearchPath = true, []string{}
		for _, a := range s.Args {
			if v := a.GetAConst().GetSval(); v != nil && v.Sval != "" {
				f.SearchPath = append(f.SearchPath, v.Sval)
			}
		}
	case pg_query.VariableSetKind_VAR_SET_CURRENT:
		f.PinsPath, f.SearchPath = true, slices.Clone(f.Path)
	}
}
