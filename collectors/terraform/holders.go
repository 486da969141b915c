package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// findHolders notes which roles, users and groups hold the policies of the folder
// and those that it attaches. A role is known by the reference that names it; two
// references that read alike are one role. What an instance's own key decides is
// left out: it is another role in each.
func (m *module) findHolders() {
	for _, b := range m.blocks {
		if b.Type != "resource" {
			continue
		}
		at := placeOf(b)
		for _, key := range []string{"role", "roles", "user", "users", "group", "groups", "managed_policy_arns"} {
			a := b.Body.Attributes[key]
			if a == nil || len(b.typ) < 8 || b.typ[:8] != "aws_iam_" {
				continue
			}
			for _, name := range m.named(a.Expr) {
				if key == "managed_policy_arns" {
					m.sink.Hold(at, name, b.id)
					continue
				}
				m.sink.Hold(at, b.id, name)
				if arn := b.Body.Attributes["policy_arn"]; arn != nil {
					for _, policy := range m.named(arn.Expr) {
						m.sink.Hold(at, policy, name)
					}
				}
			}
		}
	}
}

// named are the things that an expression refers to: resources by their ids,
// others by the whole reference.
func (m *module) named(x hclsyntax.Expression) []string {
	switch e := x.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		switch root := e.Traversal.RootName(); root {
		case "each", "count", "self", "path", "terraform":
			return nil
		case "var", "local", "module", "data":
			return []string{traversalName(e.Traversal)}
		default:
			b := m.byName[root+"."+first(attrs(e.Traversal))]
			if b == nil || b.Body.Attributes["for_each"] != nil {
				return nil
			}
			return []string{b.id}
		}
	case *hclsyntax.TemplateWrapExpr:
		return m.named(e.Wrapped)
	case *hclsyntax.TupleConsExpr:
		var out []string
		for _, i := range e.Exprs {
			out = append(out, m.named(i)...)
		}
		return out
	}
	return nil
}
