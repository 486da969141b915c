package candor

import (
	"encoding/json"
	"math"
	"reflect"
)

// Val is a value that was read from a template, with how certain it is, so that
// a rule can never mistake a hole for a value. Known, Pattern and UnknownValue make
// one. Rules and JSON see it as a tree: "k" is how certain it is, "v" the value,
// "at" its place. It is no map in memory because a few hundred templates have ten
// thousand of them, and a map takes four times as much.
type Val struct {
	V    any    // of one that is known, and the text of a pattern
	From string // how a known one was found, see Known
	Why  string // what hides it, what its holes are, or where a known one comes from
	More *More  // nil: nothing

	at [4]int32
	k  certainty
}

// More is what few values have.
type More struct {
	Raw    string // the text of a pattern with its holes named "${...}"
	Type   string // of a principal
	Path   string // the file that it stands in, where that is not the fact's
	Others []any  // what a deployment may choose beside a default, by the source
	Placed bool   // of an ARN no more is a default than partition, region or account
}

type certainty uint8

const (
	known certainty = iota
	pattern
	unknown
)

func (c certainty) String() string { return [...]string{"known", "pattern", "unknown"}[c] }

// Known is a value that stands in the source as it is.
// from says how it was found: "literal", "default" (a parameter's default, which
// a deployment can override), "platform" (a documented default of the platform).
func Known(v any, from string, p Pos) *Val {
	return &Val{k: known, V: v, From: from, at: p.short()}
}

// Pattern is a text with holes; each hole is written as "*", which stands for
// any text. why names the holes.
func Pattern(text, why string, p Pos) *Val {
	return &Val{k: pattern, V: text, Why: why, at: p.short()}
}

// UnknownValue is a value that can't be told from the source; why says what hides it.
func UnknownValue(why string, p Pos) *Val {
	return &Val{k: unknown, Why: why, at: p.short()}
}

// Pos is the place of one value inside the file of its fact.
type Pos struct{ Line, Col, EndLine, EndCol int }

func (p Pos) short() [4]int32 {
	return [4]int32{short(p.Line), short(p.Col), short(p.EndLine), short(p.EndCol)}
}

func short(n int) int32 { return int32(min(max(n, 0), math.MaxInt32)) }

// Certainty is "known", "pattern" or "unknown".
func (v *Val) Certainty() string { return v.k.String() }

// IsKnown reports whether the value stands in the source as it is.
func (v *Val) IsKnown() bool { return v.k == known }

// At is the place of the value.
func (v *Val) At() Pos {
	return Pos{int(v.at[0]), int(v.at[1]), int(v.at[2]), int(v.at[3])}
}

// Texts puts what f makes of each text in its place.
func (v *Val) Texts(f func(string) string) {
	if s, ok := v.V.(string); ok {
		if t := f(s); t != s {
			v.V = t
		}
	}
	v.Why = f(v.Why)
	if v.More == nil {
		return
	}
	v.More.Raw, v.More.Type, v.More.Path = f(v.More.Raw), f(v.More.Type), f(v.More.Path)
	for i, o := range v.More.Others {
		if s, ok := o.(string); ok {
			v.More.Others[i] = f(s)
		}
	}
}

// Tree is the value as a plain tree of maps.
func (v *Val) Tree() map[string]any {
	m := map[string]any{"k": v.k.String(), "at": v.Place()}
	if v.k != unknown {
		m["v"] = v.V
	}
	if v.k == known {
		m["from"] = v.From
	}
	if v.k != known || v.Why != "" {
		m["why"] = v.Why
	}
	if x := v.More; x != nil {
		if v.k == pattern {
			m["raw"] = x.Raw
		}
		if x.Type != "" {
			m["type"] = x.Type
		}
		if len(x.Others) > 0 {
			m["others"] = x.Others
		}
		if x.Placed {
			m["within"] = "place"
		}
	}
	return m
}

// Place is where the value stands, as a part of its tree.
func (v *Val) Place() map[string]any {
	m := map[string]any{"line": int(v.at[0])}
	for i, key := range [...]string{"col", "end_line", "end_col"} {
		if n := v.at[i+1]; n > 0 {
			m[key] = int(n)
		}
	}
	if v.More != nil && v.More.Path != "" {
		m["path"] = v.More.Path
	}
	return m
}

// MarshalJSON gives the tree.
func (v *Val) MarshalJSON() ([]byte, error) { return json.Marshal(v.Tree()) }

// Plain is the value of a fact as maps, lists and single values only, for those who
// look into it by keys.
func Plain(value any) any {
	switch x := value.(type) {
	case *Val:
		return x.Tree()
	case []any:
		out := make([]any, len(x))
		for i, e := range x {
			out[i] = Plain(e)
		}
		return out
	case map[string]any:
		out := make(map[string]any, len(x))
		for k, e := range x {
			out[k] = Plain(e)
		}
		return out
	}
	return value
}

// SameAs reports whether another value is the same, wherever the two stand and
// however they were found.
func (v *Val) SameAs(o *Val) bool {
	extra := func(v *Val) (m More) {
		if v.More != nil {
			m = *v.More
		}
		m.Path, m.Placed = "", false // how it was found
		return m
	}
	return v.k == o.k && reflect.DeepEqual(v.V, o.V) && reflect.DeepEqual(extra(v), extra(o))
}

// Equal reports whether two values are the same in all that they say.
func (v *Val) Equal(o *Val) bool { return reflect.DeepEqual(v, o) }
