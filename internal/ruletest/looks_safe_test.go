package ruletest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
)

// TestLooksSafe: no template that only looks safe gets a Yes: of all that the
// rule says of it, something fails or stays unknown.
func TestLooksSafe(t *testing.T) {
	var doc struct {
		Cases []struct {
			Name, Rule string
			Files      map[string]string
		}
	}
	b, err := os.ReadFile("testdata/looks_safe.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	dir, r := t.TempDir(), (*Runner)(nil)
	rules := make(map[string]bool)
	for _, c := range doc.Cases {
		rules[c.Rule] = true
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
	r, _ = runner(t)
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
	for _, c := range doc.Cases {
		var own []candor.Result
		for _, x := range results {
			if x.Rule == c.Rule && strings.HasPrefix(x.At.Path, c.Name+"/") {
				own = append(own, x)
			}
		}
		if got := overall(own); got != candor.Fail && got != candor.Unknown {
			t.Errorf("%s (%s): %s\n%s", c.Name, c.Rule, got, list(own))
		}
	}
}
