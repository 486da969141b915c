// Package semver reads versions and ranges the way npm does, so that a locked
// version can be held against the range of its manifest without npm.
package semver

import (
	"cmp"
	"strconv"
	"strings"
)

// Version is a parsed version. Build metadata is dropped: it takes no part in
// any comparison.
type Version struct {
	Major, Minor, Patch uint64
	Pre                 []string // the dot-separated parts behind "-"
}

// maxPart is the largest number that npm takes in a version.
const maxPart = 1<<53 - 1

// Parse reads a whole version such as "1.2.3-rc.1". Like npm it forgives a
// leading "v" or "=" and a pre-release without its hyphen.
func Parse(s string) (Version, bool) {
	s = strings.TrimLeft(strings.TrimSpace(s), "=v \t")
	p, ok := parsePartial(s)
	if !ok || p.wild < 3 {
		return Version{}, false
	}
	return p.v, true
}

// IsExact reports whether s is one whole version and nothing looser.
func IsExact(s string) bool {
	_, ok := Parse(s)
	return ok
}

// Compare orders two versions; a pre-release comes before its release.
func Compare(a, b Version) int {
	if c := cmp.Or(cmp.Compare(a.Major, b.Major), cmp.Compare(a.Minor, b.Minor), cmp.Compare(a.Patch, b.Patch)); c != 0 {
		return c
	}
	switch {
	case len(a.Pre) == 0 && len(b.Pre) == 0:
		return 0
	case len(a.Pre) == 0:
		return 1
	case len(b.Pre) == 0:
		return -1
	}
	for i := 0; i < len(a.Pre) && i < len(b.Pre); i++ {
		if c := comparePre(a.Pre[i], b.Pre[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(a.Pre), len(b.Pre))
}

// comparePre orders two pre-release parts: numbers by value and before words.
func comparePre(a, b string) int {
	x, xn := number(a)
	y, yn := number(b)
	switch {
	case xn && yn:
		return cmp.Compare(x, y)
	case xn:
		return -1
	case yn:
		return 1
	}
	return cmp.Compare(a, b)
}

func number(s string) (uint64, bool) {
	if s == "" || len(s) > 16 {
		return 0, false
	}
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0, false
		}
	}
	n, err := strconv.ParseUint(s, 10, 64)
	return n, err == nil && n <= maxPart
}

// partial is a version that may end early: "1.2", "1.x", "*".
type partial struct {
	v    Version
	wild int // how many of the three numbers are given before the first wildcard
	dots int // how many of the three places are written
}

func parsePartial(s string) (partial, bool) {
	p := partial{}
	if s == "" {
		return p, true
	}
	nums := [3]*uint64{&p.v.Major, &p.v.Minor, &p.v.Patch}
	rest, open := s, false
	for i := range nums {
		n := 0
		for n < len(rest) && (rest[n] >= '0' && rest[n] <= '9') {
			n++
		}
		switch {
		case n > 0:
			x, ok := number(rest[:n])
			if !ok {
				return p, false
			}
			if open {
				return p, false // a number behind a wildcard
			}
			*nums[i], p.wild = x, i+1
		case rest != "" && strings.ContainsRune("xX*", rune(rest[0])):
			n, open = 1, true
		default:
			return p, false
		}
		rest, p.dots = rest[n:], i+1
		if i == 2 || rest == "" || rest[0] != '.' {
			break
		}
		rest = rest[1:]
	}
	return p, p.tail(rest)
}

// tail reads what follows the numbers: a pre-release and build metadata.
func (p *partial) tail(s string) bool {
	s, build, hasBuild := strings.Cut(s, "+")
	if hasBuild && !identifiers(build) {
		return false
	}
	if s == "" {
		return true
	}
	if p.wild < 3 {
		// A pre-release of an unfinished version says nothing; npm drops it.
		return p.dots == 3 && s[0] == '-' && identifiers(s[1:])
	}
	s = strings.TrimPrefix(s, "-")
	if !identifiers(s) {
		return false
	}
	p.v.Pre = strings.Split(s, ".")
	return true
}

func identifiers(s string) bool {
	for _, id := range strings.Split(s, ".") {
		if id == "" {
			return false
		}
		for i := range len(id) {
			c := id[i]
			if c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') {
				return false
			}
		}
	}
	return true
}
