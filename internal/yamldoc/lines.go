package yamldoc

import (
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// Lines finds the place in the file of a line of a scalar. A literal block
// maps line for line; of a folded or quoted one only the words can be looked for.
type Lines struct {
	lines   []string
	first   int // 0-based line of the file that holds the first line of the script
	literal bool
	values  []string // lines of the script
	node    *yaml.Node
	from    int // where the search goes on
}

// NewLines prepares the search for a scalar in the lines of its file.
func NewLines(n *yaml.Node, lines []string) *Lines {
	m := &Lines{lines: lines, node: n, values: strings.Split(n.Value, "\n")}
	m.first = max(0, n.Line-1)
	if n.Style&yaml.LiteralStyle != 0 {
		m.literal = true
		m.first++ // behind the line of the indicator
	}
	m.from = m.first
	return m
}

// First is the line of the file (1-based) that holds the scalar's first line.
func (m *Lines) First() int { return m.first + 1 }

// Place is the line and column, 1-based, of what stands at a line and column of
// the scalar; text is what stands there.
func (m *Lines) Place(line, col int, text string) (atLine, atCol int) {
	if m.literal {
		k := m.first + line - 1
		at := col
		if k < len(m.lines) && line-1 < len(m.values) {
			if i := strings.Index(m.lines[k], strings.TrimRight(m.values[line-1], "\r")); i > 0 {
				at += utf8.RuneCountInString(m.lines[k][:i])
			}
		}
		return k + 1, at
	}
	if k := m.first; k < len(m.lines) && len(m.values) == 1 {
		if i := strings.Index(m.lines[k], m.values[0]); i >= 0 { // on one line, as it is
			return k + 1, utf8.RuneCountInString(m.lines[k][:i]) + col
		}
	}
	words := strings.Fields(text + " *")
	want := strings.Join(words[:min(2, len(words))], " ")
	for _, look := range []string{want, words[0]} {
		for k := m.from; k < len(m.lines) && k < m.from+200; k++ {
			if i := strings.Index(m.lines[k], look); i >= 0 {
				m.from = k
				return k + 1, utf8.RuneCountInString(m.lines[k][:i]) + 1
			}
		}
	}
	return max(1, m.node.Line), m.node.Column
}
