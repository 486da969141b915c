package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// endpointModule is the published module whose endpoints are interfaces unless they
// say otherwise.
const endpointModule = "terraform-aws-modules/vpc/aws//modules/vpc-endpoints"

// interfacesAlone reports that what uses the group of a line are interface endpoints
// of the VPC and nothing else that the folder names. They have private addresses.
func (m *module) interfacesAlone(b *block) bool {
	group := b
	if b.typ != "aws_security_group" {
		group, _ = m.refers(b, "security_group_id", "aws_security_group")
	}
	if group == nil {
		return false
	}
	for _, x := range m.locals {
		if mentions(x, group) {
			return false
		}
	}
	for _, o := range m.outputs {
		if mentions(o.Body, group) {
			return false // whoever takes it may use it
		}
	}
	used := false
	for _, o := range m.blocks {
		switch {
		case o.typ == group.typ && o.name == group.name, !mentions(o.Body, group):
		case o.typ == "aws_security_group_rule", strings.HasPrefix(o.typ, "aws_vpc_security_group_"): // a line of the group
		case o.Type == "resource" && o.typ == "aws_vpc_endpoint" && m.word(o, "vpc_endpoint_type") == "Interface":
			used = true
		default:
			return false
		}
	}
	for _, c := range m.calls {
		switch {
		case !mentions(c.Body, group):
		case m.word(c, "source") == endpointModule && !writes(c.Body, "service_type"):
			used = true
		default:
			return false
		}
	}
	return used
}

// word is the known text of an attribute, or "".
func (m *module) word(b *block, key string) string {
	a := b.Body.Attributes[key]
	if a == nil {
		return ""
	}
	s, _ := m.eval(a.Expr, 0).Str()
	return s
}

// mentions reports that an expression or a body names a resource.
func mentions(n hclsyntax.Node, b *block) bool {
	return visits(n, func(n hclsyntax.Node) bool {
		x, ok := n.(*hclsyntax.ScopeTraversalExpr)
		return ok && x.Traversal.RootName() == b.typ && first(attrs(x.Traversal)) == b.name
	})
}

// writes reports a key of that name anywhere in a body.
func writes(n hclsyntax.Node, key string) bool {
	return visits(n, func(n hclsyntax.Node) bool {
		x, ok := n.(*hclsyntax.ObjectConsKeyExpr)
		return ok && hcl.ExprAsKeyword(x.Wrapped) == key
	})
}

func visits(n hclsyntax.Node, is func(hclsyntax.Node) bool) bool {
	found := false
	_ = hclsyntax.VisitAll(n, func(x hclsyntax.Node) hcl.Diagnostics {
		found = found || is(x)
		return nil
	})
	return found
}
