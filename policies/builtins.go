package policies

import (
	"fmt"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"
	"github.com/open-policy-agent/opa/v1/types"

	"github.com/candor-dev/candor/internal/arn"
)

// This file lists everything that Rego can call beyond OPA's own functions,
// and everything of OPA's own that a rule may not call.

// function is a question that only Go can answer. It is pure: the same
// arguments give the same answer, and nothing is fetched.
type function struct {
	decl *ast.Builtin
	call topdown.BuiltinFunc
}

func own() []function {
	return []function{{
		decl: &ast.Builtin{
			Name:        "candor.arn_outside",
			Description: "an ARN that the granted pattern covers and no allowed pattern does; empty when there is none",
			Decl:        types.NewFunction(types.Args(types.S, types.NewArray(nil, types.S)), types.S),
		},
		call: arnOutside,
	}}
}

func arnOutside(_ topdown.BuiltinContext, operands []*ast.Term, iter func(*ast.Term) error) error {
	granted, ok := operands[0].Value.(ast.String)
	if !ok {
		return fmt.Errorf("candor.arn_outside: operand 1 must be a text, got %v", operands[0])
	}
	list, ok := operands[1].Value.(*ast.Array)
	if !ok {
		return fmt.Errorf("candor.arn_outside: operand 2 must be a list of texts, got %v", operands[1])
	}
	allowed := make([]string, 0, list.Len())
	for i := range list.Len() {
		s, ok := list.Elem(i).Value.(ast.String)
		if !ok {
			return fmt.Errorf("candor.arn_outside: operand 2 must be a list of texts, got %v", list.Elem(i))
		}
		allowed = append(allowed, string(s))
	}
	witness, _ := arn.Outside(string(granted), allowed)
	return iter(ast.StringTerm(witness))
}

// forbidden are OPA's functions that reach outside the facts or differ from
// run to run. A rule judges and never fetches.
var forbidden = map[string]bool{
	"http.send": true, "net.lookup_ip_addr": true, "opa.runtime": true,
	"rand.intn": true, "time.now_ns": true, "uuid.rfc4122": true, "trace": true,
}

func functions() map[string]*topdown.Builtin {
	m := make(map[string]*topdown.Builtin)
	for _, f := range own() {
		m[f.decl.Name] = &topdown.Builtin{Decl: f.decl, Func: f.call}
	}
	return m
}

// capabilities is what a rule may use: OPA's own functions but for the
// forbidden ones, and ours.
func capabilities() *ast.Capabilities {
	c := ast.CapabilitiesForThisVersion()
	kept := c.Builtins[:0]
	for _, b := range c.Builtins {
		if !forbidden[b.Name] {
			kept = append(kept, b)
		}
	}
	for _, f := range own() {
		kept = append(kept, f.decl)
	}
	c.Builtins = kept
	return c
}
