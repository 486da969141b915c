package pgsim

import (
	"slices"
)

// ace is one privilege of one role on an object.
type ace struct {
	grantee   *role // nil: everybody
	grantor   *role
	priv      string
	grantable bool
	at        place
}

// acl are the privileges on an object; nil means the ones that its kind has
// from the start.
type acl []ace

// aclKind is the kind of an object that has privileges.
type aclKind int8

const (
	onTable aclKind = iota
	onColumn
	onSequence
	onSchema
	onFunction
)

// privileges lists what can be granted on a kind.
func (k aclKind) privileges() []string {
	switch k {
	case onTable:
		return []string{"INSERT", "SELECT", "UPDATE", "DELETE", "TRUNCATE", "REFERENCES", "TRIGGER"}
	case onColumn:
		return []string{"INSERT", "SELECT", "UPDATE", "REFERENCES"}
	case onSequence:
		return []string{"SELECT", "UPDATE", "USAGE"}
	case onSchema:
		return []string{"USAGE", "CREATE"}
	case onFunction:
		return []string{"EXECUTE"}
	}
	return nil
}

// aclKindOf is the kind of a relation.
func (r *relation) aclKind() aclKind {
	if r.kind == sequence {
		return onSequence
	}
	return onTable
}

// defaultACL is what an object of a kind has without any grant.
func defaultACL(k aclKind, owner *role, at place) acl {
	out := acl{}
	switch k {
	case onColumn:
		return out
	case onFunction:
		out = append(out, ace{grantor: owner, priv: "EXECUTE", at: at})
	}
	for _, p := range k.privileges() {
		out = append(out, ace{grantee: owner, grantor: owner, priv: p, at: at})
	}
	return out
}

// or is the list, or the one that the object has from the start.
func (a acl) or(k aclKind, owner *role, at place) acl {
	if a == nil {
		return defaultACL(k, owner, at)
	}
	return a
}

// grant adds a privilege.
func (a acl) grant(e ace) acl {
	out := slices.Clone(a)
	for i, x := range out {
		if x.grantee == e.grantee && x.grantor == e.grantor && x.priv == e.priv {
			out[i].grantable = x.grantable || e.grantable
			return out
		}
	}
	return append(out, e)
}

// revoke takes a privilege, or with optionOnly the right to pass it on; false
// when others have it from the one who loses it and cascade is not given.
func (a acl) revoke(e ace, owner *role, optionOnly, cascade bool) (acl, bool) {
	out := acl{}
	lost := false
	for _, x := range a {
		if x.grantee == e.grantee && x.grantor == e.grantor && x.priv == e.priv {
			lost = lost || x.grantable
			if !optionOnly {
				continue
			}
			x.grantable = false
		}
		out = append(out, x)
	}
	if !lost || e.grantee == owner || out.mayGrant(e.grantee, e.priv) {
		return out, true
	}
	for {
		i := slices.IndexFunc(out, func(x ace) bool { return x.grantor == e.grantee && x.priv == e.priv })
		if i < 0 {
			return out, true
		}
		if !cascade {
			return a, false
		}
		next, ok := out.revoke(ace{grantee: out[i].grantee, grantor: e.grantee, priv: e.priv}, owner, false, true)
		if !ok || len(next) >= len(out) {
			return a, false
		}
		out = next
	}
}

// mayGrant reports whether a role holds a privilege with the right to pass it on.
func (a acl) mayGrant(r *role, priv string) bool {
	return slices.ContainsFunc(a, func(x ace) bool { return x.grantee == r && x.priv == priv && x.grantable })
}

// circular tells that a right to pass on would go back to where it came from.
func (a acl) circular(e ace) bool {
	for _, x := range a {
		if x.grantee == e.grantee && x.priv == e.priv && x.grantable {
			a, _ = a.revoke(x, nil, true, true)
		}
	}
	return !a.mayGrant(e.grantor, e.priv)
}

// any tells whether a role has any privilege at all, itself or by others.
func (a acl) any(r *role) bool {
	return slices.ContainsFunc(a, func(x ace) bool { return x.grantee == nil || privilegesOf(r, x.grantee) })
}

// names reports whether a role stands in the list at all.
func (a acl) names(r *role) bool {
	return slices.ContainsFunc(a, func(x ace) bool { return x.grantee == r || x.grantor == r })
}

// drop takes out what a role has, in the name of another, with what it has
// passed on; false when that one may not.
func (a acl) drop(r, by, owner *role, k aclKind) (acl, bool) {
	if a == nil {
		return nil, true
	}
	grantor, may := a.grantorFor(by, owner, k.privileges())
	if len(may) == 0 && !a.any(by) {
		return a, false
	}
	for _, priv := range may {
		if next, ok := a.revoke(ace{grantee: r, grantor: grantor, priv: priv}, owner, false, true); ok {
			a = next
		}
	}
	return a, true
}

// change puts a new owner in the place of the old one.
func (a acl) change(from, to *role) acl {
	if a == nil || from == to {
		return a
	}
	out := acl{}
	for _, x := range a {
		if x.grantee == from {
			x.grantee = to
		}
		if x.grantor == from {
			x.grantor = to
		}
		out = out.grant(x)
	}
	return out
}

// same compares two lists without regard to order and places.
func (a acl) same(b acl) bool {
	has := func(l acl, e ace) bool {
		e.at = place{}
		return slices.ContainsFunc(l, func(x ace) bool { x.at = place{}; return x == e })
	}
	for _, x := range a {
		if !has(b, x) {
			return false
		}
	}
	for _, x := range b {
		if !has(a, x) {
			return false
		}
	}
	return true
}

// privilegesOf tells whether a role has the privileges of another: its own, or
// by membership of roles that inherit.
func privilegesOf(r, of *role) bool { return r.Super || reaches(r, of, true, 0) }

// reaches follows memberships.
func reaches(r, of *role, inherit bool, depth int) bool {
	if r == of {
		return true
	}
	if depth > 32 {
		return false
	}
	for _, m := range r.memberOf {
		use := r.Inherit
		if m.inherit != nil {
			use = *m.inherit
		}
		if (use || !inherit) && reaches(m.of, of, inherit, depth+1) {
			return true
		}
	}
	return false
}

// has tells whether a role has a privilege on an object.
func (a acl) has(r *role, owner *role, priv string) bool {
	if r.Super {
		return true
	}
	for _, x := range a {
		if x.priv == priv && (x.grantee == nil || privilegesOf(r, x.grantee)) {
			return true
		}
	}
	return false
}

// grantor is who grants in the name of a role, and which privileges he may:
// the owner for whom has the owner's rights.
func (a acl) grantorFor(r, owner *role, wanted []string) (*role, []string) {
	if owner == nil || privilegesOf(r, owner) {
		if owner == nil {
			owner = r
		}
		return owner, wanted
	}
	best, most := r, []string(nil)
	var visit func(x *role, depth int)
	visit = func(x *role, depth int) {
		var may []string
		for _, w := range wanted {
			if a.mayGrant(x, w) {
				may = append(may, w)
			}
		}
		if len(may) > len(most) {
			best, most = x, may
		}
		if !x.Inherit || depth > 32 {
			return
		}
		for _, m := range x.memberOf {
			visit(m.of, depth+1)
		}
	}
	visit(r, 0)
	return best, most
}
