package tree

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// ParseYAML reads the first document of a YAML text; more says that others
// follow. Lock files are written by machines in a small part of the language:
// that part is read here, ten times faster than a whole reader could, and
// everything else is left to one.
func ParseYAML(src []byte) (n Node, more bool, err *Fault) {
	if n, ok := parseBlocks(src); ok {
		return n, false, nil
	}
	return parseWhole(src)
}

// parseWhole reads the text with the YAML library. Aliases are refused: one
// text could otherwise stand for a million values.
func parseWhole(src []byte) (n Node, more bool, err *Fault) {
	lines := NewLines("", src)
	dec := yaml.NewDecoder(bytes.NewReader(src))
	var doc yaml.Node
	if e := dec.Decode(&doc); errors.Is(e, io.EOF) {
		return Node{}, false, nil
	} else if e != nil {
		return Node{}, false, yamlFault(lines, e)
	}
	w := whole{lines: lines}
	if len(doc.Content) == 1 {
		if n, err = w.node(doc.Content[0], 0); err != nil {
			return n, false, err
		}
	}
	var next yaml.Node
	if e := dec.Decode(&next); errors.Is(e, io.EOF) {
		return n, false, nil
	} else if e != nil {
		return n, false, yamlFault(lines, e)
	}
	return n, true, nil
}

// yamlFault finds the line in an error of the library, which writes it into
// the text.
func yamlFault(lines *Lines, err error) *Fault {
	msg := err.Error()
	if m := regexp.MustCompile(`^yaml: line (\d+): (.*)`).FindStringSubmatch(msg); m != nil {
		if line, err := strconv.Atoi(m[1]); err == nil {
			return &Fault{lines.offset(line, 1), m[2]}
		}
	}
	return &Fault{0, msg}
}

// whole turns nodes of the library into ours.
type whole struct {
	lines  *Lines
	values int
}

func (w *whole) node(y *yaml.Node, depth int) (Node, *Fault) {
	n := Node{Off: w.lines.offset(y.Line, y.Column)}
	if w.values++; w.values > maxValues || depth > maxDepth {
		return n, &Fault{n.Off, fmt.Sprintf("more than %d values, or nested more than %d deep", maxValues, maxDepth)}
	}
	switch y.Kind {
	case yaml.AliasNode:
		return n, &Fault{n.Off, "an alias, which no lock needs"}
	case yaml.ScalarNode:
		n.Kind, n.Str = scalarKind(y), y.Value
	case yaml.SequenceNode:
		n.Kind = List
		for _, c := range y.Content {
			v, err := w.node(c, depth+1)
			if err != nil {
				return n, err
			}
			n.Members = append(n.Members, Member{Val: v})
		}
	case yaml.MappingNode:
		n.Kind = Object
		for i := 0; i+1 < len(y.Content); i += 2 {
			k := y.Content[i]
			m := Member{Key: k.Value, Off: w.lines.offset(k.Line, k.Column)}
			if k.Kind != yaml.ScalarNode {
				return n, &Fault{m.Off, "a key that is no text"}
			}
			var err *Fault
			if m.Val, err = w.node(y.Content[i+1], depth+1); err != nil {
				return n, err
			}
			n.Members = append(n.Members, m)
		}
	}
	return n, nil
}

func scalarKind(y *yaml.Node) Kind {
	if y.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return Text
	}
	return plainKind(y.Value)
}

// plainKind is the kind of a scalar without quotes. Where YAML's versions
// disagree (yes, 0o7, dates) the text stays a text: no lock writes them bare.
func plainKind(s string) Kind {
	switch s {
	case "", "~", "null", "Null", "NULL":
		return Null
	case "true", "True", "TRUE", "false", "False", "FALSE":
		return Bool
	}
	if c := s[0]; c != '-' && c != '+' && c != '.' && (c < '0' || c > '9') {
		return Text
	}
	if strings.Count(s, ".") > 1 { // most are versions, and an error costs more than this look
		return Text
	}
	if _, err := strconv.ParseFloat(s, 64); err == nil {
		return Number
	}
	return Text
}
