package cloudformation

import (
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// transport emits how the endpoints of a resource are protected.
func (t *template) transport(r *resource) {
	switch r.typ {
	case "AWS::ElasticLoadBalancingV2::Listener":
		t.listener(r)
	case "AWS::ElasticLoadBalancing::LoadBalancer":
		t.classic(r)
	case "AWS::CloudFront::Distribution":
		t.distribution(r)
	case "AWS::ApiGateway::DomainName":
		t.setting(r, t.properties(r).Get("SecurityPolicy"), "client-edge", "apigateway", "SecurityPolicy",
			iac.Hidden("SecurityPolicy is not set: the default depends on the kind of endpoint", r.at))
	case "AWS::ApiGatewayV2::DomainName":
		for _, c := range t.properties(r).Get("DomainNameConfigurations").List() {
			t.setting(r, c.Get("SecurityPolicy"), "client-edge", "apigateway", "SecurityPolicy",
				iac.Platform("TLS_1_2", "HTTP APIs speak TLS 1.2 only", r.at))
		}
	case "AWS::OpenSearchService::Domain", "AWS::Elasticsearch::Domain":
		p := t.properties(r)
		o := p.Get("DomainEndpointOptions")
		t.sink.Endpoint(r.id, r.at, o.Get("EnforceHTTPS"), o.Get("TLSSecurityPolicy"))
		c := p.Get("ClusterConfig")
		if r.typ == "AWS::Elasticsearch::Domain" {
			c = p.Get("ElasticsearchClusterConfig")
		}
		t.sink.Nodes(r.id, r.at, "NodeToNodeEncryptionOptions", p.Path("NodeToNodeEncryptionOptions", "Enabled"),
			c.Get("InstanceCount"), c.Get("DedicatedMasterEnabled"), c.Get("WarmEnabled"))
	case "AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup", "AWS::RDS::DBCluster", "AWS::RDS::DBInstance":
		t.database(r)
	}
}

func (t *template) setting(r *resource, n *iac.Node, hop, platform, name string, absent *iac.Node) {
	if !n.Has() {
		n = absent
	}
	t.sink.TLS(r.id, iac.At(r.at, r.id), iac.TLS{Hop: hop, Platform: platform, Setting: name}, n)
}

func (t *template) listener(r *resource) {
	p := t.properties(r)
	redirects := true
	actions := p.Get("DefaultActions").List()
	for _, a := range actions {
		typ, _ := a.Get("Type").Str()
		proto, _ := a.Path("RedirectConfig", "Protocol").Str()
		redirects = redirects && typ == "redirect" && proto == "HTTPS"
	}
	if proto, _ := p.Get("Protocol").Str(); strings.EqualFold(proto, "HTTP") {
		if why := iac.MayRedirect(p.Get("DefaultActions")); why != "" {
			t.setting(r, iac.Hidden(why, p.Get("DefaultActions").At), "client-edge", "elbv2", "Protocol", nil)
			return
		}
	}
	t.sink.Shut = t.shutAt(r)
	defer func() { t.sink.Shut = "" }()
	t.sink.Listener(r.id, r.at, p.Get("Protocol"), p.Get("SslPolicy"), "SslPolicy", redirects && len(actions) > 0)
}

// classic reads the older load balancer, which names its policies apart.
func (t *template) classic(r *resource) {
	p := t.properties(r)
	for i, l := range p.Get("Listeners").List() {
		subject := r.id + "/Listeners[" + itoa(i) + "]"
		proto, ok := l.Get("Protocol").Str()
		set := iac.TLS{Hop: "client-edge", Platform: "elb", Setting: "Protocol"}
		at := iac.At(l.At, r.id)
		switch strings.ToUpper(proto) {
		case "HTTP":
			t.sink.TLS(subject, at, set, iac.Upper(l.Get("Protocol")))
		case "HTTPS", "SSL":
			set.Setting = "Reference-Security-Policy"
			t.sink.TLS(subject, at, set, t.classicPolicy(p, l))
		default:
			why := "a " + proto + " listener passes bytes through: whether they are encrypted is not in the template"
			if !ok {
				why = "the protocol can't be told"
			}
			t.sink.TLS(subject, at, set, iac.Hidden(why, l.At))
		}
	}
}

func (t *template) classicPolicy(p, listener *iac.Node) *iac.Node {
	names := listener.Get("PolicyNames").List()
	for _, pol := range p.Get("Policies").List() {
		own, _ := pol.Get("PolicyName").Str()
		for _, n := range names {
			if s, ok := n.Str(); !ok || s != own {
				continue
			}
			return iac.Negotiated(pol.Get("Attributes"), "Name", "Value", pol.At)
		}
	}
	if len(names) == 0 {
		return iac.Platform("ELBSecurityPolicy-2016-08", "the policy of a listener that names none", listener.At)
	}
	return iac.Text("required", listener.At) // by a policy that is not in the template
}

func (t *template) distribution(r *resource) {
	c := t.properties(r).Get("DistributionConfig")
	cert := c.Get("ViewerCertificate")
	min := cert.Get("MinimumProtocolVersion")
	def := cert.Get("CloudFrontDefaultCertificate")
	isDefault, _ := def.Bool()
	switch {
	case !cert.Has() && c.Has() && c.Kind == iac.Map, isDefault:
		t.sink.TLS(r.id, iac.At(r.at, r.id), iac.TLS{Hop: "client-edge", Platform: "cloudfront", Setting: "MinimumProtocolVersion", Case: iac.DefaultCertificate},
			iac.DefaultTLS(def, or(cert, r)))
	case !min.Has():
		t.setting(r, nil, "client-edge", "cloudfront", "MinimumProtocolVersion",
			iac.Platform("TLSv1", "the minimum when MinimumProtocolVersion is not set", or(cert, r)))
	default:
		t.setting(r, min, "client-edge", "cloudfront", "MinimumProtocolVersion", nil)
	}
	t.behaviour(r, "DefaultCacheBehavior", c.Get("DefaultCacheBehavior"))
	viewers := []*iac.Node{c.Path("DefaultCacheBehavior", "ViewerProtocolPolicy")}
	for i, b := range c.Get("CacheBehaviors").List() {
		viewers = append(viewers, b.Get("ViewerProtocolPolicy"))
		t.behaviour(r, "CacheBehaviors["+itoa(i)+"]", b)
	}
	for _, o := range c.Get("Origins").List() {
		id, ok := o.Get("Id").Str()
		if !ok {
			id = "origin"
		}
		custom := o.Get("CustomOriginConfig")
		if custom.Has() {
			t.sink.Origin(r.id+"/Origins/"+id, iac.At(o.At, r.id), o.Get("DomainName"), custom.Get("OriginProtocolPolicy"), custom.Get("OriginSSLProtocols"), viewers)
		}
	}
}

func (t *template) behaviour(r *resource, name string, b *iac.Node) {
	if v := b.Get("ViewerProtocolPolicy"); v.Has() {
		t.sink.TLS(r.id+"/"+name, iac.At(b.At, r.id), iac.TLS{Hop: "client-edge", Platform: "cloudfront", Setting: "ViewerProtocolPolicy"}, v)
	}
}

func or(n *iac.Node, r *resource) iac.Place {
	if n.Has() {
		return n.At
	}
	return r.at
}
