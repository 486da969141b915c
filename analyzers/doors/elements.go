package doors

import (
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

func (j *joiner) elem(v *Val, f *frame, depth int) []src {
	for g := f; g != nil; g = g.up {
		if it, ok := g.bind[v.N-1]; ok && v.N > 0 {
			return []src{it.src}
		}
	}
	var out []src
	for _, it := range j.elements(v.Base, f, depth+1) {
		out = append(out, it.src)
	}
	return out
}

func (j *joiner) at(v *Val, f *frame, depth int) []src {
	key, known := "", false
	if len(v.Args) == 1 {
		t := j.text(&v.Args[0], f, depth+1)
		key, known = t.s, t.gap == ""
	}
	var out []src
	for _, it := range j.elements(v.Base, f, depth+1) {
		if known && it.key != nil {
			if k := j.text(it.key, it.src.f, depth+1); k.gap == "" && k.s != key {
				continue
			}
		}
		out = append(out, it.src)
	}
	return out
}

// elements lists what a slice, an array or a map holds.
func (j *joiner) elements(v *Val, f *frame, depth int) []item {
	if v == nil {
		return nil
	}
	cuts := j.cut - j.lists.circles
	if depth > maxDepth {
		j.cut++
		return []item{{src: src{v: v, f: f}}} // what it holds is not nothing: it stands for itself
	}
	var out []item
	switch v.Op {
	case OpList:
		for i := range v.Args {
			var key *Val
			if i < len(v.Keys) {
				key = &v.Keys[i]
			}
			for _, s := range j.entry(&v.Args[i], f, depth+1) {
				out = append(out, item{key: key, src: s})
			}
		}
		return out
	case OpAppend:
		for i := range v.Args {
			if i == 0 || v.Spread && i == len(v.Args)-1 {
				out = append(out, j.elements(&v.Args[i], f, depth+1)...)
				continue
			}
			for _, s := range j.entry(&v.Args[i], f, depth+1) {
				out = append(out, item{src: s})
			}
		}
		return out
	}
	out = j.lists.once(j, v, j.resolve(v, f, depth+1), depth)
	if len(out) == 0 && j.cut-j.lists.circles != cuts {
		return []item{{src: src{v: v, f: f}}}
	}
	return out
}

// entry is one entry of a list: what is not followed to its end stands for
// itself, since a list that lost one would look like a shorter list.
func (j *joiner) entry(v *Val, f *frame, depth int) []src {
	if v.Op == OpZero {
		return nil
	}
	return orSelf(j.resolve(v, f, depth), v, f)
}

// all lists what the places hold that the value of an expression may come from.
func (j *joiner) all(v *Val, srcs []src, depth int) []item {
	var out []item
	if addsUp(v) {
		for _, s := range srcs {
			got := j.listed(s, v, depth)
			if s.v != nil && s.v.Op == OpAppend {
				at := j.appended(s)
				for i := range got {
					if got[i].src.added == nil { // else it stood in the list before
						got[i].src.added = at
					}
				}
			}
			out = append(out, got...)
		}
		return out
	}
	for _, s := range srcs {
		if got := j.listed(s, v, depth); len(got) > len(out) {
			out = got // the longest of several; the others are its beginnings
		}
	}
	return out
}

// addsUp: of a field or a package variable all assignments count.
func addsUp(v *Val) bool { return v.Op == OpField || v.Op == OpGlobal }

func (j *joiner) listed(s src, from *Val, depth int) []item {
	if s.v == nil || s.v == from || s.v.Op != OpList && s.v.Op != OpAppend {
		return nil
	}
	out := j.elements(s.v, s.f, depth+1)
	if len(s.wraps) > 0 {
		for i := range out {
			out[i].src.wraps = append(append([]effects.Wrapper(nil), s.wraps...), out[i].src.wraps...)
		}
	}
	return out
}

// distinct drops repeated sources.
func distinct(ss []src) []src {
	if len(ss) < 2 {
		return ss
	}
	type id struct {
		v  *Val
		f  string
		r  *router
		ws string
	}
	seen := make(map[id]bool, len(ss))
	out := ss[:0:0]
	for _, s := range ss {
		k := id{v: s.v, r: s.r}
		if s.r != nil {
			k.v = nil
		} else if s.f != nil {
			k.f = s.f.name()
		}
		var b strings.Builder
		for _, w := range s.wraps {
			b.WriteString(string(w.Symbol))
			b.WriteByte(' ')
		}
		k.ws = b.String()
		if !seen[k] {
			seen[k] = true
			out = append(out, s)
		}
	}
	return out
}
