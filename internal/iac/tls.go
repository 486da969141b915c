package iac

import (
	"strings"

	"github.com/candor-dev/candor"
)

// Listener emits the policy of an application or network load balancer's
// listener. redirects says that it does nothing but send clients to HTTPS.
func (s *Sink) Listener(id string, at Place, protocol, policy *Node, setting string, redirects bool) {
	set := TLS{Hop: "client-edge", Platform: "elbv2", Setting: setting}
	where := At(at, id)
	proto, ok := protocol.Str()
	switch {
	case !ok:
		set.Setting = "Protocol"
		why := "the protocol can't be told"
		if protocol.Has() {
			why = Hidden(why+": "+protocol.Why, at).Why
		}
		s.TLS(id, where, set, Hidden(why, at))
	case strings.EqualFold(proto, "HTTP") && redirects:
		set.Setting = "Protocol"
		n := *Upper(protocol)
		n.V = "redirect-to-https"
		s.TLS(id, where, set, &n)
	case strings.EqualFold(proto, "HTTP"):
		set.Setting = "Protocol"
		s.TLS(id, where, set, Upper(protocol))
	case protocol.Choice() != "":
		set.Setting = "Protocol"
		s.TLS(id, where, set, Hidden(protocol.Choice(), protocol.At))
	case strings.EqualFold(proto, "HTTPS"), strings.EqualFold(proto, "TLS"):
		if !policy.Has() {
			policy = Platform("ELBSecurityPolicy-2016-08", "the policy when "+setting+" is not set", at)
		}
		s.TLS(id, where, set, policy)
	default:
		set.Setting = "Protocol"
		s.TLS(id, where, set, Hidden("a "+proto+" listener passes bytes through: whether they are encrypted is not in the template", protocol.At))
	}
}

// Upper is a copy of a text in upper case.
func Upper(n *Node) *Node {
	c := *n
	if s, ok := n.V.(string); ok {
		c.V = strings.ToUpper(s)
	}
	return &c
}

// Endpoint emits the setting of a search domain.
func (s *Sink) Endpoint(id string, at Place, enforce, policy *Node) {
	set := TLS{Hop: "app-database", Platform: "opensearch", Setting: "EnforceHTTPS"}
	on, ok := enforce.Bool()
	switch {
	case !enforce.Has():
		s.TLS(id, At(at, id), set, Hidden("EnforceHTTPS is not set", at))
	case !ok:
		s.TLS(id, At(at, id), set, Hidden("EnforceHTTPS: "+enforce.Why, enforce.At))
	case !on:
		s.TLS(id, At(at, id), set, &Node{Kind: Scalar, V: "HTTP", From: enforce.From, Why: enforce.Why, At: enforce.At})
	case enforce.Choice() != "":
		s.TLS(id, At(at, id), set, Hidden(enforce.Choice(), enforce.At))
	default:
		set.Setting = "TLSSecurityPolicy"
		if !policy.Has() {
			policy = Platform("Policy-Min-TLS-1-0-2019-07", "the policy when TLSSecurityPolicy is not set", enforce.At)
		}
		s.TLS(id, At(at, id), set, policy)
	}
}

func text(n *Node) string { s, _ := n.Str(); return s }

// Origin emits how CloudFront speaks to an origin: plain, or the oldest of the
// protocols that it may use.
func (s *Sink) Origin(subject string, where candor.Location, policy, protocols *Node) {
	set := TLS{Hop: "edge-origin", Platform: "cloudfront", Setting: "OriginProtocolPolicy"}
	mode, ok := policy.Str()
	switch {
	case !policy.Has():
		s.TLS(subject, where, set, Hidden("OriginProtocolPolicy is not set", Place{Path: where.Path, Pos: candor.Pos{Line: where.Line, Col: where.Col}}))
		return
	case !ok || mode != "https-only" || policy.Choice() != "":
		s.TLS(subject, where, set, policy)
		return
	}
	set.Setting = "OriginSSLProtocols"
	list := protocols.List()
	if len(list) == 0 {
		s.TLS(subject, where, set, Hidden("OriginSSLProtocols is not set", policy.At))
		return
	}
	oldest := list[0]
	for _, p := range list {
		if v, ok := p.Str(); !ok {
			oldest = p
			break
		} else if rank(v) < rank(text(oldest)) {
			oldest = p
		}
	}
	s.TLS(subject, where, set, oldest)
}

func rank(protocol string) int {
	for i, p := range []string{"SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3"} {
		if p == protocol {
			return i
		}
	}
	return 9
}

// RegionOf is the region that an ARN names.
func RegionOf(arn *Node) *Node {
	if arn.IsText() {
		parts := strings.SplitN(strings.ReplaceAll(arn.RawText(), "${AWS::", "${AWS."), ":", 6)
		if len(parts) == 6 && parts[3] != "" && !strings.ContainsAny(parts[3], "*?${}") {
			return &Node{Kind: Scalar, V: parts[3], From: "literal", At: arn.At}
		}
	}
	return Hidden("the ARN names no region that the template knows", arn.At)
}
