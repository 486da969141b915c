package sql

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
	if old := r.policy(s.PolicyName); old != nil && old.created {
		p.failed = true
		return
	} else if old != nil {
		r.dropPolicy(old)
	}
	r.policies = append(r.policies, &policy{
		name: s.PolicyName, command: strings.ToUpper(s.CmdName), permissive: s.Permissive,
		roles: rolesOf(s.Roles), at: u.start(), created: true,
		using: p.bind(newExpression(clause(u.text, "using"), s.Qual)),
		check: p.bind(newExpression(clause(u.text, "with", "check"), s.WithCheck)),
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
			p.failed = true
			p.gaps = append(p.gaps, gap{candor.Unresolved, u.start(),
				fmt.Sprintf("policy %q of %s is altered here, but was never created in the files read", s.PolicyName, r.name), []string{kindPolicy}})
			return
		}
		q = &policy{name: s.PolicyName, at: u.start()}
		r.policies = append(r.policies, q)
	}
	if len(s.Roles) > 0 {
		q.roles = rolesOf(s.Roles)
	}
	if s.Qual != nil {
		q.using = p.bind(newExpression(clause(u.text, "using"), s.Qual))
	}
	if s.WithCheck != nil {
		q.check = p.bind(newExpression(clause(u.text, "with", "check"), s.WithCheck))
	}
}

func (p *player) renamePolicy(u *unit, r *relation, s *pg_query.RenameStmt) {
	q := r.policy(s.Subname)
	switch {
	case q == nil && r.created && r.policyDoubt == "":
		p.failed = true
	case q == nil:
		r.policies = append(r.policies, &policy{name: s.Newname, at: u.start()})
	case r.policy(s.Newname) != nil:
		p.failed = true
	default:
		q.name = s.Newname
	}
}

// bind resolves the relations that an expression names, by the search_path of now.
func (p *player) bind(e *expression) *expression {
	if e == nil {
		return nil
	}
	for i, n := range e.refs.rels {
		if r := p.find(n); r != nil {
			e.refs.rels[i] = r.name
		}
	}
	return e
}

// rolesOf names the roles of a policy; none given means everybody.
func rolesOf(nodes []*pg_query.Node) []string {
	var out []string
	for _, n := range nodes {
		s := n.GetRoleSpec()
		switch s.GetRoletype() {
		case pg_query.RoleSpecType_ROLESPEC_CSTRING:
			out = append(out, s.Rolename)
		case pg_query.RoleSpecType_ROLESPEC_CURRENT_USER, pg_query.RoleSpecType_ROLESPEC_CURRENT_ROLE:
			out = append(out, "current_user")
		case pg_query.RoleSpecType_ROLESPEC_SESSION_USER:
			out = append(out, "session_user")
		default:
			out = append(out, "public")
		}
	}
	if len(out) == 0 {
		return []string{"public"}
	}
	return out
}
