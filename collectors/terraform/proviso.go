package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// proviso is what a block stands under whose count or for_each rests on defaults:
// by them it is made or, when they choose what makes nothing, it is not. nil when that
// can't be told. Unlike what is empty without a choice, both sides are judged.
func (m *module) proviso(b *block) *iac.Proviso {
	if b.key != "" { // one of a collection that is known
		return nil
	}
	for _, name := range []string{"count", "for_each"} {
		a := b.Body.Attributes[name]
		if a == nil {
			continue
		}
		n := m.inScope(nil, func() *iac.Node { return m.eval(a.Expr, 0) })
		if n.From == "default" && n.Kind != iac.Unknown && !empty(n) {
			return &iac.Proviso{By: n.Why}
		}
		if n.Kind != iac.Either && n.Kind != iac.Unknown {
			continue
		}
		switch by, none, ok := m.byDefault(a.Expr); {
		case ok && none:
			return &iac.Proviso{Only: "if it is made: by the " + by + " it is not"}
		case ok:
			return &iac.Proviso{By: by}
		}
	}
	return nil
}

// byDefault tells whether a value makes nothing, and names the defaults by which. Those
// that are empty or null, which elsewhere say nothing of a variable, count as what
// they are.
func (m *module) byDefault(x hclsyntax.Expression) (by string, none, ok bool) {
	var known []map[string]*iac.Node
	for f := m; f != nil; f = f.caller {
		known = append(known, f.known)
		f.bare, f.known = true, make(map[string]*iac.Node)
	}
	defer func() {
		for f := m; f != nil; f = f.caller {
			f.bare, f.known, known = false, known[0], known[1:]
		}
	}()
	return m.chosenBranch(x)
}

func (m *module) chosenBranch(x hclsyntax.Expression) (why string, none, ok bool) {
	var by []string
	for range maxNesting {
		switch e := x.(type) {
		case *hclsyntax.ParenthesesExpr:
			x = e.Expression
			continue
		case *hclsyntax.FunctionCallExpr: // toset(var.on ? [...] : [])
			if (e.Name == "toset" || e.Name == "tomap" || e.Name == "tolist") && len(e.Args) == 1 {
				x = e.Args[0]
				continue
			}
		case *hclsyntax.ConditionalExpr:
			c := m.inScope(nil, func() *iac.Node { return m.eval(e.Condition, 0) })
			v, sure := c.Bool()
			if !sure || len(c.Others) > 0 {
				return "", false, false
			}
			if c.From == "default" {
				by = append(by, c.Why)
			}
			if x = e.FalseResult; v {
				x = e.TrueResult
			}
			continue
		}
		n := m.inScope(nil, func() *iac.Node { return m.eval(x, 0) })
		if n.From == "default" {
			by = append(by, n.Why)
		}
		told := n.Kind != iac.Unknown && n.Kind != iac.Either && len(n.Others) == 0
		return strings.Join(by, " and the "), empty(n), told && len(by) > 0
	}
	return "", false, false
}
