package iac

import (
	"testing"

	"github.com/candor-dev/candor"
)

// TestWritten: a text is told once, wherever it is taken, and the places that take it
// stand beside it.
func TestWritten(t *testing.T) {
	var got []candor.Fact
	emit := func(f candor.Fact) { got = append(got, f) }
	s := &Sink{Format: "terraform", Emit: emit}
	text := Place{Path: "a.tfvars", Pos: candor.Pos{Line: 3}}
	use := func(path string, line int) *Node {
		at := Place{Path: path, Pos: candor.Pos{Line: line}}
		return &Node{Kind: Map, At: at, Entries: []Entry{{Key: "password", At: at, Node: &Node{Kind: Scalar, V: "correct-horse", From: "literal", Origin: text, At: at}}}}
	}
	s.Doubt = "perhaps"
	s.Secrets(Owner{Subject: "Perhaps"}, use("m.tf", 1), nil)
	s.Doubt = ""
	s.Secrets(Owner{Subject: "First"}, use("m.tf", 7), nil)
	other := &Sink{Format: "terraform", Emit: emit}
	other.Shares(s)
	other.Secrets(Owner{Subject: "Second"}, use("b/m.tf", 9), nil)
	other.Secrets(Owner{Subject: "Second"}, use("b/m.tf", 9), nil)
	for i := range maxTaken + 5 {
		other.Secrets(Owner{Subject: "Many"}, use("c/m.tf", 1+i), nil)
	}
	if len(got) != 1 || got[0].Subject != "First/password" || got[0].At.Path != "a.tfvars" || got[0].At.Line != 3 {
		t.Fatalf("%+v", got)
	}
	taken := candor.Plain(got[0].Value).(map[string]any)["taken"].([]any)
	first := taken[0].(map[string]any)
	if len(taken) != maxTaken || first["path"] != "b/m.tf" || first["line"] != 9 || first["label"] != "taken by Second/password" {
		t.Errorf("%v", taken)
	}
	alone := &Sink{Emit: emit}
	alone.Shares(&Sink{})
	if !alone.WrittenOnce(text) || alone.WrittenOnce(text) {
		t.Error("once is not once")
	}
}
