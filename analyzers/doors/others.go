package doors

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// byName: rata takes a table of routes and a table of handlers by name.
func (j *joiner) byName(s spec, c *Call, f *frame) []effects.Door {
	if len(c.Args) < 2 {
		return nil
	}
	byKey := map[string][]src{}
	for _, it := range j.elements(&c.Args[1], f, 0) {
		if it.key != nil {
			k := j.text(it.key, it.src.f, 0)
			byKey[k.s] = append(byKey[k.s], j.through(it.src, 0)...)
		}
	}
	var out []effects.Door
	routes := j.elements(&c.Args[0], f, 0)
	if len(routes) == 0 {
		out = append(out, effects.Door{Kind: effects.HTTP, Path: "<" + c.Args[0].Text + ">", Router: s.fw, Pos: c.Pos,
			Unresolved: "the table of routes " + c.Args[0].Text + " can't be read"})
	}
	for _, it := range routes {
		d := effects.Door{Kind: effects.HTTP, Router: s.fw, Pos: c.Pos}
		name := j.part(it.src, "Name")
		path, method := j.part(it.src, "Path"), j.part(it.src, "Method")
		d.Path, d.PathGap = path.s, path.gap
		if method.gap == "" && method.s != "" {
			d.Methods = []string{method.s}
		}
		hs := byKey[name.s]
		if len(hs) == 0 {
			d.Unresolved = "no handler is seen for the route " + name.s
			out = append(out, d)
			continue
		}
		for _, h := range hs {
			e := d
			e.Wrappers = h.wraps
			out = append(out, j.handled(e, h, nil)...)
		}
	}
	return out
}

func (j *joiner) part(s src, field string) text {
	if v := fieldOf(s, field); v != nil {
		return j.text(v, s.f, 0)
	}
	return text{}
}

// job gives the door of a registered piece of work.
func (j *joiner) job(s spec, c *Call, f *frame) []effects.Door {
	d := effects.Door{Kind: effects.Job, Router: s.fw, Pos: c.Pos}
	if s.path >= 0 && s.path < len(c.Args) {
		if t := j.text(&c.Args[s.path], f, 0); t.gap == "" {
			d.Path = t.s
		}
	}
	if s.handler >= len(c.Args) {
		return nil
	}
	var out []effects.Door
	for _, h := range j.resolve(&c.Args[s.handler], f, 0) {
		hs := []effects.Symbol{}
		if h.v != nil && (h.v.Op == OpFunc || h.v.Op == OpMethod) {
			hs = append(hs, j.funcSymbol(h))
		} else if h.v != nil && j.named[h.v.Type] != nil {
			hs = workMethods(j.named[h.v.Type], strings.HasPrefix(s.fw, "worker"))
		}
		if len(hs) == 0 {
			e := d
			e.Path = first(e.Path, c.Text)
			e.Unresolved = "what the job " + shown(&c.Args[s.handler]) + " runs can't be told"
			out = append(out, e)
		}
		for _, sym := range hs {
			e := d
			e.Handler, e.Path = sym, first(e.Path, shortName(sym))
			e.Wrappers = h.wraps
			out = append(out, e)
		}
	}
	return out
}

// workMethods: a job is a value with a method that does the work; a struct of
// activities has one in each method.
func workMethods(t *Type, all bool) []effects.Symbol {
	var out []effects.Symbol
	if !all {
		for _, m := range jobMethods {
			if t.Methods[m] != "" {
				return []effects.Symbol{t.Methods[m]}
			}
		}
	}
	for _, m := range t.Methods {
		out = append(out, m)
	}
	slices.Sort(out)
	return out
}

func shortName(s effects.Symbol) string {
	return lastSegment(string(s))
}

// whole gives the door of a handler that takes all requests of a listener.
func (j *joiner) whole(v *Val, pos effects.Pos, f *frame) []effects.Door {
	var out []effects.Door
	for _, h := range j.handlers(v, f) {
		if h.r != nil || h.v == nil || h.v.Op == OpZero {
			continue
		}
		d := effects.Door{Kind: effects.HTTP, Path: "/", Router: "net/http", Pos: pos, Wrappers: h.wraps}
		out = append(out, j.handled(d, h, nil)...)
	}
	return out
}

// loners gives the doors that no call registers: listeners by a field, loops
// over tickers and queues, consumers by interface.
func (j *joiner) loners(fs []Fragment) []effects.Door {
	var out []effects.Door
	for _, a := range j.fields["net/http.Server.Handler"] {
		fn := j.funcs[a.In]
		if fn == nil {
			continue
		}
		for _, f := range j.frames(a.In, nil) {
			out = append(out, j.whole(&a.Val, fn.Pos, f)...)
		}
	}
	for _, a := range j.fields["github.com/gorilla/mux.Router.NotFoundHandler"] {
		fn := j.funcs[a.In]
		if fn == nil {
			continue
		}
		for _, f := range j.frames(a.In, nil) {
			for _, h := range j.handlers(&a.Val, f) {
				if h.r == nil {
					d := effects.Door{Kind: effects.HTTP, Path: "/*", Router: "gorilla/mux", Pos: fn.Pos, Wrappers: h.wraps}
					out = append(out, j.handled(d, h, nil)...)
				}
			}
		}
	}
	started := map[effects.Symbol]bool{}
	for _, fr := range fs {
		for _, s := range fr.Started {
			started[s] = true
		}
	}
	for _, fr := range fs {
		for i := range fr.Funcs {
			if fn := &fr.Funcs[i]; fn.Job != "" && (started[fn.Sym] || fn.Job != "ticker" || namedLikeJob(fn.Sym)) {
				out = append(out, effects.Door{Kind: effects.Job, Path: shortName(fn.Sym), Router: fn.Job, Handler: fn.Sym, Pos: fn.Pos})
			}
		}
		for i := range fr.Types {
			if t := &fr.Types[i]; t.Consumer != "" {
				out = append(out, effects.Door{Kind: effects.Job, Path: shortName(t.Consumer), Router: t.Router, Handler: t.Consumer, Pos: t.Pos})
			}
		}
	}
	return out
}

// namedLikeJob: what starts a loop is not always seen (a lifecycle library, a
// list of services); then its name tells it from a wait with retries.
func namedLikeJob(s effects.Symbol) bool {
	_, name := cutLast(string(gosymbol.Outer(s)), '.')
	for _, w := range words(name) {
		switch w {
		case "run", "loop", "worker", "daemon", "cron", "schedule", "scheduler", "start", "poll", "poller":
			return true
		}
	}
	return false
}
