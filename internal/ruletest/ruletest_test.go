package ruletest

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers"
	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/collectors/aws"
	"github.com/candor-dev/candor/collectors/github"
	"github.com/candor-dev/candor/collectors/pages"
	"github.com/candor-dev/candor/collectors/postgres"
	"github.com/candor-dev/candor/collectors/supabase"
	"github.com/candor-dev/candor/collectors/tls"
	"github.com/candor-dev/candor/collectors/vercel"
	"github.com/candor-dev/candor/collectors/web"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/policies"
)

func runner(t *testing.T) (*Runner, []candor.Rule) {
	t.Helper()
	e, err := policies.Load(policies.Options{Examples: true})
	if err != nil {
		t.Fatal(err)
	}
	rules := slices.Clone(e.Rules())
	for _, c := range analyzers.Suite() {
		rules = append(rules, c.Rule)
	}
	for _, c := range analyzers.Programs() {
		rules = append(rules, c.Rule)
	}
	return &Runner{Engine: e, Collectors: append(collectors.All(), pages.New("page.md", "page.html")), Now: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)}, rules
}

// TestExamples runs every example of every rule, through collectors and engine.
func TestExamples(t *testing.T) {
	r, rules := runner(t)
	for i := range rules {
		rule := &rules[i]
		t.Run(rule.ID, func(t *testing.T) {
			for _, ex := range rule.Examples {
				if err := r.Run(context.Background(), rule, ex); err != nil {
					t.Errorf("%s: %v", ex.Name, err)
				}
			}
		})
	}
}

// TestCatalogue keeps the rules documented: each has a passing, a failing and
// an unknown example, a control that exists, and facts that some collector gives.
func TestCatalogue(t *testing.T) {
	_, rules := runner(t)
	cat, err := frameworks.Load()
	if err != nil {
		t.Fatal(err)
	}
	produced := map[string]bool{"go.package": true, postgres.KindProbe: true} // not from a tree
	for _, k := range pages.New().Kinds {
		produced[k] = true
	}
	for _, k := range slices.Concat(aws.Kinds(), tls.Kinds(), supabase.Kinds(), vercel.Kinds(), web.Kinds()) {
		produced[k] = true
	}
	for _, k := range github.Kinds() {
		produced[k] = true
	}
	for _, c := range collectors.All() {
		if err := c.Check(); err != nil {
			t.Error(err)
		}
		for _, k := range c.Kinds {
			produced[k] = true
		}
	}
	for i := range rules {
		r := &rules[i]
		for _, want := range []candor.Outcome{candor.Pass, candor.Fail, candor.Unknown} {
			if !slices.ContainsFunc(r.Examples, func(e candor.Example) bool { return e.Outcome == want }) {
				t.Errorf("%s: no example with outcome %s", r.ID, want)
			}
		}
		if !slices.ContainsFunc(cat.Controls, func(c frameworks.Control) bool { return c.ID == r.Control }) {
			t.Errorf("%s: control %q is not in frameworks/controls.yaml", r.ID, r.Control)
		}
		if len(r.Needs) == 0 {
			t.Errorf("%s: needs no fact", r.ID)
		}
		for _, k := range r.Needs {
			if !produced[k] {
				t.Errorf("%s: needs %s, which no collector gives", r.ID, k)
			}
		}
		if r.Title == "" || r.Help == "" || r.Fix == "" || r.Version == "" {
			t.Errorf("%s: title, help, fix and version are required", r.ID)
		}
	}
}
