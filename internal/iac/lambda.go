package iac

import (
	"strings"

	"github.com/candor-dev/candor"
)

// URLPermission emits what a permission says of the address of its function:
// the authentication that it names, or none where it lets everybody invoke the
// address and names no authentication.
func (s *Sink) URLPermission(subject string, at candor.Location, auth, principal, action *Node) {
	if auth.Has() {
		s.URL(subject, at, auth)
		return
	}
	who, _ := principal.Str()
	what, _ := action.Str()
	if who == "*" && strings.EqualFold(what, "lambda:InvokeFunctionUrl") {
		s.URL(subject, at, &Node{Kind: Scalar, V: "NONE", From: principal.From, Why: principal.Why, At: principal.At})
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
