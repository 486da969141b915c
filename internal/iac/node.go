// Package iac is what the readers of infrastructure code share: a tree of
// values that may have holes, and the making of facts from it.
package iac

import (
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
)

// Kind is what a node holds.
type Kind int

// The kinds of a node. Unknown is the zero value.
const (
	Unknown Kind = iota // can't be told; Why says what hides it
	Scalar              // V is a string, bool, int or float64
	Pattern             // text with holes: V has "*" for each, Raw has "${name}"
	List                // Items
	Map                 // Entries
	Either              // one of Items; Why names what decides
	None                // nothing: null, or a value that is left out
)

// Place is where a node stands. Path may differ from that of the fact when a
// value comes from another file.
type Place struct {
	Path string
	candor.Pos
}

// Node is a value of a template after its functions were resolved.
type Node struct {
	Kind   Kind
	V      any
	Raw    string // of a Pattern its text with "${name}" for each hole; of an Unknown its own name
	Given  bool   // an Unknown that certainly has a value, such as the ARN of a resource of the template
	Fails  bool   // an Unknown whose evaluation certainly fails, such as a key that is not there
	Spread bool   // an Unknown item of a List that stands for any number of items
	From   string // of a Scalar: "literal", "default" or "platform"; of a List or Map "default" when all
	// of it is one; of an Unknown "platform" when nothing is written
	Why     string
	Origin  Place    // of a default or of what a file of values gives, where its text stands, when that is not At
	Others  []string // of a default, what else the source lets a deployment choose
	Chosen  *Chosen  // of a text that is a default in parts, which those are; nil: all of it
	Proviso *Proviso // under what it stands, nil for nothing that is known
	Items   []*Node
	Entries []Entry
	Holes   []Entry // of an Unknown object what stands in it: keys have holes, written "${name}"
	At      Place
}

// Entry is one key of a Map.
type Entry struct {
	Key string
	At  Place // of the key
	*Node
}

// Text makes a known text.
func Text(s string, at Place) *Node {
	return &Node{Kind: Scalar, V: s, From: "literal", At: at}
}

// Hidden makes an unknown node.
func Hidden(why string, at Place) *Node { return &Node{Kind: Unknown, Why: why, At: at} }

// Unset makes an unknown node for a switch that nobody wrote: the platform or
// the account decides.
func Unset(why string, at Place) *Node {
	return &Node{Kind: Unknown, Why: why, From: "platform", At: at}
}

// Later is the unknown value of a resource that the template makes itself.
func Later(name, why string, at Place) *Node {
	return &Node{Kind: Unknown, Why: why, Raw: name, Given: true, At: at}
}

// Nothing makes a node for a value that is left out.
func Nothing(at Place) *Node { return &Node{Kind: None, At: at} }

// Has reports whether there is a value at all, be it known or not.
func (n *Node) Has() bool { return n != nil && n.Kind != None }

// Get returns the value of a key: nil when it is certainly not there, an
// unknown node when n itself can't be told.
func (n *Node) Get(key string) *Node {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case Unknown, Pattern:
		return Hidden(n.Why, n.At)
	case List:
		if len(n.Items) == 1 {
			return n.Items[0].Get(key)
		}
		if len(n.Items) > 1 {
			return Hidden("one of several "+key+" settings", n.At)
		}
	case Map:
		for _, e := range n.Entries {
			if e.Key == key {
				if e.Node.Kind == None {
					return nil
				}
				return e.Node
			}
		}
	case Either:
		var got []*Node
		found := false
		for _, b := range n.Items {
			v := b.Get(key)
			found = found || v != nil
			if v == nil {
				v = Nothing(b.At)
			}
			got = append(got, v)
		}
		if found {
			return OneOf(n.Why, n.At, got...)
		}
	}
	return nil
}

// Path follows keys.
func (n *Node) Path(keys ...string) *Node {
	for _, k := range keys {
		n = n.Get(k)
	}
	return n
}

// OneOf is a node that is one of several; equal ones collapse.
func OneOf(why string, at Place, nodes ...*Node) *Node {
	var kept []*Node
	for _, n := range nodes {
		dup := false
		for _, k := range kept {
			dup = dup || same(k, n)
		}
		if !dup {
			kept = append(kept, n)
		}
	}
	if len(kept) == 1 {
		return kept[0]
	}
	return &Node{Kind: Either, Items: kept, Why: why, At: at}
}

func same(a, b *Node) bool {
	if a.Kind != b.Kind {
		return false
	}
	switch a.Kind {
	case Scalar:
		return a.V == b.V && a.From == b.From
	case None:
		return true
	}
	return false
}

// List returns the items of a list; a single value is a list of one, and both
// branches of a choice are in.
func (n *Node) List() []*Node {
	if !n.Has() {
		return nil
	}
	switch n.Kind {
	case List:
		var out []*Node
		for _, x := range n.Items {
			if x.Kind == Either || x.Kind == None {
				out = append(out, x.List()...)
				continue
			}
			out = append(out, x)
		}
		return out
	case Either:
		var out []*Node
		for _, x := range n.Items {
			out = append(out, x.List()...)
		}
		return out
	}
	return []*Node{n}
}

// Choices is List, in which what only an untold choice puts there stands under it.
func (n *Node) Choices() []*Node {
	if !n.Has() {
		return nil
	}
	var out []*Node
	switch n.Kind {
	case List:
		for _, x := range n.Items {
			if x.Kind == Either || x.Kind == None {
				out = append(out, x.Choices()...)
				continue
			}
			out = append(out, x)
		}
	case Either:
		told := slices.ContainsFunc(n.Items, func(x *Node) bool { return x.Proviso != nil })
		for _, x := range n.Items {
			for _, y := range x.Choices() {
				switch {
				case told:
					y = y.Under(x.Proviso)
				case y.Proviso == nil:
					y = y.Under(&Proviso{Only: "if a deployment chooses it: " + n.Why + " can't be told"})
				}
				out = append(out, y)
			}
		}
	default:
		return []*Node{n}
	}
	return out
}

// Str returns the known text of a scalar.
func (n *Node) Str() (string, bool) {
	if n == nil || n.Kind != Scalar {
		return "", false
	}
	switch v := n.V.(type) {
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int:
		return strconv.Itoa(v), true
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64), true
	}
	return "", false
}

// Bool returns the known truth of a scalar; templates write "true" as text, too.
func (n *Node) Bool() (value, ok bool) {
	s, ok := n.Str()
	if !ok {
		return false, false
	}
	switch strings.ToLower(s) {
	case "true", "1", "yes":
		return true, true
	case "false", "0", "no":
		return false, true
	}
	return false, false
}

// RawText returns the text with its holes named, for a Scalar or a Pattern.
func (n *Node) RawText() string {
	if n.Raw != "" {
		return n.Raw
	}
	s, _ := n.V.(string)
	if s == "" {
		s, _ = n.Str()
	}
	return s
}

// IsText reports whether the node is a text, with or without holes.
func (n *Node) IsText() bool {
	return n != nil && (n.Kind == Pattern || n.Kind == Scalar)
}
