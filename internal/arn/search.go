package arn

import (
	"encoding/binary"
	"slices"
)

// question is what the search is asked: a text that granted matches, that one
// of within matches (any text when there are none), and of which avoid or, if
// that is set, meet says yes.
type question struct {
	granted pattern
	within  []pattern
	avoid   []pattern // no one may match
	meet    []pattern // at least one must match
}

// node is a point of the product of the determinised patterns, with the way to it.
type node struct {
	granted states
	within  []states
	rest    []states // of avoid or meet
	from    int
	by      rune
}

// search walks the product of all patterns of the question, shortest text
// first. settled is false when the bound was reached before an answer.
func search(q question) (text string, found, settled bool) {
	rest := q.avoid
	if q.meet != nil {
		rest = q.meet
	}
	letters := alphabet(append(append([]pattern{q.granted}, q.within...), rest...))
	queue := []node{{granted: q.granted.start(), within: starts(q.within), rest: starts(rest), from: -1}}
	seen := map[string]bool{queue[0].key(): true}
	for i := 0; i < len(queue); i++ {
		n := queue[i]
		if q.granted.accepts(n.granted) && (len(q.within) == 0 || accepts(q.within, n.within)) &&
			accepts(rest, n.rest) == (q.meet != nil) {
			return spell(queue, i), true, true
		}
		for _, r := range letters {
			next := node{granted: q.granted.step(n.granted, r), from: i, by: r}
			if next.granted.empty() {
				continue
			}
			var alive bool
			if next.within, alive = steps(q.within, n.within, r); !alive && len(q.within) > 0 {
				continue
			}
			if next.rest, alive = steps(rest, n.rest, r); !alive && q.meet != nil {
				continue
			}
			if k := next.key(); !seen[k] {
				if len(queue) >= maxStates {
					return "", false, false
				}
				seen[k] = true
				queue = append(queue, next)
			}
		}
	}
	return "", false, true
}

func starts(ps []pattern) []states {
	out := make([]states, len(ps))
	for i, p := range ps {
		out[i] = p.start()
	}
	return out
}

func accepts(ps []pattern, at []states) bool {
	for i, p := range ps {
		if p.accepts(at[i]) {
			return true
		}
	}
	return false
}

// steps moves each pattern on; alive says whether one can still match.
func steps(ps []pattern, at []states, r rune) (next []states, alive bool) {
	next = make([]states, len(ps))
	for i, p := range ps {
		next[i] = p.step(at[i], r)
		alive = alive || !next[i].empty()
	}
	return next, alive
}

func (n *node) key() string {
	var b []byte
	for _, set := range [][]states{{n.granted}, n.within, n.rest} {
		for _, s := range set {
			for _, w := range s {
				b = binary.LittleEndian.AppendUint64(b, w)
			}
		}
	}
	return string(b)
}

func spell(queue []node, i int) string {
	var out []rune
	for ; queue[i].from >= 0; i = queue[i].from {
		out = append(out, queue[i].by)
	}
	slices.Reverse(out)
	return string(out)
}

// alphabet is every letter that a pattern names, the colon and the slash, and
// one letter that none names: it stands for all the others.
func alphabet(ps []pattern) []rune {
	set := map[rune]bool{':': true, '/': true}
	for _, p := range ps {
		for _, t := range p {
			if !t.any {
				set[t.r] = true
			}
		}
	}
	fresh := 'x'
	for set[fresh] {
		fresh++
	}
	set[fresh] = true
	out := make([]rune, 0, len(set))
	for r := range set {
		out = append(out, r)
	}
	slices.Sort(out)
	return out
}
