package effects

// sinkFlow is what a function that writes an audit record does to it inside.
type sinkFlow struct {
	found bool
	flags flags
}

// sink adds what the inside of a named audit function does to its record: a
// goroutine, an error that is only logged.
func (g *graph) sink(e *Effect) flags {
	if f, ok := g.sinks[e.Symbol]; ok {
		return f.flags
	}
	s := new(sinkFlow)
	g.sinks[e.Symbol] = s // also ends a sink that calls itself
	type step struct {
		fn int32
		x  flags
	}
	var queue []step
	seen := make(map[step]bool)
	add := func(fn int32, x flags) {
		if k := (step{fn, x}); !seen[k] && len(seen) < maxStates {
			seen[k] = true
			queue = append(queue, k)
		}
	}
	if i, ok := g.id[e.Symbol]; ok {
		add(i, 0)
	}
	for _, l := range g.links[e.Symbol] {
		if i, ok := g.id[l.To]; ok {
			add(i, 0)
		}
	}
	const inside = fGo | fDefer | fLater | fDropped | fLogged | fOff
	for len(queue) > 0 {
		k := queue[0]
		queue = queue[1:]
		f := g.fns[k.fn]
		for j := range f.Effects {
			in := &f.Effects[j]
			if kind := g.kind(in); kind != Audit && kind != Mutation {
				continue
			}
			x := (k.x | flagsOf(&in.Flow)) & inside
			if in.Symbol != e.Symbol && g.kind(in) == Audit && g.named(in) {
				x |= g.sink(in)
			}
			if !s.found || worse(s.flags, x) {
				s.found, s.flags = true, x
			}
		}
		for _, out := range g.out[k.fn] {
			add(out.to, (k.x|out.extra)&inside)
		}
	}
	return s.flags
}
