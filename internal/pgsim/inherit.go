package pgsim

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// alterPartition follows ATTACH and DETACH PARTITION.
func (p *player) alterPartition(u *unit, r *relation, c *pg_query.AlterTableCmd) bool {
	n := rangeName(c.GetDef().GetPartitionCmd().GetName())
	child := p.find(n)
	if child == nil {
		return !p.absent(classRelation, n)
	}
	if r.kind == index {
		return true
	}
	if c.Subtype == pg_query.AlterTableType_AT_DetachPartition {
		if child.partitionOf != r {
			return !child.created || child.orphanOf != ""
		}
		edit(p.cat, child).partitionOf, child.catchAll = nil, false
		for _, col := range child.columns {
			edit(p.cat, col).inherited, col.local = 0, true
		}
		for _, k := range child.constraints {
			edit(p.cat, k).parent = nil
		}
		child.triggers = slices.DeleteFunc(slices.Clone(child.triggers), func(t *trigger) bool { return t.parent != nil })
		return true
	}
	if r.created && !r.partitioned || child.partitionOf != nil || len(child.inherits) > 0 || p.descends(r, child, 0) || !p.owns(child.owner) || child.created && !child.isTable() {
		return false
	}
	if r.created && r.allColumns && child.created && child.allColumns && !sameColumns(columnNames(r.columns), columnNames(child.columns)) {
		return false
	}
	for _, col := range r.columns {
		own := child.column(col.name)
		if own == nil {
			continue
		}
		if own.canon != col.canon || col.notNull && !own.notNull {
			return false
		}
		edit(p.cat, own).inherited, own.local = own.inherited+1, false
	}
	whole := c.GetDef().GetPartitionCmd().GetBound().GetIsDefault()
	if whole && p.hasCatchAll(r) {
		return false
	}
	edit(p.cat, child).partitionOf, child.orphanOf, child.catchAll = r, "", whole
	p.partitionKeys(r, child)
	p.cloneTriggers(r, child)
	return true
}

func (p *player) hasCatchAll(r *relation) bool {
	return slices.ContainsFunc(p.cat.children(r), func(x *relation) bool { return x.catchAll })
}

// alterInherit follows INHERIT and NO INHERIT.
func (p *player) alterInherit(r *relation, c *pg_query.AlterTableCmd) bool {
	n := rangeName(c.GetDef().GetRangeVar())
	parent := p.find(n)
	if parent == nil {
		return !p.absent(classRelation, n)
	}
	if c.Subtype == pg_query.AlterTableType_AT_DropInherit {
		if !slices.Contains(r.inherits, parent) {
			return !r.created
		}
		edit(p.cat, r).inherits = without(r.inherits, parent)
		for _, col := range parent.columns {
			if own := r.column(col.name); own != nil {
				edit(p.cat, own).inherited = max(0, own.inherited-1)
				own.local = own.local || own.inherited == 0
			}
		}
		return true
	}
	if parent == r || r.partitionOf != nil || r.partitioned || parent.partitioned || parent.partitionOf != nil || slices.Contains(r.inherits, parent) || p.descends(parent, r, 0) || !p.owns(parent.owner) {
		return false
	}
	for _, col := range parent.columns {
		own := r.column(col.name)
		if own == nil {
			if r.allColumns {
				return false
			}
			continue
		}
		if own.canon != col.canon || col.notNull && !own.notNull {
			return false
		}
		edit(p.cat, own).inherited++
	}
	for _, k := range parent.constraints {
		if k.kind == pg_query.ConstrType_CONSTR_CHECK && r.constraint(k.name) == nil {
			return false
		}
	}
	edit(p.cat, r).inherits = with(r.inherits, parent)
	return true
}

// descends tells whether a table has another among its ancestors.
func (p *player) descends(r, from *relation, depth int) bool {
	if r == from || depth > maxDepth {
		return true
	}
	if r.partitionOf != nil && p.descends(r.partitionOf, from, depth+1) {
		return true
	}
	return slices.ContainsFunc(r.inherits, func(x *relation) bool { return p.descends(x, from, depth+1) })
}
