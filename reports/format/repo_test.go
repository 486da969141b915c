package format

import (
	"testing"

	"github.com/candor-dev/candor"
)

// What holds of a report still holds of it with longer paths: findings, the
// claims that they contradict, waivers.
func TestInRepo(t *testing.T) {
	r := &candor.Report{
		Prefix:  "services/api",
		Waivers: []candor.Waiver{{Rule: "r", At: candor.Location{Path: "candor.yaml", Line: 3}}},
		Results: []candor.Result{
			{Rule: "r", Outcome: candor.Fail, At: candor.Location{Path: "db/a.sql", Line: 1}, Related: []candor.Location{{Path: "b.sql"}, {Line: 4}}},
			{Rule: "r", Outcome: candor.Fail, At: candor.Location{Path: "c.sql"}},
			{Rule: "r", Outcome: candor.Fail, Subject: "account"},
		},
		Claims: []candor.ClaimVerdict{{
			Claim:   candor.Claim{ID: "c", At: candor.Location{Path: "site/page.md"}, Rules: []candor.RuleUse{{Rule: "r", Over: []string{"db/**"}}}},
			Verdict: candor.Contradicted,
		}},
		Notices: []candor.Notice{{At: candor.Location{Path: "x"}}},
	}
	r.Results[1].Waived = &r.Waivers[0]
	got := InRepo(r)
	if p := got.Results[0].At.Path; p != "services/api/db/a.sql" {
		t.Error(p)
	}
	if l := got.Results[0].Related; l[0].Path != "services/api/b.sql" || l[1].Path != "" {
		t.Error(l)
	}
	if got.Results[2].At.Path != "" || got.Notices[0].At.Path != "services/api/x" || got.Claims[0].Claim.At.Path != "services/api/site/page.md" {
		t.Errorf("%+v", got)
	}
	if w := got.Results[1].Waived; w != &got.Waivers[0] || w.At.Path != "services/api/candor.yaml" {
		t.Errorf("%+v", w)
	}
	if len(got.Contradicts(&got.Results[0])) != 1 {
		t.Error("the contradiction is lost")
	}
	if r.Results[0].At.Path != "db/a.sql" || r.Claims[0].Claim.Rules[0].Over[0] != "db/**" {
		t.Error("the report itself was changed")
	}
	if r.Prefix = ""; InRepo(r) != r {
		t.Error("a copy for nothing")
	}
}
