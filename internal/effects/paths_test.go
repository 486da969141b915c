package effects

import (
	"encoding/json"
	"testing"
)

// wayProgram is a door whose handler writes at line 1 and records at line 2,
// with the ways that are given.
func wayProgram(p *Paths) *Program {
	f := Function{Symbol: "m/api.A", Pos: Pos{File: "a.go", Line: 9}, Paths: p, Effects: []Effect{
		{Kind: Mutation, Symbol: "db.Exec", Model: "deals", Verb: "insert", Pos: Pos{File: "a.go", Line: 1}},
		{Kind: Audit, Symbol: "m/audit.Record", Pos: Pos{File: "a.go", Line: 2}},
	}}
	return &Program{Functions: []Function{f}, Doors: []Door{{Kind: HTTP, Methods: []string{"POST"}, Path: "/a", Handler: f.Symbol}}}
}

func TestWays(t *testing.T) {
	ops := []Op{{At: Pos{Line: 1}, Fails: true}, {At: Pos{Line: 2}, Fails: true}}
	well := func(ops ...int) PathBlock { return PathBlock{Ops: ops, End: EndWell} }
	fork := func(when When, ops ...int) PathBlock {
		other := map[When]When{Failed: Passed, IsTrue: IsFalse, Off: Off}[when]
		b := PathBlock{Ops: ops, Next: []Turn{{To: 1, When: when, Line: 5, Cond: "x"}, {To: 2, When: other, Line: 5, Cond: "x"}}}
		if when == Failed {
			b.Next[0].Op, b.Next[1].Op = 1, 1
		}
		return b
	}
	for _, c := range []struct {
		name  string
		paths *Paths
		want  Verdict
		skips string
	}{
		{"none are known", nil, Audited, ""},
		{"one way", &Paths{Ops: ops, Blocks: []PathBlock{well(0, 1)}}, Audited, ""},
		{"two ways", &Paths{Ops: ops, Blocks: []PathBlock{fork("", 0), well(1), well()}}, Partly, `the branch at a.go:5 where "x" does not hold`},
		{"a switch", &Paths{Ops: ops, Blocks: []PathBlock{fork(Off, 0), well(1), well()}}, Audited, ""},
		{"after a failure", &Paths{Ops: ops, Blocks: []PathBlock{fork(Failed, 0), well(), well(1)}}, Audited, ""},
		{"only after a failure", &Paths{Ops: ops, Blocks: []PathBlock{fork(Failed, 0), well(1), well()}}, Unaudited, `the branch at a.go:5 where "x" does not hold`},
		{"either", &Paths{Ops: ops, Blocks: []PathBlock{fork(""), well(0), well(1)}}, Unaudited, `the branch at a.go:5 where "x" holds`},
		{"a block that is not there", &Paths{Ops: ops, Blocks: []PathBlock{{Next: []Turn{{To: 7}}}}}, Partly, "a branch at a.go:9"},
		{"an op that is not there", &Paths{Blocks: []PathBlock{well(3)}}, Partly, "a branch at a.go:9"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v := Reach(wayProgram(c.paths), Options{})[0]
			if v.Verdict != c.want {
				t.Errorf("got %s %v", v.Verdict, v.Reasons)
			}
			if got := ""; v.Skips != nil || c.skips != "" {
				if v.Skips != nil {
					got = v.Skips.String()
				}
				if got != c.skips {
					t.Errorf("%s leaves it out, want %s", got, c.skips)
				}
			}
		})
	}
}

func FuzzPaths(f *testing.F) {
	f.Add(`{"ops":[{"at":{"line":1},"fails":true},{"at":{"line":2},"into":1}],"blocks":[{"ops":[0,1],"next":[{"to":1,"when":"failed","op":1,"fact":2,"loop":1},{"to":0}]},{"end":"open","op":1}]}`)
	f.Add(`{"blocks":[{"next":[{"to":-1}]}]}`)
	f.Fuzz(func(t *testing.T, text string) {
		var p Paths
		if json.Unmarshal([]byte(text), &p) != nil {
			t.Skip()
		}
		Reach(wayProgram(&p), Options{})
	})
}
