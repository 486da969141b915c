// Package mdtext sets scanned text in Markdown so that nothing in it is markup.
package mdtext

import (
	"strings"

	"github.com/candor-dev/candor/internal/term"
)

// Text makes scanned text safe inside a line or a table cell: nothing in it is
// markup, HTML, a cell border or the mention of a user.
func Text(s string) string {
	s = term.Sanitize(s)
	var b strings.Builder
	b.Grow(len(s) + 8)
	for _, r := range s {
		switch r {
		case '\\', '`', '*', '_', '[', ']', '|', '~', '#', '!', '$':
			b.WriteByte('\\')
			b.WriteRune(r)
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '&':
			b.WriteString("&amp;")
		case '@':
			// An empty comment keeps "@name" from calling that person.
			b.WriteString("@<!-- -->")
		default:
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(b.String())
}

// Code sets scanned text as code. The fence is longer than any run of
// backticks in it, and a pipe is escaped because a table cell ends at it even there.
func Code(s string) string {
	s = strings.TrimSpace(term.Sanitize(s))
	if s == "" {
		return ""
	}
	longest, run := 0, 0
	for _, r := range s {
		if r == '`' {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	fence := strings.Repeat("`", longest+1)
	if s[0] == '`' || s[len(s)-1] == '`' {
		s = " " + s + " "
	}
	return fence + strings.ReplaceAll(s, "|", `\|`) + fence
}
