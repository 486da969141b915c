package effects

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
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
			case !known && len(r.g.prog.Modules) == 0 && r.g.reachable(ch) && open == "":
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
	same := g.places(ch)
	for i, f := range g.fns {
		if !slices.ContainsFunc(f.Takes, func(s Symbol) bool { return slices.Contains(same, s) }) {
			continue
		}
		known = true
		if g.records[i] && (found == "" || f.Symbol < found) {
			found = f.Symbol
		}
	}
	return found, known
}

// places are all that may hold the channel which one place holds, itself first.
func (g *graph) places(ch Symbol) []Symbol {
	if g.carries == nil {
		g.carries = make(map[Symbol][]Symbol)
		for _, f := range g.fns {
			for _, c := range f.Carries {
				g.carries[c.From] = append(g.carries[c.From], c.To)
				g.carries[c.To] = append(g.carries[c.To], c.From)
			}
		}
	}
	out := []Symbol{ch}
	seen := map[Symbol]bool{ch: true}
	for i := 0; i < len(out); i++ {
		for _, s := range g.carries[out[i]] {
			if !seen[s] {
				seen[s] = true
				out = append(out, s)
			}
		}
	}
	return out
}

// reachable reports whether another package may hold the channel, too.
func (g *graph) reachable(ch Symbol) bool { return slices.ContainsFunc(g.places(ch), exported) }

const givenChannel = "channel "

// ChannelGiven names the channel that a function is given as a parameter,
// counted from 0.
func ChannelGiven(fn Symbol, param int) Symbol {
	return Symbol(givenChannel + strconv.Itoa(param) + " of " + string(fn))
}

// theChannel is the name of what holds a channel, for people.
func theChannel(ch Symbol) string {
	if strings.HasPrefix(string(ch), givenChannel) {
		return "the channel that " + lastName(ch) + " is given"
	}
	return "the channel " + lastName(ch)
}

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
