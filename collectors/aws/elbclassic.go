package aws

import (
	"context"
	"fmt"
	"slices"
	"strings"

	classic "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancing/types"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func classicSpecs() []live.Spec {
	return []live.Spec{
		{ID: "elasticloadbalancing.DescribeLoadBalancers", Doc: "lists the classic load balancers of a region, whether they face the internet, and what their listeners take", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeLoadBalancers"}},
			Kinds: []string{"log.access", "net.exposure", "tls.setting", "tls.target"}, Keeps: []string{"LoadBalancerName, Scheme", "Protocol, InstanceProtocol, PolicyNames"}, Paged: true, TTL: 7 * day},
		{ID: "elasticloadbalancing.DescribeLoadBalancerPolicies", Doc: "tells which versions of TLS the policies of a classic load balancer take", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeLoadBalancerPolicies"}},
			Kinds: []string{"tls.setting"}, Keeps: []string{"the attributes Protocol-*"}, TTL: 7 * day},
		{ID: "elasticloadbalancing.DescribeLoadBalancerAttributes", Doc: "tells whether a classic load balancer logs who used it", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeLoadBalancerAttributes"}},
			Kinds: []string{"log.access"}, Keeps: []string{"AccessLog/Enabled"}, TTL: 7 * day},
	}
}

func collectClassic(ctx context.Context, s *scope) {
	c := classic.NewFromConfig(s.config())
	var all []types.LoadBalancerDescription
	listed := list(ctx, s, "elasticloadbalancing.DescribeLoadBalancers", question{Path: s.path("elb", "classic"), Of: "aws.elb.classic"}, classic.NewDescribeLoadBalancersPaginator(c, &classic.DescribeLoadBalancersInput{}),
		func(page *classic.DescribeLoadBalancersOutput, _ *answer) int {
			all = append(all, page.LoadBalancerDescriptions...)
			return len(page.LoadBalancerDescriptions)
		})
	for i := range all {
		lb := &all[i]
		name := word(text(lb.LoadBalancerName), 64)
		at := s.at(s.path("elb", "classic", name))
		owner := iac.Owner{Type: "AWS::ElasticLoadBalancing::LoadBalancer", Subject: name, Resource: name, At: at}
		public := iac.Hidden("the answer does not say whether it faces the internet", at)
		if scheme := text(lb.Scheme); scheme == "internal" || scheme == "internet-facing" {
			public = node(scheme == "internet-facing", at)
		}
		s.sink(listed).Exposure(owner, "load balancer", "Scheme", public)
		s.classicListeners(ctx, c, listed, lb, owner)
		out, a := ask(ctx, s, "elasticloadbalancing.DescribeLoadBalancerAttributes", question{Path: at.Path, Subject: name}, func(ctx context.Context) (*classic.DescribeLoadBalancerAttributesOutput, error) {
			return c.DescribeLoadBalancerAttributes(ctx, &classic.DescribeLoadBalancerAttributesInput{LoadBalancerName: lb.LoadBalancerName})
		})
		if !a.ok() {
			continue
		}
		on := iac.Hidden("the answer does not say whether access is logged", at)
		if x := out.LoadBalancerAttributes; x != nil && x.AccessLog != nil {
			on = node(x.AccessLog.Enabled, at)
		}
		s.sink(a).AccessLog(owner, "load balancer", on)
	}
}

// classicListeners emits what the listeners of a load balancer take.
func (s *scope) classicListeners(ctx context.Context, c *classic.Client, listed *answer, lb *types.LoadBalancerDescription, owner iac.Owner) {
	at := owner.At
	var policies map[string]*iac.Node
	var told *answer
	for i := range lb.ListenerDescriptions {
		d := &lb.ListenerDescriptions[i]
		if d.Listener == nil {
			s.gapOf(listed, at.Path, "the answer tells nothing of a listener", "tls.setting", "tls.target")
			continue
		}
		a := listed
		set := iac.TLS{Hop: "client-edge", Platform: "elb", Setting: "Protocol"}
		var n *iac.Node
		switch proto := strings.ToUpper(text(d.Listener.Protocol)); proto {
		case "HTTP":
			n = node(proto, at)
		case "HTTPS", "SSL":
			if policies == nil {
				policies, told = s.classicPolicies(ctx, c, lb, owner)
			}
			if told.ok() {
				a = told
			}
			n = iac.Hidden("the listener names no policy whose versions of TLS are told", at)
			for _, p := range d.PolicyNames {
				if v := policies[p]; v != nil {
					n, set.Setting = v, "policy "+word(p, 100)
				}
			}
		default:
			n = iac.Hidden("the listener passes bytes through: whether they are encrypted is not told here", at)
		}
		subject := fmt.Sprintf("%s:%d", owner.Subject, d.Listener.LoadBalancerPort)
		s.sink(a).TLS(subject, iac.At(at, owner.Resource), set, n)
		s.sink(listed).Target(subject, at, node("instance", at), classicTarget(text(d.Listener.InstanceProtocol), at))
	}
}

// classicTarget is the protocol to what stands behind a listener, in the words of
// target groups: SSL there is TLS. What is left out is no answer.
func classicTarget(protocol string, at iac.Place) *iac.Node {
	switch p := strings.ToUpper(protocol); p {
	case "":
		return iac.Hidden("the answer does not say how the machines are spoken to", at)
	case "SSL":
		return node("TLS", at)
	default:
		return node(word(p, 20), at)
	}
}

// classicPolicies are the oldest versions of TLS that the policies of a load
// balancer take, by their names; none when they could not be read.
func (s *scope) classicPolicies(ctx context.Context, c *classic.Client, lb *types.LoadBalancerDescription, owner iac.Owner) (map[string]*iac.Node, *answer) {
	out, a := ask(ctx, s, "elasticloadbalancing.DescribeLoadBalancerPolicies", question{Path: owner.At.Path, Subject: owner.Subject}, func(ctx context.Context) (*classic.DescribeLoadBalancerPoliciesOutput, error) {
		return c.DescribeLoadBalancerPolicies(ctx, &classic.DescribeLoadBalancerPoliciesInput{LoadBalancerName: lb.LoadBalancerName})
	})
	found := make(map[string]*iac.Node)
	if !a.ok() {
		return found, a
	}
	for i := range out.PolicyDescriptions {
		p := &out.PolicyDescriptions[i]
		if text(p.PolicyTypeName) != "SSLNegotiationPolicyType" {
			continue
		}
		var on []string
		for _, x := range p.PolicyAttributeDescriptions {
			if v, ok := strings.CutPrefix(text(x.AttributeName), "Protocol-"); ok && text(x.AttributeValue) == "true" {
				on = append(on, v)
			}
		}
		slices.Sort(on)
		found[text(p.PolicyName)] = oldest(on, owner.At)
	}
	return found, a
}
