package cloudformation

import (
	"slices"

	"github.com/candor-dev/candor/internal/iac"
)

// exposure emits what of a resource can be reached from the internet.
func (t *template) exposure(r *resource) {
	p := t.properties(r)
	t.sink.Behind(t.gateOf(r))
	defer t.sink.Behind(nil)
	show := func(part, what, setting string, absent *bool, why string, n *iac.Node) {
		t.sink.Exposed(owner(r, part), iac.Switch{What: what, Setting: setting, Absent: absent, Why: why}, n)
	}
	const open, subnet = "PubliclyAccessible", "its subnet decides"
	switch r.typ {
	case "AWS::RDS::DBInstance":
		show("", "database", open, nil, "the subnets of the database decide", p.Get(open))
	case "AWS::RDS::DBCluster", "AWS::Neptune::DBInstance":
		if p.Get(open).Has() {
			show("", "database", open, nil, "", p.Get(open))
		}
	case "AWS::Redshift::Cluster":
		show("", "data warehouse", open, nil, "it means no for clusters made since January 2025", p.Get(open))
	case "AWS::RedshiftServerless::Workgroup":
		show("", "data warehouse", open, iac.No(), "", p.Get(open))
	case "AWS::EKS::Nodegroup":
		a := p.Get("RemoteAccess")
		t.sink.NodeGroup(owner(r, ""), a.Get("Ec2SshKey"), "SourceSecurityGroups", a.Get("SourceSecurityGroups"))
	case "AWS::Transfer::Server":
		t.sink.Transfer(owner(r, ""), "EndpointType", p.Get("EndpointType"), p.Path("EndpointDetails", "AddressAllocationIds"))
	case "AWS::MWAA::Environment":
		show("", "workflow server", "WebserverAccessMode", iac.No(), "", iac.Word(p.Get("WebserverAccessMode"), "PUBLIC_ONLY"))
	case "AWS::DMS::ReplicationInstance":
		show("", "replication instance", open, iac.Yes(), "", p.Get(open))
	case "AWS::AmazonMQ::Broker":
		show("", "message broker", open, iac.No(), "", p.Get(open))
	case "AWS::MSK::Cluster":
		kind := p.Path("BrokerNodeGroupInfo", "ConnectivityInfo", "PublicAccess", "Type")
		show("", "message broker", "PublicAccess", iac.No(), "", iac.Word(kind, "SERVICE_PROVIDED_EIPS"))
	case "AWS::EKS::Cluster":
		v := p.Get("ResourcesVpcConfig")
		t.sink.ClusterEndpoint(owner(r, ""), v.Get("EndpointPublicAccess"), v.Get("PublicAccessCidrs"), "EndpointPublicAccess")
	case "AWS::EC2::Subnet":
		show("", "subnet", "MapPublicIpOnLaunch", iac.No(), "", p.Get("MapPublicIpOnLaunch"))
	case "AWS::EC2::Instance":
		t.machine(r, p)
	case "AWS::EC2::LaunchTemplate":
		t.machine(r, p.Get("LaunchTemplateData"))
	case "AWS::AutoScaling::LaunchConfiguration":
		show("", "machine", "AssociatePublicIpAddress", nil, subnet, p.Get("AssociatePublicIpAddress"))
	case "AWS::ECS::Service":
		if c := p.Path("NetworkConfiguration", "AwsvpcConfiguration"); c.Has() {
			show("", "container", "AssignPublicIp", iac.No(), "", iac.Word(c.Get("AssignPublicIp"), "ENABLED"))
		}
	case "AWS::ElasticLoadBalancing::LoadBalancer":
		show("", "load balancer", "Scheme", iac.Yes(), "", iac.Word(p.Get("Scheme"), "internet-facing"))
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
		public := iac.Word(p.Get("Scheme"), "internet-facing")
		if kind := p.Get("Type"); kind.Has() {
			if v, _ := kind.Str(); v == "gateway" {
				public = &iac.Node{Kind: iac.Scalar, V: false, From: "literal", Why: "a gateway load balancer has no address of its own", At: kind.At}
			}
		}
		show("", "load balancer", "Scheme", iac.Yes(), "", public)
	case "AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain":
		t.outside(r, "search domain", "VPCOptions", p.Get("VPCOptions"))
	case "AWS::ApiGateway::Method":
		t.sink.Method(owner(r, ""), p.Get("HttpMethod"), p.Get("AuthorizationType"), p.Get("ApiKeyRequired"), "AuthorizationType")
	case "AWS::Serverless::Function", "AWS::Serverless::StateMachine":
		t.samRoutes(r, p)
	case "AWS::ApiGatewayV2::Route":
		t.sink.Method(owner(r, ""), nil, p.Get("AuthorizationType"), p.Get("ApiKeyRequired"), "AuthorizationType")
	}
}

// outside emits a thing that is public unless it is put into a network.
func (t *template) outside(r *resource, what, setting string, n *iac.Node) {
	public := iac.Platform(true, setting+" is not set, so its endpoint is on the internet", r.at)
	if n.Has() {
		public = &iac.Node{Kind: iac.Scalar, V: false, From: "literal", At: n.At}
		if n.Kind != iac.Map {
			public = iac.Hidden(setting+" can't be told", n.At)
		}
	}
	t.sink.Exposure(owner(r, ""), what, setting, public)
}

// machine emits whether a machine gets an address on the internet.
func (t *template) machine(r *resource, p *iac.Node) {
	var n *iac.Node
	for _, x := range p.Get("NetworkInterfaces").List() {
		a := x.Get("AssociatePublicIpAddress")
		if v, ok := a.Bool(); a.Has() && (n == nil || ok && v || !ok) {
			n = a
		}
	}
	t.sink.Exposed(owner(r, ""), iac.Switch{What: iac.Machine(p.Get("SourceDestCheck")), Setting: "AssociatePublicIpAddress", Why: "its subnet decides"}, n)
}

// routes emits whom the lists of a network let in and out.
func (t *template) routes(r *resource) {
	p := t.properties(r)
	group := func(direction, part string, x *iac.Node) {
		var src []*iac.Node
		for _, key := range []string{"CidrIp", "CidrIpv6"} {
			for _, one := range x.Get(key).Choices() {
				src = append(src, one.Under(x.Proviso))
			}
		}
		for _, key := range []string{"SourcePrefixListId", "DestinationPrefixListId"} {
			if n := x.Get(key); n.Has() {
				src = append(src, iac.Hidden("the networks of a prefix list are not in the template", n.At))
			}
		}
		if x.Kind == iac.Unknown {
			src = []*iac.Node{x}
		}
		if len(src) == 0 && !sets(x, "SourceSecurityGroupId", "SourceSecurityGroupName", "DestinationSecurityGroupId") {
			src = []*iac.Node{iac.Hidden("the line names nobody: such a template is refused", x.At)}
		}
		line := iac.Route{List: "security group", Direction: direction, Sources: src,
			Protocol: x.Get("IpProtocol"), From: x.Get("FromPort"), To: x.Get("ToPort")}
		if direction == "ingress" && slices.ContainsFunc(src, iac.Everybody) {
			line.Interfaces, line.Users = t.interfacesAlone(r), t.users(r)
		}
		t.sink.Route(owner(r, part), line)
	}
	switch r.typ {
	case "AWS::EC2::SecurityGroup":
		for i, x := range p.Get("SecurityGroupIngress").Choices() {
			group("ingress", "Ingress["+itoa(i)+"]", x)
		}
		for i, x := range p.Get("SecurityGroupEgress").Choices() {
			group("egress", "Egress["+itoa(i)+"]", x)
		}
	case "AWS::EC2::SecurityGroupIngress":
		group("ingress", "", p)
	case "AWS::EC2::SecurityGroupEgress":
		group("egress", "", p)
	case "AWS::EC2::NetworkAclEntry":
		direction := "ingress"
		if v, ok := p.Get("Egress").Bool(); ok && v {
			direction = "egress"
		}
		src := append(p.Get("CidrBlock").Choices(), p.Get("Ipv6CidrBlock").Choices()...)
		of := p.Get("NetworkAclId")
		list := of.Raw
		if v, ok := of.Str(); ok {
			list = v
		}
		t.sink.Route(owner(r, ""), iac.Route{List: "network ACL", Direction: direction, Action: p.Get("RuleAction"), Sources: src,
			Protocol: p.Get("Protocol"), From: p.Path("PortRange", "From"), To: p.Path("PortRange", "To"), Of: list, Number: p.Get("RuleNumber")})
	}
}

// publicAccess emits what keeps the public out of a bucket.
func (t *template) publicAccess(r *resource) {
	if r.typ != "AWS::S3::Bucket" {
		return
	}
	t.sink.Site = t.openSite(r)
	defer func() { t.sink.Site = false }()
	t.sink.BucketAccess(r.id, t.access(r))
}

// access is what keeps the public out of a bucket of the template.
func (t *template) access(r *resource) iac.BucketAccess {
	p := t.properties(r)
	return iac.BucketAccess{
		Location: iac.At(r.at, r.id), At: r.at, ACL: p.Get("AccessControl"), Block: p.Get("PublicAccessBlockConfiguration"),
		Flags: [4]string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"},
	}
}

// sets reports that one of some keys is set, or may be.
func sets(x *iac.Node, keys ...string) bool {
	for _, k := range keys {
		if x.Get(k).Has() {
			return true
		}
	}
	return false
}
