package iac

import (
	"slices"
	"strings"
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
// reach beside any domain of its own. setting is what the format calls its policy.
func (s *Sink) RestAPI(id string, at Place, setting string, policy, disabled, types *Node) {
	set := TLS{Hop: "client-edge", Platform: "apigateway", Setting: setting}
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
