package pgsim

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
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
