package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"

	"github.com/candor-dev/candor/internal/pgcat"
)

// setRole follows SET ROLE and SET SESSION AUTHORIZATION.
func (p *player) setRole(s *pg_query.VariableSetStmt) {
	n := settingOf(s)
	if s.Kind != pg_query.VariableSetKind_VAR_SET_VALUE || strings.EqualFold(n, "none") {
		p.role = p.user
		return
	}
	r := p.roleNamed(n)
	if r == nil || !p.user.Super && r.made && !reaches(p.user, r, false, 0) {
		p.fail()
		return
	}
	p.role = r
}

func (p *player) createRole(u *unit, s *pg_query.CreateRoleStmt) {
	old := p.cat.roles[s.Role]
	if s.Role == "public" || s.Role == "none" || old != nil && old.made && !old.Platform || !p.role.Super && !p.role.CreateRole {
		p.fail()
		return
	}
	r := old
	if r == nil {
		r = &role{}
		put(p.cat, p.cat.roles, s.Role, r)
	}
	remove(p.cat, p.cat.gone, object{classRole, name{Rel: s.Role}})
	edit(p.cat, r)
	r.made = true
	r.Role = pgcat.Role{Name: s.Role, Inherit: true, At: u.start(), Login: s.StmtType == pg_query.RoleStmtType_ROLESTMT_USER, Platform: p.onPlatform}
	p.roleOptions(u, r, s.Options)
}

func (p *player) alterRole(u *unit, s *pg_query.AlterRoleStmt) {
	r, ok := p.roleOf(s.Role)
	if !ok || r == nil || !p.role.Super && !p.role.CreateRole {
		p.fail()
		return
	}
	if s.Action < 0 { // ALTER GROUP ... DROP USER
		for _, o := range s.Options {
			for _, n := range o.GetDefElem().GetArg().GetList().GetItems() {
				if m, ok := p.roleOf(n.GetRoleSpec()); ok && m != nil {
					edit(p.cat, m).memberOf = slices.DeleteFunc(slices.Clone(m.memberOf), func(x member) bool { return x.of == r })
				}
			}
		}
		return
	}
	edit(p.cat, r)
	p.roleOptions(u, r, s.Options)
}

// roleOptions applies the options of CREATE and ALTER ROLE.
func (p *player) roleOptions(u *unit, r *role, options []*pg_query.Node) {
	for _, o := range options {
		d := o.GetDefElem()
		yes := switchedOn(d)
		switch d.GetDefname() {
		case "superuser":
			r.Super = yes
		case "bypassrls":
			r.BypassRLS = yes
		case "canlogin":
			r.Login = yes
		case "inherit":
			r.Inherit = yes
		case "createrole":
			r.CreateRole = yes
		case "rolemembers", "adminmembers", "addroleto":
			for _, n := range d.GetArg().GetList().GetItems() {
				other, ok := p.roleOf(n.GetRoleSpec())
				if !ok || other == nil {
					p.fail()
					return
				}
				of, m := r, other
				if d.GetDefname() == "addroleto" {
					of, m = other, r
				}
				if !p.join(m, member{of: of, admin: d.GetDefname() == "adminmembers", at: u.start()}) {
					p.fail()
					return
				}
			}
		}
	}
}

// join makes a role a member of another; false where that would be a circle.
func (p *player) join(r *role, m member) bool {
	if reaches(m.of, r, false, 0) {
		return false
	}
	edit(p.cat, r)
	list := slices.Clone(r.memberOf)
	for i, x := range list {
		if x.of == m.of {
			list[i].admin = x.admin || m.admin
			if m.inherit != nil {
				list[i].inherit = m.inherit
			}
			if m.set != nil {
				list[i].set = m.set
			}
			r.memberOf = list
			return true
		}
	}
	r.memberOf = append(list, m)
	return true
}

// grantRole follows GRANT role TO role and REVOKE role FROM role.
func (p *player) grantRole(u *unit, s *pg_query.GrantRoleStmt) {
	m := member{at: u.start()}
	adminOnly := false
	for _, o := range s.Opt {
		d := o.GetDefElem()
		yes := switchedOn(d)
		switch strings.ToLower(d.GetDefname()) {
		case "admin":
			m.admin, adminOnly = yes, !s.IsGrant
		case "inherit":
			m.inherit = &yes
		case "set":
			m.set = &yes
		}
	}
	for _, n := range s.GrantedRoles {
		of := p.roleNamed(n.GetAccessPriv().GetPrivName())
		if of == nil || !p.role.Super && !p.role.CreateRole && !mayAdmin(p.role, of, 0) {
			p.fail()
			return
		}
		for _, g := range s.GranteeRoles {
			r, ok := p.roleOf(g.GetRoleSpec())
			if !ok || r == nil {
				p.fail()
				return
			}
			m.of = of
			switch {
			case s.IsGrant:
				if !p.join(r, m) {
					p.fail()
					return
				}
			case adminOnly:
				list := slices.Clone(r.memberOf)
				for i := range list {
					if list[i].of == of {
						list[i].admin = false
					}
				}
				edit(p.cat, r).memberOf = list
			default:
				edit(p.cat, r).memberOf = slices.DeleteFunc(slices.Clone(r.memberOf), func(x member) bool { return x.of == of })
			}
		}
	}
}

// mayAdmin tells whether a role may make others members of one, itself or by a
// role that it is a member of.
func mayAdmin(r, of *role, depth int) bool {
	return slices.ContainsFunc(r.memberOf, func(m member) bool {
		return m.of == of && m.admin || depth < maxDepth && mayAdmin(m.of, of, depth+1)
	})
}

func (p *player) dropRoles(s *pg_query.DropRoleStmt) {
	if !p.role.Super && !p.role.CreateRole {
		p.fail()
		return
	}
	for _, n := range s.Roles {
		spec := n.GetRoleSpec()
		r := p.cat.roles[spec.GetRolename()]
		switch {
		case spec.GetRoletype() != pg_query.RoleSpecType_ROLESPEC_CSTRING:
			p.fail()
		case r == nil:
			if !s.MissingOk && p.absent(classRole, name{Rel: spec.Rolename}) {
				p.fail()
				return
			}
			put(p.cat, p.cat.gone, object{classRole, name{Rel: spec.Rolename}}, true)
		case r == p.role || r == p.user || p.needed(r):
			p.fail()
			return
		default:
			p.removeRole(r)
		}
	}
}

func (p *player) removeRole(r *role) {
	for _, o := range p.cat.sortedRoles() {
		if slices.ContainsFunc(o.memberOf, func(m member) bool { return m.of == r }) {
			edit(p.cat, o).memberOf = slices.DeleteFunc(slices.Clone(o.memberOf), func(m member) bool { return m.of == r })
		}
	}
	remove(p.cat, p.cat.roles, r.Name)
	put(p.cat, p.cat.gone, object{classRole, name{Rel: r.Name}}, true)
}

func (p *player) renameRole(from, to string) {
	r := p.cat.roles[from]
	if r == nil && !p.absent(classRole, name{Rel: from}) {
		r = p.roleNamed(from)
	}
	if r == nil || p.cat.roles[to] != nil || r == p.user || r == p.role || to == "public" || to == "none" || !p.role.Super && !p.role.CreateRole {
		p.fail()
		return
	}
	remove(p.cat, p.cat.roles, from)
	put(p.cat, p.cat.gone, object{classRole, name{Rel: from}}, true)
	edit(p.cat, r).Name = to
	put(p.cat, p.cat.roles, to, r)
	remove(p.cat, p.cat.gone, object{classRole, name{Rel: to}})
}

// needed reports whether something names a role, so that it can't be dropped.
func (p *player) needed(r *role) bool {
	for _, x := range p.cat.rels {
		if x.kind == index {
			continue
		}
		if x.owner == r || x.acl.names(r) {
			return true
		}
		for _, c := range x.columns {
			if c.acl.names(r) {
				return true
			}
		}
		for _, q := range x.policies {
			if slices.Contains(q.roles, r) {
				return true
			}
		}
	}
	for _, s := range p.cat.schemas {
		if s.owner == r || s.acl.names(r) {
			return true
		}
	}
	for _, list := range p.cat.functions {
		for _, f := range list {
			if f.owner == r || f.acl.names(r) {
				return true
			}
		}
	}
	for _, t := range p.cat.types {
		if t.owner == r {
			return true
		}
	}
	for _, d := range p.cat.defaults {
		if d.owner == r || d.acl.names(r) {
			return true
		}
	}
	return false
}
