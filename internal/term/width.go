package term

import (
	"strings"
	"unicode/utf8"

	"github.com/clipperhouse/displaywidth"
)

const ellipsis = "…"

// Width is the number of cells that the text takes; escape sequences of Style
// take none. It counts rune by rune, as the renderer of tables does: some
// terminals join what stands around a joiner and some do not, and a line that
// comes out short is better than one that wraps.
func Width(s string) int {
	n := 0
	for i := 0; i < len(s); {
		if s[i] >= 0x20 && s[i] < 0x7f {
			n++
			i++
			continue
		}
		if size := escape(s[i:]); size > 0 {
			i += size
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		// Options are given so that the locale does not decide.
		n += displaywidth.Options{}.Rune(r)
		i += size
	}
	return n
}

// escape is the length of the escape sequence with which the text begins: a
// colour or a hyperlink.
func escape(s string) int {
	if len(s) < 2 || s[0] != 0x1b {
		return 0
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
		}
	case ']':
		if i := strings.Index(s, "\x1b\\"); i > 0 {
			return i + 2
		}
	}
	return 0
}

// cluster is what must not be cut apart: a character with its marks.
type cluster struct {
	text  string
	width int
}

// clusters splits clean text. Marks and joiners stay with what they stand on.
func clusters(s string) []cluster {
	var out []cluster
	joined := false
	for _, r := range s {
		w := Width(string(r))
		if n := len(out); n > 0 && (w == 0 || joined) {
			out[n-1].text += string(r)
			out[n-1].width += w
		} else {
			out = append(out, cluster{string(r), w})
		}
		joined = r == 0x200d
	}
	return out
}

// Truncate shortens clean text to at most width cells; what was cut shows as "…".
func Truncate(s string, width int) string {
	if Width(s) <= width {
		return s
	}
	if width <= 0 {
		return ""
	}
	var b strings.Builder
	used := 0
	for _, c := range clusters(s) {
		if used+c.width > width-1 {
			break
		}
		b.WriteString(c.text)
		used += c.width
	}
	return strings.TrimRight(b.String(), " ") + ellipsis
}

// Shorten is Truncate for prose: it cuts between words where it can.
func Shorten(s string, width int) string {
	if Width(s) <= width {
		return s
	}
	cut := strings.TrimSuffix(Truncate(s, width), ellipsis)
	rest := s[min(len(cut), len(s)):]
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 && !strings.HasPrefix(rest, " ") {
		cut = cut[:i]
	}
	if width < 1 {
		return ""
	}
	return strings.TrimRight(cut, " ,;:-–") + ellipsis
}

// Wrap breaks clean text into lines of at most width cells, at blanks where it
// can. A word that is longer than a line is broken behind a slash, as paths and
// names want it, or at another mark, or between characters, as in a script
// without blanks. A width under 1 breaks nothing.
func Wrap(s string, width int) []string {
	if width < 1 || Width(s) <= width {
		return []string{s}
	}
	var lines []string
	line, used := "", 0
	flush := func() {
		if line != "" {
			lines = append(lines, line)
		}
		line, used = "", 0
	}
	for _, word := range strings.Fields(s) {
		w := Width(word)
		if used > 0 && used+1+w > width {
			flush()
		}
		if used > 0 {
			line, used = line+" ", used+1
		}
		for w > width {
			head := breakWord(word, width)
			lines = append(lines, head)
			word = word[len(head):]
			w = Width(word)
		}
		line, used = line+word, used+w
	}
	flush()
	if len(lines) == 0 {
		return []string{""}
	}
	return lines
}

// breakWord returns as much of a word as fits into a line: up to the last
// slash, else up to the last mark in the second half, else up to any character.
func breakWord(word string, width int) string {
	at, slash, mark, used := 0, 0, 0, 0
	for _, c := range clusters(word) {
		if used+c.width > width && at > 0 {
			break
		}
		at += len(c.text)
		used += c.width
		switch {
		case c.text == "/":
			slash = at
		case used > width/2 && strings.Contains("-_.:,;=@)]}", c.text):
			mark = at
		}
	}
	switch {
	case at == len(word):
	case slash > 0:
		at = slash
	case mark > 0:
		at = mark
	}
	return word[:at]
}
