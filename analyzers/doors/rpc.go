package doors

import (
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// rpcDoors gives a door for each method of a service.
func (j *joiner) rpcDoors(call int, f *frame, around []effects.Wrapper, gap string) []effects.Door {
	c := &j.calls[call]
	if c.Fun != nil && j.readRegistrars(c.Fun, f) {
		return nil // the routes in them are doors of their own
	}
	ws := around
	if c.RPC.Options >= 0 {
		ws = join(ws, j.middleware(c, c.RPC.Options, f))
	}
	var impl []src
	if c.RPC.Impl < len(c.Args) {
		impl = j.resolve(&c.Args[c.RPC.Impl], f, 0)
	}
	var out []effects.Door
	for _, m := range c.RPC.Methods {
		d := effects.Door{Kind: effects.RPC, Router: c.RPC.Router, Path: m.Path, Pos: c.Pos, Handler: m.Handler, Wrappers: ws, Unresolved: gap}
		if c.RPC.Router == "ogen" {
			d.Kind = effects.HTTP
			method, path, ok := strings.Cut(j.ops[c.RPC.Service][m.Name], " ")
			if d.Path = path; ok {
				d.Methods = []string{method}
			} else {
				d.Path, d.PathGap = "<"+m.Name+">", "the route of the operation "+m.Name
			}
		}
		if d.Handler == "" {
			for _, s := range impl {
				if s.v != nil && j.named[s.v.Type] != nil {
					d.Handler = first2(d.Handler, j.named[s.v.Type].Methods[m.Name])
				}
			}
		}
		if c.RPC.Router == "grpc-gateway" {
			d.Kind, d.Path, d.PathGap = effects.HTTP, "<"+m.Path+">", "the HTTP route of "+m.Path+", which stands in a generated package that was not read"
			if h := j.implementation(lastSegment(strings.ReplaceAll(c.RPC.Service, ".", "/")), m.Name); h != "" {
				d.Handler = h
			}
		}
		if d.Handler == "" {
			d.Unresolved = first(d.Unresolved, "what implements "+m.Path+" can't be told")
		}
		out = append(out, d)
	}
	return out
}

// readRegistrars reports whether a value can only mean generated functions that
// were read.
func (j *joiner) readRegistrars(v *Val, f *frame) bool {
	srcs := j.resolve(v, f, 0)
	for _, s := range srcs {
		if s.v == nil || s.v.Op != OpFunc {
			return false
		}
		if fn := j.funcs[j.funcSymbol(s)]; fn == nil || !fn.Generated {
			return false
		}
	}
	return len(srcs) > 0
}

func first2(a, b effects.Symbol) effects.Symbol {
	if a != "" {
		return a
	}
	return b
}

// unmounted gives the doors of services that no router was seen to take: those
// of grpc, which the server itself takes, and those whose router is not known.
func (j *joiner) unmounted() []effects.Door {
	var out []effects.Door
	for i := range j.calls {
		c := &j.calls[i]
		if c.RPC == nil || j.mounted[i] {
			continue
		}
		if fn := j.funcs[c.In]; fn != nil && fn.Generated {
			continue // a generated function that registers in terms of another
		}
		if j.idle(i) || c.RPC.Router == "grpc-gateway" && j.funcs[c.Callee] != nil {
			continue // of the gateway's code that is part of the program, the registrations are read
		}
		for _, f := range j.entries(i) {
			var around []effects.Wrapper
			gap := ""
			switch c.RPC.Router {
			case "grpc":
				if len(c.Args) > 0 {
					for _, x := range j.resolve(&c.Args[0], f, 0) {
						if x.r != nil {
							around = append(around, x.r.wraps...)
						}
					}
				}
			case "connect":
				gap = "the router that takes the service can't be told"
			}
			out = append(out, j.rpcDoors(i, f, around, gap)...)
		}
	}
	return out
}

// idle: nobody is seen to call the function that registers the service, and
// another one registers it too.
func (j *joiner) idle(call int) bool {
	c := &j.calls[call]
	if len(j.callers[c.In]) > 0 || len(j.filled[c.In]) > 0 || len(c.Args) == 0 || c.Args[0].Op != OpParam {
		return false
	}
	for i := range j.calls {
		if o := &j.calls[i]; i != call && o.RPC != nil && o.RPC.Router == c.RPC.Router && o.RPC.Service == c.RPC.Service &&
			(o.Args[0].Op != OpParam || len(j.callers[o.In]) > 0) {
			return true
		}
	}
	return false
}

// gatewayHandler: the gateway's literal calls the method of the service that
// the name of its pattern says.
func (j *joiner) gatewayHandler(c *Call, srcs []src, f *frame) []src {
	g := f.find(c.In)
	if g == nil || g.call < 0 || g.up == nil || len(g.args) < 3 || len(c.Args) < 2 || c.Args[1].Op != OpGlobal {
		return srcs
	}
	parts := strings.Split(string(c.Args[1].Sym), "_")
	if len(parts) < 4 {
		return srcs
	}
	method := parts[len(parts)-2]
	through := func(h effects.Symbol, f *frame) []src {
		var ws []effects.Wrapper
		for _, h := range srcs {
			if h.v != nil && h.v.Op == OpFunc {
				ws = append(ws, effects.Wrapper{Symbol: h.v.Sym, Pos: c.Pos})
			}
		}
		return []src{{v: &Val{Op: OpFunc, Sym: h}, f: f, wraps: ws}}
	}
	for _, s := range j.resolve(&g.args[len(g.args)-1], g.up, 0) {
		if s.v == nil || j.named[s.v.Type] == nil || j.named[s.v.Type].Methods[method] == "" {
			continue
		}
		return through(j.named[s.v.Type].Methods[method], s.f)
	}
	if h := j.implementation(strings.Join(parts[1:len(parts)-2], "_"), method); h != "" {
		return through(h, f) // by a client, to the same program's own service
	}
	return srcs
}

// implementation is the method behind a service that the program registers
// with a gRPC server.
func (j *joiner) implementation(service, method string) effects.Symbol {
	for i := range j.calls {
		c := &j.calls[i]
		if c.RPC == nil || c.RPC.Router != "grpc" || lastSegment(strings.ReplaceAll(c.RPC.Service, ".", "/")) != service {
			continue
		}
		for _, m := range c.RPC.Methods {
			if m.Name == method && m.Handler != "" {
				return m.Handler
			}
		}
	}
	return ""
}
