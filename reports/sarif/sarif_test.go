package sarif

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

var update = flag.Bool("update", false, "write the golden files")

func render(t *testing.T, r *candor.Report, o format.Options) string {
	t.Helper()
	var b strings.Builder
	if err := Write(&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	testreport.Golden(t, *update, "rich.golden.sarif", render(t, testreport.Rich(), format.Options{}))
	testreport.Golden(t, *update, "suppressed.golden.sarif", render(t, testreport.Rich(), format.Options{AllSuppressed: true}))
	testreport.Golden(t, *update, "empty.golden.sarif", render(t, testreport.Empty(), format.Options{}))
}

type document struct {
	Runs []struct {
		ColumnKind string
		Tool       struct {
			Driver struct {
				Name, Version string
				Rules         []struct {
					ID               string
					FullDescription  struct{ Text string }
					Help             struct{ Text, Markdown string }
					Properties       map[string]any
					Relationships    []struct{ Target ref }
					ShortDescription struct{ Text string }
				}
			}
		}
		Taxonomies []struct {
			Name string
			Taxa []struct{ ID string }
		}
		Results []struct {
			RuleID              string
			RuleIndex           *int
			PartialFingerprints map[string]string
			Locations           []place
			RelatedLocations    []place
			Taxa                []ref
			Message             struct{ Text string }
			Suppressions        []struct{ Kind, Justification string }
		}
	}
}

type ref struct {
	ID            string
	Index         *int
	ToolComponent struct {
		Name  string
		Index *int
	}
}

type place struct {
	ID               int
	PhysicalLocation struct {
		ArtifactLocation struct{ URI string }
		Region           struct{ StartLine, StartColumn, EndLine, EndColumn int }
	}
}

func parse(t *testing.T, s string) document {
	t.Helper()
	var d document
	if err := json.Unmarshal([]byte(s), &d); err != nil {
		t.Fatal(err)
	}
	return d
}

// TestValid runs the library's schema check on what was built and on what is
// left of it after pruning.
func TestValid(t *testing.T) {
	for name, r := range map[string]*candor.Report{"rich": testreport.Rich(), "empty": testreport.Empty(), "zero": {}} {
		for _, all := range []bool{false, true} {
			o := format.Options{AllSuppressed: all}
			if err := build(r, o).Validate(); err != nil {
				t.Errorf("%s: built: %v", name, err)
			}
			read, err := sarif.FromString(render(t, r, o))
			if err != nil {
				t.Fatal(err)
			}
			if err := read.Validate(); err != nil {
				t.Errorf("%s: pruned: %v", name, err)
			}
		}
	}
}

// TestAccepted holds what code scanning services ask of a file.
func TestAccepted(t *testing.T) {
	r := testreport.Rich()
	r.Results = append(r.Results, candor.Result{Rule: "x/not-described", Outcome: candor.Fail, Subject: "acct-1", Message: "bad [x](1) and {0}",
		At: candor.Location{Path: "dir with blank/a:b#c?.go", Line: 4, Col: 7, EndLine: 2, EndCol: 1}})
	out := render(t, r, format.Options{MaxPerRule: 1, Rule: "iam/scope"})
	run := parse(t, out).Runs[0]
	for _, bad := range []string{"-1", "null", "[]", "{}", `"index": -`, `"uri": ""`} {
		if strings.Contains(out, ": "+bad) || strings.Contains(out, "  "+bad+"\n") {
			t.Errorf("%s is in the file", bad)
		}
	}
	if want := len(format.Findings(r, format.Options{})); len(run.Results) != want {
		t.Errorf("%d results, want %d: the file is always whole", len(run.Results), want)
	}
	if run.ColumnKind != "unicodeCodePoints" || run.Tool.Driver.Name != "candor" || run.Tool.Driver.Version != "0.1.0" {
		t.Errorf("%s %+v", run.ColumnKind, run.Tool.Driver.Name)
	}
	checkPlace := func(what string, p place) {
		g := p.PhysicalLocation.Region
		if p.PhysicalLocation.ArtifactLocation.URI == "" || g.StartLine < 1 {
			t.Errorf("%s: no place: %+v", what, p)
		}
		if g.EndLine != 0 && g.EndLine < g.StartLine || g.EndLine == 0 && g.EndColumn != 0 && g.EndColumn < g.StartColumn {
			t.Errorf("%s: ends before it starts: %+v", what, g)
		}
		if _, err := url.Parse(p.PhysicalLocation.ArtifactLocation.URI); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	for _, x := range run.Results {
		if len(x.Locations) != 1 || x.RuleIndex == nil || run.Tool.Driver.Rules[*x.RuleIndex].ID != x.RuleID || x.PartialFingerprints["candor/v1"] == "" && x.RuleID != "x/not-described" {
			t.Errorf("%s: %+v", x.RuleID, x)
		}
		for i, p := range append(x.Locations, x.RelatedLocations...) {
			checkPlace(x.RuleID, p)
			if i > 0 && !strings.Contains(x.Message.Text, fmt.Sprintf("](%d)", p.ID)) {
				t.Errorf("%s: place %d is not linked: %s", x.RuleID, p.ID, x.Message.Text)
			}
		}
		for _, ref := range x.Taxa {
			if tax := run.Taxonomies[*ref.ToolComponent.Index]; tax.Name != ref.ToolComponent.Name || tax.Taxa[*ref.Index].ID != ref.ID {
				t.Errorf("%s: taxon %+v", x.RuleID, ref)
			}
		}
		switch x.RuleID {
		case "tls/minimum-version":
			if p := x.Locations[0].PhysicalLocation; p.ArtifactLocation.URI != "site/security.md" || p.Region.StartLine != 92 {
				t.Errorf("a finding without a file belongs to the line of the claim: %+v", p)
			}
		case "x/not-described":
			if p := x.Locations[0].PhysicalLocation; p.ArtifactLocation.URI != "dir%20with%20blank/a%3Ab%23c%3F.go" {
				t.Errorf("uri %s", p.ArtifactLocation.URI)
			}
			if strings.Contains(x.Message.Text, "[x](1)") {
				t.Errorf("scanned text made a link: %s", x.Message.Text)
			}
		}
	}
	for _, rule := range run.Tool.Driver.Rules {
		tags := rule.Properties["tags"].([]any)
		if len(tags) > maxTags || tags[0] != "security" {
			t.Errorf("%s: tags %v", rule.ID, tags)
		}
		if rule.FullDescription.Text == "" || rule.ShortDescription.Text == "" || rule.Help.Text == "" || rule.Help.Markdown == "" || rule.Properties["security-severity"] == nil {
			t.Errorf("%s is not described: %+v", rule.ID, rule)
		}
		for _, rel := range rule.Relationships {
			if tax := run.Taxonomies[*rel.Target.ToolComponent.Index]; tax.Taxa[*rel.Target.Index].ID != rel.Target.ID {
				t.Errorf("%s: %+v", rule.ID, rel)
			}
		}
	}
}

func TestAnchors(t *testing.T) {
	loose := candor.Result{Rule: "aws/x", Outcome: candor.Fail, Subject: "acct-1", Message: "m"}
	claim := candor.ClaimVerdict{Claim: candor.Claim{ID: "c", At: candor.Location{Path: "site/page.md", Line: 7}}}
	for name, c := range map[string]struct {
		claims []candor.ClaimVerdict
		want   string
		line   int
	}{
		"the first claim":     {[]candor.ClaimVerdict{claim}, "site/page.md", 7},
		"the configuration":   {nil, "candor.yaml", 1},
		"a claim without one": {[]candor.ClaimVerdict{{}}, "candor.yaml", 1},
	} {
		r := &candor.Report{Results: []candor.Result{loose}, Claims: c.claims}
		p := parse(t, render(t, r, format.Options{})).Runs[0].Results[0].Locations[0].PhysicalLocation
		if p.ArtifactLocation.URI != c.want || p.Region.StartLine != c.line {
			t.Errorf("%s: %+v", name, p)
		}
	}
}

func TestSuppressed(t *testing.T) {
	count := func(all bool) (results, suppressed int) {
		for _, x := range parse(t, render(t, testreport.Rich(), format.Options{AllSuppressed: all})).Runs[0].Results {
			results++
			for _, s := range x.Suppressions {
				suppressed++
				if s.Kind != "inSource" || !strings.Contains(s.Justification, "append-only log") {
					t.Errorf("%+v", s)
				}
			}
		}
		return results, suppressed
	}
	n, s := count(false)
	m, u := count(true)
	if s != 0 || u != 1 || m != n+1 {
		t.Errorf("%d results, %d suppressed; with all: %d, %d", n, s, m, u)
	}
}

// The way from a door to a write is a code flow, with paths from the root of
// the repository.
func TestCodeFlow(t *testing.T) {
	r := testreport.Empty()
	r.Prefix = "services/api"
	r.Results = []candor.Result{{
		Rule: "audit/unaudited-mutation", Outcome: candor.Fail, Severity: candor.Bad, Subject: "POST /deals", Message: "writes no audit record",
		At:   candor.Location{Path: "api/routes.go", Line: 7},
		Flow: []candor.Location{{Path: "api/routes.go", Line: 7, Label: "POST /deals"}, {Path: "store/deals.go", Line: 31, Label: "UPDATE deals"}, {Label: "nowhere"}},
	}}
	var doc struct {
		Runs []struct {
			Results []struct {
				CodeFlows []struct {
					ThreadFlows []struct {
						Locations []struct {
							Location struct {
								place
								Message struct{ Text string }
							}
						}
					}
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(render(t, r, format.Options{})), &doc); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range doc.Runs[0].Results[0].CodeFlows[0].ThreadFlows[0].Locations {
		got = append(got, l.Location.PhysicalLocation.ArtifactLocation.URI+" "+l.Location.Message.Text)
	}
	if want := "services/api/api/routes.go POST /deals|services/api/store/deals.go UPDATE deals"; strings.Join(got, "|") != want {
		t.Errorf("got  %s\nwant %s", strings.Join(got, "|"), want)
	}
}
