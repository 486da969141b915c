package scan

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/frameworks"
)

// TestClaimExamples runs what the rules on claims show as examples.
func TestClaimExamples(t *testing.T) {
	for _, rule := range frameworks.Rules() {
		for _, want := range []candor.Outcome{candor.Fail, candor.Pass} {
			if !slices.ContainsFunc(rule.Examples, func(e candor.Example) bool { return e.Outcome == want }) {
				t.Errorf("%s has no example of %s", rule.ID, want)
			}
		}
		for _, e := range rule.Examples {
			t.Run(rule.ID+"/"+e.Name, func(t *testing.T) {
				dir := t.TempDir()
				for name, text := range e.Files {
					p := filepath.Join(dir, name)
					if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
						t.Fatal(err)
					}
					if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				out, err := Run(context.Background(), Options{Root: dir, Collectors: collectors.All(), Now: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)})
				if err != nil {
					t.Fatal(err)
				}
				for _, x := range e.Expect {
					if !slices.ContainsFunc(out.Report.Results, func(r candor.Result) bool {
						return r.Rule == rule.ID && r.Subject == x.Subject && r.Outcome == x.Outcome
					}) {
						t.Errorf("want %s of %s; %+v", x.Outcome, x.Subject, out.Report.Results)
					}
				}
			})
		}
	}
}

// TestEveryRuleIsShown: each rule's documentation holds one that passes and one
// that fails.
func TestEveryRuleIsShown(t *testing.T) {
	rules, err := Rules(nil, true)
	if err != nil {
		t.Fatal(err)
	}
	for i := range rules {
		for _, want := range []candor.Outcome{candor.Fail, candor.Pass} {
			if !slices.ContainsFunc(rules[i].Examples, func(e candor.Example) bool { return e.Outcome == want }) {
				t.Errorf("%s has no example of %s", rules[i].ID, want)
			}
		}
	}
}
