package aws

import (
	"context"
	"net/url"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func machineSpecs() []live.Spec {
	one := func(action string) []live.Permission { return []live.Permission{{Action: action}} }
	return append(flowSpecs(), []live.Spec{
		{ID: "ec2.DescribeInstances", Doc: "lists the machines of a region and their public addresses; never what they are started with", Needs: one("ec2:DescribeInstances"),
			Kinds: []string{"net.exposure"}, Keeps: []string{"instanceId, state", "whether an interface has a public address"}, Paged: true, TTL: 7 * day},
		{ID: "ec2.DescribeNetworkInterfaces", Doc: "lists the network interfaces of a region, those of containers and services of AWS among them, and their public addresses", Needs: one("ec2:DescribeNetworkInterfaces"),
			Kinds: []string{"log.flow", "net.exposure"}, Keeps: []string{"networkInterfaceId, vpcId, interfaceType, requesterId", "whether it has a public address"}, Paged: true, TTL: 7 * day},
		{ID: "ec2.DescribeRouteTables", Doc: "tells which subnets lead addresses of IPv6, which are all public, to the internet", Needs: one("ec2:DescribeRouteTables"),
			Kinds: []string{"net.exposure"}, Keeps: []string{"routes of IPv6: to which sort of gateway"}, Paged: true, TTL: 7 * day},
		{ID: "ec2.DescribeSubnets", Doc: "lists the subnets of a region, and whether what starts in them gets a public address", Needs: one("ec2:DescribeSubnets"),
			Kinds: []string{"net.exposure"}, Keeps: []string{"subnetId, mapPublicIpOnLaunch"}, Paged: true, TTL: 7 * day},
	}...)
}

// ec2Link is a network interface as far as it tells whether the internet
// reaches it. Addresses themselves are not kept.
type ec2Link struct {
	ID        string        `xml:"networkInterfaceId"`
	VPC       string        `xml:"vpcId"`
	Subnet    string        `xml:"subnetId"`
	Type      string        `xml:"interfaceType"`
	Requester string        `xml:"requesterId"`
	Instance  string        `xml:"attachment>instanceId"`
	Public    *ec2Address   `xml:"association"`
	More      []ec2Assigned `xml:"privateIpAddressesSet>item"`
	V6        []struct{}    `xml:"ipv6AddressesSet>item"`
	V6Blocks  []struct{}    `xml:"ipv6PrefixSet>item"`
}

type ec2Address struct {
	IP      string `xml:"publicIp"`
	Carrier string `xml:"carrierIp"`
}

type ec2Assigned struct {
	Public *ec2Address `xml:"association"`
}

// ec2Machines is a page of machines.
type ec2Machines struct {
	NextToken string `xml:"nextToken"`
	Groups    []struct {
		Machines []ec2Machine `xml:"instancesSet>item"`
	} `xml:"reservationSet>item"`
}

type ec2Machine struct {
	ID     string    `xml:"instanceId"`
	State  string    `xml:"instanceState>name"`
	Public string    `xml:"ipAddress"`
	V6     string    `xml:"ipv6Address"`
	VPC    string    `xml:"vpcId"`
	Subnet string    `xml:"subnetId"`
	Links  []ec2Link `xml:"networkInterfaceSet>item"`
}

type ec2Links struct {
	NextToken string    `xml:"nextToken"`
	Links     []ec2Link `xml:"networkInterfaceSet>item"`
}

type ec2Subnets struct {
	NextToken string `xml:"nextToken"`
	Subnets   []struct {
		ID  string `xml:"subnetId"`
		Map *bool  `xml:"mapPublicIpOnLaunch"`
	} `xml:"subnetSet>item"`
}

const addressSetting = "a public address"

// collectMachines emits what of a region's networks has an address on the
// internet: machines, and the interfaces that belong to none; and whether what
// flows in each network is logged.
func collectMachines(ctx context.Context, s *scope) {
	pages := url.Values{"MaxResults": {"1000"}}
	q := func(of string) question { return question{Path: s.path("vpc"), Of: of} }
	v6 := s.routeTables(ctx)
	seen := make(map[string]bool) // machines that speak for their interfaces
	machines := ec2List(ctx, s, "DescribeInstances", q("aws.ec2.instance"), pages, func(o *ec2Machines) string { return o.NextToken },
		func(page *ec2Machines, a *answer) int {
			n := 0
			for i := range page.Groups {
				for j := range page.Groups[i].Machines {
					n++
					m := &page.Groups[i].Machines[j]
					seen[m.ID] = s.machine(a, v6, m)
				}
			}
			return n
		})
	links := make(map[string]int)
	linked := ec2List(ctx, s, "DescribeNetworkInterfaces", q("aws.ec2.network-interface"), pages, func(o *ec2Links) string { return o.NextToken },
		func(page *ec2Links, a *answer) int {
			for i := range page.Links {
				l := &page.Links[i]
				links[l.VPC]++
				// A machine may belong to another account, or have come after the list of
				// them; where that list is not whole, its gap speaks for the machines.
				if l.Instance == "" || machines.ok() && !seen[l.Instance] {
					s.link(a, v6, l)
				}
			}
			return len(page.Links)
		})
	ec2List(ctx, s, "DescribeSubnets", q("aws.ec2.subnet"), pages, func(o *ec2Subnets) string { return o.NextToken },
		func(page *ec2Subnets, a *answer) int {
			for _, x := range page.Subnets {
				id := word(x.ID, 80)
				at := s.at(s.path("vpc", id))
				s.sink(a).Exposure(iac.Owner{Subject: id, Resource: id, At: at}, "subnet", "MapPublicIpOnLaunch",
					boolNode(x.Map, "the answer does not say whether it gives public addresses", at))
			}
			return len(page.Subnets)
		})
	if !linked.ok() {
		links = nil
	}
	s.flows(ctx, links)
}

// machine emits whether a machine has an address on the internet; it reports
// whether it did, which for one that is gone it does not.
func (s *scope) machine(a *answer, v6 *routes6, m *ec2Machine) bool {
	if m.State == "terminated" || m.State == "shutting-down" {
		return false
	}
	id := word(m.ID, 80)
	at := s.at(s.path("vpc", id))
	own := &ec2Link{VPC: m.VPC, Subnet: m.Subnet}
	if m.Public != "" {
		own.Public = &ec2Address{IP: m.Public}
	}
	if m.V6 != "" {
		own.V6 = make([]struct{}, 1)
	}
	all := []*iac.Node{own.public(v6, at)}
	for i := range m.Links {
		all = append(all, m.Links[i].public(v6, at))
	}
	n := iac.Worst(all...)
	if v, known := n.Bool(); known && !v && m.State != "running" {
		n = iac.Hidden("it is "+word(m.State, 40)+": AWS may give it a public address when it runs", at)
	}
	s.sink(a).Exposure(iac.Owner{Type: "AWS::EC2::Instance", Subject: id, Resource: id, At: at}, "machine", addressSetting, n)
	return true
}

// link emits whether an interface for which no machine speaks has an address on
// the internet.
func (s *scope) link(a *answer, v6 *routes6, l *ec2Link) {
	id := word(l.ID, 80)
	at := s.at(s.path("vpc", id))
	n, what := l.public(v6, at), "network interface"
	switch {
	case l.Type == "nat_gateway":
		what = "NAT gateway"
		n = node(false, at)
		n.Why = "a NAT gateway lets no connection in"
	case l.Type == "load_balancer", l.Type == "network_load_balancer", l.Type == "gateway_load_balancer", l.Requester == "amazon-elb":
		what = "load balancer"
	}
	s.sink(a).Exposure(iac.Owner{Type: "AWS::EC2::NetworkInterface", Subject: id, Resource: id, At: at}, what, addressSetting, n)
}

// public tells whether an interface has an address on the internet. Addresses of
// IPv6 are all public, and the routes of the subnet decide whether they lead there.
func (l *ec2Link) public(v6 *routes6, at iac.Place) *iac.Node {
	has := l.Public != nil && (l.Public.IP != "" || l.Public.Carrier != "")
	for _, m := range l.More {
		has = has || m.Public != nil && (m.Public.IP != "" || m.Public.Carrier != "")
	}
	if !has && len(l.V6)+len(l.V6Blocks) > 0 {
		return v6.of(l.VPC, l.Subnet, at)
	}
	n := node(has, at)
	if has {
		n.Why = "it has a public address"
	}
	return n
}
