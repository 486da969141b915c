package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/cli"
)

// TestOwnRulesDoc runs the rule of docs/own-rules.md as its readers would, and
// holds what the page says of the run against it.
func TestOwnRulesDoc(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "own-rules.md"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, m := range regexp.MustCompile("(?ms)^`([^`\n]+)`\n\n```\\w*\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		p := filepath.Join(dir, m[1])
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(m[2]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var out, errs bytes.Buffer
	a := &app{App: cli.App{Stdout: &out, Stderr: &errs, Env: func(string) string { return "" }}}
	c := a.command()
	c.SetArgs([]string{"test", filepath.Join(dir, "policies")})
	if err := c.ExecuteContext(context.Background()); err != nil || a.Code != 0 {
		t.Fatalf("exit code %d, %v\n%s%s", a.Code, err, out.String(), errs.String())
	}
	if strings.TrimSpace(out.String()) == "" || !strings.Contains(string(page), "\n"+out.String()+"```") {
		t.Errorf("the page does not show what candor test says:\n%s", out.String())
	}
}
