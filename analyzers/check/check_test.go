package check

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/candor-dev/candor"
)

func TestValidate(t *testing.T) {
	whole := candor.Rule{
		ID: "topic/name", Title: "t", Help: "h", Fix: "f", Control: "c", Version: "1", Engine: "go", Needs: []string{"go.package"},
		Examples: []candor.Example{{Outcome: candor.Pass}, {Outcome: candor.Fail}, {Outcome: candor.Unknown}},
	}
	none := func(*analysis.Pass) (Population, error) { return nil, nil }
	if err := New("name", whole, none).Validate(); err != nil {
		t.Error(err)
	}
	for want, spoil := range map[string]func(*Check){
		"topic/name":      func(c *Check) { c.Rule.ID = "name" },
		"title, help":     func(c *Check) { c.Rule.Help = "" },
		"no control":      func(c *Check) { c.Rule.Control = "" },
		"no version":      func(c *Check) { c.Rule.Version = "" },
		"engine":          func(c *Check) { c.Rule.Engine = "rego" },
		"kind of fact":    func(c *Check) { c.Rule.Needs = nil },
		"that is unknown": func(c *Check) { c.Rule.Examples = c.Rule.Examples[:2] },
		"no population":   func(c *Check) { c.Analyzer = &analysis.Analyzer{} },
	} {
		c := New("name", whole, none)
		spoil(c)
		if err := c.Validate(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", want, err)
		}
	}
}

func TestNames(t *testing.T) {
	src := `package p
func (s *T[K, V]) A() { s.db.tx().Exec(); s.db.Exec(); func() {}() }
func (T) B() {}
func C() {}`
	f, err := parser.ParseFile(token.NewFileSet(), "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"(*T).A", "(T).B", "C"} {
		if got := FuncName(f.Decls[i].(*ast.FuncDecl)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	for i, want := range []string{"….Exec", "s.db.Exec", "func literal"} {
		call := f.Decls[0].(*ast.FuncDecl).Body.List[i].(*ast.ExprStmt).X.(*ast.CallExpr)
		if got := CallText(call); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
