package oscal

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

func contains(list []string, s string) bool { return slices.Contains(list, s) }

func sortedFrameworks(c *candor.ControlVerdict) []string {
	var out []string
	for f, links := range c.Frameworks {
		if len(links) > 0 {
			out = append(out, f)
		}
	}
	slices.Sort(out)
	return out
}

// scope builds one result of the document.
type scope struct {
	*builder
	id       string // of the framework, so that identifiers differ between results
	tool     string
	out      result
	seen     map[string]bool     // observations that were made
	risks    map[string][]string // observation -> risks
	ofClaim  map[string][]string // claim -> observations
	excepted map[*candor.Waiver]int
}

func (b *builder) result(s subject) result {
	sc := &scope{builder: b, id: s.id, tool: b.uuid("tool", s.id), seen: make(map[string]bool), risks: make(map[string][]string), ofClaim: make(map[string][]string), excepted: make(map[*candor.Waiver]int)}
	r := b.r
	sc.out = result{
		UUID: b.uuid("result", s.id), Title: line("candor: " + s.title),
		Description: line(format.ClaimsLine(r) + ". " + format.ResultsLine(r) + "."),
		Start:       stamp(r.At), End: stamp(r.At),
		Props: []prop{own("framework", s.id)},
		Local: local{assets{
			Components: []component{{
				UUID: sc.tool, Type: "software", Title: "candor", Description: "Reads files and recorded answers of live systems, and judges them by rules.",
				Props: []prop{{Name: "version", Value: text(r.Tool.Version)}}, Status: componentStatus{"operational"},
			}},
			Platforms: []platform{{b.uuid("platform", s.id), "candor", []uses{{sc.tool}}}},
		}},
	}
	for i := range s.items {
		sc.item(&s.items[i])
	}
	sc.reviewed(s)
	sc.out.Remarks = sc.remarks(s)
	return sc.out
}

// item makes the finding of one control, if OSCAL has a word for its verdict.
func (s *scope) item(it *item) {
	st, reason, ok := state(it.verdict)
	if !ok {
		return
	}
	f := finding{
		UUID: s.uuid("finding", s.id, it.id), Title: line(it.title), Description: line(it.why),
		Props:   append([]prop{{Name: "label", Value: text(it.id)}, own("verdict", it.verdict.String())}, it.props...),
		Origins: s.byTool(),
		Target:  target{Type: "objective-id", ID: token(it.id), Title: line(it.title), Status: status{st, reason, line(format.Word(it.verdict) + ": " + it.why)}},
	}
	for i := range s.r.Claims {
		cv := &s.r.Claims[i]
		if !contains(it.claims, cv.Claim.ID) {
			continue
		}
		for _, o := range s.claim(cv) {
			if !slices.Contains(f.Observations, observed{o}) {
				f.Observations = append(f.Observations, observed{o})
			}
			for _, k := range s.risks[o] {
				if !slices.Contains(f.Risks, atRisk{k}) {
					f.Risks = append(f.Risks, atRisk{k})
				}
			}
		}
	}
	s.out.Findings = append(s.out.Findings, f)
}

func (s *scope) byTool() []origin { return []origin{{[]actor{{"tool", s.tool}}}} }

// reviewed names the controls that there is a finding of.
func (s *scope) reviewed(sub subject) {
	sel := selection{}
	for i := range s.out.Findings {
		id := selectControl{s.out.Findings[i].Target.ID}
		if !slices.Contains(sel.Include, id) {
			sel.Include = append(sel.Include, id)
		}
	}
	if len(sel.Include) == 0 {
		sel.All, sel.Remarks = &struct{}{}, "All were looked at, and of none anything can be said."
	}
	s.out.Reviewed = reviewed{Description: line("Those of " + sub.title + " that a claim speaks to and of which there is an answer."), Selections: []selection{sel}}
}

// maxListed bounds the lists in the remarks.
const maxListed = 400

// remarks names what OSCAL has no place for: what nobody knows, and what was
// not looked at.
func (s *scope) remarks(sub subject) string {
	var b strings.Builder
	var unknown, out []string
	for i := range sub.items {
		it := &sub.items[i]
		switch _, _, ok := state(it.verdict); {
		case ok:
		case it.verdict == candor.VerdictNotApplicable:
			out = append(out, fmt.Sprintf("%s: %s", it.id, it.why))
		case it.unsaid:
			unknown = append(unknown, it.id+": "+it.why)
		default:
			unknown = append(unknown, fmt.Sprintf("%s: %s: %s", it.id, format.Word(it.verdict), it.why))
		}
	}
	list := func(title string, items []string) {
		if len(items) == 0 {
			return
		}
		fmt.Fprintf(&b, "%s\n\n", title)
		for i, x := range items {
			if i == maxListed {
				fmt.Fprintf(&b, "- and %d more\n", len(items)-i)
				break
			}
			fmt.Fprintf(&b, "- %s\n", line(x))
		}
		b.WriteString("\n")
	}
	list("Left out of the findings, because nobody knows:", unknown)
	list("Left out of the findings, because they do not apply:", out)
	list("The scan is incomplete:", s.r.Incomplete)
	var gaps []string
	for _, g := range format.Gaps(s.r) {
		gaps = append(gaps, fmt.Sprintf("%s (%s): %s", g.What, g.State, g.Why))
	}
	list("Not looked at, or not to the end:", gaps)
	return strings.TrimSpace(b.String())
}
