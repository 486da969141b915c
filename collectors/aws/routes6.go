package aws

import (
	"context"
	"net/url"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// ec2Tables is a page of route tables.
type ec2Tables struct {
	NextToken string     `xml:"nextToken"`
	Tables    []ec2Table `xml:"routeTableSet>item"`
}

type ec2Table struct {
	VPC    string `xml:"vpcId"`
	Routes []struct {
		V6      string `xml:"destinationIpv6CidrBlock"`
		List    string `xml:"destinationPrefixListId"`
		Gateway string `xml:"gatewayId"`
		Outward string `xml:"egressOnlyInternetGatewayId"`
	} `xml:"routeSet>item"`
	Of []struct {
		Subnet string `xml:"subnetId"`
		Main   bool   `xml:"main"`
	} `xml:"associationSet>item"`
}

// leads is whether traffic of IPv6 comes and goes between a subnet and the
// internet.
type leads int

const (
	leadsNowhere leads = iota // no route but local ones, and those that let nothing in
	leadsSomehow              // a route to something that may pass it on
	leadsOut                  // a route to an internet gateway
)

// routes6 are the ways of IPv6 of a region's subnets; nil where they are not known.
type routes6 struct {
	subnets map[string]leads // that have a table of their own
	mains   map[string]leads // of each network, for all other subnets
}

// routeTables asks for the ways of IPv6.
func (s *scope) routeTables(ctx context.Context) *routes6 {
	out := &routes6{subnets: make(map[string]leads), mains: make(map[string]leads)}
	a := ec2List(ctx, s, "DescribeRouteTables", question{Path: s.path("vpc"), Of: "aws.ec2.route-table"}, url.Values{"MaxResults": {"100"}}, func(o *ec2Tables) string { return o.NextToken },
		func(page *ec2Tables, _ *answer) int {
			for i := range page.Tables {
				t := &page.Tables[i]
				way := t.way()
				for _, x := range t.Of {
					if x.Subnet != "" {
						out.subnets[x.Subnet] = way
					} else if x.Main {
						out.mains[t.VPC] = way
					}
				}
			}
			return len(page.Tables)
		})
	if !a.ok() {
		return nil
	}
	return out
}

func (t *ec2Table) way() leads {
	way := leadsNowhere
	for _, r := range t.Routes {
		switch {
		case r.V6 == "" && r.List == "", r.Gateway == "local", r.Outward != "":
		case r.V6 != "" && strings.HasPrefix(r.Gateway, "igw-"):
			return leadsOut
		default:
			way = leadsSomehow // a firewall, another network, or a list that may hold addresses of IPv6
		}
	}
	return way
}

// of tells whether what has an address of IPv6 in a subnet is on the internet.
func (r *routes6) of(vpc, subnet string, at iac.Place) *iac.Node {
	const begin = "it has addresses of IPv6, and "
	if r == nil {
		return iac.Hidden(begin+"whether its subnet leads to the internet could not be read", at)
	}
	way, ok := r.subnets[subnet]
	if !ok || subnet == "" {
		if way, ok = r.mains[vpc]; !ok {
			return iac.Hidden(begin+"its subnet has no route table that the answer names", at)
		}
	}
	switch way {
	case leadsOut:
		n := node(true, at)
		n.Why = begin + "its subnet leads to an internet gateway"
		return n
	case leadsSomehow:
		return iac.Hidden(begin+"its subnet leads to something that may pass them on", at)
	}
	n := node(false, at)
	n.Why = "its subnet leads no IPv6 from the internet"
	return n
}
