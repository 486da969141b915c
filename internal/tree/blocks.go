package tree

import (
	"bytes"
	"strings"
)

// blocks reads mappings and lists in block style, flow values on one line,
// plain and quoted scalars, and comments. Whatever else it meets - anchors,
// tags, several documents, texts over several lines, tabs, long keys - it
// gives up on, so that it never reads a text otherwise than YAML does.
type blocks struct {
	members
	src    []byte
	texts  texts // of src
	i      int   // start of the current line's content
	indent int   // of the current line; -1 at the end of the text
	values int
}

// maxKey is the length over which YAML wants a key to be marked as one.
const maxKey = 1000

// parseBlocks says false where the text is not of the small part, or broken.
func parseBlocks(src []byte) (n Node, ok bool) {
	b := &blocks{members: roomFor(src), src: src, texts: textsOf(src)}
	if !b.nextLine() || b.indent != 0 {
		return n, false
	}
	n, ok = b.block(0, 0)
	return n, ok && b.indent < 0
}

// nextLine goes to the next line that holds something; it says false on what
// is not of the small part.
func (b *blocks) nextLine() bool {
	for b.i < len(b.src) {
		start := b.i
		for b.i < len(b.src) && b.src[b.i] == ' ' {
			b.i++
		}
		if b.i >= len(b.src) {
			break
		}
		switch b.src[b.i] {
		case '\n':
			b.i++
			continue
		case '#':
			if !b.comment() {
				return false
			}
			continue
		}
		b.indent = b.i - start
		return b.indent > 0 || !b.marker()
	}
	b.indent = -1
	return true
}

// marker reports whether the line begins or ends a document, or is a directive.
func (b *blocks) marker() bool {
	rest := b.src[b.i:]
	return bytes.HasPrefix(rest, []byte("---")) || bytes.HasPrefix(rest, []byte("...")) || rest[0] == '%'
}

// comment skips the rest of the line.
func (b *blocks) comment() bool {
	for ; b.i < len(b.src); b.i++ {
		switch c := b.src[b.i]; {
		case c == '\n':
			b.i++
			return true
		case c < 0x20, c >= 0x7f:
			return false
		}
	}
	return true
}

// endLine reads what may stand behind a value: blanks and a comment.
func (b *blocks) endLine() bool {
	start := b.i
	for b.i < len(b.src) && b.src[b.i] == ' ' {
		b.i++
	}
	switch {
	case b.i >= len(b.src):
		return b.nextLine()
	case b.src[b.i] == '#':
		if b.i == start {
			return false
		}
		return b.comment() && b.nextLine()
	case b.src[b.i] == '\n':
		b.i++
		return b.nextLine()
	}
	return false
}

// line is the rest of the current line.
func (b *blocks) line() []byte {
	rest := b.src[b.i:]
	if k := bytes.IndexByte(rest, '\n'); k >= 0 {
		return rest[:k]
	}
	return rest
}

// block reads the mapping or list that begins at the current line.
func (b *blocks) block(indent, depth int) (n Node, ok bool) {
	if depth > maxDepth {
		return n, false
	}
	n.Off = int32(b.i)
	if b.dash() {
		n.Kind = List
		n.Members, ok = b.items(indent, depth)
		return n, ok
	}
	n.Kind = Object
	mark := len(b.open)
	for b.indent == indent && !b.dash() {
		m := Member{Off: int32(b.i)}
		if m.Key, ok = b.key(); !ok {
			return n, false
		}
		if m.Val, ok = b.member(indent, depth); !ok {
			return n, false
		}
		b.open = append(b.open, m)
	}
	if b.indent >= indent {
		return n, false // deeper without a parent, or an item among members
	}
	n.Members = b.close(mark)
	return n, true
}

func (b *blocks) dash() bool {
	return b.i < len(b.src) && b.src[b.i] == '-' && (b.i+1 == len(b.src) || b.src[b.i+1] == ' ' || b.src[b.i+1] == '\n')
}

// items reads a list. Only scalars and flow values may stand behind a dash.
func (b *blocks) items(indent, depth int) ([]Member, bool) {
	mark := len(b.open)
	for b.indent == indent && b.dash() {
		b.i++
		for b.i < len(b.src) && b.src[b.i] == ' ' {
			b.i++
		}
		v, ok := b.inline(depth)
		if !ok || !b.endLine() {
			return nil, false
		}
		b.open = append(b.open, Member{Val: v})
	}
	if b.indent > indent {
		return nil, false
	}
	return b.close(mark), true
}

// member reads what stands behind the colon of a key.
func (b *blocks) member(indent, depth int) (n Node, ok bool) {
	if b.values++; b.values > maxValues {
		return n, false
	}
	for b.i < len(b.src) && b.src[b.i] == ' ' {
		b.i++
	}
	n.Off = int32(b.i)
	if b.i < len(b.src) && b.src[b.i] != '\n' && b.src[b.i] != '#' {
		n, ok = b.inline(depth)
		return n, ok && b.endLine()
	}
	if b.i < len(b.src) && b.src[b.i] == '#' && b.src[b.i-1] != ' ' {
		return n, false
	}
	if !b.endLine() {
		return n, false
	}
	if b.indent > indent || b.indent == indent && b.dash() {
		return b.block(b.indent, depth+1)
	}
	return n, true // nothing: null
}

// key reads a key with its colon.
func (b *blocks) key() (string, bool) {
	if c := b.src[b.i]; c == '"' || c == '\'' {
		start := b.i
		s, ok := b.quoted()
		if !ok || b.i-start > maxKey || b.i >= len(b.src) || b.src[b.i] != ':' {
			return "", false
		}
		b.i++
		return s, b.i >= len(b.src) || b.src[b.i] == ' ' || b.src[b.i] == '\n'
	}
	line := b.line()
	if !plainStart(line) {
		return "", false
	}
	for k := range line {
		switch c := line[k]; {
		case c == ':' && (k+1 == len(line) || line[k+1] == ' '):
			if k == 0 || k > maxKey || line[k-1] == ' ' {
				return "", false
			}
			b.i += k + 1
			return b.texts.cut(b.src, b.i-k-1, b.i-1), true
		case c == '#' && k > 0 && line[k-1] == ' ', c < 0x20, c == 0x7f, c >= 0x80:
			return "", false
		}
	}
	return "", false
}

// plainStart reports whether a scalar without quotes may begin so.
func plainStart(s []byte) bool {
	if len(s) == 0 {
		return false
	}
	switch s[0] {
	case '-', '?', ':':
		return len(s) > 1 && s[1] != ' ' && s[1] != '\t'
	}
	return !strings.ContainsRune(",[]{}#&*!|>'\"%@` ", rune(s[0]))
}

// quoted reads a text in quotes that ends on its line and needs no escape of YAML's own.
func (b *blocks) quoted() (string, bool) {
	quote, start := b.src[b.i], b.i+1
	line := b.src[start:]
	for k, c := range line {
		switch {
		case c == quote && quote == '\'' && k+1 < len(line) && line[k+1] == quote:
			return "", false
		case c == quote:
			b.i = start + k + 1
			return b.texts.cut(b.src, start, start+k), true
		case c < 0x20, c == 0x7f, c >= 0x80, c == '\\' && quote == '"':
			return "", false
		}
	}
	return "", false
}

// inline reads a value that stands on the current line.
func (b *blocks) inline(depth int) (n Node, ok bool) {
	n.Off = int32(b.i)
	if b.i >= len(b.src) {
		return n, false
	}
	switch b.src[b.i] {
	case '\'', '"':
		n.Kind = Text
		n.Str, ok = b.quoted()
		return n, ok
	case '{', '[':
		return b.flow(depth + 1)
	}
	line := b.line()
	if !plainStart(line) {
		return n, false
	}
	end := len(line)
	for k := range line {
		switch c := line[k]; {
		case c == ':' && (k+1 == len(line) || line[k+1] == ' '), c < 0x20, c == 0x7f, c >= 0x80:
			return n, false
		case c == '#' && line[k-1] == ' ':
			end = k
		}
		if end == k {
			break
		}
	}
	text := strings.TrimRight(b.texts.cut(b.src, b.i, b.i+end), " ")
	b.i += len(text)
	if b.continues() {
		return n, false
	}
	n.Str = text
	n.Kind = plainKind(n.Str)
	return n, true
}

// continues reports whether the next line could belong to a plain scalar: it
// is told apart by its indent, which only members of a block know, so anything
// deeper than the scalar's own line is left to the whole reader.
func (b *blocks) continues() bool {
	start := bytes.LastIndexByte(b.src[:b.i], '\n') + 1
	own := 0
	for start+own < len(b.src) && b.src[start+own] == ' ' {
		own++
	}
	rest := b.src[b.i:]
	for {
		k := bytes.IndexByte(rest, '\n')
		if k < 0 {
			return false
		}
		rest = rest[k+1:]
		in := 0
		for in < len(rest) && rest[in] == ' ' {
			in++
		}
		if in == len(rest) {
			return false
		}
		if rest[in] != '\n' {
			return in > own
		}
	}
}
