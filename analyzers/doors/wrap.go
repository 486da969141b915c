package doors

import (
	"slices"

	"github.com/candor-dev/candor/internal/effects"
)

// around is what a call puts around the handler that it takes.
func (j *joiner) around(c *Call, call int, arg *Val, f *frame, depth int) []effects.Wrapper {
	args := j.otherArgs(c, arg)
	one := func(sym effects.Symbol, args []string) effects.Wrapper {
		return effects.Wrapper{Symbol: sym, Args: args, Pos: c.Pos, Inner: j.innerOf(sym, 0), Cond: j.sometimes(sym)}
	}
	var out []effects.Wrapper
	switch {
	case c.Fun != nil:
		for _, s := range j.resolve(c.Fun, f, depth+1) {
			ws := j.asWrappers(s, c, depth+1)
			late := j.late(s, call, f)
			for i := range ws {
				ws[i].Args = append(ws[i].Args, args...)
				ws[i].Cond = first(ws[i].Cond, late)
			}
			out = append(ws, out...) // of a loop, the last one is outermost
		}
	case c.Iface:
		for _, s := range j.resolve(c.Recv, f, depth+1) {
			if m := j.method(s, c.Callee); m != "" {
				out = append(out, one(m, args))
			}
		}
		if len(out) == 0 {
			out = append(out, one(c.Callee, args))
		}
	default:
		out = append(out, one(c.Callee, args))
		out = append(out, j.expand(c, call, arg, f, depth)...)
	}
	for i := range c.Args { // chain(h, a, b): middleware that is handed over
		if a := &c.Args[i]; a != arg && a.Class == ClassMiddleware {
			out = append(out, j.handed(c, i, f, out, depth)...)
		}
	}
	return out
}

// handed is middleware that a wrapping function is given as its argument i. A
// function of the program that never names it puts it nowhere.
func (j *joiner) handed(c *Call, i int, f *frame, known []effects.Wrapper, depth int) []effects.Wrapper {
	ws := j.wrappersOf(&c.Args[i], c, f, depth+1)
	fn := j.funcs[c.Callee]
	if fn == nil {
		return ws
	}
	if fn.Variadic {
		i = min(i, fn.Params-1)
	}
	if slices.Contains(fn.Ignores, i) {
		return nil
	}
	doubt := ""
	switch {
	case fn.Partly:
		doubt = someOf
	case j.bare(fn):
		doubt = effects.Short(c.Callee) + " returns the handler as it was given"
	}
	for k := range ws {
		ws[k].Cond = first(ws[k].Cond, doubt)
	}
	// What its return statement shows says more, as under which condition.
	return slices.DeleteFunc(ws, func(w effects.Wrapper) bool {
		return slices.ContainsFunc(known, func(k effects.Wrapper) bool { return k.Symbol == w.Symbol })
	})
}

// bare reports a function all of whose return statements give the handler that
// it was given.
func (j *joiner) bare(fn *Func) bool {
	for _, r := range fn.Returns {
		if len(r) == 0 || r[0].Op != OpParam || r[0].Sym != fn.Sym || r[0].N < 0 || r[0].Class != ClassHandler {
			return false
		}
	}
	return len(fn.Returns) > 0
}

func (j *joiner) otherArgs(c *Call, arg *Val) []string {
	var out []string
	for i := range c.Args {
		if &c.Args[i] != arg {
			out = append(out, shown(&c.Args[i]))
		}
	}
	return out
}

// shown is an argument as the source writes it; of a constant its value in quotes.
func shown(v *Val) string {
	if v.Op == OpConst && v.Class == ClassText {
		return `"` + v.Text + `"`
	}
	return v.Text
}

// expand is what a wrapping function of the program puts around the handler by
// the help of others: return a.log(a.auth(h)).
func (j *joiner) expand(c *Call, call int, arg *Val, f *frame, depth int) []effects.Wrapper {
	fn := j.funcs[c.Callee]
	if fn == nil || len(fn.Returns) != 1 || len(fn.Returns[0]) == 0 || depth > maxDepth/2 {
		return nil
	}
	r := &fn.Returns[0][0]
	if r.Op == OpFunc || r.Op == OpParam || r.Op == OpUnknown {
		return nil
	}
	g := j.enter(c.Callee, call, f)
	if recursive(g) {
		return nil
	}
	before, after := j.resolve(arg, f, depth+2), j.resolve(r, g, depth+2)
	if len(before) != 1 || len(after) != 1 {
		return nil
	}
	n := len(after[0].wraps) - len(before[0].wraps)
	if n <= 0 || after[0].v != before[0].v && after[0].r != before[0].r {
		return nil
	}
	return after[0].wraps[:n:n]
}

// sometimes says that a wrapping function also returns the handler as it was
// given; "" for one that does not, or does nothing else.
func (j *joiner) sometimes(sym effects.Symbol) string {
	fn := j.funcs[sym]
	if fn == nil {
		return ""
	}
	bare := 0
	for _, r := range fn.Returns {
		if len(r) > 0 && r[0].Op == OpParam && r[0].Sym == sym && r[0].N >= 0 && r[0].Class == ClassHandler {
			bare++
		}
	}
	if bare == 0 || bare == len(fn.Returns) {
		return ""
	}
	return "it also returns the handler as it is"
}

// innerOf is the one literal that runs for a request when a function gives
// middleware or a handler.
func (j *joiner) innerOf(sym effects.Symbol, depth int) effects.Symbol {
	fn := j.funcs[sym]
	if fn == nil || depth > 4 {
		return ""
	}
	var found effects.Symbol
	for _, r := range fn.Returns {
		if len(r) == 0 {
			continue
		}
		v := &r[0]
		if v.Op == OpLocal && len(v.Defs) == 1 && v.Defs[0] >= 0 {
			v = &j.defs[v.Defs[0]].Val
		}
		var s effects.Symbol
		switch v.Op {
		case OpFunc, OpMethod:
			s = v.Sym
			if in := j.innerOf(s, depth+1); in != "" {
				s = in
			}
		case OpStruct:
			if t := j.named[v.Type]; t != nil {
				s = t.Methods["ServeHTTP"]
			}
		case OpCall:
			if v.N >= 0 {
				if c := &j.calls[v.N]; len(c.Args) == 0 || c.Class == ClassMiddleware {
					s = j.innerOf(c.Callee, depth+1)
				} else if a, _ := j.handlerArg(c); a != nil && a.Op == OpFunc {
					s = a.Sym
				}
			}
		}
		if s == "" {
			continue
		}
		if found != "" && found != s {
			return ""
		}
		found = s
	}
	return found
}

// middleware reads the arguments of a call from one on as middleware.
func (j *joiner) middleware(c *Call, from int, f *frame) []effects.Wrapper {
	var out []effects.Wrapper
	for i := from; i < len(c.Args); i++ {
		out = append(out, j.wrappersOf(&c.Args[i], c, f, 0)...)
	}
	for i := range out {
		if out[i].Cond == "" {
			out[i].Cond = c.Cond
		}
	}
	return out
}

// wrappersOf reads an expression as middleware or as a list of it.
func (j *joiner) wrappersOf(v *Val, c *Call, f *frame, depth int) []effects.Wrapper {
	if v.Op == OpConst || v.Class == ClassText || v.Op == OpZero || depth > maxDepth {
		return nil
	}
	if items := j.elements(v, f, depth+1); len(items) > 0 {
		var out []effects.Wrapper
		for _, it := range items {
			out = append(out, j.asWrappers(it.src, c, depth+1)...)
		}
		return out
	}
	var out []effects.Wrapper
	srcs := j.resolve(v, f, depth+1)
	for _, s := range srcs {
		ws := j.asWrappers(s, c, depth+1)
		if len(srcs) > 1 && v.Op != OpElem {
			for i := range ws {
				ws[i].Cond = first(first(ws[i].Cond, s.cond), "one of several")
			}
		}
		out = append(out, ws...)
	}
	return out
}

// asWrappers reads one value as middleware.
func (j *joiner) asWrappers(s src, c *Call, depth int) []effects.Wrapper {
	if s.v == nil || s.r != nil || depth > maxDepth {
		return nil
	}
	w := effects.Wrapper{Pos: c.Pos, Cond: s.cond}
	switch s.v.Op {
	case OpConst, OpConcat, OpPath, OpZero, OpList, OpAppend:
		return nil
	case OpFunc, OpMethod:
		w.Symbol = j.funcSymbol(s)
		if len(s.makers) > 0 {
			return append(slices.Clone(s.wraps), j.made(s, w)...)
		}
		w.Inner = j.innerOf(w.Symbol, 0)
		w.Cond = first(w.Cond, j.sometimes(w.Symbol))
	case OpCall:
		if s.v.N < 0 || s.v.N >= len(j.calls) {
			return nil
		}
		m := &j.calls[s.v.N]
		if sp, ok := j.spec(m); ok {
			switch {
			case sp.op == opOptions, sp.op == opChain:
				return j.chainOrOptions(s, m, sp, depth)
			case sp.op == opPass && len(m.Args) > 0:
				return j.wrappersOf(&m.Args[0], m, s.f, depth+1)
			}
		}
		w.Symbol, w.Pos = m.Callee, m.Pos
		if w.Symbol == "" {
			w.Symbol = effects.Symbol(m.Text)
		}
		for i := range m.Args {
			w.Args = append(w.Args, shown(&m.Args[i]))
		}
		w.Inner = j.innerOf(m.Callee, 0)
	case OpStruct:
		w.Symbol = effects.Symbol(s.v.Type)
		if t := j.named[s.v.Type]; t != nil {
			for _, n := range []string{"Middleware", "WrapUnary", "Wrap", "Handler", "Handle", "ServeHTTP"} {
				if m := t.Methods[n]; m != "" {
					w.Symbol = m
					break
				}
			}
		}
	default:
		w.Symbol = effects.Symbol(s.v.Text)
	}
	if w.Symbol == "" {
		w.Symbol = effects.Symbol(s.v.Text)
	}
	return append(slices.Clone(s.wraps), w)
}

// made is middleware that functions of the program gave: each of them is named,
// because a user knows it by any of these names.
func (j *joiner) made(s src, w effects.Wrapper) []effects.Wrapper {
	var out []effects.Wrapper
	inner := w.Symbol
	if in := j.innerOf(inner, 0); in != "" {
		inner = in
	}
	for _, i := range s.makers {
		m := &j.calls[i]
		one := effects.Wrapper{Symbol: m.Callee, Pos: m.Pos, Cond: w.Cond}
		if one.Symbol == "" {
			one.Symbol = effects.Symbol(m.Text)
		}
		for k := range m.Args {
			one.Args = append(one.Args, shown(&m.Args[k]))
		}
		out = append(out, one)
	}
	out[len(out)-1].Inner = inner
	return out
}

func (j *joiner) chainOrOptions(s src, m *Call, sp spec, depth int) []effects.Wrapper {
	var out []effects.Wrapper
	if sp.op == opChain && m.Recv != nil {
		out = j.chain(m.Recv, s.f, depth+1)
	}
	return append(out, j.middleware(m, max(sp.mws, 0), s.f)...)
}

// chain is the middleware of an alice or chi chain.
func (j *joiner) chain(v *Val, f *frame, depth int) []effects.Wrapper {
	var out []effects.Wrapper
	if v == nil || depth > maxDepth {
		return nil
	}
	for _, s := range j.resolve(v, f, depth+1) {
		if s.v == nil || s.v.Op != OpCall || s.v.N < 0 {
			continue
		}
		m := &j.calls[s.v.N]
		if sp, ok := j.spec(m); ok && sp.op == opChain {
			out = append(out, j.chainOrOptions(s, m, sp, depth+1)...)
		}
	}
	return out
}

// funcSymbol names a function value; of a method of an interface the one of
// the value behind it, where that can be told.
func (j *joiner) funcSymbol(s src) effects.Symbol {
	if s.v.Op == OpMethod && s.v.Base != nil {
		if got := j.resolve(s.v.Base, s.f, maxDepth/2); len(got) == 1 {
			if m := j.method(got[0], s.v.Sym); m != "" {
				return m
			}
		}
	}
	return s.v.Sym
}
