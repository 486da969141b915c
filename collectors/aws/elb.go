package aws

import (
	"context"
	"slices"

	elb "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func elbSpecs() []live.Spec {
	return []live.Spec{
		{ID: "elasticloadbalancingv2.DescribeLoadBalancers", Doc: "lists the load balancers of a region, and whether they face the internet", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeLoadBalancers"}},
			Kinds: []string{"log.access", "net.exposure", "tls.setting"}, Keeps: []string{"LoadBalancerName, Type, Scheme"}, Paged: true, TTL: 7 * day},
		{ID: "elasticloadbalancingv2.DescribeLoadBalancerAttributes", Doc: "tells whether a load balancer logs who used it", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeLoadBalancerAttributes"}},
			Kinds: []string{"log.access"}, Keeps: []string{"access_logs.s3.enabled"}, TTL: 7 * day},
		{ID: "elasticloadbalancingv2.DescribeListeners", Doc: "tells by which policy each listener of a load balancer speaks TLS", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeListeners"}},
			Kinds: []string{"tls.setting"}, Keeps: []string{"Protocol, Port, SslPolicy", "whether its default redirects to HTTPS"}, Redact: []string{"Listeners/*/DefaultActions/*/AuthenticateOidcConfig"}, Paged: true, TTL: 7 * day},
		{ID: "elasticloadbalancingv2.DescribeRules", Doc: "tells whether every rule of a listener that redirects to HTTPS does so, too", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeRules"}},
			Kinds: []string{"tls.setting"}, Keeps: []string{"whether Actions redirect to HTTPS"}, Redact: []string{"Rules/*/Actions/*/AuthenticateOidcConfig", "Rules/*/Conditions"}, Paged: true, TTL: 7 * day},
		{ID: "elasticloadbalancingv2.DescribeSSLPolicies", Doc: "tells which versions of TLS a policy takes", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeSSLPolicies"}},
			Kinds: []string{"tls.setting"}, Keeps: []string{"SslPolicies/*/SslProtocols"}, TTL: 7 * day},
		{ID: "elasticloadbalancingv2.DescribeTargetGroups", Doc: "tells how load balancers speak to what stands behind them", Needs: []live.Permission{{Action: "elasticloadbalancing:DescribeTargetGroups"}},
			Kinds: []string{"tls.target"}, Keeps: []string{"TargetGroupName, TargetType, Protocol", "whether a load balancer uses it"}, Paged: true, TTL: 7 * day},
	}
}

func collectELB(ctx context.Context, s *scope) {
	b := &balancers{scope: s, c: elb.NewFromConfig(s.config()), policies: make(map[string]*iac.Node)}
	var all []types.LoadBalancer
	listed := list(ctx, s, "elasticloadbalancingv2.DescribeLoadBalancers", question{Path: s.path("elb"), Of: "aws.elb"}, elb.NewDescribeLoadBalancersPaginator(b.c, &elb.DescribeLoadBalancersInput{}),
		func(page *elb.DescribeLoadBalancersOutput, _ *answer) int {
			all = append(all, page.LoadBalancers...)
			return len(page.LoadBalancers)
		})
	for i := range all {
		b.balancer(ctx, listed, &all[i])
	}
	b.targets(ctx)
}

// balancers asks about the load balancers of a region. It remembers the policies
// that were asked for.
type balancers struct {
	*scope
	c        *elb.Client
	policies map[string]*iac.Node
}

func (b *balancers) balancer(ctx context.Context, listed *answer, lb *types.LoadBalancer) {
	name, arn := text(lb.LoadBalancerName), text(lb.LoadBalancerArn)
	path := b.path("elb", name)
	at := b.at(path)
	owner := iac.Owner{Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Subject: name, Resource: arn, At: at}
	var public *iac.Node
	switch {
	case lb.Type == types.LoadBalancerTypeEnumGateway:
		public = iac.Platform(false, "a gateway load balancer has no address of its own", at)
	case lb.Scheme == types.LoadBalancerSchemeEnumInternal, lb.Scheme == types.LoadBalancerSchemeEnumInternetFacing:
		public = node(lb.Scheme == types.LoadBalancerSchemeEnumInternetFacing, at)
	default:
		public = iac.Hidden("the answer does not say whether it faces the internet", at)
	}
	b.sink(listed).Exposure(owner, "load balancer", "Scheme", public)
	var listeners []types.Listener
	a := list(ctx, b.scope, "elasticloadbalancingv2.DescribeListeners", question{Path: path, Subject: arn, Of: "aws.elb.listener"}, elb.NewDescribeListenersPaginator(b.c, &elb.DescribeListenersInput{LoadBalancerArn: &arn}),
		func(page *elb.DescribeListenersOutput, _ *answer) int {
			listeners = append(listeners, page.Listeners...)
			return len(page.Listeners)
		})
	for i := range listeners {
		b.listener(ctx, a, path, &listeners[i])
	}
	if lb.Type != types.LoadBalancerTypeEnumGateway { // these carry packets and have no log of access
		b.accessLog(ctx, owner, unlogged(lb, listeners, a.ok()))
	}
}

// unlogged is why the log of access of a load balancer, where it is on, may not
// hold all of its use; "" where it does. Those of networks log connections with
// TLS and no others.
func unlogged(lb *types.LoadBalancer, listeners []types.Listener, whole bool) string {
	tls := func(l types.Listener) bool { return l.Protocol == types.ProtocolEnumTls }
	switch {
	case lb.Type == types.LoadBalancerTypeEnumApplication:
		return ""
	case lb.Type != types.LoadBalancerTypeEnumNetwork:
		return "a log is set, and what a load balancer of its type writes down is not known"
	case !whole:
		return "a log is set, which a network load balancer writes of connections with TLS alone, and its listeners could not be read"
	case len(listeners) == 0 || !slices.ContainsFunc(listeners, func(l types.Listener) bool { return !tls(l) }):
		return ""
	}
	return "a log is set, which a network load balancer writes of connections with TLS alone, and it takes others"
}

// accessLog emits whether a load balancer logs its use. partly is why a log that
// is set may not hold all of it.
func (b *balancers) accessLog(ctx context.Context, owner iac.Owner, partly string) {
	out, a := ask(ctx, b.scope, "elasticloadbalancingv2.DescribeLoadBalancerAttributes", question{Path: owner.At.Path, Subject: owner.Resource}, func(ctx context.Context) (*elb.DescribeLoadBalancerAttributesOutput, error) {
		return b.c.DescribeLoadBalancerAttributes(ctx, &elb.DescribeLoadBalancerAttributesInput{LoadBalancerArn: &owner.Resource})
	})
	if !a.ok() {
		return
	}
	on := iac.Hidden("the answer does not say whether access is logged", owner.At)
	for _, x := range out.Attributes {
		if text(x.Key) == "access_logs.s3.enabled" && (text(x.Value) == "true" || text(x.Value) == "false") {
			on = node(text(x.Value) == "true", owner.At)
			if text(x.Value) == "true" && partly != "" {
				on = iac.Hidden(partly, owner.At)
			}
		}
	}
	b.sink(a).AccessLog(owner, "load balancer", on)
}

func (b *balancers) listener(ctx context.Context, a *answer, path string, l *types.Listener) {
	arn, at := text(l.ListenerArn), b.at(path)
	if l.Protocol == types.ProtocolEnumHttp && redirects(l.DefaultActions) {
		// Rules of its own may serve all the same.
		rules := true
		of := list(ctx, b.scope, "elasticloadbalancingv2.DescribeRules", question{Path: path, Subject: arn, Of: "aws.elb.rule"}, elb.NewDescribeRulesPaginator(b.c, &elb.DescribeRulesInput{ListenerArn: &arn}),
			func(page *elb.DescribeRulesOutput, _ *answer) int {
				for i := range page.Rules {
					rules = rules && redirects(page.Rules[i].Actions)
				}
				return len(page.Rules)
			})
		if !of.ok() && rules {
			b.sink(a).TLS(arn, candor.Location{Path: path, Resource: arn}, iac.TLS{Hop: "client-edge", Platform: "elbv2", Setting: "Protocol"},
				iac.Hidden("the listener redirects to HTTPS by default, and its rules could not be read", at))
			return
		}
		if of.ok() {
			a = of
		}
		b.sink(a).Listener(arn, at, node(string(l.Protocol), at), nil, "SslPolicy", rules)
		return
	}
	name := text(l.SslPolicy)
	policy, setting := iac.Hidden("the answer does not name the policy", at), "SslPolicy"
	if name != "" {
		policy, setting = b.policy(ctx, name, at), "SslPolicy "+word(name, 100)
	}
	b.sink(a).Listener(arn, at, node(string(l.Protocol), at), policy, setting, false)
}

// policy is the oldest version of TLS that a policy takes.
func (b *balancers) policy(ctx context.Context, name string, at iac.Place) *iac.Node {
	if n, ok := b.policies[name]; ok {
		return placed(n, at)
	}
	n := iac.Hidden("which versions the policy takes could not be read", at)
	out, a := ask(ctx, b.scope, "elasticloadbalancingv2.DescribeSSLPolicies", question{Path: b.path("elb", "policy", word(name, 100)), Subject: name}, func(ctx context.Context) (*elb.DescribeSSLPoliciesOutput, error) {
		return b.c.DescribeSSLPolicies(ctx, &elb.DescribeSSLPoliciesInput{Names: []string{name}})
	})
	if a.ok() {
		for _, p := range out.SslPolicies {
			if text(p.Name) == name {
				n = oldest(p.SslProtocols, at)
			}
		}
	}
	b.policies[name] = n
	return n
}

// oldest is the oldest of the versions that a policy takes; one that nobody knows
// may be older than all.
func oldest(protocols []string, at iac.Place) *iac.Node {
	known := []string{"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"}
	least := len(known)
	for _, p := range protocols {
		i := slices.Index(known, p)
		if i < 0 {
			return iac.Hidden("the policy takes "+word(p, 40)+", a version that candor does not know", at)
		}
		least = min(least, i)
	}
	if least == len(known) {
		return iac.Hidden("the policy names no version", at)
	}
	return node(known[least], at)
}

// targets emits how the groups behind load balancers are spoken to.
func (b *balancers) targets(ctx context.Context) {
	list(ctx, b.scope, "elasticloadbalancingv2.DescribeTargetGroups", question{Path: b.path("elb", "targets"), Of: "aws.elb.target_group"}, elb.NewDescribeTargetGroupsPaginator(b.c, &elb.DescribeTargetGroupsInput{}),
		func(page *elb.DescribeTargetGroupsOutput, a *answer) int {
			for i := range page.TargetGroups {
				g := &page.TargetGroups[i]
				if len(g.LoadBalancerArns) == 0 {
					continue // nothing is sent to it
				}
				at := b.at(b.path("elb", "targets", text(g.TargetGroupName)))
				protocol := iac.Nothing(at)
				if g.Protocol != "" {
					protocol = node(string(g.Protocol), at)
				}
				b.sink(a).Target(text(g.TargetGroupName), at, node(string(g.TargetType), at), protocol)
			}
			return len(page.TargetGroups)
		})
}

// redirects reports that actions do nothing but send clients to HTTPS.
func redirects(actions []types.Action) bool {
	for _, a := range actions {
		if a.Type != types.ActionTypeEnumRedirect || a.RedirectConfig == nil || text(a.RedirectConfig.Protocol) != "HTTPS" {
			return false
		}
	}
	return len(actions) > 0
}
