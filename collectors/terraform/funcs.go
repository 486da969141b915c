package terraform

import (
	"path"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
)

// call evaluates the functions that policies are written with. Any other gives
// an unknown that names it.
func (m *module) call(e *hclsyntax.FunctionCallExpr, at iac.Place, depth int) *iac.Node {
	unknown := iac.Hidden("the function "+e.Name+" is evaluated by a plan", at)
	if e.Name == "try" || e.Name == "can" {
		return m.attempt(e, at, depth)
	}
	args := make([]*iac.Node, 0, len(e.Args))
	for _, a := range e.Args {
		args = append(args, m.eval(a, depth+1))
	}
	if len(args) == 0 {
		return unknown
	}
	if e.ExpandFinal {
		last := args[len(args)-1]
		if last.Kind != iac.List || !allCertain(last.Items) {
			return unknown
		}
		args = append(args[:len(args)-1], last.Items...)
		if len(args) == 0 {
			return unknown
		}
	}
	for _, a := range args {
		if a.Fails { // an argument that fails makes the call fail
			c := *a
			c.At = at
			return &c
		}
	}
	for _, table := range []func(string, []*iac.Node, iac.Place) *iac.Node{textCall, listCall} {
		if n := table(e.Name, args, at); n != nil {
			return n
		}
	}
	switch e.Name {
	case "jsonencode", "tobool", "tonumber", "nonsensitive":
		return args[0] // a document is the same with and without its quotes
	case "tostring":
		if args[0].Kind == iac.List || args[0].Kind == iac.Map {
			return missing("tostring of what is no text", &iac.Node{From: args[0].From}, at)
		}
		return args[0]
	case "jsondecode":
		return iac.Document(args[0])
	case "sensitive":
		return iac.Hidden("a sensitive value", at)
	case "coalesce", "coalescelist":
		return coalesce(args, at)
	case "one":
		if l := args[0]; l.Kind == iac.List && allCertain(l.Items) {
			switch len(l.Items) {
			case 0:
				return iac.Nothing(at)
			case 1:
				return l.Items[0]
			}
		}
	case "lookup":
		if len(args) >= 2 {
			if k, ok := args[1].Str(); ok && args[0].Kind == iac.Map {
				v := attr(args[0], k, at)
				if v.Fails && len(args) > 2 {
					return lesser(args[2], v)
				}
				return v
			}
		}
	case "element":
		if len(args) == 2 {
			return index(args[0], args[1], at)
		}
	case "file", "templatefile":
		return m.file(args, e.Name == "templatefile", at, depth)
	}
	for _, a := range args {
		if a.Kind == iac.Unknown && a.Why != "" {
			return iac.Hidden(a.Why, at)
		}
	}
	return unknown
}

// attempt evaluates try and can: the first argument that does not fail.
func (m *module) attempt(e *hclsyntax.FunctionCallExpr, at iac.Place, depth int) *iac.Node {
	var failed *iac.Node
	for _, a := range e.Args {
		n := m.eval(a, depth+1)
		switch {
		case n.Fails:
			if failed == nil || n.From == "default" {
				failed = n
			}
			continue
		case e.Name == "try" && (n.Kind != iac.Unknown || n.Given):
			return lesser(n, failed)
		case e.Name == "try":
			return iac.Hidden(n.Why, at)
		case n.Kind == iac.Unknown && !n.Given:
			return iac.Hidden(n.Why, at)
		}
		return m.derived(true, at)
	}
	if e.Name == "can" {
		return m.derived(false, at, failed)
	}
	return missing("every argument of try fails", failed, at)
}

// lesser is a value that counts because another fails; when that other only
// fails by default, a deployment can change the outcome.
func lesser(n, failed *iac.Node) *iac.Node {
	if failed == nil || failed.From != "default" {
		return n
	}
	return asDefault(n, failed.Why+" by default")
}

// coalesce is the first argument that is neither null nor empty.
func coalesce(args []*iac.Node, at iac.Place) *iac.Node {
	for _, a := range args {
		s, text := a.Str()
		switch {
		case a.Kind == iac.None, text && s == "", a.Kind == iac.List && len(a.Items) == 0:
			continue
		case a.Kind == iac.Unknown && !a.Given, a.Kind == iac.Either:
			return iac.Hidden(reason("coalesce", a), at)
		}
		return a
	}
	return missing("every argument of coalesce is empty", &iac.Node{}, at)
}

// file reads a file of the tree; a template is filled in with its own variables.
func (m *module) file(args []*iac.Node, template bool, at iac.Place, depth int) *iac.Node {
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
	if !template {
		return iac.Text(text, where)
	}
	var values *iac.Node
	if len(args) > 1 {
		values = args[1]
	}
	return m.render(text, where, values, at, depth)
}

// render evaluates a text as a template with values, nil for none.
func (m *module) render(text string, where iac.Place, values *iac.Node, at iac.Place, depth int) *iac.Node {
	if !strings.Contains(text, "${") && !strings.Contains(text, "%{") {
		return iac.Text(text, where)
	}
	name := "the template " + where.Path
	if len(text) > maxFile || len(text) >= 16<<10 && strings.Count(text, "{") > 10*maxNesting {
		return iac.Hidden(name+" is too large", at)
	}
	x, diags := hclsyntax.ParseTemplate([]byte(text), where.Path, hcl.Pos{Line: where.Line, Column: where.Col})
	if diags.HasErrors() {
		return iac.Hidden(name+" can't be parsed", at)
	}
	var s *scope
	if values != nil {
		if values.Kind != iac.Map {
			return iac.Hidden("the values of "+name+" can't be told", at)
		}
		for _, e := range values.Entries {
			s = &scope{e.Key, e.Node, s}
		}
	}
	n := m.inScope(s, func() *iac.Node { return m.eval(x, depth+1) })
	c := *n
	c.At = where
	return &c
}
