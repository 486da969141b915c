package serverless

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Bounds of one service.
const (
	maxSteps = 50_000 // nodes, aliases and references unfolded
	maxDepth = 30
)

// variables fills in "${self:...}" and defaults; what else there is stays a hole.
type variables struct {
	root *yaml.Node
	left int
}

// tree copies a node with its variables filled in.
func (v *variables) tree(n *yaml.Node, depth int) *yaml.Node {
	v.left--
	switch {
	case n == nil:
		return nil
	case v.left < 0 || depth > maxDepth:
		return text(n, "${nested too deep}")
	case n.Kind == yaml.AliasNode:
		return v.tree(n.Alias, depth+1)
	case n.Kind == yaml.ScalarNode:
		return v.scalar(n, depth)
	}
	c := *n
	c.Anchor, c.Content = "", make([]*yaml.Node, 0, len(n.Content))
	for i, x := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			c.Content = append(c.Content, x)
			continue
		}
		c.Content = append(c.Content, v.tree(x, depth+1))
	}
	return &c
}

func (v *variables) scalar(n *yaml.Node, depth int) *yaml.Node {
	if !strings.Contains(n.Value, "${") {
		return n
	}
	own := strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!") // !Sub and the like fill in what is left
	var b strings.Builder
	holes, why := false, ""
	s := n.Value
	for {
		i := strings.Index(s, "${")
		if i < 0 {
			break
		}
		end := closing(s[i:])
		if end < 0 {
			break
		}
		b.WriteString(s[:i])
		name, whole := s[i+2:i+end], i == 0 && end == len(s)-1 && b.Len() == 0 && !own
		s = s[i+end+1:]
		if strings.HasPrefix(name, "AWS::") || own && !strings.Contains(name, ":") {
			b.WriteString("${" + name + "}")
			holes = true
			continue
		}
		got, by := v.lookup(name, depth+1)
		if whole && got != nil {
			return v.moved(got, n, by, 0)
		}
		if got == nil || got.Kind != yaml.ScalarNode || got.Tag == DefaultTag && by == "" {
			if got != nil && got.Kind == yaml.ScalarNode {
				by = got.LineComment
			} else {
				b.WriteString("${" + strings.NewReplacer("{", "", "}", "", "$", "").Replace(name) + "}")
				holes = true
				continue
			}
		}
		if by != "" {
			why = by
		}
		if got.Tag == TextTag {
			holes = true
		}
		b.WriteString(got.Value)
		if b.Len() > 1<<12 {
			return text(n, "${a text too long to read}")
		}
	}
	b.WriteString(s)
	c := *n
	c.Value = b.String()
	switch {
	case own:
	case holes:
		c.Tag, c.Style = TextTag, 0
	case why != "":
		c.Tag, c.Style, c.LineComment = DefaultTag, 0, why
	}
	return &c
}

// moved is a value where it is used. by says that a default gives it.
func (v *variables) moved(n, at *yaml.Node, by string, depth int) *yaml.Node {
	v.left--
	c := *n
	c.Line, c.Column = at.Line, at.Column
	if v.left < 0 || depth > maxDepth {
		return text(at, "${nested too deep}")
	}
	if c.Kind == yaml.ScalarNode && by != "" && c.Tag != TextTag {
		c.Tag, c.Style, c.LineComment = DefaultTag, 0, by
	}
	c.Content = nil
	for _, x := range n.Content {
		c.Content = append(c.Content, v.moved(x, at, by, depth+1))
	}
	return &c
}

// lookup resolves the inside of "${...}": the first of its alternatives that
// is known. by is set when that one is a default behind something that a
// deployment decides.
func (v *variables) lookup(name string, depth int) (n *yaml.Node, by string) {
	if v.left--; v.left < 0 || depth > maxDepth {
		return nil, ""
	}
	for _, alt := range alternatives(name) {
		key, isSelf := strings.CutPrefix(alt, "self:")
		switch {
		case isSelf:
			at := v.root
			for _, k := range strings.Split(key, ".") {
				if at = get(at, k); at == nil {
					break
				}
			}
			if at != nil {
				return v.tree(at, depth+1), by
			}
			continue
		case alt == "sls:stage":
			if n := get(get(v.root, "provider"), "stage"); n != nil {
				return v.tree(n, depth+1), by
			}
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "dev"}, "sls:stage"
		case alt == "aws:region":
			return text(&yaml.Node{}, "${AWS::Region}"), by
		case alt == "aws:accountId":
			return text(&yaml.Node{}, "${AWS::AccountId}"), by
		case len(alt) >= 2 && (alt[0] == '\'' || alt[0] == '"') && alt[len(alt)-1] == alt[0]:
			return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: alt[1 : len(alt)-1]}, by
		case strings.HasPrefix(alt, "opt:"), strings.HasPrefix(alt, "env:"), strings.HasPrefix(alt, "param:"):
			by = alt // a default behind it counts, as a default
			continue
		case !strings.ContainsAny(alt, ":{$") && alt != "" && by != "":
			return &yaml.Node{Kind: yaml.ScalarNode, Value: alt}, by
		}
		return nil, ""
	}
	return nil, ""
}

// alternatives splits at commas that stand outside of braces and quotes.
func alternatives(s string) []string {
	var out []string
	depth, start := 0, 0
	quote := byte(0)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '\'' || c == '"':
			quote = c
		case c == '{' || c == '(':
			depth++
		case c == '}' || c == ')':
			depth--
		case c == ',' && depth == 0:
			out = append(out, strings.TrimSpace(s[start:i]))
			start = i + 1
		}
	}
	return append(out, strings.TrimSpace(s[start:]))
}

// closing finds the brace that closes "${" at the start of a text.
func closing(s string) int {
	depth := 0
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

// fileOf is the name in "${file(NAME)}", or "".
func fileOf(s string) string {
	_, rest, ok := strings.Cut(s, "${file(")
	name, _, closed := strings.Cut(rest, ")")
	if !ok || !closed || strings.Contains(name, "$") {
		return ""
	}
	return strings.TrimPrefix(strings.TrimSpace(name), "./")
}
