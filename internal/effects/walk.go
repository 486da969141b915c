package effects

import (
	"slices"
	"strings"
)

// maxStates bounds one walk. A door that leads further is unresolved.
const maxStates = 1 << 18

// maxKept bounds the writes of a walk that are kept with their way; the rest
// is counted. Of more audit records, guards and holes than that only the best
// or the first are of interest.
const maxKept = 64

// walk is what is reached from a root: a handler, or what a wrapper does with
// each request.
type walk struct {
	writes  []Reached
	more    int
	audits  []Reached
	guards  []Reached
	tampers []Reached
	holes   []Hole
	next    []Pos // where a wrapper hands the request on
	big     bool  // the bound was met
}

// state is a function on a way with what the way does to it.
type state struct {
	fn, parent, next int32
	depth            int32
	flags            flags
	call             *Call
	by               string
}

// walker keeps what walks share, so that a walk costs what it visits.
type walker struct {
	g                *graph
	first            []int32 // by function: its newest state
	stamp            []int32
	entered          []int32 // by function: the walk in which a call led to it
	gen              int32
	states           []state
	at               []int32 // by effect: its index in the audit records
	met              []int32 // by effect: the last walk that met it
	res              *walk
	wrapper          Symbol // the wrapper that is walked, "" for a handler
	root             Pos
	later            []pending
	stopped          []int32 // by stop, like met
	hidden, mayWrite bool    // a hole of that kind is kept
}

type pending struct {
	state int32
	param param
}

func newWalker(g *graph) *walker {
	n := len(g.fns)
	return &walker{
		g: g, first: make([]int32, n), stamp: make([]int32, n), entered: make([]int32, n),
		at: make([]int32, g.effects), met: make([]int32, g.effects), stopped: make([]int32, g.holes),
	}
}

// run walks breadth first. A function is visited again only on a way that does
// less to what lies behind it.
func (w *walker) run(roots []Symbol, wrapper Symbol, at Pos) *walk {
	w.gen++
	w.states, w.later = w.states[:0], w.later[:0]
	w.res, w.wrapper, w.root = new(walk), wrapper, at
	w.hidden, w.mayWrite = false, false
	for _, r := range roots {
		if i, ok := w.g.id[r]; ok {
			w.push(i, -1, 0, nil, "")
			if w.g.texts[i] != 0 && len(w.states) > 0 {
				st := w.g.untold(i, &Call{Pos: at})
				w.stop(int32(len(w.states)-1), &st)
			}
		}
	}
	done := w.drain(0)
	// What a parameter means is known where its function was called. A root's
	// own parameters were given at start-up: any value may stand there.
	for len(w.later) > 0 && !w.res.big {
		todo := w.later
		w.later = nil
		for _, p := range todo {
			w.resolve(p)
		}
		done = w.drain(done)
	}
	return w.res
}

func (w *walker) drain(from int) int {
	for ; from < len(w.states); from++ {
		if len(w.states) > maxStates {
			w.res.big = true
			return len(w.states)
		}
		w.visit(int32(from))
	}
	return from
}

func (w *walker) push(fn, parent int32, x flags, c *Call, by string) {
	if !w.g.matters[fn] {
		return
	}
	head := int32(-1)
	if w.stamp[fn] == w.gen {
		head = w.first[fn]
	}
	for s := head; s >= 0; s = w.states[s].next {
		if old := w.states[s].flags; old&x == old {
			return
		}
	}
	depth := int32(0)
	if parent >= 0 {
		depth = w.states[parent].depth + 1
	}
	w.states = append(w.states, state{fn: fn, parent: parent, next: head, depth: depth, flags: x, call: c, by: by})
	w.stamp[fn], w.first[fn] = w.gen, int32(len(w.states)-1)
}

func (w *walker) visit(i int32) {
	s := w.states[i]
	f := w.g.fns[s.fn]
	for j := range f.Effects {
		w.effect(i, w.g.base[s.fn]+int32(j), &f.Effects[j])
	}
	if w.wrapper != "" {
		for _, c := range w.g.next[s.fn] {
			if handsOn(c, w.wrapper) {
				w.res.next = append(w.res.next, w.leaves(i, c))
			}
		}
	}
	for j := range w.g.stops[s.fn] {
		if st := &w.g.stops[s.fn][j]; st.call == nil || w.wrapper == "" || !handsOn(st.call, w.wrapper) {
			w.stop(i, st)
		}
	}
	for _, p := range w.g.value[s.fn] {
		if w.wrapper == "" || !handsOn(p.call, w.wrapper) {
			w.later = append(w.later, pending{i, p})
		}
	}
	for _, e := range w.g.out[s.fn] {
		if w.wrapper != "" && handsOn(e.call, w.wrapper) {
			continue
		}
		w.entered[e.to] = w.gen
		w.push(e.to, i, s.flags|e.extra, e.call, e.by)
	}
}

// handsOn reports whether a call in a wrapper hands the request to what it
// wraps. Its links lead to every handler of the program and say nothing.
func handsOn(c *Call, wrapper Symbol) bool {
	switch {
	case c.Interface:
		m := c.Callee.method()
		return m == "ServeHTTP" || m == "Handle" || m == "Next"
	case c.Dynamic:
		if of, ok := parameterOf(c.Callee); ok {
			return of.Outer() == wrapper.Outer()
		}
		name := c.Callee.method()
		switch name[strings.LastIndexByte(name, ' ')+1:] {
		case "next", "handler", "inner", "wrapped", "delegate", "h":
			field, ok := strings.CutPrefix(string(c.Callee), "field ")
			return !ok || strings.HasPrefix(field, wrapper.Package()+".")
		}
	}
	return false
}

// leaves is where a way leaves the root: there, what a wrapper does can be
// told to come before or after another thing that it does.
func (w *walker) leaves(i int32, c *Call) Pos {
	pos := c.Pos
	for w.states[i].parent >= 0 {
		pos = w.states[i].call.Pos
		i = w.states[i].parent
	}
	return pos
}

func (w *walker) effect(i, id int32, e *Effect) {
	role := w.g.roles[id]
	if role == 0 {
		return
	}
	s := &w.states[i]
	x := s.flags | w.g.does[id]
	switch role {
	case roleWrite:
		if x&fLoose != 0 && int(s.depth) > w.g.o.mutationDepth() || w.seen(id) {
			return // the first way is the shortest
		}
		w.write(i, e, x)
	case roleAudit:
		if x&fLoose != 0 && int(s.depth) > w.g.o.auditDepth() {
			return
		}
		w.audit(i, id, e, x)
	case roleGuard:
		w.once(&w.res.guards, i, id, e, x)
	case roleTamper:
		w.once(&w.res.tampers, i, id, e, x)
	}
}

func (w *walker) write(i int32, e *Effect, x flags) {
	if len(w.res.writes) == maxKept {
		w.res.more++
		return
	}
	w.res.writes = append(w.res.writes, w.reached(i, e, x))
}

// seen reports whether the walk has met an effect before, and notes it.
func (w *walker) seen(id int32) bool {
	old := w.met[id] == w.gen
	w.met[id] = w.gen
	return old
}

// audit keeps for each record the best way to it.
func (w *walker) audit(i, id int32, e *Effect, x flags) {
	at, ok := w.at[id], w.met[id] == w.gen
	if !ok && len(w.res.audits) >= maxKept {
		for k := range w.res.audits {
			if !worse(w.res.audits[k].flags, x) {
				return
			}
		}
		w.res.audits[maxKept-1] = w.reached(i, e, x)
		return
	}
	if !ok {
		w.seen(id)
		w.at[id] = int32(len(w.res.audits))
		w.res.audits = append(w.res.audits, w.reached(i, e, x))
		return
	}
	if worse(w.res.audits[at].flags, x) {
		w.res.audits[at] = w.reached(i, e, x)
	}
}

// worse reports whether a is a worse way to an audit record than b.
func worse(a, b flags) bool {
	if a&fWeak != b&fWeak {
		return a&fWeak != 0
	}
	return a.durability().rank() > b.durability().rank()
}

func (w *walker) once(list *[]Reached, i, id int32, e *Effect, x flags) {
	if w.seen(id) || len(*list) >= maxKept {
		return
	}
	*list = append(*list, w.reached(i, e, x))
}

func (w *walker) stop(i int32, s *stop) {
	if s.id > 0 && w.stopped[s.id] == w.gen || len(w.res.holes) >= maxKept && (w.hidden || !s.records) && (w.mayWrite || !s.writes) {
		return
	}
	w.hidden, w.mayWrite = w.hidden || s.records, w.mayWrite || s.writes
	w.stopped[s.id] = w.gen
	if s.id == 0 && slices.ContainsFunc(w.res.holes, func(h Hole) bool { return h.Path[len(h.Path)-1].Pos == s.pos }) {
		return
	}
	w.res.holes = append(w.res.holes, Hole{
		Reason: s.reason, Writes: s.writes, Records: s.records,
		Path: append(w.path(i), Step{Symbol: s.symbol, What: "?", Pos: s.pos}),
	})
}

func (w *walker) reached(i int32, e *Effect, x flags) Reached {
	r := Reached{Effect: *e, Depth: int(w.states[i].depth), flags: x, tx: w.tx(i, e.Flow)}
	r.Flow = x.inherit(e.Flow)
	r.Path = append(w.path(i), Step{Symbol: e.Symbol, What: what(e), Pos: e.Pos, Flow: e.Flow})
	return r
}

// path is the way from the root to a state.
func (w *walker) path(i int32) []Step {
	out := make([]Step, w.states[i].depth+1, w.states[i].depth+2)
	for k := len(out) - 1; i >= 0; k-- {
		s := &w.states[i]
		out[k] = Step{Symbol: w.g.fns[s.fn].Symbol, By: s.by, Pos: w.root}
		if s.call != nil {
			out[k].Pos, out[k].Flow = s.call.Pos, s.call.Flow
		}
		i = s.parent
	}
	return out
}

// tx follows a transaction up the way to where it is no parameter any more. A
// method that was called on a transaction works in it by its receiver.
func (w *walker) tx(i int32, f Flow) txID {
	name, param := f.Tx, f.TxParam
	for w.states[i].parent >= 0 {
		s := &w.states[i]
		switch {
		case param > 0 && len(s.call.Txs) > 1:
			at := slices.IndexFunc(s.call.Txs, func(a TxArg) bool { return a.Param == param })
			if at < 0 {
				return w.txAt(i, name)
			}
			name, param = s.call.Txs[at].Tx, s.call.Txs[at].TxParam
		case param > 0 && s.call.Tx != "" && !s.call.TxRecv, name == "" && s.call.TxRecv:
			name, param = s.call.Tx, s.call.TxParam
		case name == "" && w.g.fns[s.fn].Symbol.receiver() != "" &&
			w.g.fns[s.fn].Symbol.receiver() == w.g.fns[w.states[s.parent].fn].Symbol.receiver():
			// A method that calls another one of its type.
		default:
			return w.txAt(i, name)
		}
		i = s.parent
	}
	return w.txAt(i, name)
}

func (w *walker) txAt(i int32, name string) txID {
	if name == "" {
		return txID{}
	}
	return txID{in: w.g.fns[w.states[i].fn].Symbol, name: name}
}

// resolve follows a call of a parameter when its function was not called on
// this walk: it was called at start-up. Where that was done with several
// values, which of them this door holds can't be told.
func (w *walker) resolve(p pending) {
	of, known := w.g.id[p.param.of]
	if known && w.entered[of] == w.gen {
		return
	}
	c := p.param.call
	if harmless(c.Callee) {
		return
	}
	ls := w.g.links[c.Callee]
	if len(ls) == 1 {
		if to, ok := w.g.id[ls[0].To]; ok {
			w.entered[to] = w.gen
			w.push(to, p.state, w.states[p.state].flags|flagsOf(&c.Flow), c, ls[0].By)
			if w.g.texts[to] != 0 && !w.g.settles(w.states[p.state].fn, c.Pos, to) {
				st := w.g.untold(to, c)
				w.stop(p.state, &st)
			}
		}
		return
	}
	w.stop(p.state, &stop{pos: c.Pos, symbol: c.Callee, writes: true, records: true,
		reason: "the function that " + Short(p.param.of) + " is given is not known"})
}
