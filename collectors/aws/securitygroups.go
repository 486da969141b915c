package aws

import (
	"context"
	"fmt"
	"net/url"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func routeSpecs() []live.Spec {
	return []live.Spec{
		{ID: "ec2.DescribeSecurityGroups", Doc: "lists the security groups of a region and whom they let in and out", Needs: []live.Permission{{Action: "ec2:DescribeSecurityGroups"}},
			Kinds: []string{"net.route"}, Keeps: []string{"groupId", "protocols, ports and networks of each line"}, Paged: true, TTL: 7 * day},
		{ID: "ec2.DescribeNetworkAcls", Doc: "lists the network ACLs of a region and whom they let in and out", Needs: []live.Permission{{Action: "ec2:DescribeNetworkAcls"}},
			Kinds: []string{"net.route"}, Keeps: []string{"networkAclId", "default", "numbers, protocols, ports and networks of each entry"}, Paged: true, TTL: 7 * day},
		{ID: "ec2.GetManagedPrefixListEntries", Doc: "reads the networks of a prefix list that a security group names", Needs: []live.Permission{{Action: "ec2:GetManagedPrefixListEntries", Resources: []string{"arn:*:ec2:*:*:prefix-list/*"}}},
			Kinds: []string{"net.route"}, Keeps: []string{"cidr of each entry"}, Paged: true, TTL: 7 * day},
	}
}

// ec2Groups is a page of security groups. Names and descriptions are not read.
type ec2Groups struct {
	NextToken string     `xml:"nextToken"`
	Groups    []ec2Group `xml:"securityGroupInfo>item"`
}

type ec2Group struct {
	ID  string    `xml:"groupId"`
	In  []ec2Line `xml:"ipPermissions>item"`
	Out []ec2Line `xml:"ipPermissionsEgress>item"`
}

// ec2Line is a line of a security group: one range of ports for many networks.
type ec2Line struct {
	Protocol string `xml:"ipProtocol"`
	From     *int   `xml:"fromPort"`
	To       *int   `xml:"toPort"`
	V4       []struct {
		CIDR string `xml:"cidrIp"`
	} `xml:"ipRanges>item"`
	V6 []struct {
		CIDR string `xml:"cidrIpv6"`
	} `xml:"ipv6Ranges>item"`
	Lists []struct {
		ID string `xml:"prefixListId"`
	} `xml:"prefixListIds>item"`
	Groups []struct {
		ID string `xml:"groupId"`
	} `xml:"groups>item"`
}

// ec2ACLs is a page of network ACLs.
type ec2ACLs struct {
	NextToken string   `xml:"nextToken"`
	ACLs      []ec2ACL `xml:"networkAclSet>item"`
}

type ec2ACL struct {
	ID      string     `xml:"networkAclId"`
	Default bool       `xml:"default"`
	Entries []ec2Entry `xml:"entrySet>item"`
}

type ec2Entry struct {
	Number   int    `xml:"ruleNumber"`
	Protocol string `xml:"protocol"`
	Action   string `xml:"ruleAction"`
	Egress   *bool  `xml:"egress"`
	V4       string `xml:"cidrBlock"`
	V6       string `xml:"ipv6CidrBlock"`
	From     *int   `xml:"portRange>from"`
	To       *int   `xml:"portRange>to"`
}

// ec2Networks is a page of the networks of a prefix list.
type ec2Networks struct {
	NextToken string `xml:"nextToken"`
	Entries   []struct {
		CIDR string `xml:"cidr"`
	} `xml:"entrySet>item"`
}

// prefixLists remembers the networks of the prefix lists of a region, so that
// each is asked for once; nil is one that could not be read whole.
type prefixLists map[string][]string

// of gives the networks of a list; ok is false where they could not be read
// whole, of which the call has made a gap.
func (p prefixLists) of(ctx context.Context, s *scope, id string) (cidrs []string, ok bool) {
	if cidrs, asked := p[id]; asked {
		return cidrs, cidrs != nil
	}
	cidrs = []string{}
	name := word(id, 80)
	a := ec2List(ctx, s, "GetManagedPrefixListEntries", question{Path: s.path("vpc", name), Subject: name, Of: "aws.ec2.prefix-list-entry", Params: map[string]string{"PrefixListId": name}},
		url.Values{"PrefixListId": {id}, "MaxResults": {"100"}}, func(o *ec2Networks) string { return o.NextToken },
		func(page *ec2Networks, _ *answer) int {
			for _, e := range page.Entries {
				cidrs = append(cidrs, e.CIDR)
			}
			return len(page.Entries)
		})
	if !a.ok() {
		cidrs = nil
	}
	p[id] = cidrs
	return cidrs, a.ok()
}

// collectRoutes emits the lines of security groups and network ACLs.
func collectRoutes(ctx context.Context, s *scope) {
	pages, lists := url.Values{"MaxResults": {"1000"}}, prefixLists{}
	ec2List(ctx, s, "DescribeSecurityGroups", question{Path: s.path("vpc"), Of: "aws.ec2.security-group"}, pages, func(o *ec2Groups) string { return o.NextToken },
		func(page *ec2Groups, a *answer) int {
			for i := range page.Groups {
				g := &page.Groups[i]
				for j := range g.In {
					s.line(ctx, a, lists, g.ID, "ingress", j, &g.In[j])
				}
				for j := range g.Out {
					s.line(ctx, a, lists, g.ID, "egress", j, &g.Out[j])
				}
			}
			return len(page.Groups)
		})
	ec2List(ctx, s, "DescribeNetworkAcls", question{Path: s.path("vpc"), Of: "aws.ec2.network-acl"}, pages, func(o *ec2ACLs) string { return o.NextToken },
		func(page *ec2ACLs, a *answer) int {
			for i := range page.ACLs {
				for j := range page.ACLs[i].Entries {
					s.entry(a, &page.ACLs[i], &page.ACLs[i].Entries[j])
				}
			}
			return len(page.ACLs)
		})
}

// line emits a line of a security group, once for each network. The networks of
// prefix lists are lines of their own: they change without the group.
func (s *scope) line(ctx context.Context, a *answer, lists prefixLists, group, direction string, n int, l *ec2Line) {
	id := word(group, 80)
	at := s.at(s.path("vpc", id))
	emit := func(part string, src []*iac.Node) {
		owner := iac.Owner{Type: "AWS::EC2::SecurityGroup", Subject: fmt.Sprintf("%s/%s[%d]%s", id, direction, n, part), Resource: id, At: at}
		s.sink(a).Route(owner, iac.Route{List: "security group", Direction: direction, Sources: src, Protocol: wordNode(l.Protocol, at),
			From: portNode(l.From, l.Protocol, at), To: portNode(l.To, l.Protocol, at)})
	}
	var src []*iac.Node
	for _, x := range l.V4 {
		src = append(src, networkNode(x.CIDR, at))
	}
	for _, x := range l.V6 {
		src = append(src, networkNode(x.CIDR, at))
	}
	for _, x := range l.Groups {
		src = append(src, networkNode(x.ID, at))
	}
	for _, x := range l.Lists {
		cidrs, ok := lists.of(ctx, s, x.ID)
		var nets []*iac.Node
		for _, c := range cidrs {
			nets = append(nets, networkNode(c, at))
		}
		if ok && len(nets) == 0 {
			nets = append(nets, node("an empty prefix list", at)) // nobody is let in by it
		}
		if ok {
			emit("/"+word(x.ID, 80), nets)
		}
	}
	if len(src) == 0 && len(l.Lists) == 0 {
		src = append(src, iac.Hidden("the answer names no network and no group", at))
	}
	if len(src) > 0 {
		emit("", src)
	}
}

// entry emits an entry of a network ACL. They are told apart by number and
// direction.
func (s *scope) entry(a *answer, acl *ec2ACL, e *ec2Entry) {
	id, list := word(acl.ID, 80), "network ACL"
	if acl.Default {
		list = "default network ACL"
	}
	at := s.at(s.path("vpc", id))
	if e.Egress == nil {
		s.gapOf(a, at.Path, fmt.Sprintf("the answer does not say whether entry %d is about what comes in", e.Number), "net.route")
		return
	}
	direction := "ingress"
	if *e.Egress {
		direction = "egress"
	}
	src := node(e.V4, at)
	if e.V4 == "" {
		src = node(e.V6, at)
	}
	if e.V4 == "" && e.V6 == "" {
		src = iac.Hidden("the answer names no network", at)
	}
	owner := iac.Owner{Type: "AWS::EC2::NetworkAclEntry", Subject: fmt.Sprintf("%s/%s[%d]", id, direction, e.Number), Resource: id, At: at}
	s.sink(a).Route(owner, iac.Route{List: list, Direction: direction, Action: wordNode(e.Action, at), Sources: []*iac.Node{src},
		Protocol: wordNode(protocolName(e.Protocol), at), From: portNode(e.From, e.Protocol, at), To: portNode(e.To, e.Protocol, at),
		Of: id, Number: node(e.Number, at)})
}

// protocolName is the protocol of an entry by the names that templates use.
func protocolName(number string) string {
	switch number {
	case "6":
		return "tcp"
	case "17":
		return "udp"
	}
	return number
}

// portNode is a port of a line. Lines of TCP and UDP have ports; where they are
// missing, nobody knows which are meant.
func portNode(v *int, protocol string, at iac.Place) *iac.Node {
	if v != nil {
		return node(*v, at)
	}
	switch protocol {
	case "tcp", "udp", "6", "17":
		return iac.Hidden("the answer names no ports", at)
	}
	return nil // all of them
}

// networkNode is a network or a group that a line names; an empty one may be any.
func networkNode(v string, at iac.Place) *iac.Node {
	if v == "" {
		return iac.Hidden("the answer leaves out which network or group is meant", at)
	}
	return node(word(v, 80), at)
}

// wordNode is a word of an answer; one that is not in it is unknown.
func wordNode(v string, at iac.Place) *iac.Node {
	if v == "" {
		return iac.Hidden("the answer leaves it out", at)
	}
	return node(word(v, 40), at)
}
