package secretfallback

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

func TestCheck(t *testing.T) {
	c := New()
	if err := c.Analyzer.Flags.Set("secrets", "a.vault"); err != nil {
		t.Fatal(err)
	}
	rs := analysistest.Run(t, analysistest.TestData(), c.Analyzer, "a")
	counts := make(map[candor.Outcome]int)
	for _, s := range rs[0].Result.(check.Population) {
		counts[s.Outcome]++
	}
	if counts[candor.Pass] != 4 || counts[candor.Unknown] != 4 || counts[candor.Fail] != 4 {
		t.Errorf("passes: got %d, want 4; unknown: got %d, want 4; fails: got %d, want 4", counts[candor.Pass], counts[candor.Unknown], counts[candor.Fail])
	}
}
