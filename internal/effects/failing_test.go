package effects

import (
	"maps"
	"testing"
)

// A method is failing where every function that it may mean hears of the
// failure of a write and tells it.
func TestFailing(t *testing.T) {
	write := func(f Flow) []Effect { return []Effect{{Kind: Mutation, Verb: "insert", Model: "deals", Flow: f}} }
	for _, tt := range []struct {
		name  string
		fns   []Function
		links []Link
		want  bool
	}{
		{"itself", []Function{{Symbol: "m.(*A).Put", Effects: write(Flow{})}}, nil, true},
		{"dropped", []Function{{Symbol: "m.(*A).Put", Effects: write(Flow{Dropped: true})}}, nil, false},
		{"logged", []Function{{Symbol: "m.(*A).Put", Effects: write(Flow{Logged: true})}}, nil, false},
		{"in a goroutine", []Function{{Symbol: "m.(*A).Put", Calls: []Call{{Callee: "m.w", Flow: Flow{Go: true}}}}, {Symbol: "m.w", Effects: write(Flow{})}}, nil, false},
		{"behind a call", []Function{{Symbol: "m.(*A).Put", Calls: []Call{{Callee: "m.w"}}}, {Symbol: "m.w", Effects: write(Flow{})}}, nil, true},
		{"behind itself alone", []Function{{Symbol: "m.(*A).Put", Calls: []Call{{Callee: "m.(*A).Put"}}}}, nil, false},
		{"one of two", []Function{{Symbol: "m.(*A).Put", Effects: write(Flow{})}, {Symbol: "m.(*B).Put"}}, []Link{{From: "m.(I).Put", To: "m.(*B).Put"}}, false},
		{"both", []Function{{Symbol: "m.(*A).Put", Effects: write(Flow{})}, {Symbol: "m.(*B).Put", Effects: write(Flow{})}}, []Link{{From: "m.(I).Put", To: "m.(*B).Put"}}, true},
		{"an interface behind it", []Function{{Symbol: "m.(*A).Put", Calls: []Call{{Callee: "m.(J).Put", Interface: true}}}, {Symbol: "m.(*C).Put", Effects: write(Flow{})}}, []Link{{From: "m.(J).Put", To: "m.(*C).Put"}}, true},
		{"an interface that nothing implements", []Function{{Symbol: "m.(*A).Put", Calls: []Call{{Callee: "m.(J).Put", Interface: true}}}}, nil, false},
		{"a file", []Function{{Symbol: "m.(*A).Put", Effects: []Effect{{Kind: Mutation, Model: "file"}}}}, nil, false},
		{"weak", []Function{{Symbol: "m.(*A).Put", Effects: []Effect{{Kind: Mutation, Weak: true}}}}, nil, false},
	} {
		p := &Program{
			Functions: append([]Function{{Symbol: "m.Do", Calls: []Call{{Callee: "m.(I).Put", Interface: true}}}}, tt.fns...),
			Links:     append([]Link{{From: "m.(I).Put", To: "m.(*A).Put"}}, tt.links...),
		}
		l := InferLock(p, "m", []string{"m"})
		_, got := l.Failing()["m.(I).Put"]
		if got != tt.want {
			t.Errorf("%s: got %v from\n%s", tt.name, got, l.Bytes())
		}
		again, err := ReadLock("candor.lock", l.Bytes())
		if err != nil || !maps.Equal(again.Failing(), l.Failing()) {
			t.Errorf("%s: read back %v, %v", tt.name, again, err)
		}
	}
}

func TestOtherwise(t *testing.T) {
	for name, want := range map[string]bool{
		"Close": true, "GetNext": true, "Get": true, "Find": true, "GetOrCreate": false, "Getaway": false, "Issue": false, "IsOpen": true, "Put": false, "Listen": false,
	} {
		if got := otherwise(Symbol("m/store.(Store)." + name)); got != want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
