package iac

import "testing"

func TestProviso(t *testing.T) {
	var none *Proviso
	off, edge, on := &Proviso{Only: "if it is made"}, &Proviso{Only: "if it is attached"}, &Proviso{By: "default of parameter P"}
	for _, tt := range []struct {
		outer, inner *Proviso
		want         string
	}{
		{none, none, ""},
		{none, off, "if it is made/"},
		{off, none, "if it is made/"},
		{on, off, "if it is made/"},
		{off, on, "if it is made/"},
		{on, none, "/default of parameter P"},
		{off, off, "if it is made/"},
		{off, edge, "if it is made, and if it is attached/"},
		{off.Over(edge), edge, "if it is made, and if it is attached/"},
		{edge, off.Over(edge), "if it is made, and if it is attached/"},
	} {
		got := ""
		if p := tt.outer.Over(tt.inner); p != nil {
			got = p.Only + "/" + p.By
		}
		if got != tt.want {
			t.Errorf("%v over %v: %q, want %q", tt.outer, tt.inner, got, tt.want)
		}
	}
}

// TestUnder: what is in a list, or one of a choice, stands under the same; a written
// secret stands there whatever is made.
func TestUnder(t *testing.T) {
	here := Place{}
	n := (&Node{Kind: List, Items: []*Node{Text("a", here), OneOf("x", here, Text("b", here), Text("c", here))}}).Under(&Proviso{Only: "w"})
	for _, x := range n.List() {
		if x.Proviso == nil || x.Proviso.Only != "w" {
			t.Errorf("%v stands under nothing", x.V)
		}
	}
	for kind, want := range map[string]any{"store.encryption": "w", "secret.value": nil} {
		v := make(map[string]any)
		n.Proviso.note(kind, v)
		if v["only"] != want {
			t.Errorf("%s: %v", kind, v)
		}
	}
}
