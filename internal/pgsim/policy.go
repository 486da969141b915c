package pgsim

import (
	"fmt"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor"
)

func (p *player) createPolicy(u *unit, s *pg_query.CreatePolicyStmt) {
	r := p.base(u, s.Table)
	if r == nil {
		return
	}
	roles, ok := p.rolesOf(s.Roles)
	old := r.policy(s.PolicyName)
	if !ok || !p.owns(r.owner) || r.created && r.kind != table || old != nil && old.created {
		p.fail()
		return
	}
	using, ok1 := p.bindIn(u, clause(u.text, "using"), s.Qual, r)
	check, ok2 := p.bindIn(u, clause(u.text, "with", "check"), s.WithCheck, r)
	command := strings.ToUpper(s.CmdName)
	switch {
	case !ok1 || !ok2,
		(command == "SELECT" || command == "DELETE") && check != nil,
		command == "INSERT" && using != nil:
		p.fail()
		return
	}
	edit(p.cat, r)
	if old != nil {
		r.policies = without(r.policies, old)
	}
	r.policies = with(r.policies, &policy{
		name: s.PolicyName, command: command, permissive: s.Permissive,
		roles: roles, at: u.start(), created: true, using: using, check: check,
	})
}

func (p *player) alterPolicy(u *unit, s *pg_query.AlterPolicyStmt) {
	r := p.base(u, s.Table)
	if r == nil {
		return
	}
	q := r.policy(s.PolicyName)
	if q == nil {
		if r.created && r.policyDoubt == "" {
			if p.fail(); p.whole {
				return
			}
			p.gaps = append(p.gaps, Gap{State: candor.Unresolved, At: u.start(), PoliciesOnly: true,
				Reason: fmt.Sprintf("policy %q of %s is altered here, but was never created in the files read", s.PolicyName, r.name)})
			return
		}
		q = &policy{name: s.PolicyName, at: u.start()}
		edit(p.cat, r).policies = with(r.policies, q)
	}
	roles, ok := p.rolesOf(s.Roles)
	using, ok1 := p.bindIn(u, clause(u.text, "using"), s.Qual, r)
	check, ok2 := p.bindIn(u, clause(u.text, "with", "check"), s.WithCheck, r)
	switch {
	case !ok || !ok1 || !ok2 || !p.owns(r.owner),
		(q.command == "SELECT" || q.command == "DELETE") && check != nil,
		q.command == "INSERT" && using != nil:
		p.fail()
		return
	}
	edit(p.cat, q)
	if len(s.Roles) > 0 {
		q.roles = roles
	}
	if using != nil {
		q.using = using
	}
	if check != nil {
		q.check = check
	}
}

func (p *player) renamePolicy(u *unit, r *relation, s *pg_query.RenameStmt) {
	q := r.policy(s.Subname)
	switch {
	case q == nil && r.created && r.policyDoubt == "", r.policy(s.Newname) != nil, !p.owns(r.owner):
		p.fail()
	case q == nil:
		edit(p.cat, r).policies = with(r.policies, &policy{name: s.Newname, at: u.start()})
	default:
		edit(p.cat, q).name = s.Newname
	}
}

// rolesOf resolves the roles of a policy; nil among them, or none given, means
// everybody. It is false when one is certainly not there.
func (p *player) rolesOf(nodes []*pg_query.Node) ([]*role, bool) {
	var out []*role
	for _, n := range nodes {
		r, ok := p.roleOf(n.GetRoleSpec())
		if !ok {
			return nil, false
		}
		if r == nil {
			return []*role{nil}, true
		}
		out = append(out, r)
	}
	if len(out) == 0 {
		out = []*role{nil}
	}
	return out, true
}
