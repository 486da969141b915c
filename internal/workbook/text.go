package workbook

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// The limits of one cell in Excel.
const (
	maxText  = 32767 // UTF-16 units
	maxLines = 253   // line feeds
)

// textFault says why no cell can hold the text, or "".
func textFault(s string) string {
	if !utf8.ValidString(s) {
		return "the text is not UTF-8"
	}
	if n := len(utf16.Encode([]rune(s))); n > maxText {
		return fmt.Sprintf("the text has %d characters, and a cell holds %d", n, maxText)
	}
	if n := strings.Count(s, "\n"); n > maxLines {
		return fmt.Sprintf("the text has %d line feeds, and a cell holds %d", n, maxLines)
	}
	return ""
}

// lines turns every kind of line end into the one that cells hold.
func lines(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
}

// Escape writes a text for XML. Characters that XML can't hold are written as
// _xHHHH_, the way of the format, and so is what only looks like it.
func Escape(s string) string {
	var b strings.Builder
	for i, r := range s {
		switch {
		case r == '&':
			b.WriteString("&amp;")
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '_' && isCode(s[i:]):
			b.WriteString("_x005F_")
		case r < ' ' && r != '\n' && r != '\t', r == 0xFFFE, r == 0xFFFF:
			fmt.Fprintf(&b, "_x%04X_", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// unescape reads what Escape writes.
func unescape(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		if !isCode(s[i:]) {
			b.WriteByte(s[i])
			i++
			continue
		}
		var units []uint16 // a character beyond the first plane takes two
		for isCode(s[i:]) && len(units) < 2 {
			n, err := strconv.ParseUint(s[i+2:i+6], 16, 16)
			if err != nil {
				break
			}
			if len(units) == 1 && !utf16.IsSurrogate(rune(n)) {
				break
			}
			units = append(units, uint16(n))
			i += 7
			if !utf16.IsSurrogate(rune(n)) {
				break
			}
		}
		b.WriteString(string(utf16.Decode(units)))
	}
	return b.String()
}

// isCode reports whether s begins with _xHHHH_.
func isCode(s string) bool {
	if len(s) < 7 || s[0] != '_' || s[1] != 'x' || s[6] != '_' {
		return false
	}
	for _, c := range []byte(s[2:6]) {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f' || c >= 'A' && c <= 'F') {
			return false
		}
	}
	return true
}

// atoi reads a number, or gives the default.
func atoi(s string, def int) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return def
	}
	return n
}
