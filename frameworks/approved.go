package frameworks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// approved returns the approved answer of the question that counts on its own
// terms, if there is one, and why others do not. Whether what it rests on still
// holds is not looked at here.
func (a *answerer) approved(q question) (*candor.Approved, []string) {
	var doubts []string
	for _, e := range a.library[q] {
		if p := a.faults(e); len(p) > 0 {
			doubts = append(doubts, fmt.Sprintf("the approved answer in %s does not count: %s", place(e.At), strings.Join(p, ", ")))
			continue
		}
		return e, doubts
	}
	return nil, doubts
}

// faults says why an approved answer does not count: nobody signed it, nobody
// reviewed it, its time is over, or the files that it rests on are not the same.
func (a *answerer) faults(e *candor.Approved) []string {
	w := word{
		by: e.By, on: e.On, expires: e.Expires, reviewedBy: e.ReviewedBy, solo: a.in.Solo,
	}
	out := w.problems(a.today)
	for _, b := range e.Basis {
		if b.Problem != "" {
			out = append(out, "its basis "+b.File+" "+b.Problem)
		}
	}
	return out
}

// rest is one thing that an approved answer rests on.
type rest struct {
	claim   *candor.ClaimVerdict
	missing string // what it was, where nothing is known of it
}

// restsOn gathers what an approved answer rests on.
func (a *answerer) restsOn(e *candor.Approved) []rest {
	var out []rest
	add := func(i int) {
		c := &a.in.Claims[i]
		if !slices.ContainsFunc(out, func(r rest) bool { return r.claim == c }) {
			out = append(out, rest{claim: c})
		}
	}
	for _, id := range e.Claims {
		if i, ok := a.claims[id]; ok {
			add(i)
		} else {
			out = append(out, rest{missing: "claim " + id})
		}
	}
	for _, id := range e.Controls {
		n := len(out)
		for _, p := range a.proofs[id] {
			c := &a.in.Claims[p.claim]
			aside := c.Verdict == candor.Planned || c.Verdict == candor.VerdictNotApplicable || c.Verdict.Holds() && a.gated(p.claim)
			if !aside || c.Claim.NA != nil && fails(c) {
				add(p.claim)
			}
		}
		if len(out) == n {
			out = append(out, rest{missing: "control " + id})
		}
	}
	for _, id := range e.Rules {
		if c := a.alone(id); c != nil {
			out = append(out, rest{claim: c})
		} else {
			out = append(out, rest{missing: "rule " + id})
		}
	}
	return out
}

// alone returns the verdict of a rule that is named on its own.
func (a *answerer) alone(rule string) *candor.ClaimVerdict {
	for i := range a.in.Alone {
		if c := &a.in.Alone[i]; len(c.Claim.Rules) == 1 && c.Claim.Rules[0].Rule == rule {
			return c
		}
	}
	return nil
}

// signed answers with what a person approved, as far as the evidence lets it.
func (a *answerer) signed(q question, e *candor.Approved, d decision, doubts []string) candor.Answer {
	rests := a.restsOn(e)
	var broken []*candor.ClaimVerdict
	var lost []string
	for _, r := range rests {
		switch {
		case r.claim == nil:
			lost = append(lost, "nothing is known of "+r.missing)
		case !r.claim.Verdict.Holds():
			broken = append(broken, r.claim)
			lost = append(lost, r.claim.Claim.ID+" is "+r.claim.Verdict.String()+": "+r.claim.Why)
		case e.Reply == candor.Yes && a.otherPlan(&r.claim.Claim):
			broken = append(broken, r.claim)
			lost = append(lost, r.claim.Claim.ID+" holds on plan "+r.claim.Claim.PlanName+" only")
		}
	}
	if len(lost) > most {
		lost = append(lost[:most], fmt.Sprintf("and %d more", len(lost)-most))
	}
	here := "the approved answer in " + place(e.At)
	switch {
	case d.reply == candor.No && d.aside && len(lost) == 0 && e.Reply != candor.No:
		// What a person signed rests on other claims, and they hold. Whether the
		// failure touches it only a person can say.
		w := a.writer(q)
		for _, i := range d.against {
			w.name(&a.in.Claims[i])
		}
		w.ans.Controls = slices.Clone(d.controls)
		w.ans.Why = join(append(doubts, here+" says "+e.Reply.String()+", but a part of what is asked does not hold: "+d.why)...)
		return w.ans
	case d.reply == candor.No && e.Reply != candor.No:
		ans := a.write(q, d)
		ans.Why = join(append(doubts, here+" says "+e.Reply.String()+", but "+ans.Why)...)
		return ans
	case len(lost) > 0 && e.Reply == candor.Yes:
		ans := a.fallen(q, e, d, broken)
		ans.Why = join(append(doubts, here+" no longer counts: "+strings.Join(lost, "; "))...)
		return ans
	case len(lost) > 0:
		ans := a.write(q, d)
		ans.Why = join(append(doubts, ans.Why, here+" no longer counts: "+strings.Join(lost, "; "))...)
		return ans
	}
	ans := a.fromLibrary(q, e, rests)
	ans.Why = join(append(doubts, ans.Why)...)
	if d.reply == candor.Yes && e.Reply == candor.No {
		ans.Why = join(ans.Why, "the evidence would say yes: "+d.why)
	}
	return ans
}

// fallen is the answer where an approved Yes has lost what it rested on: No
// where a claim does not hold, else blank.
func (a *answerer) fallen(q question, e *candor.Approved, d decision, broken []*candor.ClaimVerdict) candor.Answer {
	w := a.writer(q)
	w.ans.Controls = slices.Clone(d.controls)
	var no []*candor.ClaimVerdict
	for _, c := range broken {
		switch c.Verdict {
		case candor.Contradicted, candor.PartlyTrue, candor.Planned:
			no = append(no, c)
		}
	}
	if len(no) == 0 {
		for _, c := range broken {
			w.name(c)
		}
		return w.ans
	}
	w.ans.Reply, w.ans.Source, w.ans.Ownership = candor.No, "evidence", cmpOr(e.Ownership, a.in.Ownership[q.instrument])
	for _, c := range no {
		w.failing(c)
	}
	return w.done()
}

// fromLibrary is the answer that a person approved, with what it rests on.
func (a *answerer) fromLibrary(q question, e *candor.Approved, rests []rest) candor.Answer {
	w := a.writer(q)
	ans := &w.ans
	ans.Reply, ans.Source, ans.Ownership, ans.Customer = e.Reply, "library", cmpOr(e.Ownership, a.in.Ownership[q.instrument]), e.Customer
	ans.By, ans.Expires = e.By+reviewer(e.By, e.ReviewedBy), e.Expires
	ans.Controls = slices.Clone(e.Controls)
	ans.Why = "approved by " + ans.By + " on " + date(e.On) + ", until " + date(e.Expires)
	marks := w.cite(candor.Citation{Text: "approved by " + ans.By, At: e.At, On: e.On})
	switch e.Reply {
	case candor.Yes:
		w.worst(candor.Attested)
	case candor.NA:
		w.worst(candor.VerdictNotApplicable)
		ans.Ownership = ""
	default:
		w.worst(candor.Planned) // not there today, and somebody says so
	}
	for _, r := range rests {
		w.name(r.claim)
		marks += w.citeClaim(r.claim)
	}
	w.say(strings.TrimRight(e.Text, " ") + " " + marks)
	return w.done()
}

// Lapsed warns of approved answers that do not count on their own terms, such
// as expired ones: somebody has to see to them, whatever the evidence says.
func Lapsed(in Answering) []candor.Notice {
	a := answerer{in: &in, today: day(in.Now)}
	var out []candor.Notice
	for i := range in.Library {
		e := &in.Library[i]
		if p := a.faults(e); len(p) > 0 {
			out = append(out, candor.Notice{
				Severity: candor.Warning, At: e.At,
				Message: "an approved answer does not count: " + strings.Join(p, ", "),
				Hint:    "have it approved anew, or take it out",
			})
		}
	}
	return out
}

// place is "answers.yaml:12".
func place(at candor.Location) string {
	at.Col = 0
	return at.String()
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
