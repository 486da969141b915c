package cfntree

import (
	"errors"
	"fmt"
	"maps"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/redact"
)

// reader turns nodes into plain values: maps, lists and scalars.
type reader struct {
	left   int // of maxNodes
	mask   *redact.Redactor
	masked int
	macros []string
}

// value reads a node. key is the name under which it stands.
func (r *reader) value(y *yaml.Node, key string, depth int) (any, error) {
	r.left--
	if r.left < 0 || depth > maxDepth {
		return nil, errors.New("nested or aliased too deep to read")
	}
	if y == nil {
		return scalar{'z', ""}, nil
	}
	if y.Kind == yaml.AliasNode {
		return r.value(y.Alias, key, depth+1)
	}
	if name, ok := strings.CutPrefix(y.Tag, "!"); ok && name != "" && name[0] != '!' {
		if name != "Ref" && name != "Condition" {
			name = "Fn::" + name
		}
		bare := *y
		bare.Tag = ""
		inner, err := r.value(&bare, under(name, "", key), depth+1)
		if err != nil {
			return nil, err
		}
		return r.function(map[string]any{name: inner}), nil
	}
	switch y.Kind {
	case yaml.ScalarNode:
		return r.scalar(y, key), nil
	case yaml.SequenceNode:
		out := make([]any, 0, len(y.Content))
		for _, c := range y.Content {
			v, err := r.value(c, key, depth+1)
			if err != nil {
				return nil, err
			}
			out = append(out, v)
		}
		return out, nil
	case yaml.MappingNode:
		m, err := r.object(y, key, depth)
		if err != nil {
			return nil, err
		}
		return r.function(m), nil
	}
	return nil, fmt.Errorf("line %d: not a value", y.Line)
}

// object reads a mapping that stands under a key. Keys that are merged in by <<
// give way to its own.
func (r *reader) object(y *yaml.Node, key string, depth int) (map[string]any, error) {
	own := make(map[string]any, len(y.Content)/2)
	var merged map[string]any
	pair := r.pairName(y)
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		if k.Kind != yaml.ScalarNode {
			return nil, fmt.Errorf("line %d: a key that is no text", k.Line)
		}
		x, err := r.value(v, under(k.Value, pair, key), depth+1)
		if err != nil {
			return nil, err
		}
		if m, ok := x.(map[string]any); ok && k.Value == "<<" {
			if merged == nil {
				merged = make(map[string]any)
			}
			maps.Copy(merged, m)
			continue
		}
		if _, twice := own[ascii(k.Value)]; twice {
			return nil, fmt.Errorf("line %d: the key %s stands twice in one object", k.Line, strings.Map(plain, k.Value))
		}
		own[ascii(k.Value)] = x
	}
	for k, v := range merged {
		if _, ok := own[k]; !ok {
			own[k] = v
		}
	}
	return own, nil
}

// under is the name that tells what a value in an object is: its own key, that
// of the object for the parts of a text, or the name beside it.
func under(own, pair, parent string) string {
	switch own {
	case "Ref", "Fn::GetAtt":
		return ""
	case "Fn::Sub", "Fn::Join":
		return parent
	case "Value", "Default":
		if pair != "" {
			return pair
		}
		return parent
	}
	return own
}

// pairName is the name beside a value, as containers write their variables, or
// of a parameter that is not to be shown: the value is that name's.
func (r *reader) pairName(y *yaml.Node) string {
	for i := 0; i+1 < len(y.Content); i += 2 {
		k, v := y.Content[i], y.Content[i+1]
		switch {
		case v.Kind != yaml.ScalarNode:
		case k.Value == "Name", k.Value == "Key", k.Value == "name":
			return v.Value
		case k.Value == "NoEcho" && strings.EqualFold(v.Value, "true"):
			return "Password"
		}
	}
	return ""
}

// function brings a function into its one form: Fn::GetAtt takes a text or a list.
func (r *reader) function(m map[string]any) map[string]any {
	if len(m) != 1 {
		return m
	}
	if _, ok := m["Fn::Transform"]; ok {
		r.macros = append(r.macros, "Fn::Transform")
	}
	if s, ok := m["Fn::GetAtt"].(scalar); ok {
		if id, name, ok := strings.Cut(s.text, "."); ok {
			m["Fn::GetAtt"] = []any{scalar{'s', id}, scalar{'s', name}}
		}
	}
	return m
}

func (r *reader) scalar(y *yaml.Node, key string) scalar {
	text := ascii(y.Value)
	switch y.ShortTag() {
	case "!!null":
		return scalar{'z', ""}
	case "!!bool":
		return scalar{'b', strings.ToLower(text)}
	case "!!int", "!!float":
		if r.secret(key, text) {
			return scalar{'s', ""}
		}
		return scalar{'n', text}
	}
	if r.secret(key, text) {
		return scalar{'s', ""}
	}
	return scalar{'s', text}
}

// secret tells whether a text is one, and counts it: by the name of its place,
// or by its own look.
func (r *reader) secret(key, text string) bool {
	hide := iac.SecretName(key) && literal(text)
	for line := range strings.Lines(text) {
		if hide {
			break
		}
		line = strings.TrimRight(line, "\n")
		if len(line) == len(text) {
			hide = r.mask.Value(line) != line
		} else {
			hide = r.mask.Line(line) != line
		}
	}
	if hide {
		r.masked++
	}
	return hide
}

// literal reports a text that is a value itself, no switch and no reference to a
// value that is kept elsewhere.
func literal(text string) bool {
	low := strings.ToLower(strings.TrimSpace(text))
	switch low {
	case "", "true", "false", "none", "null":
		return false
	}
	for _, p := range []string{"{{resolve:", "arn:", "ssm:", "${"} {
		if strings.HasPrefix(low, p) {
			return false
		}
	}
	return true
}

// ascii replaces what CloudFormation replaces in a template that it hands back.
func ascii(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 0x80 {
			return '?'
		}
		return r
	}, s)
}
