package questionnaire

import (
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// TestExamples runs what explain shows: each example gives the outcome that it
// is to give, at the cell's line, by its own rule.
func TestExamples(t *testing.T) {
	for _, r := range Rules() {
		if len(r.Examples) == 0 {
			if r.ID != "questionnaire/owner-in-list" { // lists are no part of CSV
				t.Errorf("%s has no example", r.ID)
			}
			continue
		}
		for _, want := range []candor.Outcome{candor.Pass, candor.Fail} {
			if !slices.ContainsFunc(r.Examples, func(e candor.Example) bool { return e.Outcome == want }) {
				t.Errorf("%s has no example that ends in %s", r.ID, want)
			}
		}
		for _, e := range r.Examples {
			t.Run(strings.TrimPrefix(r.ID, "questionnaire/")+"/"+e.Name, func(t *testing.T) {
				for name, text := range e.Files {
					b := open(t, name, []byte(text))
					d, trouble := Detect(b, instruments(t), Ask{})
					if d == nil {
						t.Fatal(trouble)
					}
					in := instrument(t, "caiq-4.0.3") // the twins are the same in each version
					got := Lint(name, b.Sheet(d.Sheet), d, in, trouble, day("2026-11-22")).Results
					for _, x := range e.Expect {
						if !slices.ContainsFunc(got, func(c candor.Result) bool {
							return c.Rule == r.ID && c.Outcome == x.Outcome && c.Subject == x.Subject && c.At.Line == x.Line && c.At.Path == x.Path
						}) {
							t.Errorf("no result %+v in", x)
							for _, c := range got {
								if c.Rule == r.ID {
									t.Logf("%s %s line %d: %s", c.Subject, c.Outcome, c.At.Line, c.Message)
								}
							}
						}
					}
				}
			})
		}
	}
	for name := range examples() {
		if !slices.ContainsFunc(Rules(), func(r candor.Rule) bool { return r.ID == "questionnaire/"+name }) {
			t.Errorf("an example of %s, which is no rule", name)
		}
	}
}
