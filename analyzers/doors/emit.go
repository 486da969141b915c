package doors

import (
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Join puts the fragments of all packages together and gives the doors in
// document order, by file, line and column.
func Join(fs []Fragment, cfg Config) []effects.Door {
	return newJoiner(fs, cfg).join(fs)
}

func (j *joiner) join(fs []Fragment) []effects.Door {
	j.fill()
	j.connect()
	var out []effects.Door
	for i := range j.calls {
		out = append(out, j.emit(i)...)
	}
	out = append(out, j.unmounted()...)
	out = append(out, j.loners(fs)...)
	for i := range out {
		finishDoor(&out[i])
		j.carried(&out[i])
	}
	return append(merge(out), j.stopped()...)
}

// stopped is a door that stands for those that the search did not come to,
// where its bound ended it.
func (j *joiner) stopped() []effects.Door {
	if j.total <= j.limit || len(j.calls) == 0 {
		return nil
	}
	return []effects.Door{{
		Kind: effects.HTTP, Path: "<the rest>", Pos: j.calls[0].Pos,
		Unresolved: "the search for routes ended after " + itoa(j.limit) + " steps, and there may be more of them; run candor check on the folder of one module or service alone",
	}}
}

// emit gives the doors of one call.
func (j *joiner) emit(i int) []effects.Door {
	c := &j.calls[i]
	s, ok := j.spec(c)
	if !ok {
		return nil
	}
	var out []effects.Door
	switch s.op {
	case opRegister:
		for _, f := range j.entries(i) {
			j.steps = 0
			out = append(out, j.registered(s, i, c, f)...)
		}
		out = reached(out)
	case opNames:
		for _, f := range j.entries(i) {
			j.steps = 0
			out = append(out, j.byName(s, c, f)...)
		}
	case opJob:
		for _, f := range j.entries(i) {
			j.steps = 0
			out = append(out, j.job(s, c, f)...)
		}
	case opServe:
		for _, f := range j.entries(i) {
			if s.handler < len(c.Args) {
				out = append(out, j.whole(&c.Args[s.handler], c.Pos, f)...)
			}
		}
	}
	return out
}

// handlerVal is the argument that handles; of several the last one, where the
// library wants it so.
func (j *joiner) handlerVal(s spec, c *Call) *Val {
	switch {
	case s.handler < 0:
		return nil
	case s.last && len(c.Args) > s.handler:
		return &c.Args[len(c.Args)-1]
	case s.handler < len(c.Args):
		return &c.Args[s.handler]
	case len(c.Args) == 1 && c.Args[0].Op == OpCall: // mux.Handle(connect.NewXHandler(...))
		base := c.Args[0]
		return &Val{Op: OpResult, N: s.handler, Base: &base, Class: ClassHandler, Text: base.Text}
	}
	return nil
}

func (j *joiner) pathOf(s spec, c *Call, f *frame) text {
	if s.fw == "gorilla/mux" {
		return text{} // the route has it
	}
	if s.path < 0 || s.path >= len(c.Args) {
		return text{s: "/*"}
	}
	v := &c.Args[s.path]
	if len(c.Args) == 1 && s.handler == 1 && v.Op == OpCall {
		base := *v
		v = &Val{Op: OpResult, Base: &base, Text: base.Text, Class: ClassText}
	}
	return j.text(v, f, 0)
}

// registered gives the doors that one registration makes in one frame.
func (j *joiner) registered(s spec, i int, c *Call, f *frame) []effects.Door {
	d := effects.Door{Kind: effects.HTTP, Router: s.fw, Pos: j.writtenAt(s, c, f), Methods: s.methods}
	if s.kind != "" {
		d.Kind = s.kind
	}
	j.routeOf = nil
	path := j.pathOf(s, c, f)
	route := j.routeOf
	if s.method >= 0 && s.method < len(c.Args) {
		ms, known := j.texts(&c.Args[s.method], f)
		if !known {
			d.Unresolved = "the method " + c.Args[s.method].Text + " is not constant"
		}
		d.Methods = ms
	}
	if s.pattern {
		if m, rest, ok := strings.Cut(path.s, " "); ok && !strings.Contains(m, "/") {
			path.s, d.Methods = strings.TrimLeft(rest, " "), []string{m}
			if strings.HasPrefix(m, "<") {
				d.Methods, d.Unresolved = nil, "the method "+strings.Trim(m, "<>")+" is not constant"
			} else if m == "" {
				d.Methods = nil
			}
		}
	}
	var srcs []src
	if h := j.handlerVal(s, c); h != nil {
		srcs = j.handlers(h, f)
		if s.last {
			srcs = lastOf(j, h, srcs, f)
		}
	} else {
		srcs = []src{{v: &Val{Op: OpFunc, Sym: c.Callee}, f: f}} // the library's own handler
	}
	if len(srcs) == 0 {
		srcs = []src{{}}
	}
	own := j.beside(s, c, f)
	if route != nil {
		srcs = j.routeHandler(*route, srcs, c)
		own = append(j.given(c, f), own...)
	}
	generated := false
	if s.fw == "grpc-gateway" {
		srcs = j.gatewayHandler(c, srcs, f)
		fn := j.funcs[c.In]
		generated = fn != nil && fn.Generated
	}
	var out []effects.Door
	for _, r := range j.receivers(s, c, i, f) {
		at := event{f, i}
		if generated && !r.root && len(r.gaps) > 0 {
			continue // one of the generated ways to register, which nobody goes
		}
		for _, p := range j.places(r, at, 0) {
			for _, h := range srcs {
				if h.r != nil {
					if !oneRoute(s, path) || len(h.wraps) == 0 {
						continue
					}
					last := len(h.wraps) - 1 // the function that hands on to the router
					h = src{v: &Val{Op: OpFunc, Sym: first2(h.wraps[last].Inner, h.wraps[last].Symbol)}, f: h.f, wraps: h.wraps[:last:last]}
				}
				e := d
				full := text{p.base + joinPath(s.fw, p.prefix.s, path.s), first(p.prefix.gap, path.gap)}
				if s.fw == "go-swagger" {
					full.s = joinPath("", j.swaggerBase(c.In), path.s)
				}
				e.Path, e.PathGap = full.s, full.gap
				e.Unresolved = first(e.Unresolved, p.gap)
				if len(e.Methods) == 0 {
					e.Methods = p.methods
				}
				e.Wrappers = join(join(p.wraps, own), h.wraps)
				out = append(out, j.handled(e, h, p.wraps)...)
			}
		}
	}
	return out
}

// receivers are the routers that a registration goes to.
func (j *joiner) receivers(s spec, c *Call, i int, f *frame) []*router {
	if s.fw == "go-swagger" || s.kind != "" || c.Recv == nil && !s.pattern {
		r := &router{fw: s.fw, root: true}
		if s.fw == "go-swagger" {
			if x := j.routers[swaggerKey(c.In)]; x != nil {
				return []*router{x}
			}
		}
		return []*router{r}
	}
	if s.fw == "gorilla/mux" {
		var out []*router
		v := Val{Op: OpCall, N: i}
		if s.path < 0 {
			v = *c.Recv
		}
		for _, x := range j.resolve(&v, f, 0) {
			if x.r != nil {
				out = append(out, x.r)
			} else {
				out = append(out, j.unknownRouter(x, s))
			}
		}
		return out
	}
	return j.parents(c, s, f, 0)
}

// lastOf: the handlers of gin and fiber may come as one list.
func lastOf(j *joiner, h *Val, srcs []src, f *frame) []src {
	if items := j.elements(h, f, 0); len(items) > 0 {
		return []src{items[len(items)-1].src}
	}
	return srcs
}

// beside is the middleware that a registration itself names.
func (j *joiner) beside(s spec, c *Call, f *frame) []effects.Wrapper {
	var out []effects.Wrapper
	switch {
	case s.last && s.handler >= 0:
		for i := s.handler; i < len(c.Args)-1; i++ {
			out = append(out, j.wrappersOf(&c.Args[i], c, f, 0)...)
		}
		if c.Spread && len(c.Args) > 0 {
			if items := j.elements(&c.Args[len(c.Args)-1], f, 0); len(items) > 1 {
				for _, it := range items[:len(items)-1] {
					out = append(out, j.asWrappers(it.src, c, 0)...)
				}
			}
		}
	case s.mws >= 0:
		out = j.middleware(c, s.mws, f)
	}
	for i := range out {
		if out[i].Cond == c.Cond {
			out[i].Cond = "" // the route itself is under the same condition
		}
	}
	return out
}

// handled fills in the handler; one that tells methods apart gives several doors.
func (j *joiner) handled(d effects.Door, h src, around []effects.Wrapper) []effects.Door {
	if h.rpc > 0 {
		j.mounted[h.rpc-1] = true
		return j.rpcDoors(h.rpc-1, h.f, join(around, h.wraps), d.Unresolved)
	}
	why := ""
	d.Handler, why = j.handlerSymbol(h)
	d.Unresolved = first(d.Unresolved, why)
	fn := j.funcs[d.Handler]
	if fn == nil || len(d.Methods) > 0 || d.Kind != effects.HTTP {
		return []effects.Door{d}
	}
	if len(fn.Switch) == 0 {
		d.Methods = fn.Only
		return []effects.Door{d}
	}
	var out []effects.Door
	for _, m := range fn.Switch {
		e := d
		e.Methods = m.Methods
		if m.Handler != "" {
			e.Handler = m.Handler
		}
		out = append(out, e)
	}
	return out
}

// workers are the methods of a value that handles.
var workers = []string{"ServeHTTP", "Handle", "ProcessTask", "Serve"}

func (j *joiner) handlerSymbol(h src) (effects.Symbol, string) {
	if h.v == nil {
		return "", "the handler can't be told"
	}
	switch h.v.Op {
	case OpFunc, OpMethod:
		sym := j.funcSymbol(h)
		if fn := j.funcs[sym]; fn != nil && !fn.Handler {
			if in := j.innerOf(sym, 0); in != "" {
				return in, "" // it makes a handler
			}
		}
		return sym, ""
	case OpCall:
		if h.v.N >= 0 && h.v.N < len(j.calls) {
			c := &j.calls[h.v.N]
			if t := j.named[c.Type]; t != nil {
				for _, m := range workers {
					if t.Methods[m] != "" {
						return t.Methods[m], ""
					}
				}
			}
			if c.Callee != "" && j.funcs[c.Callee] == nil {
				return c.Callee, "" // a library's handler is named by what makes it
			}
			if in := j.innerOf(c.Callee, 0); in != "" {
				return in, ""
			}
		}
	}
	if h.v.Op == OpGlobal && len(j.globals[h.v.Sym]) == 0 {
		return h.v.Sym, "" // a library's variable
	}
	if t := j.named[h.v.Type]; t != nil {
		for _, m := range workers {
			if t.Methods[m] != "" {
				return t.Methods[m], ""
			}
		}
	}
	if routerTypes[frameworkName(h.v.Type)] == "" && h.v.Type != "" && h.v.Type != "net/http.Handler" && h.v.Type != "net/http.HandlerFunc" && h.v.Op == OpStruct {
		return effects.Symbol(h.v.Type), ""
	}
	return "", "the handler " + h.v.Text + " can't be followed"
}

// carried says which wrappers of a door put something into the request's context.
func (j *joiner) carried(d *effects.Door) {
	var carries func(sym effects.Symbol, depth int) bool
	carries = func(sym effects.Symbol, depth int) bool {
		fn := j.funcs[sym]
		return fn != nil && fn.Carries || depth < 4 && slices.ContainsFunc(j.inner[sym], func(in effects.Symbol) bool { return carries(in, depth+1) })
	}
	d.Wrappers = slices.Clone(d.Wrappers) // doors share them
	for i := range d.Wrappers {
		w := &d.Wrappers[i]
		w.Carries = carries(first2(w.Inner, w.Symbol), 0)
	}
}
