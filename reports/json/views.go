package json

import (
	"time"

	"github.com/candor-dev/candor"
)

type tool struct {
	Version string `json:"version"`
	Commit  string `json:"commit"`
}

type collector struct {
	ID      string          `json:"id"`
	Version string          `json:"version,omitempty"`
	State   candor.RunState `json:"state"`
	Reason  string          `json:"reason"`
	Kinds   []string        `json:"kinds,omitempty"`
	Files   int             `json:"files"`
	Facts   int             `json:"facts"`
	Seconds float64         `json:"seconds"`
}

func newCollector(x *candor.Run) any {
	return collector{x.ID, x.Version, x.State, x.Reason, x.Kinds, x.Files, x.Facts, x.Seconds}
}

type location struct {
	Path     string `json:"path"`
	Line     int    `json:"line"`
	Col      int    `json:"col"`
	EndLine  int    `json:"end_line"`
	EndCol   int    `json:"end_col"`
	Resource string `json:"resource"`
	Label    string `json:"label,omitempty"`
}

func newLocation(l candor.Location) location {
	return location{l.Path, l.Line, l.Col, l.EndLine, l.EndCol, l.Resource, l.Label}
}

type result struct {
	Rule        string              `json:"rule"`
	Use         string              `json:"use,omitempty"`
	Outcome     candor.Outcome      `json:"outcome"`
	Severity    candor.Severity     `json:"severity"`
	Subject     string              `json:"subject"`
	Message     string              `json:"message"`
	Fix         string              `json:"fix"`
	At          location            `json:"at"`
	Related     []location          `json:"related"`
	Waived      *waiver             `json:"waived"`
	Fingerprint string              `json:"fingerprint"`
	Control     string              `json:"control"`
	Facts       []candor.Provenance `json:"facts,omitempty"`
	Of          string              `json:"of,omitempty"` // path of the fact that was judged, where neither at nor facts name it
}

func newResult(x *candor.Result) any {
	return result{
		x.Rule, x.Use, x.Outcome, x.Severity, x.Subject, x.Message, x.Fix,
		newLocation(x.At), mapped(x.Related, newLocation), newWaiver(x.Waived), x.Fingerprint, x.Control, x.Facts, x.Of,
	}
}

type waiver struct {
	Rule     string   `json:"rule"`
	Subject  string   `json:"subject,omitempty"`
	Path     string   `json:"path,omitempty"`
	Reason   string   `json:"reason"`
	Owner    string   `json:"owner"`
	Approved string   `json:"approved_by,omitempty"`
	Expires  string   `json:"expires"` // a date; empty: none was given
	Origin   string   `json:"origin"`
	At       location `json:"at"`
	Expired  bool     `json:"expired"`
	Used     int      `json:"used"`
}

func newWaiver(w *candor.Waiver) *waiver {
	if w == nil {
		return nil
	}
	return &waiver{w.Rule, w.Subject, w.Path, w.Reason, w.Owner, w.Approved, day(w.Expires), w.Origin, newLocation(w.At), w.Expired, w.Used}
}

type rule struct {
	ID       string          `json:"id"`
	Title    string          `json:"title"`
	Severity candor.Severity `json:"severity"`
	Control  string          `json:"control"`
	Version  string          `json:"version"`
	Engine   string          `json:"engine"`
	Origin   string          `json:"origin"`
}

func newRule(x *candor.Rule) any {
	return rule{x.ID, x.Title, x.Severity, x.Control, x.Version, x.Engine, x.Origin}
}

type notice struct {
	Severity candor.Severity `json:"severity"`
	Message  string          `json:"message"`
	Hint     string          `json:"hint"`
	At       location        `json:"at"`
}

func newNotice(n *candor.Notice) any {
	return notice{n.Severity, n.Message, n.Hint, newLocation(n.At)}
}

type summary struct {
	Results    resultSummary    `json:"results"`
	Claims     map[string]int   `json:"claims"`
	Collectors collectorSummary `json:"collectors"`
}

type resultSummary struct {
	Pass    int `json:"pass"`
	Fail    int `json:"fail"` // without waived ones
	Unknown int `json:"unknown"`
	Waived  int `json:"waived"`
	NA      int `json:"not_applicable"`
}

type collectorSummary struct {
	Total   int `json:"total"`
	Ran     int `json:"ran"`
	Partial int `json:"partial"`
	Skipped int `json:"skipped"`
	Failed  int `json:"failed"`
}

func newSummary(r *candor.Report) summary {
	n := r.Count()
	s := summary{Results: resultSummary{n.Pass, n.Fail, n.Unknown, n.Waived, n.NA}, Claims: make(map[string]int)}
	claims := r.CountClaims()
	for _, v := range candor.Verdicts() {
		s.Claims[v.String()] = claims[v]
	}
	s.Collectors.Total = len(r.Runs)
	for _, x := range r.Runs {
		switch x.State {
		case candor.Ran:
			s.Collectors.Ran++
		case candor.Partial:
			s.Collectors.Partial++
		case candor.Skipped:
			s.Collectors.Skipped++
		default:
			s.Collectors.Failed++
		}
	}
	return s
}

// mapped never returns nil, so that a list is never null.
func mapped[A, B any](in []A, f func(A) B) []B {
	out := make([]B, 0, len(in))
	for _, a := range in {
		out = append(out, f(a))
	}
	return out
}

func strings(in []string) []string { return mapped(in, func(s string) string { return s }) }

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}
