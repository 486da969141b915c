package cloudformation

import "github.com/candor-dev/candor/internal/iac"

// users is what uses the group of a line, nil where the template does not tell all of
// it: what else names the group may listen anywhere.
func (t *template) users(r *resource) *iac.Users {
	group := r
	if r.typ != "AWS::EC2::SecurityGroup" {
		group = t.byID[refersTo(fields(r.props)["GroupId"])]
	}
	if group == nil || group.typ != "AWS::EC2::SecurityGroup" || mentions(t.outputs, group.id) || mentions(t.globals, group.id) {
		return nil
	}
	u := &iac.Users{}
	for _, o := range t.resources {
		switch {
		case o == group || o.never || !mentions(o.props, group.id):
		case o.typ == "AWS::EC2::SecurityGroup", o.typ == "AWS::EC2::SecurityGroupIngress", o.typ == "AWS::EC2::SecurityGroupEgress": // a line
		case !t.use(o, u):
			return nil
		}
	}
	return u.Some()
}

// use adds a resource to what uses a group; false where that is not known of its type.
func (t *template) use(o *resource, u *iac.Users) bool {
	p := t.properties(o)
	switch o.typ {
	case "AWS::ElastiCache::CacheCluster", "AWS::ElastiCache::ReplicationGroup":
		return u.Add(o.id, true, iac.EnginePort(p.Get("Port"), p.Get("Engine"), o.at))
	case "AWS::RDS::DBInstance":
		return u.Add(o.id, iac.Surely(p.Get("PubliclyAccessible"), false), iac.EnginePort(p.Get("Port"), p.Get("Engine"), o.at))
	case "AWS::RDS::DBProxy":
		family, _ := p.Get("EngineFamily").Str()
		port := map[string]int{"POSTGRESQL": 5432, "MYSQL": 3306, "SQLSERVER": 1433}[family]
		return port != 0 && u.Add(o.id, true, iac.Platform(port, "the port of a proxy", o.at))
	case "AWS::Lambda::Function", "AWS::Serverless::Function":
		return u.Add(o.id, true)
	case "AWS::ElasticLoadBalancing::LoadBalancer":
		var ports []*iac.Node
		for _, l := range p.Get("Listeners").List() {
			ports = append(ports, l.Get("LoadBalancerPort"))
		}
		return len(ports) > 0 && u.Add(o.id, internal(p.Get("Scheme")), ports...)
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		var ports []*iac.Node
		for _, l := range t.resources {
			if l.typ != "AWS::ElasticLoadBalancingV2::Listener" || l.never {
				continue
			}
			if refersTo(fields(l.props)["LoadBalancerArn"]) == o.id {
				ports = append(ports, t.properties(l).Get("Port"))
			}
		}
		return len(ports) > 0 && u.Add(o.id, internal(p.Get("Scheme")), ports...)
	}
	return false
}

func internal(scheme *iac.Node) bool {
	v, ok := scheme.Str()
	return ok && v == "internal" && len(scheme.Others) == 0
}
