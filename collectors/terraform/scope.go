package terraform

import (
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

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
