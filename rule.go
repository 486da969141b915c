package candor

import "slices"

// Severity is how bad a failure of a rule is.
type Severity int

// The severities, from least to worst.
const (
	Note Severity = iota
	Warning
	Bad // "error" in every output; the name Error belongs to the state of a fact
)

var severityNames = []string{"note", "warning", "error"}

func (s Severity) String() string               { return enumName(severityNames, int(s)) }
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the name that String gives.
func (s *Severity) UnmarshalText(b []byte) error { return parseEnum(severityNames, b, "severity", s) }

// Severities lists the names that a user may write, from least to worst.
func Severities() []string { return append([]string(nil), severityNames...) }

// Rule is one check, described for people. The check itself is Rego in
// policies or Go in analyzers; both are documented by this one type.
type Rule struct {
	ID       string   // "topic/name"; stable, never reused
	Title    string   // one line, what it says when it fails
	Help     string   // Markdown: why it matters, what passes, what stays unknown
	Fix      string   // one line
	Severity Severity // of a failure
	Control  string   // one of our controls, frameworks/controls.yaml
	Needs    []string // kinds of fact that it reads; a gap in one of them is a gap of the rule
	Lookups  []string // those of Needs that it only looks things up in and does not judge
	Optional []string // those of Lookups that nobody has to have looked for, such as what only a live look tells
	Params   []Param
	// ClaimOnly rules have no sensible default and run only when a claim gives
	// their parameters.
	ClaimOnly bool
	Version   string // changes when the same facts could be judged otherwise
	Engine    string // "rego", "go" or "claims"
	Origin    string // "built-in", or the file of a user's policy
	Examples  []Example
}

// Judges reports whether the rule owes a result for each fact of the kind.
func (r *Rule) Judges(kind string) bool {
	return slices.Contains(r.Needs, kind) && !slices.Contains(r.Lookups, kind)
}

// Param is a parameter of a rule, given by a claim under "with".
type Param struct {
	Name     string
	Help     string
	Default  any // a plain tree as in Fact.Value; nil when there is none
	Required bool
}

// Example is a small tree on which a rule gives a known outcome. Examples are
// documentation and test at once.
type Example struct {
	Name    string
	Outcome Outcome
	Files   map[string]string // path -> content
	Facts   []Fact            // of a live source, beside those that the files give
	With    map[string]any    // parameters
	Expect  []Expected
}

// Expected is one result that an example must give.
type Expected struct {
	Subject string
	Outcome Outcome
	Path    string
	Line    int
}

// RuleUse is a rule with parameters, as a claim uses it.
type RuleUse struct {
	Rule string
	With map[string]any // nil: the defaults
	Over []string       // globs on the path; only results there speak to the claim
	At   Location       // in candor.yaml
}
