package pgsim

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// createAggregate notes an aggregate, so that calls of it are known to be calls of something.
func (p *player) define(u *unit, s *pg_query.DefineStmt) {
	n := nameOf(s.Defnames)
	var ok bool
	switch s.Kind {
	case pg_query.ObjectType_OBJECT_AGGREGATE:
		if n.Schema, ok = p.creationSchema(n.Schema); !ok || len(s.Args) == 0 {
			return
		}
		f := &function{owner: p.role, kindName: "aggregate", platform: p.onPlatform, offset: -1}
		f.Function = pgcat.Function{Name: n, At: u.start(), Language: "internal", Volatility: "immutable"}
		for _, a := range s.Args[0].GetList().GetItems() {
			c, _, _ := p.canon(a.GetFunctionParameter().GetArgType())
			f.args, f.all, f.names = append(f.args, c), append(f.all, c), append(f.names, a.GetFunctionParameter().GetName())
			f.Args = append(f.Args, newArg(a.GetFunctionParameter()))
		}
		f.least = len(f.args)
		if p.overload(n, f.args) != nil {
			p.fail()
			return
		}
		f.acl = p.newACL(onFunction, n.Schema, p.role, f.At)
		put(p.cat, p.cat.functions, n, with(p.cat.functions[n], f))
	case pg_query.ObjectType_OBJECT_TYPE:
		p.createType(u, n)
	}
}

// createType notes a type.
func (p *player) createType(u *unit, n name) {
	var ok bool
	if n.Schema, ok = p.creationSchema(n.Schema); !ok || p.cat.types[n] != nil || p.cat.rels[n] != nil && p.cat.rels[n].kind != index {
		p.fail()
		return
	}
	put(p.cat, p.cat.types, n, &typ{name: n, owner: p.role, at: u.start()})
	remove(p.cat, p.cat.gone, object{classType, n})
}

// createComposite notes a row type with its columns.
func (p *player) createComposite(u *unit, s *pg_query.CompositeTypeStmt) {
	r := p.make(u, s.Typevar, composite, false)
	if r == nil {
		return
	}
	for _, d := range s.Coldeflist {
		if !p.defineColumn(u, r, d.GetColumnDef()) {
			p.fail()
			return
		}
	}
}

// createIndex notes an index, whose name is one of a relation.
func (p *player) createIndex(u *unit, s *pg_query.IndexStmt) {
	r := p.find(rangeName(s.Relation))
	if r == nil {
		if p.absent(classRelation, rangeName(s.Relation)) {
			p.fail()
		}
		return
	}
	if !p.owns(r.owner) || r.created && !r.isTable() && r.kind != matview {
		p.fail()
		return
	}
	if in := p.cat.schemas[r.Schema]; in != nil && !r.temporary && !p.mayIn(in, "CREATE") {
		p.fail()
		return
	}
	n := name{Schema: r.Schema, Rel: s.Idxname}
	i := &relation{kind: index, created: true, at: u.start(), owner: r.owner, table: r, temporary: r.temporary, platform: p.onPlatform}
	var cols []string
	for _, e := range s.IndexParams {
		d := e.GetIndexElem()
		if d.GetExpr() != nil {
			x, ok := p.bindIn(u, span{}, d.Expr, r)
			if !ok {
				p.fail()
				return
			}
			i.deps = append(i.deps, x.deps...)
			cols = append(cols, "expr")
			continue
		}
		col := r.column(d.GetName())
		if col == nil && r.created && r.allColumns && !systemColumn(d.GetName()) {
			p.fail()
			return
		}
		if col != nil {
			i.deps = append(i.deps, dep{on: col, auto: true})
		}
		cols = append(cols, d.GetName())
	}
	if n.Rel == "" {
		n.Rel = p.freeName(r.Schema, r.Rel, strings.Join(cols, "_"), "idx")
	} else if old := p.cat.rels[n]; old != nil && old.created {
		if !s.IfNotExists {
			p.fail()
		}
		return
	}
	if s.WhereClause != nil {
		x, ok := p.bindIn(u, span{}, s.WhereClause, r)
		if !ok {
			p.fail()
			return
		}
		i.deps = append(i.deps, x.deps...)
	}
	if s.Unique && !covers(cols, r) {
		p.fail()
		return
	}
	for k, d := range i.deps {
		if c, is := d.on.(*column); is && c.rel == r {
			i.deps[k].auto = true
		}
		if d.on == any(r) {
			i.deps[k].auto = true
		}
	}
	if !s.Unique || s.WhereClause != nil {
		i.plain = true
	}
	i.name = n
	p.enter(i)
}
