package pgsim

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func (p *player) createTableAs(u *unit, s *pg_query.CreateTableAsStmt) {
	if s.Objtype == pg_query.ObjectType_OBJECT_MATVIEW {
		p.createView(u, viewStatement{
			rel: s.GetInto().GetRel(), query: s.Query, materialized: true, ifNotExists: s.IfNotExists,
			aliases: s.GetInto().GetColNames(), options: s.GetInto().GetOptions(),
		})
		return
	}
	p.copyTable(u, s.Into, s.Query.GetSelectStmt(), s.IfNotExists)
}

// copyTable makes the table of CREATE TABLE AS and SELECT INTO. Its columns are
// known only as far as the query names them.
func (p *player) copyTable(u *unit, into *pg_query.IntoClause, q *pg_query.SelectStmt, ifNotExists bool) {
	var cols []outcol
	known := false
	b := p.binder()
	if q != nil {
		cols, known = b.query(q, nil)
	}
	if n, _ := p.target(into.GetRel()); ifNotExists && !b.refused && p.cat.rels[n] != nil && p.cat.rels[n].created {
		return
	}
	r := p.make(u, into.GetRel(), table, ifNotExists)
	if r == nil {
		return
	}
	if b.refused || !p.mayRead(p.role, b.out.deps, 0) || recursive(b.out.deps, 0) {
		p.fail()
		return
	}
	for i, n := range into.ColNames {
		if i < len(cols) {
			cols[i].name = n.GetString_().GetSval()
		} else {
			cols = append(cols, outcol{name: n.GetString_().GetSval()})
		}
	}
	r.allColumns = known && !b.loose || len(into.ColNames) > 0 && len(into.ColNames) == len(cols)
	for _, c := range cols {
		if c.name == "?column?" && !known {
			continue
		}
		if r.column(c.name) != nil {
			p.fail() // twice the same name
			return
		}
		own := &column{name: c.name, rel: r, at: u.start(), canon: c.typ, local: true}
		if c.col != nil {
			own.typ, own.canon, own.typeDep = c.col.typ, c.col.canon, c.col.typeDep
		}
		r.columns = append(r.columns, own)
	}
	r.filled = !into.SkipData && p.certain(q, 0)
	p.ddl("CREATE TABLE AS", r)
}

// mayRead tells whether a role may select from what a query leans on.
func (p *player) mayRead(who *role, deps []dep, depth int) bool {
	for _, d := range deps {
		r, ok := d.on.(*relation)
		if !ok || !r.created || depth > maxDepth {
			continue
		}
		if r.kind == view {
			inner := r.owner
			if r.options.invoker {
				inner = who
			}
			if !p.mayRead(inner, r.deps, depth+1) {
				return false
			}
		}
		if who.Super || r.acl.or(r.aclKind(), r.owner, r.at).has(who, r.owner, "SELECT") {
			continue
		}
		some := false
		for _, x := range deps {
			if c, is := x.on.(*column); is && c.rel == r {
				if !c.acl.has(who, r.owner, "SELECT") {
					return false
				}
				some = true
			}
		}
		if !some {
			return false
		}
	}
	return true
}

func (p *player) createSchema(u *unit, s *pg_query.CreateSchemaStmt) {
	n, owner := s.Schemaname, p.role
	if s.Authrole != nil {
		r, ok := p.roleOf(s.Authrole)
		if !ok || r == nil {
			p.fail()
			return
		}
		if owner = r; n == "" {
			n = r.Name
		}
	}
	old := p.cat.schemas[n]
	if strings.HasPrefix(n, "pg_") || !p.role.Super {
		p.fail()
		return
	}
	if old != nil && old.made {
		if !s.IfNotExists {
			p.fail()
		}
		return
	}
	sch := &schema{name: n, at: u.start(), owner: owner, made: true, platform: p.onPlatform, acl: p.newACL(onSchema, "", owner, u.start())}
	put(p.cat, p.cat.schemas, n, sch)
	remove(p.cat, p.cat.gone, object{classSchema, name{Rel: n}})
	oldPath := p.path
	p.path = append([]string{n}, oldPath...)
	for _, e := range s.SchemaElts {
		p.play(&unit{text: u.text, node: e, base: u.base, at: u.at, inner: true})
	}
	p.path = oldPath
}
