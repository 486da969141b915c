package doors

import (
	"math"
	"slices"
)

// listings remembers what lists hold. A program in which many statements add to
// one list, "t.routes = append(t.routes, r)", would else be gone through once for
// each order of these statements.
type listings struct {
	known map[listKey]*listing
	open  int // listings under way
	// lowest is the outermost listing under way that an inner one ran into.
	lowest  int
	circles int // how often one did
}

// listKey finds a listing by the first of the places that a list comes from.
type listKey struct {
	v    *Val
	f    string
	of   int
	adds bool
}

type listing struct {
	srcs  []src
	items []item
	at    int // how many were under way when it began
	depth int
	cut   bool
	done  bool
}

func newListings() listings { return listings{known: map[listKey]*listing{}, lowest: math.MaxInt} }

func (l *listings) clear() { clear(l.known) }

// once lists what comes from srcs, which are the places that the value of v may
// come from. What a list holds already is no news to a statement that adds to it:
// a listing that is under way gives nothing to those inside of it.
func (l *listings) once(j *joiner, v *Val, srcs []src, depth int) []item {
	if len(srcs) == 0 {
		return nil
	}
	key := listKey{v: srcs[0].v, f: srcs[0].f.name(), of: len(srcs), adds: addsUp(v)}
	e := l.known[key]
	switch {
	case e == nil:
	case !sameSources(e.srcs, srcs):
		return j.all(v, srcs, depth)
	case !e.done:
		l.lowest = min(l.lowest, e.at)
		l.circles++
		j.cut++ // what resolve makes of it is not the whole either
		return nil
	case !e.cut || e.depth <= depth:
		if e.cut {
			j.cut++
		}
		return slices.Clone(e.items)
	}
	e = &listing{srcs: srcs, at: l.open, depth: depth}
	l.known[key] = e
	before, cuts := l.lowest, j.cut-l.circles
	l.lowest = math.MaxInt
	l.open++
	out := j.all(v, srcs, depth)
	l.open--
	if l.lowest < e.at { // it is a part of a listing that is not done
		delete(l.known, key)
		before = min(before, l.lowest)
	} else {
		e.items, e.done, e.cut = slices.Clone(out), true, j.cut-l.circles != cuts
	}
	l.lowest = before
	return out
}

func sameSources(a, b []src) bool {
	return slices.EqualFunc(a, b, func(x, y src) bool {
		return x.v == y.v && x.r == y.r && x.cond == y.cond && x.f.name() == y.f.name() && sameWraps(x.wraps, y.wraps)
	})
}
