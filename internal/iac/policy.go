package iac

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iamdata"
)

// Policy is one IAM policy document where it is used.
type Policy struct {
	Owner   string          // the resource that holds it
	Name    string          // of the policy within its owner
	Kind    string          // "identity", "trust", "resource" or "boundary"
	Service string          // of a resource policy: "s3", "kms", ...
	Managed string          // the ARN, when the text is that of a managed policy
	purpose iamdata.Purpose // of a managed policy; what its ARN tells, when it is not set
	program bool            // the document is for the AWS Load Balancer Controller
	Maybe   bool            // a condition decides whether it is there
	Inside  string          // the setting that certainly puts the resource's only endpoint into a network
	Asks    string          // what asks whoever comes in for a password all the same
	Holders []Itself        // of what an identity's policy grants, as far as they are named
	Doc     *Node
	At      Place // of the resource
}

// Policy emits one fact for each statement of a document.
func (s *Sink) Policy(p Policy) {
	base := p.Owner
	if p.Name != "" {
		base += "/" + p.Name
	}
	doc := Document(p.Doc)
	if !doc.Has() {
		return
	}
	switch doc.Kind {
	case Unknown, Pattern, Scalar:
		why := doc.Why
		if doc.Kind == Scalar {
			why = "not a policy document"
		}
		s.Unresolved("iam.statement", base, why, At(or(doc.At, p.At), p.Owner))
		return
	case Either:
		for _, b := range doc.Items {
			q := p
			q.Doc, q.Maybe = b, true
			s.Within(b.Proviso, func() { s.Policy(q) })
		}
		return
	}
	statements := doc.Get("Statement")
	if !statements.Has() {
		s.Unresolved("iam.statement", base, "the policy document has no Statement", At(or(doc.At, p.At), p.Owner))
		return
	}
	p.program = forController(statements)
	sure := make(map[*Node]bool)
	for _, st := range statements.Items {
		sure[st] = statements.Kind == List
	}
	for i, st := range statements.List() {
		q := p
		q.Maybe = p.Maybe || statements.Kind == Either || statements.Kind == List && !sure[st]
		s.Within(st.Proviso, func() { s.statement(q, base, i, st) })
	}
}

func or(a, b Place) Place {
	if a.Line == 0 {
		return b
	}
	return a
}

func (s *Sink) statement(p Policy, base string, i int, st *Node) {
	at := At(or(st.At, p.At), p.Owner)
	name := strconv.Itoa(i)
	if sid, ok := st.Get("Sid").Str(); ok && sid != "" {
		name = sid
	}
	subject := base + "/" + name
	if st.Kind != Map {
		why := st.Why
		if st.Kind != Unknown && st.Kind != Pattern {
			why = "the statement is not an object"
		}
		s.Unresolved("iam.statement", subject, why, at)
		return
	}
	effect := st.Get("Effect")
	if effect == nil {
		effect = Hidden("the statement has no Effect", st.At)
	}
	if word, ok := effect.Str(); ok && word == "Deny" && effect.From == "default" { // it may be its opposite
		effect = Hidden(cmp.Or(effect.Choice(), effect.Why), effect.At)
	}
	v := map[string]any{
		"owner": p.Owner, "kind": p.Kind, "holders": s.holders(p.At, p.Owner),
		"effect":        effect.TextVal(at.Path),
		"actions":       Vals(st.Get("Action").List(), at.Path),
		"not_actions":   Vals(st.Get("NotAction").List(), at.Path),
		"resources":     Vals(st.Get("Resource").List(), at.Path),
		"not_resources": Vals(st.Get("NotResource").List(), at.Path),
		"principals":    principals(st, at.Path),
		"has_condition": st.Get("Condition").Has(),
		"conditions":    conditions(st.Get("Condition"), at.Path),
	}
	// A NotAction list with a choice in it excludes what both branches exclude;
	// taking both would exclude too much, so the list can't be told.
	for _, k := range []string{"NotAction", "NotResource"} {
		if n := st.Get(k); undecided(n) {
			v[map[string]string{"NotAction": "not_actions", "NotResource": "not_resources"}[k]] =
				[]any{Hidden("depends on a condition", n.At).Val(at.Path)}
		}
	}
	// What a Deny names in one branch alone is not surely denied.
	if word, ok := effect.Str(); ok && word == "Deny" {
		for key, field := range map[string]string{"Action": "actions", "Resource": "resources"} {
			if n := st.Get(key); undecided(n) {
				v[field] = []any{Hidden("depends on a condition", n.At).Val(at.Path)}
			}
		}
	}
	if list := st.Get("Resource"); p.Kind == "identity" && !undecided(list) {
		if own := takesIn(p.Holders, list.List(), at.Path); len(own) > 0 {
			v["takes_in"] = own
		}
	}
	if p.Maybe {
		v["maybe"] = true
	}
	if p.Kind == "identity" {
		s.possession.note(v)
	}
	if p.Service != "" {
		v["service"] = p.Service
	}
	if p.Inside != "" {
		v["inside"] = p.Inside
	}
	if p.Asks != "" {
		v["asks"] = p.Asks
	}
	if p.Managed != "" {
		v["managed"] = p.Managed
		if p.purpose == (iamdata.Purpose{}) {
			p.purpose = iamdata.PurposeOfARN(p.Managed)
		}
		if k := kept(p.purpose); k != nil {
			v["kept"] = k
		}
	}
	if program, guide := published(p, st); program != "" {
		v["kept"] = map[string]any{"for": program, "guide": guide, "copy": true}
	}
	if !st.Get("Action").Has() && !st.Get("NotAction").Has() {
		v["actions"] = []any{Hidden("the statement has no Action", st.At).Val(at.Path)}
	}
	s.Fact("iam.statement", subject, at, v)
}

func undecided(n *Node) bool {
	if !n.Has() {
		return false
	}
	if n.Kind == Either {
		return true
	}
	for _, x := range n.Items {
		if x.Kind == Either {
			return true
		}
	}
	return false
}

// principals lists who a statement speaks to; each has a "type" beside its value.
func principals(st *Node, path string) []any {
	out := []any{}
	for _, key := range []string{"Principal", "NotPrincipal"} {
		n := st.Get(key)
		for _, one := range alternatives(n) {
			if one.Kind != Map {
				for _, x := range one.List() {
					v := x.TextVal(path)
					out = append(out, ofType(v, strings.ToLower(strings.TrimSuffix(key, "Principal"))+"*"))
				}
				continue
			}
			for _, e := range one.Entries {
				for _, x := range e.Node.List() {
					if e.Key == "AWS" {
						x = ownPrincipal(x)
					}
					v := x.TextVal(path)
					out = append(out, ofType(v, strings.ToLower(strings.TrimSuffix(key, "Principal"))+e.Key))
				}
			}
		}
	}
	return out
}

// ofType says what sort of principal a value is.
func ofType(v *candor.Val, sort string) *candor.Val {
	if v.More == nil {
		v.More = &candor.More{}
	}
	v.More.Type = sort
	return v
}

func alternatives(n *Node) []*Node {
	if !n.Has() {
		return nil
	}
	if n.Kind == Either {
		var out []*Node
		for _, x := range n.Items {
			out = append(out, alternatives(x)...)
		}
		return out
	}
	return []*Node{n}
}

// conditions turns operator -> key -> values into a plain tree. A key with holes is
// written with their names: "${name}:sub".
func conditions(n *Node, path string) any {
	if !n.Has() {
		return nil
	}
	if n.Kind != Map {
		return n.Val(path)
	}
	out := make(map[string]any)
	for _, op := range n.Entries {
		if op.Node.Kind != Map && len(op.Node.Holes) == 0 {
			out[op.Key] = op.Node.Val(path)
			continue
		}
		keys := make(map[string]any)
		for _, k := range sortedKeys(op.Node) {
			values := k.Node.List()
			for i, x := range values {
				values[i] = ownAccount(x)
			}
			keys[k.Key] = Vals(values, path)
		}
		out[op.Key] = keys
	}
	return out
}

// ManagedPolicies emits the statements of managed policies by their ARNs.
func (s *Sink) ManagedPolicies(owner string, at Place, arns *Node) {
	for _, a := range arns.List() {
		s.managedBy(owner, at, a)
	}
}

func (s *Sink) managedBy(owner string, at Place, a *Node) {
	if a.Proviso != nil {
		b := *a
		b.Proviso = nil
		s.Within(a.Proviso, func() { s.managedBy(owner, at, &b) })
		return
	}
	place := At(or(a.At, at), owner)
	if a.Kind == Either {
		for _, b := range a.Items {
			s.ManagedPolicies(owner, at, b)
		}
		return
	}
	if !a.IsText() {
		s.Unresolved("iam.statement", owner+"/managed policy", "the managed policy can't be told: "+a.Why, place)
		return
	}
	for _, o := range a.Others { // each may be what is attached
		s.managedNamed(owner, at, a, o, true)
	}
	s.managedNamed(owner, at, a, a.RawText(), len(a.Others) > 0)
}

// managedNamed emits the managed policy of that ARN or name.
func (s *Sink) managedNamed(owner string, at Place, a *Node, text string, maybe bool) {
	place := At(or(a.At, at), owner)
	name := text[strings.LastIndexByte(text, '/')+1:]
	if !awsManaged(text) {
		s.Unresolved("iam.statement", owner+"/"+name, "the text of the managed policy "+name+" is not in the template", place)
		return
	}
	doc, why := s.managedPolicy(name, a.At)
	if doc == nil {
		s.Unresolved("iam.statement", owner+"/"+name, why, place)
		return
	}
	s.Policy(Policy{Owner: owner, Name: name, Kind: "identity", Managed: text, purpose: s.managedDoc(name).purpose, Doc: doc, At: at, Maybe: maybe})
}

// awsManaged reports whether an ARN, or a bare name as SAM allows it, is one of
// AWS's own policies and not a customer's policy of the same name.
func awsManaged(arn string) bool {
	return !strings.Contains(arn, ":") || strings.Contains(arn, ":iam::aws:policy/")
}

// LocationOf is the location of a place.
func LocationOf(p Place) candor.Location {
	return candor.Location{Path: p.Path, Line: p.Line, Col: p.Col}
}
