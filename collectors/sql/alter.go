package sql

import (
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

func (p *player) alterTable(u *unit, s *pg_query.AlterTableStmt) {
	switch s.Objtype {
	case pg_query.ObjectType_OBJECT_TABLE, pg_query.ObjectType_OBJECT_FOREIGN_TABLE:
	default: // indexes, views, sequences, types
		return
	}
	r := p.find(rangeName(s.Relation))
	if r == nil {
		if s.MissingOk && len(p.path) > 0 && p.late == nil && !p.touchesRows(s) {
			return
		}
		if !p.matters(s) {
			return
		}
		if r = p.base(u, s.Relation); r == nil {
			return
		}
	}
	if r.kind != table && r.kind != foreignTable {
		return
	}
	for _, c := range s.Cmds {
		p.alterCmd(u, r, c.GetAlterTableCmd())
	}
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

func (p *player) alterCmd(u *unit, r *relation, c *pg_query.AlterTableCmd) {
	now := u.start()
	switch c.GetSubtype() {
	case pg_query.AlterTableType_AT_EnableRowSecurity:
		r.rls, r.rlsAt, r.rlsDoubt = on, &now, ""
	case pg_query.AlterTableType_AT_DisableRowSecurity:
		r.rls, r.rlsAt, r.rlsDoubt = off, &now, ""
	case pg_query.AlterTableType_AT_ForceRowSecurity:
		r.force, r.forceAt, r.forceDoubt = on, &now, ""
	case pg_query.AlterTableType_AT_NoForceRowSecurity:
		r.force, r.forceAt, r.forceDoubt = off, &now, ""
	case pg_query.AlterTableType_AT_AddColumn:
		if !r.addColumn(u, c.GetDef().GetColumnDef()) && !c.MissingOk {
			p.failed = true
		}
		p.toChildren(r, func(child *relation) { child.addColumn(u, c.GetDef().GetColumnDef()) })
	case pg_query.AlterTableType_AT_DropColumn:
		p.dropColumn(u, r, c.Name, c.Behavior == pg_query.DropBehavior_DROP_CASCADE, c.MissingOk)
	case pg_query.AlterTableType_AT_AlterColumnType:
		if i := r.column(c.Name); i >= 0 {
			r.columns[i].typ = typeName(c.GetDef().GetColumnDef().GetTypeName())
		}
	case pg_query.AlterTableType_AT_SetNotNull:
		r.setNotNull(c.Name, true)
	case pg_query.AlterTableType_AT_DropNotNull:
		r.setNotNull(c.Name, false)
	case pg_query.AlterTableType_AT_AttachPartition:
		if child := p.find(rangeName(c.GetDef().GetPartitionCmd().GetName())); child != nil {
			child.partitionOf = r.String()
		}
	case pg_query.AlterTableType_AT_DetachPartition:
		if child := p.find(rangeName(c.GetDef().GetPartitionCmd().GetName())); child != nil {
			child.partitionOf = ""
		}
	case pg_query.AlterTableType_AT_AddConstraint:
		if k := c.GetDef().GetConstraint(); k.GetContype() == pg_query.ConstrType_CONSTR_PRIMARY {
			for _, key := range k.Keys {
				r.setNotNull(key.GetString_().GetSval(), true)
			}
		}
	}
}

// toChildren runs f on the partitions of a table; they always have its columns.
func (p *player) toChildren(r *relation, f func(*relation)) {
	for _, child := range p.cat.rels {
		if child.partitionOf == r.String() && child != r {
			f(child)
		}
	}
}
