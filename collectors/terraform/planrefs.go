package terraform

import (
	"encoding/json"
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

// references gives the attributes of a resource that are one reference each.
func (pl *plan) references(c *planChange) map[string]string {
	steps := strings.Split(indexes.ReplaceAllString(c.Module, ""), ".")
	root := pl.root
	for i := 0; i+1 < len(steps) && root != nil; i += 2 {
		root = root.Calls[steps[i+1]].Module
	}
	out := make(map[string]string)
	if root == nil {
		return out
	}
	for _, r := range root.Resources {
		if r.Type != c.Type || r.Name != c.Name || r.Mode != c.Mode {
			continue
		}
		for key, raw := range r.Expressions {
			var e struct {
				References []string `json:"references"`
			}
			if json.Unmarshal(raw, &e) != nil {
				continue
			}
			if ref := single(e.References); ref != "" {
				out[key] = ref
			}
		}
	}
	return out
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
