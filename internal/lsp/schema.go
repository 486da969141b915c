package lsp

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// schema is the part of a JSON schema that tells the keys and values of a file.
type schema struct {
	Ref         string             `json:"$ref"`
	Description string             `json:"description"`
	Type        json.RawMessage    `json:"type"`
	Enum        []string           `json:"enum"`
	Properties  map[string]*schema `json:"properties"`
	Items       *schema            `json:"items"`
	AnyOf       []*schema          `json:"anyOf"`
	More        json.RawMessage    `json:"additionalProperties"` // false, or a schema
	Defs        map[string]*schema `json:"$defs"`
}

// readSchema reads a schema; what is none knows nothing.
func readSchema(b []byte) *schema {
	root := &schema{}
	if err := json.Unmarshal(b, root); err != nil {
		return &schema{}
	}
	return root
}

// follow gives the schemas that a node stands for: its own, behind its
// reference, and of each alternative.
func (root *schema) follow(n *schema, depth int) []*schema {
	if n == nil || depth > 8 {
		return nil
	}
	out := []*schema{n}
	if name, ok := strings.CutPrefix(n.Ref, "#/$defs/"); ok {
		out = append(out, root.follow(root.Defs[name], depth+1)...)
	}
	for _, a := range n.AnyOf {
		out = append(out, root.follow(a, depth+1)...)
	}
	return out
}

// at gives the schemas of what stands at a path.
func (root *schema) at(path []string) []*schema {
	now := []*schema{root}
	for _, step := range path {
		var next []*schema
		for _, n := range now {
			child := n.Items
			if step != "[]" {
				child = n.Properties[step]
				if child == nil && len(n.More) > 0 && n.More[0] == '{' {
					child = &schema{}
					if json.Unmarshal(n.More, child) != nil {
						child = nil
					}
				}
			}
			next = append(next, root.follow(child, 0)...)
		}
		now = next
	}
	return now
}

// keys are the keys that may stand at a path, with what they mean.
func (root *schema) keys(path []string) map[string]string {
	out := make(map[string]string)
	for _, n := range root.at(path) {
		for k, p := range n.Properties {
			out[k] = root.about(p)
		}
	}
	return out
}

// about is the nearest description of a node.
func (root *schema) about(n *schema) string {
	for _, x := range root.follow(n, 0) {
		if x.Description != "" {
			return x.Description
		}
	}
	return ""
}

// values are those that may stand at a path, where they can be listed.
func (root *schema) values(path []string) []string {
	var out []string
	for _, n := range root.at(path) {
		out = append(out, n.Enum...)
		if string(n.Type) == `"boolean"` {
			out = append(out, "false", "true")
		}
	}
	return out
}

func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
