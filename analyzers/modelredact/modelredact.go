// Package modelredact holds the rule ai/unredacted: a text that goes to a
// language model without personal data being taken out of it first.
package modelredact

import (
	"fmt"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("modelredact", rule(), judge) }

// above is how many callers are looked at above a model call.
const above = 3

func judge(p *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	x := effects.NewCallIndex(p)
	known := len(cfg.Seams.Redactors) > 0
	for i := range p.Functions {
		known = known || slices.ContainsFunc(p.Functions[i].Effects, isRedact)
	}
	var out []check.ProgramSubject
	for i := range p.Functions {
		f := &p.Functions[i]
		for _, e := range f.Effects {
			if e.Kind == effects.Model {
				out = append(out, one(&cfg, x, f, e, known))
			}
		}
	}
	return out
}

func isRedact(e effects.Effect) bool { return e.Kind == effects.Redact }

func one(cfg *check.ProgramConfig, x *effects.CallIndex, f *effects.Function, e effects.Effect, known bool) check.ProgramSubject {
	name := effects.Short(f.Symbol)
	s := check.ProgramSubject{Name: name + ": " + e.What, Symbol: string(f.Symbol), At: e.Pos}
	w := &way{cfg: cfg, x: x, seen: make(map[effects.Symbol]bool)}
	r, ok := w.redacts(f, e.Pos, above)
	switch {
	case ok && (r.Dropped || r.Logged):
		s.Outcome = candor.Fail
		s.Message = fmt.Sprintf("%s calls a language model (%s) also when %s failed", name, e.What, r.What)
		s.Fix = "return when the redaction fails"
		s.Related = []check.ProgramRelated{{At: r.Pos, Label: "a failure of this goes on"}}
	case ok:
		s.Outcome = candor.Pass
		s.Message = fmt.Sprintf("%s calls a language model (%s) behind %s", name, e.What, r.What)
		s.Related = []check.ProgramRelated{{At: r.Pos, Label: "personal data is taken out here"}}
	case w.branch != nil:
		s.Outcome = candor.Unknown
		s.Message = fmt.Sprintf("%s calls a language model (%s), and %s stands before it only on a branch (%s)", name, e.What, w.branch.What, w.cond)
		s.Related = []check.ProgramRelated{{At: w.branch.Pos, Label: "personal data is taken out here"}}
	case !known:
		s.Outcome = candor.Unknown
		s.Message = fmt.Sprintf("%s calls a language model (%s), and no function is known that takes personal data out of a text", name, e.What)
		s.Fix = "name the functions under go.redactors in candor.yaml"
	default:
		s.Outcome = candor.Fail
		s.Message = fmt.Sprintf("%s calls a language model (%s), and nothing takes personal data out of the text on the way", name, e.What)
	}
	return s
}

// way looks for the redaction on the ways to one call.
type way struct {
	cfg    *check.ProgramConfig
	x      *effects.CallIndex
	seen   map[effects.Symbol]bool
	branch *effects.Effect // a redaction that stands on a branch only
	cond   string          // of that branch
}

// redacts finds a redaction before the place in the function, or before the
// call in every function that calls it.
func (w *way) redacts(f *effects.Function, at effects.Pos, depth int) (effects.Effect, bool) {
	var found effects.Effect
	ok := false
	for i, e := range f.Effects {
		if !isRedact(e) || after(e.Pos, at) || e.Go || e.Defer || e.Later {
			continue
		}
		st := w.cfg.Stands(e.Pos)
		if st.Unused {
			continue // what it gives goes nowhere
		}
		if b := apart(&st, at); b != nil {
			w.branch, w.cond = &f.Effects[i], b.Cond
			if w.cond == "" {
				w.cond = "a case"
			}
			continue
		}
		if !ok || found.Dropped || found.Logged {
			found, ok = e, true
		}
	}
	if ok || depth == 0 || w.seen[f.Symbol] {
		return found, ok
	}
	w.seen[f.Symbol] = true
	callers := w.x.Callers(f.Symbol)
	if len(callers) == 0 {
		return found, false
	}
	for _, c := range callers {
		g := w.x.Function(c)
		if g == nil {
			return found, false
		}
		r, above := w.redacts(g, place(g, f.Symbol), depth-1)
		if !above {
			return found, false
		}
		if !ok || r.Dropped || r.Logged {
			found, ok = r, true
		}
	}
	return found, ok
}

// apart is the branch that a redaction stands on and the place does not, nil if
// there is none. That a text is there at all is no condition for its redaction.
func apart(st *check.Standing, at effects.Pos) *check.Branch {
	for i := range st.Branches {
		b := &st.Branches[i]
		if !b.Holds(at) && (b.Present == "" || !slices.Contains(st.Args, b.Present)) {
			return b
		}
	}
	return nil
}

// place is where g calls the function; the end of g where the call is not direct.
func place(g *effects.Function, callee effects.Symbol) effects.Pos {
	for _, c := range g.Calls {
		if c.Callee == callee {
			return c.Pos
		}
	}
	return effects.Pos{File: g.Pos.File, Line: g.Pos.EndLine}
}

func after(a, b effects.Pos) bool {
	return a.Line > b.Line || a.Line == b.Line && b.Col > 0 && a.Col > b.EndCol && b.EndCol > 0
}
