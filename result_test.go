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
