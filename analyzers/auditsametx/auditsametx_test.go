package auditsametx

import (
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/effects"
)

func TestDoor(t *testing.T) {
	for _, c := range []struct {
		name string
		v    effects.DoorVerdict
		want candor.Outcome
	}{
		{"together", effects.DoorVerdict{Verdict: effects.Audited, Durability: effects.SameTx}, candor.Pass},
		{"on its own", effects.DoorVerdict{Verdict: effects.Audited, Durability: effects.Sync}, candor.NotApplicable},
		{"none", effects.DoorVerdict{Verdict: effects.Unaudited}, candor.Fail},
		{"reads", effects.DoorVerdict{Verdict: effects.ReadOnly}, candor.NotApplicable},
		{"exempt", effects.DoorVerdict{Verdict: effects.Exempt}, candor.NotApplicable},
		{"not followed", effects.DoorVerdict{Verdict: effects.Unresolved}, candor.Unknown},
	} {
		if got := door(&c.v).Outcome; got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}
