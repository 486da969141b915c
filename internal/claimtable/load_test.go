package claimtable

import (
	"encoding/csv"
	"os"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/config"
	"github.com/candor-dev/candor/internal/scan"
)

// company is one configuration under testdata.
type company struct {
	name, file string
	claims     []candor.Claim
}

// frameworkIDs are the columns of testdata/wanted.csv that name ids.
func frameworkIDs() []string {
	return []string{"soc2-2017", "caiq-4.0.3", "caiq-4.1.0", "siglite-2025"}
}

// load reads both configurations; anything in them that nobody knows fails.
func load(t *testing.T) ([]company, map[string]candor.Rule, *frameworks.Catalogue) {
	t.Helper()
	rules, err := scan.Rules(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := frameworks.Load()
	if err != nil {
		t.Fatal(err)
	}
	byID := make(map[string]candor.Rule)
	for _, r := range rules {
		byID[r.ID] = r
	}
	all := []company{{name: "Tinkerbench", file: "tinkerbench.yaml"}, {name: "Pinecourt", file: "pinecourt.yaml"}}
	for i := range all {
		c, err := config.Load(os.DirFS("testdata"), all[i].file)
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Check(config.Known{Rules: rules, Controls: catalogue.ControlIDs()}); err != nil {
			t.Fatal(err)
		}
		if len(c.Notices) > 0 {
			t.Errorf("%s: %v", all[i].file, c.Notices)
		}
		all[i].claims = c.Claims
	}
	return all, byID, catalogue
}

// rows reads a table of testdata by its first column.
func rows(t *testing.T, name string) map[string]map[string]string {
	t.Helper()
	f, err := os.Open("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]map[string]string)
	for _, l := range lines[1:] {
		row := make(map[string]string)
		for i, col := range lines[0] {
			row[col] = l[i]
		}
		out[l[0]] = row
	}
	return out
}

// bound says what stands behind a claim: "rule", "attestation" or "both".
func bound(c *candor.Claim) string {
	switch {
	case len(c.Rules) > 0 && c.Attest != nil:
		return "both"
	case len(c.Rules) > 0:
		return "rule"
	case c.Attest != nil:
		return "attestation"
	}
	return ""
}

// Each claim is bound, speaks to a control, and where less of it is left to a
// rule than could be, the table says what a rule would need.
func TestEachClaimIsBound(t *testing.T) {
	companies, rules, _ := load(t)
	wanted, needs := rows(t, "wanted.csv"), rows(t, "needs.csv")
	n := 0
	for _, co := range companies {
		for i := range co.claims {
			c := &co.claims[i]
			n++
			w, ok := wanted[c.ID]
			if !ok {
				t.Errorf("%s is not in wanted.csv", c.ID)
			}
			got := bound(c)
			if got == "" {
				t.Errorf("%s is bound to nothing", c.ID)
			}
			if len(controlsOf(c, rules)) == 0 {
				t.Errorf("%s speaks to no control", c.ID)
			}
			less := got == "attestation" && w["told_by"] != "attestation" || got == "both" && w["told_by"] == "rule"
			if _, said := needs[c.ID]; less && !said {
				t.Errorf("%s is %s where a %s could tell it, and needs.csv does not say why", c.ID, got, w["told_by"])
			}
			if got != "rule" && strings.TrimSpace(c.Attest.Statement) == "" {
				t.Errorf("%s: a person has to say something", c.ID)
			}
		}
	}
	if n != 192 || n != len(wanted) {
		t.Errorf("%d claims and %d that are wanted, want 192 each", n, len(wanted))
	}
	for id := range needs {
		if _, ok := wanted[id]; !ok {
			t.Errorf("needs.csv names %s, which is no claim", id)
		}
	}
}
