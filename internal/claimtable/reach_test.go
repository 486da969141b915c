package claimtable

import (
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/frameworks"
)

// controlsOf lists the controls that a claim speaks to, by itself or by its rules.
func controlsOf(c *candor.Claim, rules map[string]candor.Rule) []string {
	ids := slices.Clone(c.Controls)
	for _, u := range c.Rules {
		ids = append(ids, rules[u.Rule].Control)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// reached reports whether a control of the claim links to the id, in whatever strength.
func reached(cat *frameworks.Catalogue, controls []string, framework, id string) bool {
	return slices.ContainsFunc(controls, func(name string) bool {
		return slices.ContainsFunc(cat.Control(name).Links[framework], func(l candor.Link) bool { return l.ID == id })
	})
}

// reach counts, for each framework, the ids that claims should speak to and those
// that their controls reach.
type reach struct {
	asked, got map[string]int
	missed     map[string][]miss // by framework
}

// miss is an id that no control of the claim links to.
type miss struct{ claim, id, controls string }

func measure(t *testing.T) reach {
	t.Helper()
	companies, rules, cat := load(t)
	wanted := rows(t, "wanted.csv")
	r := reach{asked: map[string]int{}, got: map[string]int{}, missed: map[string][]miss{}}
	for _, co := range companies {
		for i := range co.claims {
			c := &co.claims[i]
			controls := controlsOf(c, rules)
			for _, f := range frameworkIDs() {
				for _, id := range strings.Fields(wanted[c.ID][f]) {
					r.asked[f]++
					if reached(cat, controls, f, id) {
						r.got[f]++
					} else {
						r.missed[f] = append(r.missed[f], miss{c.ID, id, strings.Join(controls, ", ")})
					}
				}
			}
		}
	}
	return r
}

// Where a control of a claim does not reach an id, apart.csv says why not.
func TestReach(t *testing.T) {
	r := measure(t)
	apart := rows(t, "apart.csv")
	misses := make(map[string]bool)
	for _, f := range frameworkIDs() {
		for _, m := range r.missed[f] {
			misses[m.claim] = true
			if apart[m.claim] == nil {
				t.Errorf("%s: claim %s does not reach %s by its controls (%s), and apart.csv does not say why", f, m.claim, m.id, m.controls)
			}
		}
	}
	for id := range apart {
		if !misses[id] {
			t.Errorf("apart.csv names %s, which reaches all its ids", id)
		}
	}
}
