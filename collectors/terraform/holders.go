package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// findHolders notes which roles, users and groups hold the policies of the folder
// and those that it attaches. A role is known by the reference that names it, also
// through outputs and variables of other folders; two references that read alike
// are one role. What an instance's own key decides is left out: it is another role
// in each.
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
			for _, to := range m.named(a.Expr, 0) {
				if key == "managed_policy_arns" {
					if to.m == m {
						m.sink.Hold(at, to.id, b.id)
					}
					continue
				}
				m.hold(b, b.id, to)
				if arn := b.Body.Attributes["policy_arn"]; arn != nil {
					for _, policy := range m.named(arn.Expr, 0) {
						if policy.m == m {
							m.hold(b, policy.id, to)
						}
					}
				}
			}
		}
	}
}

// reference is a thing of a folder, by its id or, where that can't be told, by how
// it is written.
type reference struct {
	m  *module
	id string
}

// hold notes who holds what owner grants. Of another folder that is called more
// than once, the holder is that of one call.
func (m *module) hold(b *block, owner string, to reference) {
	id := to.id
	if to.m != m && m.all.calls[to.m.dir] > 1 {
		id += "@" + to.m.address
	}
	m.sink.HoldIn(placeOf(b), owner, to.m.dir, id)
}

// named are the things that an expression refers to: resources by their ids, in
// whichever folder they are, others by the whole reference.
func (m *module) named(x hclsyntax.Expression, depth int) []reference {
	if depth > maxDepth {
		return nil
	}
	all := func(xs ...hclsyntax.Expression) []reference {
		var out []reference
		for _, i := range xs {
			out = append(out, m.named(i, depth+1)...)
		}
		return out
	}
	switch e := x.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		name := traversalName(e.Traversal)
		switch root := e.Traversal.RootName(); root {
		case "each", "count", "self", "path", "terraform":
			return nil
		case "var", "local", "module":
			if far := m.through(e.Traversal, depth+1); len(far) > 0 {
				return far
			}
			return []reference{{m, name}}
		case "data":
			return []reference{{m, name}}
		default:
			b := m.byName[root+"."+first(attrs(e.Traversal))]
			if b == nil || b.Body.Attributes["for_each"] != nil {
				return nil
			}
			return []reference{{m, b.id}}
		}
	case *hclsyntax.TemplateWrapExpr:
		return all(e.Wrapped)
	case *hclsyntax.ParenthesesExpr:
		return all(e.Expression)
	case *hclsyntax.SplatExpr:
		return all(e.Source)
	case *hclsyntax.RelativeTraversalExpr:
		return all(e.Source)
	case *hclsyntax.TupleConsExpr:
		return all(e.Exprs...)
	case *hclsyntax.ConditionalExpr:
		return all(e.TrueResult, e.FalseResult)
	case *hclsyntax.FunctionCallExpr:
		switch e.Name {
		case "try", "one", "coalesce", "join", "concat", "compact", "flatten", "toset", "tolist", "element":
			return all(e.Args...)
		}
	}
	return nil
}

// through is what a variable, a local or the output of a call stands for.
func (m *module) through(t hcl.Traversal, depth int) []reference {
	parts := attrs(t)
	if len(parts) == 0 {
		return nil
	}
	switch t.RootName() {
	case "local":
		if x := m.locals[parts[0]]; x != nil {
			return m.named(x, depth+1)
		}
	case "var":
		if m.caller == nil {
			return nil
		}
		if a := m.site.Body.Attributes[parts[0]]; a != nil {
			return m.caller.named(a.Expr, depth+1)
		}
	case "module":
		b := m.byName["module."+parts[0]]
		if b == nil || len(parts) < 2 || m.existence(b) != present {
			return nil
		}
		for _, one := range m.instances(b) {
			if one != b && !keyed(t, one.key) {
				continue
			}
			c := m.child(one)
			if c == nil {
				return nil
			}
			if o := c.outputs[parts[1]]; o != nil && o.Body.Attributes["value"] != nil {
				return c.named(o.Body.Attributes["value"].Expr, depth+1)
			}
		}
	}
	return nil
}

// keyed reports a traversal with the index of that instance.
func keyed(t hcl.Traversal, key string) bool {
	for _, s := range t {
		if x, ok := s.(hcl.TraverseIndex); ok && (x.Key.Type() == cty.String || x.Key.Type() == cty.Number) {
			return literalKey(literal(x.Key, place(x.SrcRange))) == key
		}
	}
	return false
}
