// Package nearest finds the name that a user probably meant.
package nearest

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// longest is the length in bytes past which a name is no typing error of
// anything and the quadratic distance isn't worth computing.
const longest = 80

// Name returns the one of have that is nearest to want, if any is near enough
// to be meant: a third of its letters may differ, case and the sign between
// words count for nothing, and the last part of a "topic/name" id stands for
// the whole when it is the only one. Equally near names are told apart by
// their order in the alphabet.
func Name(want string, have []string) (string, bool) {
	w := fold(want)
	if w == "" || len(w) > longest {
		return "", false
	}
	best, dist := "", -1
	for _, h := range have {
		f := fold(h)
		if len(f) > longest {
			continue
		}
		d := distance(w, f)
		if d > limit(w, f) {
			continue
		}
		if dist < 0 || d < dist || d == dist && h < best {
			best, dist = h, d
		}
	}
	if dist >= 0 {
		return best, true
	}
	return lastPart(w, have)
}

// Hint returns the sentence for an unknown name: the nearest one, else the
// known names, at most max of them.
func Hint(want string, have []string, max int) string {
	if n, ok := Name(want, have); ok {
		return "did you mean " + n + "?"
	}
	if len(have) == 0 {
		return ""
	}
	names := slices.Clone(have)
	slices.Sort(names)
	more := ""
	if len(names) > max {
		names, more = names[:max], ", ..."
	}
	return "known: " + strings.Join(names, ", ") + more
}

func lastPart(w string, have []string) (string, bool) {
	found := ""
	for _, h := range have {
		_, last, ok := strings.Cut(fold(h), "/")
		if !ok || last != w {
			continue
		}
		if found != "" {
			return "", false
		}
		found = h
	}
	return found, found != ""
}

func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r == ' ' {
			return '-'
		}
		return r
	}, strings.ToLower(s))
}

// limit is the greatest distance at which two names are taken for the same.
func limit(a, b string) int {
	return max(1, min(utf8.RuneCountInString(a), utf8.RuneCountInString(b))/3)
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours that turn a into b (optimal string alignment).
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	var prev2 []int
	prev := make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		cur := make([]int, len(y)+1)
		cur[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev = prev, cur
	}
	return prev[len(y)]
}

// Meant returns the name that a hint of Hint proposes, for a program that can
// put it in place; false for a hint that only lists what is known.
func Meant(hint string) (string, bool) {
	name, ok := strings.CutPrefix(hint, "did you mean ")
	if !ok {
		return "", false
	}
	return strings.CutSuffix(name, "?")
}
