package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// alterColumn applies what changes a column, here and in those that have it from here.
func (p *player) alterColumn(u *unit, r *relation, c *pg_query.AlterTableCmd, down bool) bool {
	if c.Subtype == pg_query.AlterTableType_AT_AddColumn {
		return p.addColumn(u, r, c, 0)
	}
	if c.Subtype == pg_query.AlterTableType_AT_DropColumn {
		return (!r.created || r.isTable()) && p.dropColumn(u, r, c.Name, c.Behavior == pg_query.DropBehavior_DROP_CASCADE, c.MissingOk)
	}
	col := r.column(c.Name)
	if col == nil {
		return !r.created || !r.allColumns
	}
	switch c.Subtype {
	case pg_query.AlterTableType_AT_AlterColumnType:
		return col.inherited == 0 && p.retype(u, r, col, c.GetDef().GetColumnDef(), 0)
	case pg_query.AlterTableType_AT_SetNotNull:
		if r.filled && col.empty {
			return false
		}
		p.setNotNull(r, c.Name, true)
	case pg_query.AlterTableType_AT_DropNotNull:
		return p.nullable(r, col)
	case pg_query.AlterTableType_AT_ColumnDefault:
		if col.identity || col.generated {
			return false
		}
		if !p.setDefault(u, col, c.GetDef(), defaultAt(u.text, defaultWord(u.text, c.Name))) {
			return false
		}
		for _, child := range p.cat.children(r) {
			if own := child.column(c.Name); down && own != nil {
				edit(p.cat, own).def = col.def.copy()
			}
		}
	case pg_query.AlterTableType_AT_AddIdentity:
		if col.identity || col.def != nil || !col.notNull {
			return false
		}
		edit(p.cat, col).identity = true
		p.ownSequence(r, col, c.GetDef().GetConstraint().GetOptions())
	case pg_query.AlterTableType_AT_DropIdentity:
		if !col.identity {
			return c.MissingOk
		}
		edit(p.cat, col).identity = false
		for _, s := range p.cat.sorted() {
			if s.kind == sequence && s.ownedBy == col {
				return p.remove(u, []any{s}, true, "DROP IDENTITY")
			}
		}
	case pg_query.AlterTableType_AT_DropExpression:
		if !col.generated {
			return c.MissingOk
		}
		edit(p.cat, col).generated, col.def = false, nil
	}
	return true
}

// defaultWord is where the default of a column is set in an ALTER TABLE.
func defaultWord(text, col string) int {
	low := strings.ToLower(text)
	i := strings.Index(low, strings.ToLower(col))
	if i < 0 {
		return -1
	}
	if j := strings.Index(low[i:], "default"); j >= 0 {
		return i + j
	}
	return -1
}

func (p *player) addColumn(u *unit, r *relation, c *pg_query.AlterTableCmd, depth int) bool {
	d := c.GetDef().GetColumnDef()
	if depth > maxDepth || r.created && !r.isTable() && r.kind != composite {
		return false
	}
	if depth == 0 && r.partitionOf != nil || depth > 0 && !p.owns(r.owner) {
		return false
	}
	old := r.column(d.GetColname())
	switch {
	case old != nil && depth == 0:
		return c.MissingOk
	case systemColumn(d.GetColname()):
		return false
	case old != nil:
		canon, _, _ := p.canon(d.GetTypeName())
		edit(p.cat, old).inherited++
		return canon == old.canon
	}
	edit(p.cat, r)
	if !p.defineColumn(u, r, d) || !p.columnConstraints(u, r, d) {
		return false
	}
	if col := r.column(d.Colname); r.filled && col.def == nil && !col.generated && !col.identity {
		if col.notNull {
			return false
		}
		col.empty = true
	}
	if col := r.column(d.Colname); depth > 0 {
		col.local, col.inherited = false, 1
	}
	for _, child := range p.cat.children(r) {
		if !p.addColumn(u, child, c, depth+1) {
			return false
		}
	}
	return true
}

// retype changes the type of a column. What shows or filters by it forbids that.
func (p *player) retype(u *unit, r *relation, col *column, d *pg_query.ColumnDef, depth int) bool {
	if r.created && !r.isTable() && r.kind != composite {
		return false
	}
	all := p.cat.all()
	for _, n := range all.list {
		if !slices.Contains(all.of(n), dep{on: col}) {
			continue
		}
		switch it := n.it.(type) {
		case *policy, *trigger:
			return false
		case *relation:
			if it.isView() {
				return false
			}
		case *column:
			if it != col {
				return false // generated from it
			}
		}
	}
	canon, typeDep, known := p.canon(d.GetTypeName())
	if !known || col.splits || d.GetRawDefault() == nil && !assignable(col.canon, canon) {
		return false
	}
	edit(p.cat, col)
	col.sized = len(d.GetTypeName().GetTypmods()) > 0
	col.typ, col.canon, col.typeDep = typeName(d.GetTypeName()), canon, typeDep
	for _, child := range p.cat.children(r) {
		if own := child.column(col.name); own != nil && depth < maxDepth && !p.retype(u, child, own, d, depth+1) {
			return false
		}
	}
	return true
}

func (p *player) setNotNull(r *relation, col string, v bool) {
	if c := r.column(col); c != nil && c.notNull != v {
		edit(p.cat, c).notNull = v
	}
	for _, child := range p.cat.children(r) {
		if c := child.column(col); c != nil && child != r {
			p.setNotNull(child, col, v)
		}
	}
}

// nullable lets a column be empty again; a key, an identity and the parent of a
// partition forbid it.
func (p *player) nullable(r *relation, col *column) bool {
	for _, k := range r.constraints {
		if k.kind == pg_query.ConstrType_CONSTR_PRIMARY && slices.Contains(k.columns, col) {
			return false
		}
	}
	if col.identity {
		return false
	}
	if r.partitionOf != nil {
		if c := r.partitionOf.column(col.name); c != nil && c.notNull {
			return false
		}
	}
	edit(p.cat, col).notNull = false
	for _, child := range p.cat.children(r) {
		if c := child.column(col.name); c != nil && !p.nullable(child, c) {
			return false
		}
	}
	return true
}
