package pgsim

import (
	"slices"
	"strings"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// granting is a GRANT or REVOKE, read.
type granting struct {
	at         place
	grant      bool
	all        bool     // ALL PRIVILEGES
	privs      []string // upper case; without those on columns
	columns    map[string][]string
	order      []string // of columns
	roles      []*role
	option     bool // WITH GRANT OPTION, or GRANT OPTION FOR
	cascade    bool
	everything bool // ON ALL ... IN SCHEMA
}

func (p *player) grant(u *unit, s *pg_query.GrantStmt) {
	g := p.readGrant(u, s)
	if g == nil || !g.exists(s.Objtype) {
		p.fail()
		return
	}
	var targets []grantTarget
	var ok bool
	switch s.Targtype {
	case pg_query.GrantTargetType_ACL_TARGET_OBJECT:
		targets, ok = p.grantObjects(s)
	case pg_query.GrantTargetType_ACL_TARGET_ALL_IN_SCHEMA:
		g.everything = true
		targets, ok = p.grantSchemas(s)
	}
	if !ok {
		p.fail()
		return
	}
	for _, t := range targets {
		if !g.fits(t) || !p.change(g, t) {
			p.fail()
			return
		}
	}
}

// readGrant reads privileges and roles; nil when a role is not there.
func (p *player) readGrant(u *unit, s *pg_query.GrantStmt) *granting {
	g := &granting{at: u.start(), grant: s.IsGrant, option: s.GrantOption, all: len(s.Privileges) == 0,
		cascade: s.Behavior == pg_query.DropBehavior_DROP_CASCADE, columns: make(map[string][]string)}
	for _, n := range s.Privileges {
		a := n.GetAccessPriv()
		priv := strings.ToUpper(a.PrivName)
		if len(a.Cols) == 0 {
			g.privs = append(g.privs, priv)
			g.all = g.all || priv == ""
		}
		for _, c := range a.Cols {
			col := c.GetString_().GetSval()
			if g.columns[col] == nil {
				g.order = append(g.order, col)
			}
			g.columns[col] = append(g.columns[col], priv)
		}
	}
	for _, n := range s.Grantees {
		r, ok := p.roleOf(n.GetRoleSpec())
		if !ok {
			return nil
		}
		g.roles = append(g.roles, r)
	}
	if s.Grantor != nil {
		if by, ok := p.roleOf(s.Grantor); !ok || by != p.role {
			return nil
		}
	}
	return g
}

// grantTarget is one object that privileges are granted on.
type grantTarget struct {
	rel *relation
	sch *schema
	fn  *function
}

func (t grantTarget) kind() aclKind {
	switch {
	case t.rel != nil:
		return t.rel.aclKind()
	case t.sch != nil:
		return onSchema
	}
	return onFunction
}

// exists tells whether the privileges exist for a kind of object at all.
func (g *granting) exists(t pg_query.ObjectType) bool {
	var known []string
	switch t {
	case pg_query.ObjectType_OBJECT_TABLE:
		known = append(onTable.privileges(), "USAGE")
	case pg_query.ObjectType_OBJECT_SEQUENCE:
		known = onSequence.privileges()
	case pg_query.ObjectType_OBJECT_SCHEMA:
		known = onSchema.privileges()
	case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_PROCEDURE, pg_query.ObjectType_OBJECT_ROUTINE:
		known = onFunction.privileges()
	default:
		return true
	}
	return !slices.ContainsFunc(g.privs, func(p string) bool { return p != "" && !slices.Contains(known, p) })
}

// fits tells whether the privileges exist for the object.
func (g *granting) fits(t grantTarget) bool {
	known := t.kind().privileges()
	if t.rel != nil && t.rel.kind == sequence && len(g.columns) > 0 {
		return false
	}
	for _, p := range g.privs {
		if p != "" && !slices.Contains(known, p) {
			return false
		}
	}
	for _, privs := range g.columns {
		for _, p := range privs {
			if p != "" && !slices.Contains(onColumn.privileges(), p) {
				return false
			}
		}
	}
	return true
}

func (p *player) grantObjects(s *pg_query.GrantStmt) ([]grantTarget, bool) {
	var out []grantTarget
	for _, o := range s.Objects {
		switch s.Objtype {
		case pg_query.ObjectType_OBJECT_TABLE, pg_query.ObjectType_OBJECT_SEQUENCE:
			n := rangeName(o.GetRangeVar())
			r := p.find(n)
			switch {
			case r == nil && p.absent(classRelation, n):
				return nil, false
			case r == nil:
				continue // of a base that is not among the files
			case r.created && s.Objtype == pg_query.ObjectType_OBJECT_SEQUENCE && r.kind != sequence,
				r.kind == index, r.kind == composite:
				return nil, false
			}
			out = append(out, grantTarget{rel: r})
		case pg_query.ObjectType_OBJECT_SCHEMA:
			n := o.GetString_().GetSval()
			sch := p.cat.schemas[n]
			if sch == nil {
				if p.absent(classSchema, name{Rel: n}) {
					return nil, false
				}
				sch = p.assumeSchema(n)
			}
			out = append(out, grantTarget{sch: sch})
		case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_PROCEDURE, pg_query.ObjectType_OBJECT_ROUTINE:
			f, sure := p.routine(o.GetObjectWithArgs(), s.Objtype)
			switch {
			case f == nil && sure:
				return nil, false
			case f != nil:
				out = append(out, grantTarget{fn: f})
			}
		}
	}
	return out, true
}

func (p *player) grantSchemas(s *pg_query.GrantStmt) ([]grantTarget, bool) {
	var out []grantTarget
	for _, o := range s.Objects {
		n := o.GetString_().GetSval()
		sch := p.cat.schemas[n]
		if sch == nil && p.absent(classSchema, name{Rel: n}) || sch != nil && !p.mayIn(sch, "USAGE") {
			return nil, false
		}
		switch s.Objtype {
		case pg_query.ObjectType_OBJECT_TABLE, pg_query.ObjectType_OBJECT_SEQUENCE:
			for _, r := range p.cat.sorted() {
				if r.Schema == n && r.kind != index && r.kind != composite && (r.kind == sequence) == (s.Objtype == pg_query.ObjectType_OBJECT_SEQUENCE) {
					out = append(out, grantTarget{rel: r})
				}
			}
		case pg_query.ObjectType_OBJECT_FUNCTION, pg_query.ObjectType_OBJECT_PROCEDURE, pg_query.ObjectType_OBJECT_ROUTINE:
			for _, f := range p.cat.allFunctions() {
				if f.Schema == n && (s.Objtype == pg_query.ObjectType_OBJECT_ROUTINE || f.Procedure == (s.Objtype == pg_query.ObjectType_OBJECT_PROCEDURE)) {
					out = append(out, grantTarget{fn: f})
				}
			}
		}
	}
	return out, true
}

// change applies a GRANT or REVOKE to one object; false when Postgres refuses.
func (p *player) change(g *granting, t grantTarget) bool {
	switch {
	case t.sch != nil:
		owner := t.sch.owner
		next, ok := p.applyACL(g, t.sch.acl.or(onSchema, owner, t.sch.at), owner, g.wanted(onSchema))
		if ok {
			edit(p.cat, t.sch).acl = next
		}
		return ok
	case t.fn != nil:
		next, ok := p.applyACL(g, t.fn.acl.or(onFunction, t.fn.owner, t.fn.At), t.fn.owner, g.wanted(onFunction))
		if ok {
			edit(p.cat, t.fn).acl = next
		}
		return ok
	}
	r := t.rel
	if wanted := g.wanted(r.aclKind()); len(wanted) > 0 {
		next, ok := p.applyACL(g, r.acl.or(r.aclKind(), r.owner, r.at), r.owner, wanted)
		if !ok {
			return false
		}
		edit(p.cat, r).acl = next
		if !g.grant && r.kind != sequence {
			// what is taken from the table is taken from its columns, too
			for _, c := range r.columns {
				if len(c.acl) > 0 && !p.changeColumn(g, r, c, intersect(wanted, onColumn.privileges())) {
					return false
				}
			}
		}
	}
	for _, n := range g.order {
		c := r.column(n)
		if c == nil {
			if r.created && r.allColumns && !systemColumn(n) {
				return false
			}
			continue
		}
		wanted := g.columns[n]
		if slices.Contains(wanted, "") {
			wanted = onColumn.privileges()
		}
		if !p.changeColumn(g, r, c, wanted) {
			return false
		}
	}
	return true
}

func (p *player) changeColumn(g *granting, r *relation, c *column, wanted []string) bool {
	if len(wanted) == 0 {
		return true
	}
	// the right to pass a privilege on may come from the table's own list
	grantor, may := r.acl.or(r.aclKind(), r.owner, r.at).grantorFor(p.role, r.owner, wanted)
	if len(may) == 0 {
		grantor, may = c.acl.grantorFor(p.role, r.owner, wanted)
	}
	next, ok := g.apply(c.acl, r.owner, grantor, may)
	if !ok || len(may) == 0 && !c.acl.any(p.role) && !r.acl.or(r.aclKind(), r.owner, r.at).any(p.role) {
		return false
	}
	edit(p.cat, c).acl = next
	return true
}

// wanted lists the privileges on the whole object.
func (g *granting) wanted(k aclKind) []string {
	if g.all {
		return k.privileges()
	}
	return g.privs
}

// applyACL changes one list in the name of the role at hand.
func (p *player) applyACL(g *granting, a acl, owner *role, wanted []string) (acl, bool) {
	grantor, may := a.grantorFor(p.role, owner, wanted)
	if len(may) == 0 && !a.any(p.role) {
		return a, false // permission denied; with any privilege it is a warning
	}
	return g.apply(a, owner, grantor, may)
}

func (g *granting) apply(a acl, owner, grantor *role, privs []string) (acl, bool) {
	for _, r := range g.roles {
		if r == nil && g.grant && g.option {
			return a, false
		}
		for _, priv := range privs {
			e := ace{grantee: r, grantor: grantor, priv: priv, grantable: g.option, at: g.at}
			if g.grant {
				if g.option && grantor != owner && a.circular(e) {
					return a, false
				}
				a = a.grant(e)
				continue
			}
			var ok bool
			if a, ok = a.revoke(e, owner, g.option, g.cascade); !ok {
				return a, false
			}
		}
	}
	if a == nil {
		a = acl{}
	}
	return a, true
}

func intersect(a, b []string) []string {
	var out []string
	for _, x := range a {
		if slices.Contains(b, x) {
			out = append(out, x)
		}
	}
	return out
}

func systemColumn(n string) bool {
	return slices.Contains([]string{"tableoid", "ctid", "xmin", "xmax", "cmin", "cmax"}, n)
}
