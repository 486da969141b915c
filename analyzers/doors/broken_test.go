package doors

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/effects"
)

type noImports struct{}

func (noImports) Import(string) (*types.Package, error) { return nil, errors.New("not there") }

// TestBroken: packages whose imports are missing, and files that are cut off,
// give what can be read and never a panic.
func TestBroken(t *testing.T) {
	var all []Fragment
	err := filepath.WalkDir("testdata/src", func(p string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(p, ".go") {
			return err
		}
		fset := token.NewFileSet()
		whole, err := parser.ParseFile(fset, p, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		size := fset.Position(whole.FileEnd).Offset
		files := []*ast.File{whole}
		for cut := size / 3; cut < size; cut += size / 3 {
			f, _ := parser.ParseFile(fset, p, readPart(t, p, cut), parser.SkipObjectResolution)
			if f != nil {
				files = append(files, f)
			}
		}
		for _, f := range files {
			info := &types.Info{
				Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
				Selections: map[*ast.SelectorExpr]*types.Selection{}, Implicits: map[ast.Node]types.Object{}, Instances: map[*ast.Ident]types.Instance{},
			}
			cfg := types.Config{Importer: noImports{}, Error: func(error) {}}
			pkg, _ := cfg.Check(filepath.ToSlash(filepath.Dir(p)), fset, []*ast.File{f}, info)
			fr := Extract(Input{Fset: fset, Files: []*ast.File{f}, Pkg: pkg, Info: info})
			Join([]Fragment{fr}, Config{})
			all = append(all, fr)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	Join(all, Config{})
	if got := Extract(Input{}); len(got.Calls) != 0 {
		t.Errorf("of nothing: %+v", got)
	}
}

// TestCircles: values that hold each other end.
func TestCircles(t *testing.T) {
	self := Val{Op: OpLocal, Defs: []int{0}}
	f := Fragment{
		Path:  "p",
		Funcs: []Func{{Sym: "p.F", Params: 1, Returns: [][]Val{{{Op: OpCall, N: 0}}}}},
		Defs:  []Def{{In: "p.F", Val: Val{Op: OpAppend, Args: []Val{self, self}}}, {In: "p.F", Val: Val{Op: OpLocal, Defs: []int{1, 7, -1}}}},
		Loops: []Loop{{In: "p.F", List: self}},
		Calls: []Call{
			{In: "p.F", Callee: "p.F", Args: []Val{{Op: OpParam, Sym: "p.F"}}, Loops: []int{0}},
			{In: "p.F", Callee: "github.com/go-chi/chi.(*Mux).Get", Recv: &Val{Op: OpCall, N: 2}, Args: []Val{self, {Op: OpParam, Sym: "p.F"}}},
			{In: "p.F", Callee: "github.com/go-chi/chi.(*Mux).With", Recv: &Val{Op: OpCall, N: 2}, Args: []Val{{Op: OpCall, N: 99}}},
		},
		Fields: []Assign{{Sym: "p.T.f", In: "p.F", Val: Val{Op: OpField, Sym: "p.T.f"}}},
	}
	ds := Join([]Fragment{f}, Config{})
	if len(ds) == 0 {
		t.Fatal("a registration was dropped")
	}
	for _, d := range ds {
		if d.Unresolved == "" {
			t.Errorf("resolved: %s", doorText(d))
		}
	}
}

func TestPaths(t *testing.T) {
	for _, c := range []struct{ fw, prefix, path, want string }{
		{"chi", "/a", "/", "/a"}, {"chi", "/a/", "/b", "/a/b"}, {"gin", "/a", "b", "/a/b"}, {"gorilla/mux", "/a", "b", "/ab"},
		{"gin", "", "/b", "/b"}, {"gin", "/a", "", "/a"},
	} {
		if got := joinPath(c.fw, c.prefix, c.path); got != c.want {
			t.Errorf("%s: %q + %q = %q, want %q", c.fw, c.prefix, c.path, got, c.want)
		}
	}
	for s, want := range map[string]string{
		"github.com/go-chi/chi/v5.(*Mux).Get":                 "github.com/go-chi/chi.(Mux).Get",
		"github.com/grpc-ecosystem/grpc-gateway/v2/runtime.F": "github.com/grpc-ecosystem/grpc-gateway/runtime.F",
		"x.org/v/videos.F":                                    "x.org/v/videos.F", "a/v2": "a/v2",
	} {
		if got := frameworkName(s); got != want {
			t.Errorf("%s: %s, want %s", s, got, want)
		}
	}
}

func TestCallback(t *testing.T) {
	for _, c := range []struct {
		path    string
		handler effects.Symbol
		want    bool
	}{
		{"/auth/oidc/{p}/redirect", "a.h", true}, {"/sso", "a.h", true}, {"/x", "a.(*T).SAMLResponse", true},
		{"/accounts", "a.listAccounts", false}, {"/session", "a.h", false},
	} {
		if got := isCallback(&effects.Door{Path: c.path, Handler: c.handler}); got != c.want {
			t.Errorf("%s %s: %v", c.path, c.handler, got)
		}
	}
}
