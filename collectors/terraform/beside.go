package terraform

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// doubtful reports a block of which it can't be told whether it is made beside
// another one: its count or for_each is unknown, and the other's is not the same
// expression. What it would protect is not protected for certain.
func (m *module) doubtful(o, b *block) bool {
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
		if x := b.Body.Attributes[name]; x != nil && shape(x.Expr) == shape(a.Expr) {
			continue
		}
		if !m.follows(a.Expr, b) {
			return true
		}
	}
	return false
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
