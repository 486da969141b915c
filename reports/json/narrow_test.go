package json

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

// What a narrowed claim leaves out is in the file and comes back from it.
func TestNarrowed(t *testing.T) {
	n := candor.RuleCount{Rule: "a/b", Over: []string{"db"}, Pass: 1, Elsewhere: candor.Counts{Pass: 1, Fail: 2, Waived: 3, Unknown: 4, NA: 5}, LeftOut: []string{"x: why"}, LeftMore: 6}
	if d := cmp.Diff(n, readRuleCount(newRuleCount(n))); d != "" {
		t.Error(d)
	}
	if whole := newRuleCount(candor.RuleCount{Rule: "a/b"}); whole.Elsewhere != nil {
		t.Error("a claim on everything leaves something out")
	}
	none := newRuleCount(candor.RuleCount{Rule: "a/b", Over: []string{"db"}})
	if none.Elsewhere == nil {
		t.Error("a narrowed claim does not say that it leaves nothing out")
	}
	x := candor.Result{Rule: "a/b", Outcome: candor.Fail, Subject: "s", Message: "m", At: candor.Location{Path: "p"}, Of: "q"}
	if got := readResult(newResult(&x).(result)); got.Of != "q" {
		t.Errorf("where the fact stands is lost: %+v", got)
	}
}
