package arn

// token is one place of a pattern.
type token struct {
	r     rune
	any   bool // one character, whichever
	loop  bool // none or more of it
	inner bool // but no colon: a wildcard within the first five segments
	name  bool // but neither colon nor slash: the place of a name
}

// Name stands in a pattern for a name that holds neither colon nor slash, as
// that of a bucket or a Lambda function. It is a private-use character.
const Name = "\uE001"

type pattern []token

func parse(text string) pattern {
	full := len(segments(text)) == 6
	p := make(pattern, 0, len(text))
	colons := 0
	for _, r := range text {
		inner := full && colons < 5
		switch r {
		case '*':
			t := token{any: true, loop: true, inner: inner}
			if n := len(p); n > 0 && p[n-1] == t {
				continue
			}
			p = append(p, t)
		case '?':
			p = append(p, token{any: true, inner: inner})
		case []rune(Name)[0]:
			p = append(p, token{any: true, name: true}, token{any: true, loop: true, name: true})
		default:
			if r == ':' {
				colons++
			}
			p = append(p, token{r: r})
		}
	}
	return p
}

func (t token) takes(r rune) bool {
	if t.any {
		return (!t.inner && !t.name || r != ':') && (!t.name || r != '/')
	}
	return t.r == r
}

// states is a set of places of a pattern, place len(pattern) being the end.
type states []uint64

func (p pattern) start() states {
	s := make(states, len(p)/64+1)
	p.add(s, 0)
	return s
}

// add puts a place into the set, with those reached by skipping loops.
func (p pattern) add(s states, i int) {
	for {
		s[i/64] |= 1 << (i % 64)
		if i == len(p) || !p[i].loop {
			return
		}
		i++
	}
}

func (p pattern) step(s states, r rune) states {
	next := make(states, len(s))
	for i, t := range p {
		if s[i/64]&(1<<(i%64)) == 0 || !t.takes(r) {
			continue
		}
		if t.loop {
			p.add(next, i)
		} else {
			p.add(next, i+1)
		}
	}
	return next
}

func (p pattern) accepts(s states) bool { return s[len(p)/64]&(1<<(len(p)%64)) != 0 }

func (s states) empty() bool {
	for _, w := range s {
		if w != 0 {
			return false
		}
	}
	return true
}

func (p pattern) matches(text string) bool {
	s := p.start()
	for _, r := range text {
		s = p.step(s, r)
	}
	return p.accepts(s)
}

// covers is the fast yes: it reads the wildcards of g as letters that only a
// wildcard of a takes. It is sound, not complete.
func covers(a, g pattern) bool {
	s := a.start()
	for _, t := range g {
		next := make(states, len(s))
		for i, u := range a {
			if s[i/64]&(1<<(i%64)) == 0 {
				continue
			}
			ok := u.takes(t.r)
			if t.any {
				// A wildcard that may stand for a colon needs one that takes it;
				// one that may stand for nothing or much needs a loop.
				ok = u.any && (u.loop || !t.loop) && (!u.inner || t.inner || t.name) && (!u.name || t.name)
			}
			if !ok {
				continue
			}
			if u.loop {
				a.add(next, i)
			} else {
				a.add(next, i+1)
			}
		}
		s = next
	}
	return a.accepts(s)
}
