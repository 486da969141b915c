package pgsim

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// defaultPrivilege is what an object of a kind has from the start when a role
// makes it, in one schema or, with "", in any.
type defaultPrivilege struct {
	owner  *role
	schema string
	kind   aclKind
	acl    acl
}

// alterDefaults follows ALTER DEFAULT PRIVILEGES.
func (p *player) alterDefaults(u *unit, s *pg_query.AlterDefaultPrivilegesStmt) {
	kind, known := map[pg_query.ObjectType]aclKind{
		pg_query.ObjectType_OBJECT_TABLE: onTable, pg_query.ObjectType_OBJECT_SEQUENCE: onSequence,
		pg_query.ObjectType_OBJECT_FUNCTION: onFunction, pg_query.ObjectType_OBJECT_ROUTINE: onFunction,
		pg_query.ObjectType_OBJECT_SCHEMA: onSchema,
	}[s.GetAction().GetObjtype()]
	if !known {
		return // types
	}
	g := p.readGrant(u, s.Action)
	if g == nil {
		p.fail()
		return
	}
	owners, schemas := []*role{p.role}, []string{""}
	for _, o := range s.Options {
		var list []*pg_query.Node
		if list = o.GetDefElem().GetArg().GetList().GetItems(); len(list) == 0 {
			continue
		}
		switch o.GetDefElem().GetDefname() {
		case "roles":
			owners = nil
			for _, n := range list {
				r, ok := p.roleOf(n.GetRoleSpec())
				if !ok || r == nil || !privilegesOf(p.role, r) && r.made {
					p.fail()
					return
				}
				owners = append(owners, r)
			}
		case "schemas":
			schemas = nil
			for _, n := range list {
				sch := n.GetString_().GetSval()
				if p.cat.schemas[sch] == nil && p.absent(classSchema, name{Rel: sch}) || kind == onSchema {
					p.fail()
					return
				}
				schemas = append(schemas, sch)
			}
		}
	}
	if slices.ContainsFunc(g.privs, func(priv string) bool { return !slices.Contains(kind.privileges(), priv) }) {
		p.fail()
		return
	}
	for _, owner := range owners {
		for _, sch := range schemas {
			if !p.alterDefault(g, owner, sch, kind) {
				p.fail()
				return
			}
		}
	}
}

func (p *player) alterDefault(g *granting, owner *role, sch string, kind aclKind) bool {
	start := acl{}
	if sch == "" {
		start = defaultACL(kind, owner, g.at)
	}
	var old *defaultPrivilege
	for _, d := range p.cat.defaults {
		if d.owner == owner && d.schema == sch && d.kind == kind {
			old, start = d, d.acl
		}
	}
	next, ok := g.apply(start, owner, owner, g.wanted(kind))
	if !ok {
		return false
	}
	list := p.cat.defaults
	if old != nil {
		list = without(list, old)
	}
	if sch == "" && !next.same(defaultACL(kind, owner, g.at)) || sch != "" && len(next) > 0 {
		list = with(list, &defaultPrivilege{owner, sch, kind, next})
	}
	edit(p.cat, &p.cat.defaults)
	p.cat.defaults = list
	return true
}

// newACL is what a new object of the role at hand has from the start; nil where
// that is what every object of its kind has.
func (p *player) newACL(kind aclKind, sch string, owner *role, at place) acl {
	hard := defaultACL(kind, owner, at)
	out, changed := hard, false
	for _, d := range p.cat.defaults {
		if d.owner == owner && d.schema == "" && d.kind == kind {
			out, changed = d.acl, true
		}
	}
	for _, d := range p.cat.defaults {
		if d.owner == owner && d.schema == sch && sch != "" && d.kind == kind {
			changed = true
			for _, e := range d.acl {
				out = out.grant(e)
			}
		}
	}
	if !changed || out.same(hard) {
		return nil
	}
	return out
}
