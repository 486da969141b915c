package oscal

import (
	"fmt"
	"slices"
	"time"

	"github.com/candor-dev/candor"
)

// population is what one rule said of all its subjects.
type population struct {
	total, pass, fail, waived, unknown int
	more                               int // passing ones that are not shown
	shown                              []*candor.Result
	waivers                            []*candor.Waiver
	live                               bool // some of it comes from a live system
	oldest                             time.Time
}

// population counts the results that a use of a rule concerns. What does not
// apply is no part of it.
func (s *scope) population(u *candor.RuleUse) *population {
	p := &population{}
	var passing []*candor.Result
	for i := range s.r.Results {
		x := &s.r.Results[i]
		if !u.Concerns(x) || x.Outcome == candor.NotApplicable {
			continue
		}
		p.total++
		p.from(x)
		switch {
		case x.Outcome == candor.Pass:
			p.pass++
			passing = append(passing, x)
			continue
		case x.Outcome == candor.Fail && x.Waived != nil:
			p.waived++
			if !slices.Contains(p.waivers, x.Waived) {
				p.waivers = append(p.waivers, x.Waived)
			}
		case x.Outcome == candor.Fail:
			p.fail++
		default:
			p.unknown++
		}
		p.shown = append(p.shown, x)
	}
	n := min(len(passing), maxEvidence)
	p.shown, p.more = append(p.shown, passing[:n]...), len(passing)-n
	return p
}

func (p *population) from(x *candor.Result) {
	p.live = p.live || x.At.Path == "" && x.At.Resource != ""
	for i := range x.Facts {
		f := &x.Facts[i]
		p.live = p.live || f.Call != nil
		if !f.At.IsZero() && (p.oldest.IsZero() || f.At.Before(p.oldest)) {
			p.oldest = f.At
		}
	}
}

// method is how it was looked at: files are examined, live systems tested.
func (p *population) method() string {
	if p.live {
		return "TEST"
	}
	return "EXAMINE"
}

func (p *population) String() string {
	if p.total == 0 {
		return "The rule found nothing to judge."
	}
	return fmt.Sprintf("%d of %d pass; failing: %d; failing and accepted: %d; not decided: %d.", p.pass, p.total, p.fail, p.waived, p.unknown)
}
