package terraform

import (
	"bytes"
	"encoding/json"
	"sort"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// planValue turns what a plan makes of a resource into a node: what becomes
// known after the apply is unknown, and what is sensitive stays out. place tells
// where an argument is written.
func planValue(c *planChange, at iac.Place, place func(key string) iac.Place) *iac.Node {
	decode := func(b json.RawMessage) any {
		if len(b) == 0 {
			return nil
		}
		dec := json.NewDecoder(bytes.NewReader(b))
		dec.UseNumber()
		var v any
		if dec.Decode(&v) != nil {
			return nil
		}
		return v
	}
	after, unknown, sensitive := decode(c.Change.After), decode(c.Change.Unknown), decode(c.Change.Sensitive)
	if m, ok := after.(map[string]any); ok {
		delete(m, "tags_all") // the tags of the resource and of the provider, once more
	}
	if sensitive == true || unknown == true {
		return planNode(after, unknown, sensitive, at, 0)
	}
	v, ok := after.(map[string]any)
	if u, is := unknown.(map[string]any); !ok && (after != nil || !is || u == nil) {
		return planNode(after, unknown, sensitive, at, 0)
	}
	return planObject(v, unknown, sensitive, at, 0, place)
}

func planNode(v, unknown, sensitive any, at iac.Place, depth int) *iac.Node {
	switch {
	case depth > maxDepth:
		return iac.Hidden("nested too deep", at)
	case sensitive == true:
		n := iac.Hidden("a sensitive value", at)
		n.Given = true
		return n
	case unknown == true:
		return iac.Hidden("known after the apply", at)
	}
	switch v := v.(type) {
	case map[string]any:
		return planObject(v, unknown, sensitive, at, depth, nil)
	case []any:
		n := &iac.Node{Kind: iac.List, At: at}
		u, _ := unknown.([]any)
		s, _ := sensitive.([]any)
		for i, x := range v {
			n.Items = append(n.Items, planNode(x, item(u, i), item(s, i), at, depth+1))
		}
		return n
	case nil:
		if m, ok := unknown.(map[string]any); ok {
			return planObject(nil, m, sensitive, at, depth, nil)
		}
		return iac.Nothing(at)
	case string:
		// A policy on one line, so that a place in it is not taken for a line of the plan.
		var b bytes.Buffer
		if len(v) > 1 && v[0] == '{' && json.Compact(&b, []byte(v)) == nil {
			v = b.String()
		}
		return iac.Text(v, at)
	case json.Number:
		if i, err := v.Int64(); err == nil && int64(int(i)) == i {
			return &iac.Node{Kind: iac.Scalar, V: int(i), From: "literal", At: at}
		}
		f, err := v.Float64()
		if err != nil {
			return iac.Hidden("a number that can't be read", at)
		}
		return &iac.Node{Kind: iac.Scalar, V: f, From: "literal", At: at}
	}
	return &iac.Node{Kind: iac.Scalar, V: v, From: "literal", At: at}
}

func planObject(v map[string]any, unknown, sensitive any, at iac.Place, depth int, place func(string) iac.Place) *iac.Node {
	n := &iac.Node{Kind: iac.Map, At: at}
	u, _ := unknown.(map[string]any)
	s, _ := sensitive.(map[string]any)
	keys := make([]string, 0, len(v)+len(u))
	for k := range v {
		keys = append(keys, k)
	}
	for k := range u {
		if _, ok := v[k]; !ok {
			keys = append(keys, k)
		}
	}
	sort.Strings(keys)
	n.Entries = make([]iac.Entry, 0, len(keys))
	for _, k := range keys {
		if place != nil {
			at = place(k)
		}
		n.Entries = append(n.Entries, iac.Entry{Key: k, At: at, Node: planNode(v[k], u[k], s[k], at, depth+1)})
	}
	return n
}

func item(list []any, i int) any {
	if i < len(list) {
		return list[i]
	}
	return nil
}

// writtenAt is where the configuration sets an argument, or a block of the name.
func writtenAt(b *hclsyntax.Body, key string, or iac.Place) iac.Place {
	if a := b.Attributes[key]; a != nil {
		return place(a.NameRange)
	}
	for _, x := range b.Blocks {
		if x.Type == key || x.Type == "dynamic" && len(x.Labels) > 0 && x.Labels[0] == key {
			return place(x.TypeRange)
		}
	}
	return or
}

func rangeOf(p iac.Place) hcl.Range {
	start := hcl.Pos{Line: p.Line, Column: p.Col}
	end := hcl.Pos{Line: p.EndLine, Column: p.EndCol}
	if end.Line == 0 {
		end = start
	}
	return hcl.Range{Filename: p.Path, Start: start, End: end}
}
