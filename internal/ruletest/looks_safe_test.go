package ruletest

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
)

// lookalike is a template that is not what it looks like.
type lookalike struct {
	Name, Rule string
	Want       string // outcomes that are right, where the test does not say
	Files      map[string]string
}

// TestLooksSafe: no template that only looks safe gets a Yes: of all that the
// rule says of it, something fails or stays unknown.
func TestLooksSafe(t *testing.T) {
	for c, own := range judgeAlike(t, "testdata/looks_safe.yaml") {
		got := overall(own)
		if got != candor.Fail && got != candor.Unknown || c.Want != "" && got.String() != c.Want {
			t.Errorf("%s (%s): %s\n%s", c.Name, c.Rule, got, list(own))
		}
	}
}

// TestLooksUnsafe: no template that only looks unsafe is an alarm.
func TestLooksUnsafe(t *testing.T) {
	for c, own := range judgeAlike(t, "testdata/looks_unsafe.yaml") {
		if got := overall(own).String(); !slices.Contains(strings.Fields(c.Want), got) {
			t.Errorf("%s (%s): %s, want %s\n%s", c.Name, c.Rule, got, c.Want, list(own))
		}
	}
}

// judgeAlike scans the templates of a file, each in a folder of its own, and
// gives what its rule says of it.
func judgeAlike(t *testing.T, file string) map[*lookalike][]candor.Result {
	t.Helper()
	var doc struct{ Cases []*lookalike }
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	rules, names := make(map[string]bool), make(map[string]bool)
	for _, c := range doc.Cases {
		if names[c.Name] {
			t.Errorf("two templates are called %s", c.Name)
		}
		rules[c.Rule], names[c.Name] = true, true
		for p, text := range c.Files {
			full := filepath.Join(dir, c.Name, filepath.FromSlash(p))
			if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	r, _ := runner(t)
	facts, err := r.Facts(context.Background(), dir)
	if err != nil {
		t.Fatal(err)
	}
	var uses []candor.RuleUse
	for id := range rules {
		uses = append(uses, candor.RuleUse{Rule: id})
	}
	results, failures, err := r.Engine.Eval(context.Background(), facts, uses, r.Now)
	if err != nil || len(failures) > 0 {
		t.Fatal(err, failures)
	}
	out := make(map[*lookalike][]candor.Result)
	for _, c := range doc.Cases {
		out[c] = nil
		for _, x := range results {
			if x.Rule == c.Rule && strings.HasPrefix(x.At.Path, c.Name+"/") {
				out[c] = append(out[c], x)
			}
		}
	}
	return out
}
