package doors

import (
	"go/types"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// types notes the methods of the package's named types.
func (w *walker) types() {
	sc := w.in.Pkg.Scope()
	for _, name := range sc.Names() {
		tn, ok := sc.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() || types.IsInterface(tn.Type()) {
			continue
		}
		t := Type{Name: string(gosymbol.Var(tn)), Methods: map[string]effects.Symbol{}}
		p := w.in.Fset.PositionFor(tn.Pos(), false)
		if strings.HasSuffix(p.Filename, "_test.go") {
			continue
		}
		t.Pos = effects.Pos{File: p.Filename, Line: p.Line, Col: p.Column}
		set := types.NewMethodSet(types.NewPointer(tn.Type()))
		for m := range set.Methods() {
			fn, ok := m.Obj().(*types.Func)
			if !ok || !fn.Exported() {
				continue
			}
			t.Methods[fn.Name()] = gosymbol.Of(fn)
			if c, ok := consumers[fn.Name()]; ok && strings.Contains(shape(fn.Signature()), c.param) {
				t.Consumer, t.Router = gosymbol.Of(fn), c.router
			}
		}
		if len(t.Methods) > 0 {
			w.out.Types = append(w.out.Types, t)
		}
	}
}

// finish drops what no door can need and numbers the rest anew.
func (w *walker) finish() Fragment {
	f := &w.out
	w.keepCallers()
	f.Fields = slices.DeleteFunc(f.Fields, func(a Assign) bool { return !fieldMatters(a) })
	f.Globals = slices.DeleteFunc(f.Globals, func(a Assign) bool { return a.Val.Class == ClassNone && !holdsKept(a.Val) })
	for i := range f.Funcs {
		f.Funcs[i].Returns = neededReturns(f.Funcs[i].Returns)
	}
	k := keeper{f: f, calls: make([]bool, len(f.Calls))}
	for i := range f.Calls {
		if f.Calls[i].keep {
			k.call(i)
		}
	}
	for _, as := range [][]Assign{f.Fields, f.Globals} {
		for i := range as {
			k.val(&as[i].Val, 0)
		}
	}
	for i := range f.Funcs {
		for _, r := range f.Funcs[i].Returns {
			for j := range r {
				k.val(&r[j], 0)
			}
		}
	}
	for i := range f.Loops {
		if f.Loops[i].List.Class > ClassNone {
			k.val(&f.Loops[i].List, 0)
		}
	}
	k.renumber()
	full := map[effects.Symbol]bool{}
	for i := range f.Calls {
		full[f.Calls[i].In] = true
	}
	f.Funcs = slices.DeleteFunc(f.Funcs, func(fn Func) bool {
		return !full[fn.Sym] && fn.Outer == "" && len(fn.Returns) == 0 && len(fn.Switch) == 0 && len(fn.Only) == 0 && fn.Job == "" && !fn.Carries
	})
	w.scrub()
	return *f
}

// keepCallers keeps the calls of this package's functions that set up routes,
// because they tell what comes before what.
func (w *walker) keepCallers() {
	outer := map[effects.Symbol]effects.Symbol{}
	for _, fn := range w.out.Funcs {
		outer[fn.Sym] = fn.Outer
	}
	relevant := map[effects.Symbol]bool{}
	mark := func(s effects.Symbol) {
		for s != "" && !relevant[s] {
			relevant[s] = true
			s = outer[s]
		}
	}
	for i := range w.out.Calls {
		c := &w.out.Calls[i]
		_, known := specOf(c.Callee)
		if c.keep && (known || c.RPC != nil || c.Recv != nil && c.Recv.Class == ClassRouter) {
			mark(c.In)
		}
	}
	for _, as := range [][]Assign{w.out.Fields, w.out.Globals} {
		for i := range as {
			if as[i].Val.Op == OpAppend && as[i].Val.Class == ClassMiddleware {
				mark(as[i].In)
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for i := range w.out.Calls {
			c := &w.out.Calls[i]
			if relevant[c.Callee] && (!c.keep || !relevant[c.In]) {
				c.keep, changed = true, true
				mark(c.In)
				if c.In == "" {
					relevant[""] = true
				}
			}
		}
	}
}

// fieldMatters: a field holds a router, a handler, middleware, or a part of a path.
func fieldMatters(a Assign) bool {
	if a.Val.Class > ClassText {
		return true
	}
	if a.Val.Class != ClassText {
		return false
	}
	_, name := cutLast(string(a.Sym), '.')
	name = strings.ToLower(name)
	for _, part := range []string{"path", "prefix", "base", "route", "endpoint", "method", "pattern"} {
		if strings.Contains(name, part) {
			return true
		}
	}
	return false
}

func cutLast(s string, sep byte) (before, after string) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:]
	}
	return "", s
}

func lastSegment(path string) string {
	_, s := cutLast(path, '/')
	return s
}

// holdsKept: an initial value without a class that may still hold a path, as a
// pattern of the gateway does.
func holdsKept(v Val) bool { return v.Op == OpCall || v.Op == OpResult }

func neededReturns(rs [][]Val) [][]Val {
	needed := false
	for _, r := range rs {
		for j := range r {
			switch {
			case r[j].Class > ClassText, r[j].Op == OpFunc, r[j].Op == OpConst && r[j].Class == ClassText, r[j].Class == ClassText && r[j].Op != OpUnknown:
				needed = true
			default:
				r[j] = Val{}
			}
		}
	}
	if !needed {
		return nil
	}
	return rs
}

// keeper marks what kept values hang on.
type keeper struct {
	f     *Fragment
	calls []bool
}

func (k *keeper) call(i int) {
	if i < 0 || i >= len(k.calls) || k.calls[i] {
		return
	}
	k.calls[i] = true
	c := &k.f.Calls[i]
	k.val(c.Fun, 0)
	k.val(c.Recv, 0)
	for j := range c.Args {
		k.val(&c.Args[j], 0)
	}
	for _, l := range c.Loops {
		k.val(&k.f.Loops[l].List, 0)
	}
}

func (k *keeper) val(v *Val, depth int) {
	if v == nil || depth > 200 {
		return
	}
	if v.Op == OpCall {
		k.call(v.N)
	}
	for _, d := range v.Defs {
		if !k.f.Defs[d].keep {
			k.f.Defs[d].keep = true
			k.val(&k.f.Defs[d].Val, depth+1)
		}
	}
	k.val(v.Base, depth+1)
	for i := range v.Args {
		k.val(&v.Args[i], depth+1)
	}
	for i := range v.Keys {
		k.val(&v.Keys[i], depth+1)
	}
}

// renumber closes the holes that dropped calls and definitions leave.
func (k *keeper) renumber() {
	f := k.f
	calls, defs := make([]int, len(f.Calls)), make([]int, len(f.Defs))
	var keptCalls []Call
	for i := range f.Calls {
		calls[i] = -1
		if k.calls[i] {
			calls[i] = len(keptCalls)
			keptCalls = append(keptCalls, f.Calls[i])
		}
	}
	var keptDefs []Def
	for i := range f.Defs {
		defs[i] = -1
		if f.Defs[i].keep {
			defs[i] = len(keptDefs)
			keptDefs = append(keptDefs, f.Defs[i])
		}
	}
	f.Calls, f.Defs = keptCalls, keptDefs
	f.shift(func(n int) int { return at(calls, n) }, func(n int) int { return at(defs, n) }, func(n int) int { return n })
}

func at(m []int, n int) int {
	if n < 0 || n >= len(m) {
		return -1
	}
	return m[n]
}

// shift changes the numbers of calls, definitions and loops in a fragment.
func (f *Fragment) shift(call, def, loop func(int) int) {
	seen := map[*Val]bool{}
	var val func(v *Val)
	val = func(v *Val) {
		if v == nil || seen[v] {
			return
		}
		seen[v] = true
		switch v.Op {
		case OpCall:
			v.N = call(v.N)
		case OpElem, OpKey:
			if v.N > 0 {
				v.N = loop(v.N-1) + 1
			}
		}
		if len(v.Defs) > 0 {
			d := make([]int, 0, len(v.Defs))
			for _, x := range v.Defs {
				if n := def(x); n >= 0 {
					d = append(d, n)
				}
			}
			v.Defs = d
		}
		val(v.Base)
		for i := range v.Args {
			val(&v.Args[i])
		}
		for i := range v.Keys {
			val(&v.Keys[i])
		}
	}
	for i := range f.Calls {
		c := &f.Calls[i]
		val(c.Fun)
		val(c.Recv)
		for j := range c.Args {
			val(&c.Args[j])
		}
		l := make([]int, len(c.Loops))
		for j := range c.Loops {
			l[j] = loop(c.Loops[j])
		}
		c.Loops = l
	}
	for i := range f.Defs {
		val(&f.Defs[i].Val)
	}
	for i := range f.Loops {
		val(&f.Loops[i].List)
	}
	for _, as := range [][]Assign{f.Fields, f.Globals} {
		for i := range as {
			val(&as[i].Val)
		}
	}
	for i := range f.Funcs {
		for _, r := range f.Funcs[i].Returns {
			for j := range r {
				val(&r[j])
			}
		}
	}
}
