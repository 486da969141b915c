package effects

// fate is what one way through a function did, relative to its begin.
type fate uint8

const (
	worked   fate = 1 << iota // trail: it wrote; guard: it wrote and no guard had let it through
	recorded                  // trail: it wrote a record; guard: a guard let it through
	failed                    // it returns an error or false
	aborted                   // it ends because something failed
	refused                   // guard: a guard said no
	defied                    // guard: it wrote although a guard had said no
	fates    = 1 << 6
)

// fateSet is a set of fates, a bit each.
type fateSet uint64

func (s fateSet) has(x fate) bool { return s&(1<<x) != 0 }

func one(x fate) fateSet { return 1 << x }

// neutral: nothing that matters, with or without an error.
const neutral = fateSet(1)<<0 | fateSet(1)<<failed

// any reports whether a fate of the set has all bits of want and none of not.
func (s fateSet) any(want, not fate) bool {
	for x := fate(0); x < fates; x++ {
		if s.has(x) && x&want == want && x&not == 0 {
			return true
		}
	}
	return false
}

// question is what paths are asked: does a record come with each write, or does
// a guard stand before each.
type question struct {
	g       *graph
	guards  func(*Effect) bool // nil: the trail is asked for
	wrapper Symbol             // the wrapper that is asked, "" for a handler
	inner   fateSet            // what the request that a wrapper hands on does
	memo    map[string]fateSet
	done    map[string]bool
	open    map[string]bool // being computed
	cyclic  bool
	changed bool
}

func (g *graph) ask(guards func(*Effect) bool) *question {
	return &question{g: g, guards: guards, memo: make(map[string]fateSet), done: make(map[string]bool), open: make(map[string]bool)}
}

// binding is what the function in a parameter does.
type binding struct {
	param Symbol // "param 2 of import/path.F"
	does  fateSet
}

// of gives the fates of a function.
func (q *question) of(fn int32, bound []binding) fateSet {
	for range 20 {
		q.cyclic, q.changed = false, false
		out := q.visit(fn, bound)
		if !q.cyclic || !q.changed {
			return out
		}
		clear(q.done)
	}
	return q.visit(fn, bound) | one(worked) | one(worked|recorded)
}

func (q *question) visit(fn int32, bound []binding) fateSet {
	f := q.g.fns[fn]
	if !q.g.matters[fn] {
		return neutral
	}
	key, bound := keyFor(f.Symbol, bound)
	if q.open[key] {
		q.cyclic = true
		return q.memo[key]
	}
	if q.done[key] {
		return q.memo[key]
	}
	q.open[key] = true
	out := newPather(q, fn, bound).run() | q.memo[key]
	q.open[key] = false
	if out != q.memo[key] {
		q.memo[key], q.changed = out, true
	}
	q.done[key] = true
	return out
}

// keyFor names a function together with the parameters that it can see.
func keyFor(s Symbol, bound []binding) (string, []binding) {
	key := string(s)
	var sees []binding
	for _, b := range bound {
		of, ok := parameterOf(b.param)
		if !ok || of != s && of != s.Outer() && of.Outer() != s.Outer() {
			continue
		}
		sees = append(sees, b)
		key += "\x00" + string(b.param) + "\x00"
		for d := b.does; d > 0; d >>= 4 {
			key += string("0123456789abcdef"[d&15])
		}
	}
	return key, sees
}

// then is what comes of one fate followed by another.
func (q *question) then(a, b fate) fate {
	if q.guards != nil {
		if a&recorded != 0 {
			b &^= worked | defied | refused
		} else if a&refused != 0 && b&worked != 0 {
			b |= defied
		}
		return a&^failed | b
	}
	if b&failed != 0 {
		b &^= worked // what a failed call wrote is taken for undone
	}
	return a&^failed | b
}

// seq runs two sets one after the other; the whole fails if one of them does.
func (q *question) seq(a, b fateSet) fateSet {
	var out fateSet
	for x := fate(0); x < fates; x++ {
		if !a.has(x) {
			continue
		}
		for y := fate(0); y < fates; y++ {
			if b.has(y) {
				out |= one(q.then(x, y) | x&failed)
			}
		}
	}
	return out
}

// effect is what an effect of a function does, where fails says whether it can.
func (q *question) effect(id int32, e *Effect, fails bool) fateSet {
	x := fate(0)
	switch role := q.g.roles[id]; {
	case role == roleWrite && (q.guards != nil || !e.Weak):
		x = worked
	case role == roleAudit && q.guards == nil && q.g.does[id]&fWeak == 0:
		if s := q.within(e, fails); s != 0 {
			return s
		}
		x = recorded
	case role == roleGuard && q.guards != nil && q.guards(e):
		if !fails {
			return one(recorded)
		}
		return one(recorded) | one(refused|failed)
	}
	if q.wrapper != "" && x == worked {
		x = 0 // middleware keeps its own books
	}
	out := one(x)
	if fails {
		if q.guards == nil {
			x &^= worked
		}
		out |= one(x | failed)
	}
	return out
}

// within is what a function that the user named as one that records does inside,
// where a record is seen there; 0 where none is, and the user is believed.
func (q *question) within(e *Effect, fails bool) fateSet {
	fn, ok := q.g.id[e.Symbol]
	if !ok {
		return 0
	}
	in := q.visit(fn, nil)
	if !in.any(recorded, 0) {
		return 0
	}
	var out fateSet
	for x := fate(0); x < fates; x++ {
		if in.has(x) {
			x &^= worked
			if x&failed != 0 {
				x |= recorded // that it failed is what is heard of it
			}
			out |= one(x)
		}
	}
	if !fails {
		return well(out)
	}
	return out
}

// call is what a call of a function leads to. It reports false where that is
// nothing that is known.
func (q *question) call(fn int32, c *Call, bound []binding) (fateSet, bool) {
	if q.wrapper != "" && (c.Interface || c.Dynamic) && handsOn(c, q.wrapper) {
		return q.inner, true
	}
	for _, b := range bound {
		if c.Dynamic && b.param == c.Callee {
			return b.does, true
		}
	}
	var out fateSet
	known := false
	for _, e := range q.g.out[fn] {
		if e.call == c {
			known = true
			out |= q.visit(e.to, bound)
		}
	}
	if known && q.guards == nil {
		for _, l := range q.g.links[c.Callee] {
			if _, ok := q.g.id[l.To]; !ok {
				out |= neutral
			}
		}
	}
	if c.Undone != "" && q.guards == nil {
		out = out.unkept()
	}
	return out, known
}

// unkept leaves the records out, which may come to nothing.
func (s fateSet) unkept() fateSet {
	var out fateSet
	for x := fate(0); x < fates; x++ {
		if s.has(x) {
			out |= one(x &^ recorded)
		}
	}
	return out
}
