package candor

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"
)

// Whatever stands in order already, the order is that of a stable sort.
func TestSortResults(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for n := range 60 {
		rs := make([]Result, n)
		for i := range rs {
			rs[i] = Result{
				At: Location{Path: string(rune('a' + rnd.IntN(3))), Line: rnd.IntN(3)}, Rule: string(rune('x' + rnd.IntN(2))),
				Outcome: Outcome(rnd.IntN(2)), Fix: fmt.Sprint(i), // tells equal ones apart
			}
		}
		half := rnd.IntN(n + 1)
		slices.SortStableFunc(rs[:half], func(a, b Result) int { return compareResults(&a, &b) })
		want := slices.Clone(rs)
		slices.SortStableFunc(want, func(a, b Result) int { return compareResults(&a, &b) })
		SortResults(rs)
		if !reflect.DeepEqual(rs, want) {
			t.Fatalf("%d results, %d in order: %v, want %v", n, half, rs, want)
		}
	}
}

func TestWhere(t *testing.T) {
	for _, tt := range []struct {
		n    RuleCount
		want string
	}{
		{RuleCount{Elsewhere: Counts{Pass: 1}}, ""},
		{RuleCount{Over: []string{"a", "b/**"}}, " in a, b/**"},
		{RuleCount{Over: []string{"a"}, Elsewhere: Counts{Pass: 2, NA: 4}}, " in a, which leaves out 2 elsewhere"},
		{RuleCount{Over: []string{"a"}, Elsewhere: Counts{Pass: 2, Fail: 1, Waived: 3, Unknown: 4}}, " in a, which leaves out 10 elsewhere (1 fail, 3 waived, 4 unknown)"},
	} {
		if got := tt.n.Where(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// A result concerns a claim on the place of its fact, wherever the line stands
// that decided.
func TestConcernsItsFact(t *testing.T) {
	u := RuleUse{Rule: "r", Over: []string{"aws://*/*/s3/**"}}
	x := Result{Rule: "r", At: Location{Path: "aws://1/global/account"}, Facts: []Provenance{{Source: "aws://1/eu-west-1"}}}
	if u.Concerns(&x) {
		t.Error("it stands nowhere in s3")
	}
	x.Of = "aws://1/eu-west-1/s3/files"
	if !u.Concerns(&x) {
		t.Error("it is about a bucket")
	}
}
