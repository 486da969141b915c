// Package tomltree reads TOML into a tree that keeps the place of every value.
// The syntax is go-toml's; this package puts its expressions together and
// refuses what the language forbids: a key that is set twice.
package tomltree

import (
	"errors"
	"fmt"
	"sort"
	"unicode/utf8"

	"github.com/pelletier/go-toml/v2/unstable"
)

// Kind is the type of a value.
type Kind uint8

// The types of values. Dates are Other.
const (
	Table Kind = iota
	Array
	String
	Integer
	Bool
	Float
	Other
)

// Node is a value. The methods accept a nil Node, which holds nothing.
type Node struct {
	Kind   Kind
	Text   string   // of a scalar, as it counts for a string and as written for the others
	Keys   []string // of a table, in order
	Items  []*Node  // of an array
	Offset int      // of its key, or of its header; in bytes

	values []*Node        // of a table, beside Keys
	fields map[string]int // the places of the keys, from the ninth on
	tables bool           // an array of [[tables]]
	closed bool           // inline: nothing may be added
	header bool           // the table had a header of its own
}

// Document is a file, read.
type Document struct {
	Root   *Node
	src    []byte
	starts []int
}

// Error is a fault of the text at a place.
type Error struct {
	Line, Col int
	Reason    string
}

func (e *Error) Error() string { return e.Reason }

// maxDepth bounds arrays and inline tables in each other.
const maxDepth = 100

// Parse reads a document.
func Parse(src []byte) (*Document, *Error) {
	d := &Document{Root: table(0), src: src, starts: []int{0}}
	for i, c := range src {
		if c == '\n' {
			d.starts = append(d.starts, i+1)
		}
	}
	if off := nesting(src); off >= 0 {
		line, col := d.At(off)
		return nil, &Error{line, col, "values are nested too deeply"}
	}
	p := unstable.Parser{}
	p.Reset(src)
	b := builder{doc: d, p: &p, in: d.Root}
	for p.NextExpression() {
		if err := b.expression(p.Expression()); err != nil {
			line, col := d.At(b.off)
			return nil, &Error{line, col, err.Error()}
		}
	}
	if err := p.Error(); err != nil {
		off, reason := 0, err.Error()
		var pe *unstable.ParserError
		if errors.As(err, &pe) {
			reason = pe.Message
			off = offsetOf(src, pe.Highlight)
		}
		line, col := d.At(off)
		return nil, &Error{line, col, reason}
	}
	return d, nil
}

// offsetOf finds a part of src by the room that is left behind it.
func offsetOf(src, part []byte) int {
	return max(0, min(len(src), cap(src)-cap(part)))
}

// nesting returns the offset at which brackets, in strings or not, are nested
// too deeply for a parser that calls itself, or -1. A line break does not close them.
func nesting(src []byte) int {
	depth := 0
	for i, c := range src {
		switch c {
		case '[', '{':
			if depth++; depth > 4*maxDepth {
				return i
			}
		case ']', '}':
			depth = max(0, depth-1)
		case '\n':
			if i+1 < len(src) && src[i+1] == '[' {
				depth = 0 // a header: nothing is open here, or it is a fault anyway
			}
		}
	}
	return -1
}

// At gives line and column of an offset, both from 1. A column far out in a
// line is 0: counting it would cost a pass over the line for every value.
func (d *Document) At(off int) (line, col int) {
	off = max(0, min(off, len(d.src)))
	k := sort.SearchInts(d.starts, off+1) - 1
	if start := d.starts[k]; off-start <= 4096 {
		col = utf8.RuneCount(d.src[start:off]) + 1
	}
	return k + 1, col
}

func table(off int) *Node { return &Node{Kind: Table, Offset: off} }

// Get returns the value at a path of keys, or nil.
func (n *Node) Get(keys ...string) *Node {
	for _, k := range keys {
		if n == nil {
			return nil
		}
		n = n.field(k)
	}
	return n
}

// Str returns the text of a string at a path of keys, or "".
func (n *Node) Str(keys ...string) string {
	if x := n.Get(keys...); x != nil && x.Kind == String {
		return x.Text
	}
	return ""
}

// List returns the items of an array at a path of keys.
func (n *Node) List(keys ...string) []*Node {
	if x := n.Get(keys...); x != nil && x.Kind == Array {
		return x.Items
	}
	return nil
}

// Names returns the keys of a table, in order.
func (n *Node) Names() []string {
	if n == nil {
		return nil
	}
	return n.Keys
}

// IsTable reports whether the value is there and a table.
func (n *Node) IsTable() bool { return n != nil && n.Kind == Table }

// True reports whether the value at a path of keys is the bool true.
func (n *Node) True(keys ...string) bool {
	x := n.Get(keys...)
	return x != nil && x.Kind == Bool && x.Text == "true"
}

// small is the number of keys up to which looking through them needs no map.
const small = 8

// field returns the value of a key, or nil.
func (n *Node) field(key string) *Node {
	if len(n.Keys) <= small {
		for i, k := range n.Keys {
			if k == key {
				return n.values[i]
			}
		}
		return nil
	}
	if i, ok := n.fields[key]; ok {
		return n.values[i]
	}
	return nil
}

// set adds a key that the table does not have yet.
func (n *Node) set(key string, v *Node) {
	n.Keys, n.values = append(n.Keys, key), append(n.values, v)
	switch {
	case len(n.Keys) == small+1:
		n.fields = make(map[string]int, 4*small)
		for i, k := range n.Keys {
			n.fields[k] = i
		}
	case len(n.Keys) > small:
		n.fields[key] = len(n.Keys) - 1
	}
}

func twice(key string) error { return fmt.Errorf("the key %q stands twice", key) }
