package terraform

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"

	"github.com/candor-dev/candor/internal/iac"
)

// callers is who calls the folders of a tree, for those that nobody calls.
type callers struct {
	calls  map[string]int  // of each folder
	byPlan map[string]bool // folders that a plan calls: a root with a provider, a backend or values, outside of examples
	beside map[string]bool // the folders that those stand in
	named  []string        // paths within repositories that calls from elsewhere name
	hidden bool            // something that is not read may call any
}

// stray is what a folder stands under that looks like a module and that nobody calls,
// where plans of the tree call others beside it: nothing that is seen to be planned
// makes it. nil for any other, and in a tree that is made of modules alone.
func (all *folders) stray(m *module) *iac.Proviso {
	c := &all.callers
	if len(c.byPlan) == 0 || c.hidden || m.rooted || len(m.valueFiles) > 0 || c.calls[m.dir] > 0 || trial(m.dir) {
		return nil
	}
	for _, p := range c.named {
		if m.dir == p || strings.HasSuffix(m.dir, "/"+p) {
			return nil
		}
	}
	lacks, _ := m.lacks()
	why := ""
	shelf := underModules(m.dir)
	switch {
	case lacks != "" && (shelf || c.beside[path.Dir(m.dir)]):
		why = "no file gives a value to " + lacks + " that it requires"
	case shelf:
		why = "it has no provider and no state of its own"
	default:
		name := m.undeclared()
		if name == "" {
			return nil
		}
		why = "Terraform refuses it by itself, since variable " + name + " is not declared in it"
	}
	return &iac.Proviso{Only: fmt.Sprintf("if anything calls %s: nothing in the tree does, and %s", instanceFacts{root: m.dir}.folder(), why)}
}

// underModules reports a folder among modules, by the name of one that it stands in.
func underModules(dir string) bool {
	return slices.ContainsFunc(strings.Split(path.Dir(dir), "/"), func(part string) bool { return part == "modules" || part == "module" })
}

// trial reports a folder of tests or examples, by its name or that of one around it.
func trial(dir string) bool {
	return slices.ContainsFunc(strings.Split(dir, "/"), func(part string) bool {
		switch strings.ToLower(part) {
		case "example", "examples", "sample", "samples", "test", "tests", "e2e", "fixtures", "testdata":
			return true
		}
		return false
	})
}

// undeclared is a variable that the folder reads and does not declare, "" for none.
func (m *module) undeclared() string {
	name := ""
	for _, b := range m.blocks {
		_ = hclsyntax.VisitAll(b.Body, func(n hclsyntax.Node) hcl.Diagnostics {
			e, ok := n.(*hclsyntax.ScopeTraversalExpr)
			if !ok || name != "" || e.Traversal.RootName() != "var" {
				return nil
			}
			if own := first(attrs(e.Traversal)); own != "" && m.vars[own] == nil {
				name = own
			}
			return nil
		})
		if name != "" {
			break
		}
	}
	return name
}

// withinRepository is the path that a source names within a repository, "" for none:
// "infra/vpc" of "git::https://example.com/x.git//infra/vpc?ref=v1".
func withinRepository(source string) string {
	source, _, _ = strings.Cut(source, "?")
	if i := strings.Index(source, "://"); i >= 0 {
		source = source[i+3:]
	}
	_, within, _ := strings.Cut(source, "//")
	return strings.Trim(within, "/")
}

// calledBy looks at who calls which folders of the tree. A call that may make several
// counts as two. hidden: files that candor does not read may call any.
func (all *folders) calledBy(hidden bool) callers {
	c := callers{calls: make(map[string]int), byPlan: make(map[string]bool), beside: make(map[string]bool), hidden: hidden}
	type call struct{ from, to string }
	var list []call
	for dir, m := range all.byDir {
		probe := m.instance()
		for _, b := range probe.calls {
			t := probe.target(b)
			if t == "" {
				if a := b.Body.Attributes["source"]; a != nil {
					s, _ := probe.eval(a.Expr, 0).Str()
					if p := withinRepository(s); p != "" {
						c.named = append(c.named, p)
					}
				}
				continue
			}
			if t == dir || all.byDir[t] == nil {
				continue
			}
			list = append(list, call{dir, t})
			c.calls[t]++
			if b.Body.Attributes["count"] != nil || b.Body.Attributes["for_each"] != nil {
				c.calls[t]++
			}
		}
	}
	for _, x := range list {
		if all.byDir[x.from].rooted && !trial(x.from) {
			c.byPlan[x.to] = true
			c.beside[path.Dir(x.to)] = true
		}
	}
	return c
}
