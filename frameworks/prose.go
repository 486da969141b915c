package frameworks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
)

// named is how many claims a text names; an answer is read in a cell.
const named = 6

// write turns a decision into an answer.
func (a *answerer) write(q question, d decision) candor.Answer {
	w := a.writer(q)
	w.ans.Controls, w.ans.Why = slices.Clone(d.controls), d.why
	w.ans.Reply = d.reply
	w.ans.Ownership = a.in.Ownership[q.instrument]
	switch d.reply {
	case candor.Yes:
		w.ans.Source = "evidence"
		w.list(d.rests, w.holding)
	case candor.No:
		w.ans.Source = "evidence"
		w.list(d.against, w.failing)
		if rest := slices.DeleteFunc(slices.Clone(d.rests), func(i int) bool { return slices.Contains(d.against, i) }); len(rest) > 0 {
			w.say("In place:")
			w.list(rest, w.holding)
			w.ans.Source = "evidence"
		}
	case candor.NA:
		w.ans.Source, w.ans.Ownership = "attestation", ""
		w.list(d.rests, w.outside)
	default:
		w.ans.Ownership = ""
		for _, i := range d.rests[:min(named, len(d.rests))] {
			w.name(&a.in.Claims[i])
			w.citeClaim(&a.in.Claims[i])
		}
		w.ans.Verdict = candor.VerdictUnknown
		return w.ans
	}
	return w.done()
}

// writer writes one answer.
type writer struct {
	a      *answerer
	ans    candor.Answer
	text   []string
	judged bool
	people []string
}

func (a *answerer) writer(q question) *writer {
	return &writer{a: a, ans: candor.Answer{Instrument: q.instrument, ID: q.id}}
}

// done finishes an answer that is not blank.
func (w *writer) done() candor.Answer {
	w.ans.Text = plain(strings.Join(w.text, " "))
	if w.ans.By == "" {
		w.ans.By = strings.Join(w.people, "; ")
	}
	return w.ans
}

// plain keeps a text from being read as a formula where somebody pastes it.
func plain(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "Claim: " + s
	}
	return s
}

func (w *writer) say(s string) { w.text = append(w.text, s) }

// list says something of each claim, of the first ones in words.
func (w *writer) list(claims []int, say func(*candor.ClaimVerdict)) {
	for n, i := range claims {
		c := &w.a.in.Claims[i]
		if n < named {
			say(c)
			continue
		}
		w.name(c)
		w.worst(c.Verdict)
	}
	if n := len(claims) - named; n > 0 {
		w.say(fmt.Sprintf("And %d more.", n))
	}
}

// holding says of a claim that holds what was checked or who said so.
func (w *writer) holding(c *candor.ClaimVerdict) {
	w.name(c)
	w.worst(c.Verdict)
	var how []string
	if s := checked(c); s != "" {
		how = append(how, s)
	}
	if c.Verdict == candor.Attested {
		how = append(how, "stated by "+c.Claim.Attest.By+" on "+date(c.Claim.Attest.On))
		w.word(c.Claim.Attest)
		if slices.ContainsFunc(c.Rules, func(r candor.RuleCount) bool { return r.Unknown > 0 || r.Pass == 0 }) {
			how = append(how, "which the checks alone could not tell")
		}
	}
	w.say(w.sentence(c) + " (" + strings.Join(how, "; ") + ") " + w.citeClaim(c) + ".")
}

// failing says of a claim that does not hold what is missing, and what is there.
func (w *writer) failing(c *candor.ClaimVerdict) {
	w.name(c)
	w.worst(c.Verdict)
	switch c.Verdict {
	case candor.Planned:
		w.say("Planned: " + w.sentence(c) + " (" + c.Why + ") " + w.citeClaim(c) + ".")
	case candor.PartlyTrue:
		w.say("Only in part: " + w.sentence(c) + " (" + c.Why + ") " + w.citeClaim(c) + ".")
	default:
		w.say("Does not hold today: " + w.sentence(c) + " (" + c.Why + ") " + w.citeClaim(c) + ".")
	}
}

// outside says why a claim is out of scope.
func (w *writer) outside(c *candor.ClaimVerdict) {
	w.name(c)
	w.worst(c.Verdict)
	w.people = append(w.people, c.Claim.NA.By)
	w.say("Out of scope: " + strings.TrimSuffix(c.Claim.NA.Reason, ".") + " " + w.citeClaim(c) + ".")
}

// sentence is the claim as it is published, with its plan and scope.
func (w *writer) sentence(c *candor.ClaimVerdict) string {
	s := strings.TrimSuffix(c.Claim.Text, ".")
	var limits []string
	if c.Claim.Status == candor.Plan {
		limits = append(limits, "on plan "+c.Claim.PlanName)
	}
	if c.Claim.Scope != "" {
		limits = append(limits, "scope: "+c.Claim.Scope)
	}
	if len(limits) > 0 {
		s += " [" + strings.Join(limits, ", ") + "]"
	}
	return s
}

// checked is "41 of 41 checked", the denominators of a claim that holds.
func checked(c *candor.ClaimVerdict) string {
	var out []string
	for i := range c.Rules {
		u := &use{RuleCount: c.Rules[i]}
		if u.Pass > 0 {
			out = append(out, fmt.Sprintf("%d of %d checked%s", u.Pass, u.total(), u.Where()))
		}
	}
	return strings.Join(slices.Compact(out), ", ")
}

// name notes that the answer rests on the claim.
func (w *writer) name(c *candor.ClaimVerdict) {
	if !slices.Contains(w.ans.Claims, c.Claim.ID) {
		w.ans.Claims = append(w.ans.Claims, c.Claim.ID)
	}
}

func (w *writer) worst(v candor.Verdict) {
	if !w.judged {
		w.ans.Verdict, w.judged = v, true
		return
	}
	w.ans.Verdict = worse(w.ans.Verdict, v)
}

// word notes whose word the answer rests on, and until when.
func (w *writer) word(at *candor.Attestation) {
	w.ans.Source = "attestation"
	by := at.By + reviewer(at.By, at.ReviewedBy)
	if !slices.Contains(w.people, by) {
		w.people = append(w.people, by)
	}
	if w.ans.Expires.IsZero() || at.Expires.Before(w.ans.Expires) {
		w.ans.Expires = at.Expires
	}
}

// cite adds a citation and returns its mark.
func (w *writer) cite(c candor.Citation) string {
	c.Mark = fmt.Sprintf("E%d", len(w.ans.Citations)+1)
	w.ans.Citations = append(w.ans.Citations, c)
	return "[" + c.Mark + "]"
}

// citeClaim cites every rule of the claim and the person behind it.
func (w *writer) citeClaim(c *candor.ClaimVerdict) string {
	marks := ""
	for i := range c.Rules {
		if i < len(c.Claim.Rules) {
			marks += w.cite(w.a.citation(c, i))
		}
	}
	if at := c.Claim.Attest; at != nil {
		marks += w.cite(candor.Citation{Text: "stated by " + at.By + reviewer(at.By, at.ReviewedBy) + ", until " + date(at.Expires), Claim: c.Claim.ID, At: at.At, On: at.On})
	}
	if marks == "" {
		text := "published as " + strings.ReplaceAll(c.Claim.Status.String(), "_", " ")
		if c.Claim.NA != nil {
			text = "out of scope, says " + c.Claim.NA.By
		}
		marks = w.cite(candor.Citation{Text: text, Claim: c.Claim.ID, At: c.Claim.Declared, On: w.a.in.Now})
	}
	return marks
}

// reviewer says who looked at a person's word; in a team of one nobody did.
func reviewer(by, reviewedBy string) string {
	if r := person(reviewedBy); r == "" || r == person(by) {
		return ", reviewed by nobody"
	}
	return ", reviewed by " + reviewedBy
}

// cited is what a rule of a claim showed: the same for every question.
type cited struct {
	claim *candor.ClaimVerdict
	rule  int
}

func (a *answerer) citation(c *candor.ClaimVerdict, i int) candor.Citation {
	key := cited{c, i}
	if x, ok := a.cites[key]; ok {
		return x
	}
	x := a.look(c, i)
	a.cites[key] = x
	return x
}

// look says what rule i of a claim showed, with the place that decided.
func (a *answerer) look(c *candor.ClaimVerdict, i int) candor.Citation {
	count, bound := c.Rules[i], c.Claim.Rules[i]
	u := &use{RuleCount: count}
	out := candor.Citation{Claim: c.Claim.ID, Rule: count.Rule}
	want := candor.Pass
	var said []string
	tally := func(n int, outcome candor.Outcome, words string) {
		if n > 0 {
			said = append(said, fmt.Sprintf("%d of %d %s", n, u.total(), words))
			want = outcome
		}
	}
	tally(u.Pass, candor.Pass, "pass")
	tally(u.Unknown, candor.Unknown, "unknown")
	tally(u.Waived, candor.Fail, "fail and are waived")
	tally(u.Fail, candor.Fail, "fail")
	if len(said) == 0 {
		said = []string{"nothing was found to check"}
	}
	slices.Reverse(said)
	out.Text = count.Rule + ": " + strings.Join(said, ", ") + u.Where()
	for _, r := range a.results[count.Rule] {
		if r.Outcome == want && (want != candor.Fail || u.Fail == 0 || r.Waived == nil) && bound.Concerns(r) {
			out.At = r.At
			break
		}
	}
	if rule := a.rules[count.Rule]; rule != nil {
		if rule.Version != "" {
			out.Rule += "@" + rule.Version
		}
		out.On = a.oldest(rule.Needs)
	}
	return out
}

// oldest is the age of the oldest evidence of the kinds.
func (a *answerer) oldest(kinds []string) time.Time {
	var out time.Time
	for _, k := range kinds {
		if t := a.in.Oldest[k]; !t.IsZero() && (out.IsZero() || t.Before(out)) {
			out = t
		}
	}
	return out
}
