package terraform

import (
	"math/big"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/candor-dev/candor/internal/iac"
)

// eval turns an expression into a value, as far as the folder allows.
func (m *module) eval(x hclsyntax.Expression, depth int) *iac.Node {
	at := place(x.Range())
	m.steps++
	if depth > maxDepth || m.steps > maxSteps {
		return iac.Hidden("nested too deep", at)
	}
	switch e := x.(type) {
	case *hclsyntax.LiteralValueExpr:
		return literal(e.Val, at)
	case *hclsyntax.ParenthesesExpr:
		return m.eval(e.Expression, depth+1)
	case *hclsyntax.TemplateWrapExpr:
		return m.eval(e.Wrapped, depth+1)
	case *hclsyntax.TemplateExpr:
		return m.template(e, at, depth)
	case *hclsyntax.TupleConsExpr:
		n := &iac.Node{Kind: iac.List, At: at}
		for _, i := range e.Exprs {
			n.Items = append(n.Items, m.eval(i, depth+1))
		}
		return n
	case *hclsyntax.ObjectConsExpr:
		return m.object(e, at, depth)
	case *hclsyntax.ObjectConsKeyExpr: // a quoted key
		return m.eval(e.Wrapped, depth+1)
	case *hclsyntax.ConditionalExpr:
		return m.conditional(e, at, depth)
	case *hclsyntax.FunctionCallExpr:
		return m.call(e, at, depth)
	case *hclsyntax.ScopeTraversalExpr:
		return m.traverse(e, at, depth)
	case *hclsyntax.RelativeTraversalExpr:
		return m.follow(m.eval(e.Source, depth+1), e.Traversal, at)
	case *hclsyntax.IndexExpr:
		return index(m.eval(e.Collection, depth+1), m.eval(e.Key, depth+1), at)
	case *hclsyntax.UnaryOpExpr:
		v := m.eval(e.Val, depth+1)
		if b, ok := v.Bool(); ok && e.Op == hclsyntax.OpLogicalNot {
			return m.derived(!b, at, v)
		}
		if n, ok := v.V.(int); ok && e.Op == hclsyntax.OpNegate {
			return &iac.Node{Kind: iac.Scalar, V: -n, From: "literal", At: at}
		}
	case *hclsyntax.BinaryOpExpr:
		return m.binary(e, at, depth)
	case *hclsyntax.ForExpr:
		return iac.Hidden("a for expression", at)
	case *hclsyntax.SplatExpr:
		return iac.Hidden("a splat over a list that a plan decides", at)
	}
	return iac.Hidden("an expression that a plan decides", at)
}

func literal(v cty.Value, at iac.Place) *iac.Node {
	if v.IsNull() {
		return iac.Nothing(at)
	}
	if !v.IsKnown() {
		return iac.Hidden("a value that a plan decides", at)
	}
	n := &iac.Node{Kind: iac.Scalar, From: "literal", At: at}
	switch v.Type() {
	case cty.String:
		n.V = v.AsString()
	case cty.Bool:
		n.V = v.True()
	case cty.Number:
		f := v.AsBigFloat()
		if i, acc := f.Int64(); acc == big.Exact && int64(int(i)) == i {
			n.V = int(i)
		} else {
			n.V, _ = f.Float64()
		}
	default:
		return iac.Hidden("a value of an unexpected type", at)
	}
	return n
}

func (m *module) template(e *hclsyntax.TemplateExpr, at iac.Place, depth int) *iac.Node {
	// The text of a heredoc starts on the line after its opening.
	if len(e.Parts) > 0 {
		if first := place(e.Parts[0].Range()); first.Line > at.Line {
			at = first
		}
	}
	var b iac.Builder
	for _, p := range e.Parts {
		if l, ok := p.(*hclsyntax.LiteralValueExpr); ok {
			if s := literal(l.Val, at); s.Kind == iac.Scalar {
				t, _ := s.Str()
				b.Lit(t)
				continue
			}
		}
		v := m.eval(p, depth+1)
		if v.Kind == iac.List || v.Kind == iac.Map || v.Kind == iac.None {
			v = iac.Hidden("a value that is no text", v.At)
		}
		b.Add(v, nameOf(p))
	}
	return b.Node(at)
}

func (m *module) object(e *hclsyntax.ObjectConsExpr, at iac.Place, depth int) *iac.Node {
	n := &iac.Node{Kind: iac.Map, At: at}
	for _, item := range e.Items {
		key, ok := keyword(item.KeyExpr)
		if !ok {
			x := item.KeyExpr
			if k, is := x.(*hclsyntax.ObjectConsKeyExpr); is {
				x = k.Wrapped // a quoted key, or one in parentheses
			}
			key, ok = m.eval(x, depth+1).Str()
		}
		if !ok {
			return iac.Hidden("an object with a key that a plan decides", at)
		}
		v := m.eval(item.ValueExpr, depth+1)
		if v.Kind != iac.None {
			n.Entries = append(n.Entries, iac.Entry{Key: key, At: place(item.KeyExpr.Range()), Node: v})
		}
	}
	return n
}

// keyword reads a bare key: { Effect = "Allow" }.
func keyword(x hclsyntax.Expression) (string, bool) {
	k, ok := x.(*hclsyntax.ObjectConsKeyExpr)
	if !ok || k.ForceNonLiteral {
		return "", false
	}
	t, ok := k.Wrapped.(*hclsyntax.ScopeTraversalExpr)
	if !ok || len(t.Traversal) != 1 {
		return "", false
	}
	return t.Traversal.RootName(), true
}

// conditional picks a branch when the folder decides it. A choice that rests on
// a variable's default can be overridden: a single value says so, anything
// larger keeps both branches.
func (m *module) conditional(e *hclsyntax.ConditionalExpr, at iac.Place, depth int) *iac.Node {
	c := m.eval(e.Condition, depth+1)
	yes, no := m.eval(e.TrueResult, depth+1), m.eval(e.FalseResult, depth+1)
	v, ok := c.Bool()
	picked := no
	if v {
		picked = yes
	}
	switch {
	case ok && c.From != "default":
		return picked
	case ok && (picked.Kind == iac.Scalar || picked.Kind == iac.None):
		if picked.Kind == iac.None {
			return iac.OneOf(c.Why, at, yes, no)
		}
		p := *picked
		p.From, p.Why = "default", c.Why
		return &p
	case ok:
		return iac.OneOf(c.Why, at, yes, no)
	}
	return iac.OneOf("an expression: "+c.Why, at, yes, no)
}

func (m *module) binary(e *hclsyntax.BinaryOpExpr, at iac.Place, depth int) *iac.Node {
	l, r := m.eval(e.LHS, depth+1), m.eval(e.RHS, depth+1)
	lb, lok := l.Bool()
	rb, rok := r.Bool()
	switch e.Op {
	case hclsyntax.OpLogicalAnd:
		switch {
		case lok && !lb:
			return m.derived(false, at, l)
		case rok && !rb:
			return m.derived(false, at, r)
		case lok && rok:
			return m.derived(true, at, l, r)
		}
	case hclsyntax.OpLogicalOr:
		switch {
		case lok && lb:
			return m.derived(true, at, l)
		case rok && rb:
			return m.derived(true, at, r)
		case lok && rok:
			return m.derived(false, at, l, r)
		}
	case hclsyntax.OpEqual, hclsyntax.OpNotEqual:
		ls, ok1 := l.Str()
		rs, ok2 := r.Str()
		if ok1 && ok2 {
			return m.derived((ls == rs) == (e.Op == hclsyntax.OpEqual), at, l, r)
		}
	}
	for _, n := range []*iac.Node{l, r} {
		if n.Kind != iac.Scalar && n.Why != "" {
			return iac.Hidden(n.Why, at)
		}
	}
	return iac.Hidden("an expression that a plan decides", at)
}

// derived is a truth that follows from others; it is as sure as they are.
func (m *module) derived(v bool, at iac.Place, from ...*iac.Node) *iac.Node {
	n := &iac.Node{Kind: iac.Scalar, V: v, From: "literal", At: at}
	for _, f := range from {
		if f.From == "default" {
			n.From, n.Why = "default", f.Why
		}
	}
	return n
}

func index(c, key *iac.Node, at iac.Place) *iac.Node {
	if k, ok := key.Str(); ok {
		switch c.Kind {
		case iac.Map:
			if v := c.Get(k); v != nil {
				return v
			}
		case iac.List:
			if i, isInt := key.V.(int); isInt && i >= 0 && i < len(c.Items) {
				return c.Items[i]
			}
		}
	}
	why := c.Why
	if why == "" {
		why = "an index that a plan decides"
	}
	return iac.Hidden(why, at)
}
