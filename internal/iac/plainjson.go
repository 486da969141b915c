package iac

import (
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// JSON is most of what programs write as templates, and the reader of YAML takes
// several times as long for it. parseJSON gives the same tree, and reads only
// what both languages read alike; for all else it says so, and YAML decides.
// (The library does not know the escape of a slash, which both have.)

const (
	maxJSONDepth = 200
	maxJSONKey   = 1000 // bytes: a key that YAML does not take to be one is longer
	maxDigits    = 15   // of a number that is one whatever reads it
	nodesAtOnce  = 64
	maxKept      = 48 // bytes of a text that is kept to be met again
)

// parseJSON reads a JSON text; ok is false where YAML has to.
func parseJSON(b []byte) (root *yaml.Node, ok bool) {
	j := &jsonText{b: b, line: 1, kept: make(map[string]string)}
	j.space()
	if j.i == len(b) || b[j.i] != '{' {
		return nil, false
	}
	root, ok = j.value(0)
	if !ok {
		return nil, false
	}
	j.space()
	return root, j.i == len(b)
}

type jsonText struct {
	b     []byte
	i     int
	line  int
	start int          // of the line
	room  []yaml.Node  // for nodes to come
	stack []*yaml.Node // of the values that are open
	kept  map[string]string
}

func (j *jsonText) space() {
	for ; j.i < len(j.b); j.i++ {
		switch j.b[j.i] {
		case ' ':
		case '\n':
			j.line++
			j.start = j.i + 1
		default:
			return
		}
	}
}

func (j *jsonText) node(kind yaml.Kind, style yaml.Style, tag string) *yaml.Node {
	if len(j.room) == 0 {
		j.room = make([]yaml.Node, nodesAtOnce)
	}
	n := &j.room[0]
	j.room = j.room[1:]
	n.Kind, n.Style, n.Tag, n.Line, n.Column = kind, style, tag, j.line, j.i-j.start+1
	return n
}

func (j *jsonText) value(depth int) (*yaml.Node, bool) {
	if j.i == len(j.b) || depth > maxJSONDepth {
		return nil, false
	}
	switch c := j.b[j.i]; {
	case c == '{':
		n := j.node(yaml.MappingNode, yaml.FlowStyle, "!!map")
		return n, j.list(n, '}', depth)
	case c == '[':
		n := j.node(yaml.SequenceNode, yaml.FlowStyle, "!!seq")
		return n, j.list(n, ']', depth)
	case c == '"':
		return j.text()
	case c == '-' || c >= '0' && c <= '9':
		return j.number()
	}
	return j.word()
}

// list reads the members of an object or a list up to its end.
func (j *jsonText) list(n *yaml.Node, end byte, depth int) bool {
	j.i++
	bottom := len(j.stack)
	for first := true; ; first = false {
		j.space()
		switch {
		case j.i == len(j.b):
			return false
		case first && j.b[j.i] == end:
		case end == '}':
			if !j.key() {
				return false
			}
			fallthrough
		default:
			v, ok := j.value(depth + 1)
			if !ok {
				return false
			}
			j.stack = append(j.stack, v)
			j.space()
		}
		if j.i == len(j.b) {
			return false
		}
		switch c := j.b[j.i]; c {
		case end:
			j.i++
			if members := j.stack[bottom:]; len(members) > 0 {
				n.Content = append(make([]*yaml.Node, 0, len(members)), members...)
			}
			j.stack = j.stack[:bottom]
			return true
		case ',':
			j.i++
		default:
			return false
		}
	}
}

// key reads a key and what stands before its value. YAML wants the colon on the
// same line.
func (j *jsonText) key() bool {
	if j.b[j.i] != '"' {
		return false
	}
	begin, line := j.i, j.line
	k, ok := j.text()
	if !ok {
		return false
	}
	j.space()
	if j.i == len(j.b) || j.b[j.i] != ':' || j.line != line || j.i-begin > maxJSONKey {
		return false
	}
	j.i++
	j.stack = append(j.stack, k)
	j.space()
	return true
}

func (j *jsonText) text() (*yaml.Node, bool) {
	n := j.node(yaml.ScalarNode, yaml.DoubleQuotedStyle, "!!str")
	j.i++
	begin := j.i
	for ; j.i < len(j.b); j.i++ {
		switch c := j.b[j.i]; {
		case c == '"':
			n.Value = j.keep(j.b[begin:j.i])
			j.i++
			return n, true
		case c == '\\':
			out, ok := j.escaped(begin)
			n.Value = string(out)
			return n, ok
		case c < ' ' || c >= 0x7F: // YAML takes some of them, and counts columns otherwise
			return nil, false
		}
	}
	return nil, false
}

// escaped reads the rest of a text from its first escape on.
func (j *jsonText) escaped(begin int) ([]byte, bool) {
	out := append([]byte(nil), j.b[begin:j.i]...)
	for j.i < len(j.b) {
		c := j.b[j.i]
		j.i++
		switch {
		case c == '"':
			return out, true
		case c < ' ' || c >= 0x7F:
			return nil, false
		case c != '\\':
			out = append(out, c)
			continue
		}
		if j.i == len(j.b) {
			return nil, false
		}
		c = j.b[j.i]
		j.i++
		switch c {
		case '"', '\\', '/':
			out = append(out, c)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, ok := j.hex()
			if !ok {
				return nil, false
			}
			out = utf8.AppendRune(out, r)
		default:
			return nil, false
		}
	}
	return nil, false
}

// hex reads the four digits of an escape. Half of a pair is none in YAML.
func (j *jsonText) hex() (r rune, ok bool) {
	if len(j.b)-j.i < 4 {
		return 0, false
	}
	for range 4 {
		c := j.b[j.i]
		switch j.i++; {
		case c >= '0' && c <= '9':
			r = r<<4 | rune(c-'0')
		case c|0x20 >= 'a' && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, false
		}
	}
	return r, r < 0xD800 || r > 0xDFFF
}

// number reads a whole number, or one with a point, of few digits.
func (j *jsonText) number() (*yaml.Node, bool) {
	n := j.node(yaml.ScalarNode, 0, "!!int")
	begin := j.i
	if j.b[j.i] == '-' {
		j.i++
	}
	whole := j.i
	j.digits()
	if size := j.i - whole; size == 0 || size > maxDigits || size > 1 && j.b[whole] == '0' {
		return nil, false
	}
	if j.i < len(j.b) && j.b[j.i] == '.' {
		n.Tag = "!!float"
		j.i++
		part := j.i
		j.digits()
		if size := j.i - part; size == 0 || size > maxDigits {
			return nil, false
		}
	}
	n.Value = j.keep(j.b[begin:j.i])
	return n, j.ends()
}

func (j *jsonText) digits() {
	for j.i < len(j.b) && j.b[j.i] >= '0' && j.b[j.i] <= '9' {
		j.i++
	}
}

func (j *jsonText) word() (*yaml.Node, bool) {
	for _, w := range [...]struct{ text, tag string }{{"true", "!!bool"}, {"false", "!!bool"}, {"null", "!!null"}} {
		if end := j.i + len(w.text); end <= len(j.b) && string(j.b[j.i:end]) == w.text {
			n := j.node(yaml.ScalarNode, 0, w.tag)
			n.Value = w.text
			j.i = end
			return n, j.ends()
		}
	}
	return nil, false
}

// ends reports that a value without quotes ends here: for YAML it may go on where
// JSON has nothing to go on with.
func (j *jsonText) ends() bool {
	if j.i == len(j.b) {
		return false
	}
	switch j.b[j.i] {
	case ',', '}', ']', ' ', '\n':
		return true
	}
	return false
}

// keep makes a text of bytes; keys and short values come again and again.
func (j *jsonText) keep(b []byte) string {
	if len(b) > maxKept {
		return string(b)
	}
	s, ok := j.kept[string(b)]
	if !ok {
		s = string(b)
		j.kept[s] = s
	}
	return s
}
