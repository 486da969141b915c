package pgsim

import (
	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func (p *player) foreignKey(r *relation, k *constraint, d *pg_query.Constraint, c *column) bool {
	if c != nil {
		k.columns = []*column{c}
	}
	for _, n := range d.FkAttrs {
		col := r.column(n.GetString_().GetSval())
		if col == nil {
			if r.created && r.allColumns {
				return false
			}
			continue
		}
		k.columns = append(k.columns, col)
	}
	for _, n := range d.PkAttrs {
		k.refNames = append(k.refNames, n.GetString_().GetSval())
	}
	k.cascades = d.FkUpdAction == "c"
	n := rangeName(d.Pktable)
	t := p.find(n)
	if t == nil {
		if p.absent(classRelation, n) {
			return false
		}
		if n.Schema == "" && len(p.path) > 0 {
			n.Schema = p.path[0]
		}
		k.absent = n
		return true
	}
	k.target = t
	if t.created && !t.platform && !t.acl.or(onTable, t.owner, t.at).has(p.role, t.owner, "REFERENCES") {
		for _, ref := range k.refNames {
			if col := t.column(ref); col == nil || !col.acl.has(p.role, t.owner, "REFERENCES") {
				return false
			}
		}
		if len(k.refNames) == 0 {
			return false
		}
	}
	if t.created && !t.isTable() {
		return false
	}
	if !t.created {
		for _, ref := range k.refNames {
			if col := t.column(ref); col != nil {
				k.refs = append(k.refs, col)
			}
		}
		return true
	}
	for _, own := range t.constraints {
		if own.kind == pg_query.ConstrType_CONSTR_PRIMARY && len(k.refNames) == 0 ||
			(own.kind == pg_query.ConstrType_CONSTR_PRIMARY || own.kind == pg_query.ConstrType_CONSTR_UNIQUE) && len(k.refNames) > 0 && sameColumns(columnNames(own.columns), k.refNames) {
			k.on = own
			break
		}
	}
	var unique bool
	for _, i := range p.cat.rels {
		if i.kind == index && i.table == t && !i.plain && len(k.refNames) > 0 && i.deps != nil && sameColumns(depColumns(i.deps), k.refNames) {
			unique = true
		}
	}
	if k.on == nil && t.allColumns && !unique {
		return false
	}
	if k.on != nil && len(k.refNames) == 0 {
		if len(k.on.columns) != len(k.columns) && len(k.columns) > 0 && len(k.on.columns) > 0 {
			return false
		}
		k.refs = k.on.columns
	}
	for _, ref := range k.refNames {
		if col := t.column(ref); col != nil {
			k.refs = append(k.refs, col)
		}
	}
	for i, col := range k.columns {
		if i < len(k.refs) && (!turnsInto(col.canon, k.refs[i].canon) && !turnsInto(k.refs[i].canon, col.canon) || apart(col, k.refs[i])) {
			return false
		}
	}
	return true
}

// apart tells that one of two columns is of an own type that the other is not of.
func apart(a, b *column) bool {
	own := func(c *column) bool {
		t, ok := c.typeDep.(*typ)
		return ok && !t.domain
	}
	return (own(a) || own(b)) && a.canon != b.canon && a.canon != "" && b.canon != ""
}

func depColumns(deps []dep) []string {
	var out []string
	for _, d := range deps {
		if c, ok := d.on.(*column); ok {
			out = append(out, c.name)
		}
	}
	return out
}
