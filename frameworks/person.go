package frameworks

import (
	"slices"
	"strings"
	"unicode"
)

// person is the name of somebody in a form that is the same however it is
// written: "Ana Petrov, CTO", "petrov ana (CTO)" and "Ana M. Petrov <ana@example.com>"
// are one. It is "" where no name is given, or a word that stands for none.
func person(s string) string {
	// The role or the address comes after the name.
	if i := strings.IndexAny(s, ",;(<[/|"); i >= 0 {
		s = s[:i]
	}
	for _, dash := range []string{" - ", " \u2013 ", " \u2014 "} {
		s, _, _ = strings.Cut(s, dash)
	}
	var b strings.Builder
	for _, r := range s {
		switch {
		case unicode.IsLetter(r), unicode.IsDigit(r), unicode.Is(unicode.Mn, r):
			b.WriteRune(unicode.ToLower(unicode.ToUpper(r)))
		case unicode.Is(unicode.Cf, r): // can't be seen, so it is no part of a name
		default:
			b.WriteByte(' ')
		}
	}
	words := strings.Fields(b.String())
	if long := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return len([]rune(w)) == 1 }); len(long) > 1 {
		words = long // initials come and go
	}
	slices.Sort(words)
	name := strings.Join(words, " ")
	switch name {
	case "none", "nobody", "na", "a n", "tbd", "todo", "unknown", "self", "myself":
		return ""
	}
	return name
}
