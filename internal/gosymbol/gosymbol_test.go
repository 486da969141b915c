package gosymbol_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

const src = `package p

type T struct{}
type G[K comparable, V any] struct{}
type I interface { Do() error; error }
type A = T

func F() { func() { _ = func() {} }(); _ = func() {} }
func Gen[X any](x X) { _ = func() X { return x } }
func (T) Value() {}
func (*T) Pointer() { go func() {}() }
func (*A) Alias() {}
func (g *G[K, V]) Put(k K, v V) { defer func() {}() }

var table = map[string]func(){"a": func() {}, "b": func() {}}
var _ = func() { println(1) }
var _ = func() { println(2) }

func init() { _ = func() { println(3) } }
func init() { _ = func() { println(4) } }

func use(i I, g *G[string, int]) {
	F()
	Gen(1)
	T{}.Value()
	(&T{}).Pointer()
	(&T{}).Alias()
	g.Put("", 0)
	i.Do()
	i.Error()
	interface{ Anon() }(nil).Anon()
	var r interface{ Run() }
	r.Run()
}
`

func load(t *testing.T, src, path string) (*ast.File, *types.Info) {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{}}
	if _, err := (&types.Config{Importer: importer.Default()}).Check(path, fset, []*ast.File{f}, info); err != nil {
		t.Fatal(err)
	}
	return f, info
}

func TestOf(t *testing.T) {
	f, info := load(t, src, "x.org/m/p [x.org/m/p.test]")
	got := map[effects.Symbol]bool{}
	for _, obj := range info.Uses {
		if fn, ok := obj.(*types.Func); ok {
			got[gosymbol.Of(fn)] = true
		}
	}
	for _, want := range []effects.Symbol{
		"x.org/m/p.F", "x.org/m/p.Gen", "x.org/m/p.(T).Value", "x.org/m/p.(*T).Pointer", "x.org/m/p.(*T).Alias",
		"x.org/m/p.(*G).Put", "x.org/m/p.(I).Do", "(error).Error", "x.org/m/p.(interface).Anon", "x.org/m/p.(interface).Run",
	} {
		if !got[want] {
			t.Errorf("no %s in %v", want, got)
		}
	}
	if s := gosymbol.Of(nil); s != "" {
		t.Errorf("of nothing: %q", s)
	}
	_ = f
}

func TestLiterals(t *testing.T) {
	f, info := load(t, src, "x.org/m/p")
	var got []string
	for _, s := range gosymbol.Literals(info, f) {
		got = append(got, string(s))
	}
	slices.Sort(got)
	all := strings.Join(got, "\n")
	for _, want := range []string{
		"p.(*G).Put$1", "p.(*T).Pointer$1", "p.F$1", "p.F$2", "p.F$3", "p.Gen$1", "p.table$1", "p.table$2",
	} {
		if !slices.Contains(got, "x.org/m/"+want) {
			t.Errorf("no %s in\n%s", want, all)
		}
	}
	if n := strings.Count(all, "p.init#"); n != 2 {
		t.Errorf("%d literals in init, want 2 with names of their own:\n%s", n, all)
	}
	if n := strings.Count(all, "p._#"); n != 2 {
		t.Errorf("%d literals in blank variables:\n%s", n, all)
	}
	if len(slices.Compact(got)) != 12 {
		t.Errorf("%d names, want 12:\n%s", len(got), all)
	}
}

func TestOuter(t *testing.T) {
	for s, want := range map[effects.Symbol]effects.Symbol{
		"a/b.F":         "a/b.F",
		"a/b.F$1":       "a/b.F",
		"a/b.(*T).M$12": "a/b.(*T).M",
		"a$1/b.F":       "a$1/b.F",
		"a/b.init#0f$1": "a/b.init#0f",
		"":              "",
	} {
		if got := gosymbol.Outer(s); got != want {
			t.Errorf("%s: got %s, want %s", s, got, want)
		}
	}
}
