package pgsim

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// routine finds the function that a statement names; without one, whether it is
// certain that there is none.
func (p *player) routine(o *pg_query.ObjectWithArgs, t pg_query.ObjectType) (*function, bool) {
	n := nameOf(o.GetObjname())
	var all []*function
	schemas := p.visible()
	if n.Schema != "" {
		if p.shut(n.Schema) {
			return nil, true
		}
		schemas = []string{n.Schema}
	}
	for _, s := range schemas {
		for _, f := range p.cat.functions[name{Schema: s, Rel: n.Rel}] {
			if !slices.ContainsFunc(all, func(x *function) bool { return slices.Equal(x.args, f.args) }) {
				all = append(all, f)
			}
		}
	}
	missing := p.absent(classFunction, n) || len(all) > 0
	if o.GetArgsUnspecified() {
		all = slices.DeleteFunc(all, func(f *function) bool { return !routineKind(f, t) })
		if len(all) != 1 {
			return nil, missing || len(all) > 1
		}
		return all[0], true
	}
	var args []string
	for _, a := range o.GetObjargs() {
		c, _, ok := p.canon(a.GetTypeName())
		if !ok {
			return nil, true
		}
		args = append(args, c)
	}
	for _, f := range all {
		if slices.Equal(f.args, args) || len(o.GetObjfuncargs()) > 0 && slices.Equal(f.all, args) && len(f.all) > len(f.args) {
			if !routineKind(f, t) {
				return nil, true
			}
			return f, true
		}
	}
	return nil, missing
}

// severalNamed tells that a name without arguments means more than one function.
func (p *player) severalNamed(n name) bool {
	schemas := p.visible()
	if n.Schema != "" {
		schemas = []string{n.Schema}
	}
	count := 0
	for _, s := range schemas {
		count += len(p.cat.functions[name{Schema: s, Rel: n.Rel}])
	}
	return count > 1
}

func routineKind(f *function, t pg_query.ObjectType) bool {
	switch t {
	case pg_query.ObjectType_OBJECT_FUNCTION:
		return !f.Procedure && f.kindName != "aggregate" || f.kindName == "aggregate"
	case pg_query.ObjectType_OBJECT_PROCEDURE:
		return f.Procedure
	case pg_query.ObjectType_OBJECT_AGGREGATE:
		return f.kindName == "aggregate"
	}
	return true
}

func (p *player) alterFunction(u *unit, s *pg_query.AlterFunctionStmt) {
	f, sure := p.routine(s.Func, s.Objtype)
	if f == nil {
		if sure {
			p.fail()
		}
		return
	}
	if !p.owns(f.owner) {
		p.fail()
		return
	}
	edit(p.cat, f)
	for _, o := range s.Actions {
		setFunction(f, o.GetDefElem())
	}
}

func (p *player) renameFunction(s *pg_query.RenameStmt) {
	f, sure := p.routine(s.GetObject().GetObjectWithArgs(), s.RenameType)
	switch {
	case f == nil && sure:
		p.fail()
	case f == nil:
	case !p.owns(f.owner) || p.overload(name{Schema: f.Schema, Rel: s.Newname}, f.args) != nil:
		p.fail()
	default:
		p.moveFunction(f, name{Schema: f.Schema, Rel: s.Newname})
	}
}

func (p *player) setFunctionSchema(s *pg_query.AlterObjectSchemaStmt) {
	f, sure := p.routine(s.GetObject().GetObjectWithArgs(), s.ObjectType)
	switch {
	case f == nil && sure:
		p.fail()
	case f == nil:
	case !p.mayIn(p.cat.schemas[s.Newschema], "CREATE"):
		p.fail()
	case f.Schema == s.Newschema:
	case !p.owns(f.owner) || p.overload(name{Schema: s.Newschema, Rel: f.Rel}, f.args) != nil:
		p.fail()
	default:
		p.moveFunction(f, name{Schema: s.Newschema, Rel: f.Rel})
	}
}

func (p *player) moveFunction(f *function, to name) {
	p.removeFunction(f)
	edit(p.cat, f).Name = to
	put(p.cat, p.cat.functions, to, with(p.cat.functions[to], f))
	remove(p.cat, p.cat.gone, object{classFunction, to})
}

// dropFunction finds the function that a DROP names; false when Postgres refuses.
func (p *player) dropFunction(o *pg_query.ObjectWithArgs, s *pg_query.DropStmt) ([]any, bool) {
	f, sure := p.routine(o, s.RemoveType)
	switch {
	case f != nil:
		return []any{f}, (p.owns(f.owner) || p.ownsSchema(f.Schema)) && !p.shut(nameOf(o.GetObjname()).Schema)
	case p.shut(nameOf(o.GetObjname()).Schema):
		return nil, false
	case s.MissingOk:
		return nil, !o.GetArgsUnspecified() || !p.severalNamed(nameOf(o.GetObjname()))
	case sure:
		return nil, false
	}
	p.markGone(classFunction, nameOf(o.GetObjname()))
	return nil, true
}
