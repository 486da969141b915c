package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// addConstraint adds a constraint of a table, or of one column; false when
// Postgres refuses.
func (p *player) addConstraint(u *unit, r *relation, d *pg_query.Constraint, c *column) bool {
	k := &constraint{name: d.Conname, kind: d.Contype, at: u.where(d.Location)}
	ok := true
	switch d.Contype {
	case pg_query.ConstrType_CONSTR_PRIMARY, pg_query.ConstrType_CONSTR_UNIQUE:
		ok = !p.shut(r.Schema) && p.key(r, k, d, c)
	case pg_query.ConstrType_CONSTR_FOREIGN:
		ok = p.foreignKey(r, k, d, c)
	case pg_query.ConstrType_CONSTR_CHECK:
		var e *expression
		if e, ok = p.bindIn(u, span{}, d.RawExpr, r); e != nil {
			for _, x := range e.deps {
				if col, is := x.on.(*column); is && col.rel == r {
					k.columns = append(k.columns, col)
				} else if x.on != any(r) {
					k.deps = append(k.deps, x)
				}
			}
		}
	case pg_query.ConstrType_CONSTR_EXCLUSION:
	default:
		return true
	}
	if !ok || k.name != "" && r.constraint(k.name) != nil {
		return false
	}
	if k.name == "" {
		k.name = p.constraintName(r, k)
	}
	if k.kind == pg_query.ConstrType_CONSTR_PRIMARY || k.kind == pg_query.ConstrType_CONSTR_UNIQUE {
		if d.Indexname == "" && p.cat.rels[name{Schema: r.Schema, Rel: k.name}] != nil {
			return false
		}
		if i := p.cat.rels[name{Schema: r.Schema, Rel: d.Indexname}]; i != nil && d.Indexname != "" {
			k.index = i
			if d.Conname != "" && d.Conname != i.Rel {
				p.cat.move(i, name{Schema: i.Schema, Rel: d.Conname})
			}
		} else {
			p.constraintIndex(r, k)
		}
	}
	edit(p.cat, r).constraints = with(r.constraints, k)
	if k.kind == pg_query.ConstrType_CONSTR_PRIMARY || k.kind == pg_query.ConstrType_CONSTR_UNIQUE {
		for _, child := range p.cat.children(r) {
			if child.partitionOf == r {
				p.partitionKey(k, child)
			}
		}
	}
	return true
}

// partitionKeys gives a partition the keys of its parent.
func (p *player) partitionKeys(parent, child *relation) {
	for _, k := range parent.constraints {
		if k.kind == pg_query.ConstrType_CONSTR_PRIMARY || k.kind == pg_query.ConstrType_CONSTR_UNIQUE {
			p.partitionKey(k, child)
		}
	}
}

func (p *player) partitionKey(k *constraint, child *relation) {
	for _, own := range child.constraints {
		if own.kind == k.kind && sameColumns(columnNames(own.columns), columnNames(k.columns)) {
			edit(p.cat, own).parent = k
			return
		}
	}
	edit(p.cat, child)
	own := p.copyConstraint(child, k, k)
	own.name = ""
	own.name = p.constraintName(child, own)
	p.constraintIndex(child, own)
	if k.kind == pg_query.ConstrType_CONSTR_PRIMARY {
		for _, c := range own.columns {
			edit(p.cat, c).notNull = true
		}
	}
	for _, grandchild := range p.cat.children(child) {
		if grandchild.partitionOf == child {
			p.partitionKey(own, grandchild)
		}
	}
}

func (p *player) constraintIndex(r *relation, k *constraint) {
	k.index = &relation{name: name{Schema: r.Schema, Rel: k.name}, kind: index, created: true, at: k.at, owner: r.owner, table: r,
		temporary: r.temporary, platform: p.onPlatform}
	p.enter(k.index)
}

// key reads the columns of a primary key or unique constraint.
func (p *player) key(r *relation, k *constraint, d *pg_query.Constraint, c *column) bool {
	if d.Contype == pg_query.ConstrType_CONSTR_PRIMARY {
		for _, old := range r.constraints {
			if old.kind == pg_query.ConstrType_CONSTR_PRIMARY {
				return false
			}
		}
	}
	if c != nil {
		k.columns = []*column{c}
	}
	for _, n := range d.Keys {
		col := r.column(n.GetString_().GetSval())
		if col == nil {
			if r.created && r.allColumns {
				return false
			}
			continue
		}
		k.columns = append(k.columns, col)
	}
	if d.Indexname != "" {
		i := p.cat.rels[name{Schema: r.Schema, Rel: d.Indexname}]
		if i == nil || i.table != r {
			return !p.absent(classRelation, name{Schema: r.Schema, Rel: d.Indexname})
		}
		for _, x := range i.deps {
			if col, is := x.on.(*column); is {
				k.columns = append(k.columns, col)
			}
		}
	}
	if !covers(columnNames(k.columns), r) {
		return false
	}
	if d.Contype == pg_query.ConstrType_CONSTR_PRIMARY {
		for _, col := range k.columns {
			if r.filled && col.empty {
				return false
			}
			p.setNotNull(r, col.name, true)
		}
	}
	return true
}

// covers tells whether a key of a partitioned table holds what splits it.
func covers(key []string, r *relation) bool {
	for _, c := range r.columns {
		if c.splits && r.partitioned && !slices.Contains(key, c.name) {
			return false
		}
	}
	return true
}

func columnNames(cols []*column) []string {
	out := make([]string, 0, len(cols))
	for _, c := range cols {
		out = append(out, c.name)
	}
	return out
}

func sameColumns(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// constraintName is the name that Postgres gives a constraint without one.
func (p *player) constraintName(r *relation, k *constraint) string {
	label, cols := "", ""
	switch k.kind {
	case pg_query.ConstrType_CONSTR_PRIMARY:
		return p.freeName(r.Schema, r.Rel, "", "pkey")
	case pg_query.ConstrType_CONSTR_UNIQUE:
		return p.freeName(r.Schema, r.Rel, strings.Join(columnNames(k.columns), "_"), "key")
	case pg_query.ConstrType_CONSTR_FOREIGN:
		label, cols = "fkey", strings.Join(columnNames(k.columns), "_")
	case pg_query.ConstrType_CONSTR_CHECK:
		if label = "check"; len(k.columns) == 1 {
			cols = k.columns[0].name
		}
	default:
		label = "excl"
	}
	for i := 0; ; i++ {
		end := label
		if i > 0 {
			end += itoa(i)
		}
		if n := objectName(r.Rel, cols, end); r.constraint(n) == nil {
			return n
		}
	}
}

// dropConstraint drops a constraint by name; false when Postgres refuses.
func (p *player) dropConstraint(u *unit, r *relation, n string, cascade, missingOK bool) bool {
	k := r.constraint(n)
	if k == nil {
		return missingOK || !r.created || !r.allColumns
	}
	if k.parent != nil {
		return false
	}
	return p.remove(u, []any{k}, cascade, "DROP CONSTRAINT")
}
