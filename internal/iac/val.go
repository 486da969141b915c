package iac

import (
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
)

// Val turns a node into a value with certainty, for a fact in the file path.
// A choice between different values is unknown. Beyond the fields that candor
// fixes, a pattern has "raw", its text with the holes named "${...}", and a
// known value that isn't a literal has "why".
func (n *Node) Val(path string) *candor.Val {
	var v *candor.Val
	var more candor.More
	some := false // of what few values have
	switch n.Kind {
	case Scalar:
		v = candor.Known(n.V, n.From, n.At.Pos)
		v.Why = n.Why
		more.Others = n.others()
		more.Placed = n.placed()
		some = len(more.Others) > 0 || more.Placed
	case Pattern:
		v = candor.Pattern(n.V.(string), n.Why, n.At.Pos)
		more.Raw, some = n.RawText(), true
	case Either:
		v = candor.UnknownValue("depends on "+n.Why, n.At.Pos)
	case List, Map:
		v = candor.UnknownValue("a list or an object where one value is expected", n.At.Pos)
	case None:
		v = candor.UnknownValue("no value", n.At.Pos)
	default:
		v = candor.UnknownValue(n.Why, n.At.Pos)
	}
	if n.At.Path != "" && n.At.Path != path {
		more.Path, some = n.At.Path, true
	}
	if some {
		v.More = &more
	}
	return v
}

// others are the values beside a default, of the kind that the value has.
func (n *Node) others() []any {
	var out []any
	for _, s := range n.Others {
		switch n.V.(type) {
		case bool:
			if v, ok := Text(s, n.At).Bool(); ok && v != n.V {
				out = append(out, v)
			}
		case int:
			if v, err := strconv.Atoi(s); err == nil {
				out = append(out, v)
			} else {
				out = append(out, s)
			}
		default:
			out = append(out, s)
		}
	}
	return out
}

// Choice says in words what else the source lets a deployment choose beside a
// default; "" when it names nothing.
func (n *Node) Choice() string {
	if n == nil || len(n.Others) == 0 {
		return ""
	}
	return n.Why + ", beside which the source names " + strings.Join(n.Others, ", ")
}

// TextVal is Val for what is a text by its nature: a number or a truth that
// stands there is given as text.
func (n *Node) TextVal(path string) *candor.Val {
	if s, ok := n.Str(); ok {
		c := *n
		c.V = s
		return c.Val(path)
	}
	return n.Val(path)
}

// BoolVal is Val for a switch: texts that mean true or false become bool.
func (n *Node) BoolVal(path string) *candor.Val {
	if n.Kind == Scalar {
		b, ok := n.Bool()
		if !ok {
			return Hidden("neither true nor false", n.At).Val(path)
		}
		c := *n
		c.V = b
		return c.Val(path)
	}
	return n.Val(path)
}

// Vals is TextVal for each item of a list.
func Vals(nodes []*Node, path string) []any {
	out := make([]any, 0, len(nodes))
	for _, n := range nodes {
		out = append(out, n.TextVal(path))
	}
	return out
}

// Platform is a known value that the platform's documentation gives.
func Platform(v any, why string, at Place) *Node {
	return &Node{Kind: Scalar, V: v, From: "platform", Why: why, At: at}
}

// maxText bounds one text, in bytes; a text made of itself grows without end.
const maxText = 1 << 20

// Builder joins texts with holes.
type Builder struct {
	star, raw strings.Builder
	from      string
	whys      []string
	holes     bool
	others    []string // what else the text could be by the choices within, so far
	lost      bool     // of which there are too many
	Parts     bool     // the node says which of its parts are defaults
	chosen    []part   // those, so far
}

// maxOthers bounds what the choices within one text make of it together.
const maxOthers = 64

// Add appends the text of a node; what has none becomes a hole of that name.
func (b *Builder) Add(n *Node, name string) {
	if b.raw.Len() > maxText { // Node says so
		return
	}
	switch {
	case n != nil && n.Kind == Scalar:
		s, _ := n.Str()
		if b.Parts && n.From == "default" {
			b.chosen = append(b.chosen, n.parts(b.raw.Len())...)
		}
		b.choose(s, n.Others)
		b.star.WriteString(s)
		b.raw.WriteString(n.RawText())
		if n.From == "default" {
			b.from = "default"
			b.why(n.Why)
		}
	case n != nil && n.Kind == Pattern:
		b.star.WriteString(n.V.(string))
		b.raw.WriteString(n.RawText())
		b.holes = true
		b.why(n.Why)
	default:
		if n != nil && n.Kind == Unknown && n.Raw != "" {
			name = n.Raw
		}
		b.star.WriteString("*")
		b.raw.WriteString("${" + plain(name) + "}")
		b.holes = true
		switch {
		case n == nil:
			b.why(name)
		case n.Kind == Either:
			b.why("depends on " + n.Why)
		default:
			b.why(n.Why)
		}
	}
}

// plain is a name without what would end a hole.
func plain(name string) string {
	if !strings.ContainsAny(name, "{}$") {
		return name
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune("{}$", r) {
			return -1
		}
		return r
	}, name)
}

// Lit appends a literal text.
func (b *Builder) Lit(s string) {
	if b.raw.Len() > maxText {
		return
	}
	b.choose(s, nil)
	b.star.WriteString(s)
	b.raw.WriteString(s)
}

// choose appends a part to all that the text could be by other choices, and each
// other choice to that and to the text itself.
func (b *Builder) choose(s string, others []string) {
	if b.lost || len(others) == 0 && len(b.others) == 0 {
		return
	}
	if (len(b.others)+1)*(len(others)+1) > maxOthers || len(s) > maxText/maxOthers {
		b.lost, b.others = true, nil
		return
	}
	before := append([]string{b.star.String()}, b.others...)
	b.others = nil
	for i, head := range before {
		if i > 0 {
			b.others = append(b.others, head+s)
		}
		for _, o := range others {
			b.others = append(b.others, head+o)
		}
	}
}

func (b *Builder) why(s string) {
	for _, w := range b.whys {
		if w == s {
			return
		}
	}
	if s != "" {
		b.whys = append(b.whys, s)
	}
}

// Node returns the whole: known, or a pattern, or unknown when it is one hole.
func (b *Builder) Node(at Place) *Node {
	why := strings.Join(b.whys, "; ")
	if b.raw.Len() > maxText {
		return Hidden("a text too long to read", at)
	}
	if b.lost && !b.holes {
		return Hidden("more choices than candor follows: "+why, at)
	}
	if !b.holes {
		from := b.from
		if from == "" {
			from = "literal"
		}
		own := b.star.String()
		others := slices.DeleteFunc(b.others, func(s string) bool { return s == own })
		n := &Node{Kind: Scalar, V: own, From: from, Why: why, At: at, Others: others}
		if len(b.chosen) > 0 {
			n.Chosen = &Chosen{text: own, parts: b.chosen}
		}
		return n
	}
	if raw := b.raw.String(); strings.HasPrefix(raw, "${") && strings.IndexByte(raw, '}') == len(raw)-1 {
		return &Node{Kind: Unknown, Why: why, Raw: raw[2 : len(raw)-1], At: at}
	}
	return &Node{Kind: Pattern, V: b.star.String(), Raw: b.raw.String(), Why: why, At: at}
}
