package config

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/candor-dev/candor"
)

// page is a published text in the form in which claims are searched: without
// white space, Markdown signs, tags and comments, in lower case.
type page struct {
	path  string
	text  []byte
	marks []mark // one for each byte of text
}

// mark is where a byte of the text comes from.
type mark struct {
	line, col int
	gap       bool // something was left out before it
}

// page returns the page at that path, or nil with a problem reported at n, the
// value that names it. A nil n: the problem was reported where the page was named.
func (r *reader) page(n *node, p string) *page {
	if pg, ok := r.pages[p]; ok {
		if pg == nil && n != nil {
			r.bad(n, "", "page %s cannot be read", quoted(p))
		}
		return pg
	}
	src, err := readText(r.fsys, p)
	why := ""
	switch {
	case err != nil:
		why = reason(err)
	case bytes.IndexByte(src, 0) >= 0 || !utf8.Valid(src):
		why = "it is no text in UTF-8"
	}
	if why != "" {
		if n != nil {
			r.bad(n, "name the file of the tree that the page is made from", "page %s cannot be read: %s", quoted(p), why)
		}
		r.pages[p] = nil
		return nil
	}
	pg := &page{path: p}
	pg.text, pg.marks = searchable(string(src))
	r.pages[p] = pg
	return pg
}

// find returns where the page says want; among several places the one nearest
// to the line, which may be 0. A full stop at the end of want may be missing.
func (p *page) find(want string, line int) (candor.Location, bool) {
	w, _ := searchable(want)
	w = bytes.TrimSuffix(w, []byte("."))
	var best candor.Location
	if len(w) == 0 {
		return best, false
	}
	for from := 0; ; {
		i := bytes.Index(p.text[from:], w)
		if i < 0 {
			return best, !best.IsZero()
		}
		i += from
		from = i + 1
		last := i + len(w) - 1
		if !p.boundary(i) || !p.boundary(last+1) {
			continue
		}
		at := candor.Location{
			Path: p.path, Line: p.marks[i].line, Col: p.marks[i].col,
			EndLine: p.marks[last].line, EndCol: p.marks[last].col + 1,
		}
		if best.IsZero() || apart(at, line) < apart(best, line) {
			best = at
		}
		if line == 0 || apart(best, line) == 0 {
			return best, true
		}
	}
}

// boundary reports whether no word runs over the place before byte i.
func (p *page) boundary(i int) bool {
	if i == 0 || i >= len(p.text) || p.marks[i].gap {
		return true
	}
	a, _ := utf8.DecodeLastRune(p.text[:i])
	b, _ := utf8.DecodeRune(p.text[i:])
	return !wordRune(a) || !wordRune(b)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// apart is how many lines at is away from the line.
func apart(at candor.Location, line int) int {
	return max(at.Line-line, line-at.EndLine, 0)
}

// searchable strips a text of what its page may set differently: white space,
// emphasis, links, quote and heading signs, tags, comments, kinds of quotation
// marks and dashes, upper case. Comments go, too: nobody reads them.
func searchable(s string) ([]byte, []mark) {
	out := make([]byte, 0, len(s))
	marks := make([]mark, 0, len(s))
	line, col := 1, 1
	gap, lineStart := true, true
	for i := 0; i < len(s); {
		skip := 0
		r, size := utf8.DecodeRuneInString(s[i:])
		rest := s[i:]
		switch {
		case strings.HasPrefix(rest, "<!--"):
			if skip = through(rest, "-->", len(rest)); skip == 0 {
				skip = len(rest) // as a browser does
			}
		case r == '<' && len(rest) > 1 && (rest[1] == '/' || isASCIILetter(rest[1])):
			skip = through(rest, ">", 2000)
		case strings.HasPrefix(rest, "]("):
			skip = through(rest, ")", 2000)
		case r == '[' || r == ']' || strings.ContainsRune("*_`~\\", r) || unicode.IsSpace(r) || isInvisible(r):
			skip = size
		case lineStart && (r == '>' || r == '#'):
			skip = size
		}
		if skip > 0 {
			gap = true
			for _, c := range rest[:skip] {
				if c == '\n' {
					line, col, lineStart = line+1, 1, true
				} else {
					col++
				}
			}
			i += skip
			continue
		}
		text, n := plain(rest, r, size)
		m := mark{line: line, col: col, gap: gap}
		for range len(text) {
			marks = append(marks, m)
			m.gap = false
		}
		out = append(out, text...)
		gap, lineStart = false, false
		col += utf8.RuneCountInString(rest[:n])
		i += n
	}
	return out, marks
}

// plain returns how the sign at the start of rest is searched, and how many
// bytes it takes.
func plain(rest string, r rune, size int) (string, int) {
	switch r {
	case '‘', '’':
		return "'", size
	case '“', '”', '„':
		return `"`, size
	case '–', '—', '‑', '−':
		return "-", size
	case '&':
		for _, e := range [...][2]string{{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", `"`}, {"&#39;", "'"}, {"&apos;", "'"}} {
			if strings.HasPrefix(rest, e[0]) {
				return e[1], len(e[0])
			}
		}
	}
	return string(unicode.ToLower(r)), size
}

// through returns the length of rest up to and with end, or 0 when end is not
// among its first limit bytes.
func through(rest, end string, limit int) int {
	i := strings.Index(rest[:min(limit, len(rest))], end)
	if i < 0 {
		return 0
	}
	return i + len(end)
}

func isASCIILetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// isInvisible reports signs that take no room: a soft hyphen, zero-width ones.
func isInvisible(r rune) bool {
	return r == '\u00ad' || r >= '\u200b' && r <= '\u200d' || r == '\ufeff'
}
