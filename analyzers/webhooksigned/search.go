package webhooksigned

import (
	"strings"

	"github.com/candor-dev/candor/analyzers/check"
	"github.com/candor-dev/candor/internal/effects"
)

// search looks for the signature below a sender.
type search struct {
	x     *effects.CallIndex
	cfg   *check.ProgramConfig
	links map[effects.Symbol][]effects.Symbol
	seen  map[effects.Symbol]int // by how many more calls it was gone down from
	found
}

// found is the best that was seen: signed by HMAC with a strong hash on every way,
// on a branch only, or with a hash that can't be told.
type found struct {
	signed, branch, other *effects.Effect
	cond                  string // of the branch
	open                  bool   // a call could not be resolved
}

func linksOf(p *effects.Program) map[effects.Symbol][]effects.Symbol {
	out := make(map[effects.Symbol][]effects.Symbol)
	for _, l := range p.Links {
		out[l.From] = append(out[l.From], l.To)
	}
	return out
}

// in looks at a function and goes down the given number of calls; cond is the
// condition on the way, "" if there is none.
func (s *search) in(f *effects.Function, sender bool, depth int, cond string) {
	if had, ok := s.seen[f.Symbol]; ok && had >= depth || !sender && compares(f) {
		return // what is made to compare with goes nowhere
	}
	if cond == "" {
		s.seen[f.Symbol] = depth
	}
	for i := range f.Effects {
		e := &f.Effects[i]
		if e.Kind != effects.Signature || !strings.Contains(e.What, "hmac.New") {
			continue
		}
		on, ok := s.way(f, e.Pos, e.Flow, cond)
		switch {
		case !ok:
		case !strong(e.What) && !strong(e.Model):
			s.other = e
		case on == "":
			s.signed = e
		default:
			s.branch, s.cond = e, on
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		to := []effects.Symbol{c.Callee}
		if c.Interface || c.Dynamic {
			if to = s.links[c.Callee]; len(to) == 0 {
				s.open = true
			}
		}
		on, ok := s.way(f, c.Pos, c.Flow, cond)
		if !ok || depth == 0 {
			continue
		}
		for _, t := range to {
			if g := s.x.Function(t); g != nil {
				s.in(g, false, depth-1, on)
			}
		}
	}
}

// way tells whether what stands at a place can serve what is sent behind it, and
// the condition under which it does.
func (s *search) way(f *effects.Function, at effects.Pos, flow effects.Flow, cond string) (string, bool) {
	st := s.cfg.Stands(at)
	if st.Unused || flow.Go || flow.Defer {
		return "", false
	}
	for i := range st.Branches {
		if b := &st.Branches[i]; cond == "" && passes(f, b) {
			if cond = b.Cond; cond == "" {
				cond = "a case"
			}
		}
	}
	return cond, true
}

// passes reports whether the function sends, or goes on to other functions, outside
// of a branch.
func passes(f *effects.Function, b *check.Branch) bool {
	for i := range f.Effects {
		if e := &f.Effects[i]; e.Verb == "send" && !b.Holds(e.Pos) {
			return true
		}
	}
	for i := range f.Calls {
		if c := &f.Calls[i]; c.Pos.Line > b.To.Line {
			return true
		}
	}
	return false
}

// compares reports whether a function compares signatures: it checks what came in.
func compares(f *effects.Function) bool {
	for i := range f.Effects {
		switch e := &f.Effects[i]; {
		case e.Kind != effects.Signature:
		case strings.Contains(e.What, "hmac.Equal"), strings.Contains(e.What, "subtle.ConstantTimeCompare"):
			return true
		}
	}
	return false
}
