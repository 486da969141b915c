package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func elbSpecs() []live.Spec {
	return []live.Spec{
		{ID: "elasticloadbalancingv2.DescribeLoadBalancers", Doc: "lists the load balancers of a region, and whether they face the internet", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeLoadBalancers"}},
			Kinds: []string{"net.exposure", "tls.setting"}, Keeps: []string{"LoadBalancerName, Scheme"}, Paged: true, TTL: 7 * day},
		{ID: "elasticloadbalancingv2.DescribeListeners", Doc: "tells by which policy each listener of a load balancer speaks TLS", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeListeners"}},
			Kinds: []string{"tls.setting"}, Keeps: []string{"Protocol, Port, SslPolicy", "whether its default redirects to HTTPS"}, Paged: true, TTL: 7 * day},
	}
}

func collectELB(ctx context.Context, s *scope) {
	c := elb.NewFromConfig(s.config())
	var all []types.LoadBalancer
	listed := list(ctx, s, "elasticloadbalancingv2.DescribeLoadBalancers", question{Path: s.path("elb"), Of: "aws.elb"}, elb.NewDescribeLoadBalancersPaginator(c, &elb.DescribeLoadBalancersInput{}),
		func(page *elb.DescribeLoadBalancersOutput, _ *answer) int {
			all = append(all, page.LoadBalancers...)
			return len(page.LoadBalancers)
		})
	for i := range all {
		lb := &all[i]
		name, arn := aws.ToString(lb.LoadBalancerName), aws.ToString(lb.LoadBalancerArn)
		path := s.path("elb", name)
		at := s.at(path)
		owner := iac.Owner{Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Subject: name, Resource: arn, At: at}
		s.sink(listed).Exposure(owner, "load balancer", "Scheme", node(lb.Scheme != types.LoadBalancerSchemeEnumInternal, at))
		var listeners []types.Listener
		a := list(ctx, s, "elasticloadbalancingv2.DescribeListeners", question{Path: path, Subject: arn, Of: "aws.elb.listener"}, elb.NewDescribeListenersPaginator(c, &elb.DescribeListenersInput{LoadBalancerArn: &arn}),
			func(page *elb.DescribeListenersOutput, _ *answer) int {
				listeners = append(listeners, page.Listeners...)
				return len(page.Listeners)
			})
		for j := range listeners {
			l := &listeners[j]
			var policy *iac.Node
			if p := aws.ToString(l.SslPolicy); p != "" {
				policy = node(p, at)
			} else if l.Protocol == types.ProtocolEnumHttps || l.Protocol == types.ProtocolEnumTls {
				policy = iac.Hidden("the answer does not name the policy", at)
			}
			if l.Protocol == types.ProtocolEnumHttp && redirects(l.DefaultActions) {
				// Rules of its own may serve all the same, and they were not asked for.
				s.sink(a).TLS(aws.ToString(l.ListenerArn), candor.Location{Path: path, Resource: aws.ToString(l.ListenerArn)}, iac.TLS{Hop: "client-edge", Platform: "elbv2", Setting: "Protocol"},
					iac.Hidden("the listener redirects to HTTPS by default, and its rules were not asked for", at))
				continue
			}
			s.sink(a).Listener(aws.ToString(l.ListenerArn), at, node(string(l.Protocol), at), policy, "SslPolicy", false)
		}
	}
}

// redirects reports that a listener does nothing by default but send clients to
// HTTPS.
func redirects(actions []types.Action) bool {
	for _, a := range actions {
		if a.Type != types.ActionTypeEnumRedirect || a.RedirectConfig == nil || aws.ToString(a.RedirectConfig.Protocol) != "HTTPS" {
			return false
		}
	}
	return len(actions) > 0
}
