package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// conform completes a value by the type of its variable: attributes that the
// type calls optional and the value leaves out are null or have their default.
func (m *module) conform(n *iac.Node, typ hclsyntax.Expression, depth int) *iac.Node {
	call, ok := typ.(*hclsyntax.FunctionCallExpr)
	if !ok || len(call.Args) == 0 || depth > maxDepth {
		return n
	}
	c := *n
	switch call.Name {
	case "optional":
		if n.Kind == iac.None && len(call.Args) > 1 {
			n = m.inScope(nil, func() *iac.Node { return m.eval(call.Args[1], depth+1) })
		}
		return m.conform(n, call.Args[0], depth+1)
	case "list", "set", "tuple":
		if n.Kind != iac.List || call.Name == "tuple" {
			return n
		}
		c.Items = nil
		for _, x := range n.Items {
			c.Items = append(c.Items, m.conform(x, call.Args[0], depth+1))
		}
		return &c
	case "map":
		if n.Kind != iac.Map {
			return n
		}
		c.Entries = nil
		for _, e := range n.Entries {
			e.Node = m.conform(e.Node, call.Args[0], depth+1)
			c.Entries = append(c.Entries, e)
		}
		return &c
	case "object":
		def, isObject := call.Args[0].(*hclsyntax.ObjectConsExpr)
		if n.Kind != iac.Map || !isObject {
			return n
		}
		c.Entries = nil
		for _, item := range def.Items {
			key, ok := keyword(item.KeyExpr)
			if !ok {
				return n
			}
			v := attr(n, key, n.At)
			opt, _ := item.ValueExpr.(*hclsyntax.FunctionCallExpr)
			if v.Fails && opt != nil && opt.Name == "optional" {
				v = iac.Nothing(n.At)
				if len(opt.Args) < 2 && n.From == "default" {
					v = iac.Hidden(key+" is not set by default", n.At)
				}
			}
			whole := m.conform(v, item.ValueExpr, depth+1)
			if n.From == "default" && whole.Kind != iac.None {
				whole = asDefault(whole, n.Why)
			}
			c.Entries = append(c.Entries, iac.Entry{Key: key, At: v.At, Node: whole})
		}
		return &c
	}
	return n
}
