package effects

import "strings"

// match says whether a pattern names a door of which a part may be unknown.
type match uint8

const (
	matchNo    match = iota
	matchMaybe       // only for some values of what is unknown
	matchYes
)

// gapSamples stand for the unknown part of a path. What holds for all of them
// holds for any: the character occurs in no pattern, so that wildcards alone
// can match it.
var gapSamples = []string{"", "\x00", "\x00/\x00", "/\x00", "\x00/"}

// KnownPath is the path of a door as far as it is known: what can't be told is
// left out.
func (d *Door) KnownPath() string {
	if d.PathGap == "" {
		return d.Path
	}
	return strings.Join(d.pieces(), "")
}

// pieces are the known parts of a path, between which and only there stands
// what is not known.
func (d *Door) pieces() []string {
	p := d.Path
	if d.PathGap == "" {
		return []string{p}
	}
	open, end := strings.IndexByte(p, '<'), strings.LastIndexByte(p, '>')
	if open < 0 || end < open {
		return []string{"", ""} // a gap that the path does not show may be anywhere
	}
	whole := []string{p[:open], p[end+1:]}
	var out []string
	for rest := p; ; {
		i := strings.IndexByte(rest, '<')
		if i < 0 {
			if strings.Contains(rest, ">") {
				return whole
			}
			return append(out, rest)
		}
		j := strings.IndexByte(rest, '>')
		if j < i || strings.Contains(rest[i+1:j], "<") {
			return whole // an expression with signs of its own: a > b
		}
		out = append(out, rest[:i])
		rest = rest[j+1:]
	}
}

// fill puts each of the texts where the path is unknown.
func (d *Door) fill(samples []string) []string {
	ps := d.pieces()
	if len(ps) == 1 {
		return ps
	}
	out := make([]string, len(samples))
	for i, s := range samples {
		out[i] = strings.Join(ps, s)
	}
	return out
}

// matchKnown holds a pattern against the path of a door. test decides about a
// path that is known.
func matchKnown(pattern string, d *Door, test func(path string) bool) match {
	if d.PathGap == "" {
		if test(d.Path) {
			return matchYes
		}
		return matchNo
	}
	all := true
	for _, p := range d.fill(gapSamples) {
		all = all && test(p)
	}
	switch {
	case all:
		return matchYes
	case overlap(pattern, d.pieces()):
		return matchMaybe
	}
	return matchNo
}

// overlap reports whether a pattern can match any path with those pieces. It
// does not tell * from **: too many is a doubt, too few would be an answer.
func overlap(pattern string, pieces []string) bool {
	if len(pieces) > 1 && pieces[0] == "" && strings.HasPrefix(pieces[1], "/") {
		// Where the gap is empty, that is the slash at the front.
		bare := append([]string{"", pieces[1][1:]}, pieces[2:]...)
		return overlapPieces(pattern, pieces) || overlapPieces(pattern, bare)
	}
	return overlapPieces(pattern, pieces)
}

func overlapPieces(pattern string, pieces []string) bool {
	const gap = '\x00'
	if strings.Contains(pattern, "*") {
		pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "/") // as globs are read
	}
	path := []byte(strings.Join(pieces, string(gap)))
	// reach[j]: what was read of the pattern can match path[:j].
	reach := make([]bool, len(path)+1)
	closure := func() {
		for j, ok := range reach[:len(path)] {
			if ok && path[j] == gap {
				reach[j+1] = true // the gap may be empty or end here
			}
		}
	}
	reach[0] = true
	closure()
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		next := make([]bool, len(reach))
		for j, ok := range reach {
			switch {
			case !ok:
			case c == '*' || c == '?' || c == '[' || c == ']' || c == '\\':
				for k := j; k < len(next); k++ {
					next[k] = true
				}
			case j < len(path) && path[j] == gap:
				next[j] = true // the gap holds it and goes on
			case j < len(path) && path[j] == c:
				next[j+1] = true
			case c == '/' && i+1 < len(pattern) && pattern[i+1] == '*':
				next[j] = true // a/** covers a
			}
		}
		reach = next
		closure()
	}
	return reach[len(path)]
}
