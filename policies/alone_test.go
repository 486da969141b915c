package policies

import (
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// A rule that is compiled without the others has all of the library and of the
// tables that it comes to: what is left out would be undefined, in silence.
func TestAlone(t *testing.T) {
	e, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	packages := make(map[string]bool)
	for _, text := range e.texts {
		packages[packageOf(text)] = true
	}
	fewer := 0
	for _, r := range e.byID {
		p, err := e.compile(func(x *ruleRef) bool { return x == r })
		if err != nil {
			t.Errorf("%s: %v", r.rule.ID, err)
			continue
		}
		have := make(map[string]bool)
		for _, m := range p.compiler.Modules {
			have[m.Package.Path.String()] = true
		}
		if !have["data.candor.rules."+r.topic+"."+r.name] || !have["data.candor.main"] {
			t.Errorf("%s: compiled without itself or the entry point", r.rule.ID)
		}
		if len(have) < len(packages)-len(e.rules)+2 {
			fewer++
		}
		for file, m := range p.compiler.Modules {
			ast.WalkRefs(m, func(ref ast.Ref) bool { // resolved: imports stand in full
				if !ref[0].Equal(ast.DefaultRootDocument) {
					return false
				}
				for pkg := range packages {
					named := strings.HasPrefix(ref.String()+".", pkg+".") || strings.HasPrefix(ref.String()+"[", pkg+"[")
					if named && !have[pkg] {
						t.Errorf("%s: %s names %s, and %s is left out", r.rule.ID, file, ref, pkg)
					}
				}
				return false
			})
		}
	}
	if fewer < len(e.rules)/2 {
		t.Errorf("only %d rules are compiled with less than all of the library", fewer)
	}
}
