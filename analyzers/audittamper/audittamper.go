// Package audittamper holds the rule audit/tamper: records of the audit trail
// are changed or deleted.
package audittamper

import (
	"fmt"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("audittamper", rule(), judge) }

func judge(p *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	var out []check.ProgramSubject
	added := make(map[string][]effects.Touch)
	var changed []string
	var unread []effects.Touch
	for _, t := range effects.Trail(p, cfg.Options) {
		switch t.Kind {
		case effects.Audit:
			if t.Effect.Model != "" {
				added[t.Effect.Model] = append(added[t.Effect.Model], t)
			}
		case effects.Tamper:
			changed = append(changed, t.Effect.Model)
			out = append(out, tampers(t))
		default:
			unread = append(unread, t)
		}
	}
	for i := range p.Functions {
		f := &p.Functions[i]
		for _, e := range f.Effects {
			if runsCode(&e) {
				unread = append(unread, effects.Touch{In: f.Symbol, Effect: e, Kind: e.Kind, Reason: "what " + e.What + " does in the database was not read"})
			}
		}
	}
	if cfg.Partial {
		return out // another package may change them
	}
	for model, ts := range added {
		if !slices.Contains(changed, model) {
			out = append(out, appended(model, ts, unread, p.Gaps))
		}
	}
	return out
}

// runsCode reports whether a statement runs code in the database: DO, CALL.
func runsCode(e *effects.Effect) bool {
	if e.Kind != effects.Mutation || e.Verb != "call" || e.Unread != "" {
		return false
	}
	what, _, _ := strings.Cut(e.What, " ")
	return what == "DO" || what == "CALL"
}

func tampers(t effects.Touch) check.ProgramSubject {
	at := effects.Short(t.In)
	return check.ProgramSubject{
		Name: at + ": " + t.Effect.Model, Symbol: string(t.In), Outcome: candor.Fail, At: t.Effect.Pos,
		Message: fmt.Sprintf("%s changes or deletes records of %s (%s)", at, t.Effect.Model, t.Effect.What),
	}
}

// appended judges a table of the trail that nothing in sight changes.
func appended(model string, ts, unread []effects.Touch, gaps []effects.Gap) check.ProgramSubject {
	s := check.ProgramSubject{Name: model, Symbol: string(ts[0].In), At: ts[0].Effect.Pos}
	for _, t := range ts {
		s.Related = append(s.Related, check.ProgramRelated{At: t.Effect.Pos, Label: t.Effect.What})
	}
	switch {
	case len(unread) > 0:
		u := unread[0]
		s.Message = fmt.Sprintf("no statement of which it can be told changes %s, and of %d it can't, the first in %s: %s", model, len(unread), effects.Short(u.In), u.Reason)
		s.Related = append(s.Related, check.ProgramRelated{At: u.Effect.Pos, Label: u.Reason})
	case len(gaps) > 0:
		s.Message = fmt.Sprintf("nothing that was read changes %s, and %d parts of the program were not read, the first: %s", model, len(gaps), gaps[0].Reason)
	default:
		s.Outcome = candor.Pass
		s.Message = fmt.Sprintf("records are added to %s (%s) and changed or deleted nowhere", model, places(len(ts)))
	}
	return s
}

func places(n int) string {
	if n == 1 {
		return "in 1 place"
	}
	return fmt.Sprintf("in %d places", n)
}
