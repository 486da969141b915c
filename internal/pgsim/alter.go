package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

func (p *player) alterTable(u *unit, s *pg_query.AlterTableStmt) {
	r := p.find(rangeName(s.Relation))
	if r == nil {
		switch s.Objtype {
		case pg_query.ObjectType_OBJECT_TABLE, pg_query.ObjectType_OBJECT_FOREIGN_TABLE:
		default: // indexes, views, sequences, types of a base
			if !s.MissingOk && p.absent(classRelation, rangeName(s.Relation)) {
				p.fail()
			}
			return
		}
		if s.MissingOk && len(p.path) > 0 && (p.late == nil && !p.touchesRows(s) || p.absent(classRelation, rangeName(s.Relation))) {
			return
		}
		if !p.matters(s) {
			if p.absent(classRelation, rangeName(s.Relation)) {
				p.fail()
			}
			return
		}
		if r = p.base(u, s.Relation); r == nil {
			return
		}
	}
	if !p.owns(r.owner) || r.created && !alters(s.Objtype, r.kind) {
		p.fail()
		return
	}
	for _, c := range s.Cmds {
		if !p.alterCmd(u, r, c.GetAlterTableCmd(), s.GetRelation().GetInh()) {
			p.fail()
			return
		}
	}
	p.ddl("ALTER TABLE", r)
}

// alters tells whether an ALTER of one kind may change a relation of another.
func alters(t pg_query.ObjectType, k relKind) bool {
	switch t {
	case pg_query.ObjectType_OBJECT_TABLE:
		return true
	case pg_query.ObjectType_OBJECT_VIEW:
		return k == view
	case pg_query.ObjectType_OBJECT_MATVIEW:
		return k == matview
	case pg_query.ObjectType_OBJECT_SEQUENCE:
		return k == sequence
	case pg_query.ObjectType_OBJECT_INDEX:
		return k == index
	case pg_query.ObjectType_OBJECT_FOREIGN_TABLE:
		return k == foreignTable
	}
	return true
}

// touchesRows reports whether the statement switches row-level security.
func (p *player) touchesRows(s *pg_query.AlterTableStmt) bool {
	for _, c := range s.Cmds {
		switch c.GetAlterTableCmd().GetSubtype() {
		case pg_query.AlterTableType_AT_EnableRowSecurity, pg_query.AlterTableType_AT_DisableRowSecurity,
			pg_query.AlterTableType_AT_ForceRowSecurity, pg_query.AlterTableType_AT_NoForceRowSecurity:
			return true
		}
	}
	return false
}

// matters reports whether an ALTER TABLE tells that a table exists which no file
// made. Owners and sequences' owners do not: dumps write them for views and
// sequences as well. Triggers and storage are switched around loads of data.
func (p *player) matters(s *pg_query.AlterTableStmt) bool {
	if strings.HasSuffix(s.GetRelation().GetRelname(), "_seq") {
		return false
	}
	for _, c := range s.Cmds {
		switch c.GetAlterTableCmd().GetSubtype() {
		case pg_query.AlterTableType_AT_ChangeOwner, pg_query.AlterTableType_AT_EnableTrig, pg_query.AlterTableType_AT_EnableTrigAll,
			pg_query.AlterTableType_AT_EnableTrigUser, pg_query.AlterTableType_AT_DisableTrig, pg_query.AlterTableType_AT_DisableTrigAll,
			pg_query.AlterTableType_AT_DisableTrigUser, pg_query.AlterTableType_AT_EnableAlwaysTrig, pg_query.AlterTableType_AT_EnableReplicaTrig,
			pg_query.AlterTableType_AT_SetStatistics, pg_query.AlterTableType_AT_ClusterOn, pg_query.AlterTableType_AT_SetRelOptions,
			pg_query.AlterTableType_AT_ResetRelOptions:
		default:
			return true
		}
	}
	return false
}

// alterCmd applies one part of an ALTER TABLE; false when Postgres refuses.
func (p *player) alterCmd(u *unit, r *relation, c *pg_query.AlterTableCmd, down bool) bool {
	now := u.start()
	switch c.GetSubtype() {
	case pg_query.AlterTableType_AT_EnableRowSecurity, pg_query.AlterTableType_AT_DisableRowSecurity,
		pg_query.AlterTableType_AT_ForceRowSecurity, pg_query.AlterTableType_AT_NoForceRowSecurity:
		if r.created && r.kind != table {
			return false
		}
		edit(p.cat, r)
		switch c.Subtype {
		case pg_query.AlterTableType_AT_EnableRowSecurity:
			r.rls, r.rlsAt, r.rlsDoubt = on, &now, ""
		case pg_query.AlterTableType_AT_DisableRowSecurity:
			r.rls, r.rlsAt, r.rlsDoubt = off, &now, ""
		case pg_query.AlterTableType_AT_ForceRowSecurity:
			r.force, r.forceAt, r.forceDoubt = on, &now, ""
		default:
			r.force, r.forceAt, r.forceDoubt = off, &now, ""
		}
	case pg_query.AlterTableType_AT_ChangeOwner:
		return p.changeOwner(r, c.Newowner)
	case pg_query.AlterTableType_AT_SetRelOptions, pg_query.AlterTableType_AT_ResetRelOptions:
		if r.isView() {
			edit(p.cat, r)
			p.setViewOptions(r, c.GetDef().GetList().GetItems(), c.Subtype == pg_query.AlterTableType_AT_ResetRelOptions)
		}
	case pg_query.AlterTableType_AT_AddColumn, pg_query.AlterTableType_AT_DropColumn, pg_query.AlterTableType_AT_AlterColumnType,
		pg_query.AlterTableType_AT_SetNotNull, pg_query.AlterTableType_AT_DropNotNull, pg_query.AlterTableType_AT_ColumnDefault,
		pg_query.AlterTableType_AT_AddIdentity, pg_query.AlterTableType_AT_DropIdentity, pg_query.AlterTableType_AT_DropExpression:
		return p.alterColumn(u, r, c, down)
	case pg_query.AlterTableType_AT_AttachPartition, pg_query.AlterTableType_AT_DetachPartition:
		return p.alterPartition(u, r, c)
	case pg_query.AlterTableType_AT_AddInherit, pg_query.AlterTableType_AT_DropInherit:
		return p.alterInherit(r, c)
	case pg_query.AlterTableType_AT_AddConstraint:
		if r.created && !r.isTable() {
			return false
		}
		return p.addConstraint(u, r, c.GetDef().GetConstraint(), nil)
	case pg_query.AlterTableType_AT_DropConstraint:
		return p.dropConstraint(u, r, c.Name, c.Behavior == pg_query.DropBehavior_DROP_CASCADE, c.MissingOk)
	case pg_query.AlterTableType_AT_EnableTrig, pg_query.AlterTableType_AT_EnableAlwaysTrig, pg_query.AlterTableType_AT_EnableReplicaTrig,
		pg_query.AlterTableType_AT_DisableTrig, pg_query.AlterTableType_AT_EnableTrigAll, pg_query.AlterTableType_AT_EnableTrigUser,
		pg_query.AlterTableType_AT_DisableTrigAll, pg_query.AlterTableType_AT_DisableTrigUser:
		return p.switchTrigger(r, c)
	}
	return true
}

func (p *player) changeOwner(r *relation, spec *pg_query.RoleSpec) bool {
	to, ok := p.roleOf(spec)
	if s := p.cat.schemas[r.Schema]; ok && to != nil && !p.role.Super && to != r.owner && s != nil && s.made && !s.acl.or(onSchema, s.owner, s.at).has(to, s.owner, "CREATE") {
		return false
	}
	if !ok || to == nil || !p.mayHandOver(r.owner, to) || r.kind == sequence && r.ownedBy != nil && r.owner != to {
		return false
	}
	p.own(r, to)
	return true
}

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
	if depth == 0 && r.partitionOf != nil {
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

// switchTrigger enables or disables one trigger or all of a table.
func (p *player) switchTrigger(r *relation, c *pg_query.AlterTableCmd) bool {
	enabled := true
	switch c.Subtype {
	case pg_query.AlterTableType_AT_DisableTrig, pg_query.AlterTableType_AT_DisableTrigAll, pg_query.AlterTableType_AT_DisableTrigUser:
		enabled = false
	}
	found := c.Name == ""
	for _, t := range r.triggers {
		if c.Name == "" || t.Name == c.Name {
			edit(p.cat, t).Enabled = enabled
			found = true
		}
	}
	return found || !r.created
}

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

// exported triggers are copied, so that the model of others is its own
func (t *trigger) export() pgcat.Trigger {
	out := t.Trigger
	out.Function = t.absent
	if t.function != nil {
		out.Function = t.function.Name
	}
	out.Columns = columnNames(t.columns)
	if len(t.columns) == 0 {
		out.Columns = nil
	}
	return out
}
