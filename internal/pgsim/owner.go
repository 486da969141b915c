package pgsim

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// alterOwner follows ALTER ... OWNER TO for what is no relation.
func (p *player) alterOwner(u *unit, s *pg_query.AlterOwnerStmt) {
	to, ok := p.roleOf(s.Newowner)
	if !ok || to == nil {
		p.fail()
		return
	}
	switch s.ObjectType {
	case pg_query.ObjectType_OBJECT_SCHEMA:
		n := s.GetObject().GetString_().GetSval()
		sch := p.cat.schemas[n]
		switch {
		case sch == nil && p.absent(classSchema, name{Rel: n}):
			p.fail()
		case sch != nil && !p.mayHandOver(sch.owner, to):
			p.fail()
		case sch != nil:
			edit(p.cat, sch)
			sch.acl, sch.owner = sch.acl.change(sch.owner, to), to
		}
	case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_PROCEDURE, pg_query.ObjectType_OBJECT_ROUTINE, pg_query.ObjectType_OBJECT_AGGREGATE:
		f, sure := p.routine(s.GetObject().GetObjectWithArgs(), s.ObjectType)
		if f == nil && sure || f != nil && !p.mayHandOver(f.owner, to) {
			p.fail()
			return
		}
		if f != nil {
			edit(p.cat, f)
			f.acl, f.owner = f.acl.change(f.owner, to), to
		}
	case pg_query.ObjectType_OBJECT_TYPE, pg_query.ObjectType_OBJECT_DOMAIN:
		n := nameOf(s.GetObject().GetList().GetItems())
		if n.Rel == "" {
			n = nameOf(s.GetObject().GetTypeName().GetNames())
		}
		if t := p.findType(n); t != nil {
			edit(p.cat, t).owner = to
		} else if p.absent(classType, n) {
			p.fail()
		}
	}
}

// mayHandOver tells whether the role at hand may make another the owner.
func (p *player) mayHandOver(from, to *role) bool {
	return p.owns(from) && (p.role.Super || !to.made || reaches(p.role, to, false, 0))
}

// own makes a role the owner of a relation and of what belongs to it.
func (p *player) own(r *relation, to *role) {
	if r.owner == to {
		return
	}
	from := r.owner
	edit(p.cat, r)
	r.owner, r.acl = to, r.acl.change(from, to)
	for _, c := range r.columns {
		if c.acl != nil {
			edit(p.cat, c).acl = c.acl.change(from, to)
		}
	}
	for _, s := range p.cat.rels {
		if s.kind == sequence && s.ownedBy != nil && s.ownedBy.rel == r {
			p.own(s, to)
		}
	}
}

// reassign follows REASSIGN OWNED BY.
func (p *player) reassign(s *pg_query.ReassignOwnedStmt) {
	to, ok := p.roleOf(s.Newrole)
	if !ok || to == nil || !privilegesOf(p.role, to) {
		p.fail()
		return
	}
	for _, from := range p.specs(s.Roles) {
		if from == nil || !privilegesOf(p.role, from) {
			p.fail()
			return
		}
		for _, r := range p.cat.sorted() {
			if r.owner == from && r.kind != index {
				p.own(r, to)
			}
		}
		for _, sch := range p.cat.schemas {
			if sch.owner == from {
				edit(p.cat, sch)
				sch.owner, sch.acl = to, sch.acl.change(from, to)
			}
		}
		for _, f := range p.cat.allFunctions() {
			if f.owner == from {
				edit(p.cat, f)
				f.owner, f.acl = to, f.acl.change(from, to)
			}
		}
		for _, t := range p.cat.types {
			if t.owner == from {
				edit(p.cat, t).owner = to
			}
		}
	}
}

// specs resolves roles; nil among them for one that is not there.
func (p *player) specs(nodes []*pg_query.Node) []*role {
	var out []*role
	for _, n := range nodes {
		r, _ := p.roleOf(n.GetRoleSpec())
		out = append(out, r)
	}
	return out
}

// dropOwned follows DROP OWNED BY: what the roles own goes, what they may is
// taken back, and policies lose them.
func (p *player) dropOwned(u *unit, s *pg_query.DropOwnedStmt) {
	var targets []any
	roles := p.specs(s.Roles)
	if slices.ContainsFunc(roles, func(r *role) bool { return r == nil || !privilegesOf(p.role, r) }) {
		p.fail()
		return
	}
	for _, who := range roles {
		for _, r := range p.cat.sorted() {
			switch {
			case r.owner == who && r.kind != index && r.ownedBy == nil:
				targets = append(targets, r)
			case r.acl.names(who) && !p.revokesOn(r):
				p.fail()
			case r.acl.names(who):
				edit(p.cat, r).acl = p.without(r.acl, who, r.owner, r.aclKind())
			}
			for _, c := range r.columns {
				if c.acl.names(who) && r.owner != who && !p.revokesOn(r) {
					p.fail()
				}
				if c.acl.names(who) {
					edit(p.cat, c).acl = p.without(c.acl, who, r.owner, onColumn)
				}
			}
			for _, q := range r.policies {
				if !slices.Contains(q.roles, who) {
					continue
				}
				if len(q.roles) == 1 {
					targets = append(targets, q)
				} else {
					edit(p.cat, q).roles = without(q.roles, who)
				}
			}
		}
		for _, f := range p.cat.allFunctions() {
			if f.owner == who {
				targets = append(targets, f)
			} else if f.acl.names(who) {
				edit(p.cat, f).acl = p.without(f.acl, who, f.owner, onFunction)
			}
		}
		for _, t := range p.cat.types {
			if t.owner == who {
				targets = append(targets, t)
			}
		}
		for _, sch := range p.cat.schemas {
			if sch.owner == who {
				targets = append(targets, sch)
			} else if sch.acl.names(who) {
				edit(p.cat, sch).acl = p.without(sch.acl, who, sch.owner, onSchema)
			}
		}
		p.dropDefaults(who)
	}
	if !p.remove(u, targets, s.Behavior == pg_query.DropBehavior_DROP_CASCADE, "DROP OWNED") {
		p.fail()
	}
}

// revokesOn tells whether the role at hand may take privileges back on a
// relation: the owner, or who holds one that columns have as well.
func (p *player) revokesOn(r *relation) bool {
	return r.kind == sequence || privilegesOf(p.role, r.owner) || slices.ContainsFunc(onColumn.privileges(), func(priv string) bool {
		return r.acl.or(r.aclKind(), r.owner, r.at).has(p.role, r.owner, priv)
	})
}

// without takes a role out of a list in the name of the role at hand.
func (p *player) without(a acl, who, owner *role, k aclKind) acl {
	next, ok := a.drop(who, p.role, owner, k)
	if !ok {
		p.fail()
	}
	return next
}

// dropDefaults forgets the default privileges of a role, and takes it out of those of others.
func (p *player) dropDefaults(who *role) {
	edit(p.cat, &p.cat.defaults)
	var list []*defaultPrivilege
	for _, d := range p.cat.defaults {
		if d.owner == who {
			continue
		}
		next, _ := d.acl.drop(who, d.owner, d.owner, d.kind)
		if d.schema != "" && len(next) == 0 || d.schema == "" && next.same(defaultACL(d.kind, d.owner, place{})) {
			continue
		}
		list = append(list, &defaultPrivilege{d.owner, d.schema, d.kind, next})
	}
	p.cat.defaults = list
}
