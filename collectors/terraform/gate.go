package terraform

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// gate is what the security groups of a thing let in, nil where they are not surely
// known: lists are those of its arguments that name groups. Each has to name groups
// of the folder by references that stand there.
func (m *module) gate(lists ...*hclsyntax.Attribute) *iac.Gate {
	g := &iac.Gate{}
	named := 0
	for _, o := range m.blocks {
		if o.Type == "resource" && o.typ == "aws_network_interface_sg_attachment" {
			return nil // a group more, on an interface that may be its own
		}
	}
	for _, a := range lists {
		if a == nil {
			continue
		}
		x, ok := a.Expr.(*hclsyntax.TupleConsExpr)
		if !ok {
			return nil
		}
		for _, item := range x.Exprs {
			own := m.groupOf(item)
			if own == nil || !m.linesOf(own, g) {
				return nil
			}
			named++
		}
	}
	if named == 0 {
		return nil
	}
	return g
}

// groupOf is the group of the folder that an expression refers to.
func (m *module) groupOf(x hclsyntax.Expression) *block {
	e, ok := x.(*hclsyntax.ScopeTraversalExpr)
	if !ok || e.Traversal.RootName() != "aws_security_group" {
		return nil
	}
	own := m.byName["aws_security_group."+first(attrs(e.Traversal))]
	if own == nil || m.existence(own) != present {
		return nil
	}
	return own
}

// linesOf adds the lines of a group, those that stand in it and those that are
// resources of their own. It reports whether they are all that the folder has.
func (m *module) linesOf(own *block, g *iac.Gate) bool {
	add := func(x *iac.Node, keys ...string) bool {
		if x.Kind != iac.Map {
			return false
		}
		l := iac.Line{Groups: groups(x), Protocol: x.Get("protocol"), From: x.Get("from_port"), To: x.Get("to_port")}
		if !l.Protocol.Has() {
			l.Protocol = x.Get("ip_protocol")
		}
		for _, key := range keys {
			l.Sources = append(l.Sources, x.Get(key).List()...)
		}
		g.Lines = append(g.Lines, l)
		return true
	}
	p := m.properties(own)
	if p.Kind != iac.Map {
		return false
	}
	for _, x := range p.Get("ingress").List() {
		if !add(x, "cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids") {
			return false
		}
	}
	for _, o := range m.calls {
		if refersWithin(o, own) {
			return false // what is made of it there is not followed
		}
	}
	for _, o := range m.blocks {
		keys := []string{"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"}
		switch {
		case o.Type != "resource" || m.existence(o) == absent:
			continue
		case o.typ == "aws_vpc_security_group_ingress_rule":
			keys = []string{"cidr_ipv4", "cidr_ipv6", "prefix_list_id"}
		case o.typ != "aws_security_group_rule":
			continue
		}
		a := o.Body.Attributes["security_group_id"]
		if a == nil {
			return false
		}
		of := m.groupOf(a.Expr)
		if of == nil {
			return false
		}
		if of != own {
			continue
		}
		rule := m.properties(o)
		if v, ok := rule.Get("type").Str(); ok && v == "egress" {
			continue
		}
		if !add(rule, keys...) {
			return false
		}
	}
	return true
}

// refersWithin reports a block that refers to another one.
func refersWithin(o, own *block) bool {
	found := false
	_ = hclsyntax.VisitAll(o.Body, func(n hclsyntax.Node) hcl.Diagnostics {
		if e, ok := n.(*hclsyntax.ScopeTraversalExpr); ok && e.Traversal.RootName() == own.typ && first(attrs(e.Traversal)) == own.name {
			found = true
		}
		return nil
	})
	return found
}

// gateOf is what stands before a thing whose address is public, nil where that is not
// surely known.
func (m *module) gateOf(b *block) *iac.Gate {
	own := b.Body.Attributes
	switch b.typ {
	case "aws_instance", "aws_spot_instance_request":
		if own["launch_template"] != nil || len(nested(b, "launch_template")) > 0 || len(nested(b, "network_interface")) > 0 {
			return nil
		}
		return m.gate(own["vpc_security_group_ids"], own["security_groups"])
	case "aws_launch_configuration":
		return m.gate(own["security_groups"])
	case "aws_launch_template":
		if len(nested(b, "dynamic")) > 0 {
			return nil
		}
		lists := []*hclsyntax.Attribute{own["vpc_security_group_ids"]}
		for _, x := range nested(b, "network_interfaces") {
			if x.Body.Attributes["security_groups"] == nil {
				return nil
			}
			lists = append(lists, x.Body.Attributes["security_groups"])
		}
		return m.gate(lists...)
	case "aws_db_instance":
		return m.gate(own["vpc_security_group_ids"])
	case "aws_ecs_service":
		c := nested(b, "network_configuration")
		if len(c) != 1 { // a dynamic one is not followed
			return nil
		}
		return m.gate(c[0].Body.Attributes["security_groups"])
	}
	return nil
}

// shutAt is why nobody reaches a listener of a load balancer, the same way.
func (m *module) shutAt(b *block) string {
	a := b.Body.Attributes["load_balancer_arn"]
	if a == nil {
		return ""
	}
	e, ok := a.Expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return ""
	}
	lb := m.byName[e.Traversal.RootName()+"."+first(attrs(e.Traversal))]
	if lb == nil || lb.typ != "aws_lb" && lb.typ != "aws_alb" || m.existence(lb) != present {
		return ""
	}
	return m.gate(lb.Body.Attributes["security_groups"]).ShutAt(m.properties(b).Get("port"))
}

// nested are the blocks of a name within a block.
func nested(b *block, name string) []*hclsyntax.Block {
	var out []*hclsyntax.Block
	for _, x := range b.Body.Blocks {
		if x.Type == name {
			out = append(out, x)
		}
	}
	return out
}
