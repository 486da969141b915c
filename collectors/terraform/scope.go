package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"

	"github.com/candor-dev/candor/internal/iac"
)

// maxInstances bounds what one for_each, for expression or dynamic block makes.
const maxInstances = 256

// scope holds the names that only mean something within a part of the text:
// each, count, the variables of a for expression, the iterator of a dynamic block.
type scope struct {
	name  string
	value *iac.Node
	up    *scope
}

func (s *scope) find(name string) *iac.Node {
	for ; s != nil; s = s.up {
		if s.name == name {
			return s.value
		}
	}
	return nil
}

// inScope evaluates with the names of a scope and no others.
func (m *module) inScope(s *scope, f func() *iac.Node) *iac.Node {
	old := m.scope
	m.scope = s
	defer func() { m.scope = old }()
	return f()
}

// pair is one element of a collection.
type pair struct{ key, value *iac.Node }

// pairs lists the elements of a collection; false when they can't be told.
func pairs(n *iac.Node, at iac.Place) ([]pair, bool) {
	var out []pair
	switch n.Kind {
	case iac.None:
		return nil, true
	case iac.List:
		if len(n.Items) > maxInstances || !allCertain(n.Items) {
			return nil, false
		}
		for i, x := range n.Items {
			out = append(out, pair{&iac.Node{Kind: iac.Scalar, V: i, From: "literal", At: at}, x})
		}
		return out, true
	case iac.Map:
		if len(n.Entries) > maxInstances {
			return nil, false
		}
		for _, e := range n.Entries {
			out = append(out, pair{&iac.Node{Kind: iac.Scalar, V: e.Key, From: "literal", At: e.At}, e.Node})
		}
		slices.SortStableFunc(out, func(a, b pair) int { return strings.Compare(a.key.V.(string), b.key.V.(string)) })
		return out, true
	}
	return nil, false
}

func object(at iac.Place, kv ...any) *iac.Node {
	n := &iac.Node{Kind: iac.Map, At: at}
	for i := 0; i+1 < len(kv); i += 2 {
		n.Entries = append(n.Entries, iac.Entry{Key: kv[i].(string), At: at, Node: kv[i+1].(*iac.Node)})
	}
	return n
}

// forEach evaluates a for expression over a collection that is known.
func (m *module) forEach(e *hclsyntax.ForExpr, at iac.Place, depth int) *iac.Node {
	coll := m.eval(e.CollExpr, depth+1)
	elems, ok := pairs(coll, at)
	if !ok || coll.Kind == iac.None {
		return iac.Hidden(reason("a for expression", coll), at)
	}
	outer := m.scope
	defer func() { m.scope = outer }()
	out := &iac.Node{Kind: iac.List, At: at, From: coll.From, Why: coll.Why}
	if e.KeyExpr != nil {
		out.Kind = iac.Map
	}
	for _, p := range elems {
		m.scope = &scope{e.ValVar, p.value, outer}
		if e.KeyVar != "" {
			m.scope = &scope{e.KeyVar, p.key, m.scope}
		}
		keep, sure := true, true
		if e.CondExpr != nil {
			c := m.eval(e.CondExpr, depth+1)
			keep, sure = c.Bool()
			if c.From == "default" {
				out.From, out.Why = c.From, c.Why
			}
		}
		if sure && !keep {
			continue
		}
		v := m.eval(e.ValExpr, depth+1)
		if e.KeyExpr == nil {
			if !sure {
				v = iac.OneOf("the condition of a for expression", at, v, iac.Nothing(at))
			}
			out.Items = append(out.Items, v)
			continue
		}
		k, known := m.eval(e.KeyExpr, depth+1).Str()
		if !known || !sure {
			return iac.Hidden("a for expression with a key that a plan decides", at)
		}
		put := iac.Entry{Key: k, At: v.At, Node: v}
		i := slices.IndexFunc(out.Entries, func(x iac.Entry) bool { return x.Key == k })
		switch {
		case i < 0 && e.Group:
			put.Node = &iac.Node{Kind: iac.List, At: at, Items: []*iac.Node{v}}
			out.Entries = append(out.Entries, put)
		case i < 0:
			out.Entries = append(out.Entries, put)
		case e.Group:
			out.Entries[i].Node.Items = append(out.Entries[i].Node.Items, v)
		default:
			out.Entries[i] = put
		}
	}
	return out
}

func reason(what string, n *iac.Node) string {
	if n.Why == "" {
		return what + " over what a plan decides"
	}
	return what + ": " + n.Why
}

// splat evaluates "list[*].name". Over a resource, it has one element for what
// may be several that differ in nothing but a key.
func (m *module) splat(e *hclsyntax.SplatExpr, at iac.Place, depth int) *iac.Node {
	list := &iac.Node{Kind: iac.List, At: at}
	if src, ok := e.Source.(*hclsyntax.ScopeTraversalExpr); ok && m.scope.find(src.Traversal.RootName()) == nil {
		rel, relOK := e.Each.(*hclsyntax.RelativeTraversalExpr)
		if b := m.resource(src.Traversal); b != nil && relOK {
			t := append(slices.Clip(src.Traversal), rel.Traversal...)
			v := m.traverse(&hclsyntax.ScopeTraversalExpr{Traversal: t, SrcRange: e.SrcRange}, at, depth+1)
			switch m.existence(b) {
			case absent:
				return list
			case perhaps:
				v = iac.OneOf("whether "+b.id+" is made", at, v, iac.Nothing(at))
			}
			if b.Body.Attributes["for_each"] != nil {
				v = iac.Hidden("attributes of each "+b.id, at)
				v.Spread = true
			}
			list.Items = []*iac.Node{v}
			return list
		}
	}
	coll := m.eval(e.Source, depth+1)
	var items []*iac.Node
	switch coll.Kind {
	case iac.None:
		return list
	case iac.List:
		items = coll.Items
	case iac.Map, iac.Scalar, iac.Pattern:
		items = []*iac.Node{coll}
	default:
		return iac.Hidden(reason("a splat", coll), at)
	}
	old := m.item[e.Item]
	defer func() { m.item[e.Item] = old }()
	for _, x := range items {
		m.item[e.Item] = x
		list.Items = append(list.Items, m.eval(e.Each, depth+1))
	}
	list.From, list.Why = coll.From, coll.Why
	return list
}

// resource is the resource or data source that a traversal names as a whole.
func (m *module) resource(t hcl.Traversal) *block {
	parts := attrs(t)
	switch {
	case t.RootName() == "data" && len(parts) == 2:
		return m.byName["data."+parts[0]+"."+parts[1]]
	case len(parts) == 1 && len(t) == 2:
		return m.byName[t.RootName()+"."+parts[0]]
	}
	return nil
}

// standsAlone reports a type whose instances are told one by one: what they
// mean does not depend on other resources that refer to them.
func standsAlone(b *block) bool {
	switch {
	case b.Type == "module":
		return true
	case b.Type == "data":
		return b.typ == "aws_iam_policy_document"
	case b.Type != "resource":
		return false
	}
	return strings.HasPrefix(b.typ, "aws_iam_") || strings.HasPrefix(b.typ, "aws_lambda_permission") ||
		b.typ == "aws_lambda_function_url" || b.typ != "aws_s3_bucket_policy" && strings.HasSuffix(b.typ, "_policy")
}

// instances gives what count or for_each makes of a block: the block itself
// when that can't be told.
func (m *module) instances(b *block) []*block {
	if b.made != nil {
		return b.made
	}
	b.made = []*block{b}
	if c := b.Body.Attributes["count"]; c != nil {
		n := m.inScope(nil, func() *iac.Node { return m.eval(c.Expr, 0) })
		if n.Kind == iac.Scalar && n.V == 1 {
			zero := &iac.Node{Kind: iac.Scalar, V: 0, From: "literal", At: n.At}
			b.scope = &scope{"count", object(n.At, "index", zero), nil}
		}
		if k, ok := n.V.(int); ok && n.Kind == iac.Scalar && k > 1 && k <= maxInstances && standsAlone(b) {
			b.made = nil
			for i := range k {
				idx := &iac.Node{Kind: iac.Scalar, V: i, From: "literal", At: n.At}
				key := literalKey(idx)
				b.made = append(b.made, b.instance(key, &scope{"count", object(n.At, "index", idx), nil}))
			}
		}
		return b.made
	}
	f := b.Body.Attributes["for_each"]
	if f == nil {
		return b.made
	}
	n := m.inScope(nil, func() *iac.Node { return m.eval(f.Expr, 0) })
	elems, ok := pairs(n, n.At)
	if !ok || len(elems) == 0 {
		return b.made
	}
	var made []*block
	var values []*iac.Node
	for _, p := range elems {
		if n.Kind == iac.List { // a set: key and value are the same
			p.key = p.value
		}
		if _, known := p.key.Str(); !known {
			return b.made
		}
		values = append(values, p.value)
		made = append(made, b.instance(literalKey(p.key), &scope{"each", object(n.At, "key", p.key, "value", p.value), nil}))
	}
	if !standsAlone(b) {
		if len(values) <= 16 {
			keys := &iac.Node{Kind: iac.Unknown, Why: "one of several keys", At: n.At}
			if len(made) == 1 {
				keys = made[0].scope.value.Entries[0].Node
			}
			b.scope = &scope{"each", object(n.At, "key", keys, "value", iac.OneOf("the key of "+b.id, n.At, values...)), nil}
		}
		return b.made
	}
	b.made = made
	return made
}

func literalKey(n *iac.Node) string {
	s, _ := n.Str()
	if _, ok := n.V.(int); ok {
		return "[" + s + "]"
	}
	return `["` + s + `"]`
}

func (b *block) instance(key string, s *scope) *block {
	c := *b
	c.id, c.key, c.scope, c.props = b.id+key, key, s, nil
	c.made = []*block{&c}
	return &c
}

// pick evaluates for the instance that a traversal names by its index.
func (m *module) pick(b *block, t hcl.Traversal, at iac.Place, f func(*block) *iac.Node) *iac.Node {
	made := m.instances(b)
	if len(made) == 1 && made[0] == b {
		return f(b)
	}
	for _, s := range t {
		if x, ok := s.(hcl.TraverseIndex); ok && (x.Key.Type() == cty.String || x.Key.Type() == cty.Number) {
			key := literalKey(literal(x.Key, at))
			for _, i := range made {
				if i.key == key {
					return f(i)
				}
			}
			return missing(b.id+" has no instance "+key, &iac.Node{}, at)
		}
	}
	return iac.Hidden("one of the instances of "+b.id, at)
}
