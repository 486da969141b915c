package pgsim

import pg_query "github.com/pganalyze/pg_query_go/v6"

// playLate plays the statements that came before the table that they are
// about, in files whose names say no order.
func (p *player) playLate(late []*unit) {
	p.late = nil
	p.session()
	for _, u := range late {
		if r := p.find(rangeName(subjectOf(u.node))); r != nil && r.created && r.at.Path == u.start().Path {
			continue // in one file the order is plain: the statement failed
		}
		p.play(u)
	}
	p.endSession()
}

// subjectOf is the relation that a statement changes, nil for none.
func subjectOf(n *pg_query.Node) *pg_query.RangeVar {
	switch {
	case n.GetAlterTableStmt() != nil:
		return n.GetAlterTableStmt().Relation
	case n.GetCreatePolicyStmt() != nil:
		return n.GetCreatePolicyStmt().Table
	case n.GetAlterPolicyStmt() != nil:
		return n.GetAlterPolicyStmt().Table
	case n.GetRenameStmt() != nil:
		return n.GetRenameStmt().Relation
	case n.GetAlterObjectSchemaStmt() != nil:
		return n.GetAlterObjectSchemaStmt().Relation
	}
	return nil
}
