package frameworks

import (
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
)

// Input is everything that verdicts rest on.
type Input struct {
	Claims  []candor.Claim
	Results []candor.Result // waivers applied
	Rules   []candor.Rule   // every rule that was to run
	// Populations of the kinds of fact, one for each collector that looked for
	// them. A kind that was looked for and not found has one with no subjects; a
	// kind without any was not looked for, and no rule that needs it proves anything.
	Populations []candor.Population
	RuleErrors  map[string]string    // rule id -> why it could not judge
	Oldest      map[string]time.Time // kind of fact -> age of the oldest evidence
	Newest      map[string]time.Time // and of the newest, which can't be of tomorrow
	// Deployed is the commit that is in use, whole or its first digits; "" when
	// nobody said. Commits are those at which evidence of a kind was read, "" for
	// one that is not known; what was asked of a live system has none.
	Deployed string
	Commits  map[string][]string
	// TTL says how long evidence of a kind counts; nil means DefaultTTL.
	TTL func(kind string) time.Duration
	Now time.Time
	// Apart reports whether a rule judges each fact by itself, so that what is
	// missing elsewhere takes nothing from what it says of a place; nil: none does.
	Apart func(rule string) bool
	// Aliases are second names of files, by the kinds of fact that they may hold.
	Aliases   map[string][]Alias
	Alone     []string   // rules that are to be judged on their own, beside the claims
	Catalogue *Catalogue // nil: controls have no title and no links
}

// Output is what is to be believed.
type Output struct {
	Claims   []candor.ClaimVerdict   // in the order of the input
	Controls []candor.ControlVerdict // those that some claim speaks to
	Results  []candor.Result         // of the rules that Rules documents
	Alone    []candor.ClaimVerdict   // one of each rule of Input.Alone, as of a claim that binds it
}

// Assess judges the claims. It only counts and compares: what is true of the
// tree was decided by the rules before.
//
// A claim is verified only when each of its rules passed on at least one
// subject, on nothing less than all of them, with fresh evidence. An
// attestation never outranks a failure.
func Assess(in Input) Output {
	a := newAssessor(in)
	for i := range in.Claims {
		a.claim(&in.Claims[i])
	}
	a.controls()
	for _, id := range in.Alone {
		a.alone(id)
	}
	return a.out
}

type assessor struct {
	in      Input
	today   time.Time
	rules   map[string]*candor.Rule
	own     map[string]*candor.Rule // claims/*
	results map[string][]*candor.Result
	pops    map[string][]candor.Population
	alones  map[string]bool    // of Apart
	met     map[[2]string]bool // pattern of a claim, place of a gap: whether they may meet
	out     Output
}

func newAssessor(in Input) *assessor {
	a := &assessor{
		in: in, today: day(in.Now),
		rules:   make(map[string]*candor.Rule),
		own:     make(map[string]*candor.Rule),
		results: make(map[string][]*candor.Result),
		pops:    make(map[string][]candor.Population),
		alones:  make(map[string]bool),
		met:     make(map[[2]string]bool),
	}
	if a.in.TTL == nil {
		a.in.TTL = DefaultTTL
	}
	for i := range in.Rules {
		a.rules[in.Rules[i].ID] = &in.Rules[i]
	}
	own := Rules()
	for i := range own {
		a.own[own[i].ID] = &own[i]
	}
	for i := range in.Results {
		r := &in.Results[i]
		a.results[r.Rule] = append(a.results[r.Rule], r)
	}
	for _, p := range in.Populations {
		a.pops[p.Kind] = append(a.pops[p.Kind], p)
	}
	return a
}

// claim judges one claim and reports where its published status and its
// verdict disagree.
func (a *assessor) claim(c *candor.Claim) {
	ev := a.evidence(c)
	att := a.attestation(c)
	v, why := a.judge(c, ev, att)
	a.out.Claims = append(a.out.Claims, candor.ClaimVerdict{
		Claim: *c, Verdict: v, Why: why, Rules: ev.counts, Controls: a.controlsOf(c),
	})
	a.published(c)
	if c.NA != nil {
		return
	}
	switch c.Status {
	case candor.Roadmap, candor.NotOffered:
		if ev.state == verified && att.given {
			part := *ev
			part.state = unclear
			ev = &part
		}
		a.overdue(c, ev)
		a.understated(c, ev)
	default:
		a.plannedButLive(c, v)
		a.attested(c, att)
	}
}

// alone judges a rule as a claim would be judged that binds it and nothing else.
func (a *assessor) alone(id string) {
	c := candor.Claim{ID: id, Text: id, Rules: []candor.RuleUse{{Rule: id}}}
	if r := a.rules[id]; r != nil {
		c.Text = "Not found: " + r.Title
	}
	ev := a.evidence(&c)
	v, why := a.judge(&c, ev, attestation{})
	a.out.Alone = append(a.out.Alone, candor.ClaimVerdict{Claim: c, Verdict: v, Why: why, Rules: ev.counts, Controls: a.controlsOf(&c)})
}

func (a *assessor) judge(c *candor.Claim, ev *evidence, att attestation) (candor.Verdict, string) {
	switch {
	case c.NA != nil:
		why := "out of scope: " + strings.TrimSuffix(c.NA.Reason, ".") + " (" + c.NA.By + ")"
		if ev.state == failing {
			why += "; yet " + ev.why
		}
		return candor.VerdictNotApplicable, why
	case c.Status == candor.NotOffered:
		if ev.state == verified {
			return candor.VerdictNotApplicable, "published as not offered, though " + ev.why
		}
		return candor.VerdictNotApplicable, "published as not offered"
	case c.Status == candor.Roadmap && ev.state == verified && !att.given:
		return candor.Verified, ev.why + "; published as roadmap still"
	case c.Status == candor.Roadmap && ev.state == verified:
		// The rules show a part, and nobody has published that the rest is there.
		return candor.Planned, join(a.roadmap(c), ev.today()+"; the rest needs a person's word, and the page says roadmap")
	case c.Status == candor.Roadmap:
		return candor.Planned, join(a.roadmap(c), ev.today())
	case ev.state == failing:
		return candor.Contradicted, ev.why
	case ev.state != verified && a.ahead(c.Due):
		return candor.Planned, join("published as live, but due on "+date(c.Due), ev.today())
	}
	return believe(ev, att)
}

// believe weighs rules that did not fail against an attestation.
func believe(ev *evidence, att attestation) (candor.Verdict, string) {
	switch {
	case ev.state == none && !att.given:
		return candor.VerdictUnknown, "no rule and no attestation is bound to this claim"
	case ev.state == none && att.valid():
		return candor.Attested, att.text
	case ev.state == none:
		return candor.VerdictUnknown, att.refused()
	case ev.state == excused:
		if att.given && !att.valid() {
			return candor.PartlyTrue, join(ev.why, att.refused())
		}
		return candor.PartlyTrue, ev.why
	case !att.given && ev.state == verified:
		return candor.Verified, ev.why
	case !att.given && ev.state == old:
		return candor.Stale, ev.why
	case !att.given:
		return candor.VerdictUnknown, ev.why
	case att.valid() && ev.state == verified:
		return candor.Attested, join(ev.why, "the rest "+att.text)
	case att.valid() && ev.state == old:
		return candor.Attested, join(att.text, "the evidence of the rules is too old: "+ev.why)
	case att.valid():
		return candor.Attested, join(att.text, "the rules could not tell: "+ev.why)
	case ev.state == verified:
		return candor.PartlyTrue, join(ev.why, att.refused())
	}
	return candor.VerdictUnknown, join(ev.why, att.refused())
}

func (a *assessor) roadmap(c *candor.Claim) string {
	switch {
	case c.Due.IsZero():
		return "on the roadmap, no date is given"
	case a.past(c.Due):
		return "on the roadmap, was due on " + date(c.Due)
	}
	return "on the roadmap, due on " + date(c.Due)
}

func (a *assessor) controlsOf(c *candor.Claim) []string {
	ids := slices.Clone(c.Controls)
	for _, u := range c.Rules {
		if r := a.rules[u.Rule]; r != nil && r.Control != "" {
			ids = append(ids, r.Control)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// controls gives each control that a claim speaks to the worst verdict of its
// claims, in the order of the catalogue; ids that it doesn't know come last.
func (a *assessor) controls() {
	claims := make(map[string][]int)
	var ids []string
	for i := range a.out.Claims {
		for _, id := range a.out.Claims[i].Controls {
			if claims[id] == nil {
				ids = append(ids, id)
			}
			claims[id] = append(claims[id], i)
		}
	}
	var known []string
	if a.in.Catalogue != nil {
		known = a.in.Catalogue.ControlIDs()
	}
	rank := func(id string) int {
		if i := slices.Index(known, id); i >= 0 {
			return i
		}
		return len(known)
	}
	slices.Sort(ids)
	slices.SortStableFunc(ids, func(x, y string) int { return rank(x) - rank(y) })
	for _, id := range ids {
		cv := candor.ControlVerdict{ID: id, Title: id, Verdict: candor.VerdictNotApplicable, Frameworks: make(map[string][]candor.Link)}
		for _, i := range claims[id] {
			c := &a.out.Claims[i]
			cv.Claims = append(cv.Claims, c.Claim.ID)
			cv.Verdict = worse(cv.Verdict, c.Verdict)
		}
		if rank(id) < len(known) {
			ctl := a.in.Catalogue.Control(id)
			cv.Title = ctl.Title
			for f, links := range ctl.Links {
				cv.Frameworks[f] = slices.Clone(links)
			}
		}
		a.out.Controls = append(a.out.Controls, cv)
	}
}

func worse(a, b candor.Verdict) candor.Verdict {
	order := candor.Verdicts()
	if slices.Index(order, b) < slices.Index(order, a) {
		return b
	}
	return a
}

// ahead reports whether the day is set and after today.
func (a *assessor) ahead(d time.Time) bool { return !d.IsZero() && day(d).After(a.today) }

// past reports whether the day is set and before today.
func (a *assessor) past(d time.Time) bool { return !d.IsZero() && day(d).Before(a.today) }

// day cuts a time to its day in UTC: what ends on a day holds through it.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

func date(t time.Time) string { return t.Format(time.DateOnly) }

// join puts the parts that say something into one sentence.
func join(parts ...string) string {
	s := ""
	for _, p := range parts {
		if p != "" && s != "" {
			s += "; "
		}
		s += p
	}
	return s
}
