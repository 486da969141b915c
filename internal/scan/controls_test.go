package scan

import (
	"slices"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/frameworks"
)

// Every control that a rule names supports an id of each framework, or says why
// none is what it is about; what proves a control are rules of that control.
func TestControlsOfRules(t *testing.T) {
	rules, err := Rules(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	c, err := frameworks.Load()
	if err != nil {
		t.Fatal(err)
	}
	named := make(map[string]string) // rule -> control
	params := make(map[string]bool)  // "rule parameter"
	for _, r := range rules {
		named[r.ID] = r.Control
		for _, p := range r.Params {
			params[r.ID+" "+p.Name] = true
		}
		ctl := c.Control(r.Control)
		if ctl == nil {
			t.Errorf("rule %s: no control %q", r.ID, r.Control)
			continue
		}
		for _, f := range c.Frameworks {
			sup := slices.ContainsFunc(ctl.Links[f.ID], func(l candor.Link) bool { return l.Strength == "supports" })
			if !sup && ctl.NoSupport[f.ID] == "" {
				t.Errorf("control %s, named by %s, supports nothing of %s and does not say why", ctl.ID, r.ID, f.ID)
			}
			if sup && len(ctl.ProvedBy) == 0 {
				t.Errorf("control %s supports ids of %s, and no rules show it", ctl.ID, f.ID)
			}
		}
	}
	for i := range c.Controls {
		for _, name := range c.Controls[i].MaySet {
			if !slices.ContainsFunc(slices.Concat(c.Controls[i].ProvedBy...), func(id string) bool { return params[id+" "+name] }) {
				t.Errorf("control %s: no rule that proves it has the parameter %s", c.Controls[i].ID, name)
			}
		}
		for _, set := range c.Controls[i].ProvedBy {
			for _, id := range set {
				if named[id] != c.Controls[i].ID {
					t.Errorf("control %s is proved by %s, which is a rule of %q", c.Controls[i].ID, id, named[id])
				}
			}
		}
	}
}
