package analyzers

import (
	"go/ast"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// renamer finds calls of old and mends them by a call of new; every second of
// its findings has an edit that meets the one before.
func renamer() *check.Check {
	c := check.New("renamer", candor.Rule{ID: "test/rename"}, func(*analysis.Pass) (check.Population, error) { return nil, nil })
	c.Analyzer.Run = func(pass *analysis.Pass) (any, error) {
		var all check.Population
		for _, f := range pass.Files {
			ast.Inspect(f, func(n ast.Node) bool {
				id, ok := n.(*ast.Ident)
				if !ok || !strings.HasPrefix(id.Name, "old") || pass.TypesInfo.Uses[id] == nil {
					return true
				}
				s := check.Subject{Name: id.Name, Outcome: candor.Fail, Message: id.Name + " is old", Pos: id.Pos(), End: id.End()}
				all = append(all, s)
				d := analysis.Diagnostic{Pos: s.Pos, End: s.End, Category: "test/rename", Message: s.Message}
				if id.Name != "oldKept" {
					d.SuggestedFixes = []analysis.SuggestedFix{{Message: "take the new one", TextEdits: []analysis.TextEdit{{Pos: id.Pos(), End: id.End(), NewText: []byte("new" + id.Name[3:])}}}}
				}
				pass.Report(d)
				return true
			})
		}
		return all, nil
	}
	return c
}

func TestFix(t *testing.T) {
	dir := writeTree(t, map[string]string{"go.mod": goMod, "a/a.go": `
package a

func oldA() {}
func newA() {}
func oldKept() {}

func use() {
	oldA(); oldA()
	oldKept()
}
`})
	var b strings.Builder
	out, err := RunVet(t.Context(), &b, dir, nil, VetOptions{Checks: []*check.Check{renamer()}, Programs: []*check.Program{}, Fix: true})
	if err != nil {
		t.Fatal(err)
	}
	if out.Fixed != 2 || out.Findings != 1 || b.String() != "a/a.go:9:2: oldKept is old (test/rename)\n" {
		t.Errorf("%+v\n%s", out, b.String())
	}
	got, err := os.ReadFile(filepath.Join(dir, "a/a.go"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(got), "\tnewA()\n\tnewA()\n\toldKept()\n") {
		t.Errorf("got\n%s", got)
	}
}

func TestRewrite(t *testing.T) {
	name := filepath.Join(t.TempDir(), "x.go")
	src := "package x\n\nvar a = 1\n"
	if err := os.WriteFile(name, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, es := range map[string][]edit{
		"no Go code": {{name, 0, 7, "{"}}, "past the end": {{name, 10, 1000, "x"}},
	} {
		if err := rewrite(name, es); err == nil {
			t.Errorf("%s: no error", what)
		}
		if b, _ := os.ReadFile(name); string(b) != src {
			t.Errorf("%s: the file is %q", what, b)
		}
	}
}
