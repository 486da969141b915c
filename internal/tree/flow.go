package tree

import "strings"

// flow reads {a: b, c: d} and [a, b] on one line.
func (b *blocks) flow(depth int) (n Node, ok bool) {
	n.Off = int32(b.i)
	if depth > 20 {
		return n, false
	}
	closing := byte('}')
	if n.Kind = Object; b.src[b.i] == '[' {
		n.Kind, closing = List, ']'
	}
	mark := len(b.open)
	b.i++
	for first := true; ; first = false {
		b.blanks()
		if b.i < len(b.src) && b.src[b.i] == closing {
			b.i++
			n.Members = b.close(mark)
			return n, true
		}
		if !first {
			if b.i >= len(b.src) || b.src[b.i] != ',' {
				return n, false
			}
			b.i++
			b.blanks()
		}
		if b.values++; b.values > maxValues {
			return n, false
		}
		m := Member{}
		if n.Kind == Object {
			m.Off = int32(b.i)
			key, ok := b.flowScalar()
			if !ok || key.Kind != Text && key.Kind != Number || b.i+1 >= len(b.src) || b.src[b.i] != ':' || b.src[b.i+1] != ' ' {
				return n, false
			}
			m.Key = key.Str
			b.i++
			b.blanks()
		}
		off := int32(b.i)
		if b.i >= len(b.src) {
			return n, false
		}
		if c := b.src[b.i]; c == '{' || c == '[' {
			m.Val, ok = b.flow(depth + 1)
		} else {
			m.Val, ok = b.flowScalar()
		}
		if !ok {
			return n, false
		}
		m.Val.Off = off
		b.open = append(b.open, m)
	}
}

func (b *blocks) blanks() {
	for b.i < len(b.src) && b.src[b.i] == ' ' {
		b.i++
	}
}

// flowScalar reads one scalar inside a flow value. A plain one ends at a
// comma, a closing bracket, or the colon of a key.
func (b *blocks) flowScalar() (n Node, ok bool) {
	if b.i >= len(b.src) {
		return n, false
	}
	if c := b.src[b.i]; c == '"' || c == '\'' {
		n.Kind = Text
		n.Str, ok = b.quoted()
		return n, ok
	}
	line := b.line()
	if !plainStart(line) || strings.IndexByte("-?:", line[0]) >= 0 {
		return n, false
	}
	k := 0
	for ; k < len(line); k++ {
		c := line[k]
		if c == ',' || c == '}' || c == ']' || c == ':' && k+1 < len(line) && line[k+1] == ' ' {
			break
		}
		if c < 0x20 || c >= 0x7f || c == '{' || c == '[' || c == '#' || c == '?' || c == ':' && (k+1 == len(line) || strings.IndexByte(",}]", line[k+1]) >= 0) {
			return n, false
		}
	}
	n.Str = strings.TrimRight(b.texts.cut(b.src, b.i, b.i+k), " ")
	if k == len(line) || n.Str == "" {
		return n, false
	}
	b.i += k
	n.Kind = plainKind(n.Str)
	return n, n.Kind != Null
}
