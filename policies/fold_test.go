package policies

import (
	"testing"

	"github.com/candor-dev/candor"
)

// Of failures that are one finding the weightiest is told; what passed or can't be
// told is never among them.
func TestFold(t *testing.T) {
	at := func(line int) candor.Location { return candor.Location{Path: "a.tf", Line: line} }
	results := []candor.Result{
		{Subject: "r/0", Outcome: candor.Fail, Message: "light", Fix: "f", At: at(3)},
		{Subject: "r/1", Outcome: candor.Pass, Message: "fine", At: at(3)},
		{Subject: "r/2", Outcome: candor.Fail, Message: "heavy", Fix: "f", At: at(3)},
		{Subject: "s/0", Outcome: candor.Fail, Message: "alone", Fix: "f", At: at(9)},
		{Subject: "r/3", Outcome: candor.Fail, Message: "as heavy", Fix: "f", At: at(3)},
		{Subject: "t/0", Outcome: candor.Fail, Message: "one", At: at(11)},
		{Subject: "t/1", Outcome: candor.Fail, Message: "two", At: at(11)},
	}
	var same sameFindings
	same.fold(results)
	same.add("r", 1, 0, 0)
	same.add("r", 5, 4, 4)
	same.add("r", 5, 2, 2)
	same.add("s", 9, 3, 3)
	same.add("t", 0, 6, 6)
	same.add("t", 0, 5, 5)
	same.fold(results)
	for i, want := range []struct {
		outcome candor.Outcome
		message string
	}{
		{candor.NotApplicable, "Fails as well, and is one finding with r/2, told at a.tf:3"},
		{candor.Pass, "fine"},
		{candor.Fail, "heavy (and 2 more statements of it)"},
		{candor.Fail, "alone"},
		{candor.NotApplicable, "Fails as well, and is one finding with r/2, told at a.tf:3"},
		{candor.Fail, "one (and one more statement of it)"},
		{candor.NotApplicable, "Fails as well, and is one finding with t/0, told at a.tf:11"},
	} {
		r := results[i]
		if r.Outcome != want.outcome || r.Message != want.message || r.Outcome == candor.NotApplicable && r.Fix != "" {
			t.Errorf("%d: %s %q (%s)", i, r.Outcome, r.Message, r.Fix)
		}
	}
}
