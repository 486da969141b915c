package terraform

import (
	"strconv"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// binary evaluates an operation with two operands, as far as both are known or
// one decides alone.
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
		if same, ok := equal(l, r); ok {
			return m.derived(same == (e.Op == hclsyntax.OpEqual), at, l, r)
		}
	default:
		if v := arithmetic(e.Op, l, r); v != nil {
			return m.derived(v, at, l, r)
		}
	}
	for _, n := range []*iac.Node{l, r} {
		if n.Kind != iac.Scalar && n.Why != "" {
			return iac.Hidden(n.Why, at)
		}
	}
	return iac.Hidden("an expression that a plan decides", at)
}

// derived is a value that follows from others; it is as sure as they are.
func (m *module) derived(v any, at iac.Place, from ...*iac.Node) *iac.Node {
	n := &iac.Node{Kind: iac.Scalar, V: v, From: "literal", At: at}
	for _, f := range from {
		if f.From == "default" {
			n.From, n.Why = "default", f.Why
			if b, ok := v.(bool); ok && len(f.Others) > 0 { // what follows from those is not worked out
				n.Others = []string{strconv.FormatBool(!b)}
			}
		}
	}
	return n
}

// equal compares two values, as far as they can be told apart.
func equal(l, r *iac.Node) (same, ok bool) {
	if l.Kind == iac.None || r.Kind == iac.None {
		if l.Kind == r.Kind {
			return true, true
		}
		other := l
		if l.Kind == iac.None {
			other = r
		}
		certain := other.Kind != iac.Unknown && other.Kind != iac.Either || other.Given
		return false, certain
	}
	ls, ok1 := l.Str()
	rs, ok2 := r.Str()
	_, text1 := l.V.(string)
	_, text2 := r.V.(string)
	if ls == rs && text1 != text2 { // values of two types differ, unless a declared type converts one
		return false, false
	}
	return ls == rs, ok1 && ok2
}

// arithmetic gives the result of an operation on whole numbers, or nil.
func arithmetic(op *hclsyntax.Operation, l, r *iac.Node) any {
	a, ok1 := l.V.(int)
	b, ok2 := r.V.(int)
	if !ok1 || !ok2 || l.Kind != iac.Scalar || r.Kind != iac.Scalar {
		return nil
	}
	switch op {
	case hclsyntax.OpAdd:
		return a + b
	case hclsyntax.OpSubtract:
		return a - b
	case hclsyntax.OpMultiply:
		return a * b
	case hclsyntax.OpGreaterThan:
		return a > b
	case hclsyntax.OpGreaterThanOrEqual:
		return a >= b
	case hclsyntax.OpLessThan:
		return a < b
	case hclsyntax.OpLessThanOrEqual:
		return a <= b
	case hclsyntax.OpModulo:
		if b > 0 && a >= 0 {
			return a % b
		}
	}
	return nil
}
