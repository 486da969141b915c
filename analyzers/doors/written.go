package doors

import (
	"strings"
	"unicode"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// routeHandler: a route that says its own path and method also says what
// handles it; the literal beside the registration only hands the request on.
func (j *joiner) routeHandler(route src, srcs []src, c *Call) []src {
	for _, h := range srcs {
		if h.v == nil || h.v.Op != OpFunc || outermost(h.v.Sym) != outermost(c.In) {
			return srcs
		}
	}
	if route.v != nil && route.v.Op == OpStruct {
		for i := range route.v.Args {
			if a := &route.v.Args[i]; a.Op != OpConst {
				for _, s := range j.resolve(a, route.f, 0) {
					if s.v != nil && (s.v.Op == OpFunc || s.v.Op == OpMethod) && s.v.Class != ClassMiddleware && i < len(route.v.Names) && strings.Contains(strings.ToLower(route.v.Names[i]), "hand") {
						return []src{s}
					}
				}
			}
		}
	}
	if route.v != nil {
		if t := j.named[route.v.Type]; t != nil {
			for _, m := range []string{"Handle", "ServeHTTP", "Handler", "Serve", "Execute", "Invoke"} {
				if sym := t.Methods[m]; sym != "" {
					return []src{{v: &Val{Op: OpFunc, Sym: sym}, f: route.f}}
				}
			}
		}
	}
	return srcs
}

// given is the middleware that a function that registers gets as an argument
// beside the route.
func (j *joiner) given(c *Call, f *frame) []effects.Wrapper {
	g := f.find(c.In)
	if g == nil || g.call < 0 || g.up == nil {
		return nil
	}
	by := &j.calls[g.call]
	var out []effects.Wrapper
	for i := range by.Args {
		if by.Args[i].Class == ClassMiddleware {
			out = append(out, j.wrappersOf(&by.Args[i], by, g.up, 0)...)
		}
	}
	return out
}

// writtenAt is where a route is written: the call at which its path or its
// handler stops being a parameter.
func (j *joiner) writtenAt(s spec, c *Call, f *frame) effects.Pos {
	pos := c.Pos
	var v *Val
	if s.path >= 0 && s.path < len(c.Args) {
		v = &c.Args[s.path]
	}
	p := j.paramIn(v, 0)
	if p == nil {
		p = j.paramIn(j.handlerVal(s, c), 0)
	}
	for n := 0; p != nil && n < maxDepth; n++ {
		g := f.find(p.Sym)
		if g == nil || g.call < 0 || g.up == nil || p.N < 0 || p.N >= len(g.args) {
			return pos
		}
		if sp, ok := j.spec(&j.calls[g.call]); ok && sp.op == opGroup {
			return pos
		}
		pos = j.calls[g.call].Pos
		v, f = &g.args[p.N], g.up
		p = j.paramIn(v, 0)
	}
	return pos
}

// paramIn is the first parameter in an expression.
func (j *joiner) paramIn(v *Val, depth int) *Val {
	if v == nil || depth > 8 || v.Op == OpMethod {
		return nil
	}
	if v.Op == OpParam && v.Class != ClassRouter {
		return v
	}
	if v.Op == OpConcat && len(v.Args) > 0 { // base + "/x" is written here, "GET " + path is not
		return j.paramIn(&v.Args[len(v.Args)-1], depth+1)
	}
	for i := range v.Args {
		if p := j.paramIn(&v.Args[i], depth+1); p != nil {
			return p
		}
	}
	if v.Op == OpLocal && len(v.Defs) > 0 {
		return j.paramIn(&j.defs[v.Defs[0]].Val, depth+1)
	}
	if v.Op == OpCall && v.N >= 0 && j.calls[v.N].Class == ClassText {
		return j.paramIn(j.calls[v.N].Recv, depth+1)
	}
	return j.paramIn(v.Base, depth+1)
}

func (j *joiner) swaggerBase(in effects.Symbol) string {
	pkg, _, _ := split(string(gosymbol.Outer(in)))
	if b, ok := j.base[pkg]; ok && b != "" {
		return b
	}
	up, _ := cutLast(pkg, '/')
	return j.base[up] // the description stands in the folder above
}

// isCallback: a sign-in provider returns here, by the words of the path or of
// the handler's name.
func isCallback(d *effects.Door) bool {
	for seg := range strings.FieldsFuncSeq(d.Path, func(r rune) bool { return r == '/' || r == '-' || r == '_' || r == '.' }) {
		if callbackWords[strings.ToLower(seg)] {
			return true
		}
	}
	_, name := cutLast(string(gosymbol.Outer(d.Handler)), '.')
	if strings.Contains(strings.ToLower(name), "oauth") {
		return true
	}
	for _, w := range words(name) {
		if callbackWords[w] {
			return true
		}
	}
	return false
}

var callbackWords = map[string]bool{
	"callback": true, "oauth": true, "oauth2": true, "oidc": true, "saml": true, "saml2": true, "sso": true, "acs": true, "openid": true,
}

// words cuts a name in camel case.
func words(name string) []string {
	var out []string
	start := 0
	rs := []rune(name)
	for i := 1; i <= len(rs); i++ {
		if i == len(rs) || unicode.IsUpper(rs[i]) && (!unicode.IsUpper(rs[i-1]) || i+1 < len(rs) && unicode.IsLower(rs[i+1])) {
			out = append(out, strings.ToLower(string(rs[start:i])))
			start = i
		}
	}
	return out
}
