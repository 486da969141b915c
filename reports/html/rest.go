package html

import (
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// undecided is what nobody can answer from what was read, by reason.
func (p *page) undecided() {
	p.section("undecided", "Not decided")
	all := format.Undecided(p.r, format.Options{})
	if len(all) == 0 {
		p.El("p", "Every subject that was judged passes, fails or does not apply.")
		return
	}
	show, more, places := format.FoldOpen(all, format.Options{MaxPerRule: maxPlaces}, maxOpen, func(format.Open) int { return 1 })
	p.El("p", count(p.r.Count().Unknown, "result is", "results are")+" unknown. An unknown is never counted as a pass.")
	p.Open("ul", "class", "hits")
	for i := range show {
		x := &show[i]
		p.Open("li")
		p.Open("p", "class", "lead")
		p.Long(x.Message, maxMessage)
		p.Close("p")
		p.Open("p", "class", "quiet")
		p.list(len(x.Rules), func(i int) { p.code(x.Rules[i]) })
		p.Text(" at ")
		p.list(len(x.Places), func(i int) {
			if at := x.Places[i].At; at.String() != "" {
				p.at(at)
			} else {
				p.Long(x.Places[i].Subject, maxName)
			}
		})
		if x.Left > 0 {
			p.Text(" and " + count(x.Left, "more place", "more places"))
		}
		if len(x.Claims) > 0 {
			p.Text(" · concerns ")
			p.list(len(x.Claims), func(i int) { p.claimLink(x.Claims[i].Claim.ID) })
		}
		p.Close("p", "li")
	}
	p.Close("ul")
	if places > 0 {
		p.El("p", format.LeftOpen(more, places, func(s string) string { return s }, "all are in the populations and in the JSON report")+".", "class", "quiet")
	}
}

// unseen is what was not looked at: the limits of everything above.
func (p *page) unseen() {
	p.section("unseen", "Not looked at")
	gs, none, idle := format.Gaps(p.r), format.NothingToRead(p.r), format.Idle(p.r)
	if len(gs) > 0 {
		p.table("Sources that were left alone or not read to their end", "What", "State", "Why")
		for i, g := range gs {
			if i == maxRows || p.full() {
				break
			}
			p.Open("tr")
			p.Open("th", "scope", "row")
			p.code(g.What)
			p.Close("th")
			p.td(g.State)
			p.td(g.Why)
			p.Close("tr")
		}
		p.endTable()
		if len(gs) > maxRows {
			p.El("p", count(len(gs)-maxRows, "more source is", "more sources are")+" in the JSON report.", "class", "quiet")
		}
	} else {
		p.El("p", "Every source that candor knows of was read to its end.")
	}
	if len(none) > 0 {
		p.Open("p")
		p.Text("Collectors that found nothing to read: ")
		p.list(len(none), func(i int) { p.code(none[i]) })
		p.Text(".")
		p.Close("p")
	}
	if len(idle) > 0 {
		p.Open("details", "class", "more")
		p.El("summary", count(len(idle), "rule", "rules")+" had nothing to judge")
		p.Open("p")
		p.list(len(idle), func(i int) { p.code(idle[i]) })
		p.Close("p", "details")
	}
	if len(p.r.Notices) == 0 {
		return
	}
	p.El("h3", "Notices")
	p.Open("ul", "class", "brief")
	for i := range p.r.Notices {
		if i == maxRows {
			break
		}
		n := &p.r.Notices[i]
		p.Open("li")
		p.El("span", n.Severity.String(), "class", "badge "+severityTone(n.Severity))
		p.Text(" ")
		if !n.At.IsZero() {
			p.at(n.At)
			p.Text(" ")
		}
		p.Long(n.Message, maxMessage)
		if n.Hint != "" {
			p.Text(" (")
			p.Long(n.Hint, maxMessage)
			p.Text(")")
		}
		p.Close("li")
	}
	p.Close("ul")
}

// uses lists the rules with results, with their parameters, by id.
func (p *page) uses() []string {
	return sortedKeys(p.byRule)
}

func (p *page) ruleLink(key string) {
	rule, use := splitUse(key)
	p.Open("code")
	if id := p.ruleIDs[key]; id != "" {
		p.Ref(id, rule)
	} else {
		p.Long(rule, maxName)
	}
	p.Close("code")
	p.with(rule, use)
}

// with writes the parameters of a rule as the claim gives them.
func (p *page) with(rule, use string) {
	if use == "" {
		return
	}
	given := p.parameters[[2]string{rule, use}]
	if given == "" {
		given = use
	}
	p.Text(" with ")
	p.code(given)
}

// rulesThatRan writes each rule with what it counted. Passes that stand under
// no claim are here, the first of them.
func (p *page) rulesThatRan() {
	keys := p.uses()
	if len(keys) == 0 {
		return
	}
	claimed := make(map[string]bool)
	for i := range p.r.Claims {
		for _, u := range p.r.Claims[i].Claim.Rules {
			claimed[useKey(u.Rule, candor.UseKey(u.With))] = true
		}
	}
	p.section("rules", "Rules and populations")
	p.El("p", "Every rule reports its whole population, so each number has what it is counted of.")
	for i, k := range keys {
		if i == maxRows {
			p.left(len(keys)-i, "rules are")
			break
		}
		p.rule(k, claimed[k])
	}
}

func (p *page) rule(key string, claimed bool) {
	rs := p.byRule[key]
	c := (&candor.Report{Results: values(rs)}).Count()
	of := len(rs) - c.NA
	id, use := splitUse(key)
	p.Open("details", "class", "claim", "id", p.ruleIDs[key])
	p.Open("summary")
	p.code(id)
	p.Text(" ")
	if r := p.rules[id]; r != nil {
		p.El("span", r.Title, "class", "said")
	}
	p.Text(" ")
	p.El("span", grouped(c.Pass)+" of "+grouped(of)+" pass", "class", "tally")
	p.Close("summary")
	p.El("p", count(len(rs), "subject", "subjects")+": "+grouped(c.Pass)+" pass, "+grouped(c.Fail)+" fail, "+grouped(c.Waived)+" waived, "+
		grouped(c.Unknown)+" unknown, "+grouped(c.NA)+" not applicable.")
	if r := p.rules[id]; r != nil {
		p.Open("p", "class", "quiet")
		p.Text("Version " + r.Version + ", " + r.Engine + ", severity " + r.Severity.String() + ", control ")
		p.controlLink(r.Control)
		if r.Origin != "" && r.Origin != "built-in" {
			p.Text(", from ")
			p.code(r.Origin)
		}
		p.with(id, use)
		p.Close("p")
		p.Open("p")
		p.Long(r.Help, maxMessage)
		p.Close("p")
	}
	if !claimed {
		p.evidence(slices.DeleteFunc(slices.Clone(rs), func(x *candor.Result) bool { return x.Outcome != candor.Pass }))
	}
	p.Close("details")
}

func values(rs []*candor.Result) []candor.Result {
	out := make([]candor.Result, len(rs))
	for i, x := range rs {
		out[i] = *x
	}
	return out
}
