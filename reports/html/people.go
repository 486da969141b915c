package html

import (
	"slices"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/htmldoc"
	"github.com/candor-dev/candor/reports/format"
)

func day(t time.Time) string {
	if t.IsZero() {
		return "no date"
	}
	return format.Day(t)
}

func (p *page) attested() bool {
	return slices.ContainsFunc(p.r.Claims, func(cv candor.ClaimVerdict) bool { return cv.Claim.Attest != nil })
}

// people are those on whose word claims rest.
func (p *page) people() {
	if !p.attested() {
		return
	}
	p.section("attestations", "Attestations")
	p.table("What named persons say, with dates", "Claim", "Said by", "On", "Until", "Reviewed by", "Does it count?", "Statement and basis")
	for i := range p.r.Claims {
		c := &p.r.Claims[i].Claim
		a := c.Attest
		if a == nil {
			continue
		}
		p.Open("tr")
		p.Open("th", "scope", "row")
		p.claimLink(c.ID)
		p.Close("th")
		p.td(a.By)
		p.td(day(a.On))
		p.td(day(a.Expires))
		switch {
		case a.ReviewedBy != "":
			p.td(a.ReviewedBy)
		case a.Solo:
			p.td("nobody (a team of one)")
		default:
			p.td("nobody")
		}
		if why := format.Refused(p.r, c.ID); why != "" {
			p.td("No: " + why)
		} else {
			p.td("Yes")
		}
		p.cell(func() {
			p.Long(a.Statement, maxMessage)
			p.basis(a)
		})
		p.Close("tr")
	}
	p.endTable()
}

// exceptions are failures that somebody accepts, and claims that hold in part.
func (p *page) exceptions() {
	p.section("exceptions", "Exceptions")
	ws := format.Accepted(p.r)
	if len(ws) == 0 {
		p.El("p", "No failure is waived.")
	} else {
		p.table("Waivers: failures that are accepted for a time. A waived failure is no pass", "Rule", "Covers", "#Failures", "Reason", "Owner", "Until", "Written at")
		for _, w := range ws {
			p.Open("tr")
			p.Open("th", "scope", "row")
			p.code(w.Rule)
			p.Close("th")
			p.td(format.WaiverScope(w))
			p.number(w.Used)
			p.td(w.Reason)
			p.td(w.Owner)
			p.td(format.Until(w, p.r.At))
			p.cell(func() { p.at(w.At) })
			p.Close("tr")
		}
		p.endTable()
	}
	var part []string
	for i := range p.r.Claims {
		if p.r.Claims[i].Verdict == candor.PartlyTrue {
			part = append(part, p.r.Claims[i].Claim.ID)
		}
	}
	if len(part) > 0 {
		p.Open("p")
		p.Text(plural(len(part), "One claim holds in part: ", grouped(len(part))+" claims hold in part: "))
		p.list(len(part), func(i int) { p.claimLink(part[i]) })
		p.Text(".")
		p.Close("p")
	}
}

// plans are the claims that speak of a time to come.
func (p *page) plans() []*candor.ClaimVerdict {
	var out []*candor.ClaimVerdict
	for i := range p.r.Claims {
		cv := &p.r.Claims[i]
		if cv.Verdict == candor.Planned || cv.Claim.Status == candor.Roadmap {
			out = append(out, cv)
		}
	}
	return out
}

func (p *page) planned() {
	plans := p.plans()
	if len(plans) == 0 {
		return
	}
	p.section("planned", "Planned")
	p.table("What is announced and not there today", "Claim", "Due", "Verdict", "Why")
	for _, cv := range plans {
		p.Open("tr")
		p.Open("th", "scope", "row")
		p.Ref(p.claimIDs[cv], htmldoc.Cut(cv.Claim.Text, maxName))
		p.Close("th")
		due := day(cv.Claim.Due)
		if !cv.Claim.Due.IsZero() && cv.Claim.Due.Before(p.r.At.Truncate(24*time.Hour)) {
			due += " (past)"
		}
		p.td(due)
		p.cell(func() { p.badge(cv.Verdict) })
		p.td(format.Why(cv))
		p.Close("tr")
	}
	p.endTable()
}
