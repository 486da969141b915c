package check

import (
	"cmp"
	"errors"
	"fmt"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/effects"
)

// Program is a check that judges a whole program instead of one package: what
// a door reaches lies in other packages than the door. Build it with NewProgram.
type Program struct {
	Name  string // as a Go identifier; the folder of the check
	Rule  candor.Rule
	judge ProgramJudge
}

// ProgramJudge returns the population of a program. It must not change p.
type ProgramJudge func(p *effects.Program, cfg ProgramConfig) []ProgramSubject

// ProgramConfig is what a judge is told beside the program.
type ProgramConfig struct {
	Options effects.Options
	// Doors are the verdicts of effects.Reach, one for each of the program's
	// doors and in their order. Prepare computes them once for all checks.
	Doors []effects.DoorVerdict
	Seams Seams
	// Partial: p is no more than a package and what it imports. A check that
	// needs all of the program to pass gives no result then.
	Partial bool
	// Standing tells how the call at a place stands in its function; nil where the
	// code is not at hand.
	Standing func(effects.Pos) Standing
}

// Stands is the standing of the call at a place, the zero one where it can't be told.
func (c *ProgramConfig) Stands(at effects.Pos) Standing {
	if c.Standing == nil {
		return Standing{}
	}
	return c.Standing(at)
}

// Prepare computes what the checks share.
func Prepare(p *effects.Program, o effects.Options) ProgramConfig {
	return ProgramConfig{Options: o, Doors: effects.Reach(p, o)}
}

// ProgramSubject is one judged door, model or call.
type ProgramSubject struct {
	Name    string // "POST /v1/members"
	Symbol  string // the function that it is about, "" if there is none
	Outcome candor.Outcome
	Message string // one sentence without final period: who, and by what evidence
	Fix     string // empty: the rule's
	At      effects.Pos
	// Related is the call path, in order, and other places that belong to it.
	Related []ProgramRelated
}

// ProgramRelated is another place and what stands there.
type ProgramRelated struct {
	At    effects.Pos
	Label string
}

// NewProgram builds a check of a whole program.
func NewProgram(name string, rule candor.Rule, judge ProgramJudge) *Program {
	return &Program{Name: name, Rule: rule, judge: judge}
}

// Run judges the program and returns its subjects in the order of their
// places. A panic of the judge becomes an error.
func (c *Program) Run(p *effects.Program, cfg ProgramConfig) (out []ProgramSubject, err error) {
	defer func() {
		if r := recover(); r != nil {
			out, err = nil, fmt.Errorf("%s stumbled over the program: %v; please report this", c.Rule.ID, r)
		}
	}()
	out = c.judge(p, cfg)
	slices.SortStableFunc(out, func(a, b ProgramSubject) int {
		return cmp.Or(cmp.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line),
			cmp.Compare(a.At.Col, b.At.Col), cmp.Compare(a.Name, b.Name))
	})
	return out, nil
}

// Validate reports a check that is not whole, as Check.Validate does.
func (c *Program) Validate() error {
	errs := []error{validate(&c.Rule)}
	if c.judge == nil || c.Name == "" {
		errs = append(errs, fmt.Errorf("check %s: no name or no judge; build it with check.NewProgram", c.Rule.ID))
	}
	return errors.Join(errs...)
}

// Trail turns a call path into related places, each with its label.
func Trail(path []effects.Step) []ProgramRelated {
	out := make([]ProgramRelated, 0, len(path))
	for i := range path {
		label := path[i].What
		if label == "" {
			label = effects.Short(path[i].Symbol)
		}
		if by := path[i].By; by != "" {
			label += " (resolved by " + by + ")"
		}
		out = append(out, ProgramRelated{At: path[i].Pos, Label: label})
	}
	return out
}

// Door is a subject that speaks of a door, at the place of its registration.
func Door(v *effects.DoorVerdict, o candor.Outcome, message string) ProgramSubject {
	return ProgramSubject{Name: v.Door.Name(), Symbol: string(v.Door.Handler), Outcome: o, Message: message, At: v.Door.Pos}
}
