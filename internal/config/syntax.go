package config

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/yamlfault"
)

// node is a YAML node; aliases among its children are followed by resolve.
type node = yaml.Node

// maxNodes bounds the document with its aliases written out. An alias bomb of
// ten lines is worth billions.
const maxNodes = 100_000

// parse returns the root of the one document of the file, or nil: when the
// file is empty, or when it can't be read, which is then a problem.
func (r *reader) parse(src []byte) *node {
	doc, err := decode(src)
	if err != nil {
		msg, line := yamlfault.Find(src, err)
		r.problems = append(r.problems, Problem{
			At:      candor.Location{Path: r.path, Line: line},
			Message: "not valid YAML: " + msg,
			Hint:    syntaxHint(msg),
		})
		return nil
	}
	if doc == nil || len(doc.Content) == 0 {
		return nil
	}
	root := doc.Content[0]
	if root.Kind == yaml.ScalarNode && root.ShortTag() == "!!null" {
		return nil
	}
	switch size, at := weigh(root, make(map[*node]int), make(map[*node]bool)); {
	case at != nil:
		r.bad(at, "write the value out", "alias *%s stands inside of what it names", at.Value)
		return nil
	case size >= maxNodes:
		r.bad(root, "write the values out", "too large: more than %d values once its aliases are written out", maxNodes)
		return nil
	}
	return root
}

// decode reads the first document and refuses a second one, which would
// otherwise be left out in silence.
func decode(src []byte) (*node, error) {
	d := yaml.NewDecoder(bytes.NewReader(src))
	var doc, second node
	if err := d.Decode(&doc); errors.Is(err, io.EOF) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	if err := d.Decode(&second); err == nil {
		return nil, errors.New("yaml: line " + strconv.Itoa(second.Line) + ": a second document begins; only one is read")
	} else if !errors.Is(err, io.EOF) {
		return nil, err
	}
	return &doc, nil
}

// weigh counts the nodes below n with aliases written out, up to maxNodes. at
// is an alias that contains itself.
func weigh(n *node, done map[*node]int, open map[*node]bool) (size int, at *node) {
	if s, ok := done[n]; ok {
		return s, nil
	}
	open[n] = true
	defer delete(open, n)
	size = 1
	kids := n.Content
	if n.Kind == yaml.AliasNode {
		if open[n.Alias] {
			return 0, n
		}
		kids = []*node{n.Alias}
	}
	for _, k := range kids {
		s, at := weigh(k, done, open)
		if at != nil {
			return 0, at
		}
		size = min(size+s, maxNodes)
	}
	done[n] = size
	return size, nil
}

func syntaxHint(msg string) string {
	switch {
	case strings.Contains(msg, "mapping values are not allowed"):
		return `put a text that holds ": " in quotes, and check the indentation`
	case strings.Contains(msg, "cannot start any token"):
		return "indent with spaces, and put a text that begins with @, `, % or a tab in quotes"
	case strings.Contains(msg, "second document"):
		return "remove the line ---"
	case strings.Contains(msg, "unknown anchor"):
		return "put a text that begins with * in quotes"
	case strings.Contains(msg, "UTF"), strings.Contains(msg, "control characters"):
		return "save the file as UTF-8 text"
	}
	return "check indentation, quotes and brackets from here on"
}
