package frameworks

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

func d(y int, m time.Month, day int) time.Time { return time.Date(y, m, day, 0, 0, 0, 0, time.UTC) }

var (
	now     = time.Date(2026, 11, 21, 15, 0, 0, 0, time.UTC)
	pageAt  = candor.Location{Path: "site/security.md", Line: 14}
	yamlAt  = candor.Location{Path: "candor.yaml", Line: 8, Col: 5}
	aGap    = &candor.Fact{Reason: "syntax error", At: candor.Location{Path: "db/b.sql", Line: 3}}
	aWaiver = &candor.Waiver{Rule: "rls/x", Expires: d(2027, 1, 31)}
)

// rs gives results of a rule by letters: p pass, f fail, w waived fail, u unknown, n not applicable.
func rs(rule, letters string) []candor.Result {
	var out []candor.Result
	for i, c := range letters {
		r := candor.Result{Rule: rule, Subject: "t" + string(rune('0'+i)), Message: "can't tell", At: candor.Location{Path: "db/a.sql", Line: i + 1, Col: 1}}
		switch c {
		case 'p':
			r.Outcome = candor.Pass
		case 'f':
			r.Outcome = candor.Fail
		case 'w':
			r.Outcome, r.Waived = candor.Fail, aWaiver
		case 'n':
			r.Outcome = candor.NotApplicable
		}
		out = append(out, r)
	}
	return out
}

func attest(change func(*candor.Attestation)) *candor.Attestation {
	a := &candor.Attestation{By: "Ana Petrov, CTO", On: d(2026, 9, 1), Expires: d(2027, 9, 1), ReviewedBy: "Ben Ode, Engineer", At: candor.Location{Path: "candor.yaml", Line: 20}}
	if change != nil {
		change(a)
	}
	return a
}

const (
	attestedText = "attested by Ana Petrov, CTO on 2026-09-01, reviewed by Ben Ode, Engineer, until 2027-09-01"
	lapsedText   = "the attestation does not count: it expired on 2026-10-01"
)

func lapsed(a *candor.Attestation) { a.Expires = d(2026, 10, 1) }

// input is a scan in which rls/x and iam/y ran over complete and fresh populations.
func input(c candor.Claim, results ...[]candor.Result) Input {
	if c.ID == "" {
		c.ID = "c"
	}
	c.At, c.Declared = pageAt, yamlAt
	return Input{
		Claims:  []candor.Claim{c},
		Results: slices.Concat(results...),
		Rules: []candor.Rule{
			{ID: "rls/x", Needs: []string{"sql.table"}, Control: "tenant-isolation"},
			{ID: "iam/y", Needs: []string{"iam.statement"}, Control: "least-privilege"},
			{ID: "go/z", Control: "error-handling", Engine: "go"},
		},
		Populations: []candor.Population{{Kind: "sql.table", Complete: true}, {Kind: "iam.statement", Complete: true}},
		Oldest:      map[string]time.Time{"sql.table": now, "iam.statement": now},
		Now:         now,
	}
}

func uses(rules ...string) []candor.RuleUse {
	var out []candor.RuleUse
	for _, r := range rules {
		out = append(out, candor.RuleUse{Rule: r})
	}
	return out
}

// A kind that a rule only looks things up in has no age where nothing is of it,
// unless nobody looked.
func TestEmptyLookups(t *testing.T) {
	judge := func(pops ...candor.Population) candor.Verdict {
		in := input(candor.Claim{Rules: uses("rls/x")}, rs("rls/x", "p"))
		in.Rules[0].Needs, in.Rules[0].Lookups = []string{"sql.table", "sql.view"}, []string{"sql.view"}
		in.Populations = append(in.Populations, pops...)
		return Assess(in).Claims[0].Verdict
	}
	if v := judge(candor.Population{Kind: "sql.view", Complete: true}); v != candor.Verified {
		t.Error("nothing there:", v)
	}
	if v := judge(candor.Population{Kind: "sql.view", Complete: true, Count: 1}); v != candor.VerdictUnknown {
		t.Error("something there of an unknown age:", v)
	}
	if v := judge(); v != candor.VerdictUnknown {
		t.Error("nobody looked:", v)
	}
	in := input(candor.Claim{Rules: uses("rls/x")}, rs("rls/x", "p"))
	rule := &in.Rules[0]
	rule.Needs = []string{"sql.table", "sql.view"}
	rule.Lookups, rule.Optional = []string{"sql.view"}, []string{"sql.view"}
	if v := Assess(in).Claims[0].Verdict; v != candor.Verified {
		t.Error("nobody had to look, and nobody did:", v)
	}
	in.Populations = append(in.Populations, candor.Population{Kind: "sql.view"})
	if v := Assess(in).Claims[0].Verdict; v != candor.VerdictUnknown {
		t.Error("somebody looked, and did not see everything:", v)
	}
}

func TestVerdicts(t *testing.T) {
	rls := uses("rls/x")
	tests := []struct {
		name    string
		claim   candor.Claim
		results string // of rls/x
		change  func(*Input)
		want    candor.Verdict
		why     string
		finds   string // "rule outcome", of claims/*
	}{
		// verified
		{"all pass", candor.Claim{Rules: rls}, "ppp", nil, candor.Verified, "3 of 3 pass", ""},
		{"all pass, some not applicable", candor.Claim{Rules: rls}, "ppn", nil, candor.Verified, "2 of 2 pass (1 more not applicable)", ""},
		{"on a plan", candor.Claim{Rules: rls, Status: candor.Plan, PlanName: "Pro"}, "p", nil, candor.Verified, "1 of 1 pass", ""},
		{"a rule without needs", candor.Claim{Rules: uses("go/z")}, "", func(in *Input) { in.Results = rs("go/z", "pp") }, candor.Verified, "2 of 2 pass", ""},
		// contradicted
		{"one fails", candor.Claim{Rules: rls}, "pfp", nil, candor.Contradicted, "1 of 3 fail: t1 (db/a.sql:2)", ""},
		{"many fail", candor.Claim{Rules: rls}, "ffffpu", nil, candor.Contradicted, "4 of 6 fail: t0 (db/a.sql:1), t1 (db/a.sql:2), t2 (db/a.sql:3), and 1 more; 1 of 6 unknown", ""},
		{"a failure outranks an attestation", candor.Claim{Rules: rls, Attest: attest(nil)}, "pf", nil, candor.Contradicted, "1 of 2 fail: t1 (db/a.sql:2)", "claims/attestation pass"},
		{"a failure outranks a waived one", candor.Claim{Rules: rls}, "wf", nil, candor.Contradicted, "1 of 2 fail: t1 (db/a.sql:2)", ""},
		{"a failure outranks a gap", candor.Claim{Rules: rls}, "fu", func(in *Input) { in.Populations[0].Complete = false }, candor.Contradicted, "1 of 2 fail: t0 (db/a.sql:1); 1 of 2 unknown", ""},
		{"a failure outranks a future date", candor.Claim{Rules: rls, Due: d(2027, 1, 1)}, "f", nil, candor.Contradicted, "1 of 1 fail: t0 (db/a.sql:1)", "claims/planned-but-live pass"},
		{"a subject that is a place", candor.Claim{Rules: rls}, "f", func(in *Input) { in.Results[0].Subject = "db/a.sql:1" }, candor.Contradicted, "1 of 1 fail: db/a.sql:1", ""},
		// partial
		{"waived", candor.Claim{Rules: rls}, "ppw", nil, candor.PartlyTrue, "1 of 3 fail and are waived: t2 (db/a.sql:3) until 2027-01-31; 2 of 3 pass", ""},
		{"waived and unknown", candor.Claim{Rules: rls}, "pwu", nil, candor.PartlyTrue, "1 of 3 fail and are waived: t1 (db/a.sql:2) until 2027-01-31; 1 of 3 pass; 1 of 3 unknown: t2 (db/a.sql:3): can't tell", ""},
		{"waived and attested", candor.Claim{Rules: rls, Attest: attest(nil)}, "pw", nil, candor.PartlyTrue, "1 of 2 fail and are waived: t1 (db/a.sql:2) until 2027-01-31; 1 of 2 pass", "claims/attestation pass"},
		{"rules verified, attestation lapsed", candor.Claim{Rules: rls, Attest: attest(lapsed)}, "pp", nil, candor.PartlyTrue, "2 of 2 pass; " + lapsedText, "claims/attestation fail"},
		// unknown
		{"nothing bound", candor.Claim{}, "", nil, candor.VerdictUnknown, "no rule and no attestation is bound to this claim", ""},
		{"one unknown", candor.Claim{Rules: rls}, "ppu", nil, candor.VerdictUnknown, "1 of 3 unknown: t2 (db/a.sql:3): can't tell", ""},
		{"no subject", candor.Claim{Rules: rls}, "", nil, candor.VerdictUnknown, "nothing to check: no sql.table was found", ""},
		{"no subject there", candor.Claim{Rules: []candor.RuleUse{{Rule: "rls/x", Over: []string{"infra/**"}}}}, "pp", nil, candor.VerdictUnknown, "nothing to check: no sql.table was found in infra/**, which leaves out 2 elsewhere", ""},
		{"no subject of Go", candor.Claim{Rules: uses("go/z")}, "", nil, candor.VerdictUnknown, "nothing to check", ""},
		{"only not applicable", candor.Claim{Rules: rls}, "nn", nil, candor.VerdictUnknown, "nothing to check: all 2 are not applicable", ""},
		{"population incomplete", candor.Claim{Rules: rls}, "pp", func(in *Input) {
			in.Populations[0] = candor.Population{Kind: "sql.table", Gaps: []*candor.Fact{aGap, {Reason: "b"}, {Reason: "c"}, {Reason: "d"}, {Reason: "e"}}}
		}, candor.VerdictUnknown, "2 of 2 pass, but sql.table is not complete: db/b.sql:3: syntax error, b, c, and 2 more", ""},
		{"one of two populations incomplete", candor.Claim{Rules: rls}, "pp", func(in *Input) { in.Populations = append(in.Populations, candor.Population{Kind: "sql.table"}) },
			candor.VerdictUnknown, "2 of 2 pass, but sql.table is not complete: the reason is not known", ""},
		{"population incomplete and unknown: said once", candor.Claim{Rules: rls}, "pu", func(in *Input) {
			in.Populations[0] = candor.Population{Kind: "sql.table", Gaps: []*candor.Fact{aGap}}
		}, candor.VerdictUnknown, "1 of 2 unknown: t1 (db/a.sql:2): can't tell", ""},
		{"not looked for", candor.Claim{Rules: rls}, "pp", func(in *Input) { in.Populations = nil }, candor.VerdictUnknown, "2 of 2 pass, but sql.table was not looked for", ""},
		{"rule failed", candor.Claim{Rules: rls}, "pp", func(in *Input) { in.RuleErrors = map[string]string{"rls/x": "time ran out"} }, candor.VerdictUnknown, "2 of 2 pass, but the rule failed: time ran out", ""},
		{"rule did not run", candor.Claim{Rules: rls}, "", func(in *Input) { in.Rules = nil }, candor.VerdictUnknown, "the rule did not run", ""},
		{"age not known", candor.Claim{Rules: rls}, "pp", func(in *Input) { delete(in.Oldest, "sql.table") }, candor.VerdictUnknown, "2 of 2 pass, but nobody knows how old the evidence of sql.table is", ""},
		{"other parameters", candor.Claim{Rules: []candor.RuleUse{{Rule: "rls/x", With: map[string]any{"a": 1}}}}, "pp", nil, candor.VerdictUnknown, "nothing to check: no sql.table was found", ""},
		{"attestation lapsed", candor.Claim{Attest: attest(lapsed)}, "", nil, candor.VerdictUnknown, lapsedText, "claims/attestation fail"},
		{"rules unknown, attestation lapsed", candor.Claim{Rules: rls, Attest: attest(lapsed)}, "u", nil, candor.VerdictUnknown, "1 of 1 unknown: t0 (db/a.sql:1): can't tell; " + lapsedText, "claims/attestation fail"},
		{"stale, attestation lapsed", candor.Claim{Rules: rls, Attest: attest(lapsed)}, "p", func(in *Input) { in.Oldest["sql.table"] = d(2026, 10, 1) }, candor.VerdictUnknown,
			"1 of 1 pass; the evidence of sql.table is of 2026-10-01, it counts for 30 days; " + lapsedText, "claims/attestation fail"},
		// stale
		{"too old", candor.Claim{Rules: rls}, "pp", func(in *Input) { in.Oldest["sql.table"] = d(2026, 10, 1) }, candor.Stale, "2 of 2 pass; the evidence of sql.table is of 2026-10-01, it counts for 30 days", ""},
		{"of tomorrow", candor.Claim{Rules: rls}, "pp", func(in *Input) { in.Newest = map[string]time.Time{"sql.table": d(2026, 11, 22)} }, candor.VerdictUnknown,
			"2 of 2 pass, but the evidence of sql.table is of 2026-11-22, which is still to come on 2026-11-21: one of the two clocks is wrong", ""},
		{"of this evening", candor.Claim{Rules: rls}, "pp", func(in *Input) { in.Newest = map[string]time.Time{"sql.table": now.Add(5 * time.Hour)} }, candor.Verified, "2 of 2 pass", ""},
		{"of another commit", candor.Claim{Rules: rls}, "pp", func(in *Input) {
			in.Deployed, in.Commits = "aaaaaaaaaaaaaaaa", map[string][]string{"sql.table": {"bbbbbbbbbbbbbbbb"}}
		}, candor.Stale, "2 of 2 pass; the evidence of sql.table was read at commit bbbbbbbbbbbb, in use is aaaaaaaaaaaa", ""},
		{"of no commit", candor.Claim{Rules: rls}, "pp", func(in *Input) {
			in.Deployed, in.Commits = "aaaaaaaaaaaaaaaa", map[string][]string{"sql.table": {""}}
		}, candor.VerdictUnknown, "2 of 2 pass, but nobody knows at which commit the evidence of sql.table was read, and aaaaaaaaaaaa is in use", ""},
		{"of the commit in use", candor.Claim{Rules: rls}, "pp", func(in *Input) {
			in.Deployed, in.Commits = "aaaaaaa", map[string][]string{"sql.table": {"aaaaaaaaaaaaaaaa"}}
		}, candor.Verified, "2 of 2 pass", ""},
		{"of a live system", candor.Claim{Rules: rls}, "pp", func(in *Input) { in.Deployed = "aaaaaaa" }, candor.Verified, "2 of 2 pass", ""},
		{"fails at another commit", candor.Claim{Rules: rls}, "f", func(in *Input) {
			in.Deployed, in.Commits = "aaaaaaa", map[string][]string{"sql.table": {"bbbbbbbb"}}
		}, candor.Contradicted, "1 of 1 fail: t0 (db/a.sql:1)", ""},
		{"attested, basis changed", candor.Claim{Attest: attest(func(a *candor.Attestation) { a.Missing, a.Changed = []string{"x.md"}, []string{"y.md"} })}, "", nil, candor.VerdictUnknown,
			"the attestation does not count: its basis x.md is missing, its basis y.md was changed since", "claims/attestation fail"},
		{"too old and unknown", candor.Claim{Rules: rls}, "pu", func(in *Input) { in.Oldest["sql.table"] = d(2026, 10, 1) }, candor.VerdictUnknown, "1 of 2 unknown: t1 (db/a.sql:2): can't tell", ""},
		{"old enough by its own time", candor.Claim{Rules: rls}, "pp", func(in *Input) {
			in.Oldest["sql.table"] = d(2026, 10, 1)
			in.TTL = func(string) time.Duration { return 365 * 24 * time.Hour }
		}, candor.Verified, "2 of 2 pass", ""},
		// attested
		{"attested alone", candor.Claim{Attest: attest(nil)}, "", nil, candor.Attested, attestedText, "claims/attestation pass"},
		{"rules verified and attested", candor.Claim{Rules: rls, Attest: attest(nil)}, "pp", nil, candor.Attested, "2 of 2 pass; the rest " + attestedText, "claims/attestation pass"},
		{"rules unknown and attested", candor.Claim{Rules: rls, Attest: attest(nil)}, "pu", nil, candor.Attested, attestedText + "; the rules could not tell: 1 of 2 unknown: t1 (db/a.sql:2): can't tell", "claims/attestation pass"},
		{"stale and attested", candor.Claim{Rules: rls, Attest: attest(nil)}, "p", func(in *Input) { in.Oldest["sql.table"] = d(2026, 10, 1) }, candor.Attested,
			attestedText + "; the evidence of the rules is too old: 1 of 1 pass; the evidence of sql.table is of 2026-10-01, it counts for 30 days", "claims/attestation pass"},
		// planned
		{"roadmap", candor.Claim{Status: candor.Roadmap, Due: d(2027, 3, 31)}, "", nil, candor.Planned, "on the roadmap, due on 2027-03-31", "claims/overdue pass"},
		{"roadmap, due today", candor.Claim{Status: candor.Roadmap, Due: d(2026, 11, 21)}, "", nil, candor.Planned, "on the roadmap, due on 2026-11-21", "claims/overdue pass"},
		{"roadmap without date", candor.Claim{Status: candor.Roadmap}, "", nil, candor.Planned, "on the roadmap, no date is given", ""},
		{"roadmap overdue", candor.Claim{Status: candor.Roadmap, Due: d(2026, 11, 20)}, "", nil, candor.Planned, "on the roadmap, was due on 2026-11-20", "claims/overdue fail"},
		{"roadmap, rules fail", candor.Claim{Status: candor.Roadmap, Due: d(2027, 3, 31), Rules: rls}, "pf", nil, candor.Planned, "on the roadmap, due on 2027-03-31; today 1 of 2 fail: t1 (db/a.sql:2)", "claims/overdue pass, claims/understated pass"},
		{"roadmap, rules unknown", candor.Claim{Status: candor.Roadmap, Rules: rls}, "u", nil, candor.Planned, "on the roadmap, no date is given; today 1 of 1 unknown: t0 (db/a.sql:1): can't tell", "claims/understated unknown"},
		{"roadmap, attested", candor.Claim{Status: candor.Roadmap, Attest: attest(nil)}, "", nil, candor.Planned, "on the roadmap, no date is given", ""},
		{"roadmap, holds", candor.Claim{Status: candor.Roadmap, Due: d(2027, 3, 31), Rules: rls}, "pp", nil, candor.Verified, "2 of 2 pass; published as roadmap still", "claims/overdue pass, claims/understated fail"},
		{"roadmap, overdue, holds", candor.Claim{Status: candor.Roadmap, Due: d(2026, 3, 31), Rules: rls}, "pp", nil, candor.Verified, "2 of 2 pass; published as roadmap still", "claims/overdue pass, claims/understated fail"},
		{"roadmap, rules hold, the rest attested and expired", candor.Claim{Status: candor.Roadmap, Rules: rls, Attest: attest(lapsed)}, "pp", nil, candor.Planned, "on the roadmap, no date is given; today 2 of 2 pass; the rest needs a person's word, and the page says roadmap", "claims/understated unknown"},
		{"roadmap overdue, rules hold, the rest attested and expired", candor.Claim{Status: candor.Roadmap, Due: d(2026, 11, 20), Rules: rls, Attest: attest(lapsed)}, "pp", nil, candor.Planned, "on the roadmap, was due on 2026-11-20; today 2 of 2 pass; the rest needs a person's word, and the page says roadmap", "claims/overdue fail, claims/understated unknown"},
		{"roadmap, passes on a population that is not complete", candor.Claim{Status: candor.Roadmap, Rules: rls}, "pp", func(in *Input) { in.Populations[0].Complete = false }, candor.Planned,
			"on the roadmap, no date is given; today 2 of 2 pass, but sql.table is not complete: the reason is not known", "claims/understated unknown"},
		{"live and due", candor.Claim{Due: d(2027, 3, 31)}, "", nil, candor.Planned, "published as live, but due on 2027-03-31", "claims/planned-but-live fail"},
		{"live and due, attested", candor.Claim{Due: d(2027, 3, 31), Attest: attest(nil)}, "", nil, candor.Planned, "published as live, but due on 2027-03-31", "claims/planned-but-live fail, claims/attestation pass"},
		{"live and due, rules unknown", candor.Claim{Due: d(2027, 3, 31), Rules: rls}, "", nil, candor.Planned, "published as live, but due on 2027-03-31; today nothing to check: no sql.table was found", "claims/planned-but-live fail"},
		{"live and due, holds", candor.Claim{Due: d(2027, 3, 31), Rules: rls}, "p", nil, candor.Verified, "1 of 1 pass", "claims/planned-but-live pass"},
		{"live and was due", candor.Claim{Due: d(2026, 3, 31), Rules: rls}, "", nil, candor.VerdictUnknown, "nothing to check: no sql.table was found", "claims/planned-but-live pass"},
		// not applicable
		{"out of scope", candor.Claim{NA: &candor.Exclusion{Reason: "no cards.", By: "Ana"}, Attest: attest(lapsed)}, "", nil, candor.VerdictNotApplicable, "out of scope: no cards (Ana)", ""},
		{"out of scope, yet failing", candor.Claim{NA: &candor.Exclusion{Reason: "no cards", By: "Ana"}, Rules: rls}, "f", nil, candor.VerdictNotApplicable, "out of scope: no cards (Ana); yet 1 of 1 fail: t0 (db/a.sql:1)", ""},
		{"not offered", candor.Claim{Status: candor.NotOffered}, "", nil, candor.VerdictNotApplicable, "published as not offered", ""},
		{"not offered, fails", candor.Claim{Status: candor.NotOffered, Rules: rls}, "f", nil, candor.VerdictNotApplicable, "published as not offered", "claims/understated pass"},
		{"not offered, holds", candor.Claim{Status: candor.NotOffered, Rules: rls}, "pp", nil, candor.VerdictNotApplicable, "published as not offered, though 2 of 2 pass", "claims/understated fail"},
		// published
		{"on its page", candor.Claim{Rules: rls, Page: "site/security.md"}, "p", nil, candor.Verified, "1 of 1 pass", "claims/not-published pass"},
		{"not on its page", candor.Claim{Rules: rls, Page: "site/security.md", Unpublished: true}, "p", nil, candor.Verified, "1 of 1 pass", "claims/not-published fail"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := input(tt.claim, rs("rls/x", tt.results))
			if tt.change != nil {
				tt.change(&in)
			}
			out := Assess(in)
			if v := out.Claims[0]; v.Verdict != tt.want || v.Why != tt.why {
				t.Errorf("got %s: %s\nwant %s: %s", v.Verdict, v.Why, tt.want, tt.why)
			}
			var finds []string
			for _, r := range out.Results {
				finds = append(finds, r.Rule+" "+r.Outcome.String())
			}
			if got := strings.Join(finds, ", "); got != tt.finds {
				t.Errorf("results %q, want %q", got, tt.finds)
			}
		})
	}
}

func TestSeveralRules(t *testing.T) {
	claim := candor.Claim{Rules: uses("rls/x", "iam/y")}
	tests := []struct {
		name, rls, iam string
		want           candor.Verdict
		why            string
	}{
		{"both pass", "pp", "ppp", candor.Verified, "rls/x: 2 of 2 pass; iam/y: 3 of 3 pass"},
		{"one fails", "pp", "pf", candor.Contradicted, "iam/y: 1 of 2 fail: t1 (db/a.sql:2)"},
		{"one has nothing to check", "pp", "", candor.VerdictUnknown, "iam/y: nothing to check: no iam.statement was found"},
		{"one is waived, one unknown", "wp", "u", candor.PartlyTrue, "rls/x: 1 of 2 fail and are waived: t0 (db/a.sql:1) until 2027-01-31; 1 of 2 pass; iam/y: 0 of 1 pass; iam/y: 1 of 1 unknown: t0 (db/a.sql:1): can't tell"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			v := Assess(input(claim, rs("rls/x", tt.rls), rs("iam/y", tt.iam))).Claims[0]
			if v.Verdict != tt.want || v.Why != tt.why {
				t.Errorf("got %s: %s\nwant %s: %s", v.Verdict, v.Why, tt.want, tt.why)
			}
		})
	}
}

func TestRuleCounts(t *testing.T) {
	with := map[string]any{"min": "1.3"}
	claim := candor.Claim{Rules: []candor.RuleUse{{Rule: "rls/x"}, {Rule: "rls/x", Over: []string{"infra/**"}}, {Rule: "rls/x", With: with}}}
	results := rs("rls/x", "ppfwun")
	results[0].At.Path = "infra/a.yaml"
	results[5].At.Path = "infra/a.yaml"
	special := rs("rls/x", "p")
	special[0].Use = candor.UseKey(with)
	got := Assess(input(claim, results, special, rs("iam/y", "f"))).Claims[0].Rules
	want := []candor.RuleCount{
		{Rule: "rls/x", Pass: 2, Fail: 1, Waived: 1, Unknown: 1, NA: 1},
		{Rule: "rls/x", Over: []string{"infra/**"}, Pass: 1, NA: 1, Elsewhere: candor.Counts{Pass: 1, Fail: 1, Waived: 1, Unknown: 1}},
		{Rule: "rls/x", Use: candor.UseKey(with), Pass: 1},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestAttestation(t *testing.T) {
	tests := []struct {
		name   string
		change func(*candor.Attestation)
		want   string // problems, empty: valid
	}{
		{"whole", nil, ""},
		{"expires today", func(a *candor.Attestation) { a.Expires = d(2026, 11, 21) }, ""},
		{"given today", func(a *candor.Attestation) { a.On = d(2026, 11, 21) }, ""},
		{"expired yesterday", func(a *candor.Attestation) { a.Expires = d(2026, 11, 20) }, "it expired on 2026-11-20"},
		{"from tomorrow", func(a *candor.Attestation) { a.On = d(2026, 11, 22) }, "its date 2026-11-22 is in the future"},
		{"nobody", func(a *candor.Attestation) { a.By = "" }, "nobody gives it"},
		{"no date", func(a *candor.Attestation) { a.On = time.Time{} }, "it has no date"},
		{"no expiry", func(a *candor.Attestation) { a.Expires = time.Time{} }, "it has no expiry"},
		{"no reviewer", func(a *candor.Attestation) { a.ReviewedBy = "" }, "no reviewer"},
		{"reviewer is a role only", func(a *candor.Attestation) { a.ReviewedBy = ", CTO" }, "no reviewer"},
		{"own reviewer", func(a *candor.Attestation) { a.ReviewedBy = "ana  PETROV, Head of Engineering" }, "the reviewer is the one who gives it"},
		{"basis missing", func(a *candor.Attestation) { a.Missing = []string{"docs/a.md"} }, "its basis docs/a.md is missing"},
		{"much basis missing", func(a *candor.Attestation) { a.Missing = []string{"a", "b", "c", "d", "e"} }, "its basis a is missing, its basis b is missing, its basis c is missing, and 2 more"},
		{"expires before it was given", func(a *candor.Attestation) { a.On, a.Expires = d(2026, 11, 1), d(2026, 10, 1) }, "it expired on 2026-10-01, it expires before it was given"},
		{"solo", func(a *candor.Attestation) { a.Solo, a.ReviewedBy = true, "" }, ""},
		{"solo, own reviewer", func(a *candor.Attestation) { a.Solo, a.ReviewedBy = true, a.By }, ""},
		{"solo, lapsed", func(a *candor.Attestation) { a.Solo, a.ReviewedBy = true, ""; lapsed(a) }, "it expired on 2026-10-01"},
		{"nothing", func(a *candor.Attestation) { *a = candor.Attestation{} }, "nobody gives it, it has no date, it has no expiry, no reviewer"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			a := attest(tt.change)
			out := Assess(input(candor.Claim{Attest: a}))
			r, v := out.Results[0], out.Claims[0]
			if tt.want == "" {
				if v.Verdict != candor.Attested || r.Outcome != candor.Pass {
					t.Errorf("got %s, %s: %s", v.Verdict, r.Outcome, r.Message)
				}
				if solo := strings.Contains(v.Why, "reviewed by nobody (a team of one)"); solo != a.Solo {
					t.Errorf("the team of one is not told right: %s", v.Why)
				}
				return
			}
			if v.Verdict != candor.VerdictUnknown || r.Outcome != candor.Fail || r.Severity != candor.Bad {
				t.Errorf("got %s, %s %s", v.Verdict, r.Outcome, r.Severity)
			}
			if want := "The attestation of claim c does not count: " + tt.want; r.Message != want {
				t.Errorf("got  %s\nwant %s", r.Message, want)
			}
			if r.At != a.At {
				t.Errorf("at %v, want the attestation's place", r.At)
			}
		})
	}
}

func TestClaimResults(t *testing.T) {
	due := d(2026, 6, 30)
	in := input(candor.Claim{ID: "sso", Status: candor.Roadmap, Due: due, Page: "site/security.md", Unpublished: true})
	declared := yamlAt
	declared.Label = "declared here"
	want := []candor.Result{{
		Rule: "claims/not-published", Outcome: candor.Fail, Severity: candor.Warning, Control: "governance", Subject: "sso", At: yamlAt,
		Message: "The text of claim sso is not on site/security.md",
		Fix:     "bring claim and page together, or give the page's own words under quote",
	}, {
		Rule: "claims/overdue", Outcome: candor.Fail, Severity: candor.Bad, Control: "governance", Subject: "sso", At: pageAt,
		Message: "Claim sso was due on 2026-06-30 and is published as roadmap still",
		Fix:     "publish a new date, or publish the claim as live once it holds",
		Related: []candor.Location{declared},
	}}
	if diff := cmp.Diff(want, Assess(in).Results); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}

func TestControlVerdicts(t *testing.T) {
	cat, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	in := input(candor.Claim{})
	in.Catalogue = cat
	in.Results = slices.Concat(rs("rls/x", "pp"), rs("iam/y", "pf"))
	in.Claims = []candor.Claim{
		{ID: "a", Rules: uses("rls/x")},
		{ID: "b", Rules: uses("rls/x", "iam/y"), Controls: []string{"zzz", "tenant-isolation"}},
		{ID: "c", NA: &candor.Exclusion{Reason: "r", By: "b"}, Controls: []string{"privacy"}},
		{ID: "d", Rules: uses("rls/x"), Controls: []string{"privacy"}},
		{ID: "e"},
	}
	out := Assess(in)
	type row struct {
		id, title string
		v         candor.Verdict
		claims    string
	}
	var got []row
	for _, c := range out.Controls {
		got = append(got, row{c.ID, c.Title, c.Verdict, strings.Join(c.Claims, " ")})
	}
	want := []row{
		{"tenant-isolation", "One customer can never reach the data of another", candor.Contradicted, "a b d"},
		{"least-privilege", "Every identity may do what its work needs and no more", candor.Contradicted, "b"},
		{"privacy", "Personal data is used for its stated purpose and nothing else", candor.Verified, "c d"},
		{"zzz", "zzz", candor.Contradicted, "b"},
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(row{})); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if diff := cmp.Diff([]string{"least-privilege", "tenant-isolation", "zzz"}, out.Claims[1].Controls); diff != "" {
		t.Errorf("controls of b: -want +got\n%s", diff)
	}
	if got := out.Controls[0].Frameworks["caiq-4.1.0"]; len(got) == 0 || got[0].ID == "" {
		t.Errorf("no links: %v", got)
	}
}

func TestWorseFollowsTheOrder(t *testing.T) {
	order := candor.Verdicts()
	for i, x := range order {
		for j, y := range order {
			if got := worse(x, y); got != order[min(i, j)] {
				t.Errorf("worse(%s, %s) = %s", x, y, got)
			}
		}
	}
}

// A Yes must be impossible without evidence, whatever else is said.
func TestNoYesWithoutEvidence(t *testing.T) {
	for _, results := range []string{"", "u", "n", "pu", "f", "pf", "w", "pw", "nu"} {
		for _, status := range []candor.Status{candor.Live, candor.Plan, candor.Roadmap, candor.NotOffered} {
			for _, att := range []*candor.Attestation{nil, attest(lapsed)} {
				for _, due := range []time.Time{{}, d(2026, 1, 1), d(2028, 1, 1)} {
					c := candor.Claim{Rules: uses("rls/x"), Status: status, Attest: att, Due: due}
					if v := Assess(input(c, rs("rls/x", results))).Claims[0]; v.Verdict.Holds() {
						t.Errorf("%q, %s, attestation %v, due %s: %s: %s", results, status, att != nil, due, v.Verdict, v.Why)
					}
				}
			}
		}
	}
}

func TestRulesAreDocumented(t *testing.T) {
	cat, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	seen := make(map[string]bool)
	for _, r := range Rules() {
		if r.Title == "" || len(r.Help) < 100 || r.Fix == "" || r.Version == "" || r.Engine != "claims" || cat.Control(r.Control) == nil || seen[r.ID] {
			t.Errorf("rule is not whole: %+v", r)
		}
		seen[r.ID] = true
	}
	if len(seen) != 5 {
		t.Errorf("%d rules, want 5", len(seen))
	}
}

func TestDefaultTTL(t *testing.T) {
	for kind, want := range map[string]int{"sql.table": 30, "tls.setting": 30, "aws.bucket": 7, "github.pull": 7, "tls.endpoint": 7, "tls.cert": 7, "sql.probe": 7, "vendor.use": 30, "postgres.role": 7, "vendor.terms": 90, "": 30} {
		if got := DefaultTTL(kind); got != time.Duration(want)*24*time.Hour {
			t.Errorf("%s: %s, want %d days", kind, got, want)
		}
	}
}
