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
