package analyzers

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// apply turns resolved sites into links. Where the calls of one method mean
// different functions, each call has links of its own: its callee's name ends
// with its place.
func (r *resolver) apply() {
	union := make(map[effects.Symbol][]effects.Symbol)
	for _, paren := range slices.Sorted(maps.Keys(r.sites)) { // calls are added in the order of the source
		for _, s := range r.sites[paren] {
			if s.foreign != nil {
				r.comesBack(s)
				continue
			}
			for _, to := range s.to {
				if !slices.Contains(union[s.symbol], to) {
					union[s.symbol] = append(union[s.symbol], to)
				}
			}
		}
	}
	for from, tos := range union {
		r.link(from, tos)
	}
	for _, at := range r.sites {
		for _, s := range at {
			if s.foreign == nil && len(s.to) > 0 && len(s.to) < len(union[s.symbol]) {
				r.narrow(s)
			}
		}
	}
}

func (r *resolver) link(from effects.Symbol, tos []effects.Symbol) {
	for _, to := range tos {
		r.links[effects.Link{From: from, To: to, By: "vta"}] = true
	}
}

// comesBack adds a call of a foreign interface that leads into the packages.
func (r *resolver) comesBack(s *site) {
	if !slices.ContainsFunc(s.to, func(to effects.Symbol) bool { return r.known[to] }) {
		return
	}
	c := *s.foreign
	c.Callee = placed(c.Callee, c.Pos)
	s.fn.Calls = append(s.fn.Calls, c)
	r.link(c.Callee, s.to)
}

// narrow gives a call that means fewer functions than its method does elsewhere
// a callee of its own.
func (r *resolver) narrow(s *site) {
	c := &s.fn.Calls[s.call]
	if !c.Interface || handsOn(c.Callee) || slices.ContainsFunc(s.fn.Effects, func(e effects.Effect) bool { return e.Pos == c.Pos }) {
		return
	}
	c.Callee = placed(c.Callee, c.Pos)
	r.link(c.Callee, s.to)
}

// forget takes out the calls of function values that never hold a function.
func (r *resolver) forget() {
	gone := make(map[*effects.Function]map[int]bool)
	for _, at := range r.sites {
		for _, s := range at {
			if s.nothing && s.foreign == nil && s.fn.Calls[s.call].Dynamic && !isParam(s.symbol) {
				if gone[s.fn] == nil {
					gone[s.fn] = make(map[int]bool)
				}
				gone[s.fn][s.call] = true
			}
		}
	}
	for fn, at := range gone {
		kept := fn.Calls[:0]
		for i := range fn.Calls {
			if !at[i] {
				kept = append(kept, fn.Calls[i])
			}
		}
		fn.Calls = kept
	}
}

// isParam reports whether a callee is a function's parameter: it shows where
// middleware hands a request on, whatever it holds.
func isParam(s effects.Symbol) bool { return strings.HasPrefix(string(s), "param ") }

// placed is the name of a callee at one place.
func placed(s effects.Symbol, at effects.Pos) effects.Symbol {
	return effects.Symbol(fmt.Sprintf("%s@%s:%d:%d", s, filepath.Base(at.File), at.Line, at.Col))
}

// handsOn reports the methods by which middleware hands a request on: the
// engine knows them by name.
func handsOn(s effects.Symbol) bool {
	for _, m := range []string{").ServeHTTP", ").Handle", ").Next"} {
		if strings.HasSuffix(string(s), m) {
			return true
		}
	}
	return false
}
