package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// proviso is what a block stands under whose count or for_each is a choice, of which
// the defaults take what makes nothing; nil when that can't be told. Unlike what is
// empty without a choice, both sides are judged.
func (m *module) proviso(b *block) *iac.Proviso {
	for _, name := range []string{"count", "for_each"} {
		a := b.Body.Attributes[name]
		if a == nil {
			continue
		}
		n := m.inScope(nil, func() *iac.Node { return m.eval(a.Expr, 0) })
		if n.Kind != iac.Either && n.Kind != iac.Unknown {
			continue
		}
		if by, ok := m.emptyBy(a.Expr); ok {
			return &iac.Proviso{Only: "if it is made: by the " + by + " it is not"}
		}
	}
	return nil
}

// emptyBy names the defaults by which a value makes nothing. Those that are empty or
// null, which elsewhere say nothing of a variable, count as what they are.
func (m *module) emptyBy(x hclsyntax.Expression) (string, bool) {
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
	return m.emptyBranch(x)
}

func (m *module) emptyBranch(x hclsyntax.Expression) (string, bool) {
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
			v, ok := c.Bool()
			if !ok || len(c.Others) > 0 {
				return "", false
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
		return strings.Join(by, " and the "), len(by) > 0 && len(n.Others) == 0 && empty(n)
	}
	return "", false
}
