package term

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sanitize makes scanned text safe for one line of a terminal: white space of any
// kind becomes a blank, and whatever a terminal would obey, hide or reorder is
// written as its escape. A name in someone's file must not be able to move the
// cursor, set a colour, make a link or turn the line around.
func Sanitize(s string) string {
	if isClean(s) {
		return s
	}
	var b strings.Builder
	b.Grow(len(s) + 8)
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		if r == utf8.RuneError && n == 1 {
			fmt.Fprintf(&b, `\x%02x`, s[0])
		} else {
			b.WriteString(cleanRune(r))
		}
		s = s[n:]
	}
	return b.String()
}

func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// cleanRune returns what is shown for the rune.
func cleanRune(r rune) string {
	switch {
	case r == '\t' || r == '\n' || r == '\r':
		return " "
	case r < 0x20 || r >= 0x7f && r < 0xa0:
		return fmt.Sprintf(`\x%02x`, r)
	case r == 0x200c || r == 0x200d: // the joiners that scripts and emoji need
		return string(r)
	case r == 0x2028, r == 0x2029, unicode.Is(unicode.Cf, r):
		if r > 0xffff {
			return fmt.Sprintf(`\U%08x`, r)
		}
		return fmt.Sprintf(`\u%04x`, r)
	case unicode.Is(unicode.Zs, r):
		return " "
	}
	return string(r)
}
