// Package trust writes the page that a company publishes: its claims as they
// stand, in plain words, with a date and what each rests on. Nothing internal is
// on it unless that is asked for: no path, subject, rule, name or reason.
package trust

import (
	"fmt"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// Options of the page.
type Options struct {
	// OnlyHolding leaves out the claims that are not shown to hold; the page
	// says how many those are.
	OnlyHolding bool
	// WithEvidence adds what is internal: places, rules, names and reasons.
	WithEvidence bool
}

// Page is the page before it is set.
type Page struct {
	Company    string
	At         time.Time
	DayGiven   bool // by hand, and by no clock
	Tool       string
	Statements []Statement // in the order of the configuration
	Left       []Sum       // of claims that are left out, by word, in the order of verdicts
	Sums       []Sum       // of all claims
	Incomplete bool
	Evidence   bool // with what is internal
}

// Sum counts claims of one standing.
type Sum struct {
	Word  string
	Tone  string
	Glyph string
	Count int
}

// Statement is one claim as it stands.
type Statement struct {
	Text   string
	Scope  string // for whom or where it is meant to hold, where not for everyone
	Word   string // "Proved", "Not true today"
	Glyph  string
	Tone   string // class of its colour
	Rests  string // a sentence: what it rests on
	Detail []string
}

// Make makes the page of a report.
func Make(r *candor.Report, o Options) Page {
	p := Page{Company: r.Company, At: r.At, DayGiven: r.DayGiven, Tool: r.Tool.Version, Incomplete: len(r.Incomplete) > 0, Evidence: o.WithEvidence}
	n := make(map[candor.Verdict]int)
	for i := range r.Claims {
		cv := &r.Claims[i]
		n[cv.Verdict]++
		if o.OnlyHolding && !cv.Verdict.Holds() {
			continue
		}
		p.Statements = append(p.Statements, statement(r, cv, o))
	}
	for _, v := range candor.Verdicts() {
		if n[v] == 0 {
			continue
		}
		s := Sum{word(v), tone(v), format.Glyph(v), n[v]}
		p.Sums = append(p.Sums, s)
		if o.OnlyHolding && !v.Holds() {
			p.Left = append(p.Left, s)
		}
	}
	return p
}

// word is a verdict in the words of the page.
func word(v candor.Verdict) string {
	switch v {
	case candor.Verified:
		return "Proved"
	case candor.Attested:
		return "On a person's word"
	case candor.Contradicted:
		return "Not true today"
	case candor.PartlyTrue:
		return "True in part"
	case candor.Planned:
		return "Planned"
	case candor.Stale:
		return "Not checked recently"
	case candor.VerdictNotApplicable:
		return "Not offered"
	}
	return "Not proved"
}

func tone(v candor.Verdict) string {
	switch v {
	case candor.Verified:
		return "good"
	case candor.Contradicted:
		return "bad"
	case candor.Attested, candor.PartlyTrue, candor.Planned:
		return "half"
	}
	return "open"
}

func statement(r *candor.Report, cv *candor.ClaimVerdict, o Options) Statement {
	c := &cv.Claim
	s := Statement{Text: c.Text, Word: word(cv.Verdict), Glyph: format.Glyph(cv.Verdict), Tone: tone(cv.Verdict), Rests: rests(r, cv)}
	if cv.Verdict == candor.VerdictNotApplicable && c.Status != candor.NotOffered {
		s.Word = "Does not apply"
	}
	if c.Status == candor.Plan && c.PlanName != "" {
		s.Scope = "On the plan " + c.PlanName + ". "
	}
	if c.Scope != "" {
		s.Scope += "Scope: " + c.Scope + ". "
	}
	s.Scope = strings.TrimSpace(s.Scope + looksAt(cv))
	if o.WithEvidence {
		s.Detail = detail(r, cv)
	}
	return s
}

// looksAt says where a claim is held against a part of the sources alone, which
// its words don't show, and how much lies elsewhere. The parts are named in
// nothing that is published.
func looksAt(cv *candor.ClaimVerdict) string {
	over := 0
	for i := range cv.Claim.Rules {
		if len(cv.Claim.Rules[i].Over) > 0 {
			over++
		}
	}
	s := ""
	switch {
	case over == 0:
		return ""
	case over == len(cv.Claim.Rules):
		s = "Held against a part of our sources, not all of them."
	default:
		s = "Held in part against a part of our sources, not all of them."
	}
	return s + leftOut(cv)
}

// leftOut counts what the rules of a narrowed claim found elsewhere: nobody shall
// take a part for the whole.
func leftOut(cv *candor.ClaimVerdict) string {
	holds, not, open, unread := 0, 0, 0, false
	for _, n := range cv.Rules {
		unread = unread || len(n.LeftOut) > 0
		e := n.Elsewhere
		holds, not, open = holds+e.Pass, not+e.Fail+e.Waived, open+e.Unknown
	}
	all := holds + not + open
	if all == 0 && unread {
		return " Left out: what could not be read elsewhere."
	}
	if all == 0 {
		return ""
	}
	s := " Left out: " + format.Count(all, "place", "places") + " elsewhere"
	switch {
	case not > 0 && open > 0:
		s += fmt.Sprintf(" (%d not holding, %d undecided)", not, open)
	case not > 0:
		s += fmt.Sprintf(" (%d not holding)", not)
	case open > 0:
		s += fmt.Sprintf(" (%d undecided)", open)
	}
	return s + "."
}

// rests says in counts and dates what a verdict rests on.
func rests(r *candor.Report, cv *candor.ClaimVerdict) string {
	counted := counted(cv)
	switch cv.Verdict {
	case candor.Verified:
		return "Checked by machine: " + counted + "."
	case candor.Attested:
		s := said(cv.Claim.Attest)
		if counted != "" {
			s += " Beside that, checked by machine: " + counted + "."
		}
		return s
	case candor.Contradicted:
		if counted == "" {
			return "Our own sources say otherwise."
		}
		return "Checked by machine: " + counted + "."
	case candor.PartlyTrue:
		if counted == "" {
			return "It holds for a part of what it speaks of."
		}
		s := "Checked by machine: " + counted + "."
		if whole(cv) { // the part that fails is none that a rule counts
			s += " The rest of the sentence is not shown to hold."
		}
		return s
	case candor.Planned:
		due := cv.Claim.Due
		switch {
		case due.IsZero():
			return "It is not there today, and no date is given."
		case due.Before(r.At.Truncate(24 * time.Hour)):
			return "It was planned for " + day(due) + ", and that day is past."
		}
		return "It is not there today; it is planned for " + day(due) + "."
	case candor.Stale:
		return "What was checked is too old to count."
	case candor.VerdictNotApplicable:
		return ""
	}
	if counted != "" {
		return "Nothing speaks against it, and it is not proved: " + counted + "."
	}
	if cv.Claim.Attest != nil {
		return "Nothing proves it: the word of the person who stood for it does not count any more."
	}
	return "Nothing proves it."
}

// counted is the denominator: "41 of 42 places hold (1 check)".
func counted(cv *candor.ClaimVerdict) string {
	var pass, fail, waived, unknown int
	for _, n := range cv.Rules {
		pass, fail, waived, unknown = pass+n.Pass, fail+n.Fail, waived+n.Waived, unknown+n.Unknown
	}
	of := pass + fail + waived + unknown
	if of == 0 {
		return ""
	}
	s := fmt.Sprintf("%d of %s", pass, format.Count(of, "place holds", "places hold"))
	if pass == of && of > 1 {
		s = fmt.Sprintf("all %d places hold", of)
	}
	var not []string
	add := func(n int, words string) {
		if n > 0 {
			not = append(not, fmt.Sprintf("%d %s", n, words))
		}
	}
	add(fail, "not")
	add(waived, "accepted as "+plural(waived, "an exception", "exceptions")+" for a time")
	add(unknown, "undecided")
	if len(not) > 0 {
		s += ", " + strings.Join(not, ", ")
	}
	return s + " (" + format.Count(len(cv.Rules), "check", "checks") + ")"
}

// whole reports whether everything that was counted holds.
func whole(cv *candor.ClaimVerdict) bool {
	pass, of := format.Evidence(cv)
	return of > 0 && pass == of
}

func plural(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// said is a person's word, by the role alone.
func said(a *candor.Attestation) string {
	if a == nil {
		return "A person says so."
	}
	s := upper(role(a.By)) + " says so since " + day(a.On) + ", until " + day(a.Expires)
	if a.ReviewedBy != "" && !a.Solo {
		return s + "; another person reviewed it."
	}
	return s + "; nobody else reviewed it."
}

// role is what stands behind the name; where nothing does, nothing is told.
func role(by string) string {
	_, role, ok := strings.Cut(by, ",")
	if role = strings.Join(strings.Fields(role), " "); !ok || role == "" {
		return "a named person of ours"
	}
	return "our " + role
}

func upper(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func day(t time.Time) string {
	if t.IsZero() {
		return "a day that nobody wrote down"
	}
	return t.UTC().Format("2 January 2006")
}

// detail is what is internal: rules with their counts, places that fail, names.
func detail(r *candor.Report, cv *candor.ClaimVerdict) []string {
	const most = 10
	out := []string{"Why: " + format.Why(cv)}
	for _, n := range cv.Rules {
		out = append(out, fmt.Sprintf("%s: %d of %d pass", n.Rule, n.Pass, n.Pass+n.Fail+n.Waived+n.Unknown))
	}
	shown, more := 0, 0
	for i := range r.Results {
		x := &r.Results[i]
		if x.Outcome != candor.Fail || !cv.Claim.Bound(x) {
			continue
		}
		if shown++; shown > most {
			more++
			continue
		}
		line := x.At.String() + ": " + x.Message
		if x.Waived != nil {
			line += " (waived)"
		}
		out = append(out, line)
	}
	if more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	if a := cv.Claim.Attest; a != nil {
		line := "Said by " + a.By
		if a.ReviewedBy != "" {
			line += ", reviewed by " + a.ReviewedBy
		}
		if a.Statement != "" {
			line += ": " + a.Statement
		}
		out = append(out, line)
	}
	if x := cv.Claim.NA; x != nil {
		out = append(out, x.By+": "+x.Reason)
	}
	return out
}
