package iac

import (
	"cmp"
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

// MayRedirect is why it can't be told whether a listener only redirects, or "":
// its actions, or one of them, depend on something, and none does anything else.
func MayRedirect(actions *Node) string {
	if !actions.Has() {
		return ""
	}
	if actions.Kind == Either || actions.Kind == Unknown {
		return untold("whether it only redirects", actions, actions.At).Why
	}
	why := ""
	for _, a := range actions.List() {
		if a.Kind == Either || a.Kind == Unknown {
			why = cmp.Or(why, untold("whether it only redirects", a, a.At).Why)
			continue
		}
		for _, key := range []string{"type", "Type"} {
			if typ, ok := a.Get(key).Str(); ok && !strings.EqualFold(typ, "redirect") {
				return ""
			}
		}
	}
	return why
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
		s.TLS(id, At(at, id), set, Platform("HTTP", "a domain answers plain HTTP, too, when EnforceHTTPS is not set", at))
	case !ok:
		s.TLS(id, At(at, id), set, Hidden("EnforceHTTPS: "+enforce.Why, enforce.At))
	case !on:
		s.TLS(id, At(at, id), set, &Node{Kind: Scalar, V: "HTTP", From: enforce.From, Why: enforce.Why, At: enforce.At})
	case enforce.Choice() != "":
		s.TLS(id, At(at, id), set, Hidden(enforce.Choice(), enforce.At))
	default:
		set.Setting = "TLSSecurityPolicy"
		if !policy.Has() {
			policy = Unset("TLSSecurityPolicy is not set: AWS has changed what a new domain gets (seen since June 2025), so its age decides", enforce.At)
		}
		s.TLS(id, At(at, id), set, policy)
	}
}

// Nodes emits whether the nodes of a search domain encrypt what they send each
// other. count is the number of its data nodes, and more are switches that add
// nodes of another sort.
func (s *Sink) Nodes(id string, at Place, setting string, enabled, count *Node, more ...*Node) {
	set := TLS{Hop: "internal", Platform: "opensearch", Setting: setting, Within: true}
	subject := id + "/" + setting
	n := Platform("off", setting+" is not set, which means false", at)
	if on, ok := enabled.Bool(); enabled.Has() && !ok {
		n = untold(setting, enabled, enabled.At)
	} else if enabled.Has() {
		n = need(map[bool]string{true: "required", false: "off"}[on], enabled)
	}
	if v, _ := n.Str(); v == "off" {
		n = lonely(n, count, more)
	}
	s.TLS(subject, At(at, id), set, n)
}

// lonely is what a domain that does not encrypt does, when it has one node only.
func lonely(off, count *Node, more []*Node) *Node {
	alone := need("one node", off)
	switch v, ok := count.Str(); {
	case !count.Has():
		return off // one today, and nothing says that it stays so
	case !ok:
		alone = untold("the number of nodes", count, count.At)
	case v != "1":
		return off
	}
	for _, m := range more {
		switch on, ok := m.Bool(); {
		case ok && on:
			return off
		case m.Has() && !ok:
			alone = untold("the number of nodes", m, m.At)
		}
	}
	return alone
}

// Negotiation emits a policy of a classic load balancer that stands for itself.
func (s *Sink) Negotiation(id, subject string, at Place, attributes *Node, name, value string) {
	set := TLS{Hop: "client-edge", Platform: "elb", Setting: "Reference-Security-Policy"}
	s.TLS(subject, At(at, id), set, Negotiated(attributes, name, value, at))
}

// Negotiated is the policy of AWS that the attributes of a policy name, or the
// oldest protocol that they allow. A name of AWS outranks the protocols.
func Negotiated(attributes *Node, name, value string, at Place) *Node {
	var oldest, unsure *Node
	for _, a := range attributes.List() {
		key, ok := a.Get(name).Str()
		if !ok {
			unsure = Hidden("an attribute of the policy can't be told", a.At)
			continue
		}
		if key == "Reference-Security-Policy" {
			return a.Get(value)
		}
		protocol, is := strings.CutPrefix(key, "Protocol-")
		on, known := a.Get(value).Bool()
		switch {
		case !is || known && !on:
		case !known:
			unsure = Hidden("whether the policy allows "+protocol+" can't be told", a.At)
		case oldest == nil || rank(protocol) < rank(text(oldest)):
			oldest = &Node{Kind: Scalar, V: protocol, From: "literal", At: a.At}
		}
	}
	switch {
	case unsure != nil:
		return unsure
	case oldest != nil:
		return oldest
	}
	return Hidden("the policy names no policy of AWS and no protocol", at)
}

func text(n *Node) string { s, _ := n.Str(); return s }

// DefaultTLS is the oldest protocol of the default certificate of CloudFront, which def
// asks for, or nothing that is written.
func DefaultTLS(def *Node, at Place) *Node {
	n := Platform("TLSv1", "the default certificate of *.cloudfront.net takes TLS 1.0 whatever is written", at)
	if def.Has() && def.From == "default" {
		n.From, n.Why = "default", n.Why+", and it is taken by the "+def.Why
	}
	return n
}

// Origin emits how CloudFront speaks to an origin: plain, or the oldest of the
// protocols that it may use. viewers are what all behaviours of the distribution
// take from clients, on which "match-viewer" depends; domain is the origin's name.
func (s *Sink) Origin(subject string, where candor.Location, domain, policy, protocols *Node, viewers []*Node) {
	set := TLS{Hop: "edge-origin", Platform: "cloudfront", Setting: "OriginProtocolPolicy"}
	mode, ok := policy.Str()
	if ok && mode == "http-only" && website(domain) {
		set.Case = WebsiteOrigin
	}
	set.API = names(domain, "execute-api", "aws_api_gateway_", "aws_apigatewayv2_")
	switch {
	case !policy.Has():
		s.TLS(subject, where, set, Hidden("OriginProtocolPolicy is not set", Place{Path: where.Path, Pos: candor.Pos{Line: where.Line, Col: where.Col}}))
		return
	case !ok || mode != "https-only" && mode != "match-viewer" || policy.Choice() != "":
		s.TLS(subject, where, set, policy)
		return
	case mode == "match-viewer":
		if n := matched(policy, viewers); n != nil {
			s.TLS(subject, where, set, n)
			return
		}
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

// website reports the website endpoint of a bucket, by its name or by the
// attribute that holds it.
func website(domain *Node) bool {
	return names(domain, ".s3-website", "website_endpoint", "WebsiteURL")
}

// names reports that the text of a value, or what it refers to, has one of some parts.
func names(domain *Node, parts ...string) bool {
	if !domain.Has() {
		return false
	}
	name := domain.Raw
	if domain.IsText() {
		name = domain.RawText()
	}
	for _, part := range parts {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

// matched is what goes to an origin as its viewers come: plain HTTP where one of
// them may; nil when all of them use HTTPS.
func matched(policy *Node, viewers []*Node) *Node {
	if len(viewers) == 0 {
		return Hidden("what viewers may use can't be told", policy.At)
	}
	for _, v := range viewers {
		switch text(v) {
		case "allow-all":
			return &Node{Kind: Scalar, V: "allow-all", From: v.From, Why: v.Why, At: policy.At}
		case "redirect-to-https", "https-only":
		default:
			return Hidden("what viewers may use can't be told", policy.At)
		}
	}
	return nil
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
