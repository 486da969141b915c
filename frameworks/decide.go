package frameworks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// decision is a reply with what it rests on.
type decision struct {
	reply candor.Reply
	// rests are the claims that the reply rests on, the deciding ones first. Of
	// a blank they are those that prove a part of what is asked.
	rests    []int
	against  []int // of a No: the claims that do not hold
	aside    bool  // of a No: they are about a part of what is asked, not the whole
	controls []string
	why      string
	beside   string // what does not hold and touches it
}

// part is a claim as it speaks to one question.
type part struct {
	claim    int
	control  string // "" where the claim names the question itself
	strength string
	rules    []string // of the control, that the claim binds
}

// decide weighs the claims that speak to a question.
func (a *answerer) decide(q question) decision {
	parts := a.parts(q)
	d := decision{}
	for _, p := range parts {
		if p.control != "" && !slices.Contains(d.controls, p.control) {
			d.controls = append(d.controls, p.control)
		}
	}
	if len(parts) == 0 {
		d.why = a.unasked(q)
		return d
	}
	if bad := a.claimsOf(parts, a.refutes); len(bad) > 0 {
		d.reply, d.against = candor.No, bad
		d.aside = !slices.ContainsFunc(parts, func(p part) bool { return a.refutes(p) && p.strength == "supports" })
		d.rests = slices.Concat(bad, a.claimsOf(parts, func(p part) bool { return a.holds(p) && p.strength == "supports" }))
		d.why = a.each(bad, func(c *candor.ClaimVerdict) string { return c.Verdict.String() + ": " + c.Why })
		return d
	}
	if near := a.claimsOf(parts, func(p part) bool {
		return p.strength == "touches" && a.in.Claims[p.claim].Verdict == candor.Contradicted
	}); len(near) > 0 {
		d.beside = "it is touched by what does not hold: " + a.names(near)
	}
	if len(a.direct[q]) > 0 {
		a.weigh(&d, slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.control != "" }))
		return d
	}
	if sup := slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.strength != "supports" }); len(sup) > 0 {
		if a.weigh(&d, sup); d.reply != candor.ReplyBlank || len(d.rests) == 0 {
			return d
		}
	}
	a.inPart(&d, parts)
	return d
}

// parts gathers the claims that speak to the question, each once for each way.
func (a *answerer) parts(q question) []part {
	var out []part
	for _, i := range a.direct[q] {
		out = append(out, part{claim: i, strength: "supports"})
	}
	for _, s := range strengths() {
		for _, l := range a.links[q] {
			if l.strength != s {
				continue
			}
			for _, p := range a.proofs[l.control.ID] {
				out = append(out, part{claim: p.claim, control: l.control.ID, strength: s, rules: p.rules})
			}
		}
	}
	return out
}

// refutes reports a claim that does not hold and is about what is asked, in
// whole or in part.
func (a *answerer) refutes(p part) bool {
	v := a.in.Claims[p.claim].Verdict
	return (p.strength == "supports" || p.strength == "partly") && (v == candor.Contradicted || v == candor.PartlyTrue)
}

func (a *answerer) holds(p part) bool {
	return a.in.Claims[p.claim].Verdict.Holds() && !a.gated(p.claim)
}

// gated reports a claim that is made for customers of another plan.
func (a *answerer) gated(i int) bool {
	return a.otherPlan(&a.in.Claims[i].Claim)
}

func (a *answerer) otherPlan(c *candor.Claim) bool {
	return c.Status == candor.Plan && !strings.EqualFold(c.PlanName, a.in.Plan)
}

// claimsOf lists the claims of the parts that ok wants, each once.
func (a *answerer) claimsOf(parts []part, ok func(part) bool) []int {
	var out []int
	for _, p := range parts {
		if ok(p) && !slices.Contains(out, p.claim) {
			out = append(out, p.claim)
		}
	}
	return out
}

// weigh decides by claims that are about the whole of what is asked. None of
// them is refuted.
func (a *answerer) weigh(d *decision, parts []part) {
	verdict := func(p part) candor.Verdict { return a.in.Claims[p.claim].Verdict }
	direct := parts[0].control == ""
	now := slices.DeleteFunc(slices.Clone(parts), func(p part) bool {
		v := verdict(p)
		return v == candor.VerdictNotApplicable && !a.unsettled(p) || a.gated(p.claim) || v == candor.Planned && !direct
	})
	planned := a.claimsOf(parts, func(p part) bool { return verdict(p) == candor.Planned })
	open := a.claimsOf(now, func(p part) bool { return !verdict(p).Holds() && verdict(p) != candor.Planned })
	carried := a.carried(now)
	less := a.claimsOf(now, func(p part) bool { return p.control == "" && lessThanSaid(&a.in.Claims[p.claim]) })
	switch {
	case len(planned) > 0 && (direct || len(now) == 0):
		d.reply, d.against, d.rests = candor.No, planned, planned
		d.why = a.each(planned, func(c *candor.ClaimVerdict) string { return "planned: " + c.Why })
	case len(open) > 0:
		d.why = a.each(open, func(c *candor.ClaimVerdict) string { return c.Verdict.String() + ": " + c.Why })
	case len(less) > 0:
		d.rests = a.claimsOf(now, a.holds)
		d.why = a.each(less, func(c *candor.ClaimVerdict) string {
			return c.Verdict.String() + " for a part of the sources alone, and " + outside(c) + ": say in its scope what it is about (" + c.Why + ")"
		})
	case len(carried) > 0:
		d.reply = candor.Yes
		d.rests = carried
		for _, i := range a.claimsOf(now, a.holds) {
			if !slices.Contains(d.rests, i) {
				d.rests = append(d.rests, i)
			}
		}
		d.why = join(a.each(d.rests, func(c *candor.ClaimVerdict) string { return c.Verdict.String() }), d.beside)
	case len(now) > 0:
		d.rests = a.claimsOf(now, a.holds)
	case direct && !slices.ContainsFunc(parts, func(p part) bool { return !outOfScope(&a.in.Claims[p.claim]) }):
		d.reply = candor.NA
		d.rests = a.claimsOf(parts, func(part) bool { return true })
		d.why = a.each(d.rests, func(c *candor.ClaimVerdict) string { return c.Why })
	default:
		d.why = a.each(a.claimsOf(parts, func(part) bool { return true }), func(c *candor.ClaimVerdict) string {
			if c.Claim.Status == candor.Plan {
				return c.Verdict.String() + " on plan " + c.Claim.PlanName + " only, which says nothing of other plans"
			}
			return c.Why
		})
	}
}

// lessThanSaid reports a claim whose sentence has no limits, while its rules are
// narrowed to a part of the sources, and fail in another or could not look there:
// what could not be read is left out of the verdict, and not of the sentence.
func lessThanSaid(c *candor.ClaimVerdict) bool {
	return strings.TrimSpace(c.Claim.Scope) == "" && outside(c) != ""
}

// outside says what speaks against a claim beyond what it was narrowed to; "" for
// nothing.
func outside(c *candor.ClaimVerdict) string {
	switch {
	case slices.ContainsFunc(c.Rules, func(r candor.RuleCount) bool { return r.Elsewhere.Fail+r.Elsewhere.Waived > 0 }):
		return "its rules fail outside of it"
	case slices.ContainsFunc(c.Rules, func(r candor.RuleCount) bool { return len(r.LeftOut) > 0 || r.Elsewhere.Unknown > 0 }):
		return "not all outside of it could be read or told"
	}
	return ""
}

// outOfScope reports a claim that a person put out of scope for a reason, and
// that no rule speaks against: what fails is there, also when it is waived.
func outOfScope(c *candor.ClaimVerdict) bool {
	return c.Claim.NA != nil && person(c.Claim.NA.By) != "" && !fails(c)
}

func fails(c *candor.ClaimVerdict) bool {
	return slices.ContainsFunc(c.Rules, func(r candor.RuleCount) bool { return r.Fail+r.Waived > 0 })
}

// unsettled reports a claim that is set aside and yet speaks against a Yes: it
// was put out of scope though its rules fail, or it names the question and is
// published as not offered. Other claims can't outweigh it.
func (a *answerer) unsettled(p part) bool {
	c := &a.in.Claims[p.claim]
	if c.Claim.NA != nil {
		return fails(c)
	}
	return p.control == "" && c.Claim.Status == candor.NotOffered
}

// carried lists the claims that show together what is asked: those that name the
// question, or that bind all the rules which show what a control is about.
func (a *answerer) carried(parts []part) []int {
	var out []int
	add := func(i int) {
		if !slices.Contains(out, i) {
			out = append(out, i)
		}
	}
	for _, p := range parts {
		if p.control == "" {
			add(p.claim)
			continue
		}
		for _, set := range a.in.Catalogue.Control(p.control).ProvedBy {
			var claims []int
			shown := 0
			for _, rule := range set {
				n := len(claims)
				for _, o := range parts {
					if o.control == p.control && slices.Contains(o.rules, rule) {
						claims = append(claims, o.claim)
					}
				}
				if len(claims) > n {
					shown++
				}
			}
			if shown == len(set) {
				for _, i := range claims {
					add(i)
				}
			}
		}
	}
	return out
}

// inPart says which part of what is asked is shown, and what a person has to
// say of the rest.
func (a *answerer) inPart(d *decision, parts []part) {
	d.rests = a.claimsOf(parts, func(p part) bool { return a.holds(p) && p.strength != "needs-attestation" })
	var said []string
	for _, id := range d.controls {
		ctl := a.in.Catalogue.Control(id)
		mine := slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return p.control != id })
		yes := a.claimsOf(mine, a.holds)
		no := a.claimsOf(mine, func(p part) bool { return !a.holds(p) })
		s := "control " + id
		switch {
		case mine[0].strength == "needs-attestation":
			s += " speaks to it, but only a person can answer"
		case mine[0].strength == "supports":
			s += " would answer it, but its claims do not bind the rules that show all of it (" + ctl.shownBy() + ")"
		case mine[0].strength == "touches":
			s += " touches it"
		default:
			s += " is a part of it"
		}
		if len(yes) > 0 {
			s += "; shown: " + a.names(yes)
		}
		if len(no) > 0 {
			s += "; not shown: " + a.each(no, func(c *candor.ClaimVerdict) string {
				if c.Verdict.Holds() {
					return "on plan " + c.Claim.PlanName + " only"
				}
				return c.Verdict.String()
			})
		}
		said = append(said, s)
	}
	if len(said) > most {
		said = append(said[:most], fmt.Sprintf("and %d more controls", len(said)-most))
	}
	d.why = strings.Join(said, "; ") + "; the rest needs a person: approve an answer, or name the id under answers of a claim"
}

// shownBy names the sets of rules that show what the control is about.
func (c *Control) shownBy() string {
	var out []string
	for _, set := range c.ProvedBy {
		out = append(out, strings.Join(set, " and "))
	}
	if len(out) == 0 {
		return "no rule does"
	}
	return strings.Join(out, ", or ")
}

// unasked says why nothing speaks to a question.
func (a *answerer) unasked(q question) string {
	links := a.links[q]
	if len(links) == 0 {
		return "no control speaks to it; a person has to answer"
	}
	var ids []string
	for _, l := range links {
		ids = append(ids, l.control.ID)
	}
	return "no claim speaks to it; controls that would: " + strings.Join(ids, ", ")
}

// each says one thing of at most three claims.
func (a *answerer) each(claims []int, say func(*candor.ClaimVerdict) string) string {
	var out []string
	for _, i := range claims[:min(most, len(claims))] {
		c := &a.in.Claims[i]
		out = append(out, c.Claim.ID+" is "+say(c))
	}
	return strings.Join(out, "; ") + more(len(claims)-len(out))
}

func (a *answerer) names(claims []int) string {
	var out []string
	for _, i := range claims[:min(2*most, len(claims))] {
		out = append(out, a.in.Claims[i].Claim.ID)
	}
	return strings.Join(out, ", ") + more(len(claims)-len(out))
}
