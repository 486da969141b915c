package pgsim

import (
	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// roleOf resolves a role as a statement names it; nil for everybody, false when
// it is certainly not there.
func (p *player) roleOf(s *pg_query.RoleSpec) (*role, bool) {
	switch s.GetRoletype() {
	case pg_query.RoleSpecType_ROLESPEC_CSTRING:
		r := p.roleNamed(s.Rolename)
		return r, r != nil
	case pg_query.RoleSpecType_ROLESPEC_CURRENT_USER, pg_query.RoleSpecType_ROLESPEC_CURRENT_ROLE:
		return p.role, true
	case pg_query.RoleSpecType_ROLESPEC_SESSION_USER:
		return p.user, true
	}
	return nil, true
}

// roleNamed finds a role; one that no file has made is taken to be there,
// unless nothing lies outside of the files.
func (p *player) roleNamed(n string) *role {
	if r := p.cat.roles[n]; r != nil {
		return r
	}
	if p.absent(classRole, name{Rel: n}) {
		return nil
	}
	r := &role{Role: pgcat.Role{Name: n, Inherit: true}}
	put(p.cat, p.cat.roles, n, r)
	return r
}

// mayIn tells whether the role at hand has a privilege on a schema.
func (p *player) mayIn(s *schema, priv string) bool {
	return !s.made || p.role.Super || s.acl.or(onSchema, s.owner, s.at).has(p.role, s.owner, priv)
}

// owns tells whether the role at hand may change an object of an owner.
func (p *player) owns(owner *role) bool {
	return owner == nil || !owner.made || privilegesOf(p.role, owner)
}
