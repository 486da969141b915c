package frameworks

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/candor-dev/candor"
)

func TestCounts(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	kinds := func(f *Framework, col string) map[string]int {
		m := make(map[string]int)
		for _, it := range f.Items {
			if it.More[col] != "" {
				m[it.More[col]]++
			}
		}
		return m
	}
	for id, want := range map[string]int{"soc2-2017": 61, "caiq-4.0.3": 261, "caiq-4.1.0": 283, "siglite-2025": 104} {
		f := c.Framework(id)
		if f == nil || f.Title == "" || len(f.Items) != want {
			t.Fatalf("%s: %+v, want %d items and a title", id, f, want)
		}
	}
	if len(c.Frameworks) != 4 {
		t.Errorf("%d frameworks, want 4", len(c.Frameworks))
	}
	if got := kinds(c.Framework("siglite-2025"), "kind"); got["domain"] != 21 || got["question"] != 83 {
		t.Errorf("SIG Lite: %v, want 21 domains and 83 questions", got)
	}
	soc := kinds(c.Framework("soc2-2017"), "category")
	for cat, want := range map[string]int{"security": 33, "availability": 3, "confidentiality": 2, "processing_integrity": 5, "privacy": 18} {
		if soc[cat] != want {
			t.Errorf("SOC 2 %s: %d criteria, want %d", cat, soc[cat], want)
		}
	}
	for id, want := range map[string]int{"caiq-4.0.3": 197, "caiq-4.1.0": 207} {
		if got := len(kinds(c.Framework(id), "control")); got != want {
			t.Errorf("%s: %d controls, want %d", id, got, want)
		}
	}
	if got := kinds(c.Framework("caiq-4.1.0"), "relation"); got["same"]+got["near"]+got["new"] != 283 || got["new"] != 26 {
		t.Errorf("CAIQ 4.1.0 relations: %v", got)
	}
	domains := func(id string) map[string]int {
		m := make(map[string]int)
		for _, it := range c.Framework(id).Items {
			m[it.Group]++
		}
		return m
	}
	if a, b := domains("caiq-4.0.3"), domains("caiq-4.1.0"); len(a) != 17 || len(b) != 17 || a["IVS"] != 14 || b["I&S"] != 15 || a["DCS"] != 23 || b["DCS"] != 28 {
		t.Errorf("CAIQ domains: %v, %v", a, b)
	}
}

func TestIDForms(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for id, form := range map[string]string{
		"soc2-2017":    `^(CC|A|C|PI|P)\d\.\d$`,
		"caiq-4.0.3":   `^[A-Z&]{3}-\d{2}\.\d+$`,
		"caiq-4.1.0":   `^[A-Z&]{3}-\d{2}\.\d+$`,
		"siglite-2025": `^[A-PR-V](\.\d+)*$`,
	} {
		re := regexp.MustCompile(form)
		for _, it := range c.Framework(id).Items {
			if !re.MatchString(it.ID) {
				t.Errorf("%s: id %q", id, it.ID)
			}
		}
	}
}

func TestControls(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Controls) != 23 {
		t.Errorf("%d controls, want 23", len(c.Controls))
	}
	for _, ctl := range c.Controls {
		for _, f := range c.Frameworks {
			if len(ctl.Links[f.ID]) == 0 {
				t.Errorf("control %s has no link to %s", ctl.ID, f.ID)
			}
		}
		for f, why := range ctl.NoSupport {
			if c.Framework(f) == nil || why == "" || supports(&ctl, f) {
				t.Errorf("control %s: no_support in %s: %q", ctl.ID, f, why)
			}
		}
	}
	if c.Control("tenant-isolation") == nil || c.Control("nothing") != nil || c.Framework("nothing") != nil {
		t.Error("look-up by id")
	}
}

func supports(c *Control, framework string) bool {
	return slices.ContainsFunc(c.Links[framework], func(l candor.Link) bool { return l.Strength == "supports" })
}

// A question that is the same in both versions of CAIQ must be linked from the
// same controls in both, so that an answer doesn't depend on the version.
func TestCAIQVersionsAgree(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for _, ctl := range c.Controls {
		has := make(map[string]string)
		for _, l := range ctl.Links["caiq-4.1.0"] {
			has[l.ID] = l.Strength
		}
		for _, l := range ctl.Links["caiq-4.0.3"] {
			for heir := range strings.SplitSeq(c.Framework("caiq-4.0.3").Item(l.ID).More["same_as"], ";") {
				if heir == "" {
					continue
				}
				want := l.Strength
				if c.Framework("caiq-4.1.0").Item(heir).More["relation"] != "same" && want == "supports" {
					want = "partly" // the question changed: a person should look
				}
				if has[heir] != want {
					t.Errorf("control %s: %s of 4.0.3 is %s of 4.1.0, linked as %q, want %q", ctl.ID, l.ID, heir, has[heir], want)
				}
			}
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	const csv = "# T\nid,group,group_title,topic\nA.1,A,An A,about a\n"
	for name, tt := range map[string]struct{ csv, yaml, want string }{
		"unknown id":        {csv, "controls: [{id: x, title: X, f: {supports: [A.2]}}]", `control x: f: id "A.2" does not exist`},
		"id twice":          {csv, "controls: [{id: x, title: X, f: {supports: [A.1], partly: [A.1]}}]", `id "A.1" does not exist or is there twice`},
		"unknown framework": {csv, "controls: [{id: x, title: X, g: {supports: [A.1]}}]", "g: no such framework"},
		"unknown strength":  {csv, "controls: [{id: x, title: X, f: {support: [A.1]}}]", `unknown strength "support"`},
		"control twice":     {csv, "controls: [{id: x, title: X}, {id: x, title: X}]", `control "x": id and title`},
		"item twice":        {csv + "A.1,A,An A,again\n", "controls: []", "item A.1 is there twice"},
		"item without text": {csv + "A.2,A,An A,\n", "controls: []", `item "A.2": id, group`},
		"short row":         {csv + "A.2\n", "controls: []", "wrong number of fields"},
		"no YAML":           {csv, "controls: [", "controls.yaml: yaml:"},
	} {
		_, err := load(fstest.MapFS{"f.csv": {Data: []byte(tt.csv)}, "controls.yaml": {Data: []byte(tt.yaml)}})
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %q", name, err, tt.want)
		}
	}
}
