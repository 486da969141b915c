package doors

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"
)

// fewImports gives a net/http of a few lines.
type fewImports struct{ fset *token.FileSet }

func (i fewImports) Import(path string) (*types.Package, error) {
	f, err := parser.ParseFile(i.fset, "http.go", `package http

type Handler interface{ ServeHTTP() }
type ServeMux struct{}

func (*ServeMux) Handle(pattern string, h Handler) {}
func NotFoundHandler() Handler                     { return nil }
`, 0)
	if err != nil {
		return nil, err
	}
	return new(types.Config).Check(path, i.fset, []*ast.File{f}, nil)
}

func typed(t *testing.T, src string) Input {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}
	pkg, err := (&types.Config{Importer: fewImports{fset}}).Check("example.com/p", fset, []*ast.File{f}, info)
	if err != nil {
		t.Fatal(err)
	}
	return Input{Fset: fset, Files: []*ast.File{f}, Pkg: pkg, Info: info}
}

// Texts that a fragment keeps are shown to people and written to caches.
func TestFragmentHoldsNoSecrets(t *testing.T) {
	in := typed(t, `package p

import "net/http"

func connect(s string) http.Handler { return http.NotFoundHandler() }

func reachable(s string) bool { return s != "" }

func Routes(mux *http.ServeMux) {
	if reachable("postgres://u:hunter22@db/x") {
		mux.Handle("/a", connect(dsn("postgres://u:hunter22@db/x")))
	}
	switch {
	case reachable("password=hunter22hunter"):
		h := connect(dsn("password=hunter22hunter"))
		mux.Handle("/b", h)
	}
}

func dsn(s string) string { return s + "x" }
`)
	f := Extract(in)
	var texts []string
	var val func(v *Val)
	val = func(v *Val) {
		if v == nil {
			return
		}
		if v.Op != OpConst {
			texts = append(texts, v.Text)
		}
		val(v.Base)
		for i := range v.Args {
			val(&v.Args[i])
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		texts = append(texts, c.Cond, c.Text)
		val(c.Fun)
		val(c.Recv)
		for k := range c.Args {
			val(&c.Args[k])
		}
	}
	for i := range f.Defs {
		texts = append(texts, f.Defs[i].Cond)
		val(&f.Defs[i].Val)
	}
	conds := 0
	for _, s := range texts {
		if strings.Contains(s, "hunter22") {
			t.Errorf("a secret is left in %q", s)
		}
		if strings.Contains(s, "reachable(") {
			conds++
		}
	}
	if conds == 0 {
		t.Error("no condition was kept; the test looks at nothing")
	}
}
