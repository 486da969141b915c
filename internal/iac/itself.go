package iac

import (
	"strings"

	"github.com/candor-dev/candor/internal/arn"
)

// Itself is one that holds what a policy grants, as far as the sources name it: a
// role, a user or a group, or a policy, the one that grants among them.
type Itself struct {
	Kind    string // "role", "user", "group" or "policy"
	ARN     *Node
	Bounded bool // it may have a permissions boundary
	// Same gives the holes of its ARN that are one text wherever they stand beside
	// it a common name, and all others ""; nil for none.
	Same func(hole string) string
}

// NewItself is one of a name and a path, either of which may be nil; nil when its
// ARN can't be told as one.
func NewItself(kind string, name, path *Node, at Place) *Itself {
	if !name.IsText() || len(name.Others) > 0 {
		return nil
	}
	var b Builder
	if path.Has() {
		s, ok := path.Str()
		if !ok || len(path.Others) > 0 {
			return nil
		}
		b.Lit(strings.TrimPrefix(s, "/"))
	}
	b.Add(name, "name")
	a := NewARN("iam "+kind, b.Node(at), at)
	if a == nil {
		return nil
	}
	return &Itself{Kind: kind, ARN: a}
}

// takesIn lists which of those who hold a statement its resources certainly take
// in. Which account and which partition is deployed to, the sources seldom say:
// that of a resource is the same where it says "aws", any account or the own one.
func takesIn(holders []Itself, resources []*Node, path string) []any {
	var out []any
	for _, r := range resources {
		if !r.IsText() || len(r.Others) > 0 || len(holders) == 0 {
			continue
		}
		raw := r.RawText()
		if !strings.Contains(raw, ":iam:") {
			continue
		}
		for _, h := range holders {
			own := h.ARN.RawText()
			if !arn.Takes(ownUser(raw, h, own), inPartition(own, raw), h.same) {
				continue
			}
			v := r.TextVal(path)
			out = append(out, map[string]any{"kind": h.Kind, "own": own, "by": raw, "bounded": h.Bounded, "at": v.Place()})
		}
	}
	return out
}

// ownUser fills in the name of the user who asks.
func ownUser(raw string, h Itself, own string) string {
	if h.Kind != "user" {
		return raw
	}
	return strings.ReplaceAll(raw, "${aws:username}", own[strings.LastIndexByte(own, '/')+1:])
}

func inPartition(own, raw string) string {
	const hidden = "arn:${AWS::Partition}:"
	if rest, ok := strings.CutPrefix(own, hidden); ok && strings.HasPrefix(raw, "arn:aws:") {
		return "arn:aws:" + rest
	}
	return own
}

func (h Itself) same(hole string) string {
	switch {
	case hole == "AWS::Partition" || strings.HasPrefix(hole, "data.aws_partition.") && strings.HasSuffix(hole, ".partition"):
		return "AWS::Partition"
	case hole == "AWS::AccountId":
		return hole
	case strings.HasPrefix(hole, callerIdentity) && (strings.HasSuffix(hole, ".account_id") || strings.HasSuffix(hole, ".id")):
		return "AWS::AccountId"
	case h.Same == nil:
		return ""
	}
	return h.Same(hole)
}
