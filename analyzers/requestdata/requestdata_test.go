package requestdata

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

func TestCheck(t *testing.T) {
	rs := analysistest.Run(t, analysistest.TestData(), New().Analyzer, "a")
	counts := make(map[candor.Outcome]int)
	for _, s := range rs[0].Result.(check.Population) {
		counts[s.Outcome]++
	}
	if counts[candor.Pass] != 6 || counts[candor.Unknown] != 3 || counts[candor.Fail] != 9 {
		t.Errorf("passes: got %d, want 6; unknown: got %d, want 3; fails: got %d, want 9", counts[candor.Pass], counts[candor.Unknown], counts[candor.Fail])
	}
}
