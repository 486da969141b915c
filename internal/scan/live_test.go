package scan

import (
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
)

// TestDoubt: what an emulator said, what no call gave and what was cut off is
// no answer.
func TestDoubt(t *testing.T) {
	fact := func(item string) candor.Fact {
		return candor.Fact{Kind: "store.region", Subject: "b", State: candor.Observed, Value: map[string]any{}, From: candor.Provenance{Call: &candor.Call{Item: item}}}
	}
	real := live.Item{ID: "real", Source: live.Source{Kind: "aws"}}
	fake := live.Item{ID: "fake", Source: live.Source{Kind: "aws", Emulated: true}}
	whole := []live.Manifest{{Source: live.Source{Kind: "aws"}}}
	for name, c := range map[string]struct {
		item      string
		manifests []live.Manifest
		accept    bool
		want      candor.State
		reason    string
		facts     int
	}{
		"whole":                 {"real", whole, false, candor.Observed, "", 1},
		"emulated":              {"fake", whole, false, candor.NotAsked, emulatedReason, 1},
		"emulated, for a test":  {"fake", whole, true, candor.Observed, "", 1},
		"no item":               {"lost", whole, true, candor.Error, itemlessReason, 1},
		"cut off":               {"real", nil, false, candor.Observed, "", 2},
		"of a source of before": {"", nil, false, candor.Observed, "", 2},
	} {
		t.Run(name, func(t *testing.T) {
			f := &evidence.File{Runs: []candor.Run{{ID: "aws", State: candor.Ran, Kinds: []string{"store.region"}}}, Facts: []candor.Fact{fact(c.item)}, Items: []live.Item{real, fake}, Manifests: c.manifests}
			doubt(f, c.accept)
			if got := f.Facts[0]; got.State != c.want || got.Reason != c.reason || !c.want.Answers() && got.Value != nil {
				t.Errorf("got %s %q", got.State, got.Reason)
			}
			if len(f.Facts) != c.facts {
				t.Errorf("%d facts, want %d", len(f.Facts), c.facts)
			}
			if c.manifests == nil && (f.Runs[0].State != candor.Partial || f.Facts[1].Reason != cutOffReason) {
				t.Errorf("a run without a manifest: %+v", f.Runs[0])
			}
		})
	}
}
