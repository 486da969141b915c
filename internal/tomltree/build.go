package tomltree

import (
	"errors"
	"fmt"

	"github.com/pelletier/go-toml/v2/unstable"
)

// builder puts expressions together.
type builder struct {
	doc *Document
	p   *unstable.Parser
	in  *Node // the table that key = value goes into
	off int   // where the expression stands
}

func (b *builder) expression(n *unstable.Node) error {
	switch n.Kind {
	case unstable.Table, unstable.ArrayTable:
		return b.enter(n)
	case unstable.KeyValue:
		return b.assign(b.in, n, 0)
	}
	return nil
}

// enter goes to the table of a header, making what is not there.
func (b *builder) enter(n *unstable.Node) error {
	at := b.doc.Root
	for it := n.Key(); it.Next(); {
		k := it.Node()
		name, off := string(k.Data), int(k.Raw.Offset)
		b.off = off
		x, last := at.field(name), it.IsLast()
		switch {
		case x == nil && last && n.Kind == unstable.ArrayTable:
			x = &Node{Kind: Array, Offset: off, tables: true}
			at.set(name, x)
		case x == nil:
			x = table(off)
			at.set(name, x)
		}
		if x.closed || x.Kind != Table && (x.Kind != Array || !x.tables) {
			return twice(name)
		}
		switch {
		case last && n.Kind == unstable.ArrayTable:
			if x.Kind != Array {
				return twice(name)
			}
			t := table(off)
			x.Items = append(x.Items, t)
			x = t
		case last:
			if x.Kind != Table || x.header {
				return twice(name)
			}
			x.header, x.Offset = true, off
		case x.Kind == Array:
			x = x.Items[len(x.Items)-1]
		}
		at = x
	}
	b.in = at
	return nil
}

// assign sets key = value in a table; a dotted key makes tables on its way.
func (b *builder) assign(in *Node, n *unstable.Node, depth int) error {
	at := in
	for it := n.Key(); it.Next(); {
		k := it.Node()
		name, off := string(k.Data), int(k.Raw.Offset)
		if depth == 0 {
			b.off = off
		}
		x := at.field(name)
		if it.IsLast() {
			if x != nil {
				return twice(name)
			}
			v, err := b.value(n.Value(), off, depth+1)
			if err != nil {
				return err
			}
			at.set(name, v)
			return nil
		}
		if x == nil {
			x = table(off)
			x.header = true // a dotted key's table takes no header later
			at.set(name, x)
		}
		if x.Kind != Table || x.closed {
			return twice(name)
		}
		at = x
	}
	return errors.New("a value without a key")
}

func (b *builder) value(n *unstable.Node, off, depth int) (*Node, error) {
	if depth > maxDepth {
		return nil, errors.New("values are nested too deeply")
	}
	v := &Node{Offset: off, Text: string(n.Data)}
	switch n.Kind {
	case unstable.String:
		v.Kind = String
	case unstable.Bool:
		v.Kind = Bool
	case unstable.Integer:
		v.Kind = Integer
	case unstable.Float:
		v.Kind = Float
	case unstable.Array:
		v.Kind, v.Text = Array, ""
		for it := n.Children(); it.Next(); {
			c := it.Node()
			at := start(c)
			if at <= 0 {
				at = off
			}
			x, err := b.value(c, at, depth+1)
			if err != nil {
				return nil, err
			}
			v.Items = append(v.Items, x)
		}
	case unstable.InlineTable:
		v.Kind, v.Text = Table, ""
		for it := n.Children(); it.Next(); {
			if err := b.assign(v, it.Node(), depth+1); err != nil {
				return nil, err
			}
		}
		v.closed = true
	case unstable.LocalDate, unstable.LocalTime, unstable.LocalDateTime, unstable.DateTime:
		v.Kind = Other
	default:
		return nil, fmt.Errorf("a value of the kind %s", n.Kind)
	}
	return v, nil
}

// start is the offset of a value: its own, or that of its first key. 0 when the
// parser kept none.
func start(n *unstable.Node) int {
	if n.Raw.Length > 0 {
		return int(n.Raw.Offset)
	}
	switch n.Kind {
	case unstable.InlineTable:
		for it := n.Children(); it.Next(); {
			for k := it.Node().Key(); k.Next(); {
				return int(k.Node().Raw.Offset)
			}
		}
	case unstable.Array:
		for it := n.Children(); it.Next(); {
			if off := start(it.Node()); off > 0 {
				return off
			}
		}
	}
	return 0
}
