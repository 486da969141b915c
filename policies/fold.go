package policies

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/candor-dev/candor"
)

// sameFindings are the failures of a rule that it calls one finding (lib.once), by
// their keys.
type sameFindings struct {
	byKey map[string][]sameFinding
}

type sameFinding struct {
	weight, fact int // of equal ones the first fact counts
	at           int // place among the results
}

func (s *sameFindings) add(key string, weight, fact, at int) {
	if s.byKey == nil {
		s.byKey = make(map[string][]sameFinding)
	}
	s.byKey[key] = append(s.byKey[key], sameFinding{weight: weight, fact: fact, at: at})
}

// fold leaves of each finding its weightiest failure, with the number of the others,
// which say where they are told. Nothing but a failure is ever folded.
func (s *sameFindings) fold(results []candor.Result) {
	for _, list := range s.byKey {
		if len(list) == 1 {
			continue
		}
		slices.SortFunc(list, func(a, b sameFinding) int {
			return cmp.Or(b.weight-a.weight, a.fact-b.fact, a.at-b.at)
		})
		told := &results[list[0].at]
		for _, one := range list[1:] {
			r := &results[one.at]
			r.Outcome, r.Fix = candor.NotApplicable, ""
			r.Message = fmt.Sprintf("Fails as well, and is one finding with %s, told at %s:%d", told.Subject, told.At.Path, told.At.Line)
		}
		if n := len(list) - 1; n == 1 {
			told.Message += " (and one more statement of it)"
		} else {
			told.Message += fmt.Sprintf(" (and %d more statements of it)", n)
		}
	}
}
