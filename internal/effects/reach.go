package effects

import (
	"cmp"
	"slices"
	"strings"
)

// Reach follows every door of the program and returns a verdict for each, in
// the order of the doors. It changes nothing and gives the same answer for the
// same program, whatever the order of its functions and links.
func Reach(p *Program, o Options) []DoorVerdict {
	r := &reacher{g: newGraph(p, &o), o: &o, memo: make(map[string]*walk), asked: make(map[string]*question)}
	r.w, r.trail = newWalker(r.g), r.g.ask(nil)
	out := make([]DoorVerdict, len(p.Doors))
	for i := range p.Doors {
		out[i] = r.door(&p.Doors[i])
	}
	return out
}

type reacher struct {
	g    *graph
	o    *Options
	w    *walker
	memo map[string]*walk // by root: many doors share their wrappers
	// trail asks the paths of handlers whether records come with writes.
	trail *question
	// asked are questions of guards, by the guards that count and the wrapper.
	asked map[string]*question
	// deaf are, by handler, the functions that drop what it gives; nil until asked.
	deaf map[Symbol]Symbol
}

// part is one piece of a door's way: a wrapper, from 1, or the handler, 0.
type part struct {
	n int
	*walk
}

func (r *reacher) door(d *Door) DoorVerdict {
	v := DoorVerdict{Door: *d, Scope: r.o.scope(d)}
	parts := make([]part, 0, len(d.Wrappers)+1)
	void := r.wrapperRules(d, &v)
	for i := range d.Wrappers {
		parts = append(parts, part{i + 1, r.wrapper(&d.Wrappers[i])})
	}
	parts = append(parts, part{0, r.root([]Symbol{d.Handler}, "", d.Pos)})
	big := false
	for _, p := range parts {
		r.add(&v, p, void[p.n])
		big = big || p.big
	}
	slices.SortStableFunc(v.Writes, func(a, b Reached) int {
		return cmp.Or(cmp.Compare(min(a.Wrapper, 1), min(b.Wrapper, 1)), cmp.Compare(a.Depth, b.Depth),
			cmp.Compare(a.What, b.What), comparePos(a.Pos, b.Pos))
	})
	r.grade(&v)
	r.guards(d, &v, parts)
	r.decide(&v, big)
	if v.Audits != nil {
		v.Unheard = r.unheard(d)
	}
	return v
}

// scope reports whether a write behind the door needs an audit record.
func (o *Options) scope(d *Door) bool {
	switch d.Kind {
	case Job:
		return o.Jobs
	case RPC, Callback:
		return true
	}
	return len(d.Methods) == 0 || slices.ContainsFunc(d.Methods, func(m string) bool { return !safe(m) })
}

// wrapperRules adds the records that configured wrappers write. The result
// names the wrappers whose records do not count, with the reason.
func (r *reacher) wrapperRules(d *Door, v *DoorVerdict) map[int]string {
	var void map[int]string
	for i := range r.o.Wrappers {
		rule := &r.o.Wrappers[i]
		at, missing, ok := rule.matchWrapper(d)
		if ok == matchNo {
			if missing != "" {
				v.Reasons = append(v.Reasons, missing)
				if void == nil {
					void = make(map[int]string)
				}
				void[at] = missing
			}
			continue
		}
		rec := Reached{Effect: Effect{Kind: Audit, Symbol: Symbol(rule.Func), What: "covered by a table of routes", Pos: d.Pos}, Wrapper: at, Durability: rule.Durability}
		if at > 0 {
			w := &d.Wrappers[at-1]
			rec.Symbol, rec.What, rec.Pos = w.Symbol, Short(w.Symbol), w.Pos
			if best := bestOf(r.wrapper(w).audits); rec.Durability == "" && best != nil {
				rec.Durability = best.flags.durability()
			}
			rec.Cond = w.Cond
			if rec.flags |= w.flags(); rec.flags&fOff != 0 {
				rec.Durability = OffDefault
			}
		}
		if ok == matchMaybe {
			rec.flags |= fWeak
		}
		rec.Path = []Step{{Symbol: rec.Symbol, What: rec.What, Pos: rec.Pos, Flow: rec.Flow}}
		v.Audits = append(v.Audits, rec)
	}
	return void
}

func bestOf(rs []Reached) *Reached {
	var best *Reached
	for i := range rs {
		if rs[i].flags&fWeak == 0 && (best == nil || worse(best.flags, rs[i].flags)) {
			best = &rs[i]
		}
	}
	return best
}

// wrapper walks what a wrapper does with each request.
func (r *reacher) wrapper(w *Wrapper) *walk {
	roots := []Symbol{w.Inner}
	if w.Inner == "" {
		roots = r.g.perRequest(w.Symbol)
	}
	return r.root(roots, w.Symbol, w.Pos)
}

// perRequest are the functions of a wrapper that run with each request, where
// the front end could not tell: itself, and its function literals that nobody
// calls, since it gives them back.
func (g *graph) perRequest(s Symbol) []Symbol {
	out := []Symbol{s}
	for _, lit := range g.given[s.Outer()] {
		if lit != s {
			out = append(out, lit)
		}
	}
	return out
}

func (r *reacher) root(roots []Symbol, wrapper Symbol, at Pos) *walk {
	var key strings.Builder
	for _, s := range append(roots, wrapper) {
		key.WriteString(string(s))
		key.WriteByte(0)
	}
	if w, ok := r.memo[key.String()]; ok {
		return w
	}
	w := r.w.run(roots, wrapper, at)
	slices.SortFunc(w.next, comparePos)
	r.memo[key.String()] = w
	return w
}

// add puts what one part of the way reaches into the verdict.
func (r *reacher) add(v *DoorVerdict, p part, void string) {
	at := v.Door.Pos
	if p.n > 0 {
		at = v.Door.Wrappers[p.n-1].Pos
	}
	copyTo := func(dst *[]Reached, src []Reached) {
		for _, x := range src {
			x.Wrapper = p.n
			x.Path = from(at, x.Path)
			*dst = append(*dst, x)
		}
	}
	copyTo(&v.Writes, p.writes)
	copyTo(&v.Tampers, p.tampers)
	v.More += p.more
	for _, h := range p.holes {
		h.Path, h.Wrapper = from(at, h.Path), p.n
		v.Holes = append(v.Holes, h)
	}
	if void != "" {
		return
	}
	n := len(v.Audits)
	copyTo(&v.Audits, p.audits)
	for i := n; i < len(v.Audits); i++ {
		a := &v.Audits[i]
		if p.n > 0 {
			a.flags |= place(a, p.next) | v.Door.Wrappers[p.n-1].flags()
			if cond := v.Door.Wrappers[p.n-1].Cond; cond != "" && len(a.Path) > 0 {
				a.Path = slices.Clone(a.Path) // walks are shared between doors
				a.Path[0].Cond = cond
			}
		}
		a.Durability = a.flags.durability()
	}
}

// from makes a path begin where the door is registered: walks are shared
// between doors.
func from(at Pos, path []Step) []Step {
	if len(path) < 2 || path[0].Pos == at {
		return path
	}
	out := slices.Clone(path)
	out[0].Pos = at
	return out
}

// place says whether a wrapper writes its record before or after it hands the
// request on. A deferred call comes after.
func place(a *Reached, next []Pos) flags {
	if len(a.Path) < 2 || len(next) == 0 || a.Defer {
		return 0
	}
	pos := a.Path[1].Pos
	switch {
	case pos.File != next[0].File:
		return 0
	case comparePos(pos, next[0]) < 0:
		return fBefore
	}
	return fAfter
}

func comparePos(a, b Pos) int {
	return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Col, b.Col))
}

// oneStatement reports whether one statement, run in one place, does both.
func (x *Reached) oneStatement(y *Reached) bool {
	return x.Statement > 0 && x.Statement == y.Statement && x.Effect.Pos == y.Effect.Pos &&
		slices.EqualFunc(x.Path, y.Path, func(a, b Step) bool { return a.Pos == b.Pos })
}

// grade lifts the records that share the transaction of every write, and puts
// the best one first.
func (r *reacher) grade(v *DoorVerdict) {
	for i := range v.Audits {
		a := &v.Audits[i]
		if a.Durability != Sync || a.tx.name == "" && a.Statement == 0 {
			continue
		}
		within, handler, may := 0, 0, 0
		for j := range v.Writes {
			if v.Writes[j].Wrapper > 0 || v.Writes[j].Weak {
				continue
			}
			handler++
			if a.tx.name != "" && v.Writes[j].tx == a.tx || a.oneStatement(&v.Writes[j]) {
				within++
			} else if strings.HasPrefix(a.tx.name, TxOfContext) && strings.HasPrefix(v.Writes[j].tx.name, TxOfContext) {
				may++
			}
		}
		v.TxUntold = v.TxUntold || may > 0 && within+may == handler && v.More == 0
		if within > 0 && within == handler && v.More == 0 {
			a.Durability = SameTx
		}
	}
	slices.SortStableFunc(v.Audits, func(a, b Reached) int {
		return cmp.Or(cmp.Compare(a.flags&fWeak, b.flags&fWeak), cmp.Compare(a.Durability.rank(), b.Durability.rank()),
			cmp.Compare(a.Depth, b.Depth), comparePos(a.Pos, b.Pos))
	})
}
