package iac

import (
	"slices"
	"testing"
)

func TestPassing(t *testing.T) {
	at := Place{Path: "a.tf"}
	var b Builder
	b.Add(Later("var.env", "w", at), "env")
	b.Lit("-cache")
	for _, tt := range []struct {
		what, id string
		name     *Node
		want     string // the word, "" for none
	}{
		{"table", "IdempotencyTable", nil, "idempotency"},
		{"table", "this", Text("prod-UserSessions", at), "sessions"},
		{"table", "this", b.Node(at), "cache"},
		{"table", "blocks", nil, ""},
		{"table", "this", Hidden("var.name", at), ""},
		{"table", "USER_LOCKS2", nil, "locks"},
		{"file system", "session", nil, ""},
		{"file system", "tmp2", nil, "tmp"},
		{"volume", "scratch", nil, "scratch"},
		{"database", "cache", nil, ""},
	} {
		n := Passing(tt.what, tt.id, at, nil, tt.name)
		if want := "its name says " + tt.want + ", and whether it holds anything to be kept is not in the source"; tt.want == "" && n != nil || tt.want != "" && (n == nil || n.Why != want || n.Kind != Unknown) {
			t.Errorf("%s %s: %+v, want %q", tt.what, tt.id, n, tt.want)
		}
	}
	if got := words(unholed("a${x}b-${y")); !slices.Equal(got, []string{"a", "b"}) {
		t.Errorf("words: %q", got)
	}
}

func TestSnapshots(t *testing.T) {
	at := Place{Path: "a.tf"}
	chosen := Text("y", at)
	chosen.Others = []string{"z"}
	own := Tags(&Node{Kind: Map, Entries: []Entry{{Key: "a", Node: Text("x", at)}, {Key: "b", Node: chosen}, {Key: "c", Node: Hidden("w", at)}}})
	list := Tags(&Node{Kind: List, Items: []*Node{
		{Kind: Map, Entries: []Entry{{Key: "Key", Node: Text("a", at)}, {Key: "Value", Node: Text("x", at)}}},
		{Kind: Map, Entries: []Entry{{Key: "Key", Node: Hidden("w", at)}, {Key: "Value", Node: Text("x", at)}}},
	}})
	if len(own) != 1 || len(list) != 1 || len(Tags(nil)) != 0 || len(Tags(Hidden("w", at))) != 0 {
		t.Errorf("tags: %v, %v", own, list)
	}
	if n := Snapshots("weekly", list, own, at); n == nil || n.Why != "weekly makes snapshots of what bears its tag a, which outlive it, if there are any" {
		t.Errorf("%+v", n)
	}
	holed := func(name string) map[string]string {
		var b Builder
		b.Add(Later(name, "w", at), "item 0")
		b.Lit("-data")
		return Tags(&Node{Kind: Map, Entries: []Entry{{Key: "a", Node: b.Node(at)}}})
	}
	if Snapshots("weekly", holed("AWS::StackName"), holed("AWS::StackName"), at) == nil || Snapshots("weekly", holed("AWS::StackName"), holed("AWS::Region"), at) != nil {
		t.Error("tags that a deployment fills in")
	}
	if len(holed("each.key")) != 0 || len(holed("item 0")) != 0 {
		t.Error("a hole that is not the same each time")
	}
	if n := Snapshots("weekly", map[string]string{"a": "y", "b": "y"}, own, at); n != nil {
		t.Errorf("%+v", n)
	}
}
