package json

import (
	"slices"

	"github.com/candor-dev/candor"
)

type claim struct {
	ID       string         `json:"id"`
	Text     string         `json:"text"`
	Status   candor.Status  `json:"status"`
	Plan     string         `json:"plan,omitempty"`
	Scope    string         `json:"scope,omitempty"`
	Verdict  candor.Verdict `json:"verdict"`
	Why      string         `json:"why"`
	At       location       `json:"at"`
	Declared location       `json:"declared"`
	Rules    []ruleCount    `json:"rules"`
	Controls []string       `json:"controls"`
	Due      string         `json:"due,omitempty"`
	Attested *attestation   `json:"attested,omitempty"`
	Excluded *exclusion     `json:"excluded,omitempty"`
}

type ruleCount struct {
	Rule    string   `json:"rule"`
	Use     string   `json:"use,omitempty"`
	Over    []string `json:"over,omitempty"`
	Pass    int      `json:"pass"`
	Fail    int      `json:"fail"` // without waived ones
	Unknown int      `json:"unknown"`
	Waived  int      `json:"waived"`
	NA      int      `json:"not_applicable"`
	// What over leaves out; none without it.
	Elsewhere *elsewhere `json:"elsewhere,omitempty"`
	LeftOut   []string   `json:"left_out,omitempty"` // gaps that lie elsewhere for certain, the first of them
	LeftMore  int        `json:"left_out_more,omitempty"`
}

// elsewhere are the results of a rule in places that a claim does not speak of.
type elsewhere struct {
	Pass    int `json:"pass"`
	Fail    int `json:"fail"` // without waived ones
	Unknown int `json:"unknown"`
	Waived  int `json:"waived"`
	NA      int `json:"not_applicable"`
}

func newRuleCount(n candor.RuleCount) ruleCount {
	out := ruleCount{
		Rule: n.Rule, Use: n.Use, Over: n.Over, Pass: n.Pass, Fail: n.Fail, Unknown: n.Unknown, Waived: n.Waived, NA: n.NA,
		LeftOut: n.LeftOut, LeftMore: n.LeftMore,
	}
	if e := n.Elsewhere; len(n.Over) > 0 {
		out.Elsewhere = &elsewhere{e.Pass, e.Fail, e.Unknown, e.Waived, e.NA}
	}
	return out
}

func readRuleCount(n ruleCount) candor.RuleCount {
	out := candor.RuleCount{
		Rule: n.Rule, Use: n.Use, Over: n.Over, Pass: n.Pass, Fail: n.Fail, Unknown: n.Unknown, Waived: n.Waived, NA: n.NA,
		LeftOut: n.LeftOut, LeftMore: n.LeftMore,
	}
	if e := n.Elsewhere; e != nil {
		out.Elsewhere = candor.Counts{Pass: e.Pass, Fail: e.Fail, Unknown: e.Unknown, Waived: e.Waived, NA: e.NA}
	}
	return out
}

type attestation struct {
	By         string   `json:"by"`
	On         string   `json:"on"`
	Expires    string   `json:"expires"`
	ReviewedBy string   `json:"reviewed_by"`
	Solo       bool     `json:"solo"`
	Statement  string   `json:"statement"`
	Basis      []string `json:"basis"`
	Missing    []string `json:"missing"` // files of the basis that do not exist
	At         location `json:"at"`
}

type exclusion struct {
	Reason string `json:"reason"`
	By     string `json:"by"`
}

func newClaim(cv *candor.ClaimVerdict) any {
	c := &cv.Claim
	out := claim{
		ID: c.ID, Text: c.Text, Status: c.Status, Plan: c.PlanName, Scope: c.Scope,
		Verdict: cv.Verdict, Why: cv.Why, At: newLocation(c.At), Declared: newLocation(c.Declared),
		Rules:    mapped(cv.Rules, newRuleCount),
		Controls: strings(cv.Controls), Due: day(c.Due),
	}
	if a := c.Attest; a != nil {
		out.Attested = &attestation{a.By, day(a.On), day(a.Expires), a.ReviewedBy, a.Solo, a.Statement, strings(a.Basis), strings(a.Missing), newLocation(a.At)}
	}
	if x := c.NA; x != nil {
		out.Excluded = &exclusion{x.Reason, x.By}
	}
	return out
}

type control struct {
	ID         string                       `json:"id"`
	Title      string                       `json:"title"`
	Verdict    candor.Verdict               `json:"verdict"`
	Claims     []string                     `json:"claims"`
	Frameworks map[string][]string          `json:"frameworks"`
	Strengths  map[string]map[string]string `json:"strengths"` // framework -> id -> supports, partly, needs-attestation
}

// frameworkIDs lists every framework that the report knows, so that each
// control can name all of them.
func frameworkIDs(r *candor.Report) []string {
	seen := make(map[string]bool)
	for _, c := range r.Controls {
		for id := range c.Frameworks {
			seen[id] = true
		}
	}
	ids := make([]string, 0, len(seen))
	for id := range seen {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

func newControl(c *candor.ControlVerdict, frameworks []string) any {
	out := control{
		ID: c.ID, Title: c.Title, Verdict: c.Verdict, Claims: strings(c.Claims),
		Frameworks: make(map[string][]string), Strengths: make(map[string]map[string]string),
	}
	for _, f := range frameworks {
		out.Frameworks[f] = mapped(c.Frameworks[f], func(l candor.Link) string { return l.ID })
		for _, l := range c.Frameworks[f] {
			if out.Strengths[f] == nil {
				out.Strengths[f] = make(map[string]string)
			}
			out.Strengths[f][l.ID] = l.Strength
		}
	}
	return out
}
