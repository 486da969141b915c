package terraform

import (
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// users is what uses the group of a line, nil where the folder does not tell all of it:
// what else names the group may listen anywhere.
func (m *module) users(b *block) *iac.Users {
	group := b
	if b.typ != "aws_security_group" {
		group, _ = m.refers(b, "security_group_id", "aws_security_group")
	}
	if group == nil {
		return nil
	}
	for _, x := range m.locals {
		if mentions(x, group) {
			return nil
		}
	}
	for _, o := range m.outputs {
		if mentions(o.Body, group) {
			return nil // whoever takes it may use it
		}
	}
	for _, c := range m.calls {
		if mentions(c.Body, group) {
			return nil
		}
	}
	u := &iac.Users{}
	for _, o := range m.blocks {
		switch {
		case o.typ == group.typ && o.name == group.name, m.existence(o) == absent, !mentions(o.Body, group):
		case strings.HasPrefix(o.typ, "aws_security_group"), strings.HasPrefix(o.typ, "aws_vpc_security_group_"): // a line
		case o.Type != "resource" || !m.use(o, u):
			return nil
		}
	}
	return u.Some()
}

// use adds a resource to what uses a group; false where that is not known of its type.
func (m *module) use(o *block, u *iac.Users) bool {
	p, at := m.properties(o), placeOf(o)
	switch o.typ {
	case "aws_elasticache_cluster", "aws_elasticache_replication_group":
		engine := p.Get("engine")
		if o.typ == "aws_elasticache_replication_group" && !engine.Has() {
			engine = iac.Text("redis", at)
		}
		return u.Add(o.id, true, iac.EnginePort(p.Get("port"), engine, at))
	case "aws_db_instance":
		open := p.Get("publicly_accessible")
		return u.Add(o.id, !open.Has() || iac.Surely(open, false), iac.EnginePort(p.Get("port"), p.Get("engine"), at))
	case "aws_db_proxy":
		family, _ := p.Get("engine_family").Str()
		port := map[string]int{"POSTGRESQL": 5432, "MYSQL": 3306, "SQLSERVER": 1433}[family]
		return port != 0 && u.Add(o.id, true, iac.Platform(port, "the port of a proxy", at))
	case "aws_lambda_function":
		return u.Add(o.id, true)
	case "aws_elb":
		var ports []*iac.Node
		for _, l := range p.Get("listener").List() {
			ports = append(ports, l.Get("lb_port"))
		}
		return len(ports) > 0 && u.Add(o.id, iac.Surely(p.Get("internal"), true), ports...)
	case "aws_lb", "aws_alb":
		var ports []*iac.Node
		for _, l := range m.blocks {
			if l.typ != "aws_lb_listener" && l.typ != "aws_alb_listener" || m.existence(l) == absent {
				continue
			}
			if own, _ := m.refers(l, "load_balancer_arn", o.typ); own == o {
				ports = append(ports, m.properties(l).Get("port"))
			}
		}
		return len(ports) > 0 && u.Add(o.id, iac.Surely(p.Get("internal"), true), ports...)
	}
	return false
}

// writtenAt is where the text of a value stands that a block takes from a variable or a
// local: its default, a file of values, or the call of the folder. None where that is not
// a single step after the other.
func (m *module) writtenAt(b *block, n *iac.Node) iac.Place {
	if n.Origin.Line > 0 {
		return n.Origin
	}
	var t hcl.Traversal
	visits(b.Body, func(x hclsyntax.Node) bool {
		e, ok := x.(*hclsyntax.ScopeTraversalExpr)
		if ok && place(e.Range()) == n.At {
			t = e.Traversal
		}
		return t != nil
	})
	for range maxHanded {
		if t == nil {
			break
		}
		in, next := m.leads(t)
		if next == nil {
			break
		}
		e, ok := next.(*hclsyntax.ScopeTraversalExpr)
		if !ok {
			return place(next.Range())
		}
		m, t = in, e.Traversal
	}
	return iac.Place{}
}
