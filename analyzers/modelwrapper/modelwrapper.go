// Package modelwrapper holds the rule ai/outside-wrapper: a call of a language
// model that goes round the wrapper which records or limits such calls.
package modelwrapper

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("modelwrapper", rule(), judge) }

func judge(p *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	x := effects.NewCallIndex(p)
	wrappers := cfg.Seams.Models
	var out []check.ProgramSubject
	for i := range p.Functions {
		f := &p.Functions[i]
		for _, e := range f.Effects {
			if e.Kind != effects.Model {
				continue
			}
			s := check.ProgramSubject{Name: effects.Short(f.Symbol) + ": " + e.What, Symbol: string(f.Symbol), At: e.Pos}
			switch {
			case len(wrappers) == 0:
				s.Outcome = candor.Unknown
				s.Message = fmt.Sprintf("%s calls a language model (%s), and candor.yaml names no wrapper for such calls", effects.Short(f.Symbol), e.What)
				s.Fix = "name the wrapper under go.models in candor.yaml"
			case effects.Matches(wrappers, f.Symbol.Outer()):
				s.Outcome = candor.Pass
				s.Message = fmt.Sprintf("%s is the wrapper of calls of a language model (%s)", effects.Short(f.Symbol), e.What)
			case inside(x, f.Symbol, wrappers):
				s.Outcome = candor.Pass
				s.Message = fmt.Sprintf("%s calls a language model (%s) from inside of the wrapper", effects.Short(f.Symbol), e.What)
			default:
				s.Outcome = candor.Fail
				s.Message = fmt.Sprintf("%s calls a language model (%s) round %s", effects.Short(f.Symbol), e.What, strings.Join(wrappers, ", "))
			}
			out = append(out, s)
		}
	}
	return out
}

// inside reports whether a function runs only when a wrapper calls it: a
// function literal that is handed to the wrapper.
func inside(x *effects.CallIndex, f effects.Symbol, wrappers []string) bool {
	callers := x.Callers(f)
	if len(callers) == 0 {
		return false
	}
	for _, c := range callers {
		if !effects.Matches(wrappers, c.Outer()) {
			return false
		}
	}
	return true
}
