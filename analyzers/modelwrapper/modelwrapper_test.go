package modelwrapper

import (
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

func TestJudge(t *testing.T) {
	model := []effects.Effect{{Kind: effects.Model, What: "openai.Chat", Pos: effects.Pos{File: "a.go", Line: 1}}}
	p := &effects.Program{
		Functions: []effects.Function{
			{Symbol: "m/ai.Recorded", Effects: model, Calls: []effects.Call{{Callee: "param 1 of m/ai.Recorded", Dynamic: true}}},
			{Symbol: "m/chat.Ask$1", Effects: model},
			{Symbol: "m/chat.Ask", Calls: []effects.Call{{Callee: "m/ai.Recorded"}}},
			{Symbol: "m/chat.Shared$1", Effects: model},
			{Symbol: "m/chat.Other", Calls: []effects.Call{{Callee: "m/chat.Shared$1"}}},
			{Symbol: "m/chat.Direct", Effects: model},
		},
		Links: []effects.Link{
			{From: "param 1 of m/ai.Recorded", To: "m/chat.Ask$1"},
			{From: "param 1 of m/ai.Recorded", To: "m/chat.Shared$1"},
		},
	}
	want := map[string]candor.Outcome{
		"ai.Recorded: openai.Chat": candor.Pass, "chat.Ask$1: openai.Chat": candor.Pass,
		"chat.Shared$1: openai.Chat": candor.Fail, "chat.Direct: openai.Chat": candor.Fail,
	}
	out := judge(p, check.ProgramConfig{Seams: check.Seams{Models: []string{"m/ai.Recorded"}}})
	if len(out) != len(want) {
		t.Fatalf("got %d subjects, want %d", len(out), len(want))
	}
	for _, s := range out {
		if s.Outcome != want[s.Name] {
			t.Errorf("%s: got %v, want %v", s.Name, s.Outcome, want[s.Name])
		}
	}
	for _, s := range judge(p, check.ProgramConfig{}) {
		if s.Outcome != candor.Unknown {
			t.Errorf("%s without a wrapper: got %v, want unknown", s.Name, s.Outcome)
		}
	}
}
