package oscal

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// maxEvidence is how many passing subjects an observation names one by one.
// Whatever fails, is waived or unknown is named whole.
const maxEvidence = 25

// claim makes the observations that a claim rests on, once in a result, and
// returns their identifiers.
func (s *scope) claim(cv *candor.ClaimVerdict) []string {
	c := &cv.Claim
	if ids, ok := s.ofClaim[c.ID]; ok {
		return ids
	}
	var ids []string
	for i := range c.Rules {
		ids = append(ids, s.rule(&c.Rules[i]))
	}
	if c.Attest != nil {
		ids = append(ids, s.attestation(c))
	}
	s.ofClaim[c.ID] = ids
	return ids
}

// rule makes the observation of a rule with its parameters, over its population.
func (s *scope) rule(u *candor.RuleUse) string {
	key := candor.UseKey(u.With)
	id := s.uuid("observation", s.id, u.Rule, key, strings.Join(u.Over, "\x00"))
	if s.seen[id] {
		return id
	}
	s.seen[id] = true
	p := s.population(u)
	title, version := u.Rule, ""
	if rule := s.r.Rule(u.Rule); rule != nil {
		title, version = rule.Title, rule.Version
	}
	o := observation{
		UUID: id, Title: line(u.Rule + ": " + title), Description: line(p.String()),
		Props:   []prop{own("rule", or(u.Rule, "-")), own("population", strconv.Itoa(p.total)), own("passing", strconv.Itoa(p.pass)), own("failing", strconv.Itoa(p.fail)), own("waived", strconv.Itoa(p.waived)), own("undecided", strconv.Itoa(p.unknown))},
		Methods: []string{p.method()}, Types: []string{"control-objective"}, Origins: s.byTool(),
		Collected: stamp(s.r.At),
	}
	if version != "" {
		o.Props = append(o.Props, own("rule-version", version))
	}
	if key != "" {
		o.Props = append(o.Props, own("parameters", key))
	}
	for _, over := range u.Over {
		o.Props = append(o.Props, own("over", over))
	}
	if !p.oldest.IsZero() {
		o.Collected = stamp(p.oldest)
	}
	if p.fail > 0 {
		o.Types = append(o.Types, "finding")
	}
	for _, x := range p.shown {
		o.Evidence = append(o.Evidence, s.evidence(x))
	}
	if p.more > 0 {
		o.Remarks = fmt.Sprintf("%d more pass; the JSON report and the tables of populations name each.", p.more)
	}
	s.out.Observations = append(s.out.Observations, o)
	s.open(u, p, id)
	s.accepted(u, p, id)
	return id
}

func (s *scope) evidence(x *candor.Result) evidence {
	e := evidence{
		Description: line(x.Outcome.String() + ": " + x.Subject + ": " + x.Message),
		Props:       []prop{own("outcome", x.Outcome.String()), own("subject", x.Subject)},
	}
	if x.Waived != nil {
		e.Props = append(e.Props, own("waived", "yes"))
	}
	if x.At.Path != "" {
		e.Href = href(x.At.Path)
		if x.At.Line > 0 {
			e.Href += "#L" + strconv.Itoa(x.At.Line)
		}
		if id := s.file(x.At.Path); id != "" {
			e.Links = []link{{"#" + id, "source"}}
		}
	}
	if x.At.Resource != "" {
		e.Props = append(e.Props, own("resource", x.At.Resource))
	}
	return e
}

// attestation makes the observation of a person's word.
func (s *scope) attestation(c *candor.Claim) string {
	a := c.Attest
	id := s.uuid("attestation", s.id, c.ID)
	if s.seen[id] {
		return id
	}
	s.seen[id] = true
	who := s.party(a.By)
	o := observation{
		UUID: id, Title: line("Attestation: " + c.ID), Description: line(or(a.Statement, c.Text)),
		Props:   []prop{own("claim", c.ID), own("by", a.By)},
		Methods: []string{"INTERVIEW"}, Types: []string{"control-objective"},
		Origins:   []origin{{[]actor{{"party", who}}}},
		Collected: stamp(a.On),
	}
	if a.On.IsZero() {
		o.Collected, o.Remarks = stamp(s.r.At), "The day of the statement was not given; the time is that of the report."
	}
	if !a.Expires.IsZero() {
		o.Expires = stamp(a.Expires)
	}
	switch {
	case a.ReviewedBy != "":
		o.Props = append(o.Props, own("reviewed-by", a.ReviewedBy))
	case a.Solo:
		o.Props = append(o.Props, own("reviewed-by", "nobody: there is no other person"))
	}
	for _, file := range a.Basis {
		e := evidence{Href: href(file), Description: line("basis: " + file)}
		if contains(a.Missing, file) {
			e.Href, e.Description = "", line("basis that is missing: "+file)
		} else if contains(a.Changed, file) {
			e.Description = line("basis that was changed since the word was given: " + file)
		} else if res := s.file(file); res != "" {
			e.Links = []link{{"#" + res, "source"}}
		}
		o.Evidence = append(o.Evidence, e)
	}
	s.out.Observations = append(s.out.Observations, o)
	return id
}

// open makes the risk of what fails and is not accepted.
func (s *scope) open(u *candor.RuleUse, p *population, observation string) {
	if p.fail == 0 {
		return
	}
	title, fix, worst := u.Rule, "", candor.Note
	if rule := s.r.Rule(u.Rule); rule != nil {
		title, fix = or(rule.Title, u.Rule), rule.Fix
	}
	for _, x := range p.shown {
		if x.Finding() {
			worst = max(worst, x.Severity)
			fix = or(x.Fix, fix)
		}
	}
	k := risk{
		UUID: s.uuid("risk", observation), Title: line(title), Description: line(p.String()),
		Statement: line(fails(p.fail, p.total) + " not meet rule " + u.Rule + "."),
		Props:     []prop{own("severity", worst.String())}, Status: "open", Origins: s.byTool(),
		Related: []observed{{observation}},
	}
	if fix != "" {
		k.Responses = []response{{s.uuid("fix", observation), "recommendation", line("Mend " + title), line(fix)}}
	}
	s.out.Risks = append(s.out.Risks, k)
	s.risks[observation] = append(s.risks[observation], k.UUID)
}

func fails(n, of int) string {
	verb := "do"
	if n == 1 {
		verb = "does"
	}
	return fmt.Sprintf("%d of %s %s", n, format.Count(of, "subject", "subjects"), verb)
}

// accepted makes the risks of what fails and is accepted for a time.
func (s *scope) accepted(u *candor.RuleUse, p *population, observation string) {
	for _, w := range p.waivers {
		n := 0
		for _, x := range p.shown {
			if x.Waived == w {
				n++
			}
		}
		s.excepted[w]++
		k := risk{
			UUID: s.uuid("deviation", observation, strconv.Itoa(s.excepted[w]), w.At.String(), w.Reason), Title: line("Accepted exception: " + u.Rule),
			Description: line(format.WaiverScope(w) + ": " + w.Reason),
			Statement:   line(fails(n, p.total) + " not meet rule " + u.Rule + ", which is accepted by " + or(w.Owner, "nobody by name") + "."),
			Props:       []prop{own("owner", w.Owner), own("written-at", w.At.String())},
			Status:      "deviation-requested", Origins: s.byTool(), Related: []observed{{observation}},
		}
		if w.Approved != "" {
			k.Status = "deviation-approved"
			k.Props = append(k.Props, own("approved-by", w.Approved))
		}
		if w.Expired {
			k.Status = "open"
		}
		if !w.Expires.IsZero() {
			k.Deadline = stamp(w.Expires)
		}
		s.out.Risks = append(s.out.Risks, k)
		s.risks[observation] = append(s.risks[observation], k.UUID)
	}
}
