package lsp

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/candor-dev/candor"
)

// encoding is the unit in which both sides count the characters of a line.
type encoding string

const (
	utf8Units  encoding = "utf-8"
	utf16Units encoding = "utf-16" // what every client speaks
	utf32Units encoding = "utf-32"
)

// agree picks the unit: code points where the client knows them, since that is
// what candor counts, else what the protocol assumes.
func agree(offered []string) encoding {
	for _, want := range []encoding{utf32Units, utf8Units} {
		for _, o := range offered {
			if o == string(want) {
				return want
			}
		}
	}
	return utf16Units
}

// width is how many units a code point takes.
func (e encoding) width(r rune) int {
	switch e {
	case utf8Units:
		return utf8.RuneLen(r)
	case utf32Units:
		return 1
	}
	return utf16.RuneLen(r)
}

// units counts the units of a text.
func (e encoding) units(s string) int {
	n := 0
	for _, r := range s {
		n += e.width(r)
	}
	return n
}

// bytesOf is how many bytes of a line stand before that many units; a position
// behind the line is its end, one within a code point its begin.
func (e encoding) bytesOf(line string, units int) int {
	for i, r := range line {
		if units -= e.width(r); units < 0 {
			return i
		}
	}
	return len(line)
}

// lines cuts a text as editors do. The last one has no end of line.
func lines(text string) []string {
	text = strings.TrimPrefix(text, "\ufeff")
	out := strings.Split(text, "\n")
	for i := range out {
		out[i] = strings.TrimSuffix(out[i], "\r")
	}
	return out
}

// offset turns a position into one in bytes, inside of the text.
func (e encoding) offset(text string, p position) int {
	at := 0
	for range p.Line {
		i := strings.IndexByte(text[at:], '\n')
		if i < 0 {
			return len(text)
		}
		at += i + 1
	}
	line, _, _ := strings.Cut(text[at:], "\n")
	return at + e.bytesOf(strings.TrimSuffix(line, "\r"), max(p.Character, 0))
}

// apply makes the edits of one change, each upon the one before.
func (e encoding) apply(text string, edits []edit) string {
	for _, c := range edits {
		if c.Range == nil {
			text = c.Text
			continue
		}
		from, to := e.offset(text, c.Range.Start), e.offset(text, c.Range.End)
		text = text[:from] + c.Text + text[max(from, to):]
	}
	return text
}

// span is the range of a place of candor's, within the lines of its file. A
// place without an end reaches to the end of its line, one without a column
// spans the text of its line, one without a line stands on the first.
func (e encoding) span(ls []string, at candor.Location) span {
	n := min(max(at.Line, 1), len(ls)) - 1
	line := ls[n]
	start := len(line) - len(strings.TrimLeft(line, " \t"))
	if at.Col > 0 && at.Line > 0 {
		start = utf32Units.bytesOf(line, at.Col-1)
	}
	out := span{Start: position{n, e.units(line[:start])}}
	if at.EndCol > 0 && at.EndLine > 0 {
		m := min(max(at.EndLine, n+1), len(ls)) - 1
		out.End = position{m, e.units(ls[m][:utf32Units.bytesOf(ls[m], at.EndCol-1)])}
		if out.Start.before(out.End) {
			return out
		}
	}
	end := max(start, len(strings.TrimRight(line, " \t")))
	out.End = position{n, e.units(line[:end])}
	return out
}

func (p position) before(q position) bool {
	return p.Line < q.Line || p.Line == q.Line && p.Character < q.Character
}

// touches reports whether two ranges share a place; the end counts, because a
// caret stands between characters.
func (s span) touches(o span) bool { return !s.End.before(o.Start) && !o.End.before(s.Start) }
