package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// emptyByDefault ends the reason why a variable can't be told whose default is no value
// that does anything.
const emptyByDefault = " is empty by default"

// variable is what the caller sets, else what terraform.tfvars sets, else the
// default; files of values that a deployment may name are alternatives to that. Where there is a caller, its arguments and the defaults are all there
// is; a folder of its own can be given other values.
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
	n := m.given(v, name, at, depth)
	if t := v.Body.Attributes["type"]; t != nil {
		n = m.conform(n, t.Expr, 0)
	}
	return n
}

func (m *module) given(v *hclsyntax.Block, name string, at iac.Place, depth int) *iac.Node {
	if m.caller == nil {
		n := (*iac.Node)(nil)
		if x, ok := m.tfvars[name]; ok {
			n = original(m.eval(x, depth), 0)
		} else {
			n = m.fallback(v, name, at, depth)
		}
		return m.chosen(name, n, at, depth)
	}
	if a := m.site.Body.Attributes[name]; a != nil {
		n := m.caller.inScope(m.site.scope, func() *iac.Node { return m.caller.eval(a.Expr, depth+1) })
		if n.Kind != iac.None || !m.notNull(v, depth) {
			return n
		}
	}
	d := v.Body.Attributes["default"]
	if d == nil {
		return iac.Hidden("variable "+name+" is not set and has no default", at)
	}
	return m.eval(d.Expr, depth)
}

// notNull reports whether null means the default.
func (m *module) notNull(v *hclsyntax.Block, depth int) bool {
	a := v.Body.Attributes["nullable"]
	if a == nil {
		return false
	}
	b, ok := m.eval(a.Expr, depth).Bool()
	return ok && !b
}

func (m *module) fallback(v *hclsyntax.Block, name string, at iac.Place, depth int) *iac.Node {
	a := v.Body.Attributes["default"]
	if a == nil {
		return iac.Hidden("variable "+name+" has no default", at)
	}
	n := m.eval(a.Expr, depth)
	if s, ok := n.Str(); m.bare && (n.Kind == iac.None || ok && s == "") {
		c := *n
		c.From, c.Why = "default", "default of variable "+name
		return &c
	}
	if n.Kind == iac.None {
		return iac.Hidden("variable "+name+" is null by default", at)
	}
	if s, ok := n.Str(); ok && s == "" {
		return iac.Hidden("variable "+name+emptyByDefault, at)
	}
	n = asDefault(n, "default of variable "+name)
	n.Others = m.validated(v, name, n, depth)
	return n
}

// validated are the values beside the default that a validation lets a
// deployment choose: contains([...], var.name).
func (m *module) validated(v *hclsyntax.Block, name string, n *iac.Node, depth int) []string {
	own, ok := n.Str()
	if !ok {
		return nil
	}
	var out []string
	for _, b := range v.Body.Blocks {
		a := b.Body.Attributes["condition"]
		if b.Type != "validation" || a == nil {
			continue
		}
		call, ok := a.Expr.(*hclsyntax.FunctionCallExpr)
		if !ok || call.Name != "contains" || len(call.Args) != 2 || nameOf(call.Args[1]) != "var."+name {
			continue
		}
		for _, x := range m.eval(call.Args[0], depth+1).List() {
			if s, ok := x.Str(); ok && s != own {
				out = append(out, s)
			}
		}
	}
	return out
}

// asDefault marks a value, and all within, as one that a deployment can override.
func asDefault(n *iac.Node, why string) *iac.Node {
	left := maxItems
	return marked(n, why, &left)
}

// marked copies; shared parts unfold, so what is left to copy is counted.
func marked(n *iac.Node, why string, left *int) *iac.Node {
	if *left--; *left < 0 {
		return iac.Hidden("a value too large to read", n.At)
	}
	c := *n
	switch c.Kind {
	case iac.Scalar, iac.List, iac.Map:
		c.From, c.Why, c.Chosen = "default", why, nil
		if c.Origin == (iac.Place{}) {
			c.Origin = n.At
		}
	}
	c.Items = nil
	for _, i := range n.Items {
		c.Items = append(c.Items, marked(i, why, left))
	}
	c.Entries = nil
	for _, e := range n.Entries {
		e.Node = marked(e.Node, why, left)
		c.Entries = append(c.Entries, e)
	}
	return &c
}

// original marks the texts of a value as standing where they do, wherever they are
// taken.
func original(n *iac.Node, depth int) *iac.Node {
	if depth > maxNesting {
		return n
	}
	c := *n
	switch n.Kind {
	case iac.Scalar:
		if c.Origin == (iac.Place{}) {
			c.Origin = n.At
		}
	case iac.List:
		c.Items = nil
		for _, x := range n.Items {
			c.Items = append(c.Items, original(x, depth+1))
		}
	case iac.Map:
		c.Entries = nil
		for _, e := range n.Entries {
			e.Node = original(e.Node, depth+1)
			c.Entries = append(c.Entries, e)
		}
	}
	return &c
}
