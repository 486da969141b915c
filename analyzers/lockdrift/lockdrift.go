// Package lockdrift holds the check audit/lock-drift: a candor.lock that no
// longer says what the methods of the program's interfaces do.
package lockdrift

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// New returns the check.
func New() *check.Program { return check.NewProgram("lockdrift", rule(), judge) }

func judge(p *effects.Program, cfg check.ProgramConfig) []check.ProgramSubject {
	if cfg.Partial {
		return nil // only a whole program can say what a method does
	}
	var out []check.ProgramSubject
	for i := range p.Locks {
		l := &p.Locks[i]
		if gap := gapIn(p, l.Module); gap != "" {
			out = append(out, check.ProgramSubject{
				Name: l.File, Outcome: candor.Unknown, At: effects.Pos{File: l.File, Line: 1},
				Message: l.File + " can't be compared with the program: " + gap,
			})
			continue
		}
		out = append(out, compare(l, effects.InferLock(p, l.Module, p.Modules))...)
	}
	return out
}

// gapIn is a package of the module that was not read, with the reason.
func gapIn(p *effects.Program, module string) string {
	for i := range p.Gaps {
		g := &p.Gaps[i]
		if g.Package == module || strings.HasPrefix(g.Package, module+"/") {
			return g.Package + " was not read: " + g.Reason
		}
	}
	return ""
}

// compare gives one subject for each method that either knows.
func compare(l, now *effects.Lock) []check.ProgramSubject {
	drifts := make(map[effects.Symbol][]effects.Drift)
	for _, d := range l.Diff(now) {
		drifts[d.Entry.Method] = append(drifts[d.Entry.Method], d)
	}
	var out []check.ProgramSubject
	for _, m := range methods(l, now) {
		line := 1
		if es, ok := l.Of(m); ok {
			line = es[0].Line
		}
		s := check.ProgramSubject{Name: string(m), Symbol: string(m), Outcome: candor.Pass, At: effects.Pos{File: l.File, Line: line},
			Message: fmt.Sprintf("%s says what %s does", l.File, effects.Short(m))}
		if ds := drifts[m]; len(ds) > 0 {
			s.Outcome = candor.Fail
			s.Message = sentence(l.File, m, ds)
		}
		out = append(out, s)
	}
	return out
}

func methods(ls ...*effects.Lock) []effects.Symbol {
	var out []effects.Symbol
	seen := make(map[effects.Symbol]bool)
	for _, l := range ls {
		for i := range l.Entries {
			if m := l.Entries[i].Method; !seen[m] {
				seen[m] = true
				out = append(out, m)
			}
		}
	}
	return out
}

func sentence(file string, m effects.Symbol, ds []effects.Drift) string {
	var now, gone []string
	for i := range ds {
		if ds[i].New {
			now = append(now, ds[i].Entry.Describe())
		} else {
			gone = append(gone, ds[i].Entry.Describe())
		}
	}
	s := effects.Short(m)
	switch {
	case len(gone) == 0:
		return fmt.Sprintf("%s now %s, which %s does not say", s, strings.Join(now, " and "), file)
	case len(now) == 0:
		return fmt.Sprintf("%s says that %s %s, and nothing that it calls does so any more", file, s, strings.Join(gone, " and "))
	}
	return fmt.Sprintf("%s says that %s %s; now it %s", file, s, strings.Join(gone, " and "), strings.Join(now, " and "))
}
