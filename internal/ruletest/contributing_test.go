package ruletest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor/collectors"
	"github.com/candor-dev/candor/policies"
)

// blocks returns the fenced blocks of a language, in order.
func blocks(t *testing.T, text, lang string) []string {
	t.Helper()
	var out []string
	for _, m := range regexp.MustCompile("(?s)```"+lang+"\n(.*?)```").FindAllStringSubmatch(text, -1) {
		out = append(out, m[1])
	}
	return out
}

// TestContributingRule builds the worked example of CONTRIBUTING.md: a rule of
// three files, with no wiring, as a user's own rule and with its tests.
func TestContributingRule(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	rego, yamls := blocks(t, string(doc), "rego"), blocks(t, string(doc), "yaml")
	if len(rego) != 2 || len(yamls) != 1 {
		t.Fatalf("found %d rego and %d yaml blocks", len(rego), len(yamls))
	}
	dir := filepath.Join(t.TempDir(), "sql", "primary_key")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"primary_key.rego":      strings.ReplaceAll(rego[0], "candor.rules.sql", "user.sql"),
		"primary_key_test.rego": strings.ReplaceAll(rego[1], "candor.rules.sql", "user.sql"),
		"primary_key.yaml":      yamls[0],
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	root := filepath.Dir(filepath.Dir(dir))
	e, err := policies.Load(policies.Options{User: []policies.Dir{{Name: "own", FS: os.DirFS(root)}}, Tests: true})
	if err != nil {
		t.Fatal(err)
	}
	tests, _, err := e.Test(context.Background(), "user")
	if err != nil || len(tests) != 2 {
		t.Fatalf("%d tests, %v", len(tests), err)
	}
	for _, r := range tests {
		if !r.Pass {
			t.Errorf("%s failed: %v", r.Name, r.Err)
		}
	}
	r := Runner{Engine: e, Collectors: collectors.All(), Now: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)}
	rules := e.Rules()
	for i := range rules {
		if rules[i].ID != "sql/primary-key" {
			continue
		}
		for _, ex := range rules[i].Examples {
			if err := r.Run(context.Background(), &rules[i], ex); err != nil {
				t.Errorf("%s: %v", ex.Name, err)
			}
		}
		return
	}
	t.Error("the rule is not there")
}

// TestContributingCheck compiles the worked Go check of CONTRIBUTING.md.
func TestContributingCheck(t *testing.T) {
	doc, err := os.ReadFile(filepath.Join("..", "..", "CONTRIBUTING.md"))
	if err != nil {
		t.Fatal(err)
	}
	code := blocks(t, string(doc), "go")
	if len(code) != 1 {
		t.Fatalf("found %d go blocks", len(code))
	}
	file := filepath.Join(t.TempDir(), "osexit.go")
	if err := os.WriteFile(file, []byte(code[0]), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "vet", file)
	cmd.Dir = filepath.Join("..", "..")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("go vet: %v\n%s", err, out)
	}
}
