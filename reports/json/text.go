package json

import (
	"strconv"
	"time"
	"unicode/utf8"
)

// text is JSON in the making, indented as encoding/json indents it: results are
// most of a report, and reflection with a second pass for the indent costs more
// than everything else that an unchanged tree costs.
type text struct {
	b     []byte
	depth int
	bare  bool // nothing stands in the innermost list or object yet
}

const spaces = "\n                                                                "

// line begins a line at the present depth.
func (t *text) line() { t.b = append(t.b, spaces[:min(1+2*t.depth, len(spaces))]...) }

// next begins an element of a list, or a member of an object.
func (t *text) next() {
	if !t.bare {
		t.b = append(t.b, ',')
	}
	t.bare = false
	t.line()
}

func (t *text) open(c byte) {
	t.b = append(t.b, c)
	t.depth++
	t.bare = true
}

func (t *text) close(c byte) {
	t.depth--
	if !t.bare {
		t.line()
	}
	t.b = append(t.b, c)
	t.bare = false
}

// key begins a member; its name needs no escape.
func (t *text) key(name string) {
	t.next()
	t.b = append(t.b, '"')
	t.b = append(t.b, name...)
	t.b = append(t.b, `": `...)
}

func (t *text) member(name, v string) {
	t.key(name)
	t.b = quote(t.b, v)
}

// some writes a member unless it is empty.
func (t *text) some(name, v string) {
	if v != "" {
		t.member(name, v)
	}
}

func (t *text) number(name string, v int) {
	t.key(name)
	t.b = strconv.AppendInt(t.b, int64(v), 10)
}

// moment writes a time as time.Time's own method does; ok is false for one that
// has no such form.
func (t *text) moment(name string, v time.Time) (ok bool) {
	b, err := v.MarshalJSON()
	if err != nil {
		return false
	}
	t.key(name)
	t.b = append(t.b, b...)
	return true
}

const hexDigits = "0123456789abcdef"

// quote appends a text as JSON, escaped as encoding/json does without HTML.
func quote(b []byte, s string) []byte {
	b = append(b, '"')
	begin := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c >= ' ' && c != '"' && c != '\\' {
				i++
				continue
			}
			b = append(b, s[begin:i]...)
			switch c {
			case '"', '\\':
				b = append(b, '\\', c)
			case '\b':
				b = append(b, '\\', 'b')
			case '\f':
				b = append(b, '\\', 'f')
			case '\n':
				b = append(b, '\\', 'n')
			case '\r':
				b = append(b, '\\', 'r')
			case '\t':
				b = append(b, '\\', 't')
			default:
				b = append(b, '\\', 'u', '0', '0', hexDigits[c>>4], hexDigits[c&15])
			}
			i++
			begin = i
			continue
		}
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			b = append(append(b, s[begin:i]...), `\ufffd`...)
			begin = i + size
		case r == '\u2028' || r == '\u2029':
			b = append(append(b, s[begin:i]...), '\\', 'u', '2', '0', '2', hexDigits[r&15])
			begin = i + size
		}
		i += size
	}
	return append(append(b, s[begin:]...), '"')
}
