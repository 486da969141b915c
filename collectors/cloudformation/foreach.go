package cloudformation

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
)

const forEach = "Fn::ForEach::"

// unrolled is a mapping in which each loop of the transform
// AWS::LanguageExtensions is replaced by what it makes. The first loop whose
// collection can't be told is left out and given back.
func (t *template) unrolled(m *yaml.Node, depth int) (out, left *yaml.Node) {
	loops := false
	for i := 0; i+1 < len(m.Content); i += 2 {
		loops = loops || strings.HasPrefix(m.Content[i].Value, forEach)
	}
	if !loops {
		return m, nil
	}
	c := *m
	c.Content = nil
	for i := 0; i+1 < len(m.Content); i += 2 {
		key, body := m.Content[i], deref(m.Content[i+1])
		if !strings.HasPrefix(key.Value, forEach) {
			c.Content = append(c.Content, key, body)
			continue
		}
		made, ok := t.loop(body, depth)
		if !ok {
			left = key
			continue
		}
		inner, l := t.unrolled(made, depth+1)
		if l != nil {
			left = l
		}
		c.Content = append(c.Content, inner.Content...)
	}
	return &c, left
}

// loop makes what one loop makes: [identifier, collection, {key: value}].
func (t *template) loop(y *yaml.Node, depth int) (*yaml.Node, bool) {
	if y.Kind != yaml.SequenceNode || len(y.Content) != 3 || depth > 5 {
		return nil, false
	}
	name, coll, body := deref(y.Content[0]), t.resolve(y.Content[1], 1), deref(y.Content[2])
	if name.Kind != yaml.ScalarNode || coll.Kind != iac.List || body.Kind != yaml.MappingNode || len(coll.Items) > 256 {
		return nil, false
	}
	out := &yaml.Node{Kind: yaml.MappingNode, Tag: "!!map", Line: body.Line, Column: body.Column}
	for _, x := range coll.Items {
		v, ok := x.Str()
		if !ok {
			return nil, false
		}
		filled := t.filled(body, name.Value, v, 0)
		if filled == nil {
			return nil, false
		}
		out.Content = append(out.Content, filled.Content...)
	}
	return out, true
}

// filled is a copy in which the identifier of a loop has its value: within
// texts and keys, and where it is referred to. nil when it is too large.
func (t *template) filled(y *yaml.Node, name, value string, depth int) *yaml.Node {
	y = deref(y)
	t.left--
	if y == nil || t.left < 0 || depth > maxDepth {
		return nil
	}
	c := *y
	if y.Kind == yaml.ScalarNode {
		if c.Tag == "!Ref" && c.Value == name {
			c.Tag, c.Value = "!!str", value
			return &c
		}
		letters := strings.Map(func(r rune) rune {
			if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
				return r
			}
			return -1
		}, value)
		c.Value = strings.NewReplacer("${"+name+"}", value, "&{"+name+"}", letters).Replace(c.Value)
		return &c
	}
	if y.Kind == yaml.MappingNode && len(y.Content) == 2 && y.Content[0].Value == "Ref" && y.Content[1].Value == name {
		return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: value, Line: y.Line, Column: y.Column}
	}
	c.Content = make([]*yaml.Node, len(y.Content))
	for i, x := range y.Content {
		if c.Content[i] = t.filled(x, name, value, depth+1); c.Content[i] == nil {
			return nil
		}
	}
	return &c
}
