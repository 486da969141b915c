package effects

// Statements that a function runs and its caller gives: exec(query). What such
// a function does is told at the calls of it, and only there.

// given says what a caller tells of the statement that it gives.
type given struct {
	told bool   // an effect of the caller says what the statement does
	own  uint64 // else the caller's own parameters that carry it, a bit each
}

// gives says what a function tells of the statements in one of its calls.
func (g *graph) gives(fn int32, call Pos) given {
	var out given
	for i := range g.fns[fn].Effects {
		e := &g.fns[fn].Effects[i]
		if e.Pos != call {
			continue
		}
		switch e.Kind {
		case Mutation, Audit, Tamper, Read:
			if e.TextParam == 0 {
				out.told = true
			}
			out.own |= paramBit(e.TextParam)
		}
	}
	return out
}

func paramBit(n int) uint64 {
	if n <= 0 {
		return 0
	}
	return 1 << min(n-1, 63)
}

// statements finds the functions that run statements of their callers, over
// as many steps as it takes, and makes a stop of every call that gives one of
// them a statement of which nothing is told.
func (g *graph) statements() {
	g.texts = make([]uint64, len(g.fns))
	var queue []int32
	for i, f := range g.fns {
		for j := range f.Effects {
			if e := &f.Effects[j]; !e.Passed {
				g.texts[i] |= paramBit(e.TextParam)
			}
		}
		if g.texts[i] != 0 {
			queue = append(queue, int32(i))
		}
	}
	if len(queue) == 0 {
		return
	}
	type caller struct {
		fn   int32
		call *Call
	}
	callers := make(map[int32][]caller)
	for i := range g.out {
		for _, e := range g.out[i] {
			callers[e.to] = append(callers[e.to], caller{int32(i), e.call})
		}
	}
	for len(queue) > 0 {
		to := queue[0]
		queue = queue[1:]
		for _, c := range callers[to] {
			old := g.texts[c.fn]
			if g.texts[c.fn] |= g.gives(c.fn, c.call.Pos).own; g.texts[c.fn] != old {
				queue = append(queue, c.fn)
			}
		}
	}
	for i := range g.out {
		for _, e := range g.out[i] {
			if g.texts[e.to] != 0 && !g.settles(int32(i), e.call.Pos, e.to) {
				g.stops[i] = append(g.stops[i], g.untold(e.to, e.call))
			}
		}
	}
}

// settles reports whether a call tells what the function called is to run. Of
// two statements, the effects at one place don't say whose they are.
func (g *graph) settles(fn int32, call Pos, to int32) bool {
	x := g.gives(fn, call)
	return (x.told || x.own != 0) && g.texts[to]&(g.texts[to]-1) == 0
}

// untold is a call that gives a function a statement that can't be read.
func (g *graph) untold(to int32, c *Call) stop {
	s := g.fns[to].Symbol
	return stop{call: c, pos: c.Pos, symbol: s, writes: true, reason: "the statement that " + Short(s) + " is given can't be read"}
}
