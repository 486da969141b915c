package summary

import (
	"go/types"
	"slices"

	"github.com/candor-dev/candor/internal/effects"
)

// handing is what becomes of a function that is handed over or stored.
type handing struct {
	used, goes, defers, later bool
	drops, logs               bool // its error is dropped, or only logged
	tx                        bool // it is handed to what opens a transaction
}

func (h *handing) add(x handing) {
	h.used = h.used || x.used
	h.goes = h.goes || x.goes
	h.defers = h.defers || x.defers
	h.later = h.later || x.later
	h.tx = h.tx || x.tx
	h.drops = h.drops || x.drops
	h.logs = h.logs || x.logs
}

// run is a use of a parameter that takes a function.
type run struct {
	owner *function // whose parameter it is
	param int
	via   *function // in which it is used
	how   handing
	to    effects.Symbol // it is handed on to this function
	at    int            // as this parameter
}

// returned are the functions that a return statement gives.
type returned struct {
	index   int
	targets []target
}

// ranParam notes that the function runs a parameter of its own or of a
// function around it.
func (w *walker) ranParam(v *types.Var, h handing) {
	if owner := w.owner(v); owner != nil {
		owner.runs = append(owner.runs, run{owner: owner, param: owner.param(v), via: w.fn, how: h})
	}
}

func (w *walker) passParam(v *types.Var, to effects.Symbol, at int, h how) {
	if owner := w.owner(v); owner != nil {
		owner.runs = append(owner.runs, run{owner: owner, param: owner.param(v), via: w.fn, to: to, at: at, how: handing{goes: h.goes, defers: h.defers}})
	}
}

func (w *walker) owner(v *types.Var) *function {
	for fn := w.fn; fn != nil; fn = fn.outer {
		if fn.param(v) >= 0 {
			return fn
		}
	}
	return nil
}

// settleRuns finds what each function does with the functions that it is
// handed, also where it hands them on.
func (p *reader) settleRuns() {
	for range 4 { // functions that hand on to functions that hand on
		changed := false
		for _, fn := range p.order {
			for i := range fn.runs {
				r := &fn.runs[i]
				h := r.how
				if r.to != "" {
					m, ok := p.runOf(r.to, r.at)
					if !ok {
						continue
					}
					h.add(m)
				} else {
					h.used = true
				}
				for lit := r.via; lit != nil && lit != r.owner; lit = lit.outer {
					h.add(lit.handed)
				}
				changed = fn.addRun(r.param, h) || changed
			}
		}
		if !changed {
			return
		}
	}
}

// runOf is what a function does with a parameter. It reports false where it
// does nothing, or nothing is known yet.
func (p *reader) runOf(s effects.Symbol, param int) (handing, bool) {
	fn := p.known(s)
	if fn == nil {
		return byName(target{symbol: s}), true
	}
	for _, r := range fn.Runs {
		if r.Param == param+1 {
			return handing{used: true, goes: r.Go, defers: r.Defer, later: r.Later, drops: r.Drops, logs: r.Logs}, true
		}
	}
	return handing{}, false
}

func (fn *function) addRun(param int, h handing) (changed bool) {
	i := slices.IndexFunc(fn.Runs, func(r effects.Run) bool { return r.Param == param+1 })
	if i < 0 {
		x := effects.Run{Param: param + 1}
		x.Serves = param >= 0 && param < len(fn.params) && handler(fn.params[param].Type())
		fn.Runs = append(fn.Runs, x)
		i, changed = len(fn.Runs)-1, true
	}
	r := &fn.Runs[i]
	old := *r
	// What runs it both at once and later is certain to run it: at once counts
	// only if no use is later, so that nothing is said to be safer than it is.
	r.Go, r.Defer, r.Later = r.Go || h.goes, r.Defer || h.defers, r.Later || h.later
	r.Drops, r.Logs = r.Drops || h.drops, r.Logs || h.logs
	return changed || *r != old
}

// settleReturns finds the functions that a function returns. It reports whether
// it found more of them than before.
func (p *reader) settleReturns(fn *function) (changed bool) {
	add := func(index int, s effects.Symbol) {
		if x := (effects.Return{Index: index, Symbol: s}); !slices.Contains(fn.Returns, x) {
			fn.Returns, changed = append(fn.Returns, x), true
		}
	}
	for _, r := range fn.returns {
		for _, t := range r.targets {
			switch known := p.known(t.of); {
			case t.of != "" && known != nil:
				for _, x := range known.Returns {
					if x.Index == t.index {
						add(r.index, x.Symbol)
					}
				}
			case t.of != "":
				add(r.index, resultName(t.of, t.index))
			case t.symbol != "" && !t.dynamic && !t.iface:
				add(r.index, t.symbol)
			}
		}
	}
	return changed
}

func resultName(of effects.Symbol, index int) effects.Symbol {
	return effects.Symbol("result " + itoa(index) + " of " + string(of))
}

// settleCalls resolves what calls waited for.
func (p *reader) settleCalls(fn *function) {
	for _, c := range fn.calls {
		if c.to != "" {
			m, ok := p.runOf(c.to, c.param)
			if !ok || c.serve && m.later {
				continue // never run, or wrapped: a door leads to it
			}
			c.Go, c.Later, c.Defer = c.Go || m.goes, c.Later || m.later, m.defers
			c.Dropped, c.Logged = m.drops, m.logs && !m.drops
			c.To, c.Param = c.to, c.param+1
		}
		if c.of != "" {
			known := p.known(c.of)
			if known == nil {
				continue // another module's: what it returns is the business of sinks
			}
			resolved := false
			for _, r := range known.Returns {
				if r.Index == c.index {
					x := c.Call
					x.Callee, x.Dynamic = r.Symbol, false
					fn.Calls = append(fn.Calls, x)
					resolved = true
				}
			}
			if resolved {
				continue
			}
		}
		if c.paren.IsValid() && (c.Dynamic || c.Interface) {
			p.out.Sites = append(p.out.Sites, Site{In: fn.at, Call: len(fn.Calls), Paren: c.paren})
		}
		fn.Calls = append(fn.Calls, c.Call)
	}
}
