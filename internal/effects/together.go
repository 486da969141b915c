package effects

import "slices"

// together says whether the records of an audited door are written on each way
// on which it writes. It gives the branch that leaves them out, nil where none
// does; never: no way that ends well has both.
func (r *reacher) together(v *DoorVerdict) (never bool, at *Branch) {
	if slices.ContainsFunc(v.Audits, func(a Reached) bool { return a.flags&fWeak == 0 && len(a.Path) == 1 }) {
		return false, nil // the user says so: a wrapper, a table of routes
	}
	h, ok := r.g.id[v.Door.Handler]
	if !ok {
		return false, nil
	}
	last, fn := r.trail, h
	set := r.trail.of(h, nil)
	for i := len(v.Door.Wrappers) - 1; i >= 0; i-- {
		w := &v.Door.Wrappers[i]
		if !slices.ContainsFunc(v.Audits, func(a Reached) bool { return a.Wrapper == i+1 }) {
			continue
		}
		q := r.g.ask(nil)
		q.wrapper, q.inner = w.Symbol, set
		around, root := q.around(r.roots(w))
		if set = around; root >= 0 && set.unrecorded() {
			last, fn = q, root
		}
	}
	if !set.any(worked, 0) {
		return false, nil // what is written can't be told from here
	}
	if !set.any(worked|recorded, 0) {
		return true, last.branch(fn, worked, 0)
	}
	if !set.unrecorded() {
		return false, nil
	}
	return !set.any(worked|recorded, failed|aborted), last.branch(fn, worked, 0)
}

// unrecorded reports a way that ends well, on which data and no record is
// written.
func (s fateSet) unrecorded() bool { return s.any(worked, recorded|failed|aborted) }

// roots are the functions that a wrapper runs with each request.
func (r *reacher) roots(w *Wrapper) []Symbol {
	if w.Inner != "" {
		return []Symbol{w.Inner}
	}
	return r.g.perRequest(w.Symbol)
}

// around is what a wrapper makes of what it hands on, and the function that
// does, -1 where it can't be told.
func (q *question) around(roots []Symbol) (fateSet, int32) {
	for _, s := range roots {
		fn, ok := q.g.id[s]
		if ok && slices.ContainsFunc(q.g.next[fn], func(c *Call) bool { return handsOn(c, q.wrapper) }) {
			return q.of(fn, nil), fn
		}
	}
	out := q.inner
	for _, s := range roots {
		if fn, ok := q.g.id[s]; ok {
			out = q.seq(out, q.of(fn, nil))
		}
	}
	return well(out), -1
}

// branch is where a way that does what is wanted and ends well leaves the way to
// the record.
func (q *question) branch(fn int32, want fate, depth int) *Branch {
	p := newPather(q, fn, nil)
	p.run()
	f := q.g.fns[fn]
	best, not := -1, recorded|failed|aborted
	if q.guards != nil {
		not = 0
	}
	for i, e := range p.ends {
		if e.fate&want == want && e.fate&not == 0 {
			best = i
			break
		}
	}
	if best < 0 || depth > 20 || p.paths == nil {
		return &Branch{Pos: f.Pos}
	}
	// From the end of the way to its begin: the last turn that could have led to
	// a record, else the last call that could have.
	next := -1
	for i := p.ends[best].at; i >= 0; i = p.from[i] {
		w := p.trail[i]
		b := &p.paths.Blocks[w.block]
		if next >= 0 && w.op == len(b.Ops) && len(b.Next) > 1 {
			to := p.trail[next].block
			for j := range b.Next {
				if t := &b.Next[j]; t.To == to && p.skips(w.block, j) {
					return &Branch{Pos: Pos{File: f.Pos.File, Line: t.Line}, Cond: t.Cond, Else: j > 0}
				}
			}
		}
		next = i
	}
	for i := p.ends[best].at; i >= 0; i = p.from[i] {
		w := p.trail[i]
		b := &p.paths.Blocks[w.block]
		if w.op >= len(b.Ops) {
			continue
		}
		k := b.Ops[w.op]
		if p.does == nil || !p.does[k].any(recorded, 0) || !p.does[k].any(0, recorded|failed|aborted) {
			continue
		}
		op := &p.paths.Ops[k]
		for _, e := range q.g.out[fn] {
			if bare(e.call.Pos) == op.At && !op.Maybe && !op.Stored {
				return q.branch(e.to, 0, depth+1)
			}
		}
		for j := range f.Effects {
			if to, ok := q.g.id[f.Effects[j].Symbol]; ok && bare(f.Effects[j].Pos) == op.At {
				return q.branch(to, 0, depth+1)
			}
		}
		return &Branch{Pos: Pos{File: f.Pos.File, Line: op.At.Line}, Call: true}
	}
	return &Branch{Pos: f.Pos}
}
