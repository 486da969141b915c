package cloudformation

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor/collectors/cloudformation/serverless"
	"github.com/candor-dev/candor/internal/iac"
)

// resolve turns a YAML node into a value, its functions resolved as far as the
// template allows.
func (t *template) resolve(y *yaml.Node, depth int) *iac.Node {
	return dynamic(t.written(y, depth))
}

// written is resolve but for what a deployment puts into texts.
func (t *template) written(y *yaml.Node, depth int) *iac.Node {
	y = deref(y)
	if y == nil {
		return iac.Nothing(iac.Place{Path: t.path})
	}
	at := iac.PlaceOf(t.path, y)
	t.left--
	if t.left < 0 || depth > maxDepth {
		return iac.Hidden("nested too deep", at)
	}
	if name, ok := shortTag(y.Tag); ok {
		return t.call(name, y, at, depth)
	}
	switch y.Kind {
	case yaml.ScalarNode:
		return iac.ScalarOf(y, at)
	case yaml.SequenceNode:
		n := &iac.Node{Kind: iac.List, At: at}
		for _, c := range y.Content {
			if v := t.resolve(c, depth+1); v.Kind != iac.None {
				n.Items = append(n.Items, v)
			}
		}
		return n
	case yaml.MappingNode:
		if len(y.Content) == 2 {
			key := y.Content[0].Value
			if key == "Ref" || key == "Condition" && y.Content[1].Kind == yaml.ScalarNode {
				return t.call(key, y.Content[1], at, depth)
			}
			if name, ok := strings.CutPrefix(key, "Fn::"); ok && !strings.HasPrefix(key, forEach) {
				return t.call(name, y.Content[1], at, depth)
			}
		}
		return t.object(y, at, depth)
	}
	return iac.Hidden("not a value", at)
}

func (t *template) object(y *yaml.Node, at iac.Place, depth int) *iac.Node {
	y, loop := t.unrolled(y, 0)
	if loop != nil {
		return iac.Hidden(loop.Value+" over a collection that can't be told", at)
	}
	n := &iac.Node{Kind: iac.Map, At: at}
	own := make([]iac.Entry, 0, len(y.Content)/2)
	var merged []iac.Entry
	for i := 0; i+1 < len(y.Content); i += 2 {
		key := y.Content[i]
		if strings.HasPrefix(key.Value, "Fn::") {
			return iac.Hidden(key.Value+" can add anything here", at)
		}
		v := t.resolve(y.Content[i+1], depth+1)
		if key.Value == "<<" && v.Kind == iac.Map {
			merged = append(merged, v.Entries...)
			continue
		}
		if v.Kind == iac.None {
			continue
		}
		own = append(own, iac.Entry{Key: key.Value, At: iac.PlaceOf(t.path, key), Node: v})
	}
	// The first of a name counts: own keys before merged ones, the last of the text first.
	slices.Reverse(own)
	n.Entries = append(own, merged...)
	return n
}

// shortTag reads "!Sub" and the like; "!!str" is YAML's own.
func shortTag(tag string) (string, bool) {
	if !strings.HasPrefix(tag, "!") || strings.HasPrefix(tag, "!!") || tag == "!" {
		return "", false
	}
	return tag[1:], true
}

// call resolves one function with its arguments in y, whose own tag is spent.
func (t *template) call(name string, y *yaml.Node, at iac.Place, depth int) *iac.Node {
	y = deref(y)
	if _, tagged := shortTag(y.Tag); tagged && strings.TrimPrefix(y.Tag, "!") == name {
		c := *y
		c.Tag = ""
		y = &c
	}
	arg := func() []*iac.Node {
		v := t.resolve(y, depth+1)
		if v.Kind == iac.List {
			return v.Items
		}
		return []*iac.Node{v}
	}
	switch "!" + name {
	case serverless.TextTag:
		return t.serviceText(y, at)
	case serverless.DefaultTag:
		return &iac.Node{Kind: iac.Scalar, V: y.Value, From: "default", Why: "default of variable " + y.LineComment, At: at}
	}
	switch name {
	case "Ref":
		return t.ref(y.Value, at)
	case "GetAtt":
		return t.getAtt(y, at, depth)
	case "Sub":
		return t.sub(y, at, depth)
	case "Join":
		return join(y, arg(), at)
	case "If":
		return t.choose(y, at, depth)
	case "Select":
		return selectItem(arg(), at)
	case "Split":
		return split(arg(), at)
	case "FindInMap":
		return t.findInMap(arg(), at, depth)
	case "ToJsonString":
		if a := arg(); len(a) == 1 {
			return a[0] // a document is the same with and without its quotes
		}
	case "ImportValue":
		return iac.Hidden("a value of another stack (Fn::ImportValue)", at)
	}
	return iac.Hidden("Fn::"+name+" is resolved at deployment", at)
}

func (t *template) choose(y *yaml.Node, at iac.Place, depth int) *iac.Node {
	if y.Kind != yaml.SequenceNode || len(y.Content) != 3 {
		return iac.Hidden("a malformed Fn::If", at)
	}
	name := y.Content[0].Value
	n := iac.OneOf("condition "+name, at, t.resolve(y.Content[1], depth+1), t.resolve(y.Content[2], depth+1))
	if is, ok := t.decided(name, 0); ok && n.Kind == iac.Either && len(n.Items) == 2 {
		out := 0 // what is left out, and yet written down
		if is {
			out = 1
		}
		n.Items[out] = n.Items[out].Under(&iac.Proviso{Only: "if the condition " + name + " is changed, which leaves it out as it is written"})
		return n
	}
	if l := t.leaning(name); l.ok && n.Kind == iac.Either && len(n.Items) == 2 {
		n.Items[0], n.Items[1] = n.Items[0].Under(l.made(name, true)), n.Items[1].Under(l.made(name, false))
	}
	return n
}

// join concatenates the items of a list with a delimiter between.
func join(y *yaml.Node, args []*iac.Node, at iac.Place) *iac.Node {
	if y.Kind != yaml.SequenceNode || len(y.Content) != 2 || len(args) != 2 {
		return iac.Hidden("a malformed Fn::Join", at)
	}
	sep, ok := args[0].Str()
	if !ok || args[1].Kind != iac.List {
		return iac.Hidden("Fn::Join over a list that can't be told", at)
	}
	var b iac.Builder
	for i, x := range args[1].Items {
		if i > 0 {
			b.Lit(sep)
		}
		if x.Kind == iac.Either {
			x = either(x)
		}
		// An unknown item may be a list of any length; the hole covers it.
		b.Add(x, "item "+itoa(i))
	}
	return b.Node(at)
}

// either makes a hole of a choice within a text.
func either(x *iac.Node) *iac.Node { return iac.Hidden("depends on "+x.Why, x.At) }

func selectItem(args []*iac.Node, at iac.Place) *iac.Node {
	if len(args) == 2 && args[1].Kind == iac.List {
		if s, ok := args[0].Str(); ok {
			for i, x := range args[1].Items {
				if s == itoa(i) && allCertain(args[1].Items[:i]) {
					return picked(x, args[0], chosen(args[0], args[1]))
				}
			}
		}
	}
	return iac.Hidden("Fn::Select from a list that can't be told", at)
}

// chosen are the items that the other choices of an index pick.
func chosen(index, list *iac.Node) []*iac.Node {
	var out []*iac.Node
	for _, o := range index.Others {
		for i, x := range list.Items {
			if o == itoa(i) {
				out = append(out, x)
			}
		}
	}
	return out
}

// picked is what a key or an index picks: no firmer than that is. Where the
// source lets another one be chosen, so it does of what is picked.
func picked(x, by *iac.Node, others []*iac.Node) *iac.Node {
	if by.From != "default" {
		return x
	}
	if x.Kind != iac.Scalar {
		return iac.OneOf(by.Why, x.At, append([]*iac.Node{x}, others...)...)
	}
	c := *x
	c.From, c.Why, c.Others = "default", by.Why, slices.Clone(x.Others)
	for _, o := range others {
		s, ok := o.Str()
		if !ok {
			return iac.OneOf(by.Why, x.At, append([]*iac.Node{x}, others...)...)
		}
		if own, _ := x.Str(); s != own {
			c.Others = append(c.Others, s)
		}
	}
	return &c
}

// allCertain reports whether each item is exactly one.
func allCertain(items []*iac.Node) bool {
	for _, x := range items {
		if x.Kind == iac.Either {
			return false
		}
	}
	return true
}

func split(args []*iac.Node, at iac.Place) *iac.Node {
	if len(args) == 2 {
		sep, ok1 := args[0].Str()
		s, ok2 := args[1].Str()
		if ok1 && ok2 && sep != "" {
			n := &iac.Node{Kind: iac.List, At: at}
			for i, p := range strings.Split(s, sep) {
				item := &iac.Node{Kind: iac.Scalar, V: p, From: args[1].From, Why: args[1].Why, At: at}
				for _, o := range args[1].Others {
					if parts := strings.Split(o, sep); i < len(parts) && parts[i] != p {
						item.Others = append(item.Others, parts[i])
					}
				}
				n.Items = append(n.Items, item)
			}
			return n
		}
	}
	return iac.Hidden("Fn::Split of a text that can't be told", at)
}

// findInMap looks a value up; a key that the deployment decides gives every
// value that it could be.
func (t *template) findInMap(args []*iac.Node, at iac.Place, depth int) *iac.Node {
	if len(args) < 3 {
		return iac.Hidden("a malformed Fn::FindInMap", at)
	}
	name, ok := args[0].Str()
	m := fields(t.mappings[name])
	if !ok || m == nil {
		return iac.Hidden("a mapping that is not in the template", at)
	}
	var found []*iac.Node
	from := "literal"
	for _, k1 := range keysOf(args[1], m, &from) {
		inner := fields(m[k1])
		for _, k2 := range keysOf(args[2], inner, &from) {
			if v := inner[k2]; v != nil {
				found = append(found, placed(t.resolve(v, depth+1), at))
			}
		}
	}
	if len(args) > 3 && !certain(args, m) { // of AWS::LanguageExtensions, for a key that is not there
		found = append(found, args[3].Get("DefaultValue"))
		if d := found[len(found)-1]; d == nil {
			found[len(found)-1] = iac.Hidden("Fn::FindInMap of "+name+" has a malformed default", at)
		}
	}
	if len(found) == 0 || len(found) > 64 {
		return iac.Hidden("Fn::FindInMap of "+name+" can't be told", at)
	}
	n := iac.OneOf("the key of mapping "+name, at, found...)
	if from != "default" {
		return n
	}
	by := &iac.Node{From: from, Why: "default of a parameter that picks from mapping " + name}
	var rest []*iac.Node
	for _, k1 := range append(keysOf(args[1], m, &from), args[1].Others...) {
		inner := fields(m[k1])
		for _, k2 := range append(keysOf(args[2], inner, &from), args[2].Others...) {
			if v := inner[k2]; v != nil && len(rest) < 64 {
				rest = append(rest, placed(t.resolve(v, depth+1), at))
			}
		}
	}
	if len(args[1].Others)+len(args[2].Others) == 0 {
		rest = nil
	}
	return picked(n, by, rest)
}

// certain reports that both keys of a mapping are written and there.
func certain(args []*iac.Node, m map[string]*yaml.Node) bool {
	first, ok1 := args[1].Str()
	second, ok2 := args[2].Str()
	return ok1 && ok2 && args[1].From == "literal" && args[2].From == "literal" && fields(m[first])[second] != nil
}

// placed is a value where it is used, not where it is written.
func placed(n *iac.Node, at iac.Place) *iac.Node {
	c := *n
	c.At = at
	c.Items = nil
	for _, x := range n.Items {
		c.Items = append(c.Items, placed(x, at))
	}
	return &c
}

// keysOf lists the keys that a node can stand for, sorted.
func keysOf(n *iac.Node, m map[string]*yaml.Node, from *string) []string {
	if s, ok := n.Str(); ok {
		if n.From == "default" {
			*from = "default"
		}
		return []string{s}
	}
	return sorted(m)
}
