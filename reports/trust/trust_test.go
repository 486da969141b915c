package trust

import (
	"encoding/json"
	"flag"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/testreport"
)

var (
	update = flag.Bool("update", false, "write the golden files")
	keep   = flag.String("keep", "", "also write the pages to this folder")
)

func forms() map[string]func(io.Writer, *candor.Report, Options) error {
	return map[string]func(io.Writer, *candor.Report, Options) error{"html": HTML, "md": Markdown, "json": JSON}
}

func render(t *testing.T, form string, r *candor.Report, o Options) string {
	t.Helper()
	var b strings.Builder
	if err := forms()[form](&b, r, o); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for form := range forms() {
		for name, o := range map[string]Options{"all": {}, "holding": {OnlyHolding: true}, "evidence": {WithEvidence: true}} {
			out := render(t, form, testreport.Rich(), o)
			testreport.Golden(t, *update, name+".golden."+form, out)
			if *keep != "" && form == "html" {
				if err := os.WriteFile(*keep+"/trust-"+name+".html", []byte(out), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}

// secretive returns the sample report with a mark in everything that is internal.
func secretive() *candor.Report {
	const x = "INTERNAL"
	r := testreport.Audit()
	at := candor.Location{Path: x + "/path.go", Line: 77, Resource: x, Label: x}
	r.Root, r.Prefix, r.Commit, r.Links = x, x, x, "https://"+x+"/{path}"
	r.Config = candor.ConfigFile{Path: x, Digest: x}
	for i := range r.Results {
		y := &r.Results[i]
		y.Subject, y.Message, y.Fix, y.At = x, x, x, at
	}
	for i := range r.Claims {
		cv := &r.Claims[i]
		c := &cv.Claim
		cv.Why, c.ID, c.At, c.Declared, c.Page = x, x, at, at, x
		cv.Controls = []string{x}
		for j := range cv.Rules {
			cv.Rules[j].Rule, cv.Rules[j].Use, cv.Rules[j].Over = x, x, []string{x}
		}
		if a := c.Attest; a != nil {
			a.By, a.ReviewedBy, a.Statement, a.Basis, a.At = x+", head of people", x+", legal", x, []string{x}, at
		}
		if c.NA != nil {
			c.NA.Reason, c.NA.By = x, x
		}
	}
	for i := range r.Waivers {
		w := &r.Waivers[i]
		w.Rule, w.Subject, w.Path, w.Reason, w.Owner, w.Approved, w.At = x, x, x, x, x, x, at
	}
	for i := range r.Runs {
		r.Runs[i].ID, r.Runs[i].Reason = x, x
	}
	for i := range r.Controls {
		r.Controls[i].ID, r.Controls[i].Title = x, x
	}
	for i := range r.Notices {
		r.Notices[i].Message, r.Notices[i].Hint, r.Notices[i].At = x, x, at
	}
	for i := range r.Unread {
		r.Unread[i].Path, r.Unread[i].Reason = x, x
	}
	r.Incomplete = []string{x}
	return r
}

// TestNothingInternal: what is for the house stays in the house, unless asked for.
func TestNothingInternal(t *testing.T) {
	for form := range forms() {
		for _, only := range []bool{false, true} {
			if out := render(t, form, secretive(), Options{OnlyHolding: only}); strings.Contains(out, "INTERNAL") {
				i := strings.Index(out, "INTERNAL")
				t.Errorf("%s: something internal is published: %s", form, out[max(0, i-100):i+20])
			}
		}
		if out := render(t, form, secretive(), Options{WithEvidence: true}); !strings.Contains(out, "INTERNAL") || form != "json" && !strings.Contains(out, "not meant for publication") {
			t.Errorf("%s: --with-evidence adds nothing, or does not say so", form)
		}
	}
}

// TestNothingDropped: every claim is on the page or counted as left out.
func TestNothingDropped(t *testing.T) {
	r := testreport.Rich()
	all, some := Make(r, Options{}), Make(r, Options{OnlyHolding: true})
	left := 0
	for _, s := range some.Left {
		left += s.Count
	}
	if len(all.Statements) != len(r.Claims) || len(all.Left) != 0 || len(some.Statements)+left != len(r.Claims) || len(some.Statements) != 2 {
		t.Errorf("%d of %d claims; only those that hold: %d and %d left out", len(all.Statements), len(r.Claims), len(some.Statements), left)
	}
	want := "10 claims are left out here: 5 not true today, 1 not proved, 1 not checked recently, 1 true in part, 1 planned, 1 not offered."
	if got := some.leftOut(); got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for form := range forms() {
		if out := render(t, form, r, Options{OnlyHolding: true}); form != "json" && !strings.Contains(out, want) {
			t.Errorf("%s does not say what is left out", form)
		}
	}
	if out := render(t, "json", r, Options{OnlyHolding: true}); !strings.Contains(out, `"left_out": [`) || !json.Valid([]byte(out)) {
		t.Error("the JSON page does not say what is left out")
	}
}

func TestRests(t *testing.T) {
	d := func(y, m, day int) time.Time { return time.Date(y, time.Month(m), day, 0, 0, 0, 0, time.UTC) }
	r := &candor.Report{At: testreport.Now()}
	att := candor.Attestation{By: "Ana Marín, Head of People", On: d(2026, 9, 1), Expires: d(2027, 9, 1), ReviewedBy: "J. Okafor"}
	solo := att
	solo.By, solo.ReviewedBy, solo.Solo = "Ana Marín", "", true
	counts := func(n ...candor.RuleCount) []candor.RuleCount { return n }
	for name, c := range map[string]struct {
		cv   candor.ClaimVerdict
		want string
	}{
		"all":               {candor.ClaimVerdict{Verdict: candor.Verified, Rules: counts(candor.RuleCount{Pass: 40}, candor.RuleCount{Pass: 2, NA: 9})}, "Checked by machine: all 42 places hold (2 checks)."},
		"one":               {candor.ClaimVerdict{Verdict: candor.Verified, Rules: counts(candor.RuleCount{Pass: 1})}, "Checked by machine: 1 of 1 place holds (1 check)."},
		"one breaks it":     {candor.ClaimVerdict{Verdict: candor.Contradicted, Rules: counts(candor.RuleCount{Pass: 41, Fail: 1})}, "Checked by machine: 41 of 42 places hold, 1 not (1 check)."},
		"another claim":     {candor.ClaimVerdict{Verdict: candor.Contradicted}, "Our own sources say otherwise."},
		"in part":           {candor.ClaimVerdict{Verdict: candor.PartlyTrue, Rules: counts(candor.RuleCount{Pass: 214, Waived: 4, Unknown: 1})}, "Checked by machine: 214 of 219 places hold, 4 accepted as exceptions for a time, 1 undecided (1 check)."},
		"in part, a word":   {candor.ClaimVerdict{Verdict: candor.PartlyTrue, Rules: counts(candor.RuleCount{Pass: 15})}, "Checked by machine: all 15 places hold (1 check). The rest of the sentence is not shown to hold."},
		"unknown":           {candor.ClaimVerdict{}, "Nothing proves it."},
		"unknown, counted":  {candor.ClaimVerdict{Rules: counts(candor.RuleCount{Pass: 1, Unknown: 2})}, "Nothing speaks against it, and it is not proved: 1 of 3 places hold, 2 undecided (1 check)."},
		"a word that ended": {candor.ClaimVerdict{Claim: candor.Claim{Attest: &att}}, "Nothing proves it: the word of the person who stood for it does not count any more."},
		"a word":            {candor.ClaimVerdict{Verdict: candor.Attested, Claim: candor.Claim{Attest: &att}}, "Our Head of People says so since 1 September 2026, until 1 September 2027; another person reviewed it."},
		"a word alone":      {candor.ClaimVerdict{Verdict: candor.Attested, Claim: candor.Claim{Attest: &solo}, Rules: counts(candor.RuleCount{Pass: 3})}, "A named person of ours says so since 1 September 2026, until 1 September 2027; nobody else reviewed it. Beside that, checked by machine: all 3 places hold (1 check)."},
		"planned":           {candor.ClaimVerdict{Verdict: candor.Planned, Claim: candor.Claim{Due: d(2027, 3, 31)}}, "It is not there today; it is planned for 31 March 2027."},
		"overdue":           {candor.ClaimVerdict{Verdict: candor.Planned, Claim: candor.Claim{Due: d(2026, 6, 30)}}, "It was planned for 30 June 2026, and that day is past."},
		"due today":         {candor.ClaimVerdict{Verdict: candor.Planned, Claim: candor.Claim{Due: d(2026, 11, 21)}}, "It is not there today; it is planned for 21 November 2026."},
		"planned, no date":  {candor.ClaimVerdict{Verdict: candor.Planned}, "It is not there today, and no date is given."},
		"stale":             {candor.ClaimVerdict{Verdict: candor.Stale}, "What was checked is too old to count."},
	} {
		if got := rests(r, &c.cv); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

func TestHostile(t *testing.T) {
	const script = `</style><script>alert(1)</script><img src=x onerror=y>`
	r := testreport.Rich()
	r.Company, r.Tool.Version = script, script
	for i := range r.Claims {
		r.Claims[i].Claim.Text = script + "\x1b[2J\u202e" + strings.Repeat("x", 100_000)
		if r.Claims[i].Claim.Attest != nil {
			r.Claims[i].Claim.Attest.By = "Ana, " + script
		}
	}
	out := render(t, "html", r, Options{WithEvidence: true})
	if strings.Contains(out, "<script") || strings.Contains(out, "<img") || strings.ContainsAny(out, "\x1b\u202e") || len(out) > 100_000 {
		t.Errorf("%d bytes: %s", len(out), out[:400])
	}
	if md := render(t, "md", r, Options{}); strings.Contains(md, "<script") || strings.ContainsAny(md, "\x1b\u202e") {
		t.Error("markup came through in Markdown")
	}
}

func TestWords(t *testing.T) {
	for form := range forms() {
		out := strings.ToLower(render(t, form, testreport.Rich(), Options{}))
		for _, w := range []string{"compliant", "certified", "score", "http://", "https://"} {
			if strings.Contains(out, w) {
				t.Errorf("%s holds %q", form, w)
			}
		}
	}
	for form := range forms() {
		if err := forms()[form](broken{}, testreport.Rich(), Options{}); err == nil {
			t.Errorf("%s: a failed write is not told", form)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

// A claim that is held against a part says so, and what is elsewhere, in counts.
func TestNarrowed(t *testing.T) {
	over := candor.RuleUse{Over: []string{"db/**"}}
	n := func(e candor.Counts) candor.RuleCount { return candor.RuleCount{Over: over.Over, Elsewhere: e} }
	for _, tt := range []struct {
		uses   []candor.RuleUse
		counts []candor.RuleCount
		want   string
	}{
		{[]candor.RuleUse{{}}, nil, ""},
		{[]candor.RuleUse{over}, nil, "Held against a part of our sources, not all of them."},
		{[]candor.RuleUse{over, {}}, []candor.RuleCount{n(candor.Counts{Pass: 2}), {}}, "Held in part against a part of our sources, not all of them. Left out: 2 places elsewhere."},
		{[]candor.RuleUse{over}, []candor.RuleCount{n(candor.Counts{Pass: 1, Fail: 1, Waived: 1, Unknown: 2, NA: 9})}, "Held against a part of our sources, not all of them. Left out: 5 places elsewhere (2 not holding, 2 undecided)."},
		{[]candor.RuleUse{over}, []candor.RuleCount{n(candor.Counts{Unknown: 1})}, "Held against a part of our sources, not all of them. Left out: 1 place elsewhere (1 undecided)."},
		{[]candor.RuleUse{over}, []candor.RuleCount{{LeftOut: []string{"aws: broke"}}}, "Held against a part of our sources, not all of them. Left out: what could not be read elsewhere."},
		{[]candor.RuleUse{over}, []candor.RuleCount{n(candor.Counts{Fail: 1})}, "Held against a part of our sources, not all of them. Left out: 1 place elsewhere (1 not holding)."},
	} {
		if got := looksAt(&candor.ClaimVerdict{Claim: candor.Claim{Rules: tt.uses}, Rules: tt.counts}); got != tt.want {
			t.Errorf("%s, want %s", got, tt.want)
		}
	}
}
