package arn

import (
	"encoding/binary"
	"slices"
)

// goal says which texts of the granted pattern the search is after.
type goal int

const (
	outsideAll goal = iota // matched by no allowed pattern
	insideAny              // matched by at least one
)

// node is a point of the product of the determinised patterns, with the way to it.
type node struct {
	granted states
	allow   []states
	from    int
	by      rune
}

// search walks the product of the granted pattern with all allowed ones,
// shortest text first. It returns a text that granted covers and that meets
// the goal. settled is false when the bound was reached before an answer.
func search(g pattern, allow []pattern, want goal) (text string, found, settled bool) {
	letters := alphabet(g, allow)
	first := node{granted: g.start(), from: -1}
	for _, a := range allow {
		first.allow = append(first.allow, a.start())
	}
	queue := []node{first}
	seen := map[string]bool{first.key(): true}
	for i := 0; i < len(queue); i++ {
		n := queue[i]
		if g.accepts(n.granted) {
			in := false
			for k, a := range allow {
				in = in || a.accepts(n.allow[k])
			}
			if in == (want == insideAny) {
				return spell(queue, i), true, true
			}
		}
		for _, r := range letters {
			next := node{granted: g.step(n.granted, r), from: i, by: r}
			if next.granted.empty() {
				continue
			}
			alive := false
			for k, a := range allow {
				s := a.step(n.allow[k], r)
				alive = alive || !s.empty()
				next.allow = append(next.allow, s)
			}
			if want == insideAny && !alive {
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

func (n *node) key() string {
	var b []byte
	for _, w := range n.granted {
		b = binary.LittleEndian.AppendUint64(b, w)
	}
	for _, s := range n.allow {
		for _, w := range s {
			b = binary.LittleEndian.AppendUint64(b, w)
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

// alphabet is every letter that a pattern names, the colon, and one letter that
// none names: it stands for all the others.
func alphabet(g pattern, allow []pattern) []rune {
	set := map[rune]bool{':': true}
	for _, p := range append([]pattern{g}, allow...) {
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
