package effects

// maxWays bounds the states of one function. A function with more of them is
// taken for one that writes and records nothing on some way.
const maxWays = 1 << 15

// way is where a path through a function stands.
type way struct {
	block, op int // the next op of the block
	fate      fate
	prior     bool   // it had written before the last write
	told      uint32 // outcomes of the ops that are tested later, 2 bits each: 1 well, 2 badly
	facts     uint64 // 2 bits each: 1 holds, 2 does not; the upper half is of loops
}

// maxFact and maxLoop are how many conditions and loops of a function are told
// apart.
const (
	maxFact = 16
	maxLoop = 30
)

// pather follows the paths of one function.
type pather struct {
	q     *question
	fn    int32
	f     *Function
	paths *Paths // of f, nil where it has none
	bound []binding
	does  []fateSet // by op
	slot  []int     // by op: 1 + its place in told
	tests []int     // by op: how many branches ask for its outcome
	begin fateSet   // what stands in no op
	off   map[[2]int]bool
	seen  map[way]bool
	trail []way
	from  []int // by way: the one that it came from
	ends  []ended
}

type ended struct {
	at   int // index in trail
	fate fate
}

func newPather(q *question, fn int32, bound []binding) *pather {
	p := &pather{q: q, fn: fn, f: q.g.fns[fn], bound: bound, seen: make(map[way]bool), begin: one(0)}
	if p.f.Paths != nil && p.f.Paths.sound() {
		p.paths = p.f.Paths
	}
	p.outcomes()
	return p
}

// run follows all paths and returns how they end.
func (p *pather) run() fateSet {
	if p.paths == nil && p.f.Paths != nil {
		return one(0) | one(failed) | one(worked) | one(worked|recorded) // the ways can't be told
	}
	if p.paths == nil {
		return p.begin | p.q.seq(p.begin, one(failed))
	}
	for x := fate(0); x < fates; x++ {
		if p.begin.has(x) {
			p.walk(-1, way{fate: x &^ failed})
		}
	}
	for i := 0; i < len(p.trail); i++ {
		if len(p.trail) > maxWays {
			return one(0) | one(failed) | one(worked) | one(worked|recorded)
		}
		p.step(i)
	}
	var out fateSet
	for _, e := range p.ends {
		out |= one(e.fate)
	}
	return out
}

func (p *pather) walk(from int, w way) {
	if p.seen[w] {
		return
	}
	p.seen[w] = true
	p.trail, p.from = append(p.trail, w), append(p.from, from)
}

// step takes one way further.
func (p *pather) step(i int) {
	w := p.trail[i]
	b := &p.paths.Blocks[w.block]
	if w.op < len(b.Ops) {
		k := b.Ops[w.op]
		next := w
		next.op++
		op := &p.paths.Ops[k]
		switch {
		case op.Fact != 0:
			next.facts = setFact(next.facts, op.Fact)
			p.walk(i, next)
		case op.Refuses:
			next.fate |= aborted
			p.walk(i, next)
		case op.Into > 0:
			p.walk(i, next)
		default:
			p.doOp(i, next, k)
		}
		return
	}
	if len(b.Next) == 0 {
		p.end(i, w, b)
		return
	}
	for j := range b.Next {
		p.turn(i, w, b, j)
	}
}

func (p *pather) doOp(i int, w way, k int) {
	for x := fate(0); x < fates; x++ {
		if !p.does[k].has(x) {
			continue
		}
		next := w
		next.fate = p.q.then(w.fate, x)
		next.fate &^= failed
		if p.q.guards == nil && x&worked != 0 && x&failed == 0 {
			next.prior = w.fate&worked != 0
			if w.fate&worked == 0 {
				next.fate &^= aborted // it goes on with the work after a failure
				next.fate |= x & aborted
			}
		}
		if s := p.slot[k]; s > 0 {
			said := uint32(1)
			if x&failed != 0 {
				said = 2
			}
			next.told = next.told&^(3<<(2*(s-1))) | said<<(2*(s-1))
		}
		p.walk(i, next)
	}
}

// outcomeOf is what a way knows of an op: 0 nothing, 1 well, 2 badly.
func (p *pather) outcomeOf(w *way, op int) uint32 {
	if op == 0 || p.slot[op-1] == 0 {
		return 0
	}
	return w.told >> (2 * (p.slot[op-1] - 1)) & 3
}

// turn takes one edge, if the way can.
func (p *pather) turn(i int, w way, b *PathBlock, j int) {
	t := &b.Next[j]
	told := p.outcomeOf(&w, t.Op)
	switch t.When {
	case Failed:
		if told == 1 {
			return
		}
		w.fate |= aborted
	case IsFalse:
		if told == 1 {
			return
		}
	case Passed, IsTrue:
		if told == 2 {
			return
		}
	case Nothing:
		if p.q.guards == nil && !w.prior {
			w.fate &^= worked
		}
	case Off:
		if p.q.guards == nil && p.skips(w.block, j) {
			w.fate |= recorded
		}
	}
	if t.Op > 0 && p.tests[t.Op-1] == 1 && p.slot[t.Op-1] > 0 {
		w.told &^= 3 << (2 * (p.slot[t.Op-1] - 1))
	}
	if t.Fact != 0 {
		ok := false
		if w.facts, ok = turnFact(w.facts, t); !ok {
			return
		}
	}
	w.block, w.op = t.To, 0
	p.walk(i, w)
}

// skips reports whether a turn leaves out a record to which its sibling leads.
func (p *pather) skips(block, j int) bool {
	key := [2]int{block, j}
	if v, ok := p.off[key]; ok {
		return v
	}
	next := p.paths.Blocks[block].Next
	v := !p.records(next[j].To, block)
	other := false
	for k := range next {
		other = other || k != j && p.records(next[k].To, block)
	}
	if p.off == nil {
		p.off = make(map[[2]int]bool)
	}
	p.off[key] = v && other
	return v && other
}

// records reports whether a record can be written from a block on, without
// coming through another one.
func (p *pather) records(from, not int) bool {
	seen := make([]bool, len(p.paths.Blocks))
	seen[not] = true
	queue := []int{from}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		if seen[i] {
			continue
		}
		seen[i] = true
		b := &p.paths.Blocks[i]
		for _, k := range b.Ops {
			if p.does[k].any(recorded, 0) {
				return true
			}
		}
		for _, t := range b.Next {
			queue = append(queue, t.To)
		}
	}
	return false
}

func setFact(facts uint64, fact int) uint64 {
	n, v := fact, uint64(1)
	if fact < 0 {
		n, v = -fact, 2
	}
	shift := 2 * (n - 1)
	return facts&^(3<<shift) | v<<shift
}

// turnFact reports whether a condition can be what a turn takes it for. A loop
// that ends after its first round says nothing new of what it ran over.
func turnFact(facts uint64, t *Turn) (uint64, bool) {
	n := t.Fact
	if n < 0 {
		n = -n
	}
	if t.Loop > maxLoop {
		return facts, true
	}
	known := facts >> (2 * (n - 1)) & 3
	entered := uint64(0)
	if t.Loop > 0 {
		entered = 1 << (32 + t.Loop)
	}
	switch {
	case t.Fact > 0 && known == 2, t.Fact < 0 && known == 1 && facts&entered == 0:
		return facts, false
	case t.Fact > 0:
		return setFact(facts, t.Fact) | entered, true
	case known == 0:
		facts = setFact(facts, t.Fact)
	}
	return facts &^ entered, true
}

func (p *pather) end(i int, w way, b *PathBlock) {
	x := w.fate
	add := func(x fate) { p.ends = append(p.ends, ended{i, x}) }
	errors := p.paths.gives()
	if p.paths.Answers && p.q.guards == nil && b.End != EndAbort {
		add(x)
		return
	}
	switch b.End {
	case EndWell:
		if errors {
			x &^= aborted // it says that all went well
		}
		add(x)
	case EndBadly:
		add(x | failed)
	case EndAbort:
		add(x | failed | aborted)
	default:
		switch told := p.outcomeOf(&w, b.Op); {
		case told == 1:
			add(x &^ aborted)
		case told == 2, x&aborted != 0:
			add(x | failed)
		default:
			add(x)
			add(x | failed)
		}
	}
}

// gives reports whether the function gives word of its success.
func (p *Paths) gives() bool {
	for i := range p.Blocks {
		if e := p.Blocks[i].End; e == EndBadly || e == EndOpen {
			return true
		}
	}
	return false
}
