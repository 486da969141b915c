package terraform

import (
	"slices"

	"github.com/candor-dev/candor/internal/iac"
)

// listCall evaluates the functions over collections; nil for any other, and
// where the arguments don't tell.
func listCall(name string, args []*iac.Node, at iac.Place) *iac.Node {
	first := args[0]
	whole := first.Kind == iac.List && allCertain(first.Items)
	scalar := func(v any) *iac.Node {
		return graded(&iac.Node{Kind: iac.Scalar, V: v, From: "literal", At: at}, args...)
	}
	switch name {
	case "tolist", "toset", "sort", "tomap":
		if first.Kind == iac.Map && name == "toset" {
			return nil
		}
		return first
	case "distinct":
		return distinct(first)
	case "compact":
		return compact(first)
	case "concat", "flatten", "setunion":
		return concat(args, name == "flatten", at)
	case "merge":
		return merge(args, at)
	case "keys", "values":
		return members(first, name == "keys", at)
	case "length":
		switch {
		case whole:
			return scalar(len(first.Items))
		case first.Kind == iac.Map:
			return scalar(len(first.Entries))
		}
	case "contains":
		return contains(args, scalar)
	case "alltrue", "anytrue":
		if !whole {
			return nil
		}
		for _, x := range first.Items {
			v, ok := x.Bool()
			if !ok {
				return nil
			}
			if v == (name == "anytrue") {
				return scalar(v)
			}
		}
		return scalar(name == "alltrue")
	case "reverse":
		if whole {
			c := *first
			c.Items = slices.Clone(first.Items)
			slices.Reverse(c.Items)
			return &c
		}
	case "slice":
		return slice(args)
	case "range":
		if n, ok := first.V.(int); ok && len(args) == 1 && n >= 0 && n <= maxInstances {
			out := graded(&iac.Node{Kind: iac.List, At: at}, first)
			for i := range n {
				out.Items = append(out.Items, scalar(i))
			}
			return out
		}
	case "zipmap":
		if len(args) == 2 && whole && args[1].Kind == iac.List && len(first.Items) == len(args[1].Items) && allCertain(args[1].Items) {
			out := graded(&iac.Node{Kind: iac.Map, At: at}, args...)
			for i, k := range first.Items {
				s, ok := k.Str()
				if !ok {
					return nil
				}
				out.Entries = append(out.Entries, iac.Entry{Key: s, At: k.At, Node: args[1].Items[i]})
			}
			return out
		}
	}
	return nil
}

// graded marks a result as a default when one of its sources is.
func graded(n *iac.Node, from ...*iac.Node) *iac.Node {
	for _, f := range from {
		if f.From == "default" {
			n.From, n.Why, n.Chosen = f.From, f.Why, nil
		}
	}
	return n
}

func distinct(n *iac.Node) *iac.Node {
	if n.Kind != iac.List {
		return n
	}
	c := *n
	c.Items = nil
	for _, x := range n.Items {
		s, ok := x.Str()
		if ok && slices.ContainsFunc(c.Items, func(y *iac.Node) bool { t, is := y.Str(); return is && s == t }) {
			continue
		}
		c.Items = append(c.Items, x)
	}
	return &c
}

func members(n *iac.Node, keys bool, at iac.Place) *iac.Node {
	elems, ok := pairs(n, at)
	if !ok || n.Kind != iac.Map {
		return nil
	}
	out := graded(&iac.Node{Kind: iac.List, At: at}, n)
	for _, p := range elems {
		if keys {
			out.Items = append(out.Items, p.key)
		} else {
			out.Items = append(out.Items, p.value)
		}
	}
	return out
}

func contains(args []*iac.Node, scalar func(any) *iac.Node) *iac.Node {
	if len(args) != 2 || args[0].Kind != iac.List {
		return nil
	}
	want, ok := args[1].Str()
	sure := true
	for _, x := range args[0].Items {
		s, known := x.Str()
		if ok && known && s == want {
			return scalar(true)
		}
		sure = sure && known
	}
	if !ok || !sure {
		return nil
	}
	return scalar(false)
}

func slice(args []*iac.Node) *iac.Node {
	if len(args) != 3 || args[0].Kind != iac.List || !allCertain(args[0].Items) {
		return nil
	}
	from, ok1 := args[1].V.(int)
	to, ok2 := args[2].V.(int)
	if !ok1 || !ok2 || from < 0 || to < from || to > len(args[0].Items) {
		return nil
	}
	c := *args[0]
	c.Items = args[0].Items[from:to]
	return graded(&c, args...)
}

// compact drops what is certainly empty.
func compact(n *iac.Node) *iac.Node {
	if n.Kind != iac.List {
		return n
	}
	c := *n
	c.Items = nil
	for _, x := range n.Items {
		if s, ok := x.Str(); x.Kind != iac.None && (!ok || s != "") {
			c.Items = append(c.Items, x)
		}
	}
	return &c
}

func concat(args []*iac.Node, deep bool, at iac.Place) *iac.Node {
	n := graded(&iac.Node{Kind: iac.List, At: at}, args...)
	for _, a := range args {
		if a.Kind == iac.Unknown && !deep { // a list of any length
			c := *a
			c.Spread = true
			a = &c
		}
		for _, x := range a.List() {
			if len(n.Items) > maxItems {
				return iac.Hidden("a list too long to read", at)
			}
			if deep && x.Kind == iac.List {
				n.Items = append(n.Items, concat([]*iac.Node{x}, true, at).Items...)
				continue
			}
			n.Items = append(n.Items, x)
		}
	}
	return n
}

// overridable marks a value as a default where a later one of the merged maps is
// one: a deployment can put the key there.
func overridable(n *iac.Node, later []*iac.Node) *iac.Node {
	for _, l := range later {
		if l.From == "default" && n.From != "default" {
			return asDefault(n, l.Why)
		}
	}
	return n
}

func merge(args []*iac.Node, at iac.Place) *iac.Node {
	n := graded(&iac.Node{Kind: iac.Map, At: at}, args...)
	for i := len(args) - 1; i >= 0; i-- { // the last wins
		switch args[i].Kind {
		case iac.None:
		case iac.Map:
			for _, e := range args[i].Entries {
				if attr(n, e.Key, at).Fails {
					e.Node = overridable(e.Node, args[i+1:])
					n.Entries = append(n.Entries, e)
				}
			}
		default:
			return iac.Hidden("merge with a value that a plan decides", at)
		}
	}
	return n
}
