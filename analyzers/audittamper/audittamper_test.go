package audittamper

import (
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

func TestRunsCode(t *testing.T) {
	added := effects.Function{Symbol: "m.add", Effects: []effects.Effect{{Kind: effects.Audit, What: "INSERT audit_events", Model: "audit_events", Verb: "insert"}}}
	for _, c := range []struct {
		name string
		e    effects.Effect
		want candor.Outcome
	}{
		{"a block of code", effects.Effect{Kind: effects.Mutation, What: "DO", Verb: "call", Weak: true}, candor.Unknown},
		{"a procedure", effects.Effect{Kind: effects.Mutation, What: "CALL purge", Model: "purge", Verb: "call", Weak: true}, candor.Unknown},
		{"another service", effects.Effect{Kind: effects.Mutation, What: "billing.Charge", Verb: "call", Weak: true}, candor.Pass},
		{"another table", effects.Effect{Kind: effects.Mutation, What: "DELETE deals", Model: "deals", Verb: "delete"}, candor.Pass},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &effects.Program{Functions: []effects.Function{added, {Symbol: "m.x", Effects: []effects.Effect{c.e}}}}
			out := judge(p, check.ProgramConfig{})
			if len(out) != 1 || out[0].Outcome != c.want {
				t.Errorf("got %+v, want one %v", out, c.want)
			}
		})
	}
}
