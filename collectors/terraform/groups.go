package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Bounds of how far a name is followed through folders.
const (
	maxHanded   = 24
	maxMentions = 10
)

// group is a security group and the folder that makes it.
type group struct {
	m *module
	b *block
}

// groupsOf are the security groups that an expression names, followed through locals,
// arguments of calls and outputs of folders of the tree. False where a step of the way
// is not certain.
func (m *module) groupsOf(x hclsyntax.Expression, depth int) ([]group, bool) {
	if depth > maxHanded {
		return nil, false
	}
	var parts []hclsyntax.Expression
	switch e := x.(type) {
	case *hclsyntax.ParenthesesExpr:
		return m.groupsOf(e.Expression, depth+1)
	case *hclsyntax.TupleConsExpr:
		parts = e.Exprs
	case *hclsyntax.FunctionCallExpr:
		switch e.Name {
		case "concat", "compact", "flatten", "distinct", "tolist", "toset":
		default:
			return nil, false
		}
		if parts = e.Args; e.ExpandFinal {
			return nil, false
		}
	case *hclsyntax.ScopeTraversalExpr:
		if e.Traversal.RootName() == "aws_security_group" {
			own := m.groupOf(e)
			return []group{{m, own}}, own != nil
		}
		in, next := m.leads(e.Traversal)
		if next == nil {
			return nil, false
		}
		return in.groupsOf(next, depth+1)
	default:
		return nil, false
	}
	var out []group
	for _, p := range parts {
		own, ok := m.groupsOf(p, depth+1)
		if !ok {
			return nil, false
		}
		out = append(out, own...)
	}
	return out, true
}

// leads is what a local, a variable or an output stands for, be it one of another plan
// of the tree, and the folder that it is written in; nil where that can't be told.
func (m *module) leads(t hcl.Traversal) (*module, hclsyntax.Expression) {
	names := attrs(t)
	switch root := t.RootName(); {
	case root == "data":
		return m.handedOn(t)
	case root == "local" && len(t) == 2 && len(names) == 1:
		if x, ok := m.locals[names[0]]; ok {
			return m, x
		}
	case root == "var" && len(t) == 2 && len(names) == 1 && m.caller != nil:
		if a := m.site.Body.Attributes[names[0]]; a != nil {
			return m.caller, a.Expr
		}
	case root == "module" && len(t) == 3 && len(names) == 2:
		b := m.byName["module."+names[0]]
		if b == nil || m.existence(b) != present {
			return nil, nil
		}
		if made := m.instances(b); len(made) != 1 || made[0] != b {
			return nil, nil
		}
		c := m.child(b)
		if c == nil || c.outputs[names[1]] == nil {
			return nil, nil
		}
		if a := c.outputs[names[1]].Body.Attributes["value"]; a != nil {
			return c, a.Expr
		}
	}
	return nil, nil
}

// groupOf is the group of the folder that an expression refers to.
func (m *module) groupOf(e *hclsyntax.ScopeTraversalExpr) *block {
	own := m.byName["aws_security_group."+first(attrs(e.Traversal))]
	if own == nil || m.existence(own) != present {
		return nil
	}
	return own
}

// reach is what can add a line to a group, in all the folders that one begins: rules
// that are resources of their own, and calls of what is not followed.
type reach struct{ rules, calls []group }

// reached gives it, of the folder that was not called.
func (m *module) reached() *reach {
	root := m.root()
	if root.reach == nil {
		root.reach = &reach{}
		root.gather(root.reach)
	}
	return root.reach
}

func (m *module) gather(r *reach) {
	for _, b := range m.blocks {
		if b.Type == "resource" && (b.typ == "aws_vpc_security_group_ingress_rule" || b.typ == "aws_security_group_rule") && m.existence(b) != absent {
			r.rules = append(r.rules, group{m, b})
		}
	}
	for _, base := range m.calls {
		switch m.existence(base) {
		case absent:
			continue
		case perhaps:
			r.calls = append(r.calls, group{m, base})
			continue
		}
		for _, c := range m.instances(base) {
			if i := m.child(c); i != nil {
				i.gather(r)
				continue
			}
			r.calls = append(r.calls, group{m, base})
		}
	}
}

// mentions reports that a group is, or may be, part of what an expression is made of.
func (m *module) mentions(t hcl.Traversal, own *block, depth int) bool {
	switch t.RootName() {
	case "aws_security_group":
		return m.byName["aws_security_group."+first(attrs(t))] == own
	case "local", "var", "module":
	default:
		return false
	}
	if depth > maxMentions {
		return true
	}
	if n := 2; t.RootName() != "module" && len(t) > n { // a part of it
		t = t[:n]
	} else if n = 3; len(t) > n {
		t = t[:n]
	}
	in, next := m.leads(t)
	if next == nil {
		return t.RootName() == "module" && m.oneOfMany(first(attrs(t)))
	}
	for _, v := range next.Variables() {
		if in.mentions(v, own, depth+1) {
			return true
		}
	}
	return false
}

// oneOfMany reports a call of a folder of the tree that is made more than once, or may
// not be: which of its groups an output is can't be told.
func (m *module) oneOfMany(name string) bool {
	b := m.byName["module."+name]
	if b == nil || m.existence(b) == absent {
		return false
	}
	made := m.instances(b)
	one := m.existence(b) == present && len(made) == 1 && made[0] == b
	for _, c := range made {
		if m.child(c) != nil {
			return !one
		}
	}
	return false
}

// mentionedIn reports a block that a group is, or may be, part of.
func (m *module) mentionedIn(o, own *block) bool {
	found := false
	_ = hclsyntax.VisitAll(o.Body, func(n hclsyntax.Node) hcl.Diagnostics {
		if e, ok := n.(*hclsyntax.ScopeTraversalExpr); ok && m.mentions(e.Traversal, own, 0) {
			found = true
		}
		return nil
	})
	return found
}
