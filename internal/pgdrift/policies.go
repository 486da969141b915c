package pgdrift

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/pgcat"
)

func find(list []*pgcat.Policy, name string) *pgcat.Policy {
	i := slices.IndexFunc(list, func(p *pgcat.Policy) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	return list[i]
}

func (c *comparison) comparePolicies(m, l *pgcat.Table) {
	if l.PolicyLoss != "" || l.PolicyDoubt != "" {
		c.unread(m.String(), "policies", l.PolicyDoubt+l.PolicyLoss, m.At)
		return
	}
	if m.PolicyLoss != "" {
		c.unread(m.String(), "policies", m.PolicyLoss, m.At)
		return
	}
	for _, p := range m.Policies {
		if !p.Created {
			continue
		}
		q := find(l.Policies, p.Name)
		if q == nil {
			effect := Strengthens
			if !p.Permissive {
				effect = Weakens
			}
			c.differ(Difference{Kind: "policy", Object: m.String() + "/" + p.Name, What: "exists", Migrations: "yes", Effect: effect, At: p.At,
				Why: kindOf(p) + " policy that the live database does not have: " + consequence(effect)})
			continue
		}
		c.out.Compared.Policies++
		c.comparePolicy(m, p, q)
	}
	for _, q := range l.Policies {
		if find(m.Policies, q.Name) != nil {
			continue
		}
		if m.PolicyDoubt != "" {
			c.unread(m.String()+"/"+q.Name, "exists", "a migration may have made it: "+m.PolicyDoubt, m.At)
			continue
		}
		effect := Weakens
		if !q.Permissive {
			effect = Strengthens
		}
		c.differ(Difference{Kind: "policy", Object: m.String() + "/" + q.Name, What: "exists", Live: "yes", Effect: effect, At: m.At,
			Why: fmt.Sprintf("%s policy FOR %s TO %s that no migration makes: %s", kindOf(q), q.Command, strings.Join(q.Roles, ", "), consequence(effect))})
	}
}

func kindOf(p *pgcat.Policy) string {
	if p.Permissive {
		return "permissive"
	}
	return "restrictive"
}

func consequence(e Effect) string {
	if e == Weakens {
		return "more rows are admitted"
	}
	return "fewer rows are admitted"
}

func (c *comparison) comparePolicy(t *pgcat.Table, p, q *pgcat.Policy) {
	object := t.String() + "/" + p.Name
	say := func(what, mig, live string, e Effect, why string) {
		c.differ(Difference{Kind: "policy", Object: object, What: what, Migrations: mig, Live: live, Effect: e, At: p.At, Why: why})
	}
	if p.Permissive != q.Permissive {
		e := Strengthens
		if q.Permissive {
			e = Weakens
		}
		say("kind", kindOf(p), kindOf(q), e, "a permissive policy admits rows, a restrictive one keeps them out")
	}
	// What widens a permissive policy admits more, what widens a restrictive one less.
	widens, narrows := Weakens, Strengthens
	if !q.Permissive {
		widens, narrows = Strengthens, Weakens
	}
	if p.Command != q.Command {
		e := MayWeaken
		switch "ALL" {
		case q.Command:
			e = widens
		case p.Command:
			e = narrows
		}
		say("command", p.Command, q.Command, e, "it now applies to other commands")
	}
	if a, b := roleSet(p.Roles), roleSet(q.Roles); !slices.Equal(a, b) {
		e := MayWeaken
		switch {
		case covers(b, a):
			e = widens
		case covers(a, b):
			e = narrows
		}
		say("roles", strings.Join(a, ", "), strings.Join(b, ", "), e, "it now applies to other roles")
	}
	c.compareExpr(t, p, "USING", p.Using, q.Using)
	c.compareExpr(t, p, "WITH CHECK", check(p, q), check(q, p))
}

func roleSet(roles []string) []string {
	if slices.Contains(roles, pgcat.Public) || len(roles) == 0 {
		return []string{pgcat.Public}
	}
	out := slices.Clone(roles)
	slices.Sort(out)
	return slices.Compact(out)
}

func covers(wide, narrow []string) bool {
	if slices.Contains(wide, pgcat.Public) {
		return true
	}
	for _, r := range narrow {
		if !slices.Contains(wide, r) {
			return false
		}
	}
	return true
}

// check is the check of a policy: where only the other one spells it out, it is
// USING, which Postgres takes for UPDATE and ALL.
func check(p, other *pgcat.Policy) *pgcat.Expr {
	if p.Check == nil && other.Check != nil && (p.Command == "ALL" || p.Command == "UPDATE") {
		return p.Using
	}
	return p.Check
}

// compareExpr compares by normal form: what Postgres adds when it writes an
// expression out (casts, qualified names, parentheses) is no difference.
func (c *comparison) compareExpr(t *pgcat.Table, p *pgcat.Policy, what string, mig, live *pgcat.Expr) {
	object := t.String() + "/" + p.Name
	d := Difference{Kind: "policy", Object: object, What: what, Migrations: text(mig), Live: text(live), At: p.At, Effect: MayWeaken}
	switch {
	case mig == nil && live == nil:
		return
	case mig == nil || live == nil:
		d.Why = "the live policy has a condition that the migrations do not give"
		if live == nil {
			d.Why = "the live policy has lost its condition"
			d.Effect = Strengthens // Postgres reads no condition as a denial, or takes USING for the check
			if what == "WITH CHECK" && p.Command != "INSERT" {
				d.Effect = MayWeaken
			}
		}
		c.differ(d)
		return
	case mig.Node == nil || live.Node == nil:
		c.unread(object, what, "the expression could not be parsed, so the two texts can't be compared", p.At)
		return
	}
	a := formOf(mig, t, c.migIndex, c.liveIndex)
	b := formOf(live, t, c.liveIndex, c.migIndex)
	if a.exact == b.exact {
		return
	}
	if a.loose == b.loose && (a.unsure != "" || b.unsure != "") {
		c.unread(object, what, "the two differ at most in "+orElse(a.unsure, b.unsure), p.At)
		return
	}
	d.Effect, d.Why = direction(a, b)
	c.differ(d)
}

func text(e *pgcat.Expr) string {
	if e == nil {
		return ""
	}
	return strings.Join(strings.Fields(e.Text), " ")
}

func orElse(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// direction says where the change leads, where the forms show it: a condition
// more, or an alternative more.
func direction(mig, live *form) (Effect, string) {
	switch {
	case live.exact == "true":
		return Weakens, "the live condition is always true"
	case live.exact == "false" || live.exact == "NULL":
		return Strengthens, "the live condition admits nothing"
	case mig.exact == "true":
		return Strengthens, "the migrations admit every row"
	case mig.exact == "false" || mig.exact == "NULL":
		return Weakens, "the migrations admit no row"
	case subset(mig.ands, live.ands):
		return Strengthens, "the live condition asks for more"
	case subset(live.ands, mig.ands):
		return Weakens, "the live condition asks for less"
	case subset(mig.ors, live.ors):
		return Weakens, "the live condition has alternatives that the migrations do not give"
	case subset(live.ors, mig.ors):
		return Strengthens, "the live condition has fewer alternatives"
	}
	return MayWeaken, "the live condition is another one; whether it admits more can't be told from its form"
}

// subset reports whether every part of a stands in b.
func subset(a, b []string) bool {
	for _, x := range a {
		if !slices.Contains(b, x) {
			return false
		}
	}
	return len(a) > 0
}
