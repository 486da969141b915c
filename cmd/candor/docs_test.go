package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// TestRuleDocs holds docs/rules against what explain says, so that neither the
// web nor the terminal lags behind the rules.
func TestRuleDocs(t *testing.T) {
	rules, err := allRules(nil, true)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join("..", "..", "docs", "rules")
	want := map[string]string{"README.md": rulesIndex(rules)}
	for i := range rules {
		want[rules[i].ID+".md"] = rulePage(&rules[i])
	}
	if *update {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
		for name, text := range want {
			p := filepath.Join(dir, filepath.FromSlash(name))
			if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	const mend = "go test ./cmd/candor -run TestRuleDocs -update"
	for name, text := range want {
		got, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil || string(got) != text {
			t.Errorf("docs/rules/%s is not what the rule says (%v): %s", name, err, mend)
		}
	}
	err = filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		if _, ok := want[filepath.ToSlash(rel)]; err == nil && !ok {
			t.Errorf("docs/rules/%s belongs to no rule: %s", rel, mend)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

const generated = "<!-- Made from the rule's own documentation; change it there. -->\n"

func rulePage(r *candor.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n# %s\n\n%s\n\n", generated, r.ID, r.Title)
	reads := strings.Join(r.Needs, ", ")
	if strings.HasPrefix(r.ID, "questionnaire/") {
		reads = "the sheet (`candor questionnaire lint`)"
	}
	fmt.Fprintf(&b, "| severity | control | reads | version |\n|---|---|---|---|\n| %s | %s | %s | %s |\n\n", r.Severity, r.Control, reads, r.Version)
	b.WriteString(r.Markdown())
	return b.String()
}

func rulesIndex(rules []candor.Rule) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n# Rules\n\n`candor explain ID` says the same in a terminal. A rule marked with * runs only when a claim names it.\n\n| rule | severity | control | says |\n|---|---|---|---|\n", generated)
	for i := range rules {
		r := &rules[i]
		star := ""
		if r.ClaimOnly {
			star = " *"
		}
		fmt.Fprintf(&b, "| [%s](%s.md)%s | %s | %s | %s |\n", r.ID, r.ID, star, r.Severity, r.Control, strings.ReplaceAll(r.Title, "|", "\\|"))
	}
	return b.String()
}
