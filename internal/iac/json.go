package iac

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Document returns the policy document that a node holds: the node itself, or
// the JSON text in it, whose holes become holes of its values.
func Document(n *Node) *Node {
	if !n.IsText() {
		return n
	}
	text := n.RawText()
	if !strings.HasPrefix(strings.TrimSpace(text), "{") || len(text) > 1<<20 {
		return n
	}
	if whole, whys := n.markParts(text); whys != nil {
		if doc := n.document(whole, whys); doc != nil {
			return doc
		}
	}
	return n.document(text, nil)
}

// document reads a text in which defaults may have marks: nil where one is a part of a
// key, on which more than a value depends.
func (n *Node) document(text string, whys []string) *Node {
	marked, names := mark(text)
	doc, err := ParseYAML([]byte(marked))
	if err != nil {
		return Hidden("the policy's JSON can't be read: "+err.Error(), n.At)
	}
	c := &jsonReader{names: names, base: n.At, why: n.Why, from: n.From, parts: whys, left: 100_000}
	read := c.node(doc, 0)
	if c.keyed {
		return nil
	}
	return read
}

// A hole is written as U+E000, its index as that many U+E001, U+E002: all
// characters that YAML allows in plain and in quoted text.
const holeOpen, holeClose = "\uE000", "\uE002"

// mark replaces the holes "${...}" by marks. IAM's own variables look the same
// and stay text: "${aws:username}".
func mark(text string) (string, []string) {
	var b strings.Builder
	var names []string
	for {
		i := strings.Index(text, "${")
		if i < 0 {
			break
		}
		end := strings.IndexByte(text[i:], '}')
		if end < 0 {
			break
		}
		name := text[i+2 : i+end]
		b.WriteString(text[:i])
		if IAMVariable(name) {
			b.WriteString(text[i : i+end+1])
		} else {
			b.WriteString(holeOpen + strings.Repeat("\uE001", len(names)) + holeClose)
			names = append(names, name)
		}
		text = text[i+end+1:]
	}
	b.WriteString(text)
	return b.String(), names
}

// IAMVariable reports whether a name within "${}" is one that IAM itself fills
// in when a request is made.
func IAMVariable(name string) bool {
	switch name {
	case "*", "?", "$":
		return true
	}
	p, _, ok := strings.Cut(name, ":")
	return ok && p == strings.ToLower(p) && !strings.ContainsAny(p, ". ")
}

type jsonReader struct {
	names     []string
	base      Place
	why, from string
	keyed     bool     // one of them is a part of a key
	parts     []string // why those parts are defaults that have a mark; nil: all may be
	left      int
}

func (c *jsonReader) node(y *yaml.Node, depth int) *Node {
	at := c.base // the text starts after its opening, so only its lines are exact
	at.Line += y.Line - 1
	if y.Line > 1 {
		at.Col = y.Column
	}
	at.EndLine, at.EndCol = 0, 0
	c.left--
	if c.left < 0 || depth > 100 {
		return Hidden("nested too deep", at)
	}
	switch y.Kind {
	case yaml.MappingNode:
		n := &Node{Kind: Map, At: at}
		seen := make(map[string]bool, len(y.Content)/2)
		holes := false
		for i := 0; i+1 < len(y.Content); i += 2 {
			key := y.Content[i].Value
			if c.parts != nil && strings.Contains(key, partOpen) {
				c.keyed = true
			}
			if strings.Contains(key, holeOpen) {
				k := c.text(key, at)
				key, holes = k.RawText(), true
				if k.Kind != Pattern {
					return Hidden("an object with a key that can't be told", at)
				}
			}
			if seen[key] {
				return Hidden("the key "+key+" stands twice in one object", at)
			}
			seen[key] = true
			v := c.node(y.Content[i+1], depth+1)
			n.Entries = append(n.Entries, Entry{key, v.At, v})
		}
		if holes {
			hidden := Hidden("an object with a key that can't be told", at)
			hidden.Holes = n.Entries
			return hidden
		}
		return n
	case yaml.SequenceNode:
		n := &Node{Kind: List, At: at}
		for _, x := range y.Content {
			n.Items = append(n.Items, c.node(x, depth+1))
		}
		return n
	case yaml.ScalarNode:
		if c.parts != nil {
			return c.partly(y, at)
		}
		if !strings.Contains(y.Value, holeOpen) {
			n := ScalarOf(y, at)
			if n.Kind == Scalar && c.from == "default" {
				n.From, n.Why = c.from, c.why
			}
			return n
		}
		return c.text(y.Value, at)
	}
	return Hidden("an alias in JSON", at)
}

// partly reads a value of a text of which only parts are defaults.
func (c *jsonReader) partly(y *yaml.Node, at Place) *Node {
	own, why := unmark(y.Value, c.parts)
	v := *y
	v.Value = own
	n := ScalarOf(&v, at)
	if n.Kind == Scalar && why != "" {
		n.From, n.Why = "default", why
	}
	return n
}

func (c *jsonReader) text(s string, at Place) *Node {
	var b Builder
	for {
		pre, rest, ok := strings.Cut(s, holeOpen)
		b.Lit(pre)
		if !ok {
			return b.Node(at)
		}
		marks, after, _ := strings.Cut(rest, holeClose)
		name := "?"
		if i := strings.Count(marks, "\uE001"); i < len(c.names) {
			name = c.names[i]
		}
		b.Add(Hidden(name+" is not known", at), name)
		s = after
	}
}
