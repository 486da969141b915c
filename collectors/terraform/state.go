package terraform

import (
	"path"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

// stateName is where a folder without a backend keeps the state of its plans.
const stateName = "terraform.tfstate"

// stateOf is the folder of the tree whose state a data source reads, as a plan of its
// own; nil for what is kept elsewhere, for another workspace, and for a folder that
// keeps its state elsewhere or that others call.
func (m *module) stateOf(name string) *module {
	b := m.byName["data.terraform_remote_state."+name]
	if b == nil || m.existence(b) != present || b.Body.Attributes["workspace"] != nil || b.Body.Attributes["for_each"] != nil || b.Body.Attributes["count"] != nil {
		return nil
	}
	p := m.properties(b)
	if kind, _ := p.Get("backend").Str(); kind != "local" {
		return nil
	}
	at := p.Path("config", "path")
	file, ok := at.Str()
	if !ok || at.From == "default" || path.IsAbs(file) || path.Base(file) != stateName {
		return nil
	}
	dir := path.Dir(path.Join(m.root().dir, file))
	if t := m.all.byDir[dir]; t == nil || t.backend || m.all.calls[dir] > 0 || t.origin != nil || dir == m.root().dir {
		return nil
	}
	return m.all.planOf(dir)
}

// planOf is a folder of the tree as the start of a plan, for those who read of it.
func (all *folders) planOf(dir string) *module {
	if all.plansOf[dir] == nil {
		if all.plansOf == nil {
			all.plansOf = make(map[string]*module)
		}
		all.plansOf[dir] = all.byDir[dir].instance()
	}
	return all.plansOf[dir]
}

// handedOn is the expression of an output of another folder's plan, or of one key of it:
// data.terraform_remote_state.x.outputs.name["key"]. nil where that can't be told.
func (m *module) handedOn(t hcl.Traversal) (*module, hclsyntax.Expression) {
	names := attrs(t)
	if len(t) < 5 || len(t) > 6 || len(names) < 4 || names[0] != "terraform_remote_state" || names[2] != "outputs" {
		return nil, nil
	}
	s := m.stateOf(names[1])
	if s == nil || s.outputs[names[3]] == nil || s.outputs[names[3]].Body.Attributes["value"] == nil {
		return nil, nil
	}
	x := s.outputs[names[3]].Body.Attributes["value"].Expr
	if len(t) == 5 {
		return s, x
	}
	key := ""
	switch k := t[5].(type) {
	case hcl.TraverseAttr:
		key = k.Name
	case hcl.TraverseIndex:
		if k.Key.Type() != cty.String {
			return nil, nil
		}
		key = k.Key.AsString()
	}
	object, ok := x.(*hclsyntax.ObjectConsExpr)
	if !ok || key == "" {
		return nil, nil
	}
	var found hclsyntax.Expression
	for _, item := range object.Items {
		own, ok := keyword(item.KeyExpr)
		if !ok {
			own, ok = s.eval(item.KeyExpr, 0).Str()
		}
		if !ok {
			return nil, nil
		}
		if own == key {
			found = item.ValueExpr // the last of a name counts
		}
	}
	if found == nil {
		return nil, nil
	}
	return s, found
}

// openedElsewhere reports that another plan of the tree than that which makes a group
// adds a line to it, or may: each that reads states may know the group.
func (all *folders) openedElsewhere(g group) bool {
	for dir, t := range all.byDir {
		if dir == g.m.root().dir || !t.readsStates() {
			continue
		}
		if all.calls[dir] > 0 { // who calls it hands the group on
			return true
		}
		r := all.planOf(dir).reached()
		if len(r.calls) > 0 {
			return true
		}
		for _, o := range r.rules {
			a := o.b.Body.Attributes["security_group_id"]
			if a == nil {
				return true
			}
			of, ok := o.m.groupsOf(a.Expr, 0)
			if !ok || len(of) != 1 || of[0].b == g.b {
				return true
			}
		}
	}
	return false
}

func (m *module) readsStates() bool {
	for _, b := range m.blocks {
		if b.Type == "data" && b.typ == "terraform_remote_state" {
			return true
		}
	}
	return false
}
