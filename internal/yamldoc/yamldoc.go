// Package yamldoc reads YAML files of several documents as nodes with
// positions, with aliases and merge keys followed under a bound.
package yamldoc

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// maxNodes bounds the nodes visited in one file: anchors let a small file stand
// for a huge one.
const maxNodes = 1_000_000

// File is one file while it is read.
type File struct {
	Docs []*yaml.Node // the roots of its documents; empty ones are left out
	// Twice are the keys that stand twice in a mapping that was visited.
	Twice []*yaml.Node
	left  int
}

// Parse reads every document of a file.
func Parse(src []byte) (f *File, err error) {
	defer func() {
		if r := recover(); r != nil {
			f, err = nil, errors.New("the YAML parser failed on it")
		}
	}()
	f = &File{left: maxNodes}
	dec := yaml.NewDecoder(bytes.NewReader(src))
	for {
		var n yaml.Node
		switch err := dec.Decode(&n); {
		case errors.Is(err, io.EOF):
			return f, nil
		case err != nil:
			return nil, err
		}
		if n.Kind == yaml.DocumentNode && len(n.Content) == 1 && n.Content[0].Tag != "!!null" {
			f.Docs = append(f.Docs, n.Content[0])
		}
	}
}

// Full reports whether the bound was reached, so that something was not read.
func (f *File) Full() bool { return f.left < 0 }

// Follow resolves an alias, and counts; nil once the bound is reached.
func (f *File) Follow(n *yaml.Node) *yaml.Node {
	if f.left--; f.left < 0 {
		return nil
	}
	if n != nil && n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

// Pair is a member of a mapping.
type Pair struct{ Key, Value *yaml.Node }

// Pairs returns the members of a mapping; those that are merged in come last,
// without those that the mapping gives itself.
func (f *File) Pairs(n *yaml.Node) []Pair { return f.pairs(n, 0) }

func (f *File) pairs(n *yaml.Node, depth int) []Pair {
	if n = f.Follow(n); n == nil || n.Kind != yaml.MappingNode || depth > 32 {
		return nil
	}
	var out []Pair
	var merged []*yaml.Node
	seen := make(map[string]bool, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], f.Follow(n.Content[i+1])
		if v == nil {
			continue
		}
		if k.Tag == "!!merge" || k.Value == "<<" {
			merged = append(merged, v)
			continue
		}
		if seen[k.Value] && !slices.Contains(f.Twice, k) && len(f.Twice) < 100 {
			f.Twice = append(f.Twice, k)
		}
		seen[k.Value] = true
		out = append(out, Pair{k, v})
	}
	for _, m := range merged {
		from := []*yaml.Node{m}
		if m.Kind == yaml.SequenceNode {
			from = m.Content
		}
		for _, x := range from {
			for _, p := range f.pairs(x, depth+1) {
				if !seen[p.Key.Value] {
					seen[p.Key.Value] = true
					out = append(out, p)
				}
			}
		}
	}
	return out
}

// Get returns the value behind a path of keys, or nil.
func (f *File) Get(n *yaml.Node, keys ...string) *yaml.Node {
	for _, key := range keys {
		var found *yaml.Node
		for _, p := range f.Pairs(n) {
			if p.Key.Value == key {
				found = p.Value
				break
			}
		}
		if n = found; n == nil {
			return nil
		}
	}
	return f.Follow(n)
}

// Items returns the elements of a list.
func (f *File) Items(n *yaml.Node) []*yaml.Node {
	if n = f.Follow(n); n == nil || n.Kind != yaml.SequenceNode {
		return nil
	}
	out := make([]*yaml.Node, 0, len(n.Content))
	for _, x := range n.Content {
		if x = f.Follow(x); x != nil {
			out = append(out, x)
		}
	}
	return out
}

// Walk visits every mapping below a node, the node itself included.
func (f *File) Walk(n *yaml.Node, visit func(pairs []Pair)) { f.walk(n, visit, 0) }

func (f *File) walk(n *yaml.Node, visit func(pairs []Pair), depth int) {
	if n = f.Follow(n); n == nil || depth > 200 {
		return
	}
	switch n.Kind {
	case yaml.MappingNode:
		pairs := f.Pairs(n)
		visit(pairs)
		for _, p := range pairs {
			f.walk(p.Value, visit, depth+1)
		}
	case yaml.SequenceNode:
		for _, x := range n.Content {
			f.walk(x, visit, depth+1)
		}
	}
}

// Text is the text of a scalar, "" for anything else and for null.
func Text(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return ""
	}
	return strings.TrimSpace(n.Value)
}
