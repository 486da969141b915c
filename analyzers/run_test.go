package analyzers

import (
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/analyzers/errdropped"
)

const (
	goMod = "module example.com/deals\n\ngo 1.24\n"
	drop  = `package PKG

import "database/sql"

func save(db *sql.DB) {
	/* é */ db.Exec("DELETE FROM deals")
}
`
	keep = `package PKG

import "database/sql"

func Keep(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM deals")
	return err
}
`
)

func in(pkg, src string) string { return strings.ReplaceAll(src, "PKG", pkg) }

func run(t *testing.T, o Options, files map[string]string) Outcome {
	t.Helper()
	o.Dir = writeTree(t, files)
	if o.Checks == nil {
		o.Checks = []*check.Check{errdropped.New()}
	}
	if o.Programs == nil {
		o.Programs = []*check.Program{}
	}
	if o.Modules == nil {
		o.Modules = []string{"."}
	}
	o.Env = append(o.Env, "CGO_ENABLED=0") // whatever the tests run with
	o.Now = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	out, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// lines are the results in short, one a line, for comparison.
func lines(out Outcome) string {
	var b strings.Builder
	for _, r := range out.Results {
		b.WriteString(r.Outcome.String() + " " + r.At.String() + " " + r.Subject + "\n")
	}
	for _, f := range out.Facts {
		if !f.State.Answers() {
			b.WriteString(f.State.String() + " " + f.Subject + ": " + f.Reason + "\n")
		}
	}
	return b.String()
}

func TestRun(t *testing.T) {
	for _, tt := range []struct {
		name    string
		options Options
		files   map[string]string
		state   candor.RunState
		want    string // of lines, or a part of it
	}{
		{
			name:    "two modules",
			files:   map[string]string{"go.mod": goMod, "a/a.go": in("a", drop), "sub/go.mod": "module example.com/sub\n\ngo 1.24\n", "sub/s.go": in("sub", keep)},
			options: Options{Modules: []string{".", "sub"}},
			state:   candor.Ran,
			want: "fail a/a.go:6:10 a.save: db.Exec\n" +
				"pass sub/s.go:6:12 sub.Keep: db.Exec\n",
		},
		{
			name:    "no module",
			files:   map[string]string{"a.go": in("a", drop)},
			options: Options{Modules: []string{}},
			state:   candor.Skipped,
		},
		{
			name:  "a module without packages",
			files: map[string]string{"go.mod": goMod},
			state: candor.Skipped,
		},
		{
			name:  "a package that does not type-check does not hide another, nor pass itself",
			files: map[string]string{"go.mod": goMod, "a/a.go": in("a", drop), "b/b.go": in("b", keep) + "var x int = nothing\n"},
			state: candor.Partial,
			want: "fail a/a.go:6:10 a.save: db.Exec\n" +
				"unknown b/b.go:9:13 example.com/deals/b\n" +
				"error example.com/deals/b: does not type-check: b/b.go:9: undefined: nothing\n",
		},
		{
			name: "an importer of a broken package is judged if it uses nothing broken",
			files: map[string]string{"go.mod": goMod,
				"b/b.go": in("b", keep) + "func Broken() nothing { return 0 }\n",
				"c/c.go": "package c\n\nimport (\n\t\"database/sql\"\n\n\t\"example.com/deals/b\"\n)\n\nfunc C(db *sql.DB) error { return b.Keep(db) }\n",
				"d/d.go": "package d\n\nimport \"example.com/deals/b\"\n\nvar D = b.Broken()\n"},
			state: candor.Partial,
			want: "unknown b/b.go:9:15 example.com/deals/b\n" +
				"unknown d/d.go example.com/deals/d\n" +
				"error example.com/deals/b: does not type-check: b/b.go:9: undefined: nothing\n" +
				"error example.com/deals/d: does not type-check: a package that it imports is broken\n",
		},
		{
			name:  "a file that does not parse",
			files: map[string]string{"go.mod": goMod, "a/a.go": "package a\n\nfunc {\n"},
			state: candor.Failed,
			want:  "error example.com/deals/a: does not parse: a/a.go:3: expected 'IDENT', found '{'\n",
		},
		{
			name: "a dependency that is not in the cache",
			files: map[string]string{"go.mod": goMod + "\nrequire example.com/absent v1.2.3\n", "go.sum": "example.com/absent v1.2.3 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\nexample.com/absent v1.2.3/go.mod h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n",
				"a/a.go": "package a\n\nimport \"example.com/absent\"\n\nvar A = absent.A\n"},
			state: candor.Failed,
			want:  "example.com/deals/a: does not load: a/a.go:3: example.com/absent is not in the module cache; run go mod download\n",
		},
		{
			name:  "a dependency that go.mod does not name",
			files: map[string]string{"go.mod": goMod, "a/a.go": "package a\n\nimport \"example.com/absent\"\n\nvar A = absent.A\n", "k/k.go": in("k", keep)},
			state: candor.Partial,
			want:  "a/a.go:3: go.mod requires no module that provides example.com/absent; run go mod tidy\n",
		},
		{
			name:  "a broken go.mod",
			files: map[string]string{"go.mod": "modul example.com\n", "a/a.go": in("a", drop)},
			state: candor.Failed,
			want:  "unknown directive: modul",
		},
		{
			name:  "a Go version to come",
			files: map[string]string{"go.mod": "module example.com/deals\n\ngo 1.999\n", "a/a.go": in("a", drop)},
			state: candor.Failed,
			want:  "requires go >= 1.999",
		},
		{
			name:  "excluded by build constraints",
			files: map[string]string{"go.mod": goMod, "a/a.go": in("a", keep), "w/w_plan9.go": in("w", drop)},
			state: candor.Partial,
			want:  "unresolved w: excluded by build constraints for ",
		},
		{
			name:  "cgo",
			files: map[string]string{"go.mod": goMod, "a/a.go": in("a", keep), "c/c.go": "package c\n\nimport \"C\"\n"},
			state: candor.Partial,
			want:  "unresolved c: uses cgo, which is switched off",
		},
		{
			name: "embedded files that a build makes",
			files: map[string]string{"go.mod": goMod, "a/a.go": in("a", keep) +
				"\n//go:embed dist/*\nvar d embed.FS\n\n//go:embed x.txt\nvar x string\n"},
			state: candor.Failed, // without the import
			want:  "undefined: embed",
		},
		{
			name: "embedded files that a build makes, by the book",
			files: map[string]string{"go.mod": goMod,
				"a/a.go": "package a\n\nimport (\n\t\"database/sql\"\n\t\"embed\"\n)\n\n//go:embed all:dist\nvar d embed.FS\n\n//go:embed x.txt y/*.tmpl\nvar x embed.FS\n\nfunc A(db *sql.DB) { db.Exec(\"DELETE FROM deals\") }\n"},
			state: candor.Ran,
			want:  "fail a/a.go:14:22 a.A: db.Exec\n",
		},
		{
			name:  "tests and test data are left alone",
			files: map[string]string{"go.mod": goMod, "a/a.go": in("a", keep), "a/a_test.go": in("a", drop), "a/testdata/x/x.go": in("x", drop)},
			state: candor.Ran,
			want:  "pass a/a.go:6:12 a.Keep: db.Exec\n",
		},
		{
			name: "a vendored tree",
			files: map[string]string{"go.mod": goMod + "\nrequire example.com/dep v1.0.0\n",
				"vendor/modules.txt": "# example.com/dep v1.0.0\n## explicit; go 1.24\nexample.com/dep\n", "vendor/example.com/dep/dep.go": in("dep", keep),
				"a/a.go": "package a\n\nimport (\n\t\"database/sql\"\n\n\t\"example.com/dep\"\n)\n\nfunc A(db *sql.DB) {\n\tdep.Keep(db)\n}\n"},
			options: Options{Mutations: []string{"example.com/dep.Keep"}},
			state:   candor.Ran,
			want:    "fail a/a.go:10:2 a.A: dep.Keep\n",
		},
		{
			name: "a workspace",
			files: map[string]string{"go.mod": goMod + "\nrequire example.com/dep v0.0.0\n", "go.work": "go 1.24\n\nuse (\n\t.\n\t./dep\n)\n",
				"dep/go.mod": "module example.com/dep\n\ngo 1.24\n", "dep/dep.go": in("dep", keep),
				"a/a.go": "package a\n\nimport (\n\t\"database/sql\"\n\n\t\"example.com/dep\"\n)\n\nfunc A(db *sql.DB) error { return dep.Keep(db) }\n"},
			options: Options{Mutations: []string{"example.com/dep.Keep"}},
			state:   candor.Ran,
			want:    "pass a/a.go:9:35 a.A: dep.Keep\n",
		},
		{
			name:    "a mutation that nothing declares",
			files:   map[string]string{"go.mod": goMod, "a/a.go": in("a", keep)},
			options: Options{Mutations: []string{"example.com/deals/a.Keep", "example.com/deals/a.(*T).Kepe"}},
			state:   candor.Partial,
			want:    "pass a/a.go:6:12 a.Keep: db.Exec\n",
		},
		{
			name:    "a check that panics is an error of the package",
			files:   map[string]string{"go.mod": goMod, "a/a.go": in("a", keep)},
			options: Options{Checks: []*check.Check{panics()}},
			state:   candor.Failed,
			want: "unknown a/a.go example.com/deals/a\n" +
				"error example.com/deals/a: test/panics stumbled over the package: boom; please report this\n",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			out := run(t, tt.options, tt.files)
			if out.Run.State != tt.state {
				t.Errorf("state: got %v (%s), want %v", out.Run.State, out.Run.Reason, tt.state)
			}
			if got := lines(out); !strings.Contains(got, tt.want) || tt.want == "" && got != "" {
				t.Errorf("got:\n%s\nwant:\n%s", got, tt.want)
			}
			for _, r := range out.Results {
				if r.Rule == "" || r.Message == "" || r.At.Path == "" || r.Outcome == candor.Fail && r.Fix == "" {
					t.Errorf("not whole: %+v", r)
				}
			}
		})
	}
}

func panics() *check.Check {
	return check.New("panics", candor.Rule{ID: "test/panics"}, judgePanics)
}

func TestWithoutGo(t *testing.T) {
	dir := writeTree(t, map[string]string{"go.mod": goMod, "a/a.go": in("a", drop)})
	t.Setenv("PATH", t.TempDir())
	out, err := Run(t.Context(), Options{Dir: dir, Modules: []string{"."}})
	if err != nil || out.Run.State != candor.Failed || !strings.Contains(out.Run.Reason, "install Go") {
		t.Errorf("got %+v, %v", out.Run, err)
	}
}

func TestBadMutation(t *testing.T) {
	if _, err := Run(t.Context(), Options{Dir: t.TempDir(), Mutations: []string{"Save"}}); err == nil {
		t.Error("a mutation that is no symbol is accepted")
	}
}
