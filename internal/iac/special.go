package iac

import (
	"strconv"
	"strings"
)

// The stores whose encryption is no single switch. A format passes the values
// that its resource holds, nil for what is certainly not written.

// storing emits a store of a resource.
func (s *Sink) storing(r Owner, service string, encrypted, key *Node) {
	s.Store(r.Type, service, r.Subject, At(r.At, r.Resource), encrypted, key)
}

// Owner is the resource that a store is, or is a part of.
type Owner struct {
	Type, Subject string
	Resource      string
	At            Place
}

// told turns a value into a truth that is as sure as it is.
func told(v bool, from *Node) *Node {
	f := from.From
	if f == "" {
		f = "literal"
	}
	n := &Node{Kind: Scalar, V: v, From: f, Why: from.Why, At: from.At}
	if len(from.Others) > 0 { // what follows from those is not worked out
		n.Others = []string{strconv.FormatBool(!v)}
	}
	return n
}

// ServiceKey is the key that a service keeps in the customer's account.
func ServiceKey(alias string, at Place) *Node {
	return Platform("alias/"+alias, "key of the service", at)
}

// Stream emits a stream whose encryption is named by kind, "KMS" or "NONE".
// absent is what holds when kind is not written.
func (s *Sink) Stream(r Owner, kind, key, absent *Node) {
	v, ok := kind.Str()
	switch {
	case !kind.Has():
		s.storing(r, "kinesis", absent, nil)
	case !ok:
		s.storing(r, "kinesis", untold("the kind of encryption", kind, r.At), key)
	case strings.EqualFold(v, "KMS") && !key.Has():
		s.storing(r, "kinesis", Unset("the encryption names no key, which is required", kind.At), nil)
	case strings.EqualFold(v, "KMS"):
		s.storing(r, "kinesis", told(true, kind), key)
	default:
		s.storing(r, "kinesis", told(false, kind), nil)
	}
}

// Delivery is what a delivery stream of Firehose says.
type Delivery struct {
	Source *Node // the stream that it reads from
	On     *Node // the switch, or the block that switches on
	Kind   *Node // of key
	Key    *Node
}

// Delivery emits a delivery stream. One that reads from another stream keeps
// nothing of its own.
func (s *Sink) Delivery(r Owner, d Delivery) {
	on, known := d.On.Bool()
	kind, _ := d.Kind.Str()
	switch {
	case d.Source.Has():
		s.storing(r, "firehose", &Node{Kind: Scalar, V: true, From: "literal", Why: "what it delivers is kept by the stream that it reads from", At: d.Source.At}, nil)
	case !d.On.Has():
		s.storing(r, "firehose", Platform(false, "no server-side encryption is set, which means none", r.At), nil)
	case d.On.Kind != Map && !known:
		s.storing(r, "firehose", untold("the encryption", d.On, r.At), nil)
	case d.On.Kind != Map && !on:
		s.storing(r, "firehose", told(false, d.On), nil)
	case strings.HasPrefix(kind, "AWS_OWNED"), !d.Kind.Has() && !d.Key.Has() && d.On.Kind != Map:
		s.storing(r, "firehose", told(true, d.On), nil)
	case kind == "":
		s.storing(r, "firehose", Unset("the kind of key is not written, which is required", d.On.At), nil)
	case kind != "CUSTOMER_MANAGED_CMK":
		s.storing(r, "firehose", Hidden(kind+" is no kind of key of Firehose: such a template is refused", d.Kind.At), nil)
	case !d.Key.Has():
		s.storing(r, "firehose", Hidden("the encryption names no key, which is required", d.On.At), nil)
	default:
		s.storing(r, "firehose", told(true, d.On), d.Key)
	}
}

// Artifacts emits what a build leaves behind: encrypted unless one of its
// artifacts says otherwise.
func (s *Sink) Artifacts(r Owner, all []*Node, disabled string, key *Node) {
	encrypted := Platform(true, "CodeBuild encrypts artifacts unless they say otherwise", r.At)
	for _, a := range all {
		d := a.Get(disabled)
		if !d.Has() {
			continue
		}
		off, ok := d.Bool()
		switch {
		case !ok:
			encrypted = untold("whether encryption is disabled", d, d.At)
		case off:
			s.storing(r, "codebuild", told(false, d), nil)
			return
		case encrypted.From == "platform" && encrypted.Kind == Scalar:
			encrypted = told(true, d)
		}
	}
	if !key.Has() {
		key = ServiceKey("aws/s3", encrypted.At)
	}
	s.storing(r, "codebuild", encrypted, key)
}

// Results is what a workgroup of Athena says on its results.
type Results struct {
	Option  *Node // how they are encrypted
	Key     *Node
	Enforce *Node // whether clients are held to that; nil when they are
}

// Results emits how the results of queries are stored: as objects of S3.
func (s *Sink) Results(r Owner, q Results) {
	const s3 = "S3 encrypts new objects by default since 5 January 2023"
	option, ok := q.Option.Str()
	held, sure := true, true
	if q.Enforce.Has() {
		held, sure = q.Enforce.Bool()
	}
	switch {
	case !q.Option.Has():
		s.storing(r, "athena", Platform(true, s3, r.At), nil)
	case !sure:
		s.storing(r, "athena", Platform(true, s3, r.At), untold("whether clients are held to the key", q.Enforce, r.At))
	case !held:
		s.storing(r, "athena", Platform(true, "clients may override the workgroup, but "+s3, q.Enforce.At), nil)
	case !ok:
		s.storing(r, "athena", Platform(true, s3, r.At), untold("the encryption", q.Option, r.At))
	case strings.HasSuffix(option, "_KMS"):
		key := q.Key
		if !key.Has() {
			key = ServiceKey("aws/s3", q.Option.At)
		}
		s.storing(r, "athena", told(true, q.Option), key)
	default:
		s.storing(r, "athena", told(true, q.Option), nil)
	}
}

// ClusterSecrets emits how a cluster of EKS keeps its secrets. All providers
// must name a key, and be there for secrets, for the key to count.
func (s *Sink) ClusterSecrets(r Owner, configs *Node, resources string, keyPath ...string) {
	const why = "EKS encrypts the volumes of every cluster's etcd"
	var key *Node
	for _, c := range configs.List() {
		k := c.Path(keyPath...)
		switch what := c.Get(resources); {
		case !k.Has(), !what.Has(), oneOf(what, "secrets"):
		case unsure(what):
			k = Hidden("what the key encrypts can't be told", what.At)
		default:
			k = Hidden("EKS encrypts secrets by a key and nothing else: such a template is refused", what.At)
		}
		if !k.Has() {
			key = nil
			break
		}
		key = k
	}
	s.storing(r, "eks", Platform(true, why, r.At), key)
}

// Copies emits copies of snapshots that go to other regions.
func (s *Sink) Copies(r Owner, encrypted, key *Node) {
	v, ok := encrypted.Bool()
	switch {
	case ok && v:
		if !key.Has() {
			key = ServiceKey("aws/ebs", encrypted.At)
		}
		s.storing(r, "ebs", encrypted, key)
	case ok:
		s.storing(r, "ebs", Unset("a copy is encrypted only as far as its snapshot or the account's default for EBS is", encrypted.At), nil)
	case encrypted.Has():
		s.storing(r, "ebs", untold("the encryption of the copies", encrypted, r.At), nil)
	default:
		s.storing(r, "ebs", Unset("the copies do not say whether they are encrypted", r.At), nil)
	}
}

// MethodCache emits the cache of an interface, if there may be one.
//
// wide is the encryption that the settings of all methods of the same stage name,
// nil when they name none: whether those of one method take it over, or begin at
// what is off, the documentation leaves open.
func (s *Sink) MethodCache(r Owner, caching, encrypted, wide *Node) {
	if v, ok := caching.Bool(); ok && !v || !caching.Has() && !encrypted.Has() {
		return
	}
	key := Hidden("API Gateway chooses the key", r.At)
	if on, told := wide.Bool(); !encrypted.Has() && wide.Has() && (on || !told) {
		encrypted = Hidden("the encryption of the cache is not set here, and whether the settings of all methods of the stage, which name it, count here is not documented", caching.At)
	}
	if !encrypted.Has() {
		encrypted = Platform(false, "the encryption of the cache is not set, which means false", caching.At)
	}
	s.storing(r, "apigateway", encrypted, key)
}

// SecurityConfiguration emits what clusters of EMR that use it store.
func (s *Sink) SecurityConfiguration(r Owner, config *Node) {
	doc := Document(config)
	if !doc.Has() || doc.Kind != Map {
		s.storing(r, "emr", untold("the configuration", doc, r.At), nil)
		return
	}
	c := doc.Get("EncryptionConfiguration")
	on := c.Get("EnableAtRestEncryption")
	v, ok := on.Bool()
	disk := c.Path("AtRestEncryptionConfiguration", "LocalDiskEncryptionConfiguration")
	provider := disk.Get("EncryptionKeyProviderType")
	name, _ := provider.Str()
	switch {
	case !on.Has():
		s.storing(r, "emr", Platform(false, "EnableAtRestEncryption is not set, which means false", r.At), nil)
	case !ok:
		s.storing(r, "emr", untold("EnableAtRestEncryption", on, r.At), nil)
	case !v:
		s.storing(r, "emr", told(false, on), nil)
	case !provider.Has():
		s.storing(r, "emr", Platform(false, "local disks are not configured", on.At), nil)
	case provider.Kind == Scalar && name == "":
		s.storing(r, "emr", told(false, provider), nil)
	default:
		s.storing(r, "emr", told(true, on), disk.Get("AwsKmsKey"))
	}
}

// Modes emits a security configuration of Glue: one part that is not encrypted
// decides.
func (s *Sink) Modes(r Owner, modes, keys []*Node) {
	var encrypted, key *Node
	for i, m := range modes {
		v, ok := m.Str()
		switch {
		case !m.Has():
			encrypted = Platform(false, "a part of the configuration is not set, which means none", r.At)
		case !ok:
			encrypted = untold("a mode", m, r.At)
		case v == "DISABLED":
			encrypted = told(false, m)
		default:
			if encrypted == nil {
				encrypted = told(true, m)
			}
			if keys[i].Has() {
				key = keys[i]
			}
			continue
		}
		if encrypted.Kind == Scalar {
			break
		}
	}
	if encrypted == nil {
		encrypted = Hidden("the configuration has no parts", r.At)
	}
	s.storing(r, "glue", encrypted, key)
}

// Insights emits what Performance Insights keeps of a database, if it is on.
// The key is the first of keys that is written.
func (s *Sink) Insights(r Owner, on *Node, keys ...*Node) {
	v, ok := on.Bool()
	if !on.Has() || ok && !v {
		return
	}
	key := ServiceKey("aws/rds", r.At)
	for _, k := range keys {
		if k.Has() {
			key = k
			break
		}
	}
	s.storing(r, "rds", Platform(true, "Performance Insights encrypts all that it keeps", r.At), key)
}

// Environment emits the variables of a function.
func (s *Sink) Environment(r Owner, key *Node) {
	if !key.Has() {
		key = ServiceKey("aws/lambda", r.At)
	}
	s.storing(r, "lambda", Platform(true, "Lambda encrypts the variables of every function", r.At), key)
}
