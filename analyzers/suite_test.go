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
	folders, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		n := f.Name()
		if !f.IsDir() || n == "check" || n == "internal" || n == "testdata" {
			continue
		}
		if !names[n] {
			t.Errorf("folder %s is not in the suite: add it to suite.go", n)
		}
	}
}

// The examples in a rule's documentation are run as they are shown.
func TestExamples(t *testing.T) {
	for _, c := range Suite() {
		for _, ex := range c.Rule.Examples {
			t.Run(c.Rule.ID+"/"+ex.Name, func(t *testing.T) {
				dir := writeTree(t, ex.Files)
				out, err := Run(t.Context(), Options{Dir: dir, Modules: []string{"."}, Checks: []*check.Check{c}, Now: time.Unix(0, 0)})
				if err != nil {
					t.Fatal(err)
				}
				if out.Run.State != candor.Ran {
					t.Fatalf("run: %v: %s", out.Run.State, out.Run.Reason)
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
