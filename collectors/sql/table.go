package sql

import (
	"fmt"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// make adds a new relation under the name of v. It returns nil when the name is
// taken, where CREATE fails or, with IF NOT EXISTS, does nothing.
func (p *player) make(u *unit, v *pg_query.RangeVar, kind relKind, ifNotExists bool) *relation {
	n, ok := p.target(v)
	if !ok {
		p.unresolved(u.start(), fmt.Sprintf("%s is made while search_path is empty: its schema can't be told", v.GetRelname()))
		return nil
	}
	if old := p.cat.rels[n]; old != nil {
		if old.created || ifNotExists {
			// On a table of a missing base, IF NOT EXISTS may do nothing: the state stays unresolved.
			p.failed = !ifNotExists
			return nil
		}
	}
	r := &relation{
		name: n, kind: kind, created: true, at: u.start(), allColumns: true,
		temporary: n.schema == "pg_temp", rls: off, force: off,
	}
	if p.cat.autoRLS != "" && kind == table && !r.temporary {
		r.rlsDoubt = p.cat.autoRLS
	}
	p.cat.rels[n] = r
	return r
}

func (p *player) createTable(u *unit, s *pg_query.CreateStmt, kind relKind) {
	if s == nil {
		return
	}
	r := p.make(u, s.Relation, kind, s.IfNotExists)
	if r == nil {
		return
	}
	r.partitioned = s.Partspec != nil
	if s.OfTypename != nil {
		r.allColumns = false
	}
	for _, inh := range s.InhRelations {
		parent := p.find(rangeName(inh.GetRangeVar()))
		if s.Partbound != nil {
			r.partitionOf = qualified(parent, inh.GetRangeVar())
		}
		r.inherit(parent)
	}
	for _, e := range s.TableElts {
		switch {
		case e.GetColumnDef() != nil:
			r.addColumn(u, e.GetColumnDef())
		case e.GetTableLikeClause() != nil:
			r.inherit(p.find(rangeName(e.GetTableLikeClause().GetRelation())))
		case e.GetConstraint() != nil && e.GetConstraint().Contype == pg_query.ConstrType_CONSTR_PRIMARY:
			for _, k := range e.GetConstraint().Keys {
				r.setNotNull(k.GetString_().GetSval(), true)
			}
		}
	}
}

func qualified(r *relation, v *pg_query.RangeVar) string {
	if r != nil {
		return r.String()
	}
	return strings.TrimPrefix(rangeName(v).String(), ".")
}

// inherit copies the columns of a parent. Row-level security and policies are
// not copied: in Postgres they never are.
func (r *relation) inherit(parent *relation) {
	if parent == nil || !parent.allColumns {
		r.allColumns = false
	}
	if parent == nil {
		return
	}
	for _, c := range parent.columns {
		if r.column(c.name) < 0 {
			r.columns = append(r.columns, c)
		}
	}
}

func (r *relation) addColumn(u *unit, d *pg_query.ColumnDef) bool {
	if r.column(d.Colname) >= 0 {
		return false
	}
	c := column{name: d.Colname, typ: typeName(d.TypeName), notNull: d.IsNotNull, at: u.where(d.Location)}
	if u.alien != nil && alienType(c.typ) {
		*u.alien = fmt.Sprintf("column type %s at %s:%d is not one of Postgres", c.typ, c.at.path, c.at.line)
	}
	if strings.HasSuffix(c.typ, "serial") {
		c.notNull = true
	}
	for _, k := range d.Constraints {
		switch k.GetConstraint().GetContype() {
		case pg_query.ConstrType_CONSTR_NOTNULL, pg_query.ConstrType_CONSTR_PRIMARY, pg_query.ConstrType_CONSTR_IDENTITY:
			c.notNull = true
		}
	}
	r.columns = append(r.columns, c)
	return true
}

func (r *relation) setNotNull(col string, v bool) {
	if i := r.column(col); i >= 0 {
		r.columns[i].notNull = v
	}
}

func (p *player) createTableAs(u *unit, s *pg_query.CreateTableAsStmt) {
	if s.Objtype == pg_query.ObjectType_OBJECT_MATVIEW {
		p.other(s.GetInto().GetRel(), view, u)
		return
	}
	p.copyTable(u, s.Into, s.Query.GetSelectStmt(), s.IfNotExists)
}

// copyTable makes the table of CREATE TABLE AS and SELECT INTO. Its columns are
// known only as far as the query names them.
func (p *player) copyTable(u *unit, into *pg_query.IntoClause, q *pg_query.SelectStmt, ifNotExists bool) {
	r := p.make(u, into.GetRel(), table, ifNotExists)
	if r == nil {
		return
	}
	if len(into.ColNames) > 0 {
		for _, c := range into.ColNames {
			r.columns = append(r.columns, column{name: c.GetString_().GetSval(), at: u.start()})
		}
		return
	}
	r.allColumns = q != nil && len(q.TargetList) > 0
	for _, t := range q.GetTargetList() {
		n := t.GetResTarget().GetName()
		if fields := t.GetResTarget().GetVal().GetColumnRef().GetFields(); n == "" && len(fields) > 0 {
			n = fields[len(fields)-1].GetString_().GetSval()
		}
		if n == "" {
			r.allColumns = false
			continue
		}
		r.columns = append(r.columns, column{name: n, at: u.start()})
	}
}

// other notes a relation that is no table, so that a later ALTER TABLE on it
// (Postgres allows that) is not taken for one on a table.
func (p *player) other(v *pg_query.RangeVar, kind relKind, u *unit) {
	n, ok := p.target(v)
	if ok && p.cat.rels[n] == nil {
		p.cat.rels[n] = &relation{name: n, kind: kind, created: true, at: u.start(), temporary: n.schema == "pg_temp"}
	}
}

func (p *player) createSchema(u *unit, s *pg_query.CreateSchemaStmt) {
	n := s.Schemaname
	if n == "" {
		n = s.GetAuthrole().GetRolename()
	}
	p.cat.schemas[n] = true
	old := p.path
	p.path = append([]string{n}, old...)
	for _, e := range s.SchemaElts {
		p.play(&unit{text: u.text, node: e, base: u.base, at: u.at})
	}
	p.path = old
}
