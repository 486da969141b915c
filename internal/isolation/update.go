package isolation

import (
	"slices"
	"strings"
)

// updated joins what an UPDATE reaches with what it may make of it.
func (p *prover) updated(d *draft, use, check finding) finding {
	out := use
	for _, x := range check.policies {
		if !slices.Contains(out.policies, x) {
			out.policies = append(slices.Clip(out.policies), x)
		}
	}
	out.steps = uniqueSteps(append(slices.Clone(use.steps), check.steps...))
	wide := use.verdict == Open || use.verdict == AnyUser
	free := p.chosen(d) != "" || p.otherParent(d) != ""
	switch {
	case use.verdict == Denied || use.verdict == Unknown:
		return out
	case check.verdict == Denied:
		out.verdict, out.reason = Denied, "no changed row passes a policy"
		return out
	case check.verdict == Isolated && use.verdict != Isolated && !free && p.pinned(d):
		out.verdict, out.reason, out.exceptions, out.escalation, out.ties, out.at = Isolated, check.reason, nil, "", check.ties, check.at
		return out
	case check.verdict == Isolated && wide && p.keyed(d):
		out.verdict, out.at = Unknown, check.at
		out.reason = "rows of others can be taken over only where the key of the caller's own row is free: " + check.reason
		return out
	}
	c := p.moved(d, check)
	switch {
	case !wide && (c.verdict == Isolated || !free && p.frozen(d, use)):
		return out
	case c.verdict == Unknown:
	case wide:
		switch more, role := obscure(d.checks); {
		case more != "":
			out.verdict, out.reason = Unknown, out.reason+", unless the condition on the new row stops it: "+more
		case role != "":
			out.verdict, out.reason = GlobalRole, out.reason+", for callers where "+role
		}
		return out
	case rank(c.verdict) <= rank(use.verdict) || use.verdict == GlobalRole:
		return out
	case len(use.ties) == 0:
		return out // only rows that meet a condition are reached
	case c.verdict == Open || c.verdict == AnyUser:
		switch more, role := obscure(d.uses); {
		case more != "":
			c.verdict, c.reason = Unknown, c.reason+", unless the condition on the old row stops it: "+more
		case role != "":
			c.verdict, c.reason = GlobalRole, c.reason+", for callers where "+role
		}
	}
	out.verdict, out.reason, out.escalation, out.at, out.exceptions = c.verdict, c.reason, c.escalation, orPlace(c.at, out.at), c.exceptions
	out.steps = uniqueSteps(append(out.steps, c.steps...))
	return out
}

// moved judges where the rows that an UPDATE makes can go.
func (p *prover) moved(d *draft, c finding) finding {
	switch c.verdict {
	case Open, AnyUser:
		c.reason = "a row can be moved to any tenant: " + c.reason
	case Isolated, IsolatedExcept:
		if g := p.loose(d); g != nil {
			g.apply(&c, "a row can be moved to any tenant")
		} else if s := p.selfMade(d, "UPDATE"); s != nil {
			c.verdict, c.reason, c.escalation = AnyUser, s.reason, s.reason
		} else {
			p.untied(d, &c)
		}
	}
	return c
}

// obscure gives a condition that every way to the caller's own rows has: one
// that is not understood, or a test of the caller.
func obscure(list []ruling) (more, role string) {
	for _, ru := range list {
		if ru.kind != kBound {
			continue
		}
		if ru.more == "" && len(ru.roles) == 0 {
			return "", ""
		}
		more, role = orName(more, ru.more), orName(role, strings.Join(sorted(ru.roles), " and "))
	}
	return more, role
}

// pinned reports whether the columns by which new rows are tied to the caller
// are those of the old rows: they can't be changed, or are the key of rows that
// are there already.
func (p *prover) pinned(d *draft) bool {
	for _, ru := range d.checks {
		if ru.kind != kBound {
			continue
		}
		if !slices.ContainsFunc(ru.binds, func(b binding) bool {
			worst, _ := p.best([]binding{b})
			return worst == safe && p.fixed(d, b)
		}) {
			return false
		}
	}
	return true
}

// fixed reports whether a row keeps the value of the column that ties it: the
// role may not change it, or every value that counts is the key of another row.
func (p *prover) fixed(d *draft, b binding) bool {
	if !d.grant.canWrite(b.col) {
		return true
	}
	if !p.unique(d.t, b.col) {
		return false
	}
	if len(b.hops) == 0 {
		return !b.id.user // the key of the tenant itself
	}
	last := b.hops[len(b.hops)-1]
	return p.refers(last.table, last.to, d.t, b.col)
}

// keyed reports whether new rows are tied to the caller by a key of the table.
func (p *prover) keyed(d *draft) bool {
	for _, ru := range d.checks {
		if ru.kind == kBound && !slices.ContainsFunc(ru.binds, func(b binding) bool { return p.unique(d.t, b.col) }) {
			return false
		}
	}
	return true
}

// frozen reports whether none of the columns that tie the rows can be changed.
func (p *prover) frozen(d *draft, use finding) bool {
	if len(use.ties) == 0 || slices.ContainsFunc(use.ties, func(b binding) bool { return !p.fixed(d, b) }) {
		return false
	}
	for _, set := range p.required(d.t) {
		if slices.ContainsFunc(set, func(c string) bool { return d.grant.canWrite(c) && !p.unique(d.t, c) }) {
			return false
		}
	}
	return true
}
