package analyzers

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

func TestHidden(t *testing.T) {
	const body = "package a\n\nfunc f() {}\n"
	for name, c := range map[string]struct {
		file, src string
		want      string // tags; "-" when nothing is hidden
	}{
		"own tag":          {"a.go", "//go:build enterprise\n\n" + body, "enterprise"},
		"two tags":         {"a.go", "// Copyright\n\n//go:build enterprise && (linux || !oracle)\n\n" + body, "enterprise oracle"},
		"another system":   {"a_plan9.go", body, "-"},
		"system and tag":   {"a_plan9.go", "//go:build enterprise\n\n" + body, "-"},
		"script":           {"gen.go", "//go:build ignore\n\n" + body, "-"},
		"nothing to judge": {"driver.go", "//go:build pgx\n\npackage a\n\nimport _ \"example.com/driver\"\n", "-"},
		"function value":   {"a.go", "//go:build pgx\n\npackage a\n\nvar f = func() {}\n", "pgx"},
		"cgo":              {"a.go", "package a\n\nimport \"C\"\n\nfunc f() {}\n", ""},
		"broken":           {"a.go", "//go:build pgx\n\npackage {", "-"},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), c.file)
			if err := os.WriteFile(file, []byte(c.src), 0o644); err != nil {
				t.Fatal(err)
			}
			tags, ok := hidden(file)
			got := strings.Join(tags, " ")
			if !ok {
				got = "-"
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// Code behind a build tag of the project's is a gap: a claim about all of the
// code is not verified over it.
func TestBuildTagIsAGap(t *testing.T) {
	out := run(t, Options{}, map[string]string{
		"go.mod": goMod, "a/a.go": in("a", keep), "a/b_plan9.go": in("a", drop),
		"a/ee.go": "//go:build enterprise\n\n" + in("a", drop),
	})
	var gaps []candor.Fact
	for _, f := range out.Facts {
		if !f.State.Answers() {
			gaps = append(gaps, f)
		}
	}
	if len(gaps) != 1 || gaps[0].At.Path != "a/ee.go" || !strings.Contains(gaps[0].Reason, "set GOFLAGS=-tags=enterprise") || out.Run.State != candor.Partial {
		t.Errorf("state %s, gaps %+v", out.Run.State, gaps)
	}
}

// What the user leaves out is no gap; a file that is built is judged all the same.
func TestExcluded(t *testing.T) {
	out := run(t, Options{Exclude: []string{"a/ee.go", "b"}}, map[string]string{
		"go.mod": goMod, "a/a.go": in("a", drop), "b/b.go": "//go:build enterprise\n\n" + in("b", drop),
		"a/ee.go": "//go:build enterprise\n\n" + in("a", drop),
	})
	for _, f := range out.Facts {
		if !f.State.Answers() {
			t.Errorf("a gap: %+v", f)
		}
	}
	if out.Run.State != candor.Ran || !slices.ContainsFunc(out.Results, func(r candor.Result) bool { return r.Finding() && r.At.Path == "a/a.go" }) {
		t.Errorf("state %s, results %+v", out.Run.State, out.Results)
	}
}
