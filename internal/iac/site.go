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
