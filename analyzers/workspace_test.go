package analyzers

import (
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// A method of one module that fails with a write, called in another of the same
// go.work: both modes see the loss.
func TestWorkspaceMethods(t *testing.T) {
	files := map[string]string{
		"go.work":      "go 1.24\n\nuse (\n\t./store\n\t./web\n)\n",
		"store/go.mod": "module example.com/store\n\ngo 1.24\n",
		"store/store.go": `package store

import "database/sql"

type Store struct{ DB *sql.DB }

func (s *Store) Save() error { _, err := s.DB.Exec("DELETE FROM deals"); return err }
`,
		"web/go.mod":    "module example.com/web\n\ngo 1.24\n\nrequire example.com/store v0.0.0\n",
		"web/web.go":    "package web\n\nimport \"example.com/store\"\n\nfunc Drop(s *store.Store) { s.Save() }\n",
		"web/ent/x.go":  "//go:build enterprise\n\npackage ent\n\nfunc X() {}\n",
		"alone/go.mod":  "module example.com/alone\n\ngo 1.24\n",
		"alone/main.go": "package main\n\nfunc main() {}\n",
	}
	const want = "web/web.go:5:29: the error of s.Save (the DELETE from deals) in web.Drop is thrown away: the call is a statement of its own (errors/dropped)\n"
	dir := writeTree(t, files)

	var b strings.Builder
	vet, err := RunVet(t.Context(), &b, dir, nil, VetOptions{})
	if err != nil || b.String() != want {
		t.Errorf("vet at the root of the workspace: %v\n%s", err, b.String())
	}
	if len(vet.LeftOut) != 1 || !strings.Contains(vet.LeftOut[0], "web/ent was not judged: is built only with -tags enterprise") {
		t.Errorf("left out: %q", vet.LeftOut)
	}

	out, err := Run(t.Context(), Options{Dir: dir, Modules: []string{"alone", "store", "web"}})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(out.Results, func(r candor.Result) bool {
		return r.Rule == "errors/dropped" && r.Outcome == candor.Fail && r.At.Path == "web/web.go" && r.At.Line == 5
	}) {
		t.Errorf("check does not find what vet finds: %v", out.Results)
	}
	if len(out.Facts) != 4 {
		t.Errorf("got %d facts of packages, want 4 (3 packages, 1 left out)", len(out.Facts))
	}
}

func TestWorkspaceThatDoesNotLoad(t *testing.T) {
	dir := writeTree(t, map[string]string{
		"go.work":  "go 1.24\n\nuse (\n\t./a\n\t./b\n)\n",
		"a/go.mod": "module example.com/a\n\ngo 1.24\n", "a/a.go": "package a\n",
		"b/go.mod": "module example.com/b\n\ngo broken\n", "b/b.go": "package b\n",
	})
	out, err := Run(t.Context(), Options{Dir: dir, Modules: []string{"a", "b"}})
	if err != nil || len(out.Facts) == 0 || out.Run.State == candor.Ran {
		t.Errorf("got %v, %+v, %v", err, out.Run, out.Facts)
	}
}

func TestVetOutsideOfModules(t *testing.T) {
	dir := writeTree(t, map[string]string{"a/go.mod": "module example.com/a\n\ngo 1.24\n", "a/a.go": "package a\n"})
	if _, err := RunVet(t.Context(), new(strings.Builder), dir, nil, VetOptions{}); err == nil || !strings.Contains(err.Error(), "inside of a module") {
		t.Errorf("got %v", err)
	}
}
