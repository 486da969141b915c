package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
)

// call evaluates the functions that policies are written with. Any other gives
// an unknown that names it.
func (m *module) call(e *hclsyntax.FunctionCallExpr, at iac.Place, depth int) *iac.Node {
	unknown := iac.Hidden("the function "+e.Name+" is evaluated by a plan", at)
	if e.ExpandFinal {
		return unknown
	}
	args := make([]*iac.Node, 0, len(e.Args))
	for _, a := range e.Args {
		args = append(args, m.eval(a, depth+1))
	}
	if len(args) == 0 {
		return unknown
	}
	switch e.Name {
	case "jsonencode", "tostring", "tobool", "tonumber", "nonsensitive":
		return args[0] // a document is the same with and without its quotes
	case "jsondecode":
		return iac.Document(args[0])
	case "sensitive":
		return iac.Hidden("a sensitive value", at)
	case "tolist", "toset", "distinct", "sort":
		return args[0]
	case "compact":
		return compact(args[0])
	case "concat", "flatten", "setunion":
		return concat(args, e.Name == "flatten", at)
	case "merge":
		return merge(args, at)
	case "format":
		return format(args, at)
	case "join":
		return join(args, at)
	case "lower", "upper", "trimspace":
		s, ok := args[0].Str()
		if !ok {
			return unknown
		}
		c := *args[0]
		c.V = map[string]func(string) string{"lower": strings.ToLower, "upper": strings.ToUpper, "trimspace": strings.TrimSpace}[e.Name](s)
		return &c
	case "try", "coalesce", "one":
		if k := args[0].Kind; k != iac.Unknown && k != iac.None && k != iac.Either {
			return args[0]
		}
		if args[0].Kind == iac.Unknown {
			return iac.Hidden(args[0].Why, at)
		}
	case "lookup":
		if len(args) >= 2 {
			if k, ok := args[1].Str(); ok && args[0].Kind == iac.Map {
				if v := args[0].Get(k); v != nil {
					return v
				}
				if len(args) > 2 {
					return args[2]
				}
			}
		}
	case "element":
		if len(args) == 2 {
			return index(args[0], args[1], at)
		}
	case "file", "templatefile":
		return m.file(args, e.Name == "templatefile", at)
	}
	return unknown
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
	n := &iac.Node{Kind: iac.List, At: at}
	for _, a := range args {
		for _, x := range a.List() {
			if deep && x.Kind == iac.List {
				n.Items = append(n.Items, concat([]*iac.Node{x}, true, at).Items...)
				continue
			}
			n.Items = append(n.Items, x)
		}
	}
	return n
}

func merge(args []*iac.Node, at iac.Place) *iac.Node {
	n := &iac.Node{Kind: iac.Map, At: at}
	for i := len(args) - 1; i >= 0; i-- { // the last wins
		switch args[i].Kind {
		case iac.None:
		case iac.Map:
			for _, e := range args[i].Entries {
				if n.Get(e.Key) == nil {
					n.Entries = append(n.Entries, e)
				}
			}
		default:
			return iac.Hidden("merge with a value that a plan decides", at)
		}
	}
	return n
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

// file reads a file of the tree. In a template every "${...}" stays a hole.
func (m *module) file(args []*iac.Node, template bool, at iac.Place) *iac.Node {
	name, ok := args[0].Str()
	if !ok || m.tree == nil {
		return iac.Hidden("a file whose name a plan decides", at)
	}
	p := path.Join(m.dir, name)
	f := m.tree.File(p)
	if f == nil {
		return iac.Hidden("the file "+p+" is not in the tree", at)
	}
	b, err := f.Read()
	if err != nil {
		return iac.Hidden(p+": "+err.Error(), at)
	}
	text := string(b)
	where := iac.Place{Path: p, Pos: candor.Pos{Line: 1, Col: 1}}
	if !template || !strings.Contains(text, "${") && !strings.Contains(text, "%{") {
		return iac.Text(text, where)
	}
	if strings.Contains(text, "%{") {
		return iac.Hidden("the template "+p+" has directives", at)
	}
	return &iac.Node{Kind: iac.Pattern, V: text, Raw: text, Why: "values that fill in " + p, At: where}
}
