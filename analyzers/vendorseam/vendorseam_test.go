package vendorseam

import (
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

func TestJudge(t *testing.T) {
	stripe := func(line int) effects.Effect {
		return effects.Effect{Kind: effects.Vendor, Symbol: "github.com/stripe/stripe-go/v82/charge.New", What: "stripe charge.New", Pos: effects.Pos{File: "a.go", Line: line}}
	}
	p := &effects.Program{Functions: []effects.Function{
		{Symbol: "example.com/x/billing.Pay", Effects: []effects.Effect{stripe(9), stripe(4)}},
		{Symbol: "example.com/x/billing/inner.Pay", Effects: []effects.Effect{stripe(9)}},
		{Symbol: "example.com/x/billings.Pay", Effects: []effects.Effect{stripe(9)}},
	}}
	seam := check.Seams{Vendors: []check.VendorSeam{{SDK: "github.com/stripe/stripe-go", OnlyIn: []string{"example.com/x/billing"}}}}
	out := judge(p, check.ProgramConfig{Seams: seam})
	want := []candor.Outcome{candor.Pass, candor.Pass, candor.Fail}
	if len(out) != len(want) {
		t.Fatalf("got %d subjects, want %d: %+v", len(out), len(want), out)
	}
	for i := range want {
		if out[i].Outcome != want[i] {
			t.Errorf("%s: got %v, want %v", out[i].Name, out[i].Outcome, want[i])
		}
	}
	if out[0].At.Line != 4 {
		t.Errorf("the first call stands in line 4, got %d", out[0].At.Line)
	}
	for _, s := range judge(p, check.ProgramConfig{}) {
		if s.Outcome != candor.Unknown {
			t.Errorf("%s without configuration: got %v, want unknown", s.Name, s.Outcome)
		}
	}
}
