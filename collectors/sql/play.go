package sql

import (
	"context"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/pgparse"
)

// gap is something that the files say and candor can't tell.
type gap struct {
	state  candor.State
	at     place
	reason string
	kinds  []string
}

// player plays the statements of a chain over a catalog, as a superuser's psql
// would: one session a file, each statement on its own, a failing one skipped.
type player struct {
	ctx    context.Context
	parser *pgparse.Parser
	cat    *catalog
	gaps   []gap
	gone   []*relation // temporary tables of sessions that ended
	// late holds statements on tables that no file before has made, in a chain
	// whose files have no order; nil in one that has.
	late *[]*unit

	path   []string // search_path; "$user" is left out
	local  []string // search_path to return to after SET LOCAL; nil for none
	tx     []savepoint
	whole  bool // nothing exists before the first file; tests know that
	failed bool // the last statement failed in Postgres
	depth  int  // of blocks within blocks
}

type savepoint struct {
	name string
	cat  *catalog
	path []string
	at   place
}

// unit is one statement that is played.
type unit struct {
	text string // its source
	node *pg_query.Node
	base int                    // what to add to a location inside node to get an offset into text
	at   func(offset int) place // the place of an offset into text
	// alien takes a sign that the files are for another database.
	alien *string
}

func (u *unit) start() place { return u.at(0) }

// where is the place of a location inside of the syntax tree.
func (u *unit) where(location int32) place { return u.at(int(location) + u.base) }

var bothKinds = []string{kindTable, kindPolicy}

func (p *player) unresolved(at place, reason string) {
	p.gaps = append(p.gaps, gap{candor.Unresolved, at, reason, bothKinds})
}

// session starts what a new connection starts with.
func (p *player) session() {
	p.path = []string{"public"}
	p.tx, p.local = nil, nil
}

// endSession ends the connection of a file.
func (p *player) endSession() {
	if len(p.tx) > 0 {
		p.unresolved(p.tx[0].at, "a transaction that is never ended: whether it takes effect depends on the tool")
	}
	p.gone = append(p.gone, p.cat.dropTemporary()...)
}

// play plays one statement. Statements that touch neither tables nor policies do nothing.
func (p *player) play(u *unit) {
	p.failed = false
	n := u.node
	switch {
	case n.GetCreateStmt() != nil:
		p.createTable(u, n.GetCreateStmt(), table)
	case n.GetCreateForeignTableStmt() != nil:
		p.createTable(u, n.GetCreateForeignTableStmt().BaseStmt, foreignTable)
	case n.GetCreateTableAsStmt() != nil:
		p.createTableAs(u, n.GetCreateTableAsStmt())
	case n.GetSelectStmt() != nil:
		p.selects(u, n.GetSelectStmt())
	case n.GetViewStmt() != nil:
		p.other(n.GetViewStmt().View, view, u)
	case n.GetCreateSeqStmt() != nil:
		p.other(n.GetCreateSeqStmt().Sequence, sequence, u)
	case n.GetCreateSchemaStmt() != nil:
		p.createSchema(u, n.GetCreateSchemaStmt())
	case n.GetAlterTableStmt() != nil:
		p.alterTable(u, n.GetAlterTableStmt())
	case n.GetRenameStmt() != nil:
		p.rename(u, n.GetRenameStmt())
	case n.GetAlterObjectSchemaStmt() != nil:
		p.setSchema(u, n.GetAlterObjectSchemaStmt())
	case n.GetDropStmt() != nil:
		p.drop(u, n.GetDropStmt())
	case n.GetDropOwnedStmt() != nil:
		p.unresolved(u.start(), "DROP OWNED removes tables and policies by their owner, which is not followed")
	case n.GetImportForeignSchemaStmt() != nil:
		p.unresolved(u.start(), "IMPORT FOREIGN SCHEMA makes tables that only the other server names")
	case n.GetCreatePolicyStmt() != nil:
		p.createPolicy(u, n.GetCreatePolicyStmt())
	case n.GetAlterPolicyStmt() != nil:
		p.alterPolicy(u, n.GetAlterPolicyStmt())
	case n.GetVariableSetStmt() != nil:
		p.set(n.GetVariableSetStmt())
	case n.GetTransactionStmt() != nil:
		p.transaction(u, n.GetTransactionStmt())
	case n.GetDoStmt() != nil:
		p.do(u, n.GetDoStmt())
	case n.GetCreateFunctionStmt() != nil:
		p.createFunction(u, n.GetCreateFunctionStmt())
	case n.GetCallStmt() != nil:
		p.calls(u, n)
	case n.GetCreateEventTrigStmt() != nil:
		p.eventTrigger(u, n.GetCreateEventTrigStmt())
	}
}

func (p *player) transaction(u *unit, t *pg_query.TransactionStmt) {
	switch t.Kind {
	case pg_query.TransactionStmtKind_TRANS_STMT_BEGIN, pg_query.TransactionStmtKind_TRANS_STMT_START:
		if len(p.tx) == 0 {
			p.tx = append(p.tx, savepoint{"", p.cat.clone(), p.path, u.start()})
		}
	case pg_query.TransactionStmtKind_TRANS_STMT_COMMIT:
		if p.local != nil {
			p.path = p.local
		}
		p.tx, p.local = nil, nil
	case pg_query.TransactionStmtKind_TRANS_STMT_ROLLBACK:
		if len(p.tx) > 0 {
			p.cat, p.path = p.tx[0].cat, p.tx[0].path
			p.tx, p.local = nil, nil
		}
	case pg_query.TransactionStmtKind_TRANS_STMT_SAVEPOINT:
		if len(p.tx) > 0 {
			p.tx = append(p.tx, savepoint{t.SavepointName, p.cat.clone(), p.path, u.start()})
		}
	case pg_query.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO:
		for i := len(p.tx) - 1; i > 0; i-- {
			if p.tx[i].name == t.SavepointName {
				p.cat, p.path = p.tx[i].cat.clone(), p.tx[i].path
				p.tx = p.tx[:i+1]
				return
			}
		}
	}
}

// selects handles what a SELECT can do to the catalog: INTO, set_config and calls.
func (p *player) selects(u *unit, s *pg_query.SelectStmt) {
	if s.IntoClause != nil {
		p.copyTable(u, s.IntoClause, s, false)
		return
	}
	for _, t := range s.TargetList {
		f := t.GetResTarget().GetVal().GetFuncCall()
		if f == nil || nameOf(f.Funcname).rel != "set_config" || len(f.Args) < 2 {
			continue
		}
		k, v := f.Args[0].GetAConst().GetSval(), f.Args[1].GetAConst().GetSval()
		if k != nil && v != nil && strings.EqualFold(k.Sval, "search_path") {
			p.path = nil
			for part := range strings.SplitSeq(v.Sval, ",") {
				p.addPath(strings.Trim(strings.TrimSpace(part), `"`))
			}
		}
	}
	p.calls(u, u.node)
}
