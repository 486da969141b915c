package tree

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

const (
	maxDepth  = 200       // of values inside values
	maxValues = 1_000_000 // of one file; a lock of 5,000 entries has about 80,000
)

type reader struct {
	src    []byte // at most collector.MaxFileSize, so that an int32 holds every offset
	i      int
	values int
	open   []Member // members of the values that are not closed yet
	loose  bool     // comments, and a comma behind the last member
}

// close moves the members read since mark into their value.
func (r *reader) close(n *Node, mark int) {
	n.Members = slices.Clone(r.open[mark:])
	r.open = r.open[:mark]
}

// ParseJSON reads one JSON value that fills the text.
func ParseJSON(src []byte) (n Node, err *Fault) { return parse(&reader{src: src, open: room(src)}) }

// ParseJSONC is ParseJSON for texts that may hold comments, and a comma behind
// the last member of an object or list.
func ParseJSONC(src []byte) (n Node, err *Fault) {
	return parse(&reader{src: src, open: room(src), loose: true})
}

// room is place for the members that are open at once in a text as locks are:
// one for each package.
func room(src []byte) []Member { return make([]Member, 0, 16+len(src)/256) }

func parse(r *reader) (n Node, err *Fault) {
	if err = r.value(&n, 0); err != nil {
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

func (r *reader) value(n *Node, depth int) *Fault {
	r.space()
	if r.values++; r.values > maxValues {
		return r.fail("more than %d values", maxValues)
	}
	if depth > maxDepth {
		return r.fail("nested more than %d deep", maxDepth)
	}
	if r.i >= len(r.src) {
		return r.fail("")
	}
	n.Off = int32(r.i)
	switch c := r.src[r.i]; {
	case c == '{':
		return r.object(n, depth)
	case c == '[':
		return r.array(n, depth)
	case c == '"':
		n.Kind = Text
		var err *Fault
		n.Str, err = r.text()
		return err
	case c == '-' || c >= '0' && c <= '9':
		return r.number(n)
	}
	for _, w := range []struct {
		word string
		kind Kind
	}{{"true", Bool}, {"false", Bool}, {"null", Null}} {
		if end := r.i + len(w.word); end <= len(r.src) && string(r.src[r.i:end]) == w.word {
			n.Kind, n.Str, r.i = w.kind, w.word, end
			return nil
		}
	}
	return r.fail("unexpected %s", r.here())
}

// here names the character at the reader.
func (r *reader) here() string {
	c, _ := utf8.DecodeRune(r.src[r.i:])
	return strconv.QuoteRune(c)
}

func (r *reader) number(n *Node) *Fault {
	start := r.i
	for r.i < len(r.src) && (r.src[r.i] >= '0' && r.src[r.i] <= '9' || r.src[r.i] == '-' || r.src[r.i] == '+' ||
		r.src[r.i] == '.' || r.src[r.i] == 'e' || r.src[r.i] == 'E') {
		r.i++
	}
	n.Kind, n.Str = Number, string(r.src[start:r.i])
	if !json.Valid(r.src[start:r.i]) {
		r.i = start
		return r.fail("a broken number")
	}
	return nil
}

func (r *reader) object(n *Node, depth int) *Fault {
	n.Kind = Object
	mark := len(r.open)
	r.i++
	for first := true; ; first = false {
		r.space()
		switch {
		case r.i >= len(r.src):
			return r.fail("")
		case r.src[r.i] == '}':
			r.i++
			r.close(n, mark)
			return nil
		case !first && r.src[r.i] != ',':
			return r.fail("unexpected %s, want a comma or a closing brace", r.here())
		case !first:
			r.i++
			r.space()
			if r.loose && r.i < len(r.src) && r.src[r.i] == '}' {
				r.i++
				r.close(n, mark)
				return nil
			}
		}
		if r.i >= len(r.src) || r.src[r.i] != '"' {
			if r.i >= len(r.src) {
				return r.fail("")
			}
			return r.fail("unexpected %s, want a key in quotes", r.here())
		}
		m := Member{Off: int32(r.i)}
		var err *Fault
		if m.Key, err = r.text(); err != nil {
			return err
		}
		r.space()
		if r.i >= len(r.src) || r.src[r.i] != ':' {
			return r.fail("want a colon behind the key")
		}
		r.i++
		if err = r.value(&m.Val, depth+1); err != nil {
			return err
		}
		r.open = append(r.open, m)
	}
}

func (r *reader) array(n *Node, depth int) *Fault {
	n.Kind = List
	mark := len(r.open)
	r.i++
	for first := true; ; first = false {
		r.space()
		switch {
		case r.i >= len(r.src):
			return r.fail("")
		case r.src[r.i] == ']':
			r.i++
			r.close(n, mark)
			return nil
		case !first && r.src[r.i] != ',':
			return r.fail("unexpected %s, want a comma or a closing bracket", r.here())
		case !first:
			r.i++
			if r.space(); r.loose && r.i < len(r.src) && r.src[r.i] == ']' {
				r.i++
				r.close(n, mark)
				return nil
			}
		}
		var m Member
		if err := r.value(&m.Val, depth+1); err != nil {
			return err
		}
		r.open = append(r.open, m)
	}
}
