package plainlog

import (
	"testing"

	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

func TestCheck(t *testing.T) {
	passes := 0
	for _, r := range analysistest.Run(t, analysistest.TestData(), New().Analyzer, "a", "answers") {
		for _, s := range r.Result.(check.Population) {
			if s.Outcome == candor.Pass {
				passes++
			}
		}
	}
	if passes != 4 {
		t.Errorf("passes: got %d, want 4", passes)
	}
}
