package passwordhash

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
	if counts[candor.Pass] != 4 || counts[candor.Unknown] != 2 {
		t.Errorf("passes: got %d, want 4; unknown: got %d, want 2", counts[candor.Pass], counts[candor.Unknown])
	}
}

func TestFlow(t *testing.T) {
	rs := analysistest.Run(t, analysistest.TestData(), New().Analyzer, "flows")
	counts := make(map[candor.Outcome]int)
	for _, s := range rs[0].Result.(check.Population) {
		counts[s.Outcome]++
	}
	if counts[candor.Unknown] != 4 || counts[candor.NotApplicable] != 3 {
		t.Errorf("unknown: got %d, want 4; not applicable: got %d, want 3", counts[candor.Unknown], counts[candor.NotApplicable])
	}
}
