package format_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/testreport"
)

func TestFindings(t *testing.T) {
	r := testreport.Rich()
	fs := format.Findings(r, format.Options{})
	for i, f := range fs[1:] {
		if f.Severity > fs[i].Severity {
			t.Errorf("%s (%s) stands behind %s (%s)", f.Rule, f.Severity, fs[i].Rule, fs[i].Severity)
		}
	}
	for _, f := range fs {
		if f.Subject == "public.audit_log" {
			t.Error("a waived failure is a finding")
		}
		if f.Rule != "iam/scope" {
			continue
		}
		var ids []string
		for _, cv := range f.Contradicts {
			ids = append(ids, cv.Claim.ID)
		}
		if got := strings.Join(ids, " "); got != "least least-eu" {
			t.Errorf("contradicts %q: one place asked for by two claims is one finding", got)
		}
	}
	if n := r.Count().Fail - len(fs); n != 1 {
		t.Errorf("%d failures were taken together, want 1", n)
	}
	if w := format.Waived(r, format.Options{}); len(w) != 1 || w[0].Subject != "public.audit_log" {
		t.Errorf("waived: %v", w)
	}
}

func TestFold(t *testing.T) {
	fs := format.Findings(testreport.Rich(), format.Options{})
	show, more := format.Fold(fs, format.Options{MaxPerRule: 5})
	if len(more) != 1 || more[0].Count != 37 || len(show) != len(fs)-37 {
		t.Errorf("%d of %d shown, %v folded", len(show), len(fs), more)
	}
	for _, o := range []format.Options{{}, {MaxPerRule: 5, Rule: "x"}} {
		if show, more := format.Fold(fs, o); len(show) != len(fs) || more != nil {
			t.Errorf("%+v: %d shown, %v folded", o, len(show), more)
		}
	}
}

func TestUndecided(t *testing.T) {
	r := testreport.Gaps()
	all := format.Undecided(r, format.Options{})
	if len(all) != 15 { // the claim's, the macro, twelve stores, one role
		t.Fatalf("%d entries, want 15", len(all))
	}
	if first := all[0]; format.ClaimIDs(first.Claims) != "tls" || first.Places[0].String() != "infra/zone.yaml:3:3" {
		t.Errorf("what concerns a claim does not come first: %+v", first)
	}
	i := slices.IndexFunc(all, func(x format.Open) bool { return len(x.Rules) > 1 })
	if x := all[i]; len(x.Places) != 12 || strings.Join(x.Rules, " ") != "crypto/at-rest iam/admin-wildcard" {
		t.Errorf("%d places of %v", len(x.Places), x.Rules)
	}
	one := func(format.Open) int { return 1 }
	for _, room := range []int{0, 1, 4, 100} {
		show, more, places := format.FoldOpen(all, format.Options{MaxPerRule: 5}, room, one)
		got := places
		for _, x := range show {
			got += len(x.Places)
		}
		if got != 26 {
			t.Errorf("room for %d: %d places are shown or counted, want 26", room, got)
		}
		if len(show) > max(room, 1) || len(show) == 0 || len(show[0].Claims) == 0 {
			t.Errorf("room for %d: %d entries", room, len(show))
		}
		if room == 4 && (len(show) != 4 || len(show[1].Rules)+len(show[2].Rules)+len(show[3].Rules) != 4) {
			t.Errorf("not every set of rules has its turn: %v", show)
		}
		if room == 100 && (len(show) != 8 || len(more) != 2 || more[0] != (format.Folded{Rule: "crypto/at-rest", Count: 14}) || more[1].Count != 7) {
			t.Errorf("%d entries; %v is left out", len(show), more)
		}
	}
	if show, more, places := format.FoldOpen(all, format.Options{MaxPerRule: 5, Verbose: true}, 1, one); len(show) != len(all) || more != nil || places != 0 {
		t.Errorf("verbose: %d entries, %v, %d", len(show), more, places)
	}
}

func TestGaps(t *testing.T) {
	r := testreport.Gaps()
	var what []string
	for _, g := range format.Gaps(r) {
		what = append(what, g.What)
	}
	if got := strings.Join(what, " "); got != "cloudformation npm" {
		t.Errorf("not looked at: %s", got)
	}
	if got := strings.Join(format.NothingToRead(r), " "); got != "sql go" {
		t.Errorf("nothing to read for: %s", got)
	}
}

func TestIncomplete(t *testing.T) {
	r := testreport.Gaps()
	got := format.Incomplete(r, format.Options{})
	if len(got) != 6 || got[5] != "and 7 more reasons, all in the JSON report" || len(r.Incomplete) != 12 {
		t.Errorf("%q", got)
	}
	if got := format.Incomplete(r, format.Options{Verbose: true}); len(got) != 12 {
		t.Errorf("verbose: %d", len(got))
	}
}

func TestLines(t *testing.T) {
	r, empty := testreport.Rich(), testreport.Empty()
	for got, want := range map[string]string{
		format.ClaimsLine(r):           "12 claims: 1 verified, 5 contradicted, 1 unknown, 1 stale, 1 partial, 1 planned, 1 attested, 1 not applicable",
		format.ResultsLine(r):          "110 results: 57 pass, 49 fail, 2 unknown, 1 waived, 1 not applicable; 4 of 6 collectors ran (1 in part)",
		format.ClaimsLine(empty):       "0 claims",
		format.ResultsLine(empty):      "0 results: nothing was judged",
		format.FindingsLine(r, nil):    "0 findings; 1 accepted exception",
		format.Count(1, "one", "many"): "1 one",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestEvidence(t *testing.T) {
	cv := &candor.ClaimVerdict{Rules: []candor.RuleCount{{Pass: 16, Fail: 1, Waived: 1, NA: 7}, {Pass: 2, Unknown: 3}}}
	if got := format.Fraction(cv); got != "18/23" {
		t.Errorf("%s: what does not apply is not counted, what is unknown or waived is", got)
	}
	if got := format.Why(cv); got != "18 of 23 results pass" {
		t.Errorf("%q", got)
	}
	if got := format.Why(&candor.ClaimVerdict{}); got != "no evidence" {
		t.Errorf("%q", got)
	}
}

func TestUntil(t *testing.T) {
	now := testreport.Now()
	for want, w := range map[string]candor.Waiver{
		"no end date":                     {},
		"until 2026-12-21 (29 days left)": {Expires: time.Date(2026, 12, 21, 0, 0, 0, 0, time.UTC)},
		"EXPIRED 2026-11-01":              {Expires: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)},
		"EXPIRED 2027-11-01":              {Expires: time.Date(2027, 11, 1, 0, 0, 0, 0, time.UTC), Expired: true},
	} {
		if got := format.Until(&w, now); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestVerdictsHaveWordAndGlyph(t *testing.T) {
	for _, v := range append(candor.Verdicts(), 99) {
		if format.Glyph(v) == "" || format.Word(v) == "" {
			t.Errorf("verdict %d", v)
		}
	}
	seen := make(map[candor.Verdict]bool)
	order := format.ByVerdict(testreport.Rich(), format.Options{})
	for i, cv := range order {
		if seen[cv.Verdict] && order[i-1].Verdict != cv.Verdict {
			t.Errorf("%s is not in one block", cv.Verdict)
		}
		seen[cv.Verdict] = true
	}
	if order[0].Verdict != candor.Contradicted {
		t.Errorf("%s comes first", order[0].Verdict)
	}
}

func TestStandings(t *testing.T) {
	r := testreport.Audit()
	word := func(r *candor.Report, i int) map[string]string {
		out := make(map[string]string)
		for _, s := range format.Standings(r, &r.Instruments[i]) {
			out[s.Question.ID] = s.Evidence
		}
		return out
	}
	answered := word(r, 0)
	for id, want := range map[string]string{"CC6.1": format.Against, "CC6.3": format.Against, "CC6.7": format.Toward, "CC7.2": format.Against, "CC1.4": format.Toward} {
		if answered[id] != want {
			t.Errorf("%s: %s, want %s", id, answered[id], want)
		}
	}
	// Without answers the linked controls speak, the worst of them loudest.
	r.Answers = nil
	alone := word(r, 0)
	for id, want := range map[string]string{"CC6.1": format.Against, "CC6.3": format.Against, "CC6.7": format.None, "CC1.4": format.None} {
		if alone[id] != want {
			t.Errorf("%s without answers: %s, want %s", id, alone[id], want)
		}
	}
	r.Controls[0].Verdict = candor.Verified
	if got := word(r, 0)["CC7.2"]; got != format.Against {
		t.Errorf("a control with a claim that is contradicted: %s", got)
	}
	r.Claims[0].Verdict = candor.Verified
	if got := word(r, 0)["CC7.2"]; got != format.Toward {
		t.Errorf("a control that supports the id and holds: %s", got)
	}
	r.Answers = []candor.Answer{{Instrument: "soc2-2017", ID: "CC7.2"}}
	if got := word(r, 0)["CC7.2"]; got != format.Part {
		t.Errorf("a blank answer beside a claim that holds: %s", got)
	}
	r.Controls[0].Frameworks["soc2-2017"][0].Strength = "touches"
	if got := word(r, 0)["CC7.2"]; got != format.None {
		t.Errorf("a control that only touches an id: %s", got)
	}
	c := format.CountStandings(format.Standings(testreport.Audit(), &r.Instruments[0]))
	if c != (format.StandingCount{Toward: 2, Against: 3, Yes: 2, No: 2, Blank: 1}) {
		t.Errorf("%+v", c)
	}
	if gs := format.Groups(format.Standings(r, &r.Instruments[0])); len(gs) != 3 || gs[0].ID != "CC6" || len(gs[0].Standings) != 3 {
		t.Errorf("%d groups", len(gs))
	}
}

func TestIdleAndRefused(t *testing.T) {
	r := testreport.Audit()
	r.Rules = append(r.Rules, candor.Rule{ID: "zz/idle"}, candor.Rule{ID: "aa/idle"})
	if got := strings.Join(format.Idle(r), " "); got != "aa/idle zz/idle" {
		t.Errorf("idle: %s", got)
	}
	if got := format.Refused(r, "training"); got != "" {
		t.Errorf("refused: %s", got)
	}
	r.Results = append(r.Results, candor.Result{Rule: "claims/attestation", Subject: "training", Outcome: candor.Fail, Message: "it expired"})
	if got := format.Refused(r, "training"); got != "it expired" {
		t.Errorf("refused: %q", got)
	}
	if got := format.Parameters(r)[[2]string{"iam/scope", candor.UseKey(map[string]any{"services": []any{"sqs"}})}]; got != `{"services":["sqs"]}` {
		t.Errorf("parameters: %q", got)
	}
}
