package effects

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"
)

// sent says what keeps a door that writes from being called unaudited: what it
// sends on a channel goes to a function that records, or nobody can tell from
// here who takes it. "" if there is nothing of that sort.
func (r *reacher) sent(v *DoorVerdict) string {
	roots := []Symbol{v.Door.Handler}
	for i := range v.Door.Wrappers {
		roots = append(roots, r.roots(&v.Door.Wrappers[i])...)
	}
	seen := make(map[int32]bool)
	var queue []int32
	add := func(i int32) {
		if !seen[i] {
			seen[i] = true
			queue = append(queue, i)
		}
	}
	for _, s := range roots {
		if i, ok := r.g.id[s]; ok {
			add(i)
		}
	}
	open := ""
	for len(queue) > 0 {
		f := r.g.fns[queue[0]]
		for _, ch := range f.Sends {
			taker, known := r.g.taker(ch)
			switch {
			case taker != "":
				return fmt.Sprintf("what %s sends on %s goes to %s, which writes an audit record, and whether it is one of this write can't be told", Short(f.Symbol), theChannel(ch), Short(taker))
			case !known && len(r.g.prog.Modules) == 0 && exported(ch) && open == "":
				open = fmt.Sprintf("who takes what %s sends on %s, and records it, can't be told from here", Short(f.Symbol), theChannel(ch))
			}
		}
		for _, e := range r.g.out[queue[0]] {
			add(e.to)
		}
		queue = queue[1:]
	}
	return open
}

// taker is the function that takes from a channel and leads to an audit record,
// "" if none does; known: somebody takes from it.
func (g *graph) taker(ch Symbol) (found Symbol, known bool) {
	for i, f := range g.fns {
		if !slices.Contains(f.Takes, ch) {
			continue
		}
		known = true
		if g.records[i] && (found == "" || f.Symbol < found) {
			found = f.Symbol
		}
	}
	return found, known
}

// theChannel is the name of what holds a channel, for people.
func theChannel(ch Symbol) string { return "the channel " + lastName(ch) }

func lastName(s Symbol) string {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' {
			return string(s[i+1:])
		}
	}
	return string(s)
}

// exported reports a field or variable that other packages may use.
func exported(ch Symbol) bool {
	c, _ := utf8.DecodeRuneInString(lastName(ch))
	return unicode.IsUpper(c)
}
