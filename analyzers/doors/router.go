package doors

import (
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// router is a router, a group of one, or a route of gorilla/mux that a chain
// of calls fills in.
type router struct {
	key     string
	fw      string
	root    bool // made by the library, not out of another one
	route   bool
	parent  *router
	made    event
	prefix  text
	exact   bool // a route with Path
	methods []string
	gaps    []string
	wraps   []effects.Wrapper // given when it was made
	uses    []use
	mounts  []mount
	served  [][]effects.Wrapper
}

// event is when something happens to a router.
type event struct {
	f    *frame
	call int
}

// use is middleware put around a router.
type use struct {
	wraps []effects.Wrapper
	at    event
	path  string
}

// mount hangs a router into another one.
type mount struct {
	parent *router
	at     event
	path   text
	base   string // what is taken off before the request gets here
	based  bool
	wraps  []effects.Wrapper
}

func (j *joiner) intern(key string, r router) *router {
	if old := j.routers[key]; old != nil {
		return old
	}
	r.key = key
	j.routers[key] = &r
	return &r
}

func (j *joiner) newRouter(s spec, call int, f *frame) *router {
	key := "new " + strconv.Itoa(call) + " " + j.keyAt(f, call)
	if s.fw == "go-swagger" {
		key = swaggerKey(j.calls[call].In)
	}
	if old := j.routers[key]; old != nil {
		return old
	}
	r := j.intern(key, router{fw: s.fw, root: true, made: event{f, call}})
	if s.mws >= 0 {
		r.wraps = j.middleware(&j.calls[call], s.mws, f)
	}
	return r
}

// swaggerKey: the routes of a go-swagger server are those of its package.
func swaggerKey(in effects.Symbol) string {
	pkg, _, _ := split(string(outermost(in)))
	return "go-swagger " + pkg
}

func (j *joiner) defaultMux() *router {
	return j.intern("default mux", router{fw: "net/http", root: true})
}

// parents are the routers that a call's receiver may be.
func (j *joiner) parents(c *Call, s spec, f *frame, depth int) []*router {
	if c.Recv == nil {
		if s.fw == "net/http" && s.pattern {
			return []*router{j.defaultMux()}
		}
		return nil
	}
	var out []*router
	for _, x := range j.resolve(c.Recv, f, depth+1) {
		switch {
		case x.r != nil:
			if !slices.Contains(out, x.r) {
				out = append(out, x.r)
			}
		case x.v != nil && x.v.Op == OpStruct && routerTypes[frameworkName(x.v.Type)] != "":
			// A router that is used as its zero value: var mux http.ServeMux.
			out = append(out, j.intern("zero "+x.v.Text+x.f.name(), router{fw: s.fw, root: true}))
		default:
			out = append(out, j.unknownRouter(x, s))
		}
	}
	if len(out) == 0 {
		out = append(out, j.intern("zero "+c.Recv.Text+f.name(), router{fw: s.fw, root: true}))
	}
	return out
}

// unknownRouter stands for one that can't be followed.
func (j *joiner) unknownRouter(x src, s spec) *router {
	key, what := "unknown", "a router"
	if x.v != nil {
		key, what = "unknown "+strconv.Itoa(int(x.v.Op))+" "+string(x.v.Sym)+" "+x.v.Text+" "+strconv.Itoa(x.v.N), x.v.Text
	}
	r := j.intern(key, router{fw: s.fw})
	if len(r.gaps) == 0 {
		r.gaps = []string{"where the router " + what + " comes from can't be told"}
		if x.v != nil && x.v.Op == OpParam && len(j.contexts(x.v.Sym)) <= 1 && len(j.callers[x.v.Sym]) == 0 {
			r.gaps = []string{noCall + string(x.v.Sym) + " is seen that gives it the router " + what}
		}
		if x.v != nil && x.v.Op == OpZero || what == "" {
			r.gaps = []string{"the router can't be told"}
		}
	}
	return r
}

func (j *joiner) groups(s spec, v *Val, call int, f *frame, depth int) []src {
	c := &j.calls[call]
	var prefix text
	if s.path >= 0 && s.path < len(c.Args) {
		prefix = j.text(&c.Args[s.path], f, depth+1)
	}
	var out []src
	for _, p := range j.parents(c, s, f, depth) {
		r := j.routers["group "+strconv.Itoa(call)+" "+prefix.s+" in "+p.key]
		if r == nil {
			r = j.intern("group "+strconv.Itoa(call)+" "+prefix.s+" in "+p.key, router{fw: s.fw, parent: p, prefix: prefix, made: event{f, call}})
			if s.mws >= 0 {
				r.wraps = j.middleware(c, s.mws, f)
			}
		}
		out = append(out, src{v: v, f: f, r: r})
	}
	return out
}

// routes makes the route of gorilla/mux that a call starts.
func (j *joiner) routes(s spec, v *Val, call int, f *frame, depth int) []src {
	c := &j.calls[call]
	var out []src
	for _, p := range j.parents(c, s, f, depth) {
		key := "route " + strconv.Itoa(call) + " " + j.keyAt(f, call) + " in " + p.key
		r := j.routers[key]
		if r == nil {
			r = j.intern(key, router{fw: s.fw, parent: p, route: true, made: event{f, call}})
			if s.path >= 0 && s.path < len(c.Args) {
				r.prefix, r.exact = j.text(&c.Args[s.path], f, depth+1), !s.prefix
			}
			if s.op == opRoute && s.mws >= 0 {
				r.addMethods(j, c, f)
			}
		}
		out = append(out, src{v: v, f: f, r: r})
	}
	return out
}

func (r *router) addMethods(j *joiner, c *Call, f *frame) {
	for i := range c.Args {
		ms, known := j.texts(&c.Args[i], f)
		if !known {
			r.gaps = append(r.gaps, "the method "+c.Args[i].Text+" is not constant")
		}
		for _, m := range ms {
			if m = strings.ToUpper(m); !slices.Contains(r.methods, m) {
				r.methods = append(r.methods, m)
			}
		}
	}
}

func (j *joiner) subrouters(v *Val, call int, f *frame, depth int) []src {
	c := &j.calls[call]
	var out []src
	for _, x := range j.resolve(c.Recv, f, depth+1) {
		if x.r == nil {
			x.r = j.unknownRouter(x, plain(opRouteSub, "gorilla/mux"))
		}
		r := j.intern("sub "+strconv.Itoa(call)+" of "+x.r.key, router{fw: "gorilla/mux", parent: x.r, made: event{f, call}})
		out = append(out, src{v: v, f: f, r: r})
	}
	return out
}

// place is one way in which requests get to a router.
type place struct {
	base    string // taken off already
	prefix  text
	wraps   []effects.Wrapper
	methods []string
	gap     string
}

// maxPlaces bounds the ways to one router.
const maxPlaces = 64

// places are the ways to a router, with the middleware that holds for what
// happens to it at an event.
func (j *joiner) places(r *router, at event, depth int) []place {
	own := append([]effects.Wrapper(nil), r.wraps...)
	for _, u := range r.uses {
		own = append(own, j.applying(r, u, at)...)
	}
	if depth > maxDepth {
		return []place{{gap: "the router is nested too deep", wraps: own}}
	}
	gap := ""
	if len(r.gaps) > 0 {
		gap = r.gaps[0]
	}
	var out []place
	switch {
	case r.parent != nil:
		ev := r.made
		if r.fw == "fiber" || r.route { // its parent is asked when the route is added
			ev = at
		}
		for _, p := range j.places(r.parent, ev, depth+1) {
			p.prefix = text{joinPath(r.fw, p.prefix.s, r.prefix.s), first(p.prefix.gap, r.prefix.gap)}
			p.wraps, p.gap = join(p.wraps, own), first(p.gap, gap)
			if len(r.methods) > 0 {
				p.methods = r.methods
			}
			out = append(out, p)
		}
	case len(r.mounts) > 0:
		for _, m := range r.mounts {
			for _, p := range j.places(m.parent, m.at, depth+1) {
				q := place{base: p.base, wraps: join(join(p.wraps, m.wraps), own), gap: first(p.gap, gap), methods: nil}
				if m.based {
					q.base += m.base
				} else if m.path.s != "" {
					q.base = joinPath(m.parent.fw, p.base+p.prefix.s, strings.TrimSuffix(strings.TrimSuffix(m.path.s, "*"), "/"))
				}
				out = append(out, q)
			}
			if len(out) > maxPlaces {
				break
			}
		}
	default:
		out = []place{{wraps: join(j.outer(r), own), gap: gap}}
	}
	return out
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// outer is what stands around a whole router at its listeners. Of several
// listeners, what only one has is marked.
func (j *joiner) outer(r *router) []effects.Wrapper {
	if len(r.served) == 0 {
		return nil
	}
	out := append([]effects.Wrapper(nil), r.served[0]...)
	for _, s := range r.served[1:] {
		for i := range out {
			if out[i].Cond == "" && !slices.ContainsFunc(s, func(w effects.Wrapper) bool { return w.Symbol == out[i].Symbol }) {
				out[i].Cond = "one of several listeners"
			}
		}
	}
	return out
}

// applying is the middleware that holds at an event.
func (j *joiner) applying(r *router, u use, at event) []effects.Wrapper {
	later := r.fw == "gin" || r.fw == "fiber" || r.fw == "echo" && !r.root
	if !later || at.call < 0 {
		return u.wraps
	}
	switch j.order(u.at, at) {
	case 1:
		return nil
	case 0:
		out := append([]effects.Wrapper(nil), u.wraps...)
		for i := range out {
			out[i].Cond = first(out[i].Cond, "set up before the route")
		}
		return out
	}
	return u.wraps
}
