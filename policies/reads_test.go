package policies

import (
	"slices"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// What is kept of a rule is right for other facts only if the rule names every
// kind of fact that it reads. So each place that reads facts names the kind as a
// text, or takes it from texts of the same module, and every rule that reaches
// the place, through the library or not, has it among its needs.
func TestRulesReadWhatTheyName(t *testing.T) {
	e, err := Load(Options{Tests: true})
	if err != nil {
		t.Fatal(err)
	}
	kinds := make(map[string]bool)
	for i := range e.rules {
		for _, k := range e.rules[i].Needs {
			kinds[k] = true
		}
	}
	reads := make(map[string][]string) // name of a definition -> kinds
	calls := make(map[string][]string) // -> names that it mentions
	for file, m := range e.whole.compiler.Modules {
		if strings.HasSuffix(file, "_test.rego") {
			continue
		}
		texts := make(map[string]bool)
		ast.WalkTerms(m, func(x *ast.Term) bool {
			if s, ok := x.Value.(ast.String); ok && kinds[string(s)] {
				texts[string(s)] = true
			}
			return false
		})
		for _, r := range m.Rules {
			name := m.Package.Path.String() + "." + r.Head.Name.String()
			if r.Head.Name == "" {
				name = m.Package.Path.String() + "." + r.Head.Ref()[0].String()
			}
			read := func(arg *ast.Term) {
				if s, ok := arg.Value.(ast.String); ok {
					reads[name] = append(reads[name], string(s))
					return
				}
				for k := range texts {
					reads[name] = append(reads[name], k)
				}
			}
			look := func(x *ast.Term) bool {
				v, ok := x.Value.(ast.Ref)
				if !ok {
					return false
				}
				if v.HasPrefix(ast.MustParseRef("input.facts")) && name != "data.candor.lib.facts" {
					t.Errorf("%s: %s reads %s by itself; lib.facts says of which kind", file, name, v)
				}
				for n := 3; n <= len(v); n++ {
					calls[name] = append(calls[name], v[:n].String())
				}
				return false
			}
			ast.WalkTerms(r, look)
			ast.WalkExprs(r, func(x *ast.Expr) bool {
				if x.IsCall() && x.Operator().String() == "data.candor.lib.facts" {
					read(x.Operand(0))
				}
				return false
			})
			ast.WalkTerms(r, func(x *ast.Term) bool {
				if c, ok := x.Value.(ast.Call); ok && c[0].String() == "data.candor.lib.facts" {
					read(c[1])
				}
				return false
			})
		}
	}
	checked := 0
	for _, ref := range e.byID {
		seen := make(map[string]bool)
		var follow func(name string)
		follow = func(name string) {
			if seen[name] {
				return
			}
			seen[name] = true
			for _, k := range reads[name] {
				if checked++; !slices.Contains(ref.rule.Needs, k) {
					t.Errorf("%s reads %s, in %s, and does not name it", ref.rule.ID, k, name)
				}
			}
			for _, n := range calls[name] {
				follow(n)
			}
		}
		own := "data.candor.rules." + ref.topic + "." + ref.name + "."
		for name := range calls {
			if strings.HasPrefix(name, own) {
				follow(name)
			}
		}
		if len(seen) == 0 {
			t.Errorf("%s: nothing of it was looked at", ref.rule.ID)
		}
	}
	if checked < 150 {
		t.Errorf("only %d places that read facts were found", checked)
	}
}
