package terraform

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// transport emits how the endpoints of a resource are protected.
func (m *module) transport(b *block) {
	switch b.typ {
	case "aws_lb_listener", "aws_alb_listener":
		p := m.properties(b)
		actions := p.Get("default_action").List()
		redirects := len(actions) > 0
		for _, a := range actions {
			typ, _ := a.Get("type").Str()
			proto, _ := a.Path("redirect", "protocol").Str()
			redirects = redirects && typ == "redirect" && proto == "HTTPS"
		}
		proto := p.Get("protocol")
		if proto == nil {
			proto = m.listenerDefault(b)
		}
		if v, _ := proto.Str(); strings.EqualFold(v, "HTTP") {
			if why := iac.MayRedirect(p.Get("default_action")); why != "" {
				m.sink.TLS(b.id, m.at(b), iac.TLS{Hop: "client-edge", Platform: "elbv2", Setting: "Protocol"}, iac.Hidden(why, placeOf(b)))
				return
			}
		}
		m.sink.Shut = m.shutAt(b)
		defer func() { m.sink.Shut = "" }()
		m.sink.Listener(b.id, placeOf(b), proto, p.Get("ssl_policy"), "ssl_policy", redirects)
	case "aws_elb":
		for i, l := range m.properties(b).Get("listener").List() {
			set := iac.TLS{Hop: "client-edge", Platform: "elb", Setting: "lb_protocol"}
			subject := fmt.Sprintf("%s/listener[%d]", b.id, i)
			proto := l.Get("lb_protocol")
			s, _ := proto.Str()
			if strings.EqualFold(s, "http") {
				m.sink.TLS(subject, iac.At(l.At, b.id), set, iac.Upper(proto))
				continue
			}
			n := iac.Hidden("a "+s+" listener passes bytes through: whether they are encrypted is not in the folder", l.At)
			if strings.EqualFold(s, "https") || strings.EqualFold(s, "ssl") {
				n = iac.Text("required", proto.At) // which version is its policy's, of which there may be one elsewhere
			} else if s == "" {
				n = iac.Hidden("the protocol can't be told", l.At)
			}
			m.sink.TLS(subject, iac.At(l.At, b.id), set, n)
		}
	case "aws_cloudfront_distribution":
		m.distribution(b)
	case "aws_api_gateway_domain_name":
		n := m.properties(b).Get("security_policy")
		if !n.Has() {
			n = iac.Hidden("security_policy is not set: the default depends on the kind of endpoint", placeOf(b))
		}
		m.sink.TLS(b.id, m.at(b), iac.TLS{Hop: "client-edge", Platform: "apigateway", Setting: "security_policy"}, n)
	case "aws_apigatewayv2_domain_name":
		if n := m.properties(b).Path("domain_name_configuration", "security_policy"); n.Has() {
			m.sink.TLS(b.id, m.at(b), iac.TLS{Hop: "client-edge", Platform: "apigateway", Setting: "security_policy"}, n)
		}
	case "aws_opensearch_domain", "aws_elasticsearch_domain":
		p := m.properties(b)
		o := p.Get("domain_endpoint_options")
		enforce := o.Get("enforce_https")
		if o.Has() && !enforce.Has() {
			enforce = iac.Platform(true, "the provider sets enforce_https when the block leaves it out", o.At)
		}
		m.sink.Endpoint(b.id, placeOf(b), enforce, o.Get("tls_security_policy"))
		c := p.Get("cluster_config")
		m.sink.Nodes(b.id, placeOf(b), "node_to_node_encryption", p.Path("node_to_node_encryption", "enabled"),
			c.Get("instance_count"), c.Get("dedicated_master_enabled"), c.Get("warm_enabled"))
	case "aws_load_balancer_policy":
		m.negotiation(b)
	case "aws_db_parameter_group", "aws_rds_cluster_parameter_group", "aws_db_instance", "aws_rds_cluster":
		m.database(b)
	}
}

func (m *module) distribution(b *block) {
	p := m.properties(b)
	cert := p.Get("viewer_certificate")
	set := iac.TLS{Hop: "client-edge", Platform: "cloudfront", Setting: "minimum_protocol_version"}
	at := placeOf(b)
	if cert.Has() {
		at = cert.At
	}
	n := cert.Get("minimum_protocol_version")
	if on, _ := cert.Get("cloudfront_default_certificate").Bool(); on || !cert.Has() {
		n, set.Case = iac.DefaultTLS(cert.Get("cloudfront_default_certificate"), at), iac.DefaultCertificate
	} else if !n.Has() {
		n = iac.Platform("TLSv1", "the minimum when minimum_protocol_version is not set", at)
	}
	m.sink.TLS(b.id, m.at(b), set, n)
	var viewers []*iac.Node
	for _, key := range []string{"default_cache_behavior", "ordered_cache_behavior"} {
		for i, c := range p.Get(key).List() {
			viewers = append(viewers, c.Get("viewer_protocol_policy"))
			if v := c.Get("viewer_protocol_policy"); v.Has() {
				m.sink.TLS(fmt.Sprintf("%s/%s[%d]", b.id, key, i), iac.At(c.At, b.id),
					iac.TLS{Hop: "client-edge", Platform: "cloudfront", Setting: "viewer_protocol_policy"}, v)
			}
		}
	}
	for i, o := range p.Get("origin").List() {
		if c := o.Get("custom_origin_config"); c.Has() {
			m.sink.Origin(fmt.Sprintf("%s/origin[%d]", b.id, i), iac.At(o.At, b.id), o.Get("domain_name"), c.Get("origin_protocol_policy"), c.Get("origin_ssl_protocols"), viewers)
		}
	}
}

// listenerDefault is the protocol of a listener that names none: HTTP at an
// application load balancer, and nothing at the others.
func (m *module) listenerDefault(b *block) *iac.Node {
	at := placeOf(b)
	for _, typ := range []string{"aws_lb", "aws_alb"} {
		own, _ := m.refers(b, "load_balancer_arn", typ)
		if own == nil {
			continue
		}
		kind := m.properties(own).Get("load_balancer_type")
		if v, ok := kind.Str(); !kind.Has() || ok && v == "application" {
			return iac.Platform("HTTP", "protocol is not set: an application load balancer takes HTTP then", at)
		}
	}
	return iac.Hidden("protocol is not set", at)
}

// negotiation emits which protocols a policy of a classic load balancer allows:
// those of a policy of AWS, or of a list.
func (m *module) negotiation(b *block) {
	p := m.properties(b)
	if kind, ok := p.Get("policy_type_name").Str(); ok && kind != "SSLNegotiationPolicyType" {
		return
	}
	m.sink.Negotiation(b.id, b.id, placeOf(b), p.Get("policy_attribute"), "name", "value")
}
