package terraform

import (
	"regexp"
	"strings"

	"github.com/candor-dev/candor/internal/iac"
)

// textCall evaluates the functions over texts; nil for any other, and where the
// arguments don't tell.
func textCall(name string, args []*iac.Node, at iac.Place) *iac.Node {
	switch name {
	case "format":
		return format(args, at)
	case "formatlist":
		return formatList(args, at)
	case "join":
		return join(args, at)
	case "lower", "upper", "trimspace", "title", "trimprefix", "trimsuffix", "trim", "replace", "split", "substr",
		"startswith", "endswith", "strcontains", "basename", "dirname", "chomp":
	default:
		return nil
	}
	if name == "replace" && len(args) == 3 && (args[0].Kind != iac.Scalar || args[2].Kind != iac.Scalar) {
		return replaceIn(args[0], args[1], args[2], 0)
	}
	s := make([]string, len(args))
	for i, a := range args {
		t, ok := a.Str()
		if !ok {
			return nil
		}
		s[i] = t
	}
	v, ok := text(name, s)
	if !ok {
		return nil
	}
	if parts, is := v.([]string); is {
		out := graded(&iac.Node{Kind: iac.List, At: at}, args...)
		for _, p := range parts {
			out.Items = append(out.Items, graded(iac.Text(p, at), args...))
		}
		return out
	}
	return graded(&iac.Node{Kind: iac.Scalar, V: v, From: "literal", At: at}, args...)
}

// text evaluates a function over texts that are all known.
func text(name string, s []string) (any, bool) {
	switch len(s) {
	case 1:
		switch name {
		case "lower":
			return strings.ToLower(s[0]), true
		case "upper":
			return strings.ToUpper(s[0]), true
		case "trimspace":
			return strings.TrimSpace(s[0]), true
		case "chomp":
			return strings.TrimRight(s[0], "\r\n"), true
		case "basename":
			return s[0][strings.LastIndexByte(s[0], '/')+1:], true
		}
	case 2:
		switch name {
		case "trimprefix":
			return strings.TrimPrefix(s[0], s[1]), true
		case "trimsuffix":
			return strings.TrimSuffix(s[0], s[1]), true
		case "trim":
			return strings.Trim(s[0], s[1]), true
		case "split":
			return strings.Split(s[1], s[0]), true
		case "startswith":
			return strings.HasPrefix(s[0], s[1]), true
		case "endswith":
			return strings.HasSuffix(s[0], s[1]), true
		case "strcontains":
			return strings.Contains(s[0], s[1]), true
		}
	case 3:
		if name == "replace" {
			return replaced(s[0], s[1], s[2])
		}
	}
	return nil, false
}

// replaced replaces a text, or a pattern that stands between slashes.
func replaced(s, old, by string) (any, bool) {
	if len(old) > 2 && old[0] == '/' && old[len(old)-1] == '/' {
		re, err := regexp.Compile(old[1 : len(old)-1])
		if err != nil {
			return nil, false
		}
		return re.ReplaceAllString(s, by), true
	}
	if len(s)*(len(by)+1) > 1<<20 {
		return nil, false
	}
	return strings.ReplaceAll(s, old, by), true
}

// replaceIn replaces a text within all texts of a document.
func replaceIn(n, old, by *iac.Node, depth int) *iac.Node {
	o, ok := old.Str()
	if !ok || o == "" || o[0] == '/' || depth > maxDepth || by.Kind == iac.Either || by.Kind == iac.None || n.Kind == iac.Unknown && depth == 0 {
		return nil
	}
	if n.Kind == iac.Unknown { // a hole: what it stands for is not known before or after
		hole := *n
		hole.Holes = nil // which are known before and not after
		return &hole
	}
	c := *n
	c.Items, c.Entries = nil, nil
	for _, x := range n.Items {
		v := replaceIn(x, old, by, depth+1)
		if v == nil {
			return nil
		}
		c.Items = append(c.Items, v)
	}
	for _, e := range n.Entries {
		if e.Node = replaceIn(e.Node, old, by, depth+1); e.Node == nil {
			return nil
		}
		c.Entries = append(c.Entries, e)
	}
	s, text := n.V.(string)
	if !text || !strings.Contains(n.RawText(), o) {
		return &c
	}
	if n.Kind == iac.Pattern {
		return nil
	}
	var b iac.Builder
	for i, part := range strings.Split(s, o) {
		if i > 0 {
			b.Add(by, "replace")
		}
		b.Lit(part)
	}
	return b.Node(n.At)
}

// formatList is format for each element of the one list among its arguments.
func formatList(args []*iac.Node, at iac.Place) *iac.Node {
	n := -1
	for _, a := range args[1:] {
		if a.Kind != iac.List {
			continue
		}
		if n >= 0 && n != len(a.Items) || !allCertain(a.Items) {
			return nil
		}
		n = len(a.Items)
	}
	if n < 0 {
		return nil
	}
	out := graded(&iac.Node{Kind: iac.List, At: at}, args...)
	for i := range n {
		one := []*iac.Node{args[0]}
		for _, a := range args[1:] {
			if a.Kind == iac.List {
				a = a.Items[i]
			}
			one = append(one, a)
		}
		out.Items = append(out.Items, format(one, at))
	}
	return out
}

func format(args []*iac.Node, at iac.Place) *iac.Node {
	text, ok := args[0].Str()
	if !ok {
		return iac.Hidden("format with a text that a plan decides", at)
	}
	var b iac.Builder
	next := 1
	for {
		pre, rest, found := strings.Cut(text, "%")
		b.Lit(pre)
		if !found {
			return b.Node(at)
		}
		if rest == "" {
			return iac.Hidden("a malformed format", at)
		}
		switch {
		case rest[0] == '%':
			b.Lit("%")
		case strings.IndexByte("sdv", rest[0]) >= 0 && next < len(args):
			a := args[next]
			if a.Kind == iac.Either || !a.IsText() && a.Kind != iac.Unknown {
				a = iac.Hidden("an argument of format", a.At)
			}
			b.Add(a, "argument of format")
			next++
		default:
			return iac.Hidden("a format that candor does not read", at)
		}
		text = rest[1:]
	}
}

func join(args []*iac.Node, at iac.Place) *iac.Node {
	if len(args) != 2 || args[1].Kind != iac.List {
		return iac.Hidden("join over a list that a plan decides", at)
	}
	sep, ok := args[0].Str()
	if !ok {
		return iac.Hidden("join with a separator that a plan decides", at)
	}
	var b iac.Builder
	for i, x := range args[1].Items {
		if i > 0 {
			b.Lit(sep)
		}
		if x.Kind == iac.List || x.Kind == iac.Map || x.Kind == iac.None {
			x = iac.Hidden("an item of join", x.At)
		}
		b.Add(x, "item of join")
	}
	return b.Node(at)
}
