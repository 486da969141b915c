package cloudformation

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// decided tells what a condition comes to where no deployment has a say in it:
// ok is false for all that rests on a parameter, a region or another stack.
func (t *template) decided(name string, depth int) (is, ok bool) {
	y := t.conditions[name]
	if y == nil || depth > 16 {
		return false, false
	}
	return t.truth(y, depth+1)
}

func (t *template) truth(y *yaml.Node, depth int) (is, ok bool) {
	name, arg := function(y)
	if arg == nil || depth > 16 {
		return false, false
	}
	if name == "Condition" {
		return t.decided(arg.Value, depth)
	}
	if arg.Kind != yaml.SequenceNode {
		return false, false
	}
	switch list := arg.Content; name {
	case "Equals":
		if len(list) != 2 {
			return false, false
		}
		a, b := deref(list[0]), deref(list[1])
		if !literal(a) || !literal(b) {
			return false, false
		}
		return a.Value == b.Value, true
	case "Not":
		if len(list) != 1 {
			return false, false
		}
		is, ok := t.truth(list[0], depth+1)
		return !is, ok
	case "And", "Or":
		sure := true
		for _, x := range list {
			is, ok := t.truth(x, depth+1)
			if ok && is == (name == "Or") { // one is enough
				return is, true
			}
			sure = sure && ok
		}
		return name == "And", sure && len(list) > 0
	}
	return false, false
}

// function is the name and the argument of a function in either spelling; nil
// when it is none.
func function(y *yaml.Node) (string, *yaml.Node) {
	y = deref(y)
	if y == nil {
		return "", nil
	}
	if tag, ok := shortTag(y.Tag); ok {
		return tag, y
	}
	if y.Kind == yaml.MappingNode && len(y.Content) == 2 {
		return strings.TrimPrefix(y.Content[0].Value, "Fn::"), deref(y.Content[1])
	}
	return "", nil
}

// literal reports a value without a function.
func literal(y *yaml.Node) bool {
	if y == nil || y.Kind != yaml.ScalarNode {
		return false
	}
	_, tagged := shortTag(y.Tag)
	return !tagged
}
