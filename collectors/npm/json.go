package npm

import (
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
)

// kind is the type of a JSON value.
type kind byte

const (
	null kind = iota
	boolean
	number
	text
	list
	object
)

// node is a JSON value with its place. Objects keep the order of their members
// and every member, also those that repeat a key.
type node struct {
	kind    kind
	off     int32    // of its first byte
	str     string   // of text: the value; of number and boolean: as written
	members []member // of object and list; those of a list have no key
}

type member struct {
	key string
	off int32 // of the key's quote
	val node
}

// get returns the last member of that name (as JSON readers do), or nil.
func (n *node) get(key string) *node {
	if m := n.member(key); m != nil {
		return &m.val
	}
	return nil
}

func (n *node) member(key string) *member {
	if n == nil {
		return nil
	}
	for i := len(n.members) - 1; i >= 0; i-- {
		if n.members[i].key == key {
			return &n.members[i]
		}
	}
	return nil
}

// text returns the string member of that name, or "".
func (n *node) text(key string) string {
	if v := n.get(key); v != nil && v.kind == text {
		return v.str
	}
	return ""
}

func (n *node) yes(key string) bool {
	v := n.get(key)
	return v != nil && v.kind == boolean && v.str == "true"
}

// duplicate returns the first member whose key came before, or nil.
func (n *node) duplicate() *member {
	if n == nil || len(n.members) < 2 {
		return nil
	}
	seen := make(map[string]bool, len(n.members))
	for i := range n.members {
		if seen[n.members[i].key] {
			return &n.members[i]
		}
		seen[n.members[i].key] = true
	}
	return nil
}

const (
	maxDepth  = 200       // of values inside values
	maxValues = 1_000_000 // of one file; a lock of 5,000 entries has about 80,000
)

// jsonError is what is wrong with a JSON text, and where.
type jsonError struct {
	off int32
	msg string
}

func (e *jsonError) Error() string { return e.msg }

type jsonReader struct {
	src    []byte // at most collector.MaxFileSize, so that an int32 holds every offset
	i      int
	values int
	open   []member // members of the values that are not closed yet
}

// close moves the members read since mark into their value.
func (r *jsonReader) close(n *node, mark int) {
	n.members = slices.Clone(r.open[mark:])
	r.open = r.open[:mark]
}

// parseJSON reads one JSON value that fills the text.
func parseJSON(src []byte) (n node, err *jsonError) {
	r := &jsonReader{src: src}
	if err = r.value(&n, 0); err != nil {
		return n, err
	}
	r.space()
	if r.i < len(src) {
		return n, r.fail("unexpected text behind the value")
	}
	return n, nil
}

func (r *jsonReader) fail(format string, args ...any) *jsonError {
	if r.i >= len(r.src) {
		return &jsonError{int32(len(r.src)), "the file ends too early"}
	}
	return &jsonError{int32(r.i), fmt.Sprintf(format, args...)}
}

func (r *jsonReader) space() {
	for r.i < len(r.src) {
		switch r.src[r.i] {
		case ' ', '\t', '\n', '\r':
			r.i++
		default:
			return
		}
	}
}

func (r *jsonReader) value(n *node, depth int) *jsonError {
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
	n.off = int32(r.i)
	switch c := r.src[r.i]; {
	case c == '{':
		return r.object(n, depth)
	case c == '[':
		return r.array(n, depth)
	case c == '"':
		n.kind = text
		var err *jsonError
		n.str, err = r.text()
		return err
	case c == '-' || c >= '0' && c <= '9':
		return r.number(n)
	}
	for _, w := range []struct {
		word string
		kind kind
	}{{"true", boolean}, {"false", boolean}, {"null", null}} {
		if end := r.i + len(w.word); end <= len(r.src) && string(r.src[r.i:end]) == w.word {
			n.kind, n.str, r.i = w.kind, w.word, end
			return nil
		}
	}
	return r.fail("unexpected %s", r.here())
}

// here names the character at the reader.
func (r *jsonReader) here() string {
	c, _ := utf8.DecodeRune(r.src[r.i:])
	return strconv.QuoteRune(c)
}

func (r *jsonReader) number(n *node) *jsonError {
	start := r.i
	for r.i < len(r.src) && (r.src[r.i] >= '0' && r.src[r.i] <= '9' || r.src[r.i] == '-' || r.src[r.i] == '+' ||
		r.src[r.i] == '.' || r.src[r.i] == 'e' || r.src[r.i] == 'E') {
		r.i++
	}
	n.kind, n.str = number, string(r.src[start:r.i])
	if _, err := strconv.ParseFloat(n.str, 64); err != nil {
		r.i = start
		return r.fail("a broken number")
	}
	return nil
}

func (r *jsonReader) object(n *node, depth int) *jsonError {
	n.kind = object
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
		}
		if r.i >= len(r.src) || r.src[r.i] != '"' {
			if r.i >= len(r.src) {
				return r.fail("")
			}
			return r.fail("unexpected %s, want a key in quotes", r.here())
		}
		m := member{off: int32(r.i)}
		var err *jsonError
		if m.key, err = r.text(); err != nil {
			return err
		}
		r.space()
		if r.i >= len(r.src) || r.src[r.i] != ':' {
			return r.fail("want a colon behind the key")
		}
		r.i++
		if err = r.value(&m.val, depth+1); err != nil {
			return err
		}
		r.open = append(r.open, m)
	}
}

func (r *jsonReader) array(n *node, depth int) *jsonError {
	n.kind = list
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
		}
		var m member
		if err := r.value(&m.val, depth+1); err != nil {
			return err
		}
		r.open = append(r.open, m)
	}
}
