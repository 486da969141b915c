package iac

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
)

// ParseYAML reads one YAML or JSON document. JSON may be indented by tabs.
func ParseYAML(b []byte) (root *yaml.Node, err error) {
	// The parser is known to panic on some malformed text.
	defer func() {
		if r := recover(); r != nil {
			root, err = nil, fmt.Errorf("syntax error: %v", r)
		}
	}()
	if bytes.HasPrefix(bytes.TrimSpace(b), []byte("{")) {
		if bytes.IndexByte(b, '\t') >= 0 {
			b = tabsToSpaces(b)
		}
		if root, ok := parseJSON(b); ok {
			return root, nil
		}
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(b, &doc); err != nil {
		return nil, fmt.Errorf("syntax error: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		return nil, errors.New("an empty document")
	}
	return doc.Content[0], nil
}

// tabsToSpaces replaces the tabs between the tokens of JSON, one by one, so
// that columns stay. A tab inside a string is not JSON and is left alone.
func tabsToSpaces(text []byte) []byte {
	b := bytes.Clone(text)
	quoted := false
	for i := 0; i < len(b); i++ {
		switch {
		case b[i] == '\\' && quoted:
			i++
		case b[i] == '"':
			quoted = !quoted
		case b[i] == '\t' && !quoted:
			b[i] = ' '
		}
	}
	return b
}

// ScalarOf reads a plain or quoted value.
func ScalarOf(y *yaml.Node, at Place) *Node {
	n := &Node{Kind: Scalar, V: y.Value, From: "literal", At: at}
	switch y.ShortTag() {
	case "!!null":
		return Nothing(at)
	case "!!bool":
		n.V = strings.EqualFold(y.Value, "true") || strings.EqualFold(y.Value, "yes") || strings.EqualFold(y.Value, "on")
	case "!!int":
		// An account id with leading zeros is text; so is what int can't hold.
		if i, err := strconv.Atoi(y.Value); err == nil && strconv.Itoa(i) == y.Value {
			n.V = i
		}
	}
	return n
}

// PlaceOf is the place of a YAML node.
func PlaceOf(path string, y *yaml.Node) Place {
	p := Place{Path: path, Pos: candor.Pos{Line: y.Line, Col: y.Column}}
	if y.Kind == yaml.ScalarNode && y.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 && !strings.Contains(y.Value, "\n") {
		w := utf8.RuneCountInString(y.Value)
		if y.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
			w += 2
		}
		p.EndLine, p.EndCol = y.Line, y.Column+w
	}
	return p
}
