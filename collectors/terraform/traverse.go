package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/candor-dev/candor/internal/iac"
)

// nameOf writes an expression as people know it, for the name of a hole.
func nameOf(x hclsyntax.Expression) string {
	switch e := x.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return traversalName(e.Traversal)
	case *hclsyntax.FunctionCallExpr:
		return e.Name + "()"
	}
	if vs := x.Variables(); len(vs) > 0 {
		return traversalName(vs[0])
	}
	return "expression"
}

func traversalName(t hcl.Traversal) string {
	var b strings.Builder
	for _, s := range t {
		switch s := s.(type) {
		case hcl.TraverseRoot:
			b.WriteString(s.Name)
		case hcl.TraverseAttr:
			b.WriteString("." + s.Name)
		}
	}
	return b.String()
}

// attrs lists the names after the root; an index is left out.
func attrs(t hcl.Traversal) []string {
	var out []string
	for _, s := range t[1:] {
		if a, ok := s.(hcl.TraverseAttr); ok {
			out = append(out, a.Name)
		}
	}
	return out
}

func (m *module) traverse(e *hclsyntax.ScopeTraversalExpr, at iac.Place, depth int) *iac.Node {
	t := e.Traversal
	name := traversalName(t)
	parts := attrs(t)
	switch root := t.RootName(); root {
	case "var", "local":
		if len(parts) == 0 || len(t) < 2 {
			return iac.Hidden(name+" is not a value", at)
		}
		v := m.guarded(root+"."+parts[0], at, func() *iac.Node {
			if root == "var" {
				return m.variable(parts[0], at, depth+1)
			}
			if x, ok := m.locals[parts[0]]; ok {
				return m.eval(x, depth+1)
			}
			return iac.Hidden(name+" is not declared", at)
		})
		v = m.follow(v, t[2:], at)
		if v.Kind == iac.List || v.Kind == iac.Map {
			return v
		}
		c := *v
		c.At = at // where it is used, not where it is declared
		if c.Kind == iac.Unknown && c.Raw == "" {
			c.Raw = name
		}
		return &c
	case "path":
		return iac.Text(".", at)
	case "data":
		if len(parts) >= 3 {
			return m.data(parts, name, at, depth)
		}
	case "module":
		return iac.Later(name, name+" is an output of a module", at)
	case "each", "count", "self", "terraform":
		return iac.Hidden(name+" is decided by a plan", at)
	default:
		if len(parts) >= 2 {
			return m.attribute(root+"."+parts[0], parts[1], name, at, depth)
		}
	}
	return iac.Hidden(name+" is decided by a plan", at)
}

// guarded evaluates a name once: a cycle is an error of the source.
func (m *module) guarded(name string, at iac.Place, f func() *iac.Node) *iac.Node {
	if m.busy[name] {
		return iac.Hidden(name+" refers to itself", at)
	}
	if n := m.known[name]; n != nil {
		return n
	}
	m.busy[name] = true
	defer delete(m.busy, name)
	n := f()
	m.known[name] = n
	return n
}

// follow follows the rest of a traversal into a value.
func (m *module) follow(n *iac.Node, rest hcl.Traversal, at iac.Place) *iac.Node {
	for _, s := range rest {
		switch s := s.(type) {
		case hcl.TraverseAttr:
			v := n.Get(s.Name)
			if v == nil {
				return iac.Hidden(s.Name+" is not set", at)
			}
			n = v
		case hcl.TraverseIndex:
			k := iac.Hidden("an index", at)
			if s.Key.Type() == cty.String || s.Key.Type() == cty.Number {
				k = literal(s.Key, at)
			}
			n = index(n, k, at)
		default:
			return iac.Hidden("a splat", at)
		}
	}
	return n
}

// variable is what a caller sets, else what terraform.tfvars sets, else the default.
func (m *module) variable(name string, at iac.Place, depth int) *iac.Node {
	v := m.vars[name]
	if v == nil {
		return iac.Hidden("variable "+name+" is not declared", at)
	}
	if a := v.Body.Attributes["sensitive"]; a != nil {
		if s, ok := m.eval(a.Expr, depth).Bool(); !ok || s {
			return iac.Hidden("variable "+name+" is sensitive", at)
		}
	}
	if x, ok := m.tfvars[name]; ok {
		return m.eval(x, depth)
	}
	if len(m.inputs) > 0 {
		var all []*iac.Node
		for _, in := range m.inputs {
			if a := in.call.Body.Attributes[name]; a != nil {
				all = append(all, in.from.guarded("call "+in.call.id+" "+name, at, func() *iac.Node { return in.from.eval(a.Expr, depth+1) }))
				continue
			}
			all = append(all, m.fallback(v, name, at, depth))
		}
		n := iac.OneOf("variable "+name+", which callers set differently", at, all...)
		if n.Kind == iac.Either && len(n.Items) > 8 {
			return iac.Hidden("variable "+name+" is set by many callers", at)
		}
		return n
	}
	return m.fallback(v, name, at, depth)
}

func (m *module) fallback(v *hclsyntax.Block, name string, at iac.Place, depth int) *iac.Node {
	a := v.Body.Attributes["default"]
	if a == nil {
		return iac.Hidden("variable "+name+" has no default", at)
	}
	n := m.eval(a.Expr, depth)
	if n.Kind == iac.None {
		return iac.Hidden("variable "+name+" is null by default", at)
	}
	if s, ok := n.Str(); ok && s == "" {
		return iac.Hidden("variable "+name+" is empty by default", at)
	}
	return asDefault(n, "default of variable "+name, 0)
}

// asDefault marks a value, and all within, as one that a deployment can override.
func asDefault(n *iac.Node, why string, depth int) *iac.Node {
	c := *n
	if c.Kind == iac.Scalar {
		c.From, c.Why = "default", why
	}
	if depth > maxDepth {
		return &c
	}
	c.Items = nil
	for _, i := range n.Items {
		c.Items = append(c.Items, asDefault(i, why, depth+1))
	}
	c.Entries = nil
	for _, e := range n.Entries {
		e.Node = asDefault(e.Node, why, depth+1)
		c.Entries = append(c.Entries, e)
	}
	return &c
}

// data is an attribute of a data source; only policy documents are known here.
func (m *module) data(parts []string, name string, at iac.Place, depth int) *iac.Node {
	b := m.byName["data."+parts[0]+"."+parts[1]]
	switch {
	case b == nil:
	case parts[0] == "aws_iam_policy_document" && (parts[2] == "json" || parts[2] == "minified_json"):
		m.used[b] = true
		return m.guarded(b.id, at, func() *iac.Node { return m.document(b, depth+1) })
	case parts[0] == "aws_iam_policy" && parts[2] == "arn":
		if a := b.Body.Attributes["arn"]; a != nil {
			return m.eval(a.Expr, depth+1)
		}
		if a := b.Body.Attributes["name"]; a != nil {
			if s, ok := m.eval(a.Expr, depth+1).Str(); ok {
				return iac.Text("arn:aws:iam::aws:policy/"+s, at)
			}
		}
	}
	return iac.Later(name, name+" is read at deployment", at)
}
