package analyzers

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

func TestSuiteIsWhole(t *testing.T) {
	ids, names := make(map[string]bool), make(map[string]bool)
	for _, c := range Suite() {
		if err := c.Validate(); err != nil {
			t.Error(err)
		}
		if ids[c.Rule.ID] || names[c.Analyzer.Name] {
			t.Errorf("%s is there twice", c.Rule.ID)
		}
		ids[c.Rule.ID], names[c.Analyzer.Name] = true, true
	}
	for _, c := range Programs() {
		if err := c.Validate(); err != nil {
			t.Error(err)
		}
		if ids[c.Rule.ID] || names[c.Name] {
			t.Errorf("%s is there twice", c.Rule.ID)
		}
		ids[c.Rule.ID], names[c.Name] = true, true
	}
	shared := map[string]bool{"check": true, "doors": true, "sinks": true, "summary": true, "internal": true, "testdata": true}
	folders, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		n := f.Name()
		if !f.IsDir() || shared[n] {
			continue
		}
		if !names[n] {
			t.Errorf("folder %s is not in the suite: add it to suite.go", n)
		}
	}
}

// The examples in a rule's documentation are run as they are shown.
func TestExamples(t *testing.T) {
	type alone struct {
		rule     *candor.Rule
		checks   []*check.Check
		programs []*check.Program
	}
	var all []alone
	for _, c := range Suite() {
		all = append(all, alone{&c.Rule, []*check.Check{c}, []*check.Program{}})
	}
	for _, c := range Programs() {
		all = append(all, alone{&c.Rule, []*check.Check{}, []*check.Program{c}})
	}
	for _, c := range all {
		for _, ex := range c.rule.Examples {
			t.Run(c.rule.ID+"/"+ex.Name, func(t *testing.T) {
				dir := writeTree(t, ex.Files)
				out, err := Run(t.Context(), Options{Dir: dir, Modules: []string{"."}, Checks: c.checks, Programs: c.programs, Settings: settingsOf(t, dir), Now: time.Unix(0, 0)})
				if err != nil {
					t.Fatal(err)
				}
				if out.Run.State != candor.Ran && ex.Outcome != candor.Unknown {
					t.Fatalf("run: %v: %s", out.Run.State, out.Run.Reason)
				}
				if len(ex.Expect) == 0 {
					return // the example's outcome is tested with all rules
				}
				if len(out.Results) != len(ex.Expect) {
					t.Fatalf("results: got %d, want %d: %+v", len(out.Results), len(ex.Expect), out.Results)
				}
				for i, want := range ex.Expect {
					r := out.Results[i]
					got := candor.Expected{Subject: r.Subject, Outcome: r.Outcome, Path: r.At.Path, Line: r.At.Line}
					if got != want {
						t.Errorf("got  %+v\nwant %+v\nmessage %s", got, want, r.Message)
					}
				}
			})
		}
	}
}

func settingsOf(t *testing.T, dir string) Settings {
	t.Helper()
	s, _, err := SettingsFor(dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// writeTree writes files below a new folder and returns its absolute path.
func writeTree(tb testing.TB, files map[string]string) string {
	tb.Helper()
	dir := tb.TempDir()
	for name, content := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			tb.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(strings.TrimPrefix(content, "\n")), 0o644); err != nil {
			tb.Fatal(err)
		}
	}
	return dir
}
