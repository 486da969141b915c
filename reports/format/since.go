package format

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
)

// SinceLine sums up what changed from an earlier state, in one line.
func SinceLine(r *candor.Report) string {
	s := r.Since
	var parts []string
	if n := len(NewFindings(r, Options{})); n > 0 {
		parts = append(parts, Count(n, "new finding", "new findings"))
	} else {
		parts = append(parts, "no new finding")
	}
	if n := len(s.Gone); n > 0 {
		parts = append(parts, fmt.Sprintf("%d gone", n))
	}
	worse, other := 0, 0
	for i := range s.Turned {
		if s.Turned[i].Worse() {
			worse++
		} else {
			other++
		}
	}
	if worse > 0 {
		parts = append(parts, Count(worse, "claim turns for the worse", "claims turn for the worse"))
	}
	if other > 0 {
		parts = append(parts, Count(other, "claim changes otherwise", "claims change otherwise"))
	}
	return "since " + s.Name + ": " + strings.Join(parts, ", ")
}

// NewFindings are the findings that were not there before, in the order of Findings.
func NewFindings(r *candor.Report, o Options) []Finding {
	var out []Finding
	for _, f := range Findings(r, o) {
		if r.Brought(f.Result) {
			out = append(out, f)
		}
	}
	return out
}

// Turned says what became of a claim, in one sentence without its text.
func Turned(t *candor.Turn) string {
	switch {
	case t.Dropped:
		return "is no longer claimed (it was " + Word(t.From) + ")"
	case t.Added:
		return "is claimed anew and is " + Word(t.To)
	}
	return "was " + Word(t.From) + " and is " + Word(t.To)
}

// Because names what turns a claim: the new findings that speak to it, at most
// three, else the reason of the verdict.
func Because(t *candor.Turn) string {
	const most = 3
	var out []string
	for i := range t.Because {
		x := &t.Because[i]
		if i == most {
			out = append(out, fmt.Sprintf("and %d more", len(t.Because)-most))
			break
		}
		s := x.Subject
		if s == "" {
			s = x.Rule
		}
		if !x.At.IsZero() {
			s += " (" + candor.Location{Path: x.At.Path, Line: x.At.Line}.String() + ")"
		}
		out = append(out, s)
	}
	if len(out) == 0 {
		return t.Why
	}
	return strings.Join(out, ", ")
}
