package iac

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor"
)

// need is a setting whose value is one of the words that say how a connection
// is encrypted: "required", "optional" or "off".
func need(v string, n *Node) *Node {
	return &Node{Kind: Scalar, V: v, From: n.From, Why: n.Why, At: n.At}
}

// Cache emits how a cache takes connections. enabled and mode are what is
// written; absent holds what counts when nothing is.
func (s *Sink) Cache(id, platform string, at Place, setting string, enabled, mode, absent *Node) {
	set := TLS{Hop: "app-database", Platform: platform, Setting: setting}
	on, ok := enabled.Bool()
	how, told := mode.Str()
	switch {
	case !enabled.Has():
		s.TLS(id, At(at, id), set, absent)
	case !ok:
		s.TLS(id, At(at, id), set, untold(setting, enabled, enabled.At))
	case !on:
		s.TLS(id, At(at, id), set, need("off", enabled))
	case mode.Has() && !told:
		s.TLS(id, At(at, id), set, untold("the mode", mode, mode.At))
	case strings.EqualFold(how, "preferred"):
		s.TLS(id, At(at, id), set, need("optional", mode))
	default:
		s.TLS(id, At(at, id), set, need("required", enabled))
	}
}

// Broker emits how brokers of Kafka take clients and speak to each other.
func (s *Sink) Broker(id string, at Place, clients, within *Node) {
	set := TLS{Hop: "internal", Platform: "msk", Setting: "ClientBroker"}
	how, ok := clients.Str()
	words := map[string]string{"TLS": "required", "TLS_PLAINTEXT": "optional", "PLAINTEXT": "off"}
	switch {
	case !clients.Has():
		s.TLS(id, At(at, id), set, Platform("required", "clients need TLS when ClientBroker is not set", at))
	case !ok || words[how] == "":
		s.TLS(id, At(at, id), set, untold("ClientBroker", clients, clients.At))
	default:
		s.TLS(id, At(at, id), set, need(words[how], clients))
	}
	set.Setting = "InCluster"
	subject := id + "/InCluster"
	on, ok := within.Bool()
	switch {
	case !within.Has():
		s.TLS(subject, At(at, id), set, Platform("required", "brokers speak TLS to each other when InCluster is not set", at))
	case !ok:
		s.TLS(subject, At(at, id), set, untold("InCluster", within, within.At))
	case on:
		s.TLS(subject, At(at, id), set, need("required", within))
	default:
		s.TLS(subject, At(at, id), set, need("off", within))
	}
}

// Demand emits a switch that encrypts a connection. absent is what holds when
// nothing is written.
func (s *Sink) Demand(id string, at Place, set TLS, n, absent *Node) {
	on, ok := n.Bool()
	switch {
	case !n.Has():
		n = absent
	case !ok:
		n = untold(set.Setting, n, n.At)
	case on:
		n = need("required", n)
	default:
		n = need("off", n)
	}
	s.TLS(id, At(at, id), set, n)
}

// Word emits a setting that names in a word how a connection is encrypted. words
// gives what each of them means.
func (s *Sink) Word(id string, at Place, set TLS, n *Node, words map[string]string, absent *Node) {
	v, ok := n.Str()
	switch {
	case !n.Has():
		n = absent
	case !ok || words[strings.ToLower(v)] == "":
		n = untold(set.Setting, n, n.At)
	default:
		n = need(words[strings.ToLower(v)], n)
	}
	s.TLS(id, At(at, id), set, n)
}

// Volume emits how a container reaches a file system of EFS.
func (s *Sink) Volume(id, subject string, at Place, setting string, n *Node) {
	set := TLS{Hop: "internal", Platform: "efs", Setting: setting}
	v, ok := n.Str()
	switch {
	case !n.Has():
		n = Platform("off", "the way to the file system is not encrypted when "+setting+" is not set", at)
	case ok && strings.EqualFold(v, "ENABLED"):
		n = need("required", n)
	case ok && strings.EqualFold(v, "DISABLED"):
		n = need("off", n)
	default:
		n = untold(setting, n, n.At)
	}
	s.TLS(subject, At(at, id), set, n)
}

// Migration emits how a DMS endpoint reaches its database. Engines that are
// services of AWS have no such setting.
func (s *Sink) Migration(id string, at Place, setting string, engine, mode *Node) {
	name, ok := engine.Str()
	databases := []string{"aurora", "aurora-postgresql", "azuredb", "db2", "db2-zos", "docdb", "mariadb", "mongodb", "mysql", "oracle", "postgres", "sqlserver", "sybase"}
	if ok && !slices.Contains(databases, strings.ToLower(name)) {
		return
	}
	absent := Platform("off", "DMS connects without TLS when "+setting+" is not set", at)
	if !ok {
		absent = untold("the engine", engine, at)
	}
	words := map[string]string{"none": "off", "require": "required", "verify-ca": "required", "verify-full": "required"}
	s.Word(id, at, TLS{Hop: "app-database", Platform: "dms", Setting: setting}, mode, words, absent)
}

// Cluster emits whether a cluster of EMR encrypts what its parts send each other.
func (s *Sink) Cluster(id string, at Place, config *Node) {
	set := TLS{Hop: "internal", Platform: "emr", Setting: "EnableInTransitEncryption", Within: true}
	doc := Document(config)
	if !doc.Has() || doc.Kind != Map {
		s.TLS(id, At(at, id), set, untold("the configuration", doc, at))
		return
	}
	s.Demand(id, at, set, doc.Path("EncryptionConfiguration", set.Setting), Platform("off", set.Setting+" is not set, which means false", at))
}

// Always emits a service that takes nothing without TLS.
func (s *Sink) Always(id, hop, platform, why string, at Place) {
	s.TLS(id, At(at, id), TLS{Hop: hop, Platform: platform, Setting: "TLS"}, Platform("required", why, at))
}

// Warehouse emits what a parameter group of Redshift requires.
func (s *Sink) Warehouse(id string, at Place, family, require *Node) {
	set := TLS{Hop: "app-database", Platform: "redshift", Setting: "require_ssl"}
	on, ok := require.Bool()
	name, _ := family.Str()
	n := Hidden("require_ssl is not set, and the default of the family can't be told", at)
	switch {
	case !require.Has() && name == "redshift-1.0":
		n = surely(Platform("optional", "the default of require_ssl in redshift-1.0", at), family)
	case !require.Has():
	case !ok:
		n = untold("require_ssl", require, require.At)
	case on:
		n = need("required", require)
	default:
		n = need("optional", require)
	}
	s.TLS(id, At(at, id), set, n)
}

// Documents emits what a parameter group of DocumentDB requires.
func (s *Sink) Documents(id string, at Place, tls *Node) {
	set := TLS{Hop: "app-database", Platform: "docdb", Setting: "tls"}
	v, ok := tls.Str()
	words := map[string]string{"enabled": "required", "fips-140-3": "required", "disabled": "off", "tls1.2+": "TLSv1.2", "tls1.3+": "TLSv1.3"}
	switch {
	case !tls.Has():
		s.TLS(id, At(at, id), set, Platform("required", "tls is enabled when it is not set", at))
	case !ok || words[v] == "":
		s.TLS(id, At(at, id), set, untold("tls", tls, tls.At))
	default:
		s.TLS(id, At(at, id), set, need(words[v], tls))
	}
}

// RestAPI emits what the execute-api address of a REST API takes, which clients
// reach beside any domain of its own.
func (s *Sink) RestAPI(id string, at Place, policy, disabled, types *Node) {
	set := TLS{Hop: "client-edge", Platform: "apigateway", Setting: "SecurityPolicy"}
	off, ok := disabled.Bool()
	n := policy
	switch {
	case disabled.Has() && !ok:
		n = untold("whether the execute-api address is there", disabled, disabled.At)
	case off:
		n = need("refused", disabled)
	case policy.Has():
	default:
		n = Platform("TLS_1_0", "the policy of a regional or edge execute-api address when none is set", at)
		for _, t := range types.List() {
			v, ok := t.Str()
			if !ok {
				n = untold("the kind of endpoint", t, t.At)
				break
			}
			if v == "PRIVATE" {
				n = Platform("TLS_1_2", "the policy of a private endpoint when none is set", t.At)
			}
		}
	}
	s.TLS(id, At(at, id), set, n)
}

// HTTPAPI emits what the execute-api address of an HTTP API takes.
func (s *Sink) HTTPAPI(id string, at Place, protocol *Node) {
	n := Hidden("the policy of a WebSocket API is not told here", at)
	if p, ok := protocol.Str(); !protocol.Has() || ok && p == "HTTP" {
		n = Platform("TLS_1_2", "HTTP APIs speak TLS 1.2 only", at)
	} else if !ok {
		n = untold("the protocol", protocol, protocol.At)
	}
	s.TLS(id, At(at, id), TLS{Hop: "client-edge", Platform: "apigateway", Setting: "SecurityPolicy"}, n)
}

// Target emits how a load balancer speaks to its targets. Its listener does
// not decide that.
func (s *Sink) Target(id string, at Place, kind, protocol *Node) {
	if k, _ := kind.Str(); k == "lambda" {
		return
	}
	p, ok := protocol.Str()
	n := Hidden("a "+p+" target group passes bytes through: whether they are encrypted is not in the template", at)
	switch {
	case !protocol.Has():
		n = Hidden("the protocol is not set", at)
	case !ok:
		n = untold("the protocol", protocol, protocol.At)
	case p == "HTTP":
		n = need("HTTP", protocol)
	case p == "HTTPS" || p == "TLS":
		n = need("required", protocol)
	}
	s.Fact("tls.target", id, At(at, id), map[string]any{"hop": "edge-origin", "policy": n.TextVal(at.Path)})
}

// Bucket policies.

// Transport is what a bucket policy denies to requests without TLS.
type Transport struct {
	bucket, objects bool   // are covered
	doubt           string // why more may be denied than could be told
	at              Place  // of the statement that denies
}

// TransportOf reads the statements of a bucket policy that deny plain HTTP to
// everybody and for every action, whatever else they ask.
func TransportOf(doc *Node) Transport {
	var t Transport
	doc = Document(doc)
	switch {
	case !doc.Has():
		t.doubt = "the policy is not set"
		return t
	case doc.Kind != Map:
		t.doubt = "the policy can't be told"
		if doc.Why != "" {
			t.doubt += ": " + doc.Why
		}
		return t
	}
	list := doc.Get("Statement")
	sure := make(map[*Node]bool)
	for _, st := range list.List() {
		sure[st] = list == st
	}
	if list.Has() && list.Kind == List {
		for _, st := range list.Items {
			sure[st] = true
		}
	}
	for _, st := range list.List() {
		if e, _ := st.Get("Effect").Str(); !sure[st] && e != "Allow" {
			t.doubt = "whether a statement of the policy is there depends on a condition"
			continue
		}
		t.statement(st)
	}
	return t
}

// Perhaps says why the whole policy may not be there.
func (t *Transport) Perhaps(why string) {
	if t.bucket || t.objects {
		t.bucket, t.objects, t.doubt = false, false, why
	}
}

func (t *Transport) statement(st *Node) {
	effect, ok := st.Get("Effect").Str()
	if !ok && st.Kind != Map {
		t.doubt = "a statement of the policy can't be told"
		return
	}
	if ok && effect != "Deny" {
		return
	}
	c := st.Get("Condition")
	if hidden(c, 0) {
		t.doubt = "a condition of the policy can't be told"
		return
	}
	switch {
	case !insecureOnly(c):
		return
	case st.Get("NotAction").Has() || st.Get("NotPrincipal").Has() || st.Get("NotResource").Has():
		t.doubt = "the statement on aws:SecureTransport names what it leaves out"
		return
	case undecided(st.Get("Action")) || undecided(st.Get("Resource")) || undecided(st.Get("Principal")) || undecided(st.Path("Principal", "AWS")):
		t.doubt = "what the statement on aws:SecureTransport covers depends on a condition"
		return
	case !ok || !everybody(st) || !everything(st.Get("Action")):
		if unsure(st.Get("Action")) || unsure(st.Get("Principal")) || !ok {
			t.doubt = "a statement on aws:SecureTransport can't be told"
		}
		return
	}
	for _, r := range st.Get("Resource").List() {
		text := r.RawText()
		switch {
		case r.Kind == Unknown && strings.HasSuffix(strings.ToLower(r.Raw), "arn"):
			t.cover(true, false, st.At)
		case !r.IsText():
			t.doubt = "a resource of the statement on aws:SecureTransport can't be told"
		case text == "*" || strings.HasSuffix(text, ":::*"):
			t.cover(true, true, st.At)
		case strings.HasSuffix(text, "/*"):
			t.cover(false, true, st.At)
		case !strings.Contains(text[strings.LastIndexByte(text, ':')+1:], "/"):
			t.cover(true, false, st.At)
		}
	}
}

func (t *Transport) cover(bucket, objects bool, at Place) {
	t.bucket, t.objects = t.bucket || bucket, t.objects || objects
	if t.at.Line == 0 {
		t.at = at
	}
}

// insecureOnly reports a condition that holds for every request without TLS: it
// asks for nothing else. A request without TLS has no s3:TlsVersion, so that a
// comparison with it holds only where it says IfExists.
func insecureOnly(c *Node) bool {
	if c == nil || c.Kind != Map || len(c.Entries) != 1 {
		return false
	}
	operator, keys := c.Entries[0].Key, c.Entries[0].Node
	if keys.Kind != Map || len(keys.Entries) != 1 {
		return false
	}
	key, values := keys.Entries[0].Key, keys.Entries[0].Node.List()
	if len(values) != 1 {
		return false
	}
	switch {
	case strings.EqualFold(key, "aws:SecureTransport") && strings.EqualFold(strings.TrimSuffix(operator, "IfExists"), "Bool"):
		v, ok := values[0].Bool()
		return ok && !v
	case strings.EqualFold(key, "s3:TlsVersion"):
		return strings.EqualFold(operator, "NumericLessThanIfExists") || strings.EqualFold(operator, "NumericLessThanEqualsIfExists")
	}
	return false
}

// hidden reports a condition of which some part can't be told.
func hidden(n *Node, depth int) bool {
	if !n.Has() {
		return false
	}
	if depth > 4 || n.Kind != Map && n.Kind != List && n.Kind != Scalar {
		return true
	}
	for _, e := range n.Entries {
		if hidden(e.Node, depth+1) {
			return true
		}
	}
	for _, x := range n.Items {
		if hidden(x, depth+1) {
			return true
		}
	}
	return false
}

func everybody(st *Node) bool {
	p := st.Get("Principal")
	if p == nil || p.Kind != Map {
		return oneOf(p, "*")
	}
	return oneOf(p.Get("AWS"), "*") || oneOf(p.Get("*"), "*")
}

func everything(action *Node) bool { return oneOf(action, "*", "s3:*") }

func oneOf(n *Node, want ...string) bool {
	for _, x := range n.List() {
		s, ok := x.Str()
		for _, w := range want {
			if ok && strings.EqualFold(s, w) && len(x.Others) == 0 {
				return true
			}
		}
	}
	return false
}

func unsure(n *Node) bool {
	for _, x := range n.List() {
		if x.Kind != Scalar && x.Kind != Map {
			return true
		}
	}
	return false
}

// BucketTransport emits whether a bucket answers plain HTTP. A bucket has one
// policy at most; t is nil when the sources have none for it.
func (s *Sink) BucketTransport(id string, at Place, t *Transport) {
	n := Hidden("no policy of the bucket is in the sources: without one, plain HTTP is answered", at)
	switch {
	case t == nil:
	case t.bucket && t.objects:
		n = Text("denied", t.at)
	case t.doubt != "":
		n = Hidden(t.doubt, at)
	case t.objects:
		n = Text("denied for objects only", t.at)
	case t.bucket:
		n = Text("denied for the bucket only", t.at)
	default:
		n = Text("allowed", at)
	}
	s.Fact("tls.bucket", id, candor.Location{Path: at.Path, Line: at.Line, Col: at.Col, Resource: id}, map[string]any{"hop": "app-api", "plain": n.TextVal(at.Path)})
}
