package json

import (
	"encoding/json"
	"flag"
	"io"
	stdstrings "strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

var update = flag.Bool("update", false, "write the golden files")

func render(t *testing.T, r *candor.Report, o format.Options) string {
	t.Helper()
	var b stdstrings.Builder
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	o := format.Options{Width: 100, Source: testreport.Source, MaxPerRule: 5}
	testreport.Golden(t, *update, "rich.golden.json", render(t, testreport.Rich(), o))
	testreport.Golden(t, *update, "audit.golden.json", render(t, testreport.Audit(), o))
	testreport.Golden(t, *update, "empty.golden.json", render(t, testreport.Empty(), o))
}

func decode(t *testing.T, s string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(s), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

// TestContract holds the fields that version 1 promises, in full and in the
// report of an empty tree.
func TestContract(t *testing.T) {
	shape := map[string][]string{
		"collectors": {"id", "state", "reason", "facts", "seconds"},
		"results":    {"rule", "outcome", "severity", "subject", "message", "fix", "at", "related", "waived", "fingerprint", "control"},
		"claims":     {"id", "text", "status", "verdict", "why", "at", "rules", "controls"},
		"controls":   {"id", "verdict", "frameworks"},
	}
	for name, r := range map[string]*candor.Report{"rich": testreport.Rich(), "empty": testreport.Empty(), "zero": {}} {
		m := decode(t, render(t, r, format.Options{}))
		for _, key := range []string{"schema", "tool", "root", "commit", "generated_at", "summary"} {
			if _, ok := m[key]; !ok {
				t.Errorf("%s: no %s", name, key)
			}
		}
		if m["schema"] != "candor.report/v1" {
			t.Errorf("%s: schema %v", name, m["schema"])
		}
		for key, fields := range shape {
			items, ok := m[key].([]any)
			if !ok {
				t.Errorf("%s: %s is no list", name, key)
			}
			for _, item := range items {
				for _, f := range fields {
					if _, ok := item.(map[string]any)[f]; !ok {
						t.Errorf("%s: %s without %s", name, key, f)
					}
				}
			}
		}
		if path := nullIn("", m); path != "" {
			t.Errorf("%s: null at %s", name, path)
		}
	}
}

// nullIn finds a null other than that of "waived".
func nullIn(path string, v any) string {
	switch v := v.(type) {
	case map[string]any:
		for k, c := range v {
			if c == nil && k == "waived" {
				continue
			}
			if p := nullIn(path+"."+k, c); p != "" {
				return p
			}
		}
	case []any:
		for _, c := range v {
			if p := nullIn(path+"[]", c); p != "" {
				return p
			}
		}
	case nil:
		return path
	}
	return ""
}

func TestValues(t *testing.T) {
	m := decode(t, render(t, testreport.Rich(), format.Options{MaxPerRule: 5, Rule: "iam/scope"}))
	results := m["results"].([]any)
	if len(results) != len(testreport.Rich().Results) {
		t.Errorf("%d results: a file for programs is always whole", len(results))
	}
	waived := 0
	for _, x := range results {
		x := x.(map[string]any)
		at := x["at"].(map[string]any)
		if at["path"] != "" && at["line"].(float64) < 1 {
			t.Errorf("%v: line %v", x["subject"], at["line"])
		}
		if w, ok := x["waived"].(map[string]any); ok {
			waived++
			if x["outcome"] != "fail" || w["reason"] == "" || w["expires"] != "2027-01-31" {
				t.Errorf("waived: %v", x)
			}
		}
	}
	if waived != 1 {
		t.Errorf("%d waived results, want 1", waived)
	}
	sum := m["summary"].(map[string]any)["results"].(map[string]any)
	if sum["pass"] != 57.0 || sum["fail"] != 49.0 || sum["unknown"] != 2.0 || sum["waived"] != 1.0 {
		t.Errorf("summary: %v", sum)
	}
	for _, c := range m["controls"].([]any) {
		if n := len(c.(map[string]any)["frameworks"].(map[string]any)); n != 4 {
			t.Errorf("%d frameworks, want all 4 that the report knows", n)
		}
	}
}

func BenchmarkWrite(b *testing.B) {
	r := testreport.Rich()
	for len(r.Results) < 100_000 {
		r.Results = append(r.Results, r.Results[:100]...)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := Write(io.Discard, r, format.Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
