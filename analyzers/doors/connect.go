package doors

import (
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// fill finds the ways into functions that are called as values: the literal
// that fills a group, a list of functions that register routes.
func (j *joiner) fill() {
	for round, last := 0, -1; round < 4; round++ {
		clear(j.ways)
		clear(j.memo)
		clear(j.held)
		j.lists.clear()
		seen := map[string]bool{}
		filled := map[effects.Symbol][]*frame{}
		total := 0
		for i := range j.calls {
			c := &j.calls[i]
			s, known := j.spec(c)
			arg := c.Fun
			if known {
				if s.fill < 0 || s.fill >= len(c.Args) {
					continue
				}
				arg = &c.Args[s.fill]
				if s.op == opNew { // options, of which some register
					arg = &Val{Op: OpList, Args: c.Args}
					if c.Spread {
						arg = &Val{Op: OpAppend, Spread: true, Args: c.Args}
					}
				}
			}
			if arg == nil || !known && !handsRoutes(c) {
				continue
			}
			for _, f := range j.entries(i) {
				j.steps = maxSteps - maxSteps/8 // what is called is rarely far away
				for _, x := range j.functions(arg, f) {
					if x.v == nil || x.v.Op != OpFunc && x.v.Op != OpMethod || j.funcs[j.funcSymbol(x)] == nil {
						continue
					}
					g := j.closure(x, i, f)
					if known {
						g.args = []Val{{Op: OpCall, N: i, Class: ClassRouter, Text: c.Text}}
					}
					g.key = string(g.fn) + "@" + itoa(i) + "<" + j.keyAt(f, i) + "&" + x.f.name()
					if !seen[g.key] && len(filled[g.fn]) < maxFrames {
						seen[g.key] = true
						filled[g.fn] = append(filled[g.fn], g)
						total++
					}
				}
			}
		}
		j.filled = filled
		if total == last || total == 0 {
			break
		}
		last = total
	}
	clear(j.ways)
	clear(j.memo)
	clear(j.held)
	j.lists.clear()
}

// handsRoutes: a value is called with something that routes hang on.
func handsRoutes(c *Call) bool {
	if c.Fun.Class == ClassRoute {
		return true
	}
	for i := range c.Args {
		if k := c.Args[i].Class; k == ClassRouter || k == ClassRoute || k == ClassMiddleware {
			return true
		}
	}
	return false
}

// functions are the function values that an expression is or lists.
func (j *joiner) functions(v *Val, f *frame) []src {
	if v.Op != OpList && v.Op != OpAppend {
		return j.resolve(v, f, 0)
	}
	var out []src
	for _, it := range j.elements(v, f, 0) {
		out = append(out, it.src)
	}
	return out
}

// connect puts middleware around routers and hangs routers into each other.
func (j *joiner) connect() {
	for i := range j.calls {
		c := &j.calls[i]
		s, ok := j.spec(c)
		if !ok {
			continue
		}
		switch s.op {
		case opUse, opRouteMethods, opRoutePath, opRegister, opServe:
			for _, f := range j.entries(i) {
				j.steps = 0
				j.connectCall(s, i, c, f)
			}
		}
	}
	for _, a := range j.fields["net/http.Server.Handler"] {
		for _, f := range j.frames(a.In, nil) {
			j.serve(&a.Val, f)
		}
	}
	j.handedOut()
}

func (j *joiner) connectCall(s spec, i int, c *Call, f *frame) {
	at := event{f, i}
	switch s.op {
	case opUse:
		u := use{wraps: j.middleware(c, s.mws, f), at: at}
		if len(c.Args) > 0 && c.Args[0].Class == ClassText {
			if t := j.text(&c.Args[0], f, 0); t.gap == "" {
				u.path = t.s
			}
		}
		for k := range u.wraps {
			if u.path != "" && u.path != "/" {
				u.wraps[k].Cond = underPath + u.path
			}
		}
		for _, r := range j.parents(c, s, f, 0) {
			r.use(u)
			if s.mount {
				j.mountArgs(c, r, at, u.path)
			}
		}
	case opRouteMethods, opRoutePath:
		for _, x := range j.resolve(c.Recv, f, 0) {
			if x.r == nil {
				continue
			}
			if s.op == opRouteMethods {
				x.r.addMethods(j, c, f)
			} else if len(c.Args) > 0 && x.r.prefix.s == "" {
				x.r.prefix, x.r.exact = j.text(&c.Args[0], f, 0), !s.prefix
			}
		}
	case opServe:
		if s.handler < len(c.Args) {
			j.serve(&c.Args[s.handler], f)
		}
	case opRegister:
		h := j.handlerVal(s, c)
		if h == nil {
			return
		}
		for _, x := range j.handlers(h, f) {
			if x.r == nil {
				continue
			}
			path := j.pathOf(s, c, f)
			if oneRoute(s, path) && len(x.wraps) > 0 {
				continue
			}
			for _, p := range j.parents(c, s, f, 0) {
				m := mount{parent: p, at: at, path: path, wraps: x.wraps, base: x.strip, based: true}
				if s.mount && !x.stripped && x.r.fw == s.fw {
					m.based = false
				}
				x.r.mount(m)
			}
		}
	}
}

// oneRoute: the registration is for one method and one path, so that a router
// behind its handler gets this request only, in a form that can't be told.
func oneRoute(s spec, path text) bool {
	return len(s.methods) > 0 && !strings.Contains(path.s, "*") && !strings.HasSuffix(path.s, "/")
}

// mountArgs: fiber's Use also takes another app.
func (j *joiner) mountArgs(c *Call, r *router, at event, path string) {
	for i := range c.Args {
		if c.Args[i].Class != ClassRouter {
			continue
		}
		for _, x := range j.resolve(&c.Args[i], at.f, 0) {
			if x.r != nil {
				x.r.mount(mount{parent: r, at: at, path: text{s: path}})
			}
		}
	}
}

func (r *router) use(u use) {
	for _, old := range r.uses {
		if old.at.call == u.at.call && sameWraps(old.wraps, u.wraps) {
			return
		}
	}
	if len(u.wraps) > 0 {
		r.uses = append(r.uses, u)
	}
}

func sameWraps(a, b []effects.Wrapper) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i].Symbol != b[i].Symbol || strings.Join(a[i].Args, ",") != strings.Join(b[i].Args, ",") {
			return false
		}
	}
	return true
}

func (r *router) mount(m mount) {
	if m.parent == r || len(r.mounts) >= maxPlaces {
		return
	}
	for _, old := range r.mounts {
		if old.parent == m.parent && old.at.call == m.at.call && old.path == m.path {
			return
		}
	}
	r.mounts = append(r.mounts, m)
}
