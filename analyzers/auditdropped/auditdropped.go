// Package auditdropped holds the rule audit/result-dropped: whether an audit
// record was written is looked at by nobody.
package auditdropped

import (
	"fmt"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("auditdropped", rule(), judge) }

// record is one place at which the answer of an audit record is taken, or not.
type record struct {
	check.ProgramSubject
	doors []string
}

func judge(_ *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	at := make(map[effects.Pos]int)
	var all []record
	for i := range cfg.Doors {
		v := &cfg.Doors[i]
		for k := range v.Audits {
			s := subject(&v.Audits[k])
			if a := &v.Audits[k]; v.Unheard != "" && a.Wrapper == 0 && s.Outcome == candor.Pass && !a.Logged {
				s.Outcome = candor.Unknown
				s.Message = fmt.Sprintf("%s drops the error that %s gives: whether anyone learns of a failure of %s can't be told", effects.Short(v.Unheard), effects.Short(v.Door.Handler), s.Name)
			}
			n, ok := at[s.At]
			if !ok {
				n = len(all)
				at[s.At] = n
				all = append(all, record{ProgramSubject: s})
			}
			r := &all[n]
			if worse(s.Outcome, r.Outcome) {
				r.ProgramSubject = s
			}
			if name := v.Door.Name(); len(r.doors) == 0 || r.doors[len(r.doors)-1] != name {
				r.doors = append(r.doors, name)
			}
		}
	}
	out := make([]check.ProgramSubject, 0, len(all))
	for _, r := range all {
		r.Message += "; it is on the way of " + effects.List(r.doors)
		out = append(out, r.ProgramSubject)
	}
	return out
}

func worse(a, b candor.Outcome) bool {
	return a == candor.Fail && b != candor.Fail || a == candor.Unknown && b == candor.Pass
}

// subject judges one record at the place where its answer is lost, else where
// it is written.
func subject(a *effects.Reached) check.ProgramSubject {
	last := len(a.Path) - 1
	lost := last
	for k := last; k >= 0; k-- {
		if a.Path[k].Dropped {
			lost = k
			break
		}
	}
	in := a.Path[max(lost-1, 0)].Symbol
	what := a.Path[lost].What
	if what == "" {
		what = effects.Short(a.Path[lost].Symbol)
	}
	s := check.ProgramSubject{
		Name: effects.Short(in) + ": " + what, Symbol: string(in), At: a.Path[lost].Pos, Related: check.Trail(a.Path),
	}
	switch {
	case a.Dropped && a.Path[lost].Dropped:
		s.Outcome = candor.Fail
		s.Message = fmt.Sprintf("%s does not look at whether %s succeeded, so an audit record can be missing in silence", effects.Short(in), what)
	case a.Dropped:
		s.Outcome = candor.Fail
		s.Message = fmt.Sprintf("%s drops its own failure, so an audit record can be missing in silence", what)
	case len(a.Path) < 2:
		s.Message = fmt.Sprintf("what %s does when the record can't be written is not known", what)
	case a.Logged:
		s.Outcome = candor.Pass
		s.Message = fmt.Sprintf("a failure of %s is logged and no more: the record is best effort", what)
	default:
		s.Outcome = candor.Pass
		s.Message = fmt.Sprintf("%s looks at whether %s succeeded", effects.Short(in), what)
	}
	return s
}
