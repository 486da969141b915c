package terraform

import (
	"slices"
	"strconv"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// exposure emits what of a resource can be reached from the internet.
func (m *module) exposure(b *block) {
	p := m.properties(b)
	m.sink.Behind(m.gateOf(b))
	defer m.sink.Behind(nil)
	show := func(what, setting string, absent *bool, why string, n *iac.Node) {
		m.sink.Exposed(owner(b, ""), iac.Switch{What: what, Setting: setting, Absent: absent, Why: why}, n)
	}
	const open, address = "publicly_accessible", "associate_public_ip_address"
	switch b.typ {
	case "aws_db_instance", "aws_rds_cluster_instance", "aws_neptune_cluster_instance":
		show("database", open, iac.No(), "", p.Get(open))
	case "aws_redshift_cluster":
		show("data warehouse", open, nil, "true up to version 5 of the provider, false from version 6 on", p.Get(open))
	case "aws_redshiftserverless_workgroup":
		show("data warehouse", open, iac.No(), "", p.Get(open))
	case "aws_eks_node_group":
		r := p.Get("remote_access")
		m.sink.NodeGroup(owner(b, ""), r.Get("ec2_ssh_key"), "source_security_group_ids", r.Get("source_security_group_ids"))
	case "aws_transfer_server":
		m.sink.Transfer(owner(b, ""), "endpoint_type", p.Get("endpoint_type"), p.Path("endpoint_details", "address_allocation_ids"))
	case "aws_mwaa_environment":
		show("workflow server", "webserver_access_mode", iac.No(), "", iac.Word(p.Get("webserver_access_mode"), "PUBLIC_ONLY"))
	case "aws_dms_replication_instance":
		show("replication instance", open, iac.No(), "", p.Get(open))
	case "aws_mq_broker":
		show("message broker", open, iac.No(), "", p.Get(open))
	case "aws_msk_cluster":
		kind := p.Path("broker_node_group_info", "connectivity_info", "public_access", "type")
		show("message broker", "public_access", iac.No(), "", iac.Word(kind, "SERVICE_PROVIDED_EIPS"))
	case "aws_eks_cluster":
		v := p.Get("vpc_config")
		m.sink.ClusterEndpoint(owner(b, ""), v.Get("endpoint_public_access"), v.Get("public_access_cidrs"), "endpoint_public_access")
	case "aws_subnet", "aws_default_subnet":
		show("subnet", "map_public_ip_on_launch", iac.No(), "", p.Get("map_public_ip_on_launch"))
	case "aws_instance", "aws_spot_instance_request", "aws_launch_configuration":
		show(iac.Machine(p.Get("source_dest_check")), address, nil, "its subnet decides", p.Get(address))
	case "aws_launch_template":
		var n *iac.Node
		for _, x := range p.Get("network_interfaces").List() {
			a := x.Get(address)
			if v, ok := a.Bool(); a.Has() && (n == nil || ok && v || !ok) {
				n = a
			}
		}
		show("machine", address, nil, "its subnet decides", n)
	case "aws_ecs_service":
		if c := p.Get("network_configuration"); c.Has() {
			show("container", "assign_public_ip", iac.No(), "", c.Get("assign_public_ip"))
		}
	case "aws_elb":
		show("load balancer", "internal", iac.Yes(), "", iac.Not(p.Get("internal")))
	case "aws_lb", "aws_alb":
		public := iac.Not(p.Get("internal"))
		if kind := p.Get("load_balancer_type"); kind.Has() {
			if v, _ := kind.Str(); v == "gateway" {
				public = &iac.Node{Kind: iac.Scalar, V: false, From: "literal", Why: "a gateway load balancer has no address of its own", At: kind.At}
			}
		}
		if !public.Has() {
			public = iac.Platform(true, "internal is not set, which means false", placeOf(b))
		}
		show("load balancer", "internal", nil, "", public)
	case "aws_opensearch_domain", "aws_elasticsearch_domain":
		public := iac.Platform(true, "vpc_options is not set, so its endpoint is on the internet", placeOf(b))
		if v := p.Get("vpc_options"); v.Has() {
			public = &iac.Node{Kind: iac.Scalar, V: false, From: "literal", At: v.At}
			if v.Kind != iac.Map {
				public = iac.Hidden("vpc_options can't be told", v.At)
			}
		}
		m.sink.Exposure(owner(b, ""), "search domain", "vpc_options", public)
	case "aws_api_gateway_method":
		m.sink.Method(owner(b, ""), p.Get("http_method"), p.Get("authorization"), p.Get("api_key_required"), "authorization")
	case "aws_apigatewayv2_route":
		m.sink.Method(owner(b, ""), nil, p.Get("authorization_type"), p.Get("api_key_required"), "authorization_type")
	}
}

// routes emits whom the lists of a network let in and out.
func (m *module) routes(b *block) {
	p := m.properties(b)
	of := b.id
	if a := b.Body.Attributes["network_acl_id"]; a != nil {
		of = strings.TrimSuffix(nameOf(a.Expr), ".id")
	}
	line := func(list, direction, part string, x *iac.Node, keys ...string) {
		var src []*iac.Node
		for _, key := range keys {
			src = append(src, x.Get(key).Choices()...)
		}
		for _, key := range []string{"prefix_list_ids", "prefix_list_id"} {
			if n := x.Get(key); n.Has() && (n.Kind != iac.List || len(n.Items) > 0) {
				src = append(src, iac.Hidden("the networks of a prefix list are not in the folder", n.At))
			}
		}
		if x.Kind == iac.Unknown {
			src = []*iac.Node{x}
		}
		if len(src) == 0 && !groups(x) {
			src = []*iac.Node{iac.Hidden("the line names nobody: AWS refuses it", x.At)}
		}
		protocol, action := x.Get("protocol"), x.Get("action")
		if !protocol.Has() {
			protocol = x.Get("ip_protocol")
		}
		if !action.Has() {
			action = x.Get("rule_action")
		}
		number := x.Get("rule_no")
		if !number.Has() {
			number = x.Get("rule_number")
		}
		route := iac.Route{List: list, Direction: direction, Action: action, Sources: src,
			Protocol: protocol, From: x.Get("from_port"), To: x.Get("to_port"), Of: of, Number: number}
		if list == "security group" && direction == "ingress" && slices.ContainsFunc(src, iac.Everybody) {
			route.Interfaces, route.Users = m.interfacesAlone(b), m.users(b)
			route.Written = func(n *iac.Node) iac.Place { return m.writtenAt(b, n) }
		}
		m.sink.Route(owner(b, part), route)
	}
	const group, acl, first = "security group", "network ACL", "default network ACL"
	switch b.typ {
	case "aws_security_group", "aws_default_security_group", "aws_network_acl", "aws_default_network_acl":
		list, keys := group, []string{"cidr_blocks", "ipv6_cidr_blocks"}
		switch b.typ {
		case "aws_network_acl":
			list, keys = acl, []string{"cidr_block", "ipv6_cidr_block"}
		case "aws_default_network_acl":
			list, keys = first, []string{"cidr_block", "ipv6_cidr_block"}
		}
		for _, direction := range []string{"ingress", "egress"} {
			for i, x := range p.Get(direction).List() {
				line(list, direction, direction+"["+strconv.Itoa(i)+"]", x, keys...)
			}
		}
	case "aws_security_group_rule":
		direction, ok := p.Get("type").Str()
		if !ok {
			m.sink.Unresolved("net.route", b.id, "whether it is about what comes in or goes out can't be told", m.at(b))
			return
		}
		line(group, direction, "", p, "cidr_blocks", "ipv6_cidr_blocks")
	case "aws_vpc_security_group_ingress_rule":
		line(group, "ingress", "", p, "cidr_ipv4", "cidr_ipv6")
	case "aws_vpc_security_group_egress_rule":
		line(group, "egress", "", p, "cidr_ipv4", "cidr_ipv6")
	case "aws_network_acl_rule":
		direction := "ingress"
		if v, ok := p.Get("egress").Bool(); ok && v {
			direction = "egress"
		}
		line(acl, direction, "", p, "cidr_block", "ipv6_cidr_block")
	}
}

// groups reports that a line is, or may be, about other groups.
func groups(x *iac.Node) bool {
	for _, key := range []string{"security_groups", "source_security_group_id", "referenced_security_group_id"} {
		if n := x.Get(key); n.Has() && (n.Kind != iac.List || len(n.Items) > 0) {
			return true
		}
	}
	self := x.Get("self")
	v, ok := self.Bool()
	return self.Has() && (v || !ok)
}

// publicAccess emits what keeps the public out of a bucket: the block and the
// ACL stand in resources of their own.
func (m *module) publicAccess(b *block) {
	if b.typ != "aws_s3_bucket" {
		m.accessOfOthers(b)
		return
	}
	a := m.access(b)
	m.sink.Site = m.openSite(b)
	m.sink.BucketAccess(b.id, a)
	m.sink.Site = false
}

// access is what keeps the public out of a bucket of the folder.
func (m *module) access(b *block) iac.BucketAccess {
	a := iac.BucketAccess{
		Location: m.at(b), At: placeOf(b), ACL: inline(m.properties(b)),
		Flags: [4]string{"block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"},
	}
	blocks := 0
	for _, o := range m.blocks {
		if o.Type != "resource" || m.existence(o) != present {
			continue
		}
		switch o.typ {
		case "aws_s3_account_public_access_block":
			m.ofAccount(&a, o, b)
		case "aws_s3_bucket_public_access_block":
			switch m.ofBucket(o, b) {
			case mine:
				if m.doubtful(o, b, o.Body.Attributes["bucket"].Expr) {
					a.Doubt = "whether " + o.id + " is made can't be told"
					continue
				}
				blocks++
				a.Block = m.properties(o)
			case perhapsMine:
				a.Doubt = "the bucket of " + o.id + " can't be told"
			}
		case "aws_s3_bucket_acl":
			if m.ofBucket(o, b) == mine {
				a.ACL = acl(m.properties(o))
			}
		}
	}
	if blocks > 1 {
		a.Block, a.Doubt = nil, "which of several public access blocks counts can't be told"
	}
	return a
}

// ofAccount adds a block of an account to what is known of a bucket.
func (m *module) ofAccount(a *iac.BucketAccess, o, b *block) {
	why := ""
	switch {
	case o.Body.Attributes["account_id"] != nil || o.Body.Attributes["provider"] != nil || b.Body.Attributes["provider"] != nil:
		why = "whether " + o.id + " is about the account of the bucket can't be told"
	case m.doubtful(o, b, nil):
		why = "whether " + o.id + " is made can't be told"
	default:
		a.Account = append(a.Account, m.properties(o))
		return
	}
	if a.Perhaps == nil {
		a.Perhaps = make(map[string]*iac.Node)
	}
	a.Perhaps[why] = m.properties(o)
}

// accessOfOthers emits what the folder says of a bucket that it does not make,
// and of access points, which block the public unless they say otherwise.
func (m *module) accessOfOthers(b *block) {
	const why = "its bucket is not in the folder"
	at := placeOf(b)
	a := iac.BucketAccess{Location: m.at(b), At: at, Flags: [4]string{"block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"}}
	switch b.typ {
	case "aws_s3_access_point":
		a.Block = m.properties(b).Get("public_access_block_configuration")
		if !a.Block.Has() {
			a.Block = &iac.Node{Kind: iac.Map, At: at}
		}
		if a.Block.Kind == iac.Map {
			filled := *a.Block
			for _, flag := range a.Flags {
				if !a.Block.Get(flag).Has() {
					filled.Entries = append(slices.Clip(filled.Entries), iac.Entry{Key: flag, At: at, Node: iac.Platform(true, flag+" is not set, which means true for an access point", a.Block.At)})
				}
			}
			a.Block = &filled
		}
		m.sink.BucketAccess(b.id, a)
		return
	case "aws_s3_bucket_public_access_block":
		a.Block, a.ACL = m.properties(b), iac.Hidden(why, at)
	case "aws_s3_bucket_acl":
		a.ACL = acl(m.properties(b))
	default:
		return
	}
	if !m.ofOthers(b) {
		return
	}
	for _, o := range m.blocks {
		if o.Type != "resource" || m.existence(o) != present {
			continue
		}
		switch {
		case o.typ == "aws_s3_account_public_access_block":
			m.ofAccount(&a, o, b)
		case o.typ == "aws_s3_bucket_public_access_block" && b.typ == "aws_s3_bucket_acl" && sameText(o.Body.Attributes["bucket"], b.Body.Attributes["bucket"]):
			a.Block = m.properties(o)
		}
	}
	m.sink.BucketAccess(b.id, a)
}

// sameText reports two arguments that refer to the same thing.
func sameText(a, b *hclsyntax.Attribute) bool {
	return a != nil && b != nil && nameOf(a.Expr) == nameOf(b.Expr) && nameOf(a.Expr) != "expression"
}

// ofOthers reports a resource about a bucket that is certainly none of the folder.
func (m *module) ofOthers(o *block) bool {
	for _, b := range m.blocks {
		if b.Type == "resource" && b.typ == "aws_s3_bucket" && m.ofBucket(o, b) != another {
			return false
		}
	}
	return true
}

// acl is the canned ACL, or the groups of strangers that a grant names.
func acl(p *iac.Node) *iac.Node {
	if n := p.Get("acl"); n.Has() {
		return n
	}
	policy := p.Get("access_control_policy")
	if !policy.Has() {
		return nil
	}
	return granted(policy.Get("grant").List(), policy.At, func(g *iac.Node) (uri *iac.Node, rights []*iac.Node) {
		return g.Path("grantee", "uri"), g.Get("permission").List()
	})
}

// granted is the canned ACL that comes nearest to what a list of grants gives to
// strangers: the widest of them counts.
func granted(list []*iac.Node, at iac.Place, read func(g *iac.Node) (uri *iac.Node, rights []*iac.Node)) *iac.Node {
	widest := iac.Text("grants", at)
	for _, g := range list {
		uri, rights := read(g)
		if !uri.Has() {
			continue
		}
		everyone := false
		switch v, ok := uri.Str(); {
		case !ok:
			return iac.Hidden("whom a grant names can't be told", uri.At)
		case v == "http://acs.amazonaws.com/groups/global/AllUsers":
			everyone = true
		case v != "http://acs.amazonaws.com/groups/global/AuthenticatedUsers":
			continue
		}
		for _, r := range rights {
			switch v, ok := r.Str(); {
			case !ok:
				return iac.Hidden("what a grant gives can't be told", r.At)
			case everyone && v != "READ" && v != "READ_ACP":
				return iac.Text("public-read-write", uri.At)
			}
		}
		if widest.V == "grants" || everyone {
			widest = iac.Text(map[bool]string{true: "public-read", false: "authenticated-read"}[everyone], uri.At)
		}
	}
	return widest
}

// inline is the ACL that a bucket holds itself.
func inline(p *iac.Node) *iac.Node {
	if n := p.Get("acl"); n.Has() || !p.Get("grant").Has() {
		return n
	}
	g := p.Get("grant")
	return granted(g.List(), g.At, func(g *iac.Node) (uri *iac.Node, rights []*iac.Node) {
		return g.Get("uri"), g.Get("permissions").List()
	})
}

type belonging int

const (
	another belonging = iota
	mine
	perhapsMine
)

// ofBucket tells whether a resource is about a bucket of the folder, by a
// reference to it or by its name.
func (m *module) ofBucket(o, bucket *block) belonging {
	a := o.Body.Attributes["bucket"]
	if a == nil {
		return another
	}
	if m.about(o, a.Expr, bucket) {
		return mine
	}
	for _, v := range a.Expr.Variables() {
		if v.RootName() == "aws_s3_bucket" {
			return another
		}
	}
	want, ok := m.properties(o).Get("bucket").Str()
	if !ok {
		return perhapsMine
	}
	if own, known := m.properties(bucket).Get("bucket").Str(); known && own == want {
		return mine
	}
	return another
}
