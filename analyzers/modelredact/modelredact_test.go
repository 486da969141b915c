package modelredact

import (
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

func TestJudge(t *testing.T) {
	at := func(line int) effects.Pos { return effects.Pos{File: "a.go", Line: line} }
	model := effects.Effect{Kind: effects.Model, What: "openai.Chat", Pos: at(20)}
	redact := func(line int, f effects.Flow) effects.Effect {
		return effects.Effect{Kind: effects.Redact, What: "pii.Redact", Pos: at(line), Flow: f}
	}
	call := func(callee effects.Symbol, line int) effects.Call { return effects.Call{Callee: callee, Pos: at(line)} }
	for _, c := range []struct {
		name string
		p    effects.Program
		want candor.Outcome
	}{
		{"before", effects.Program{Functions: []effects.Function{{Symbol: "m.f", Effects: []effects.Effect{redact(10, effects.Flow{}), model}}}}, candor.Pass},
		{"behind", effects.Program{Functions: []effects.Function{{Symbol: "m.f", Effects: []effects.Effect{redact(30, effects.Flow{}), model}}}}, candor.Fail},
		{"dropped", effects.Program{Functions: []effects.Function{{Symbol: "m.f", Effects: []effects.Effect{redact(10, effects.Flow{Dropped: true}), model}}}}, candor.Fail},
		{"only logged", effects.Program{Functions: []effects.Function{{Symbol: "m.f", Effects: []effects.Effect{redact(10, effects.Flow{Logged: true}), model}}}}, candor.Fail},
		{"in a goroutine", effects.Program{Functions: []effects.Function{{Symbol: "m.f", Effects: []effects.Effect{redact(10, effects.Flow{Go: true}), model}}}}, candor.Fail},
		{"in every caller", effects.Program{Functions: []effects.Function{
			{Symbol: "m.f", Effects: []effects.Effect{model}},
			{Symbol: "m.g", Effects: []effects.Effect{redact(1, effects.Flow{})}, Calls: []effects.Call{call("m.f", 2)}},
			{Symbol: "m.h", Effects: []effects.Effect{redact(1, effects.Flow{})}, Calls: []effects.Call{call("m.f", 2)}},
		}}, candor.Pass},
		{"not in each caller", effects.Program{Functions: []effects.Function{
			{Symbol: "m.f", Effects: []effects.Effect{model}},
			{Symbol: "m.g", Effects: []effects.Effect{redact(1, effects.Flow{})}, Calls: []effects.Call{call("m.f", 2)}},
			{Symbol: "m.h", Calls: []effects.Call{call("m.f", 2)}},
		}}, candor.Fail},
		{"behind the call in the caller", effects.Program{Functions: []effects.Function{
			{Symbol: "m.f", Effects: []effects.Effect{model}},
			{Symbol: "m.g", Effects: []effects.Effect{redact(3, effects.Flow{})}, Calls: []effects.Call{call("m.f", 2)}},
		}}, candor.Fail},
		{"calls itself", effects.Program{Functions: []effects.Function{
			{Symbol: "m.f", Effects: []effects.Effect{model}, Calls: []effects.Call{call("m.f", 2)}},
			{Symbol: "m.g", Effects: []effects.Effect{redact(1, effects.Flow{})}},
		}}, candor.Fail},
		{"none known", effects.Program{Functions: []effects.Function{{Symbol: "m.f", Effects: []effects.Effect{model}}}}, candor.Unknown},
	} {
		t.Run(c.name, func(t *testing.T) {
			out := judge(&c.p, check.ProgramConfig{})
			if len(out) != 1 || out[0].Outcome != c.want {
				t.Errorf("got %+v, want one %v", out, c.want)
			}
		})
	}
}
