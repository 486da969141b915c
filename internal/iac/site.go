package iac

import "strings"

// ReadByAll reports a policy that certainly lets everybody read objects, as that of
// a website does.
func ReadByAll(policy *Node) bool {
	doc := Document(policy)
	if !doc.Has() || doc.Kind != Map {
		return false
	}
	for _, st := range doc.Get("Statement").List() {
		effect, _ := st.Get("Effect").Str()
		if effect != "Allow" || st.Get("Condition").Has() || !everyone(st.Get("Principal")) {
			continue
		}
		for _, a := range st.Get("Action").List() {
			if v, _ := a.Str(); v == "*" || v == "s3:*" || strings.HasPrefix(strings.ToLower(v), "s3:get") {
				return true
			}
		}
	}
	return false
}

func everyone(principal *Node) bool {
	list := principal.List()
	if principal.Has() && principal.Kind == Map {
		list = principal.Get("AWS").List()
	}
	for _, p := range list {
		if v, _ := p.Str(); v == "*" {
			return true
		}
	}
	return false
}

// MayServe reports a policy that lets everybody read, under a condition or not, or may:
// only for those does the website endpoint of a bucket answer, which asks nobody who
// they are.
func MayServe(policy *Node) bool {
	doc := Document(policy)
	if !doc.Has() || doc.Kind != Map {
		return true
	}
	list := doc.Get("Statement")
	if list.Has() && list.Kind != List && list.Kind != Map {
		return true
	}
	for _, st := range list.List() {
		if e, ok := st.Get("Effect").Str(); ok && e == "Deny" {
			continue
		}
		if st.Kind != Map || st.Get("NotPrincipal").Has() || mayBeEveryone(st.Get("Principal")) {
			return true
		}
	}
	return false
}

func mayBeEveryone(principal *Node) bool {
	list := principal.List()
	if principal.Has() && principal.Kind == Map {
		list = principal.Get("AWS").List()
		list = append(list, principal.Get("*").List()...)
	}
	for _, p := range list {
		v, ok := p.Str()
		switch {
		case ok && v != "*" && len(p.Others) == 0:
		case p.Kind == Pattern && strings.HasPrefix(p.RawText(), "arn:"):
		case p.Given: // what the sources make is somebody
		default:
			return true
		}
	}
	return false
}

// Website says how a bucket serves a website.
type Website struct {
	Made bool // the sources make one of it
	// Idle: nobody may read the bucket without a name, so that its website endpoint
	// serves nobody.
	Idle bool
}

// Restricts says that a switch of a public access block surely keeps those out whom a
// policy lets in as everybody; "" where it does not.
func (a *BucketAccess) Restricts() string {
	for _, w := range []struct {
		flag int
		does string
	}{{3, "keeps everybody of other accounts out"}, {1, "has S3 refuse a policy for everybody"}} {
		n := a.flag(w.flag)
		if v, ok := n.Bool(); ok && v && len(n.Others) == 0 && n.From != "default" {
			return a.Flags[w.flag] + " of its public access block " + w.does
		}
	}
	return ""
}
