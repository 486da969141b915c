package tlsconfig

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

func TestCheck(t *testing.T) {
	rs := analysistest.RunWithSuggestedFixes(t, analysistest.TestData(), New().Analyzer, "a", "configurable")
	counts := make(map[candor.Outcome]int)
	for _, r := range rs {
		for _, s := range r.Result.(check.Population) {
			counts[s.Outcome]++
		}
	}
	want := map[candor.Outcome]int{candor.Pass: 4, candor.Fail: 6, candor.Unknown: 2}
	for o, n := range want {
		if counts[o] != n {
			t.Errorf("%v: got %d, want %d", o, counts[o], n)
		}
	}
}
