package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/zclconf/go-cty/cty"

	"github.com/candor-dev/candor/internal/iac"
)

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
