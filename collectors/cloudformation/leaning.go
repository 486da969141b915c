package cloudformation

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/internal/iac"
)

// leaning is what a condition comes to by the values that the tree gives to
// parameters and by their defaults, when a deployment says nothing else.
type leaning struct {
	is, ok    bool
	by        []string // the values and defaults that it rests on, in words
	defaulted bool     // one of them is a default
}

// made is what holds of what is made only if the condition comes to want; nil when
// nobody can make it otherwise.
func (l *leaning) made(name string, want bool) *iac.Proviso {
	by := strings.Join(l.by, " and the ")
	switch {
	case l.is == want && l.defaulted:
		return &iac.Proviso{By: by}
	case l.is == want || by == "":
		return nil
	case want:
		return &iac.Proviso{Only: "if it is made: the condition " + name + " does not hold by the " + by}
	}
	return &iac.Proviso{Only: "if it is made: the condition " + name + ", which leaves it out, holds by the " + by}
}

// leaning looks at a condition once.
func (t *template) leaning(name string) *leaning {
	if l := t.leanings[name]; l != nil {
		return l
	}
	t.leanings[name] = &leaning{} // one that refers to itself can't be told
	l := &leaning{}
	if y := t.conditions[name]; y != nil {
		l = t.leans(y, 0)
	}
	t.leanings[name] = l
	return l
}

func (t *template) leans(y *yaml.Node, depth int) *leaning {
	name, arg := function(y)
	out := &leaning{}
	if arg == nil || depth > 16 {
		return out
	}
	if name == "Condition" {
		return t.leaning(arg.Value)
	}
	if arg.Kind != yaml.SequenceNode {
		return out
	}
	switch list := arg.Content; {
	case name == "Equals" && len(list) == 2:
		a, ok1 := t.leaningText(list[0], out, depth)
		b, ok2 := t.leaningText(list[1], out, depth)
		out.is, out.ok = a == b, ok1 && ok2
	case name == "Not" && len(list) == 1:
		in := t.leans(list[0], depth+1)
		return &leaning{!in.is, in.ok, in.by, in.defaulted}
	case name == "And" || name == "Or":
		out.is, out.ok = name == "And", len(list) > 0
		for _, x := range list {
			in := t.leans(x, depth+1)
			if in.ok && in.is == (name == "Or") { // one is enough
				return in
			}
			out.ok = out.ok && in.ok
			out.add(in.defaulted, in.by...)
		}
	}
	return out
}

func (l *leaning) add(defaulted bool, by ...string) {
	l.defaulted = l.defaulted || defaulted
	for _, s := range by {
		if !slices.Contains(l.by, s) {
			l.by = append(l.by, s)
		}
	}
}

// leaningText is one side of a comparison.
func (t *template) leaningText(y *yaml.Node, l *leaning, depth int) (string, bool) {
	if y = deref(y); literal(y) {
		return y.Value, true
	}
	name, arg := function(y)
	switch {
	case arg == nil || depth > 16:
		return "", false
	case name == "Ref" && t.params[arg.Value] != nil:
		return t.leaningParam(arg.Value, l)
	case name == "Join" && arg.Kind == yaml.SequenceNode && len(arg.Content) == 2 && literal(deref(arg.Content[0])):
		items, ok := t.leaningList(arg.Content[1], l, depth+1)
		return strings.Join(items, deref(arg.Content[0]).Value), ok
	case name == "Select" && arg.Kind == yaml.SequenceNode && len(arg.Content) == 2 && literal(deref(arg.Content[0])):
		items, ok := t.leaningList(arg.Content[1], l, depth+1)
		i, err := strconv.Atoi(deref(arg.Content[0]).Value)
		if !ok || err != nil || i < 0 || i >= len(items) {
			return "", false
		}
		return items[i], true
	}
	n := t.resolve(y, depth+1)
	s, ok := n.Str()
	if ok && n.Why != "" {
		l.add(n.From == "default", n.Why)
	}
	return s, ok
}

// leaningList are the items of a list: those of a parameter, or one by one.
func (t *template) leaningList(y *yaml.Node, l *leaning, depth int) ([]string, bool) {
	y = deref(y)
	if name, arg := function(y); name == "Ref" && arg != nil {
		s, ok := t.leaningParam(arg.Value, l)
		items := strings.Split(s, ",")
		for i := range items {
			items[i] = strings.TrimSpace(items[i])
		}
		return items, ok
	}
	if y == nil || y.Kind != yaml.SequenceNode {
		return nil, false
	}
	var out []string
	for _, x := range y.Content {
		s, ok := t.leaningText(x, l, depth)
		if !ok {
			return nil, false
		}
		out = append(out, s)
	}
	return out, true
}

// leaningParam is what a parameter is when nobody else says so, an empty default
// included. What files of values say of a secret is not read, so neither counts.
func (t *template) leaningParam(name string, l *leaning) (string, bool) {
	f := fields(t.params[name])
	if f == nil || iac.SecretName(name) {
		return "", false
	}
	if n := f["NoEcho"]; n != nil && !strings.EqualFold(n.Value, "false") {
		return "", false
	}
	if n := f["Type"]; n != nil && strings.HasPrefix(n.Value, "AWS::SSM::Parameter::") {
		return "", false
	}
	if n := t.given[name]; n != nil {
		s, ok := n.Str()
		if ok {
			l.add(n.From == "default", n.Why)
		}
		return s, ok
	}
	d := f["Default"]
	if d == nil || d.Kind != yaml.ScalarNode {
		return "", false
	}
	l.add(true, "default of parameter "+name)
	return d.Value, true
}
