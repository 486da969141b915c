package iac

import (
	"strings"

	"github.com/candor-dev/candor"
)

// PermissionNames are what a format calls the parts of a permission on a function.
type PermissionNames struct {
	Action, Function, Principal, SourceARN, SourceAccount, Organization, URLAuth, ViaURL string
}

// Permission emits a permission on a function as the statement that AWS makes of it,
// and what it says of the address of its function.
func (s *Sink) Permission(owner string, at Place, p *Node, names PermissionNames) {
	st := mapping(at)
	st.put("Effect", Text("Allow", at))
	st.put("Action", p.Get(names.Action))
	st.put("Resource", p.Get(names.Function))
	st.put("Principal", p.Get(names.Principal))
	texts := mapping(at)
	texts.put("aws:SourceArn", p.Get(names.SourceARN))
	texts.put("aws:SourceAccount", p.Get(names.SourceAccount))
	texts.put("aws:PrincipalOrgID", p.Get(names.Organization))
	texts.put("lambda:FunctionUrlAuthType", p.Get(names.URLAuth))
	flags := mapping(at)
	flags.put("lambda:InvokedViaFunctionUrl", p.Get(names.ViaURL))
	tests := mapping(at)
	if len(texts.Entries) > 0 {
		tests.put("StringEquals", texts)
	}
	if len(flags.Entries) > 0 {
		tests.put("Bool", flags)
	}
	if len(tests.Entries) > 0 {
		st.put("Condition", tests)
	}
	doc := mapping(at)
	doc.put("Statement", st)
	s.Policy(Policy{Owner: owner, Kind: "resource", Service: "lambda", Doc: doc, At: at})
	s.urlPermission(owner, At(at, owner), p.Get(names.URLAuth), p.Get(names.Principal), p.Get(names.Action))
}

// urlPermission emits what a permission says of the address of its function:
// the authentication that it names, or none where it lets everybody invoke the
// address and names no authentication.
func (s *Sink) urlPermission(subject string, at candor.Location, auth, principal, action *Node) {
	who, _ := principal.Str()
	what, _ := action.Str()
	switch {
	case auth.Has():
	case who == "*" && strings.EqualFold(what, "lambda:InvokeFunctionUrl"):
		auth = &Node{Kind: Scalar, V: "NONE", From: principal.From, Why: principal.Why, At: principal.At}
	default:
		return
	}
	s.Fact("lambda.url", subject, at, map[string]any{"auth": auth.TextVal(at.Path), "permission": true})
}

func mapping(at Place) *Node { return &Node{Kind: Map, At: at} }

// put adds an entry to an object, unless there is nothing to add.
func (n *Node) put(key string, x *Node) {
	if x.Has() {
		n.Entries = append(n.Entries, Entry{Key: key, At: x.At, Node: x})
	}
}

// Layer emits who may use a layer as the statement that AWS makes of it.
func (s *Sink) Layer(r Owner, layer, action, principal, organization *Node) {
	st := &Node{Kind: Map, At: r.At, Entries: []Entry{{Key: "Effect", At: r.At, Node: Text("Allow", r.At)}}}
	put := func(m *Node, key string, n *Node) {
		if n.Has() {
			m.Entries = append(m.Entries, Entry{Key: key, At: n.At, Node: n})
		}
	}
	put(st, "Action", action)
	put(st, "Resource", layer)
	put(st, "Principal", principal)
	if organization.Has() {
		test, tests := &Node{Kind: Map, At: r.At}, &Node{Kind: Map, At: r.At}
		put(test, "aws:PrincipalOrgID", organization)
		put(tests, "StringEquals", test)
		put(st, "Condition", tests)
	}
	doc := &Node{Kind: Map, At: r.At, Entries: []Entry{{Key: "Statement", At: r.At, Node: st}}}
	s.Policy(Policy{Owner: r.Resource, Kind: "resource", Service: "lambda", Doc: doc, At: r.At})
}
