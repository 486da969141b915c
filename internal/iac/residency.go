package iac

import (
	"regexp"
	"strings"
)

// CrossRegion emits whether a store copies what it holds to another region.
func (s *Sink) CrossRegion(r Owner, what string, copies *Node) {
	at := At(r.At, r.Resource)
	if !copies.Has() {
		copies = Platform(false, "no copy is set", r.At)
	}
	s.Fact("store.copy", r.Subject, at, map[string]any{"what": what, "copies": copies.BoolVal(at.Path)})
}

// Elsewhere tells that a copy goes to another region, for n names one.
func Elsewhere(n *Node) *Node {
	switch {
	case !n.Has(), n.Kind == List && len(n.Items) == 0:
		return nil
	case n.Kind == Unknown && n.Raw == "AWS::Region":
		return &Node{Kind: Scalar, V: false, From: "literal", Why: "the copy stays in the region of the stack", At: n.At}
	case n.Kind == Unknown && !n.Given, n.Kind == Either:
		return untold("whether there is a copy", n, n.At)
	}
	return &Node{Kind: Scalar, V: true, From: "literal", At: n.At}
}

// Perhaps is a copy whose region is not told.
func Perhaps(n *Node, why string) *Node {
	if !n.Has() || n.Kind == List && len(n.Items) == 0 {
		return nil
	}
	return Hidden(why, n.At)
}

// Worst is the copy that decides: one that is certainly elsewhere, then one
// that can't be told.
func Worst(nodes ...*Node) *Node {
	var out *Node
	for _, n := range nodes {
		if !n.Has() {
			continue
		}
		v, ok := n.Bool()
		if ok && v {
			return n
		}
		if out == nil || !ok {
			out = n
		}
	}
	return out
}

// profileName matches the names of Bedrock's inference profiles: they begin
// with the part of the world within which a request may be routed.
var profileName = regexp.MustCompile(`^(?:arn:[^/]*:(?:application-)?inference-profile/)?(us-gov|us|eu|apac|jp|au|ca|global)\.(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen|stability|twelvelabs|writer)\.`)

// Profiles emits where the inference profiles that a resource names may send
// what they are asked.
func (s *Sink) Profiles(r Owner, props *Node) {
	w := profileWalk{sink: s, owner: r, look: profileName, left: 20_000}
	w.walk(props, "", 0)
}

type profileWalk struct {
	sink  *Sink
	owner Owner
	look  *regexp.Regexp
	left  int
}

func (w *profileWalk) walk(n *Node, path string, depth int) {
	w.left--
	if !n.Has() || w.left < 0 || depth > 40 {
		return
	}
	for _, x := range n.Items {
		w.walk(x, path, depth+1)
	}
	for _, e := range n.Entries {
		switch e.Key {
		case "PolicyDocument", "AssumeRolePolicyDocument", "policy", "assume_role_policy":
			continue // what may be asked is not what is asked
		}
		w.walk(e.Node, join(path, e.Key), depth+1)
	}
	if !n.IsText() {
		return
	}
	m := w.look.FindStringSubmatch(n.RawText())
	if m == nil {
		return
	}
	regions := map[string]string{"us": "us-*", "eu": "eu-*", "apac": "ap-*", "us-gov": "us-gov-*", "jp": "ap-northeast-*", "au": "ap-southeast-*", "ca": "ca-*", "global": "any region"}
	region := &Node{Kind: Scalar, V: regions[m[1]], From: n.From, Why: n.Why, At: n.At}
	if region.From == "" {
		region.From = "literal"
	}
	w.sink.Region(w.owner.Subject+"/"+path, "inference profile", At(n.At, w.owner.Resource), region)
}

// Vault tells whether the vault that backups are copied to, named by its ARN, is
// in another region.
func Vault(arn *Node) *Node {
	if !arn.Has() {
		return nil
	}
	region := ""
	if arn.IsText() {
		if parts := strings.SplitN(strings.ReplaceAll(arn.RawText(), "${AWS::", "${AWS."), ":", 6); len(parts) == 6 {
			region = parts[3]
		}
	}
	switch {
	case region == "${AWS.Region}":
		return &Node{Kind: Scalar, V: false, From: "literal", Why: "the copy stays in the region of the stack", At: arn.At}
	case region == "" || strings.ContainsAny(region, "*?${}"):
		return Hidden("the ARN of the vault names no region that the sources know", arn.At)
	}
	return Hidden("a copy goes to "+region+"; where the plan itself is, the sources do not tell", arn.At)
}
