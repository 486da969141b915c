package tree

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"
)

const (
	maxDepth  = 200       // of values inside values
	maxValues = 1_000_000 // of one file; a lock of 5,000 entries has about 80,000
)

type reader struct {
	members
	src    []byte // at most collector.MaxFileSize, so that an int32 holds every offset
	texts  texts  // of src
	i      int
	values int
	loose  bool // comments, and a comma behind the last member
}

// ParseJSON reads one JSON value that fills the text.
func ParseJSON(src []byte) (n Node, err *Fault) { return parse(newReader(src)) }

// ParseJSONC is ParseJSON for texts that may hold comments, and a comma behind
// the last member of an object or list.
func ParseJSONC(src []byte) (n Node, err *Fault) {
	r := newReader(src)
	r.loose = true
	return parse(r)
}

func newReader(src []byte) *reader {
	return &reader{members: roomFor(src), src: src, texts: textsOf(src)}
}

func parse(r *reader) (n Node, err *Fault) {
	if n, err = r.value(0); err != nil {
		return n, err
	}
	r.space()
	if r.i < len(r.src) {
		return n, r.fail("unexpected text behind the value")
	}
	return n, nil
}

func (r *reader) fail(format string, args ...any) *Fault {
	if r.i >= len(r.src) {
		return &Fault{int32(len(r.src)), "the file ends too early"}
	}
	return &Fault{int32(r.i), fmt.Sprintf(format, args...)}
}

func (r *reader) space() {
	for r.i < len(r.src) {
		switch r.src[r.i] {
		case ' ', '\t', '\n', '\r':
			r.i++
		case '/':
			if !r.loose || !r.comment() {
				return
			}
		default:
			return
		}
	}
}

// comment skips a comment, and says false where there is none.
func (r *reader) comment() bool {
	rest := r.src[r.i:]
	end, n := -1, 0
	switch {
	case bytes.HasPrefix(rest, []byte("//")):
		end = bytes.IndexByte(rest, '\n')
	case bytes.HasPrefix(rest, []byte("/*")):
		if end = bytes.Index(rest[2:], []byte("*/")); end >= 0 {
			n = 4
		}
	default:
		return false
	}
	if r.i += end + n; end < 0 {
		r.i = len(r.src)
	}
	return true
}

// value reads a value. It is returned, not written through a pointer: a lock
// has a hundred thousand, and each would be put on the heap for it.
func (r *reader) value(depth int) (n Node, err *Fault) {
	r.space()
	if r.values++; r.values > maxValues {
		return n, r.fail("more than %d values", maxValues)
	}
	if depth > maxDepth {
		return n, r.fail("nested more than %d deep", maxDepth)
	}
	if r.i >= len(r.src) {
		return n, r.fail("")
	}
	n.Off = int32(r.i)
	switch c := r.src[r.i]; {
	case c == '{':
		n.Kind = Object
		n.Members, err = r.object(depth)
		return n, err
	case c == '[':
		n.Kind = List
		n.Members, err = r.array(depth)
		return n, err
	case c == '"':
		n.Kind = Text
		n.Str, err = r.text()
		return n, err
	case c == '-' || c >= '0' && c <= '9':
		n.Kind = Number
		n.Str, err = r.number()
		return n, err
	}
	for _, w := range []struct {
		word string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if end := r.i + len(w.word); end <= len(r.src) && string(r.src[r.i:end]) == w.word {
			n.Kind, n.Str, r.i = w.kind, w.word, end
			return n, nil
		}
	}
	return n, r.fail("unexpected %s", r.here())
}

// here names the character at the reader.
func (r *reader) here() string {
	c, _ := utf8.DecodeRune(r.src[r.i:])
	return strconv.QuoteRune(c)
}

func (r *reader) number() (string, *Fault) {
	start := r.i
	for r.i < len(r.src) && (r.src[r.i] >= '0' && r.src[r.i] <= '9' || r.src[r.i] == '-' || r.src[r.i] == '+' ||
		r.src[r.i] == '.' || r.src[r.i] == 'e' || r.src[r.i] == 'E') {
		r.i++
	}
	if !json.Valid(r.src[start:r.i]) {
		r.i = start
		return "", r.fail("a broken number")
	}
	return r.texts.cut(r.src, start, r.i), nil
}

func (r *reader) object(depth int) ([]Member, *Fault) {
	mark := len(r.open)
	r.i++
	for first := true; ; first = false {
		r.space()
		switch {
		case r.i >= len(r.src):
			return nil, r.fail("")
		case r.src[r.i] == '}':
			r.i++
			return r.close(mark), nil
		case !first && r.src[r.i] != ',':
			return nil, r.fail("unexpected %s, want a comma or a closing brace", r.here())
		case !first:
			r.i++
			r.space()
			if r.loose && r.i < len(r.src) && r.src[r.i] == '}' {
				r.i++
				return r.close(mark), nil
			}
		}
		if r.i >= len(r.src) || r.src[r.i] != '"' {
			if r.i >= len(r.src) {
				return nil, r.fail("")
			}
			return nil, r.fail("unexpected %s, want a key in quotes", r.here())
		}
		m := Member{Off: int32(r.i)}
		var err *Fault
		if m.Key, err = r.text(); err != nil {
			return nil, err
		}
		r.space()
		if r.i >= len(r.src) || r.src[r.i] != ':' {
			return nil, r.fail("want a colon behind the key")
		}
		r.i++
		if m.Val, err = r.value(depth + 1); err != nil {
			return nil, err
		}
		r.open = append(r.open, m)
	}
}

func (r *reader) array(depth int) ([]Member, *Fault) {
	mark := len(r.open)
	r.i++
	for first := true; ; first = false {
		r.space()
		switch {
		case r.i >= len(r.src):
			return nil, r.fail("")
		case r.src[r.i] == ']':
			r.i++
			return r.close(mark), nil
		case !first && r.src[r.i] != ',':
			return nil, r.fail("unexpected %s, want a comma or a closing bracket", r.here())
		case !first:
			r.i++
			if r.space(); r.loose && r.i < len(r.src) && r.src[r.i] == ']' {
				r.i++
				return r.close(mark), nil
			}
		}
		v, err := r.value(depth + 1)
		if err != nil {
			return nil, err
		}
		r.open = append(r.open, Member{Val: v})
	}
}
