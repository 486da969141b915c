package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// how says in which way a statement makes a call.
type how struct {
	fate         fate
	goes, defers bool
	open         bool // a refusal does not leave the function
	unstopped    bool // a refusal leaves the function, and gin goes on
	nobody       bool // nobody reads what the call gives
}

// pending is a call that waits until the whole package is read.
type pending struct {
	effects.Call
	paren token.Pos
	// of, index: it calls what another function returned.
	of    effects.Symbol
	index int
	// to, param: a function is handed over; whether and how it is run is for
	// the one that takes it to say.
	to    effects.Symbol
	param int
	lit   bool // the callee is a literal
	serve bool // the callee answers requests
}

// call reads a call: the operands first, which are evaluated first.
func (w *walker) call(call *ast.CallExpr, f flow, h how) {
	defer w.push(call)()
	if w.conversion(call) {
		w.converted(call)
		for _, a := range call.Args {
			w.expr(a, f)
		}
		return
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if _, ok := w.p.Info.Uses[id].(*types.Builtin); ok {
			w.builtin(id.Name, call, f, h)
			return
		}
	}
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.SelectorExpr:
		w.expr(fun.X, f)
	case *ast.FuncLit, *ast.Ident:
	default:
		w.expr(fun, f)
	}
	ts := w.targets(call.Fun)
	w.handsChannels(call, ts)
	flows := w.flow(call, f, h)
	w.arguments(call, ts, f, h, flows)

	found := w.p.Effects(call)
	for _, e := range found {
		e.Flow = flows
		if h.open && e.Kind == effects.Guard {
			e.Logged = true // it is looked at, and the work goes on
		}
		if e.Tx == "" && w.besideReceiver(call) {
			// A name of its own, so that nothing takes it for the receiver's.
			e.Tx = "none, line " + itoa(w.p.Fset.PositionFor(call.Pos(), false).Line) + " at " + itoa(int(call.Pos()))
		}
		e.Unstopped = h.unstopped && e.Kind == effects.Guard
		w.effect(e, call)
	}
	for _, t := range ts {
		w.toTarget(t, call, flows, h)
	}
}

// toTarget notes a call of one function that a call may mean.
func (w *walker) toTarget(t target, call *ast.CallExpr, flows effects.Flow, h how) {
	c := pending{Call: effects.Call{Callee: t.symbol, Pos: w.p.pos(call.Pos(), call.End()), Flow: flows}, paren: call.Lparen}
	if flows.Tx != "" {
		c.Txs = w.transactions(call)
	}
	switch {
	case t.accounted:
		return
	case t.param != nil:
		// The call of a parameter is whose who handed the function over; this
		// one shows where it happens.
		lost := success(w.p.Info, call) >= 0
		w.ranParam(t.param, handing{used: true, goes: h.goes, defers: h.defers, drops: lost && h.fate == dropped, logs: lost && h.fate == logged})
		c.Dynamic = true
		c.Callee = w.paramName(t.param)
	case t.lit != nil:
		w.p.lits[t.lit].handed.add(handing{used: true, goes: h.goes, defers: h.defers})
		c.lit = true
	case t.of != "":
		c.of, c.index = t.of, t.index
		c.Callee = resultName(t.of, t.index)
		c.Dynamic = true
	case t.dynamic:
		w.ranReceiver(call, h)
		if !w.p.own(t.pkg) {
			return
		}
		c.Dynamic = true
	case t.iface:
		if !w.p.own(t.pkg) {
			c.Interface = true
			if !handsOn(t.symbol) {
				w.p.out.Foreign = append(w.p.out.Foreign, Foreign{In: w.fn.at, Paren: call.Lparen, Call: c.Call})
				return
			}
		}
		c.Interface = true
	case !w.p.own(t.pkg):
		return
	}
	w.fn.calls = append(w.fn.calls, c)
}

// paramName names a parameter of this function or one around it.
func (w *walker) paramName(v *types.Var) effects.Symbol {
	fn := w.owner(v)
	return effects.Symbol("param " + itoa(fn.param(v)+1) + " of " + string(fn.Symbol))
}

// handsOn reports whether middleware hands a request on by that method.
func handsOn(s effects.Symbol) bool {
	for _, m := range []string{").ServeHTTP", ").Handle", ").Next"} {
		if strings.HasSuffix(string(s), m) {
			return true
		}
	}
	return false
}

// builtin: append keeps functions for later; the others call nothing.
func (w *walker) builtin(name string, call *ast.CallExpr, f flow, h how) {
	for i, a := range call.Args {
		if name == "append" && i > 0 && w.keep(a, f) {
			continue
		}
		w.losing(a, f, name == "append" && h.nobody && w.holdsCall(a))
	}
}

// flow is the Flow of a call.
func (w *walker) flow(call *ast.CallExpr, f flow, h how) effects.Flow {
	out := effects.Flow{Go: h.goes, Defer: h.defers, Cond: f.cond, OnSuccess: f.onSuccess}
	if i := success(w.p.Info, call); i >= 0 || h.fate == dropped && (unscanned(w.p.Info, call) || w.carriesError(call)) {
		lost := h.fate
		if lost == looked && i >= 0 && !isBool(typeOf(w.p.Info, call)) {
			lost = w.silenced()
		}
		out.Dropped, out.Logged = lost == dropped, lost == logged
	}
	w.transaction(call, &out)
	out.Undone = w.undone(call)
	return out
}

// arguments reads the operands of a call. A function among them is handed over.
func (w *walker) arguments(call *ast.CallExpr, ts []target, f flow, h how, flows effects.Flow) {
	sig, _ := underlying(w.p.Info.TypeOf(call.Fun)).(*types.Signature)
	for i, a := range call.Args {
		if !isFunc(w.p.Info.TypeOf(a)) {
			w.losing(a, f, w.holdsCall(a) && (h.nobody && w.wraps(call) || w.ignores(ts, i) || w.panics(ts) && w.swallows()))
			continue
		}
		if inner, ok := ast.Unparen(a).(*ast.CallExpr); ok {
			w.call(inner, f, how{})
		}
		param := i
		if sig != nil && sig.Variadic() {
			param = min(param, sig.Params().Len()-1)
		}
		for _, to := range ts {
			w.hand(call, a, to, param, h, flows)
		}
	}
}

// hand notes that the function value a is handed to a callee.
func (w *walker) hand(call *ast.CallExpr, a ast.Expr, to target, param int, h how, flows effects.Flow) {
	flows.Dropped, flows.Logged, flows.TxRecv = false, false, false
	if flows.Tx == "" || opensTx(call) {
		flows.Tx, flows.TxParam = "", 0
		if opensTx(call) {
			flows.Tx = calleeName(call) + " at line " + itoa(w.p.Fset.PositionFor(call.Pos(), false).Line)
		}
	}
	for _, t := range w.targets(a) {
		if t.accounted {
			continue
		}
		if t.param != nil {
			if to.symbol != "" && !to.dynamic {
				w.passParam(t.param, to.symbol, param, h)
			} else {
				w.ranParam(t.param, handing{used: true, goes: h.goes, defers: h.defers})
			}
			continue
		}
		c := pending{
			Call: effects.Call{Callee: t.symbol, Pos: w.p.pos(a.Pos(), a.End()), Flow: flows, Interface: t.iface, Dynamic: t.dynamic},
			to:   to.symbol, param: param, lit: t.lit != nil, serve: handler(w.p.Info.TypeOf(a)), paren: token.NoPos,
		}
		if t.of != "" {
			c.of, c.index, c.Dynamic = t.of, t.index, true
			c.Callee = resultName(t.of, t.index)
		}
		if t.lit != nil && flows.Tx != "" {
			w.p.lits[t.lit].handed.tx = true
		}
		switch {
		case to.lit != nil, to.fn != nil && !to.iface && w.p.own(to.pkg):
			// The summary of the callee says what it does with it.
		default:
			m := byName(to)
			if c.serve && !m.goes {
				continue // a door leads to it, or a wrapper
			}
			c.to = ""
			c.Go, c.Later, c.Defer = c.Go || m.goes, c.Later || m.later, false
			if to.symbol == "time.AfterFunc" {
				c.Undone = w.stoppable(call)
			}
			c.Dropped = strings.HasPrefix(string(to.symbol), errGroup) && w.groupLost(call)
			if t.lit != nil {
				w.p.lits[t.lit].handed.add(m)
			}
		}
		if (t.dynamic || t.iface) && !w.p.own(t.pkg) || t.fn != nil && !w.p.own(t.pkg) {
			continue
		}
		w.fn.calls = append(w.fn.calls, c)
	}
}

// byName guesses from its name what a function whose body is not read does with
// one that it is handed. Most run it at once.
func byName(to target) handing {
	h := handing{used: true}
	s := string(to.symbol)
	name := s[strings.LastIndexByte(s, '.')+1:]
	switch {
	case slices.Contains([]string{"Go", "TryGo", "Submit", "Spawn", "GoFunc"}, name):
		h.goes = true
	case name == "AfterFunc":
		h.goes, h.later = true, true
	case strings.HasPrefix(name, "On") && len(name) > 2 && name[2] >= 'A' && name[2] <= 'Z':
		h.later = true
	default:
		for _, p := range []string{"Register", "Subscribe", "Schedule", "AddFunc", "AddHook", "Enqueue", "Defer", "Cleanup", "Use", "Handle", "Add", "Set"} {
			if strings.HasPrefix(name, p) {
				h.later = true
			}
		}
	}
	return h
}

// keep notes a function that is stored to be run later. It reports whether e is
// one; what else e holds is not read then.
func (w *walker) keep(e ast.Expr, f flow) bool {
	if !isFunc(w.p.Info.TypeOf(e)) {
		return false
	}
	if inner, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		w.call(inner, f, how{})
	}
	flows, later := effects.Flow{Later: true, Cond: f.cond, OnSuccess: f.onSuccess}, true
	if w.ranged != nil {
		flows, later = *w.ranged, false
	}
	for _, t := range w.targets(e) {
		switch {
		case t.param != nil:
			w.ranParam(t.param, handing{used: true, later: later})
			continue
		case t.lit != nil:
			w.p.lits[t.lit].handed.add(handing{used: true, later: later})
		case t.dynamic, t.iface, t.of != "", !w.p.own(t.pkg):
			continue
		}
		if t.symbol == "" || handler(w.p.Info.TypeOf(e)) {
			continue
		}
		w.fn.calls = append(w.fn.calls, pending{Call: effects.Call{Callee: t.symbol, Pos: w.p.pos(e.Pos(), e.End()), Flow: flows}, lit: t.lit != nil})
	}
	return true
}

// escape notes what leaves by a return: who calls the function has the call.
func (w *walker) escape(e ast.Expr, f flow) {
	if inner, ok := ast.Unparen(e).(*ast.CallExpr); ok && w.conversion(inner) && len(inner.Args) == 1 {
		w.escape(inner.Args[0], f)
		return
	}
	for _, t := range w.targets(e) {
		switch {
		case t.param != nil:
			w.ranParam(t.param, handing{used: true, later: true})
		case t.lit != nil:
			w.p.lits[t.lit].handed.add(handing{used: true, later: true})
		}
	}
}
