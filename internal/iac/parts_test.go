package iac

import (
	"strings"
	"testing"
)

// FuzzParts: which parts of a text are defaults changes nothing of what it says.
func FuzzParts(f *testing.F) {
	f.Add(`{"Effect": "`, "Allow", `", "Resource": ["a", "`, "b", `"]}`)
	f.Add(`{"a": `, `"x"`, `, "b": "\\`, `"`, `"}`)
	f.Add(`{"`, "k", `": "${v}`, "", `"}`)
	f.Fuzz(func(t *testing.T, one, two, three, four, five string) {
		build := func(parts bool) *Node {
			b := Builder{Parts: parts}
			b.Lit(one)
			b.Add(&Node{Kind: Scalar, V: two, From: "default", Why: "two"}, "two")
			b.Lit(three)
			b.Add(&Node{Kind: Scalar, V: four, From: "default", Why: "four"}, "four")
			b.Lit(five)
			return Document(b.Node(Place{}))
		}
		if strings.ContainsAny(one+two+three+four+five, partOpen+partClose+holeOpen+holeClose) {
			return
		}
		if got, want := said(build(true)), said(build(false)); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	})
}

func said(n *Node) string {
	var b strings.Builder
	var walk func(n *Node)
	walk = func(n *Node) {
		s, _ := n.Str()
		b.WriteString(string(rune('0'+int(n.Kind))) + s)
		for _, x := range n.Items {
			walk(x)
		}
		for _, e := range n.Entries {
			b.WriteString(e.Key)
			walk(e.Node)
		}
	}
	walk(n)
	return b.String()
}

// TestPlaced: where an ARN lies may be a default, without what it names being one.
func TestPlaced(t *testing.T) {
	for _, c := range []struct {
		before, chosen, after string
		want                  bool
	}{
		{"arn:aws:sns:", "eu-west-2", ":*:*", true},
		{"arn:aws:iam::", "111122223333", ":role/*", true},
		{"arn:", "aws", ":s3:::*", true},
		{"arn:aws:sns:eu-west-2:*:", "*", "", false},
		{"arn:aws:", "sns", ":eu-west-2:*:*", false},
		{"arn:aws:sns:", "eu-west-2:*", ":*", false},
		{"arn:aws:s3:::a:b:", "c", "", false},
		{"", "arn:aws:sns:*:*:*", "", false},
		{"x:aws:sns:", "eu-west-2", ":*:*", false},
	} {
		b := Builder{Parts: true}
		b.Lit(c.before)
		b.Add(&Node{Kind: Scalar, V: c.chosen, From: "default", Why: "default of variable x"}, "var.x")
		b.Lit(c.after)
		v := b.Node(Place{}).Val("main.tf")
		if got := v.More != nil && v.More.Placed; got != c.want {
			t.Errorf("%s[%s]%s: %v, want %v", c.before, c.chosen, c.after, got, c.want)
		}
	}
}
