package iac

import (
	"strings"

	"github.com/candor-dev/candor"
)

// Transport is what a bucket policy denies to requests without TLS.
type Transport struct {
	bucket, objects bool   // are covered
	doubt           string // why more may be denied than could be told
	at              Place  // of the statement that denies
	policy          Place  // of the policy
}

// TransportOf reads the statements of a bucket policy that deny plain HTTP to
// everybody and for every action, whatever else they ask.
func TransportOf(doc *Node) Transport {
	var t Transport
	if doc.Has() {
		t.policy = doc.At
	}
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
// policy at most; t is nil when the sources have none for it. A website has an endpoint
// without TLS.
func (s *Sink) BucketTransport(id string, at Place, t *Transport, w Website) {
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
	v := map[string]any{"hop": "app-api", "plain": n.TextVal(at.Path), "website": w.Made && !w.Idle, "idle": w.Made && w.Idle}
	if t != nil && t.policy.Line > 0 {
		v[PolicyKey] = []any{Hidden("its policy", t.policy).TextVal(at.Path).Place()}
	}
	s.Fact("tls.bucket", id, candor.Location{Path: at.Path, Line: at.Line, Col: at.Col, Resource: id}, v)
}
