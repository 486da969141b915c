package cloudformation

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
)

// gate is what the security groups of a thing let in, nil where they are not surely
// known: lists name groups of the template, by references that stand there.
func (t *template) gate(lists ...*yaml.Node) *iac.Gate {
	g := &iac.Gate{}
	named := 0
	for _, list := range lists {
		list = deref(list)
		switch {
		case list == nil:
			continue
		case list.Kind != yaml.SequenceNode || strings.HasPrefix(list.Tag, "!") && !strings.HasPrefix(list.Tag, "!!"):
			return nil
		}
		for _, item := range list.Content {
			own := t.byID[refersTo(item)]
			if own == nil || own.typ != "AWS::EC2::SecurityGroup" || own.never || !t.linesOf(own, g) {
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

// refersTo is the resource that a value refers to, by Ref or Fn::GetAtt, or "".
func refersTo(y *yaml.Node) string {
	y = deref(y)
	if y == nil {
		return ""
	}
	if y.Tag == "!Ref" && y.Kind == yaml.ScalarNode {
		return y.Value
	}
	att := (*yaml.Node)(nil)
	switch f := fields(y); {
	case y.Tag == "!GetAtt":
		att = y
	case len(f) == 1 && f["Ref"] != nil:
		return f["Ref"].Value
	case len(f) == 1:
		att = f["Fn::GetAtt"]
	}
	if att == nil {
		return ""
	}
	if att.Kind == yaml.SequenceNode && len(att.Content) > 0 {
		return att.Content[0].Value
	}
	id, _, _ := strings.Cut(att.Value, ".")
	return id
}

// linesOf adds the lines of a group, those that stand in it and those that are
// resources of their own. It reports whether they are all that the template has.
func (t *template) linesOf(own *resource, g *iac.Gate) bool {
	add := func(x *iac.Node) bool {
		if x.Kind != iac.Map {
			return false
		}
		l := iac.Line{Of: own.id, Groups: sets(x, "SourceSecurityGroupId", "SourceSecurityGroupName"), Protocol: x.Get("IpProtocol"), From: x.Get("FromPort"), To: x.Get("ToPort")}
		for _, key := range []string{"CidrIp", "CidrIpv6", "SourcePrefixListId"} {
			l.Sources = append(l.Sources, x.Get(key).Choices()...)
		}
		g.Lines = append(g.Lines, l)
		return true
	}
	p := t.properties(own)
	if p.Kind != iac.Map && own.props != nil {
		return false
	}
	for _, x := range p.Get("SecurityGroupIngress").List() {
		if !add(x) {
			return false
		}
	}
	for _, o := range t.resources {
		switch {
		case o.never:
			continue
		case strings.HasSuffix(o.typ, "::MODULE"), strings.HasPrefix(o.typ, "AWS::CloudFormation::Stack"), o.typ == "AWS::Serverless::Application":
			if refersWithin(o.props, own.id, 0) {
				return false // what is made of it there is not followed
			}
			continue
		case o.typ != "AWS::EC2::SecurityGroupIngress":
			continue
		}
		f := fields(o.props)
		id := refersTo(f["GroupId"])
		if f["GroupId"] == nil {
			id = refersTo(f["GroupName"])
		}
		of := t.byID[id]
		if of == nil || of.typ != own.typ {
			return false
		}
		if of == own && !add(t.properties(o)) {
			return false
		}
	}
	return true
}

// refersWithin reports a part of a template that refers to a resource.
func refersWithin(y *yaml.Node, id string, depth int) bool {
	y = deref(y)
	if y == nil || depth > maxDepth {
		return false
	}
	if refersTo(y) == id || y.Kind == yaml.ScalarNode && strings.Contains(y.Value, "${"+id) {
		return true
	}
	for _, c := range y.Content {
		if refersWithin(c, id, depth+1) {
			return true
		}
	}
	return false
}

// gateOf is what stands before a thing whose address is public, nil where that is not
// surely known.
func (t *template) gateOf(r *resource) *iac.Gate {
	f := fields(r.props)
	faces := "GroupSet"
	switch r.typ {
	case "AWS::RDS::DBInstance":
		if f[clusterOf] != nil {
			c := t.byID[refersTo(f[clusterOf])]
			if c == nil || c.typ != "AWS::RDS::DBCluster" || c.never {
				return nil
			}
			return t.gate(fields(c.props)["VpcSecurityGroupIds"])
		}
		return t.gate(f["VPCSecurityGroups"])
	case "AWS::Redshift::Cluster", "AWS::DMS::ReplicationInstance":
		return t.gate(f["VpcSecurityGroupIds"])
	case "AWS::RedshiftServerless::Workgroup":
		return t.gate(f["SecurityGroupIds"])
	case "AWS::AmazonMQ::Broker":
		return t.gate(f["SecurityGroups"])
	case "AWS::MSK::Cluster":
		return t.gate(fields(f["BrokerNodeGroupInfo"])["SecurityGroups"])
	case "AWS::ECS::Service":
		return t.gate(fields(fields(f["NetworkConfiguration"])["AwsvpcConfiguration"])["SecurityGroups"])
	case "AWS::AutoScaling::LaunchConfiguration":
		return t.gate(f["SecurityGroups"])
	case "AWS::EC2::LaunchTemplate":
		f, faces = fields(f["LaunchTemplateData"]), "Groups"
	case "AWS::EC2::Instance":
		if f["LaunchTemplate"] != nil {
			return nil
		}
	default:
		return nil
	}
	lists := []*yaml.Node{f["SecurityGroupIds"], f["SecurityGroups"]}
	if n := f["NetworkInterfaces"]; n != nil {
		if n.Kind != yaml.SequenceNode {
			return nil
		}
		for _, x := range n.Content {
			own := fields(x)[faces]
			if own == nil {
				return nil
			}
			lists = append(lists, own)
		}
	}
	return t.gate(lists...)
}

// shutAt is why nobody reaches a listener of a load balancer, the same way.
func (t *template) shutAt(r *resource) string {
	lb := t.byID[refersTo(fields(r.props)["LoadBalancerArn"])]
	if lb == nil || lb.typ != "AWS::ElasticLoadBalancingV2::LoadBalancer" || lb.never {
		return ""
	}
	return t.gate(fields(lb.props)["SecurityGroups"]).ShutAt(t.properties(r).Get("Port"))
}
