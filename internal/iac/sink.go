package iac

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/candor-dev/candor"
)

// Kinds are the kinds of fact that a reader of infrastructure code emits.
func Kinds() []string {
	return []string{"iam.statement", "lambda.url", "log.access", "log.retention", "log.trail", "net.exposure", "net.route",
		"s3.access", "secret.value", "store.backup", "store.copy", "store.encryption", "store.protection", "store.region", "tls.setting", "tls.nodes", "tls.target", "tls.bucket"}
}

// Made are the kinds that a part of the sources which can't be read may make:
// a nested stack, a module from elsewhere.
func Made() []string {
	return []string{"iam.statement", "log.access", "log.retention", "log.trail", "net.exposure", "net.route",
		"s3.access", "secret.value", "store.backup", "store.copy", "store.encryption", "store.protection", "tls.setting", "tls.nodes", "tls.target", "tls.bucket"}
}

// Sink makes facts of one format and keeps their subjects unique within a file.
type Sink struct {
	Format string // "cloudformation" or "terraform"
	Emit   func(candor.Fact)
	// Doubt, when set, is why what is emitted may not exist at all: such facts
	// are only counted, and Settle says it once for each kind.
	Doubt string
	// Construct is the part of a program that a resource was made from, such as
	// the path of a CDK construct.
	Construct string
	// Site: what is emitted is about a bucket that serves a website.
	Site bool
	// Fenced, when set, is what keeps everybody out whom a policy of a bucket lets in.
	Fenced string
	// Shut, when set, is why nobody reaches what is emitted, for all that the source
	// says of its security groups.
	Shut string
	// Open is a line of its security groups that lets everybody in, nil where none does.
	Open       *Opening
	written    *texts     // the secrets that are told where they are written
	possession Possession // what holds of who holds the policies that are emitted
	proviso    *Proviso   // under what that stands which is emitted
	seen       map[string]int
	held       map[string][]string // by the scoped id of an owner
	doubted    map[string]*doubted

	managed *managedTexts
}

// Fork gives a sink of the same format with subjects of its own, for use by any
// one goroutine. It is called by the goroutine of s.
func (s *Sink) Fork(emit func(candor.Fact)) *Sink {
	if s.managed == nil {
		s.managed = newManagedTexts()
	}
	return &Sink{Format: s.Format, Emit: emit, managed: s.managed, written: newTexts()}
}

// At is the place of a fact about a resource.
func At(p Place, resource string) candor.Location {
	return candor.Location{Path: p.Path, Line: p.Line, Col: p.Col, Resource: resource}
}

// Fact emits an observed fact.
func (s *Sink) Fact(kind, subject string, at candor.Location, value map[string]any) {
	if s.Doubt != "" {
		s.doubt(kind, subject, at)
		return
	}
	value["format"] = s.Format
	s.proviso.note(kind, value)
	if s.Construct != "" {
		value["construct"] = s.Construct
	}
	if s.Site {
		value["site"] = true
	}
	if s.Fenced != "" {
		value["fenced"] = s.Fenced
	}
	if s.Shut != "" {
		value["shut"] = s.Shut
	}
	if s.Open != nil {
		value["open"] = s.Open.value(at.Path)
	}
	s.Emit(candor.Fact{Kind: kind, Subject: s.unique(kind, subject, at.Path), State: candor.Observed, Value: value, At: at})
}

// Unresolved emits a fact that could not be told.
func (s *Sink) Unresolved(kind, subject, reason string, at candor.Location) {
	s.gap(candor.Unresolved, kind, subject, reason, at)
}

// doubted are facts of one kind that may not exist.
type doubted struct {
	subject string // of the first
	at      candor.Location
	more    int
	why     string
}

func (s *Sink) doubt(kind, subject string, at candor.Location) {
	if d := s.doubted[kind]; d != nil {
		d.more++
		return
	}
	if s.doubted == nil {
		s.doubted = make(map[string]*doubted)
	}
	s.doubted[kind] = &doubted{subject: subject, at: at, why: s.Doubt}
}

// Settle emits what was in doubt: one unresolved fact for each kind, at the
// first of its facts, with the number of the others.
func (s *Sink) Settle() {
	s.Doubt = ""
	kinds := make([]string, 0, len(s.doubted))
	for k := range s.doubted {
		kinds = append(kinds, k)
	}
	sort.Strings(kinds)
	for _, k := range kinds {
		d := s.doubted[k]
		subject := d.subject
		if d.more > 0 {
			subject = fmt.Sprintf("%s and %d more", subject, d.more)
		}
		s.Unresolved(k, subject, d.why, d.at)
	}
	s.doubted = nil
}

func (s *Sink) gap(state candor.State, kind, subject, reason string, at candor.Location) {
	if s.Doubt != "" {
		s.doubt(kind, subject, at)
		return
	}
	s.Emit(candor.Fact{Kind: kind, Subject: s.unique(kind, subject, at.Path), State: state, Reason: reason, At: at})
}

func (s *Sink) unique(kind, subject, path string) string {
	if s.seen == nil {
		s.seen = make(map[string]int)
	}
	key := kind + "\x00" + path + "\x00" + subject
	s.seen[key]++
	if n := s.seen[key]; n > 1 {
		return fmt.Sprintf("%s#%d", subject, n)
	}
	return subject
}

// Store emits whether a store is encrypted, and whether by a key of KMS. key is
// the key's name, or nil when none is written and none is implied.
func (s *Sink) Store(typ, service, subject string, at candor.Location, encrypted, key *Node) {
	v := map[string]any{"type": typ, "service": service, "encrypted": encrypted.BoolVal(at.Path), "key": nil,
		"kms": kms(encrypted, key).Val(at.Path), "customer": customer(encrypted, key).Val(at.Path), "written": written(encrypted, key)}
	if key.Has() {
		v["key"] = key.TextVal(at.Path)
	}
	s.Fact("store.encryption", subject, at, v)
}

// kms tells whether the key is one of KMS, the service's own or the customer's.
func kms(encrypted, key *Node) *Node {
	switch {
	case key == nil || key.Kind == None:
		return &Node{Kind: Scalar, V: false, From: "literal", Why: "no key of KMS is named", At: encrypted.At}
	case key.Kind == Scalar:
		s, _ := key.Str()
		return &Node{Kind: Scalar, V: s != "", From: key.From, Why: key.Why, At: key.At}
	case key.Kind == Pattern, key.Given:
		return &Node{Kind: Scalar, V: true, From: "literal", At: key.At}
	}
	return key
}

// customer tells whether the key is one that the customer made: every key but
// the services' own, whose aliases all begin alike.
func customer(encrypted, key *Node) *Node {
	n := *kms(encrypted, key)
	v, ok := n.Bool()
	if !ok || !v {
		return &n
	}
	text := ""
	if key.IsText() {
		text = key.RawText()
	}
	last := text[strings.LastIndexByte(text, ':')+1:]
	switch {
	case strings.HasPrefix(last, "alias/aws/"), strings.HasPrefix(text, "aws/"):
		n.V, n.From, n.Why = false, key.From, "the service's own key, "+last
		if n.From == "" {
			n.From = "literal"
		}
	case key.Kind == Pattern && strings.HasPrefix(last, "${"), key.Kind == Unknown && strings.HasPrefix(key.Raw, "data."):
		return Hidden("only a deployment knows the key", key.At)
	}
	return &n
}

// written tells whether the template itself switches the encryption on or off.
func written(encrypted, key *Node) bool {
	return encrypted.From != "platform" || key.Has() && key.From != "platform"
}

// Region emits that data goes to a region.
func (s *Sink) Region(subject, what string, at candor.Location, region *Node) {
	s.Fact("store.region", subject, at, map[string]any{"region": region.TextVal(at.Path), "what": what})
}

// TLS is a setting that decides how a hop is encrypted.
type TLS struct {
	Hop, Platform, Setting string
	// Within: it is about what the parts of one service send each other.
	Within bool
	// Case names a setting that no policy mends: DefaultCertificate, WebsiteOrigin or LoneCache.
	Case string
	// API: the connection leads to an API of API Gateway.
	API bool
}

// The cases of a setting that another policy does not mend.
const (
	// DefaultCertificate is that of *.cloudfront.net: AWS takes TLS 1.0 with it
	// whatever is written (CloudFront Developer Guide, "Supported protocols and
	// ciphers between viewers and CloudFront", read November 2026).
	DefaultCertificate = "default-certificate"
	// WebsiteOrigin is the website endpoint of a bucket, which speaks HTTP alone.
	WebsiteOrigin = "website-origin"
	// LoneCache is a cache cluster of Redis that is in no replication group, for which
	// ElastiCache knows encryption neither in transit nor at rest: it refuses the switch
	// (ElastiCache API Reference, CreateCacheCluster, and terraform-provider-aws#49066,
	// read November 2026).
	LoneCache = "lone-cache"
)

// TLS emits such a setting.
func (s *Sink) TLS(subject string, at candor.Location, t TLS, policy *Node) {
	kind := "tls.setting"
	if t.Within {
		kind = "tls.nodes"
	}
	v := map[string]any{"hop": t.Hop, "platform": t.Platform, "setting": t.Setting, "policy": policy.TextVal(at.Path)}
	if t.Case != "" {
		v["case"] = t.Case
	}
	if t.API {
		v["api"] = true
	}
	s.Fact(kind, subject, at, v)
}

// URL emits the authentication of a function's own address.
func (s *Sink) URL(subject string, at candor.Location, auth *Node) {
	s.Fact("lambda.url", subject, at, map[string]any{"auth": auth.TextVal(at.Path)})
}

// Replicas emits the items that name a region under a key, for replicas.
func (s *Sink) Replicas(owner, what, key string, list *Node, resource string) {
	for i, r := range list.List() {
		region := r.Get(key)
		if !region.Has() {
			continue
		}
		s.Region(fmt.Sprintf("%s/%s[%d]", owner, what, i), what, At(region.At, resource), region)
	}
}

func sortedKeys(n *Node) []Entry {
	es := slices.Concat(n.Entries, n.Holes)
	sort.SliceStable(es, func(i, j int) bool { return es[i].Key < es[j].Key })
	return es
}
