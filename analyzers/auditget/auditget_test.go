package auditget

import (
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

func TestJudge(t *testing.T) {
	write := []effects.Reached{{Effect: effects.Effect{Kind: effects.Mutation, What: "UPDATE deals", Model: "deals"}}}
	weak := []effects.Reached{{Effect: effects.Effect{Kind: effects.Mutation, What: "rpc.Touch", Weak: true}}}
	for _, tt := range []struct {
		name    string
		verdict effects.Verdict
		writes  []effects.Reached
		want    candor.Outcome
	}{
		{"reads", effects.ReadOnly, nil, candor.Pass},
		{"writes", effects.Unaudited, write, candor.Fail},
		{"may write", effects.Unaudited, weak, candor.Pass},
		{"writes and records", effects.Audited, write, candor.Pass},
		{"exempt", effects.Exempt, write, candor.NotApplicable},
		{"open", effects.Unresolved, nil, candor.Unknown},
		{"open behind a write", effects.Unresolved, write, candor.Unknown},
	} {
		d := effects.DoorVerdict{Door: effects.Door{Kind: effects.HTTP, Methods: []string{"GET"}, Path: "/deals"}, Verdict: tt.verdict, Writes: tt.writes}
		out := judge(nil, check.ProgramConfig{Doors: []effects.DoorVerdict{d}})
		if len(out) != 1 || out[0].Outcome != tt.want {
			t.Errorf("%s: got %+v, want %s", tt.name, out, tt.want)
		}
	}
	scoped := effects.DoorVerdict{Door: effects.Door{Kind: effects.HTTP, Methods: []string{"POST"}}, Scope: true}
	if out := judge(nil, check.ProgramConfig{Doors: []effects.DoorVerdict{scoped}}); len(out) != 0 {
		t.Errorf("a POST: got %+v", out)
	}
}
