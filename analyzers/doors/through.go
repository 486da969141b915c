package doors

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

func (j *joiner) serve(v *Val, f *frame) {
	for _, x := range j.handlers(v, f) {
		if x.r != nil {
			x.r.served = append(x.r.served, x.wraps)
		}
	}
}

// handlers follows a handler, also into types and literals that only hand the
// request on to a router.
func (j *joiner) handlers(v *Val, f *frame) []src {
	var out []src
	srcs := j.resolve(v, f, 0)
	for _, s := range srcs {
		if s.v != nil && s.v.Op == OpZero && s.r == nil && len(srcs) > 1 {
			continue
		}
		out = append(out, j.through(s, 0)...)
	}
	return distinct(out)
}

// through follows ServeHTTP methods and literals that call another ServeHTTP.
func (j *joiner) through(s src, depth int) []src {
	if s.r != nil || s.v == nil || s.rpc > 0 || depth > 6 {
		return []src{s}
	}
	sym := effects.Symbol("")
	switch s.v.Op {
	case OpFunc, OpMethod:
		sym = j.funcSymbol(s)
	default:
		if t := j.named[s.v.Type]; t != nil {
			sym = t.Methods["ServeHTTP"]
		}
	}
	fn := j.funcs[sym]
	if fn == nil {
		return []src{s}
	}
	g := &frame{fn: sym, call: -1, up: s.f, key: string(sym) + "<" + s.f.name()}
	if fn.Outer == "" {
		recv := s
		g = &frame{fn: sym, call: -1, recv: &recv, key: fmt.Sprintf("%s<%s/%p", sym, s.f.name(), s.v)}
		if s.v.Op == OpFunc || s.v.Op == OpMethod {
			g.recv = nil
			if s.v.Base != nil {
				if got := j.resolve(s.v.Base, s.f, maxDepth/2); len(got) == 1 {
					g.recv = &got[0]
				}
			}
		}
	}
	var out []src
	for _, i := range j.within[sym] {
		c := &j.calls[i]
		if c.Recv == nil || !strings.HasSuffix(string(c.Callee), ").ServeHTTP") {
			continue
		}
		for _, x := range j.resolve(c.Recv, g, 0) {
			for _, y := range j.through(x, depth+1) {
				if y.r == nil && s.v.Op == OpFunc {
					continue // a literal around another handler is that handler's wrapper
				}
				if y.r == nil && (y.v == nil || y.v.Op != OpFunc && y.v.Op != OpMethod && y.v.Op != OpStruct) {
					continue
				}
				y.wraps = join(join(s.wraps, []effects.Wrapper{{Symbol: sym, Pos: fn.Pos}}), y.wraps)
				out = append(out, y)
			}
		}
	}
	if len(out) == 0 {
		return []src{s}
	}
	return out
}
