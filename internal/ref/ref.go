// Package ref reads the names by which a build asks for other people's work:
// image references, commits and digests.
package ref

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxText bounds a name that goes into a fact, in code points.
const maxText = 200

// Printable returns the text with control characters and invisible marks
// written out as escapes, cut to 200 code points. Names come from files that
// anyone may have written, and they end up in terminals.
func Printable(s string) string {
	if len(s) <= maxText && isPlain(s) { // nearly all are
		return s
	}
	if utf8.RuneCountInString(s) > maxText {
		s = string([]rune(s)[:maxText]) + "..."
	}
	if strings.IndexFunc(s, func(r rune) bool { return !strconv.IsPrint(r) }) < 0 {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		if strconv.IsPrint(r) {
			b.WriteRune(r)
			continue
		}
		q := strconv.QuoteRune(r)
		b.WriteString(q[1 : len(q)-1])
	}
	return b.String()
}

// isPlain reports whether a text is ASCII that can be shown as it is.
func isPlain(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

// Names gives subjects that are unique within one file: a name that comes
// again gets a number.
type Names map[string]int

// Unique returns the name, with " #2" and so on from the second time.
func (n Names) Unique(name string) string {
	n[name]++
	if k := n[name]; k > 1 {
		return fmt.Sprintf("%s #%d", name, k)
	}
	return name
}

// IsCommit reports whether s is a whole commit id: 40 lower-case hex digits,
// or 64 in a repository that uses SHA-256.
func IsCommit(s string) bool { return (len(s) == 40 || len(s) == 64) && isHex(s) }

func isHex(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return s != ""
}
