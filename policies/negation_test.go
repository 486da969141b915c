package policies

import (
	"fmt"
	"maps"
	"regexp"
	"strings"
	"testing"

	"github.com/open-policy-agent/opa/v1/ast"
)

// TestNoRuleNegatesAnUnknown holds every built-in rule to the words of lib.rego:
// a test on a value that may be unknown is never negated, because "not" is true
// of what is undefined, and an unknown would count as the opposite. A value is
// one with k, v and raw; it must be known to be there, in the same body or one
// around it, before a negated test looks at it. Where the negation is meant, a
// comment right above says so: "# not: ...".
func TestNoRuleNegatesAnUnknown(t *testing.T) {
	e, err := Load(Options{Tests: true}) // else they are parsed where they have something to judge
	if err != nil {
		t.Fatal(err)
	}
	maps.DeleteFunc(e.modules, func(file string, _ *ast.Module) bool { return strings.HasSuffix(file, "_test.rego") })
	if len(e.modules) < len(e.rules) {
		t.Fatalf("%d modules, %d rules", len(e.modules), len(e.rules))
	}
	c := negations{readers: valueReaders(e.modules), comments: make(map[string]bool)}
	for file, m := range e.modules {
		for _, cm := range m.Comments {
			if strings.HasPrefix(strings.TrimSpace(string(cm.Text)), "not: ") {
				c.comments[fmt.Sprintf("%s:%d", file, cm.Location.Row+1)] = true
			}
		}
	}
	for _, file := range sortedKeys(e.modules) {
		for _, r := range e.modules[file].Rules {
			for ; r != nil; r = r.Else {
				c.body(file, r.Body, nil)
			}
		}
	}
	for _, f := range c.found {
		t.Error(f)
	}
}

// TestNegationCheckCanFail shows the check a rule that is wrong.
func TestNegationCheckCanFail(t *testing.T) {
	for body, want := range map[string]int{
		`not f.value.x.v == "on"`:                                  1,
		`lib.known(f.value.x); not f.value.x.v == "on"`:            0,
		`f.value.x.k in {"known", "pattern"}; not good(f.value.x)`: 0,
		`not good(f.value.x)`:                                      1,
		`every y in f.value.list { not y.v == "on" }`:              1,
		`not f.value.name == "x"`:                                  0,
	} {
		src := "package candor.rules.t.x\nimport data.candor.lib\ngood(x) if x.v == \"on\"\nbad(f) if { " + body + " }\n"
		m, err := ast.ParseModuleWithOpts("x.rego", src, ast.ParserOptions{RegoVersion: ast.RegoV1})
		if err != nil {
			t.Fatal(err)
		}
		mods := map[string]*ast.Module{"x.rego": m}
		c := negations{readers: valueReaders(mods)}
		for _, r := range m.Rules {
			c.body("x.rego", r.Body, nil)
		}
		if len(c.found) != want {
			t.Errorf("%s: %v", body, c.found)
		}
	}
}

type negations struct {
	readers  map[string]map[int]bool // function -> the parameters whose value it reads
	comments map[string]bool
	found    []string
}

// body looks at a body; held are the values that are known around it.
func (c *negations) body(file string, b ast.Body, held []string) {
	for _, x := range b {
		if x.Negated {
			for _, v := range c.values(x) {
				at := fmt.Sprintf("%s:%d", file, x.Location.Row)
				if !covered(held, v) && !c.comments[at] {
					c.found = append(c.found, fmt.Sprintf("%s: %s negates a test on %s, which may be unknown", at, x, v))
				}
			}
		} else {
			held = append(held, settles(x)...)
		}
		ast.NewGenericVisitor(func(n any) bool {
			switch n := n.(type) {
			case *ast.Every:
				c.body(file, n.Body, held)
				return true
			case *ast.ArrayComprehension:
				c.body(file, n.Body, held)
				return true
			case *ast.SetComprehension:
				c.body(file, n.Body, held)
				return true
			case *ast.ObjectComprehension:
				c.body(file, n.Body, held)
				return true
			}
			return false
		}).Walk(x)
	}
}

// values are those that a negated expression reads, itself or by a function.
func (c *negations) values(x *ast.Expr) []string {
	var out []string
	ast.WalkRefs(x, func(r ast.Ref) bool {
		if base, ok := valueOf(r); ok {
			out = append(out, base)
		}
		return false
	})
	call := func(name string, args []*ast.Term) {
		for i := range c.readers[name] {
			if i < len(args) {
				switch args[i].Value.(type) {
				case ast.Ref, ast.Var:
					out = append(out, args[i].String())
				}
			}
		}
	}
	if x.IsCall() {
		call(shortName(x.Operator().String()), x.Operands())
	}
	ast.WalkTerms(x, func(t *ast.Term) bool {
		if k, ok := t.Value.(ast.Call); ok {
			call(shortName(k[0].String()), k[1:])
		}
		return false
	})
	return out
}

// valueOf tells a reference to the content of a value: X.v or X.raw.
func valueOf(r ast.Ref) (string, bool) {
	if len(r) < 2 {
		return "", false
	}
	s, ok := r[len(r)-1].Value.(ast.String)
	if !ok || s != "v" && s != "raw" {
		return "", false
	}
	return r[:len(r)-1].String(), true
}

var settled = regexp.MustCompile(`^(?:(?:data\.candor\.)?lib\.(?:known|pattern)\((.+)\)|"(?:known|pattern)" = (.+)\.k|(.+)\.k = "(?:known|pattern)"|internal\.member_2\((.+)\.k, \{(?:"known"|"pattern"|, )+\}\))$`)

// settles are the values of which an expression says that they are there.
func settles(x *ast.Expr) []string {
	text := strings.NewReplacer(" == ", " = ").Replace(x.String())
	if m := settled.FindStringSubmatch(text); m != nil {
		return []string{m[1] + m[2] + m[3] + m[4]}
	}
	return nil
}

func covered(held []string, v string) bool {
	for _, h := range held {
		if h == v {
			return true
		}
	}
	return false
}

// valueReaders finds the functions that read the content of a parameter.
func valueReaders(mods map[string]*ast.Module) map[string]map[int]bool {
	out := make(map[string]map[int]bool)
	for _, m := range mods {
		for _, r := range m.Rules {
			if len(r.Head.Args) == 0 {
				continue
			}
			name := shortName(r.Head.Name.String())
			for i, a := range r.Head.Args {
				p, ok := a.Value.(ast.Var)
				if !ok {
					continue
				}
				ast.WalkRefs(r, func(ref ast.Ref) bool {
					if base, ok := valueOf(ref); ok && (base == string(p) || strings.HasPrefix(base, string(p)+".")) {
						if out[name] == nil {
							out[name] = make(map[int]bool)
						}
						out[name][i] = true
					}
					return false
				})
			}
		}
	}
	// What settles a value itself is no reader to be afraid of.
	delete(out, "known")
	delete(out, "pattern")
	return out
}

// shortName is the last part of a function's name: helpers have names of their
// own within the rules.
func shortName(s string) string { return s[strings.LastIndexByte(s, '.')+1:] }
