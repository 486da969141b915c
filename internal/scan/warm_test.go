package scan

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors"
)

func told(t *testing.T, o Options) []byte {
	t.Helper()
	out, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := out.Report
	for i := range r.Runs {
		r.Runs[i].Seconds = 0
	}
	b, err := json.Marshal([]any{r.Results, r.Claims, r.Controls, r.Runs, r.Notices, r.Incomplete})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// A warm run says what a cold one says, whatever ran before it.
func TestWarm(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) {
		t.Helper()
		p := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	own := func(severity string) {
		put("own/t.rego", `# METADATA
# scope: package
# title: A table
# description: A table.
# custom:
#   severity: `+severity+`
#   control: audit-logging
#   needs: [sql.table]
#   fix: None.
#   version: "1"
package user.sql.table

import data.candor.lib

results contains lib.fail(t, "a table") if some t in lib.facts("sql.table")
`)
	}
	warm, all := &Warm{}, collectors.All()
	steps := map[string]func(){}
	order := []string{"a Dockerfile", "a table", "a broken table", "a workflow", "a rule of the user's", "the rule is edited", "no rule any more"}
	steps[order[0]] = func() { put("Dockerfile", "FROM alpine:3\n") }
	steps[order[1]] = func() { put("db/1.sql", "create table t (id int);\n") }
	steps[order[2]] = func() { put("db/1.sql", "create tabel t (id int);\n") }
	steps[order[3]] = func() { put(".github/workflows/a.yml", "on: push\njobs:\n  a:\n    steps:\n      - uses: a/b@v1\n") }
	steps[order[4]] = func() {
		own("warning")
		put("candor.yaml", "policies: [own]\n")
		put("db/1.sql", "create table t (id int);\n")
	}
	steps[order[5]] = func() { own("note") }
	steps[order[6]] = func() { put("candor.yaml", "company: X\n") }
	for _, name := range order {
		steps[name]()
		o := Options{Root: dir, Collectors: all, Now: time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)}
		cold := told(t, o)
		o.Warm = warm
		for range 2 {
			if got := told(t, o); !bytes.Equal(got, cold) {
				t.Errorf("%s: warm\n%s\ncold\n%s", name, got, cold)
			}
		}
	}
}

// What an editor holds is read in place of the disk, and the disk is left alone.
func TestOverlay(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "1.sql"), []byte("create table t (id int);\nalter table t enable row level security;\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	o := Options{Root: dir, Collectors: collectors.All(), Skip: []string{"go"}, Now: time.Now(), Overlay: map[string][]byte{
		"1.sql":       []byte("create table t (id int);\n"),
		"new/2.sql":   []byte("create table u (id int);\n"),
		"candor.yaml": []byte("company: Overlaid\n"),
	}}
	out, err := Run(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if out.Report.Company != "Overlaid" {
		t.Errorf("candor.yaml was read from the disk: %q", out.Report.Company)
	}
	bare := 0
	for _, r := range out.Report.Results {
		if r.Rule == "rls/table-without-rls" && r.Outcome == candor.Fail {
			bare++
		}
	}
	if bare != 2 {
		t.Errorf("%d tables without row-level security, want 2", bare)
	}
	if line, _ := out.Source("1.sql", 2); line != "" {
		t.Errorf("line 2 is %q: of the disk", line)
	}
}
