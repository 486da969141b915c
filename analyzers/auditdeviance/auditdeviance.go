// Package auditdeviance holds the rule audit/uneven: the same data is audited on
// one door and not on another.
package auditdeviance

import (
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("auditdeviance", rule(), judge) }

func judge(_ *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	if cfg.Partial {
		return nil // the other doors of a table are not in sight
	}
	var out []check.ProgramSubject
	uses := effects.Models(cfg.Doors)
	for i := range uses {
		if u := &uses[i]; u.Doors() > 0 {
			out = append(out, model(u, cfg.Doors))
		}
	}
	return out
}

func model(u *effects.ModelUse, doors []effects.DoorVerdict) check.ProgramSubject {
	s := check.ProgramSubject{Name: u.Model}
	n := u.Doors()
	show := func(list []int) {
		s.At = doors[list[0]].Door.Pos
		for _, i := range list {
			s.Related = append(s.Related, check.ProgramRelated{At: doors[i].Door.Pos, Label: doors[i].Door.Name()})
		}
	}
	switch {
	case len(u.Audited) > 0 && len(u.Bare) > 0:
		s.Outcome = candor.Fail
		s.Message = fmt.Sprintf("%s is audited on %d of the %d doors that write it, and not on %s", u.Model, len(u.Audited), n, names(u.Bare, doors))
		show(u.Bare)
	case len(u.Bare) > 0:
		s.Message = fmt.Sprintf("no audit record is written on the %s: does a change of %s belong to the trail?", doorsThatWrite(u.Model, n), u.Model)
		show(u.Bare)
	case len(u.Open) > 0:
		s.Message = fmt.Sprintf("%s is audited on %d of the %s; of %s it can't be told", u.Model, len(u.Audited), doorsThatWrite("it", n), names(u.Open, doors))
		show(u.Open)
	default:
		s.Outcome = candor.Pass
		s.Message = fmt.Sprintf("%s is audited on each of the %s", u.Model, doorsThatWrite("it", n))
		if n == 1 {
			s.Message = u.Model + " is audited on the one door that writes it"
		}
		show(u.Audited)
	}
	return s
}

func doorsThatWrite(model string, n int) string {
	if n == 1 {
		return "1 door that writes " + model
	}
	return fmt.Sprintf("%d doors that write %s", n, model)
}

func names(list []int, doors []effects.DoorVerdict) string {
	var out []string
	for _, i := range list {
		out = append(out, doors[i].Door.Name())
	}
	return effects.List(out)
}
