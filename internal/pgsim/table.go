package pgsim

import (
	"fmt"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// make adds a new relation under the name of v. It returns nil when the name is
// taken, where CREATE fails or, with IF NOT EXISTS, does nothing.
func (p *player) make(u *unit, v *pg_query.RangeVar, kind relKind, ifNotExists bool) *relation {
	n, ok := p.target(v)
	if !ok {
		if len(p.path) == 0 && v.GetSchemaname() == "" && !p.whole {
			p.unresolved(u.start(), fmt.Sprintf("%s is made while search_path is empty: its schema can't be told", v.GetRelname()))
		}
		p.fail()
		return nil
	}
	if old := p.cat.rels[n]; old != nil && !(old.platform && !p.onPlatform) {
		if old.created || ifNotExists {
			// On a table of a missing base, IF NOT EXISTS may do nothing: the state stays unresolved.
			if !ifNotExists {
				p.fail()
			}
			return nil
		}
	}
	r := &relation{
		name: n, kind: kind, created: true, at: u.start(), allColumns: true, owner: p.role, platform: p.onPlatform,
		temporary: n.Schema == "pg_temp", rls: off, force: off,
	}
	if kind != index && kind != composite {
		r.acl = p.newACL(r.aclKind(), n.Schema, p.role, r.at)
	}
	if p.cat.autoRLS != "" && kind == table && !r.temporary {
		r.rlsDoubt = p.cat.autoRLS
	}
	p.enter(r)
	return r
}

// enter puts a relation into the catalog.
func (p *player) enter(r *relation) {
	put(p.cat, p.cat.rels, r.name, r)
	remove(p.cat, p.cat.gone, object{classRelation, r.name})
}

func (p *player) createTable(u *unit, s *pg_query.CreateStmt, kind relKind) {
	if s == nil {
		return
	}
	parents, ok := p.parents(s)
	r := p.make(u, s.Relation, kind, s.IfNotExists)
	if r == nil {
		return
	}
	if !ok {
		p.fail()
		return
	}
	r.partitioned = s.Partspec != nil
	defer func() {
		for _, n := range s.GetPartspec().GetPartParams() {
			if c := r.column(n.GetPartitionElem().GetName()); c != nil {
				c.splits = true
			}
		}
	}()
	if s.OfTypename != nil {
		r.allColumns = false
	}
	for _, inh := range s.InhRelations {
		if !p.inheritFrom(r, parents[inh.GetRangeVar()], inh.GetRangeVar(), s.Partbound != nil) {
			p.fail()
			return
		}
	}
	for _, e := range s.TableElts {
		switch {
		case e.GetColumnDef() != nil:
			if !p.defineColumn(u, r, e.GetColumnDef()) {
				p.fail()
				return
			}
		case e.GetTableLikeClause() != nil:
			if !p.like(r, parents[e.GetTableLikeClause().Relation], e.GetTableLikeClause()) {
				p.fail()
				return
			}
		}
	}
	for _, e := range append(slices.Clone(s.TableElts), s.Constraints...) {
		if k := e.GetConstraint(); k != nil && !p.addConstraint(u, r, k, nil) {
			p.fail()
			return
		}
	}
	for _, e := range s.TableElts {
		if d := e.GetColumnDef(); d != nil && !p.columnConstraints(u, r, d) {
			p.fail()
			return
		}
	}
	p.dropTwins(r)
	if r.partitionOf != nil {
		if s.Partbound.GetIsDefault() && p.hasCatchAll(r.partitionOf) {
			p.fail()
			return
		}
		r.catchAll = s.Partbound.GetIsDefault()
		p.partitionKeys(r.partitionOf, r)
		p.cloneTriggers(r.partitionOf, r)
	}
	p.ddl("CREATE TABLE", r)
}

// dropTwins leaves out unique constraints of a new table over the columns of
// another key of it, as Postgres does.
func (p *player) dropTwins(r *relation) {
	var keys []*constraint
	for _, k := range slices.Clone(r.constraints) {
		if k.kind == pg_query.ConstrType_CONSTR_PRIMARY {
			keys = append(keys, k)
		}
	}
	for _, k := range slices.Clone(r.constraints) {
		if k.kind != pg_query.ConstrType_CONSTR_UNIQUE {
			continue
		}
		if !slices.ContainsFunc(keys, func(o *constraint) bool { return slices.Equal(columnNames(o.columns), columnNames(k.columns)) }) {
			keys = append(keys, k)
			continue
		}
		r.constraints = without(r.constraints, k)
		if k.index != nil {
			p.removeRelation(k.index)
		}
	}
}

// parents finds what a new table takes its columns from; false when one is
// certainly not there.
func (p *player) parents(s *pg_query.CreateStmt) (map[*pg_query.RangeVar]*relation, bool) {
	out := make(map[*pg_query.RangeVar]*relation)
	var all []*pg_query.RangeVar
	for _, n := range s.InhRelations {
		all = append(all, n.GetRangeVar())
	}
	for _, e := range s.TableElts {
		if l := e.GetTableLikeClause(); l != nil {
			all = append(all, l.Relation)
		}
	}
	for _, v := range all {
		if out[v] = p.find(rangeName(v)); out[v] == nil && p.absent(classRelation, rangeName(v)) {
			return nil, false
		}
	}
	return out, true
}

// inheritFrom gives a new table the columns of a parent. Row-level security and
// policies are not copied: in Postgres they never are.
func (p *player) inheritFrom(r, parent *relation, v *pg_query.RangeVar, partition bool) bool {
	if parent == nil {
		r.allColumns = false
		r.orphanOf = strings.TrimPrefix(rangeName(v).String(), ".")
		return true
	}
	if parent.created && (!parent.isTable() || parent.partitioned != partition) || !p.owns(parent.owner) {
		return false
	}
	if partition {
		r.partitionOf = parent
	} else {
		r.inherits = with(r.inherits, parent)
	}
	r.allColumns = r.allColumns && parent.created && parent.allColumns
	for _, c := range parent.columns {
		if old := r.column(c.name); old != nil {
			old.inherited++
			old.notNull = old.notNull || c.notNull
			continue
		}
		own := *c
		own.rel, own.acl, own.local, own.inherited, own.def = r, nil, false, 1, c.def.copy()
		own.identity, own.splits = false, false
		r.columns = append(r.columns, &own)
	}
	for _, k := range parent.constraints {
		if k.kind == pg_query.ConstrType_CONSTR_CHECK {
			p.copyConstraint(r, k, nil)
		}
	}
	return true
}

// like gives a new table the columns of LIKE.
func (p *player) like(r, src *relation, l *pg_query.TableLikeClause) bool {
	if src == nil {
		r.allColumns = false
		return true
	}
	if src.created && !src.acl.or(src.aclKind(), src.owner, src.at).has(p.role, src.owner, "SELECT") {
		return false
	}
	const defaults, indexes, constraints = 1 << 3, 1 << 6, 1 << 2
	r.allColumns = r.allColumns && src.created && src.allColumns
	for _, c := range src.columns {
		if r.column(c.name) != nil {
			return false
		}
		own := *c
		own.rel, own.acl, own.local, own.inherited, own.identity, own.splits, own.def = r, nil, true, 0, false, false, nil
		if l.Options&defaults != 0 {
			own.def = c.def.copy()
		}
		r.columns = append(r.columns, &own)
	}
	for _, k := range src.constraints {
		switch k.kind {
		case pg_query.ConstrType_CONSTR_PRIMARY, pg_query.ConstrType_CONSTR_UNIQUE:
			if l.Options&indexes != 0 {
				own := p.copyConstraint(r, k, nil)
				own.name = p.constraintName(r, own)
				p.constraintIndex(r, own)
			}
		case pg_query.ConstrType_CONSTR_CHECK:
			if l.Options&constraints != 0 {
				p.copyConstraint(r, k, nil)
			}
		}
	}
	return true
}

// copyConstraint gives a table a constraint of another, over its own columns.
func (p *player) copyConstraint(r *relation, k *constraint, parent *constraint) *constraint {
	own := *k
	own.parent, own.index, own.columns, own.deps = parent, nil, nil, nil
	for _, c := range k.columns {
		if mine := r.column(c.name); mine != nil {
			own.columns = append(own.columns, mine)
		}
	}
	r.constraints = with(r.constraints, &own)
	return &own
}
