package terraform

import (
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// gate is what the security groups of a thing let in, nil where they are not surely
// known: lists are those of its arguments that name groups. Each has to name groups
// that the tree makes, by references that can be followed.
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
		own, ok := m.groupsOf(a.Expr, 0)
		if !ok {
			return nil
		}
		for _, x := range own {
			if !x.m.linesOf(x.b, g) || x.m.root() != m.root() && m.all.openedElsewhere(x) {
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

// linesOf adds the lines of a group, those that stand in it and those that are
// resources of their own. It reports whether they are all that the tree has.
func (m *module) linesOf(own *block, g *iac.Gate) bool {
	add := func(x *iac.Node, keys ...string) bool {
		if x.Kind != iac.Map {
			return false
		}
		l := iac.Line{Of: own.id, Groups: groups(x), Protocol: x.Get("protocol"), From: x.Get("from_port"), To: x.Get("to_port")}
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
	all := m.reached()
	for _, c := range all.calls {
		if c.m.mentionedIn(c.b, own) {
			return false // what is made of it there is not followed
		}
	}
	for _, o := range all.rules {
		a := o.b.Body.Attributes["security_group_id"]
		if a == nil {
			return false
		}
		of, ok := o.m.groupsOf(a.Expr, 0)
		switch {
		case (!ok || len(of) != 1) && (o.m == m || o.m.mentionedIn(o.b, own)):
			return false
		case !ok || len(of) != 1 || of[0].b != own:
			continue
		}
		keys := []string{"cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids"}
		if o.b.typ == "aws_vpc_security_group_ingress_rule" {
			keys = []string{"cidr_ipv4", "cidr_ipv6", "prefix_list_id"}
		}
		rule := o.m.properties(o.b)
		if v, ok := rule.Get("type").Str(); ok && v == "egress" {
			continue
		}
		if !add(rule, keys...) {
			return false
		}
	}
	return true
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
	case "aws_db_instance", "aws_redshift_cluster", "aws_dms_replication_instance":
		return m.gate(own["vpc_security_group_ids"])
	case "aws_redshiftserverless_workgroup":
		return m.gate(own["security_group_ids"])
	case "aws_mq_broker":
		return m.gate(own["security_groups"])
	case "aws_msk_cluster":
		c := nested(b, "broker_node_group_info")
		if len(c) != 1 { // a dynamic one is not followed
			return nil
		}
		return m.gate(c[0].Body.Attributes["security_groups"])
	case "aws_rds_cluster_instance", "aws_neptune_cluster_instance":
		return m.gate(m.clusterGroups(own["cluster_identifier"]))
	case "aws_ecs_service":
		c := nested(b, "network_configuration")
		if len(c) != 1 { // a dynamic one is not followed
			return nil
		}
		return m.gate(c[0].Body.Attributes["security_groups"])
	}
	return nil
}

// clusterGroups are the groups of the cluster that an instance stands in, nil where
// that is not one of this folder.
func (m *module) clusterGroups(a *hclsyntax.Attribute) *hclsyntax.Attribute {
	if a == nil {
		return nil
	}
	e, ok := a.Expr.(*hclsyntax.ScopeTraversalExpr)
	if !ok {
		return nil
	}
	c := m.byName[e.Traversal.RootName()+"."+first(attrs(e.Traversal))]
	if c == nil || c.typ != "aws_rds_cluster" && c.typ != "aws_neptune_cluster" || m.existence(c) != present {
		return nil
	}
	return c.Body.Attributes["vpc_security_group_ids"]
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
