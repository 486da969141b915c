package iac

import (
	"strconv"
	"strings"
)

// OtherPolicies emits the policy documents that stand anywhere in the properties of
// a resource, but for those under the keys of skip, which are read elsewhere.
// One that names principals says who is let in; any other lets its holder do
// something. A resource that carries a policy under a name that says so, and
// whose text can't be told, is a gap.
func (s *Sink) OtherPolicies(p Policy, props *Node, skip ...string) {
	w := &documentWalk{sink: s, policy: p, left: 20_000}
	if props == nil {
		return
	}
	if props.Kind == Map && statementsOf(props) {
		w.emit(props, "") // a resource that is one statement, or a few
		return
	}
	for _, e := range props.Entries {
		if among(strings.Join(skip, " "), e.Key) {
			continue
		}
		w.walk(e.Node, e.Key, 0)
		if (e.Node.Kind == Unknown || e.Node.Kind == Pattern) && policyKey(e.Key) {
			s.Unresolved("iam.statement", p.Owner+"/"+e.Key, e.Node.Why, At(or(e.Node.At, p.At), p.Owner))
		}
	}
}

type documentWalk struct {
	sink   *Sink
	policy Policy
	left   int
}

func (w *documentWalk) walk(n *Node, name string, depth int) {
	w.left--
	if w.left < 0 || depth > 60 || !n.Has() {
		return
	}
	if n.IsText() {
		text := n.RawText()
		if !strings.Contains(text, "Statement") || !strings.Contains(text, "Effect") {
			return
		}
		n = Document(n)
	}
	switch n.Kind {
	case Map:
		if statementsOf(n) {
			w.emit(n, name)
			return
		}
		for _, e := range n.Entries {
			w.walk(e.Node, name+"."+e.Key, depth+1)
		}
	case List, Either:
		for i, x := range n.Items {
			part := name
			if len(n.Items) > 1 {
				part = name + "[" + strconv.Itoa(i) + "]"
			}
			w.walk(x, part, depth+1)
		}
	}
}

func (w *documentWalk) emit(doc *Node, name string) {
	p := w.policy
	p.Name, p.Doc = name, doc
	if p.Kind == "" {
		p.Kind = "identity"
		for _, st := range doc.Get("Statement").List() {
			if st.Get("Principal").Has() || st.Get("NotPrincipal").Has() {
				p.Kind = "resource"
			}
		}
	}
	if p.Kind != "resource" {
		p.Service = ""
	}
	w.sink.Policy(p)
}

// statementsOf reports an object that is a policy document: one of its
// statements has an effect.
func statementsOf(n *Node) bool {
	for _, e := range n.Entries {
		if e.Key != "Statement" {
			continue
		}
		for _, st := range e.Node.List() {
			if st.Kind == Map && st.Get("Effect").Has() {
				return true
			}
		}
	}
	return false
}

// policyKey reports a property that holds a policy document and nothing else.
func policyKey(key string) bool {
	return among("policydocument resourcepolicy policytext repositorypolicytext permissionspolicydocument inlinepolicy accesspolicy registrypolicy", strings.ToLower(strings.ReplaceAll(key, "_", "")))
}

// BusPermission emits who may put events on a bus, as the statement that AWS
// makes of it.
func (s *Sink) BusPermission(owner string, at Place, action, principal, condition *Node) {
	st := &Node{Kind: Map, At: at, Entries: []Entry{{Key: "Effect", At: at, Node: Text("Allow", at)}}}
	if !action.Has() {
		action = Platform("events:PutEvents", "the action when none is written", at)
	}
	tests := (*Node)(nil)
	if condition.Has() {
		tests = Hidden("a condition that can't be told", condition.At)
		op, ok1 := condition.Get("type").Str()
		key, ok2 := condition.Get("key").Str()
		if v := condition.Get("value"); ok1 && ok2 && v.Has() {
			inner := &Node{Kind: Map, At: v.At, Entries: []Entry{{Key: key, At: v.At, Node: v}}}
			tests = &Node{Kind: Map, At: v.At, Entries: []Entry{{Key: op, At: v.At, Node: inner}}}
		}
	}
	for _, e := range []Entry{{Key: "Action", Node: action}, {Key: "Principal", Node: principal}, {Key: "Condition", Node: tests}} {
		if e.Node.Has() {
			e.At = e.Node.At
			st.Entries = append(st.Entries, e)
		}
	}
	doc := &Node{Kind: Map, At: at, Entries: []Entry{{Key: "Statement", At: at, Node: st}}}
	s.Policy(Policy{Owner: owner, Kind: "resource", Service: "events", Doc: doc, At: at})
}
