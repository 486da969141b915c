// Package globs decides whether two patterns over paths can name the same thing,
// so that a gap that surely lies elsewhere can be told from one that may not.
//
// A pattern is one of candor.MatchGlob: "*" and "?" and classes within one part
// of a path, "**" over parts, and a pattern without wildcard takes in everything
// below it.
package globs

import (
	"path"
	"strings"
	"unicode/utf8"
)

// Tree begins a pattern over the paths of a tree alone. None of them has an empty
// part, and so none is that of a live source, whose name stands before "//".
const Tree = "./"

// Meet reports whether a pattern of a claim (over) may take in something that
// stands at a path of within, or above one: the facts of a live source name, as
// their source, a place above their own.
//
// false is certain. true may be wrong where a pattern is broken, and where both
// hold a class at the same place.
func Meet(over, within string) bool {
	whole, tree := strings.CutPrefix(within, Tree)
	for _, a := range forms(over) {
		for _, b := range forms(whole) {
			if a == nil || b == nil || meet(a, b, tree) {
				return true
			}
		}
	}
	return false
}

// Escape is a text as a part of a pattern that stands for itself.
func Escape(part string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(part)
}

// part is what one part of a path has to be; deep stands for any number of parts.
type part struct {
	deep bool
	text []token
}

// token is one character of a part, or many.
type token struct {
	star  bool   // any number of characters
	any   bool   // one character, whichever
	class string // one character of a class, as it is written
	r     rune
}

// forms are the readings of a pattern: by its wildcards, and as the name of a
// folder with what is below it. nil is one that can't be read.
func forms(glob string) [][]part {
	glob = strings.TrimSuffix(strings.TrimPrefix(glob, "./"), "/")
	var wild, plain []part
	for s := range strings.SplitSeq(glob, "/") {
		if !utf8.ValidString(s) {
			return [][]part{nil}
		}
		var letters []token
		for _, r := range s {
			letters = append(letters, token{r: r})
		}
		plain = append(plain, part{text: letters})
		if s == "**" {
			wild = append(wild, part{deep: true})
			continue
		}
		t, ok := tokens(s)
		if !ok {
			return [][]part{nil}
		}
		wild = append(wild, part{text: t})
	}
	return [][]part{wild, append(plain, part{deep: true})}
}

// tokens reads one part in the syntax of path.Match.
func tokens(s string) (out []token, ok bool) {
	if _, err := path.Match(s, ""); err != nil {
		return nil, false
	}
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		switch r {
		case '*':
			out = append(out, token{star: true})
		case '?':
			out = append(out, token{any: true})
		case '\\':
			s = s[n:]
			r, n = utf8.DecodeRuneInString(s)
			out = append(out, token{r: r})
		case '[':
			if n = classEnd(s); n == 0 {
				return nil, false
			}
			out = append(out, token{class: s[:n]})
		default:
			out = append(out, token{r: r})
		}
		s = s[n:]
	}
	return out, true
}

// classEnd is the length of the class that s begins with; 0 where it has no end.
func classEnd(s string) int {
	i := 1
	if strings.HasPrefix(s[i:], "^") {
		i++
	}
	for first := true; i < len(s); first = false {
		switch {
		case s[i] == ']' && !first:
			return i + 1
		case s[i] == '\\':
			i++
		}
		i++
	}
	return 0
}

// takes reports whether one character can be both.
func (t token) takes(u token) bool {
	switch {
	case t.any || t.star || u.any || u.star || t.class != "" && u.class != "":
		return true
	case t.class != "":
		ok, err := path.Match(t.class, string(u.r))
		return ok || err != nil
	case u.class != "":
		return u.takes(t)
	}
	return t.r == u.r
}
