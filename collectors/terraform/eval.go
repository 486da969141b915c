package terraform

import (
	"math/big"
	"slices"

	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/candor-dev/candor/internal/iac"
)

// eval turns an expression into a value, as far as the folder allows.
func (m *module) eval(x hclsyntax.Expression, depth int) *iac.Node {
	at := place(x.Range())
	m.steps++
	m.all.steps++
	if depth > maxDepth || m.steps > maxSteps || m.all.steps > maxAllSteps {
		return iac.Hidden("nested too deep", at)
	}
	switch e := x.(type) {
	case nodeExpr: // of a plan
		return e.node
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
		if t := m.indexed(e, depth); t != nil {
			return m.traverse(&hclsyntax.ScopeTraversalExpr{Traversal: t, SrcRange: e.SrcRange}, at, depth+1)
		}
		return m.follow(m.eval(e.Source, depth+1), e.Traversal, at)
	case *hclsyntax.IndexExpr:
		return index(m.eval(e.Collection, depth+1), m.eval(e.Key, depth+1), at)
	case *hclsyntax.UnaryOpExpr:
		v := m.eval(e.Val, depth+1)
		if b, ok := v.Bool(); ok && e.Op == hclsyntax.OpLogicalNot {
			return m.derived(!b, at, v)
		}
		if n, ok := v.V.(int); ok && e.Op == hclsyntax.OpNegate {
			return &iac.Node{Kind: iac.Scalar, V: -n, From: v.From, Why: v.Why, At: at}
		}
	case *hclsyntax.BinaryOpExpr:
		return m.binary(e, at, depth)
	case *hclsyntax.ForExpr:
		return m.forEach(e, at, depth)
	case *hclsyntax.SplatExpr:
		return m.splat(e, at, depth)
	case *hclsyntax.AnonSymbolExpr:
		if v := m.item[e]; v != nil {
			return v
		}
	case *hclsyntax.TemplateJoinExpr:
		return join([]*iac.Node{iac.Text("", at), m.eval(e.Tuple, depth+1)}, at)
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
	b := iac.Builder{Parts: true}
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
	hidden := iac.Hidden("an object with a key that a plan decides", at)
	holes := false
	for _, item := range e.Items {
		key, ok := keyword(item.KeyExpr)
		hole := false
		if !ok {
			x := item.KeyExpr
			if k, is := x.(*hclsyntax.ObjectConsKeyExpr); is {
				x = k.Wrapped // a quoted key, or one in parentheses
			}
			v := m.eval(x, depth+1)
			if hole = v.Kind == iac.Pattern; hole {
				key, ok = v.RawText(), true
			} else {
				key, ok = v.Str()
			}
		}
		if !ok {
			return hidden
		}
		holes = holes || hole
		e := iac.Entry{Key: key, At: place(item.KeyExpr.Range()), Node: m.eval(item.ValueExpr, depth+1)}
		if i := slices.IndexFunc(n.Entries, func(x iac.Entry) bool { return x.Key == key }); i >= 0 {
			if hole { // the holes of both may hold different texts
				return hidden
			}
			n.Entries[i] = e // the last of a name counts
			continue
		}
		n.Entries = append(n.Entries, e)
	}
	if holes {
		hidden.Holes = n.Entries
		return hidden
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
	v, ok := c.Bool()
	if ok && c.From != "default" { // the other branch may fail, and doesn't count
		if v {
			return m.eval(e.TrueResult, depth+1)
		}
		return m.eval(e.FalseResult, depth+1)
	}
	yes, no := m.eval(e.TrueResult, depth+1), m.eval(e.FalseResult, depth+1)
	picked := no
	if v {
		picked = yes
	}
	switch {
	case ok && (picked.Kind == iac.Scalar || picked.Kind == iac.None):
		if picked.Kind == iac.None || len(c.Others) > 0 {
			return iac.OneOf(c.Why, at, yes, no)
		}
		p := *picked
		p.From, p.Why, p.Chosen = "default", c.Why, nil
		return &p
	case ok:
		return iac.OneOf(c.Why, at, yes, no)
	}
	return iac.OneOf("an expression: "+c.Why, at, yes, no)
}

// index is one element of a collection; one that is certainly not there fails.
func index(c, key *iac.Node, at iac.Place) *iac.Node {
	why := c.Why
	if k, ok := key.Str(); ok {
		switch c.Kind {
		case iac.Map:
			return chosen(attr(c, k, at), c, key, at)
		case iac.List:
			i, isInt := key.V.(int)
			if isInt && i >= 0 && allCertain(c.Items[:min(i, len(c.Items))]) {
				if i < len(c.Items) {
					return c.Items[i]
				}
				return missing("there is no element "+k, c, at)
			}
			why = "an index into a list that a plan decides"
		}
	}
	if why == "" {
		why = "an index that a plan decides"
	}
	return iac.Hidden(why, at)
}

// chosen is what a key picks from a collection: no firmer than the key is. Where
// the source lets another key be given, so it does of what is picked.
func chosen(v, c, key *iac.Node, at iac.Place) *iac.Node {
	if key.From != "default" || v.Fails {
		return v
	}
	v = asDefault(v, key.Why)
	all := []*iac.Node{v}
	for _, o := range key.Others {
		all = append(all, asDefault(attr(c, o, at), key.Why))
	}
	if v.Kind != iac.Scalar || len(all) == 1 {
		return iac.OneOf(key.Why, at, all...)
	}
	own, _ := v.Str()
	r := *v
	for _, o := range all[1:] {
		s, ok := o.Str()
		if !ok {
			return iac.OneOf(key.Why, at, all...)
		}
		if s != own {
			r.Others = append(r.Others, s)
		}
	}
	return &r
}

// allCertain reports whether each item is exactly one.
func allCertain(items []*iac.Node) bool {
	for _, x := range items {
		if x.Kind == iac.Either || x.Spread {
			return false
		}
	}
	return true
}

// attr is a key of an object that is known.
func attr(c *iac.Node, key string, at iac.Place) *iac.Node {
	for _, e := range c.Entries {
		if e.Key == key {
			return e.Node
		}
	}
	return missing(key+" is not set", c, at)
}

// missing is what fails because a collection has no such part. When the
// collection is a default, a deployment may have it.
func missing(why string, c *iac.Node, at iac.Place) *iac.Node {
	n := iac.Hidden(why, at)
	n.Fails, n.From = true, c.From
	return n
}
