package terraform

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// doubtful reports a block of which it can't be told whether it is made beside
// another one, for each that there is of that: its count or for_each is unknown,
// or makes fewer, or x, which names the other one, may name a third. What it
// would protect is not protected for certain. x is nil where nothing is named.
func (m *module) doubtful(o, b *block, x hclsyntax.Expression) bool {
	if x != nil {
		index, sure := names(m.branch(x), b)
		if !sure {
			return true
		}
		if m.several(b) {
			return index || !m.joined(o, b)
		}
	}
	for _, name := range []string{"count", "for_each"} {
		a := o.Body.Attributes[name]
		if a == nil {
			continue
		}
		n := m.inScope(nil, func() *iac.Node { return m.eval(a.Expr, 0) })
		switch n.Kind {
		case iac.Scalar:
			continue
		case iac.List:
			if len(n.Items) > 0 && allCertain(n.Items) {
				continue
			}
		case iac.Map:
			if len(n.Entries) > 0 {
				continue
			}
		}
		if !m.joined(o, b) {
			return true
		}
	}
	return false
}

// several reports a block of which more than one may be made.
func (m *module) several(b *block) bool {
	a := b.Body.Attributes["count"]
	if a == nil {
		a = b.Body.Attributes["for_each"]
		if a == nil {
			return false
		}
		n := m.inScope(nil, func() *iac.Node { return m.eval(a.Expr, 0) })
		elems, ok := pairs(n, n.At)
		return !ok || len(elems) > 1 || n.From == "default"
	}
	n := m.inScope(nil, func() *iac.Node { return m.eval(a.Expr, 0) })
	for _, one := range n.List() {
		if k, ok := one.V.(int); !ok || k > 1 {
			v, isBool := one.Bool()
			return !isBool || v && one.Kind != iac.Scalar
		}
	}
	return false
}

// joined reports that as many of a block are made as of another one: they count
// by the same expression, or one by the other.
func (m *module) joined(o, b *block) bool {
	for _, name := range []string{"count", "for_each"} {
		a := o.Body.Attributes[name]
		if a == nil {
			continue
		}
		if y := b.Body.Attributes[name]; y != nil && shape(y.Expr) == shape(a.Expr) {
			return true
		}
		x := a.Expr
		if f, ok := x.(*hclsyntax.FunctionCallExpr); ok && name == "count" && f.Name == "length" && len(f.Args) == 1 {
			x = f.Args[0]
		}
		return m.follows(x, b)
	}
	return false
}

// about reports whether an expression of a block names another one, by a reference
// or as what for_each goes over.
func (m *module) about(o *block, x hclsyntax.Expression, b *block) bool {
	for _, v := range m.branch(x).Variables() {
		switch v.RootName() {
		case b.typ:
			if first(attrs(v)) == b.name {
				return true
			}
		case "each":
			if f := o.Body.Attributes["for_each"]; f != nil && first(attrs(v)) == "value" && m.follows(f.Expr, b) {
				return true
			}
		}
	}
	return false
}

// branch is the branch of a conditional expression that certainly counts, and any
// other expression as it is.
func (m *module) branch(x hclsyntax.Expression) hclsyntax.Expression {
	for range maxNesting {
		switch e := x.(type) {
		case *hclsyntax.ParenthesesExpr:
			x = e.Expression
		case *hclsyntax.ConditionalExpr:
			c := m.inScope(nil, func() *iac.Node { return m.eval(e.Condition, 0) })
			v, ok := c.Bool()
			switch {
			case !ok || c.From == "default":
				return x
			case v:
				x = e.TrueResult
			default:
				x = e.FalseResult
			}
		default:
			return x
		}
	}
	return x
}

// names reports whether an expression names a block and no other one, and
// whether it does so by an index that stands there. One that names none was
// found by its value.
func names(x hclsyntax.Expression, b *block) (index, sure bool) {
	sure = true
	found := false
	_ = hclsyntax.VisitAll(x, func(n hclsyntax.Node) hcl.Diagnostics {
		switch e := n.(type) {
		case *hclsyntax.ConditionalExpr, *hclsyntax.ForExpr:
			sure = false
		case *hclsyntax.ScopeTraversalExpr:
			switch e.Traversal.RootName() {
			case b.typ:
				found = true
				sure = sure && first(attrs(e.Traversal)) == b.name
				for _, s := range e.Traversal {
					_, is := s.(hcl.TraverseIndex)
					index = index || is
				}
			case "each", "count", "path":
			default:
				sure = false
			}
		}
		return nil
	})
	return index, sure || !found
}

// follows reports an expression that is a reference to another block: as many are
// made as there are of that.
func (m *module) follows(x hclsyntax.Expression, b *block) bool {
	e, ok := x.(*hclsyntax.ScopeTraversalExpr)
	return ok && e.Traversal.RootName() == b.typ && first(attrs(e.Traversal)) == b.name
}

// shape writes an expression so that two that read alike are alike.
func shape(x hclsyntax.Expression) string {
	var out strings.Builder
	_ = hclsyntax.VisitAll(x, func(n hclsyntax.Node) hcl.Diagnostics {
		switch e := n.(type) {
		case *hclsyntax.LiteralValueExpr:
			fmt.Fprintf(&out, " %#v", e.Val)
		case *hclsyntax.ScopeTraversalExpr:
			out.WriteString(" " + traversalName(e.Traversal))
		case *hclsyntax.FunctionCallExpr:
			out.WriteString(" " + e.Name)
		case *hclsyntax.BinaryOpExpr:
			fmt.Fprintf(&out, " %p", e.Op)
		case *hclsyntax.UnaryOpExpr:
			fmt.Fprintf(&out, " %p", e.Op)
		default:
			fmt.Fprintf(&out, " %T", n)
		}
		return nil
	})
	return out.String()
}
