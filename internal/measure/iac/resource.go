package main

import (
	"strings"

	"github.com/candor-dev/candor"
)

// resource is the part of a template that a label is about: its name there and,
// for Terraform, the lines of its block.
type resource struct {
	name        string
	first, last int
}

// resourceOf finds the resource that a label names: TYPE.NAME in Terraform; in
// CloudFormation the logical id, perhaps behind the type.
func resourceOf(l label, text string) *resource {
	if l.Format != "terraform" {
		return &resource{name: l.Resource[strings.LastIndexByte(l.Resource, '.')+1:]}
	}
	name, _, _ := strings.Cut(l.Resource, "[")
	r := &resource{name: name}
	typ, id, _ := strings.Cut(name, ".")
	for i, line := range strings.Split(text, "\n") {
		words := strings.Fields(strings.NewReplacer(`"`, " ", "{", " { ").Replace(line))
		switch {
		case r.first == 0 && len(words) > 2 && words[0] == "resource" && words[1] == typ && words[2] == id:
			r.first, r.last = i+1, i+1
		case r.first > 0 && len(words) > 2 && (words[0] == "resource" || words[0] == "data"):
			return r
		case r.first > 0:
			r.last = i + 1
		}
	}
	return r
}

// has reports that a result is about the resource: by its name, or by the line
// that decided.
func (r *resource) has(x *candor.Result) bool {
	if x.At.Resource == r.name {
		return true
	}
	if rest, ok := strings.CutPrefix(x.Subject, r.name); ok && (rest == "" || strings.ContainsRune("/[#. ", rune(rest[0]))) {
		return true
	}
	return r.first > 0 && r.first <= x.At.Line && x.At.Line <= r.last
}
