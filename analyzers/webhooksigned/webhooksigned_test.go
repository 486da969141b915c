package webhooksigned

import (
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

func TestJudge(t *testing.T) {
	sign := func(what string) []effects.Effect {
		return []effects.Effect{{Kind: effects.Signature, What: what}}
	}
	p := &effects.Program{Functions: []effects.Function{
		{Symbol: "m.direct", Effects: sign("hmac.New(sha256.New)")},
		{Symbol: "m.through", Calls: []effects.Call{{Callee: "m.helper"}}},
		{Symbol: "m.helper", Effects: sign("hmac.New(sha256.New)")},
		{Symbol: "m.bare"},
		{Symbol: "m.open", Calls: []effects.Call{{Callee: "field m.T.sign", Dynamic: true}}},
		{Symbol: "m.which", Effects: sign("hmac.New(h)")},
		{Symbol: "m.compares", Effects: sign("hmac.Equal")},
		{Symbol: "m.notNamed"},
	}}
	names := []string{"m.direct", "m.through", "m.bare", "m.open", "m.which", "m.compares"}
	want := map[string]candor.Outcome{
		"m.direct": candor.Pass, "m.through": candor.Pass, "m.bare": candor.Fail, "m.open": candor.Unknown, "m.which": candor.Unknown, "m.compares": candor.Fail,
	}
	out := judge(p, check.ProgramConfig{Seams: check.Seams{Webhooks: names}})
	if len(out) != len(want) {
		t.Fatalf("got %d subjects, want %d", len(out), len(want))
	}
	for _, s := range out {
		if s.Outcome != want[s.Name] {
			t.Errorf("%s: got %v, want %v", s.Name, s.Outcome, want[s.Name])
		}
	}
}
