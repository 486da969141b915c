package pgsim

import (
	"context"
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/pgparse"
)

// player plays the statements of a chain over a catalog, as a superuser's psql
// would: one session a file, each statement on its own, a failing one skipped.
type player struct {
	ctx     context.Context
	parser  *pgparse.Parser
	cat     *catalog
	gaps    []Gap
	refused []place
	gone    []*relation // temporary tables of sessions that ended
	// late holds statements on tables that no file before has made, in a chain
	// whose files have no order; nil in one that has.
	late *[]*unit

	path        []string // search_path; "$user" is left out
	defaultPath []string // of a new session
	local       []string // search_path to return to after SET LOCAL; nil for none
	user, role  *role    // of the session; at hand
	bodiesFree  bool     // check_function_bodies is off
	tx          []savepoint

	supabase   bool
	onPlatform bool            // what the platform makes is being made
	whole      bool            // nothing exists before the first file
	makes      map[string]bool // names of functions that the files make anywhere
	doubts     []doubt         // on grants and roles
	alien      string          // why the files are for another database
	failed     bool            // the last statement failed in Postgres
	depth      int             // of blocks within blocks
	commands   []ddlCommand    // of the statement at hand, for event triggers
	firing     bool
}

// doubt is what can't be told about grants and roles.
type doubt struct {
	at     place
	reason string
}

type savepoint struct {
	name string
	mark int
	path []string
	role *role
	at   place
}

// unit is one statement that is played.
type unit struct {
	text  string // its source
	node  *pg_query.Node
	base  int                    // what to add to a location inside node to get an offset into text
	at    func(offset int) place // the place of an offset into text
	inner bool                   // it is part of another statement
}

func (u *unit) start() place { return u.at(0) }

// where is the place of a location inside of the syntax tree.
func (u *unit) where(location int32) place { return u.at(int(location) + u.base) }

func (p *player) unresolved(at place, reason string) {
	p.gaps = append(p.gaps, Gap{State: candor.Unresolved, At: at, Reason: reason})
}

// fail notes that Postgres refuses the statement.
func (p *player) fail() { p.failed = true }

// session starts what a new connection starts with.
func (p *player) session() {
	p.path = p.defaultPath
	p.role, p.bodiesFree = p.user, false
	p.tx, p.local = nil, nil
	p.cat.forget()
}

// endSession ends the connection of a file.
func (p *player) endSession() {
	if len(p.tx) > 0 {
		p.unresolved(p.tx[0].at, "a transaction that is never ended: whether it takes effect depends on the tool")
	}
	p.gone = append(p.gone, p.cat.dropTemporary()...)
}

// play plays one statement; one that fails leaves nothing behind.
func (p *player) play(u *unit) {
	if u.inner {
		p.dispatch(u)
		return
	}
	p.failed = false
	mark, path, role := p.cat.mark(), p.path, p.role
	outer := p.commands
	p.commands = nil
	p.dispatch(u)
	if !p.failed {
		p.bound(u.node)
		p.changed(u.node)
	}
	if !p.failed && len(p.commands) > 0 {
		p.fire(u, p.commands)
	}
	p.commands = outer
	if p.failed {
		p.cat.rollback(mark)
		p.path, p.role = path, role
		if p.depth == 0 && !p.onPlatform {
			p.refused = append(p.refused, u.start())
		}
	}
	if len(p.tx) == 0 && p.depth == 0 {
		p.cat.forget()
	}
}

func (p *player) dispatch(u *unit) {
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
		s := n.GetViewStmt()
		p.createView(u, viewStatement{rel: s.View, query: s.Query, replace: s.Replace, aliases: s.Aliases, options: s.Options, check: s.WithCheckOption})
	case n.GetCreateSeqStmt() != nil:
		p.createSequence(u, n.GetCreateSeqStmt())
	case n.GetAlterSeqStmt() != nil:
		p.alterSequence(u, n.GetAlterSeqStmt())
	case n.GetIndexStmt() != nil:
		p.createIndex(u, n.GetIndexStmt())
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
	case n.GetImportForeignSchemaStmt() != nil:
		p.unresolved(u.start(), "IMPORT FOREIGN SCHEMA makes tables that only the other server names")
	case n.GetCreatePolicyStmt() != nil:
		p.createPolicy(u, n.GetCreatePolicyStmt())
	case n.GetAlterPolicyStmt() != nil:
		p.alterPolicy(u, n.GetAlterPolicyStmt())
	case n.GetCreateTrigStmt() != nil:
		p.createTrigger(u, n.GetCreateTrigStmt())
	case n.GetCreateFunctionStmt() != nil:
		p.createFunction(u, n.GetCreateFunctionStmt())
	case n.GetAlterFunctionStmt() != nil:
		p.alterFunction(u, n.GetAlterFunctionStmt())
	default:
		p.dispatchMore(u)
	}
}

func (p *player) dispatchMore(u *unit) {
	n := u.node
	switch {
	case n.GetGrantStmt() != nil:
		p.grant(u, n.GetGrantStmt())
	case n.GetAlterDefaultPrivilegesStmt() != nil:
		p.alterDefaults(u, n.GetAlterDefaultPrivilegesStmt())
	case n.GetGrantRoleStmt() != nil:
		p.grantRole(u, n.GetGrantRoleStmt())
	case n.GetCreateRoleStmt() != nil:
		p.createRole(u, n.GetCreateRoleStmt())
	case n.GetAlterRoleStmt() != nil:
		p.alterRole(u, n.GetAlterRoleStmt())
	case n.GetAlterRoleSetStmt() != nil:
		if s := n.GetAlterRoleSetStmt(); s.GetRole().GetRolename() == p.user.Name {
			p.defaultSetting(s.Setstmt)
		}
	case n.GetAlterDatabaseSetStmt() != nil:
		p.defaultSetting(n.GetAlterDatabaseSetStmt().Setstmt)
	case n.GetDropRoleStmt() != nil:
		p.dropRoles(n.GetDropRoleStmt())
	case n.GetDropOwnedStmt() != nil:
		p.dropOwned(u, n.GetDropOwnedStmt())
	case n.GetReassignOwnedStmt() != nil:
		p.reassign(n.GetReassignOwnedStmt())
	case n.GetAlterOwnerStmt() != nil:
		p.alterOwner(u, n.GetAlterOwnerStmt())
	case n.GetDefineStmt() != nil:
		p.define(u, n.GetDefineStmt())
	case n.GetCreateEnumStmt() != nil:
		p.createType(u, nameOf(n.GetCreateEnumStmt().TypeName))
	case n.GetCreateRangeStmt() != nil:
		p.createType(u, nameOf(n.GetCreateRangeStmt().TypeName))
	case n.GetCreateDomainStmt() != nil:
		p.createType(u, nameOf(n.GetCreateDomainStmt().Domainname))
		if t := p.findType(nameOf(n.GetCreateDomainStmt().Domainname)); t != nil && !p.failed {
			t.domain = true
		}
	case n.GetCompositeTypeStmt() != nil:
		p.createComposite(u, n.GetCompositeTypeStmt())
	case n.GetCreateExtensionStmt() != nil:
		put(p.cat, p.cat.extensions, n.GetCreateExtensionStmt().Extname, true)
	case n.GetVariableSetStmt() != nil:
		p.set(n.GetVariableSetStmt())
	case n.GetDiscardStmt() != nil:
		if n.GetDiscardStmt().Target == pg_query.DiscardMode_DISCARD_ALL {
			p.path, p.role = p.defaultPath, p.user
		}
	case n.GetTransactionStmt() != nil:
		p.transaction(u, n.GetTransactionStmt())
	case n.GetDoStmt() != nil:
		p.do(u, n.GetDoStmt())
	case n.GetCallStmt() != nil:
		p.callStatement(u, n.GetCallStmt().GetFunccall())
	case n.GetCreateEventTrigStmt() != nil:
		p.createEventTrigger(u, n.GetCreateEventTrigStmt())
	case n.GetAlterEventTrigStmt() != nil:
		p.alterEventTrigger(n.GetAlterEventTrigStmt())
	case n.GetCommentStmt() != nil:
		p.ddl("COMMENT", nil)
	case n.GetRuleStmt() != nil:
		p.createRule(u, n.GetRuleStmt())
	case n.GetInsertStmt() != nil:
		p.writes(u, n.GetInsertStmt().Relation, "INSERT")
	case n.GetUpdateStmt() != nil:
		p.writes(u, n.GetUpdateStmt().Relation, "UPDATE")
	case n.GetDeleteStmt() != nil:
		p.writes(u, n.GetDeleteStmt().Relation, "DELETE")
	case n.GetMergeStmt() != nil:
		p.writes(u, n.GetMergeStmt().Relation, "")
	case n.GetCopyStmt() != nil && n.GetCopyStmt().IsFrom:
		p.writes(u, n.GetCopyStmt().Relation, "INSERT")
	}
}

func (p *player) transaction(u *unit, t *pg_query.TransactionStmt) {
	now := savepoint{name: t.SavepointName, mark: p.cat.mark(), path: p.path, role: p.role, at: u.start()}
	switch t.Kind {
	case pg_query.TransactionStmtKind_TRANS_STMT_BEGIN, pg_query.TransactionStmtKind_TRANS_STMT_START:
		if len(p.tx) == 0 {
			p.tx = append(p.tx, now)
		}
	case pg_query.TransactionStmtKind_TRANS_STMT_COMMIT:
		if p.local != nil {
			p.path = p.local
		}
		p.tx, p.local = nil, nil
	case pg_query.TransactionStmtKind_TRANS_STMT_ROLLBACK:
		if len(p.tx) > 0 {
			p.back(p.tx[0])
			p.tx, p.local = nil, nil
		}
	case pg_query.TransactionStmtKind_TRANS_STMT_SAVEPOINT:
		if len(p.tx) == 0 {
			p.fail()
			return
		}
		p.tx = append(p.tx, now)
	case pg_query.TransactionStmtKind_TRANS_STMT_ROLLBACK_TO:
		for i := len(p.tx) - 1; i > 0; i-- {
			if p.tx[i].name == t.SavepointName {
				p.back(p.tx[i])
				p.tx = p.tx[:i+1]
				return
			}
		}
		p.fail()
	}
}

func (p *player) back(to savepoint) {
	p.cat.rollback(to.mark)
	p.path, p.role = to.path, to.role
}

// selects handles what a SELECT can do to the catalog: INTO, set_config and calls.
func (p *player) selects(u *unit, s *pg_query.SelectStmt) {
	if s.IntoClause != nil {
		p.copyTable(u, s.IntoClause, s, false)
		return
	}
	if s.WithClause != nil {
		p.fires(u, u.node)
	}
	for _, t := range s.TargetList {
		f := t.GetResTarget().GetVal().GetFuncCall()
		if f == nil || nameOf(f.Funcname).Rel != "set_config" || len(f.Args) < 2 {
			continue
		}
		k, v := f.Args[0].GetAConst().GetSval(), f.Args[1].GetAConst().GetSval()
		if k != nil && v != nil && strings.EqualFold(k.Sval, "search_path") {
			p.path = splitPath(v.Sval)
		}
	}
	if len(s.FromClause) == 0 && s.WhereClause == nil && s.Op == pg_query.SetOperation_SETOP_NONE && len(s.TargetList) == 1 {
		if f := s.TargetList[0].GetResTarget().GetVal().GetFuncCall(); f != nil {
			p.callStatement(u, f)
			return
		}
	}
	if len(s.FromClause) == 1 && s.WhereClause == nil && len(s.FromClause[0].GetRangeFunction().GetFunctions()) == 1 {
		if items := s.FromClause[0].GetRangeFunction().Functions[0].GetList().GetItems(); len(items) > 0 && items[0].GetFuncCall() != nil {
			p.callStatement(u, items[0].GetFuncCall())
			return
		}
	}
	p.calls(u, u.node)
}

func (p *player) createSequence(u *unit, s *pg_query.CreateSeqStmt) {
	r := p.make(u, s.Sequence, sequence, s.IfNotExists)
	if r != nil && !p.ownedBy(r, s.Options) {
		p.fail()
	}
}

func (p *player) alterSequence(u *unit, s *pg_query.AlterSeqStmt) {
	r := p.find(rangeName(s.Sequence))
	switch {
	case r == nil && !s.MissingOk && p.absent(classRelation, rangeName(s.Sequence)):
		p.fail()
	case r == nil || !r.created:
	case r.kind != sequence || !p.owns(r.owner):
		p.fail()
	default:
		edit(p.cat, r)
		if !p.ownedBy(r, s.Options) {
			p.fail()
		}
	}
}

// ownedBy follows OWNED BY of a sequence.
func (p *player) ownedBy(r *relation, options []*pg_query.Node) bool {
	for _, o := range options {
		if o.GetDefElem().GetDefname() != "owned_by" {
			continue
		}
		parts := o.GetDefElem().GetArg().GetList().GetItems()
		if len(parts) < 2 {
			r.ownedBy = nil
			continue
		}
		n := nameOf(parts[:len(parts)-1])
		t := p.find(n)
		if t == nil {
			return !p.absent(classRelation, n)
		}
		if r.ownedBy = t.column(parts[len(parts)-1].GetString_().GetSval()); r.ownedBy == nil && t.created && t.allColumns {
			return false
		}
		if t.created && (t.owner != r.owner || t.Schema != r.Schema) {
			return false
		}
	}
	return true
}

// mentionedIn lists the functions of which a text may hold a call.
func (p *player) mentionedIn(text string) []*function {
	low := strings.ToLower(text)
	var out []*function
	for _, list := range p.cat.functions {
		for _, f := range list {
			if f.touch.any() && strings.Contains(low, strings.ToLower(f.Rel)) {
				out = append(out, f)
			}
		}
	}
	slices.SortFunc(out, func(a, b *function) int { return strings.Compare(a.String(), b.String()) })
	return out
}
