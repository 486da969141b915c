// Package jsontree reads JSON into a tree that keeps the place of every key.
package jsontree

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sort"
)

// Kind is the type of a value.
type Kind uint8

// The types of values.
const (
	Null Kind = iota
	Bool
	Number
	String
	Array
	Object
)

// Node is a value. The methods accept a nil Node, which holds nothing.
type Node struct {
	Kind   Kind
	Text   string // of a string, a number as written, "true" or "false"
	Keys   []string
	Items  []*Node
	Offset int // behind its key, in bytes: the line of the key

	fields map[string]*Node
}

// Document is a file, read.
type Document struct {
	Root   *Node
	starts []int
}

// Error is a fault of the text at a line.
type Error struct {
	Line   int
	Reason string
}

func (e *Error) Error() string { return e.Reason }

// maxDepth bounds objects and arrays in each other.
const maxDepth = 200

// Parse reads a document. An object that has a key twice is refused.
func Parse(src []byte) (*Document, *Error) {
	d := &Document{starts: []int{0}}
	for i, c := range src {
		if c == '\n' {
			d.starts = append(d.starts, i+1)
		}
	}
	dec := json.NewDecoder(bytes.NewReader(src))
	dec.UseNumber()
	r := reader{dec}
	root, err := r.value(0)
	if err == nil {
		if _, more := dec.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the document")
		}
	}
	if err != nil {
		off := int(dec.InputOffset())
		var se *json.SyntaxError
		if errors.As(err, &se) {
			off = max(off, int(se.Offset)-1)
		}
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
			off, err = len(src), errors.New("it ends too early")
		}
		return nil, &Error{d.Line(off), err.Error()}
	}
	d.Root = root
	return d, nil
}

// Line is the line of an offset, from 1.
func (d *Document) Line(off int) int { return sort.SearchInts(d.starts, off+1) }

type reader struct{ dec *json.Decoder }

func (r reader) value(depth int) (*Node, error) {
	t, err := r.dec.Token()
	if err != nil {
		return nil, err
	}
	n := &Node{Offset: max(0, int(r.dec.InputOffset())-1)}
	switch t := t.(type) {
	case json.Delim:
		if depth >= maxDepth {
			return nil, errors.New("values are nested too deeply")
		}
		if t == '[' {
			n.Kind = Array
			return n, r.array(n, depth+1)
		}
		n.Kind, n.fields = Object, make(map[string]*Node)
		return n, r.object(n, depth+1)
	case string:
		n.Kind, n.Text = String, t
	case json.Number:
		n.Kind, n.Text = Number, t.String()
	case bool:
		n.Kind, n.Text = Bool, fmt.Sprint(t)
	}
	return n, nil
}

func (r reader) array(n *Node, depth int) error {
	for r.dec.More() {
		x, err := r.value(depth)
		if err != nil {
			return err
		}
		n.Items = append(n.Items, x)
	}
	_, err := r.dec.Token()
	return err
}

func (r reader) object(n *Node, depth int) error {
	for r.dec.More() {
		t, err := r.dec.Token()
		if err != nil {
			return err
		}
		key, ok := t.(string)
		if !ok {
			return errors.New("a key that is no string")
		}
		off := max(0, int(r.dec.InputOffset())-1)
		if n.fields[key] != nil {
			return fmt.Errorf("the key %q stands twice in one object", key)
		}
		x, err := r.value(depth)
		if err != nil {
			return err
		}
		x.Offset = off
		n.fields[key], n.Keys = x, append(n.Keys, key)
	}
	_, err := r.dec.Token()
	return err
}

// Get returns the value at a path of keys, or nil.
func (n *Node) Get(keys ...string) *Node {
	for _, k := range keys {
		if n == nil {
			return nil
		}
		n = n.fields[k]
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
	if x := n.Get(keys...); x != nil {
		return x.Items
	}
	return nil
}

// Names returns the keys of an object, in order.
func (n *Node) Names() []string {
	if n == nil {
		return nil
	}
	return n.Keys
}
