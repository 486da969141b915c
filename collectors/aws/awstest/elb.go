package awstest

func elbAnswers() map[string]func(*Call) Reply {
	answer := func(op, inner, marker string) string {
		return "<" + op + "Response><" + op + "Result>" + inner + marker + "</" + op + "Result></" + op + "Response>"
	}
	const more, arn = "<NextMarker>m</NextMarker>", "arn:aws:elasticloadbalancing:eu-central-1:111122223333:"
	balancer := func(name, id, kind, scheme string) string {
		return "<LoadBalancers><member><LoadBalancerArn>" + arn + "loadbalancer/app/" + name + "/" + id + "</LoadBalancerArn><LoadBalancerName>" + name + "</LoadBalancerName><Type>" + kind + "</Type><Scheme>" + scheme + "</Scheme></member></LoadBalancers>"
	}
	redirect := "<member><Type>redirect</Type><RedirectConfig><Protocol>HTTPS</Protocol><StatusCode>HTTP_301</StatusCode></RedirectConfig></member>"
	oidc := "<member><Type>authenticate-oidc</Type><AuthenticateOidcConfig><ClientId>canary-client</ClientId><ClientSecret>canary-client-secret</ClientSecret></AuthenticateOidcConfig></member>"
	rule := func(n, actions string) string {
		return "<Rules><member><RuleArn>" + arn + "listener-rule/app/web/1/b/" + n + "</RuleArn><Actions>" + actions + "</Actions></member></Rules>"
	}
	group := func(name, kind, protocol, uses string) string {
		return "<TargetGroups><member><TargetGroupName>" + name + "</TargetGroupName><TargetType>" + kind + "</TargetType><Protocol>" + protocol + "</Protocol><LoadBalancerArns>" + uses + "</LoadBalancerArns></member></TargetGroups>"
	}
	used := "<member>" + arn + "loadbalancer/app/web/1</member>"
	return map[string]func(*Call) Reply{
		"elasticloadbalancingv2.DescribeLoadBalancers": Pages(
			answer("DescribeLoadBalancers", balancer("web", "1", "application", "internet-facing"), more),
			answer("DescribeLoadBalancers", balancer("inner", "2", "application", "internal"), "")),
		"elasticloadbalancingv2.DescribeLoadBalancerAttributes": Text(answer("DescribeLoadBalancerAttributes", "<Attributes><member><Key>access_logs.s3.enabled</Key><Value>true</Value></member><member><Key>access_logs.s3.bucket</Key><Value>logs</Value></member></Attributes>", "")),
		"elasticloadbalancingv2.DescribeListeners": Pages(
			answer("DescribeListeners", "<Listeners><member><ListenerArn>"+arn+"listener/app/web/1/a</ListenerArn><Port>443</Port><Protocol>HTTPS</Protocol><SslPolicy>ELBSecurityPolicy-TLS13-1-2-2021-06</SslPolicy><DefaultActions>"+oidc+"</DefaultActions></member></Listeners>", more),
			answer("DescribeListeners", "<Listeners><member><ListenerArn>"+arn+"listener/app/web/1/b</ListenerArn><Port>80</Port><Protocol>HTTP</Protocol><DefaultActions>"+redirect+"</DefaultActions></member></Listeners>", "")),
		"elasticloadbalancingv2.DescribeRules": Pages(
			answer("DescribeRules", rule("1", redirect), more),
			answer("DescribeRules", rule("2", redirect), "")),
		"elasticloadbalancingv2.DescribeSSLPolicies": Text(answer("DescribeSSLPolicies", "<SslPolicies><member><Name>ELBSecurityPolicy-TLS13-1-2-2021-06</Name><SslProtocols><member>TLSv1.3</member><member>TLSv1.2</member></SslProtocols></member></SslPolicies>", "")),
		"elasticloadbalancingv2.DescribeTargetGroups": Pages(
			answer("DescribeTargetGroups", group("app", "ip", "HTTPS", used), more),
			answer("DescribeTargetGroups", group("unused", "ip", "HTTP", ""), "")),
	}
}
