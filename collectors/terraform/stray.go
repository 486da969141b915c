package terraform

import (
	"fmt"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// callers is who calls the folders of a tree.
type callers struct {
	calls  map[string]int // of each folder
	plans  bool           // a root with a provider, a backend or values calls folders of the tree
	modern bool           // one of those asks for Terraform 0.13 or later
	hidden bool           // something that is not read may call any, and write what it lacks
}

// stray is what a folder stands under that Terraform refuses as it is and that nobody
// calls, in a tree whose plans call others: it makes nothing. nil for any other. One
// that could be called is judged: what is written in it is what it makes for the next.
func (all *folders) stray(m *module) *iac.Proviso {
	c := &all.callers
	if !c.plans || c.hidden || m.rooted || len(m.valueFiles) > 0 || c.calls[m.dir] > 0 {
		return nil
	}
	why := ""
	if name := m.undeclared(); name != "" {
		why = "variable " + name + " is not declared in it"
	} else if b := m.outdated(); c.modern && b != nil {
		r := b.TypeRange
		why = fmt.Sprintf("%s, line %d is of a version before 0.12, and the plans of the tree ask for a later one", r.Filename, r.Start.Line)
	}
	if why == "" {
		return nil
	}
	return &iac.Proviso{Only: fmt.Sprintf("if %s is mended and planned: nothing in the tree calls it, and Terraform refuses it as it is (%s)", instanceFacts{root: m.dir}.folder(), why)}
}

// outdated is a block that Terraform takes for none since version 0.12: tags are an
// argument. nil where there is none.
func (m *module) outdated() *hclsyntax.Block {
	for _, b := range m.blocks {
		if b.Type != "resource" || !strings.HasPrefix(b.typ, "aws_") || b.typ == "aws_autoscaling_group" {
			continue
		}
		if list := nested(b, "tags"); len(list) > 0 {
			return list[0]
		}
	}
	return nil
}

// newForm reports requirements of providers as they are written since Terraform 0.13.
func newForm(terraform *hclsyntax.Block) bool {
	for _, x := range terraform.Body.Blocks {
		if x.Type != "required_providers" {
			continue
		}
		for _, a := range x.Body.Attributes {
			if _, ok := a.Expr.(*hclsyntax.ObjectConsExpr); ok {
				return true
			}
		}
	}
	return false
}

// undeclared is a variable that the folder reads and does not declare, "" for none: of
// several the first by name.
func (m *module) undeclared() string {
	name := ""
	for _, b := range m.blocks {
		_ = hclsyntax.VisitAll(b.Body, func(n hclsyntax.Node) hcl.Diagnostics {
			e, ok := n.(*hclsyntax.ScopeTraversalExpr)
			if !ok || e.Traversal.RootName() != "var" {
				return nil
			}
			own := first(attrs(e.Traversal))
			if own != "" && m.vars[own] == nil && (name == "" || own < name) {
				name = own
			}
			return nil
		})
	}
	return name
}

// calledBy looks at who calls which folders of the tree. A call that may make several
// counts as two. hidden: files that candor does not read may call any.
func (all *folders) calledBy(hidden bool) callers {
	c := callers{calls: make(map[string]int), hidden: hidden}
	for dir, m := range all.byDir {
		probe := m.instance()
		for _, b := range probe.calls {
			t := probe.target(b)
			if t == "" || t == dir || all.byDir[t] == nil {
				continue
			}
			c.calls[t]++
			if b.Body.Attributes["count"] != nil || b.Body.Attributes["for_each"] != nil {
				c.calls[t]++
			}
			c.plans = c.plans || m.rooted
			c.modern = c.modern || m.rooted && m.modern
		}
	}
	return c
}
