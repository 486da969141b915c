package iac

import (
	"slices"
	"strings"
)

// Chosen says which parts of a text are defaults, where the others stand in the source.
type Chosen struct {
	text  string // the whole, since who changes the text of a node leaves this as it was
	parts []part
}

// part is a default within a text, from and to in bytes.
type part struct {
	from, to int
	why      string
}

// parts are those of a text that is put into another one at an offset: all of it, where
// it does not say.
func (n *Node) parts(at int) []part {
	text := n.RawText()
	if n.Chosen == nil || n.Chosen.text != text {
		return []part{{at, at + len(text), n.Why}}
	}
	out := make([]part, 0, len(n.Chosen.parts))
	for _, p := range n.Chosen.parts {
		out = append(out, part{at + p.from, at + p.to, p.why})
	}
	return out
}

// placed reports an ARN of which defaults are no more than where it lies: partition,
// region or account. What it says of a service and its resources is written.
func (n *Node) placed() bool {
	text, ok := n.V.(string)
	if !ok || n.From != "default" || n.Chosen == nil || n.Chosen.text != text || !strings.HasPrefix(text, "arn:") {
		return false
	}
	for _, p := range n.Chosen.parts {
		if p.to < p.from || p.to > len(text) || strings.ContainsRune(text[p.from:p.to], ':') {
			return false
		}
		switch strings.Count(text[:p.from], ":") {
		case 1, 3, 4:
		default:
			return false
		}
	}
	return true
}

// partOpen and partClose enclose a mark before each default, which is the number of the
// part; see holeOpen.
const partOpen, partClose = "\uE003", "\uE004"

// markParts puts a mark before each default of a JSON text. It returns nil where one is
// more than a part of a value between quotes: then each value may be one.
func (n *Node) markParts(text string) (string, []string) {
	if n.From != "default" || n.Chosen == nil || n.Chosen.text != text || strings.Contains(text, partOpen) {
		return text, nil
	}
	var b strings.Builder
	var whys []string
	quoted, done := false, 0
	for _, p := range n.Chosen.parts {
		if p.from < done || p.to < p.from || p.to > len(text) {
			return text, nil
		}
		for i := done; i < p.from; i++ {
			switch text[i] {
			case '\\':
				if quoted {
					i++
				}
			case '"':
				quoted = !quoted
			}
		}
		if !quoted || strings.ContainsAny(text[p.from:p.to], "\"\\\n") {
			return text, nil
		}
		b.WriteString(text[done:p.from])
		b.WriteString(partOpen + strings.Repeat("\uE001", len(whys)) + partClose)
		whys = append(whys, p.why)
		done = p.from
	}
	b.WriteString(text[done:])
	return b.String(), whys
}

// unmark takes the marks of parts out of a value and says why it is a default, if it is.
func unmark(s string, whys []string) (string, string) {
	var b strings.Builder
	var met []string
	for {
		pre, rest, ok := strings.Cut(s, partOpen)
		b.WriteString(pre)
		if !ok {
			break
		}
		marks, after, _ := strings.Cut(rest, partClose)
		if i := strings.Count(marks, "\uE001"); i < len(whys) {
			met = append(met, whys[i])
		}
		s = after
	}
	slices.Sort(met)
	return b.String(), strings.Join(slices.Compact(met), "; ")
}
