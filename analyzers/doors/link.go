package doors

import (
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// Bounds of the work that Join does, so that no program makes it run away.
const (
	maxFrames = 4096    // ways into one function
	maxItems  = 1024    // entries of one table
	maxSteps  = 1 << 15 // resolutions for one call in one frame
	maxTotal  = 1 << 21 // resolutions in all; a remembered one takes some 300 bytes
)

// joiner holds all fragments as one program.
type joiner struct {
	calls   []Call
	defs    []Def
	loops   []Loop
	funcs   map[effects.Symbol]*Func
	fields  map[effects.Symbol][]Assign
	globals map[effects.Symbol][]Assign
	named   map[string]*Type
	ops     map[string]map[string]string
	base    map[string]string
	callers map[effects.Symbol][]int
	within  map[effects.Symbol][]int // calls by the function that they stand in
	needs   map[effects.Symbol]bool  // functions whose parameters matter
	inner   map[effects.Symbol][]effects.Symbol
	extra   map[effects.Symbol]Registrar

	ways    map[effects.Symbol][]*frame // memo of contexts
	filled  map[effects.Symbol][]*frame // ways into functions that are called as values
	busy    map[effects.Symbol]bool
	routers map[string]*router
	mounted map[int]bool // RPC calls whose handler some router takes
	routeOf *src         // the route value that the last text came from
	memo    map[memoKey]remembered
	held    map[effects.Symbol]remembered // by fields and package variables
	lists   listings
	total   int
	limit   int // of total
	steps   int // of the work at hand
	cut     int // how often something was not followed to its end
}

// frame is one way in which a function is entered.
type frame struct {
	fn   effects.Symbol
	call int // -1: not known
	args []Val
	recv *src // of a method whose receiver is known
	up   *frame
	bind map[int]item
	key  string // without the entries of tables
	at   string // these
}

// item is one entry of a list or map.
type item struct {
	n   int
	key *Val
	src src
}

// src is where a value comes from.
type src struct {
	v        *Val
	f        *frame
	r        *router
	wraps    []effects.Wrapper
	strip    string
	stripped bool
	cond     string
	makers   []int  // the calls of functions that gave the value, outermost first
	rpc      int    // 1 + the call that made it
	added    []step // when it was put into the list of a field or package variable that it comes from
}

func newJoiner(fs []Fragment, cfg Config) *joiner {
	j := &joiner{
		funcs: map[effects.Symbol]*Func{}, fields: map[effects.Symbol][]Assign{}, globals: map[effects.Symbol][]Assign{},
		named: map[string]*Type{}, ops: map[string]map[string]string{}, base: map[string]string{},
		callers: map[effects.Symbol][]int{}, within: map[effects.Symbol][]int{}, needs: map[effects.Symbol]bool{},
		inner: map[effects.Symbol][]effects.Symbol{}, extra: map[effects.Symbol]Registrar{},
		ways: map[effects.Symbol][]*frame{}, filled: map[effects.Symbol][]*frame{}, busy: map[effects.Symbol]bool{},
		routers: map[string]*router{}, mounted: map[int]bool{}, memo: map[memoKey]remembered{}, held: map[effects.Symbol]remembered{}, lists: newListings(), limit: maxTotal,
	}
	for _, x := range cfg.Extra {
		j.extra[x.Func] = x
	}
	calls, defs, loops := 0, 0, 0
	for i := range fs {
		calls, defs, loops = calls+len(fs[i].Calls), defs+len(fs[i].Defs), loops+len(fs[i].Loops)
	}
	j.calls, j.defs, j.loops = make([]Call, 0, calls), make([]Def, 0, defs), make([]Loop, 0, loops)
	for i := range fs {
		j.add(fs[i])
	}
	j.index()
	return j
}

// add copies a fragment and gives its numbers an offset.
func (j *joiner) add(f Fragment) {
	f = f.moved(offset{len(j.calls), len(j.defs), len(j.loops)})
	j.calls, j.defs, j.loops = append(j.calls, f.Calls...), append(j.defs, f.Defs...), append(j.loops, f.Loops...)
	for i := range f.Funcs {
		j.funcs[f.Funcs[i].Sym] = &f.Funcs[i]
	}
	for _, a := range f.Fields {
		j.fields[a.Sym] = append(j.fields[a.Sym], a)
	}
	for _, a := range f.Globals {
		j.globals[a.Sym] = append(j.globals[a.Sym], a)
	}
	for i := range f.Types {
		j.named[f.Types[i].Name] = &f.Types[i]
	}
	j.ops[f.Path], j.base[f.Path] = f.Ops, f.BasePath
}

func (j *joiner) index() {
	methods := map[string][]effects.Symbol{} // by name and parameters
	for sym, fn := range j.funcs {
		if fn.Outer != "" {
			j.inner[fn.Outer] = append(j.inner[fn.Outer], sym)
		}
		if _, typ, name := split(string(sym)); typ != "" && fn.Outer == "" {
			methods[name+"/"+fn.Shape] = append(methods[name+"/"+fn.Shape], sym)
		}
	}
	for _, m := range methods {
		slices.Sort(m)
	}
	for i := range j.calls {
		c := &j.calls[i]
		j.within[c.In] = append(j.within[c.In], i)
		if c.Callee == "" {
			continue
		}
		if !c.Iface {
			j.callers[c.Callee] = append(j.callers[c.Callee], i)
			continue
		}
		_, _, name := split(string(c.Callee))
		for _, m := range methods[name+"/"+c.Shape] {
			j.callers[m] = append(j.callers[m], i)
			c.Like = "" // the program implements it: its own code says what it does
		}
	}
	j.paramsUsed()
}

// paramsUsed finds the functions in which something depends on a parameter.
func (j *joiner) paramsUsed() {
	var val func(v *Val)
	val = func(v *Val) {
		if v == nil {
			return
		}
		if v.Op == OpParam {
			for s := v.Sym; s != ""; {
				j.needs[s] = true
				fn := j.funcs[s]
				if fn == nil {
					break
				}
				s = fn.Outer
			}
		}
		val(v.Base)
		for i := range v.Args {
			val(&v.Args[i])
		}
		for i := range v.Keys {
			val(&v.Keys[i])
		}
	}
	for i := range j.calls {
		c := &j.calls[i]
		val(c.Fun)
		val(c.Recv)
		for k := range c.Args {
			val(&c.Args[k])
		}
	}
	for i := range j.defs {
		val(&j.defs[i].Val)
	}
	for i := range j.loops {
		val(&j.loops[i].List)
	}
	for _, m := range []map[effects.Symbol][]Assign{j.fields, j.globals} {
		for _, as := range m {
			for i := range as {
				val(&as[i].Val)
			}
		}
	}
	for sym, fn := range j.funcs { // each call of a function that makes a router makes another one
		for _, r := range fn.Returns {
			for k := range r {
				val(&r[k])
				if r[k].Class == ClassRouter && r[k].Op != OpField && r[k].Op != OpGlobal {
					j.needs[sym] = true
				}
			}
		}
	}
}

// contexts are the ways into a function; one that is not known when nothing in
// it depends on its parameters, or when no call is seen.
func (j *joiner) contexts(fn effects.Symbol) []*frame {
	if fs, ok := j.ways[fn]; ok {
		return fs
	}
	if j.busy[fn] {
		return nil
	}
	j.busy[fn] = true
	defer delete(j.busy, fn)
	var out []*frame
	out = append(out, j.filled[fn]...)
	f := j.funcs[fn]
	if j.needs[fn] && (f == nil || !f.Handler) { // who answers a request registers no routes
		for _, i := range j.callers[fn] {
			for _, up := range j.entries(i) {
				if len(out) < maxFrames {
					out = append(out, j.enter(fn, i, up))
				}
			}
		}
	}
	if len(out) == 0 && f != nil && f.Outer != "" {
		for _, up := range j.contexts(f.Outer) {
			out = append(out, &frame{fn: fn, call: -1, up: up, key: string(fn) + "<" + up.name()})
		}
	}
	if len(out) == 0 {
		out = []*frame{{fn: fn, call: -1, key: string(fn)}}
	}
	j.ways[fn] = out
	return out
}

// entries are the ways to reach a call, one for each entry of the tables that
// loops around it go over.
func (j *joiner) entries(call int) []*frame {
	c := &j.calls[call]
	out := j.contexts(c.In)
	for _, l := range c.Loops {
		var next []*frame
		for _, f := range out {
			items := j.elements(&j.loops[l].List, f, 0)
			if len(items) == 0 || len(items) > maxItems || len(next)+len(items) > maxFrames {
				next = append(next, f)
				continue
			}
			for n, it := range items {
				g := *f
				g.bind = make(map[int]item, len(f.bind)+1)
				for k, v := range f.bind {
					g.bind[k] = v
				}
				it.n = n
				g.bind[l] = it
				g.at += bindKey(l, n)
				next = append(next, &g)
			}
		}
		out = next
	}
	return out
}

// enter makes the frame of a function that a call enters.
func (j *joiner) enter(fn effects.Symbol, call int, up *frame) *frame {
	key := string(fn)
	if j.needs[fn] || strings.Contains(key, "$") {
		key += "@" + strconv.Itoa(call) + "<" + j.keyAt(up, call)
	}
	return &frame{fn: fn, call: call, args: j.calls[call].Args, up: up, key: key}
}

func bindKey(loop, n int) string { return "#" + strconv.Itoa(loop) + "." + strconv.Itoa(n) }

// keyAt names a frame as a call in it sees it: with the entries of those tables
// only that the loops around the call go over.
func (j *joiner) keyAt(f *frame, call int) string {
	if f == nil {
		return ""
	}
	key := f.key
	for _, l := range j.calls[call].Loops {
		if it, ok := f.bind[l]; ok {
			key += bindKey(l, it.n)
		}
	}
	return key
}

// name tells a frame from all others.
func (f *frame) name() string {
	if f == nil {
		return ""
	}
	return f.key + f.at
}

// find is the frame of a function in a chain of frames.
func (f *frame) find(fn effects.Symbol) *frame {
	for ; f != nil; f = f.up {
		if f.fn == fn {
			return f
		}
	}
	return nil
}

// depth is the length of a chain of frames.
func (f *frame) depth() int {
	n := 0
	for ; f != nil; f = f.up {
		n++
	}
	return n
}

func outermost(s effects.Symbol) effects.Symbol { return gosymbol.Outer(s) }
