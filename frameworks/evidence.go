package frameworks

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
)

// most is how many subjects or reasons a sentence names.
const most = 3

// evidenceState is what the rules of a claim say together.
type evidenceState int

const (
	none     evidenceState = iota // the claim has no rules
	unclear                       // something is unknown, or there was nothing to judge
	old                           // all passes, too long ago
	excused                       // a failure is waived
	failing                       // a failure is not waived
	verified                      // all passes, over everything, fresh
)

// evidence is what the rules of one claim say.
type evidence struct {
	state  evidenceState
	counts []candor.RuleCount
	why    string // the state in words, with denominators
}

// today says what the rules say of a claim that is not meant to hold yet.
func (e *evidence) today() string {
	if e.state == none {
		return ""
	}
	return "today " + e.why
}

// use is one rule of a claim with the results that speak to it.
type use struct {
	candor.RuleCount
	failed, waived, unknown []*candor.Result
	gaps                    []string // why nothing, or not everything, was judged
	stale                   []string
}

// total is the denominator: what the rule had to judge.
func (u *use) total() int { return u.Pass + u.Fail + u.Waived + u.Unknown }

func (a *assessor) evidence(c *candor.Claim) *evidence {
	ev := &evidence{}
	var uses []*use
	for _, ru := range c.Rules {
		u := a.use(ru)
		uses = append(uses, u)
		ev.counts = append(ev.counts, u.RuleCount)
	}
	if len(uses) == 0 {
		return ev
	}
	say := func(describe func(*use) []string) string {
		var out []string
		for _, u := range uses {
			for _, s := range describe(u) {
				if len(uses) > 1 {
					s = u.Rule + ": " + s
				}
				if !slices.Contains(out, s) {
					out = append(out, s)
				}
			}
		}
		if len(out) > most {
			out = append(out[:most], fmt.Sprintf("and %d more", len(out)-most))
		}
		return strings.Join(out, "; ")
	}
	passes := func(u *use) []string { return []string{u.passes()} }
	switch {
	case slices.ContainsFunc(uses, func(u *use) bool { return u.Fail > 0 }):
		ev.state, ev.why = failing, say((*use).fails)
	case slices.ContainsFunc(uses, func(u *use) bool { return u.Waived > 0 }):
		ev.state, ev.why = excused, join(say((*use).excuses), say((*use).reasons))
	case slices.ContainsFunc(uses, func(u *use) bool { return len(u.reasons()) > 0 }):
		ev.state, ev.why = unclear, say((*use).reasons)
	case slices.ContainsFunc(uses, func(u *use) bool { return len(u.stale) > 0 }):
		ev.state, ev.why = old, join(say(passes), say(func(u *use) []string { return u.stale }))
	default:
		ev.state, ev.why = verified, say(passes)
	}
	return ev
}

// use gathers what one rule says to a claim.
func (a *assessor) use(ru candor.RuleUse) *use {
	u := &use{RuleCount: candor.RuleCount{Rule: ru.Rule, Use: candor.UseKey(ru.With), Over: ru.Over}}
	for _, r := range a.results[ru.Rule] {
		if !ru.Concerns(r) {
			if r.Use == u.Use { // of the same rule, in a place that the claim does not speak of
				u.Elsewhere.Add(r)
			}
			continue
		}
		switch {
		case r.Outcome == candor.Pass:
			u.Pass++
		case r.Outcome == candor.Fail && r.Waived != nil:
			u.Waived++
			u.waived = append(u.waived, r)
		case r.Outcome == candor.Fail:
			u.Fail++
			u.failed = append(u.failed, r)
		case r.Outcome == candor.NotApplicable:
			u.NA++
		default:
			u.Unknown++
			u.unknown = append(u.unknown, r)
		}
	}
	a.gaps(u)
	return u
}

// gaps finds out why the results may not be all there is to say.
func (a *assessor) gaps(u *use) {
	rule := a.rules[u.Rule]
	if msg, ok := a.in.RuleErrors[u.Rule]; ok {
		u.gaps = append(u.gaps, "the rule failed: "+msg)
	} else if rule == nil {
		u.gaps = append(u.gaps, "the rule did not run")
	}
	var needs []string
	if rule != nil {
		needs = rule.Needs
	}
	if rule != nil {
		// What nobody had to look for, and nobody did, is no gap.
		needs = slices.DeleteFunc(slices.Clone(needs), func(kind string) bool {
			return slices.Contains(rule.Optional, kind) && len(a.pops[kind]) == 0
		})
	}
	for _, kind := range needs {
		u.gaps = append(u.gaps, a.incomplete(u, kind)...)
		u.gaps = append(u.gaps, a.aliased(u, kind)...)
	}
	if len(u.gaps) == 0 && u.total() == 0 {
		u.gaps = append(u.gaps, nothing(u, needs))
	}
	if len(u.gaps) > 0 || u.total() == 0 {
		return
	}
	for _, kind := range needs {
		ttl := a.in.TTL(kind)
		switch oldest, ok := a.in.Oldest[kind]; {
		case !ok && !rule.Judges(kind) && a.empty(kind):
			// Only looked things up in, and certainly nothing there: it has no age.
		case !ok || oldest.IsZero():
			u.gaps = append(u.gaps, "nobody knows how old the evidence of "+kind+" is")
		case day(a.in.Newest[kind]).After(a.today):
			u.gaps = append(u.gaps, fmt.Sprintf("the evidence of %s is of %s, which is still to come on %s: one of the two clocks is wrong", kind, date(a.in.Newest[kind]), date(a.in.Now)))
		case ttl > 0 && oldest.Add(ttl).Before(a.in.Now):
			u.stale = append(u.stale, fmt.Sprintf("the evidence of %s is of %s, it counts for %s", kind, date(oldest), days(ttl)))
		}
		a.elsewhere(u, kind)
	}
}

// elsewhere says where evidence was read at another commit than the one that is
// in use: it would hold, for a program that does not run.
func (a *assessor) elsewhere(u *use, kind string) {
	if a.in.Deployed == "" {
		return
	}
	for _, c := range a.in.Commits[kind] {
		switch {
		case c == "":
			u.gaps = append(u.gaps, fmt.Sprintf("nobody knows at which commit the evidence of %s was read, and %s is in use", kind, commit(a.in.Deployed)))
		case !sameCommit(c, a.in.Deployed):
			u.stale = append(u.stale, fmt.Sprintf("the evidence of %s was read at commit %s, in use is %s", kind, commit(c), commit(a.in.Deployed)))
		}
	}
}

// sameCommit compares two ids, of which one may be cut short.
func sameCommit(a, b string) bool {
	n := min(len(a), len(b))
	return n >= 7 && a[:n] == b[:n]
}

// commit is the id as people read it.
func commit(id string) string { return id[:min(12, len(id))] }

// empty reports a kind that was looked for and of which nothing was found.
func (a *assessor) empty(kind string) bool {
	for _, p := range a.pops[kind] {
		if p.Count > 0 {
			return false
		}
	}
	return len(a.pops[kind]) > 0
}

// incomplete says which populations of the kind were not read to the end, as far
// as the use speaks of them.
func (a *assessor) incomplete(u *use, kind string) []string {
	if len(a.pops[kind]) == 0 {
		return []string{kind + " was not looked for"}
	}
	var out []string
	for _, p := range a.pops[kind] {
		if p.Complete {
			continue
		}
		why := "the reason is not known"
		if len(p.Gaps) > 0 {
			gaps := a.reaching(u, kind, p.Gaps)
			if len(gaps) == 0 {
				continue
			}
			var shown []string
			for _, g := range gaps[:min(most, len(gaps))] {
				shown = append(shown, gapText(g))
			}
			why = strings.Join(shown, ", ") + more(len(gaps)-len(shown))
		}
		out = append(out, kind+" is not complete: "+why)
	}
	return out
}

// nothing says that the rule had no subject at all.
func nothing(u *use, needs []string) string {
	where := u.Where()
	switch {
	case u.NA > 0:
		return fmt.Sprintf("nothing to check%s: all %d are not applicable", where, u.NA)
	case len(needs) == 0:
		return "nothing to check" + where
	}
	return "nothing to check: no " + strings.Join(needs, " or ") + " was found" + where
}

// passes is "18 of 18 pass in db".
func (u *use) passes() string {
	s := fmt.Sprintf("%d of %d pass%s", u.Pass, u.total(), u.Where())
	if u.NA > 0 {
		s += fmt.Sprintf(" (%d more not applicable)", u.NA)
	}
	return s
}

func (u *use) fails() []string {
	if u.Fail == 0 {
		return nil
	}
	s := fmt.Sprintf("%d of %d fail: %s", u.Fail, u.total(), list(u.failed, subject))
	if u.Unknown > 0 {
		s += fmt.Sprintf("; %d of %d unknown", u.Unknown, u.total())
	}
	return []string{s}
}

func (u *use) excuses() []string {
	if u.Waived == 0 {
		return []string{u.passes()}
	}
	s := fmt.Sprintf("%d of %d fail and are waived: %s", u.Waived, u.total(), list(u.waived, func(r *candor.Result) string {
		if r.Waived.Expires.IsZero() {
			return subject(r)
		}
		return subject(r) + " until " + date(r.Waived.Expires)
	}))
	return []string{s + "; " + u.passes()}
}

// reasons says why a rule that did not fail proves nothing yet.
func (u *use) reasons() []string {
	var out []string
	if u.Unknown > 0 {
		out = append(out, fmt.Sprintf("%d of %d unknown: %s", u.Unknown, u.total(), list(u.unknown, func(r *candor.Result) string {
			return subject(r) + ": " + r.Message
		})))
	}
	for _, g := range u.gaps {
		// What could not be read is an unknown result, too: say it once.
		if u.Unknown > 0 && strings.Contains(g, " is not complete: ") {
			continue
		}
		if u.Pass > 0 && u.Unknown == 0 && u.Waived == 0 {
			g = u.passes() + ", but " + g
		}
		out = append(out, g)
	}
	return out
}

// list names at most three results.
func list(rs []*candor.Result, show func(*candor.Result) string) string {
	shown := rs[:min(most, len(rs))]
	parts := make([]string, len(shown))
	for i, r := range shown {
		parts[i] = show(r)
	}
	return strings.Join(parts, ", ") + more(len(rs)-len(shown))
}

// subject is "public.notes (db/001_init.sql:12)".
func subject(r *candor.Result) string {
	at := r.At
	at.Col = 0
	place := at.String()
	if place == "" || place == r.Subject {
		return r.Subject
	}
	return r.Subject + " (" + place + ")"
}

func more(n int) string {
	if n <= 0 {
		return ""
	}
	return fmt.Sprintf(", and %d more", n)
}

func days(d time.Duration) string { return fmt.Sprintf("%d days", int(d.Hours()/24)) }

// oneDay is a day of the clock.
const oneDay = 24 * time.Hour

// LiveTTL is how long counts what was asked of a live system: a week.
const LiveTTL = 7 * oneDay

// DefaultTTL is how long evidence of a kind counts: a week for what only a live
// system tells, 30 days for what was read from the tree, 90 for a vendor's terms.
func DefaultTTL(kind string) time.Duration {
	topic, _, _ := strings.Cut(kind, ".")
	switch {
	case topic == "aws", topic == "github", topic == "postgres", topic == "endpoint", topic == "web",
		kind == "tls.endpoint", kind == "tls.cert", kind == "tls.http", kind == "sql.probe":
		return LiveTTL
	case kind == "vendor.terms":
		return 90 * oneDay
	}
	return 30 * oneDay
}
