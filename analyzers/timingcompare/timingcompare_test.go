package timingcompare

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

func TestCheck(t *testing.T) {
	rs := analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), New().Analyzer, "a")
	counts := make(map[candor.Outcome]int)
	for _, s := range rs[0].Result.(check.Population) {
		counts[s.Outcome]++
	}
	if counts[candor.Pass] != 2 || counts[candor.Unknown] != 1 {
		t.Errorf("passes: got %d, want 2; unknown: got %d, want 1", counts[candor.Pass], counts[candor.Unknown])
	}
}

func TestShapes(t *testing.T) {
	rs := analysistest.Run(t, analysistest.TestData(), New().Analyzer, "shapes")
	unknown := 0
	for _, s := range rs[0].Result.(check.Population) {
		if s.Outcome == candor.Unknown {
			unknown++
		}
	}
	if unknown != 2 {
		t.Errorf("unknown: got %d, want 2", unknown)
	}
}
