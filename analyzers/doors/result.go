package doors

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// result is what result n of a call may be.
func (j *joiner) result(v *Val, call, n int, f *frame, depth int) []src {
	if call < 0 || call >= len(j.calls) {
		return nil
	}
	c := &j.calls[call]
	frames := j.frames(c.In, f)
	var out []src
	for _, g := range frames {
		out = append(out, j.resultIn(v, call, n, g, depth)...)
		if len(out) > maxAlternatives {
			break
		}
	}
	return distinct(out)
}

func (j *joiner) resultIn(v *Val, call, n int, f *frame, depth int) []src {
	c := &j.calls[call]
	if c.RPC != nil {
		if n == 0 && c.RPC.Router == "connect" {
			return []src{{v: &Val{Op: OpConst, Class: ClassText, Text: "/" + c.RPC.Service + "/"}, f: f}}
		}
		return []src{{v: v, f: f, rpc: call + 1}}
	}
	if s, ok := j.spec(c); ok {
		return j.known(s, v, call, f, depth)
	}
	if arg, _ := j.handlerArg(c); arg != nil && n == 0 {
		return j.wrapped(c, call, arg, f, depth)
	}
	if c.Fun != nil && c.Fun.Op == OpField && len(j.fields[c.Fun.Sym]) == 0 && j.owns(c.Fun.Sym) {
		return []src{{v: &Val{Op: OpZero}, f: f}} // a hook that nobody sets
	}
	return j.returned(c, call, n, f, depth)
}

// owns: the field belongs to a type that the program declares.
func (j *joiner) owns(field effects.Symbol) bool {
	t, _ := cutLast(string(field), '.')
	return j.named[t] != nil
}

// spec finds what a library's function, or a method of the same form, does.
func (j *joiner) spec(c *Call) (spec, bool) {
	if c.Callee == swaggerHandle {
		s := register("go-swagger", 1, 2)
		s.method = 0
		return s, true
	}
	if x, ok := j.extra[c.Callee]; ok {
		return x.spec(), true
	}
	if s, ok := specOf(c.Callee); ok {
		return s, true
	}
	if c.Like != "" {
		return specOf(c.Like)
	}
	return spec{}, false
}

func (x Registrar) spec() spec {
	s := register("configured", x.Path-1, x.Handler-1, x.Methods...)
	s.method, s.mws, s.kind = x.Method-1, x.Wrappers-1, x.Kind
	if x.Router != "" {
		s.fw = x.Router
	}
	return s
}

// known is the result of a library's function.
func (j *joiner) known(s spec, v *Val, call int, f *frame, depth int) []src {
	c := &j.calls[call]
	switch s.op {
	case opNew:
		return []src{{v: v, f: f, r: j.newRouter(s, call, f)}}
	case opGroup:
		return j.groups(s, v, call, f, depth)
	case opSelf, opUse, opRouteMethods, opRoutePath:
		return j.resolve(c.Recv, f, depth+1)
	case opRoute:
		return j.routes(s, v, call, f, depth)
	case opRouteSub:
		return j.subrouters(v, call, f, depth)
	case opRegister:
		if s.fw == "gorilla/mux" && s.path >= 0 {
			return j.routes(s, v, call, f, depth)
		}
		return j.resolve(c.Recv, f, depth+1)
	case opStrip:
		if len(c.Args) < 2 {
			return nil
		}
		out := j.resolve(&c.Args[1], f, depth+1)
		t := j.text(&c.Args[0], f, depth+1)
		for i := range out {
			out[i].strip, out[i].stripped = strings.TrimSuffix(t.s, "/")+out[i].strip, true
		}
		return out
	case opPass:
		if s.handler < len(c.Args) {
			return j.resolve(&c.Args[s.handler], f, depth+1)
		}
	case opThen:
		if len(c.Args) == 0 {
			return nil
		}
		out := j.resolve(&c.Args[0], f, depth+1)
		ws := j.chain(c.Recv, f, depth+1)
		for i := range out {
			out[i].wraps = join(ws, out[i].wraps)
		}
		return out
	}
	return nil
}

// handlerArg is the handler that a call puts something around: it takes one
// and gives one.
func (j *joiner) handlerArg(c *Call) (*Val, int) {
	if c.Class != ClassHandler {
		return nil, 0
	}
	for i := range c.Args {
		if a := &c.Args[i]; (a.Class == ClassHandler || a.Class == ClassRouter) && a.Op != OpZero {
			return a, i
		}
	}
	return nil, 0
}

// wrapped is a handler with a call's wrapper around it.
func (j *joiner) wrapped(c *Call, call int, arg *Val, f *frame, depth int) []src {
	ws := j.around(c, call, arg, f, depth)
	out := j.resolve(arg, f, depth+1)
	for i := range out {
		out[i].wraps = join(ws, out[i].wraps)
	}
	return out
}

// returned is what a function of the program returns.
func (j *joiner) returned(c *Call, call, n int, f *frame, depth int) []src {
	var out []src
	for _, g := range j.callees(c, call, f, depth) {
		fn := j.funcs[g.fn]
		if fn == nil || len(fn.Returns) == 0 || g.depth() > maxDepth || recursive(g) {
			continue
		}
		for _, r := range fn.Returns {
			if n >= len(r) {
				if len(r) == 1 && r[0].Op == OpCall { // return f()
					out = append(out, j.result(&r[0], r[0].N, n, g, depth+1)...)
				}
				continue
			}
			if r[n].Op == OpUnknown || r[n].Op == OpZero {
				continue
			}
			out = append(out, j.resolve(&r[n], g, depth+1)...)
		}
	}
	if c.Class == ClassMiddleware || c.Class == ClassHandler {
		for i := range out {
			out[i].makers = append([]int{call}, out[i].makers...)
		}
	}
	return distinct(out)
}

func recursive(f *frame) bool {
	for g := f.up; g != nil; g = g.up {
		if g.fn == f.fn && g.call == f.call {
			return true
		}
	}
	return false
}

// callees are the functions of the program that a call enters.
func (j *joiner) callees(c *Call, call int, f *frame, depth int) []*frame {
	switch {
	case c.Fun != nil:
		var out []*frame
		for _, s := range j.resolve(c.Fun, f, depth+1) {
			if s.v == nil || s.v.Op != OpFunc && s.v.Op != OpMethod {
				continue
			}
			if j.funcs[j.funcSymbol(s)] != nil {
				out = append(out, j.closure(s, call, f))
			}
		}
		return out
	case c.Iface:
		var out []*frame
		for _, s := range j.resolve(c.Recv, f, depth+1) {
			if m := j.method(s, c.Callee); m != "" && j.funcs[m] != nil {
				g := j.enter(m, call, f)
				recv := s
				g.recv = &recv
				g.key += fmt.Sprintf("/%p<%s", s.v, s.f.name())
				out = append(out, g)
				if c.Class == ClassText {
					j.routeOf = &recv
				}
			}
		}
		return out
	case j.funcs[c.Callee] != nil:
		return []*frame{j.enter(c.Callee, call, f)}
	}
	return nil
}

// closure enters a function value: what it captures comes from where it was
// made, its arguments from the call.
func (j *joiner) closure(s src, call int, f *frame) *frame {
	sym := j.funcSymbol(s)
	g := j.enter(sym, call, f)
	if s.v.Op == OpMethod && s.v.Base != nil {
		if r := j.resolve(s.v.Base, s.f, maxDepth/2); len(r) == 1 {
			g.recv = &r[0]
			g.key += fmt.Sprintf("/%p", r[0].v)
		}
	}
	fn := j.funcs[sym]
	if fn.Outer != "" && f.find(fn.Outer) == nil && s.f != nil {
		// The chain of the caller does not hold the frame of the captured
		// variables; put it at the far end.
		g.up = graft(f, s.f)
		g.key += "&" + s.f.name()
	}
	return g
}

// graft puts a frame behind the end of a chain.
func graft(f, end *frame) *frame {
	if f == nil {
		return end
	}
	if f.depth()+end.depth() > 2*maxDepth {
		return f
	}
	c := *f
	c.up = graft(f.up, end)
	return &c
}

// method is the method that a value has, of the type that it is known to be.
func (j *joiner) method(s src, iface effects.Symbol) effects.Symbol {
	if s.v == nil {
		return ""
	}
	_, _, name := split(string(iface))
	if t := j.named[s.v.Type]; t != nil {
		return t.Methods[name]
	}
	return ""
}

func join(outer, inner []effects.Wrapper) []effects.Wrapper {
	if len(outer) == 0 {
		return inner
	}
	return append(append(make([]effects.Wrapper, 0, len(outer)+len(inner)), outer...), inner...)
}
