package tlsconfig

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

func TestCheck(t *testing.T) {
	rs := analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), New().Analyzer, "a", "configurable")
	counts := make(map[candor.Outcome]int)
	for _, r := range rs {
		for _, s := range r.Result.(check.Population) {
			counts[s.Outcome]++
		}
	}
	want := map[candor.Outcome]int{candor.Pass: 4, candor.Fail: 6, candor.Unknown: 2}
	for o, n := range want {
		if counts[o] != n {
			t.Errorf("%v: got %d, want %d", o, counts[o], n)
		}
	}
}

func TestHidden(t *testing.T) {
	rs := analysistest.Run(t, analysistest.TestData(), New().Analyzer, "hidden", "old")
	counts := make(map[candor.Outcome]int)
	for _, s := range rs[0].Result.(check.Population) {
		counts[s.Outcome]++
	}
	if counts[candor.Pass] != 3 || counts[candor.Unknown] != 6 {
		t.Errorf("passes: got %d, want 3; unknown: got %d, want 6", counts[candor.Pass], counts[candor.Unknown])
	}
}

func TestModuleSettings(t *testing.T) {
	for _, c := range []struct{ name, mod, want string }{
		{"none", "module m\n\ngo 1.24\n", ""},
		{"old servers", "module m\n\ngo 1.24\n\ngodebug tls10server=1\n", "tls10server=1"},
		{"an old default", "module m\n\ngo 1.24\n\ngodebug (\n\tdefault=go1.21\n)\n", "default=go1.21"},
		{"a default of today", "module m\n\ngo 1.24\n\ngodebug default=go1.23\n", ""},
		{"broken", "module\x00", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := &judging{pass: &analysis.Pass{ReadFile: func(name string) ([]byte, error) {
				if name != filepath.Join("/m", "go.mod") {
					return nil, fs.ErrNotExist
				}
				return []byte(c.mod), nil
			}}}
			if _, got := j.ofModule(filepath.Join("/m", "cmd", "x"), false); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestDirectives(t *testing.T) {
	for _, c := range []struct {
		name, src, mod string
		line           int // of the failure, 0: none
	}{
		{"old servers", "// A comment.\n\n//go:debug tls10server=1\n\npackage main\n", "", 3},
		{"an old default", "//go:debug default=go1.20\npackage main\n", "", 1},
		{"something else", "//go:debug http2client=0\npackage main\n", "", 0},
		{"no program", "//go:debug tls10server=1\npackage edge\n", "", 0},
		{"by the module", "package main\n", "module m\n\ngodebug tls10server=1\n", 1},
		{"the package overrules the module", "//go:debug tls10server=0\npackage main\n", "module m\n\ngodebug tls10server=1\n", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			fset := token.NewFileSet()
			f, err := parser.ParseFile(fset, "/m/main.go", c.src, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			j := &judging{pass: &analysis.Pass{Fset: fset, Files: []*ast.File{f}, Pkg: types.NewPackage("m", f.Name.Name),
				ReadFile: func(string) ([]byte, error) { return []byte(c.mod), nil }}}
			line := 0
			for _, s := range j.debug() {
				line = fset.Position(s.Pos).Line
			}
			if line != c.line {
				t.Errorf("got a failure in line %d, want %d", line, c.line)
			}
		})
	}
}
