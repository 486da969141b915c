package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// planRef is an expression that consists of one reference.
type planRef struct {
	nodeExpr
	ref, key string
}

// link turns the references to resources of the same module into traversals,
// once all of them are there.
func (m *module) link() {
	for _, b := range m.blocks {
		for _, a := range b.Body.Attributes {
			r, ok := a.Expr.(planRef)
			if !ok {
				continue
			}
			a.Expr = r.nodeExpr
			parts := strings.Split(r.ref, ".")
			if len(parts) != 3 {
				continue
			}
			for _, key := range []string{"", r.key} {
				if m.byName[parts[0]+"."+parts[1]+key] == nil {
					continue
				}
				rng := r.SrcRange
				a.Expr = &hclsyntax.ScopeTraversalExpr{SrcRange: rng, Traversal: hcl.Traversal{
					hcl.TraverseRoot{Name: parts[0], SrcRange: rng}, hcl.TraverseAttr{Name: parts[1] + key, SrcRange: rng}, hcl.TraverseAttr{Name: parts[2], SrcRange: rng},
				}}
				break
			}
		}
	}
}

// module is what a plan says of the configuration of the module at an address.
func (m *planModule) module(address string) *planModule {
	steps := strings.Split(indexes.ReplaceAllString(address, ""), ".")
	for i := 0; i+1 < len(steps) && m != nil; i += 2 {
		call := m.calls[steps[i+1]]
		if call == nil {
			return nil
		}
		m = call.module
	}
	return m
}

// of gives the attributes of a resource that are one reference each.
func (m *planModule) of(c *planChange) map[string]string {
	if m == nil {
		return nil
	}
	return m.references[c.Mode+" "+c.Type+"."+c.Name]
}

// single is the attribute of a resource that is all an expression refers to,
// without indexes; "" for any other expression. Terraform names the attribute
// first and then what holds it.
func single(refs []string) string {
	ref := ""
	for i, r := range refs {
		r = brackets.ReplaceAllString(r, "")
		switch {
		case i == 0:
			ref = r
		case r != "each.key" && r != "each.value" && r != "count.index" && !strings.HasPrefix(ref, r):
			return ""
		}
	}
	root, _, _ := strings.Cut(ref, ".")
	if strings.Count(ref, ".") != 2 || slices.Contains([]string{"data", "var", "module", "local", "each"}, root) {
		return ""
	}
	return ref
}
