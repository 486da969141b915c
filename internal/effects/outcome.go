package effects

import (
	"strconv"
)

// outcomes finds what each op does.
func (p *pather) outcomes() {
	paths := p.paths
	if paths == nil {
		for j := range p.f.Effects {
			p.begin = p.q.seq(p.begin, p.q.effect(p.q.g.base[p.fn]+int32(j), &p.f.Effects[j], false))
		}
		for j := range p.f.Calls {
			if s, ok := p.q.call(p.fn, &p.f.Calls[j], p.bound); ok {
				p.begin = p.q.seq(p.begin, well(s))
			}
		}
		return
	}
	p.does, p.slot, p.tests = make([]fateSet, len(paths.Ops)), make([]int, len(paths.Ops)), make([]int, len(paths.Ops))
	at := make(map[Pos][]int)
	for k := range paths.Ops {
		at[paths.Ops[k].At] = append(at[paths.Ops[k].At], k)
	}
	effects, calls := make([][]int, len(paths.Ops)), make([][]int, len(paths.Ops))
	for j := range p.f.Effects {
		e := &p.f.Effects[j]
		for _, k := range at[bare(e.Pos)] {
			effects[k] = append(effects[k], j)
		}
	}
	for j := range p.f.Calls {
		for _, k := range at[bare(p.f.Calls[j].Pos)] {
			calls[k] = append(calls[k], j)
		}
	}
	handed := make(map[int][]int)
	for k := range paths.Ops {
		if into := paths.Ops[k].Into; into > 0 {
			handed[into-1] = append(handed[into-1], k)
		}
	}
	for k := range paths.Ops {
		if op := &paths.Ops[k]; op.Into == 0 && op.Fact == 0 && !op.Refuses {
			p.does[k] = p.outcome(op, effects[k], calls[k], handed[k], calls)
		}
	}
	p.slots()
}

func bare(at Pos) Pos {
	at.File = ""
	return at
}

// well drops the word of success: nobody looks at it.
func well(s fateSet) fateSet {
	var out fateSet
	for x := fate(0); x < fates; x++ {
		if s.has(x) {
			out |= one(x &^ failed)
		}
	}
	return out
}

// unbroken leaves out what a deferred function does after a failure, where it
// does something else without one: the ways that fail are told apart where they
// fail.
func (s fateSet) unbroken() fateSet {
	var out fateSet
	for x := fate(0); x < fates; x++ {
		if s.has(x) && x&aborted == 0 {
			out |= one(x)
		}
	}
	if out == 0 {
		return s
	}
	return out
}

// outcome is what one call does: its own effects, the functions that it is
// handed, and what it leads to.
func (p *pather) outcome(op *Op, effects, calls, handed []int, callsAt [][]int) fateSet {
	own, sink := one(0), false
	fails := op.Fails || op.Answers && p.q.guards != nil
	for n, j := range effects {
		e := &p.f.Effects[j]
		s := p.q.effect(p.q.g.base[p.fn]+int32(j), e, fails && !e.Go && !e.Defer && n == 0)
		own = p.q.seq(own, s)
		k := p.q.g.kind(e)
		sink = sink || k == Audit || k == Tamper || p.q.guards != nil && k == Guard && p.q.guards(e)
	}
	bound := p.bound
	var inline fateSet = one(0)
	for _, h := range handed {
		for _, j := range callsAt[h] {
			c := &p.f.Calls[j]
			s, ok := p.q.call(p.fn, c, p.bound)
			if p.paths.Ops[h].Maybe {
				s |= one(0)
			}
			switch {
			case !ok:
			case c.To != "" && !c.Go && !c.Later && p.q.g.runs[paramName(c)]:
				bound = append(bound[:len(bound):len(bound)], binding{paramName(c), s})
			case c.Go || c.Later || c.Defer:
				inline = p.q.seq(inline, well(s))
			default:
				inline = p.q.seq(inline, s)
			}
		}
	}
	below, some := fateSet(0), false
	if !sink {
		for _, j := range calls {
			c := &p.f.Calls[j]
			if c.To != "" {
				continue
			}
			if s, ok := p.q.call(p.fn, c, bound); ok {
				if c.Go || c.Later || c.Defer {
					s = well(s)
				}
				if c.Defer {
					s = s.unbroken()
				}
				below, some = below|s, true
			}
		}
	}
	switch {
	case some:
	case fails && len(effects) == 0 && inline == one(0):
		below = neutral
	default:
		below = one(0)
	}
	res := p.q.seq(p.q.seq(own, inline), below)
	if !fails {
		res = well(res)
	}
	if op.Maybe || op.Stored && !p.found(calls) {
		res |= one(0)
	}
	return res
}

// found reports whether some call may mean a function that is stored.
func (p *pather) found(calls []int) bool {
	for _, j := range calls {
		if p.q.g.linked[p.f.Calls[j].Callee] {
			return true
		}
	}
	return false
}

func paramName(c *Call) Symbol {
	return Symbol("param " + strconv.Itoa(c.Param) + " of " + string(c.To))
}

// slots gives the ops whose outcome a branch asks for a place of their own.
func (p *pather) slots() {
	n := 0
	ask := func(op int, times int) {
		if op == 0 {
			return
		}
		p.tests[op-1] += times
		if p.slot[op-1] == 0 && n < 16 {
			n++
			p.slot[op-1] = n
		}
	}
	for i := range p.paths.Blocks {
		b := &p.paths.Blocks[i]
		for j := range b.Next {
			if j == 0 || b.Next[j].Op != b.Next[0].Op {
				ask(b.Next[j].Op, 1)
			}
		}
		ask(b.Op, 2)
	}
}
