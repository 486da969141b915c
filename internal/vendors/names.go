package vendors

import (
	"slices"
	"strings"
	"unicode"
)

// Named returns the ids of the vendors that an entry of a list speaks of: those
// whose name it begins with or gives in brackets, and all that belongs to them.
// Empty: the table knows no vendor of that name.
func (c *Catalog) Named(entry string) []string {
	var ids []string
	for _, part := range parts(entry) {
		best, longest := []string(nil), 0
		for _, v := range c.vendors {
			for _, n := range append([]string{v.Name}, v.Names...) {
				w := words(n)
				if len(w) < longest || !begins(part, w) && !within(part, w) {
					continue
				}
				if len(w) > longest {
					best, longest = nil, len(w)
				}
				best = append(best, v.ID)
			}
		}
		ids = append(ids, best...)
	}
	for i := 0; i < len(ids); i++ { // ids grows: what belongs to what belongs
		for _, v := range c.vendors {
			if slices.Contains(v.PartOf, ids[i]) && !slices.Contains(ids, v.ID) {
				ids = append(ids, v.ID)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// parts are the words of an entry without its brackets, and those of each
// bracket: "Functional Software, Inc. (Sentry)".
func parts(s string) [][]string {
	var out [][]string
	var outside strings.Builder
	depth, start := 0, 0
	for i, r := range s {
		switch r {
		case '(', '[':
			if depth == 0 {
				start = i + 1
			}
			depth++
		case ')', ']':
			if depth--; depth == 0 {
				out = append(out, words(s[start:i]))
			}
			depth = max(depth, 0)
			outside.WriteByte(' ')
		default:
			if depth == 0 {
				outside.WriteRune(r)
			}
		}
	}
	for piece := range strings.SplitSeq(strings.NewReplacer(" dba ", "/", " d/b/a ", "/", " / ", "/", " & ", "/", " – ", "/", " - ", "/", " | ", "/").Replace(outside.String()), "/") {
		out = append(out, words(piece))
	}
	return out
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func begins(part, name []string) bool {
	return len(name) > 0 && len(part) >= len(name) && slices.Equal(part[:len(name)], name)
}

// within finds a name of several words, which no sentence holds by chance.
func within(part, name []string) bool {
	for i := 1; len(name) > 1 && i+len(name) <= len(part); i++ {
		if slices.Equal(part[i:i+len(name)], name) {
			return true
		}
	}
	return false
}
