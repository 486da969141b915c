package effects

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCallIndex(t *testing.T) {
	p := &Program{
		Functions: []Function{
			{Symbol: "m.a", Calls: []Call{{Callee: "m.b"}, {Callee: "m.b"}, {Callee: "m.(I).M", Interface: true}}},
			{Symbol: "m.b", Calls: []Call{{Callee: "m.a"}, {Callee: "field m.T.f", Dynamic: true}}},
			{Symbol: "m.(T).M"},
		},
		Links: []Link{{From: "m.(I).M", To: "m.(T).M"}},
	}
	x := NewCallIndex(p)
	var got []Symbol
	open := x.Below("m.a", 5, func(f *Function) bool { got = append(got, f.Symbol); return true })
	if diff := cmp.Diff([]Symbol{"m.a", "m.b", "m.(T).M"}, got); diff != "" || !open {
		t.Errorf("open=%t -want +got\n%s", open, diff)
	}
	if diff := cmp.Diff([]Symbol{"m.a"}, x.Callers("m.(T).M")); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if open := x.Below("m.(T).M", 5, func(*Function) bool { return true }); open {
		t.Error("a function without calls has no open call")
	}
}
