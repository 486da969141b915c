package sql

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func (p *player) rename(u *unit, s *pg_query.RenameStmt) {
	if s.RenameType == pg_query.ObjectType_OBJECT_SCHEMA {
		p.renameSchema(s.Subname, s.Newname)
		return
	}
	if s.Relation == nil {
		return
	}
	switch s.RenameType {
	case pg_query.ObjectType_OBJECT_TABLE, pg_query.ObjectType_OBJECT_VIEW, pg_query.ObjectType_OBJECT_MATVIEW,
		pg_query.ObjectType_OBJECT_FOREIGN_TABLE, pg_query.ObjectType_OBJECT_SEQUENCE,
		pg_query.ObjectType_OBJECT_COLUMN, pg_query.ObjectType_OBJECT_POLICY:
	default:
		return
	}
	r := p.find(rangeName(s.Relation))
	if r == nil {
		if s.MissingOk || s.RenameType == pg_query.ObjectType_OBJECT_SEQUENCE || s.RenameType == pg_query.ObjectType_OBJECT_VIEW ||
			s.RenameType == pg_query.ObjectType_OBJECT_MATVIEW || s.RelationType == pg_query.ObjectType_OBJECT_VIEW {
			return
		}
		if r = p.base(u, s.Relation); r == nil {
			return
		}
	}
	switch s.RenameType {
	case pg_query.ObjectType_OBJECT_COLUMN:
		if i := r.column(s.Subname); i >= 0 && r.column(s.Newname) < 0 {
			r.columns[i].name = s.Newname
		} else if r.created && r.allColumns {
			p.failed = true
		}
		p.cat.renameColumn(s.Subname, s.Newname)
	case pg_query.ObjectType_OBJECT_POLICY:
		p.renamePolicy(u, r, s)
	default:
		to := name{r.schema, s.Newname}
		if p.cat.taken(to) {
			p.failed = true
			return
		}
		p.cat.renameRefs(r.name, to)
		p.cat.move(r, to)
	}
}

func (p *player) renameSchema(from, to string) {
	if p.cat.schemas[from] {
		delete(p.cat.schemas, from)
		p.cat.schemas[to] = true
	}
	for _, r := range p.cat.sorted() {
		if r.schema == from {
			n := name{to, r.rel}
			p.cat.renameRefs(r.name, n)
			p.cat.move(r, n)
		}
	}
}

func (p *player) setSchema(u *unit, s *pg_query.AlterObjectSchemaStmt) {
	if s.Relation == nil {
		return
	}
	r := p.find(rangeName(s.Relation))
	if r == nil {
		if s.MissingOk || s.ObjectType != pg_query.ObjectType_OBJECT_TABLE {
			return
		}
		if r = p.base(u, s.Relation); r == nil {
			return
		}
	}
	to := name{s.Newschema, r.rel}
	if p.cat.taken(to) {
		p.failed = true
		return
	}
	p.cat.renameRefs(r.name, to)
	p.cat.move(r, to)
}

// renameRefs keeps what policies lean on up to date; Postgres stores them by identity, not by name.
func (c *catalog) renameRefs(from, to name) {
	c.eachExpression(func(_ *relation, _ *policy, e *expression) {
		rels := slices.Clone(e.refs.rels)
		for i, n := range rels {
			if n == from {
				rels[i] = to
			}
		}
		e.refs.rels = rels
	})
	for _, r := range c.rels {
		if r.partitionOf == from.String() {
			r.partitionOf = to.String()
		}
	}
}

func (c *catalog) renameColumn(from, to string) {
	c.eachExpression(func(_ *relation, _ *policy, e *expression) {
		if slices.Contains(e.refs.columns, from) {
			// the old name may also be another table's column: keep both
			e.refs.columns = append(slices.Clone(e.refs.columns), to)
		}
	})
}

func (c *catalog) eachExpression(f func(*relation, *policy, *expression)) {
	for _, r := range c.rels {
		for _, q := range r.policies {
			for _, e := range []**expression{&q.using, &q.check} {
				if *e != nil {
					// expressions are shared between copies of a catalog
					own := **e
					*e = &own
					f(r, q, *e)
				}
			}
		}
	}
}
