package awstest

func classicAnswers() map[string]func(*Call) Reply {
	answer := func(op, inner string) string {
		return "<" + op + "Response><" + op + "Result>" + inner + "</" + op + "Result></" + op + "Response>"
	}
	listener := func(protocol, behind, port, policy string) string {
		return "<member><Listener><Protocol>" + protocol + "</Protocol>" + behind + "<LoadBalancerPort>" + port + "</LoadBalancerPort><InstancePort>80</InstancePort></Listener><PolicyNames>" + policy + "</PolicyNames></member>"
	}
	balancer := func(name, scheme, listeners string) string {
		return "<LoadBalancerDescriptions><member><LoadBalancerName>" + name + "</LoadBalancerName><Scheme>" + scheme + "</Scheme><ListenerDescriptions>" + listeners + "</ListenerDescriptions></member></LoadBalancerDescriptions>"
	}
	attribute := func(name, value string) string {
		return "<member><AttributeName>" + name + "</AttributeName><AttributeValue>" + value + "</AttributeValue></member>"
	}
	return map[string]func(*Call) Reply{
		"elasticloadbalancing.DescribeLoadBalancers": Pages(
			answer("DescribeLoadBalancers", balancer("older", "internet-facing", listener("HTTPS", "<InstanceProtocol>HTTP</InstanceProtocol>", "443", "<member>sticky</member><member>tls</member>")+listener("TCP", "<InstanceProtocol>TCP</InstanceProtocol>", "22", ""))+"<NextMarker>m</NextMarker>"),
			answer("DescribeLoadBalancers", balancer("within", "internal", listener("HTTP", "", "80", "")))),
		"elasticloadbalancing.DescribeLoadBalancerPolicies": Text(answer("DescribeLoadBalancerPolicies", "<PolicyDescriptions><member><PolicyName>tls</PolicyName><PolicyTypeName>SSLNegotiationPolicyType</PolicyTypeName><PolicyAttributeDescriptions>"+
			attribute("Reference-Security-Policy", "ELBSecurityPolicy-2016-08")+attribute("Protocol-SSLv3", "false")+attribute("Protocol-TLSv1", "true")+attribute("Protocol-TLSv1.2", "true")+attribute("AES128-SHA", "true")+
			"</PolicyAttributeDescriptions></member><member><PolicyName>sticky</PolicyName><PolicyTypeName>AppCookieStickinessPolicyType</PolicyTypeName></member></PolicyDescriptions>")),
		"elasticloadbalancing.DescribeLoadBalancerAttributes": Text(answer("DescribeLoadBalancerAttributes", "<LoadBalancerAttributes><AccessLog><Enabled>true</Enabled></AccessLog></LoadBalancerAttributes>")),
	}
}
