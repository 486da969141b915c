package frameworks

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

// asking is a catalogue of five questions: Q.1 the control iso answers, Q.2 it
// is a part of, Q.3 a person has to answer, Q.4 nobody speaks to, Q.5 the
// control iso answers, and so does the control keys.
func asking(t *testing.T, claims ...candor.ClaimVerdict) Answering {
	t.Helper()
	c, err := load(fstest.MapFS{
		"f-1.csv": {Data: []byte("# F\nid,group,group_title,category,topic\nQ.1,Q,Qs,security,a\nQ.2,Q,Qs,security,b\nQ.3,Q,Qs,privacy,c\nQ.4,Q,Qs,privacy,d\nQ.5,Q,Qs,availability,e\n")},
		"controls.yaml": {Data: []byte(`controls:
  - {id: iso, title: Kept apart, proved_by: [rls/x, rls/a + rls/b], may_set: [min], f-1: {supports: [Q.1, Q.5], partly: [Q.2], needs-attestation: [Q.3]}}
  - {id: keys, title: Keys, f-1: {supports: [Q.5]}}
  - {id: near, title: Near, f-1: {touches: [Q.1, Q.4]}}
`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	rules := []candor.Rule{
		{ID: "rls/x", Control: "iso", Version: "2", Needs: []string{"sql.table"}, Params: []candor.Param{{Name: "allow", Required: true}, {Name: "min", Default: "1.2"}, {Name: "accept"}}}, {ID: "rls/a", Control: "iso"}, {ID: "rls/b", Control: "iso"}, {ID: "rls/c", Control: "iso"},
	}
	return Answering{Catalogue: c, Instruments: []string{"f-1"}, Claims: claims, Rules: rules, Now: now,
		Ownership: map[string]string{"f-1": "CSP-owned"}}
}

// said is a claim with a verdict that binds the rules, each over two subjects.
func said(id string, v candor.Verdict, rules ...string) candor.ClaimVerdict {
	c := candor.ClaimVerdict{Claim: candor.Claim{ID: id, Text: "We do " + id + ".", Declared: yamlAt, At: pageAt, Rules: uses(rules...)}, Verdict: v, Why: "the reason of " + id, Controls: []string{"iso"}}
	if v == candor.Attested {
		c.Claim.Attest = attest(nil)
	}
	for _, r := range rules {
		n := candor.RuleCount{Rule: r, Pass: 2}
		if v == candor.Contradicted {
			n = candor.RuleCount{Rule: r, Pass: 1, Fail: 1}
		}
		c.Rules = append(c.Rules, n)
	}
	return c
}

func with(c candor.ClaimVerdict, change func(*candor.ClaimVerdict)) candor.ClaimVerdict {
	change(&c)
	return c
}

func onPlan(name string) func(*candor.ClaimVerdict) {
	return func(c *candor.ClaimVerdict) { c.Claim.Status, c.Claim.PlanName = candor.Plan, name }
}

func answers(ids ...string) func(*candor.ClaimVerdict) {
	return func(c *candor.ClaimVerdict) {
		c.Controls, c.Claim.Answers = nil, map[string][]string{"f-1": ids}
	}
}

func given(params ...string) func(*candor.ClaimVerdict) {
	return func(c *candor.ClaimVerdict) {
		c.Claim.Rules[0].With = make(map[string]any)
		for _, p := range params {
			c.Claim.Rules[0].With[p] = "x"
		}
	}
}

// set gives the first rule a parameter.
func set(name string, v any) func(*candor.ClaimVerdict) {
	return func(c *candor.ClaimVerdict) {
		c.Claim.Rules[0].With = maps.Clone(c.Claim.Rules[0].With)
		if c.Claim.Rules[0].With == nil {
			c.Claim.Rules[0].With = make(map[string]any)
		}
		c.Claim.Rules[0].With[name] = v
	}
}

func of(control string) func(*candor.ClaimVerdict) {
	return func(c *candor.ClaimVerdict) { c.Controls = []string{control} }
}

// elsewhere narrows a claim, and says what that leaves out.
func elsewhere(n candor.Counts) func(*candor.ClaimVerdict) {
	return func(c *candor.ClaimVerdict) {
		narrowed(c)
		c.Rules[0].Over, c.Rules[0].Elsewhere = c.Claim.Rules[0].Over, n
	}
}

// unread narrows a claim, and leaves out a gap that lies elsewhere.
func unread(c *candor.ClaimVerdict) {
	elsewhere(candor.Counts{Pass: 2})(c)
	c.Rules[0].LeftOut = []string{"aws://111122223333/us-east-1: denied"}
}

func narrowed(c *candor.ClaimVerdict) { c.Claim.Rules[0].Over = []string{"db"} }

func excluded(c *candor.ClaimVerdict) {
	c.Claim.NA = &candor.Exclusion{Reason: "Not meant for that.", By: "Ana, legal"}
}

// replies is "Q.1=yes Q.2=blank ...".
func replies(as []candor.Answer) string {
	var out []string
	for _, a := range as {
		out = append(out, a.ID+"="+a.Reply.String())
	}
	return strings.Join(out, " ")
}

func TestReplies(t *testing.T) {
	type cv = candor.ClaimVerdict
	const v, un = candor.Verified, candor.VerdictUnknown
	for _, tt := range []struct {
		name   string
		claims []cv
		want   string // replies to Q.1 Q.2 Q.3 Q.4 Q.5, by first letter
		why    string // a part of Why of Q.1
	}{
		{"nothing said", nil, "bbbbb", "no claim speaks to it; controls that would: iso"},
		{"verified", []cv{said("a", v, "rls/x")}, "ybbby", "a is verified"},
		{"attested with a rule", []cv{said("a", candor.Attested, "rls/x")}, "ybbby", "a is attested"},
		{"attested alone", []cv{said("a", candor.Attested)}, "bbbbb", "do not bind the rules that show all of it (rls/x, or rls/a and rls/b); shown: a"},
		{"a rule that shows a part", []cv{said("a", v, "rls/c")}, "bbbbb", "do not bind"},
		{"one of two rules", []cv{said("a", v, "rls/a")}, "bbbbb", "do not bind"},
		{"two rules in two claims", []cv{said("a", v, "rls/a"), said("b", v, "rls/b")}, "ybbby", "a is verified; b is verified"},
		{"narrowed to a part of the tree", []cv{with(said("a", v, "rls/x"), narrowed)}, "bbbbb", "do not bind"},
		{"with what it has to be given", []cv{with(with(said("a", v, "rls/x"), given("allow")), set("min", "1.2"))}, "ybbby", "a is verified"},
		{"with exceptions", []cv{with(said("a", v, "rls/x"), given("allow", "accept"))}, "bbbbb", "do not bind"},
		{"with a lower bar", []cv{with(said("a", v, "rls/x"), set("min", "1.0"))}, "bbbbb", "do not bind"},
		{"with a lower bar that is no number", []cv{with(said("a", v, "rls/x"), set("min", "none"))}, "bbbbb", "do not bind"},
		{"with a higher bar", []cv{with(said("a", v, "rls/x"), set("min", "1.3"))}, "ybbby", "a is verified"},
		{"contradicted", []cv{said("a", candor.Contradicted, "rls/x")}, "nnbbn", "a is contradicted: the reason of a"},
		{"contradicted beside verified", []cv{said("a", v, "rls/x"), said("b", candor.Contradicted, "rls/c")}, "nnbbn", "b is contradicted"},
		{"waived", []cv{said("a", candor.PartlyTrue, "rls/x")}, "nnbbn", "a is partial"},
		{"unknown", []cv{said("a", un, "rls/x")}, "bbbbb", "a is unknown: the reason of a"},
		{"unknown beside verified", []cv{said("a", v, "rls/x"), said("b", un)}, "bbbbb", "b is unknown"},
		{"stale", []cv{said("a", candor.Stale, "rls/x")}, "bbbbb", "a is stale"},
		{"planned", []cv{said("a", candor.Planned)}, "nbbbn", "a is planned: the reason of a"},
		{"planned beside verified", []cv{said("a", v, "rls/x"), said("b", candor.Planned)}, "ybbby", "a is verified"},
		{"planned beside a part", []cv{said("a", v, "rls/c"), said("b", candor.Planned)}, "bbbbb", "shown: a; not shown: b is planned"},
		{"on a plan", []cv{with(said("a", v, "rls/x"), onPlan("Pro"))}, "bbbbb", "a is verified on plan Pro only, which says nothing of other plans"},
		{"on a plan beside everyone", []cv{said("a", v, "rls/x"), with(said("b", un), onPlan("Pro"))}, "ybbby", "a is verified"},
		{"contradicted on a plan", []cv{with(said("a", candor.Contradicted, "rls/x"), onPlan("Pro"))}, "nnbbn", "a is contradicted"},
		{"not offered", []cv{said("a", candor.VerdictNotApplicable)}, "bbbbb", "the reason of a"},
		{"out of scope by control", []cv{with(said("a", candor.VerdictNotApplicable), excluded)}, "bbbbb", "a is the reason of a"},
		{"contradicted and only near", []cv{said("a", v, "rls/x"), with(said("b", candor.Contradicted, "rls/c"), of("near"))}, "ybbby", "a is verified; it is touched by what does not hold: b"},
		{"only near", []cv{with(said("b", candor.Contradicted, "rls/c"), of("near"))}, "bbbbb", "control near touches it; not shown: b is contradicted"},
		{"verified and only near", []cv{with(said("b", v, "rls/c"), of("near"))}, "bbbbb", "control near touches it; shown: b; the rest needs a person"},
		{"named", []cv{with(said("a", v, "rls/c"), answers("Q.1", "Q.4"))}, "ybbyb", "a is verified"},
		{"named and narrowed", []cv{with(with(said("a", v, "rls/c"), answers("Q.1")), elsewhere(candor.Counts{Pass: 2, NA: 1}))}, "ybbbb", "a is verified"},
		{"named and narrowed, and it is unknown elsewhere", []cv{with(with(said("a", v, "rls/c"), answers("Q.1")), elsewhere(candor.Counts{Pass: 2, Unknown: 1}))}, "bbbbb", "could be read or told"},
		{"named and narrowed, and it fails elsewhere", []cv{with(with(said("a", v, "rls/c"), answers("Q.1")), elsewhere(candor.Counts{Pass: 2, Fail: 1}))}, "bbbbb", "a is verified for a part of the sources alone, and its rules fail outside"},
		{"named and narrowed, and a waived failure is elsewhere", []cv{with(with(said("a", v, "rls/c"), answers("Q.1")), elsewhere(candor.Counts{Waived: 1}))}, "bbbbb", "say in its scope"},
		{"named and narrowed, and elsewhere could not be read", []cv{with(with(said("a", v, "rls/c"), answers("Q.1")), unread)}, "bbbbb", "a is verified for a part of the sources alone, and not all outside of it could be read or told: say in its scope"},
		{"named and narrowed, and elsewhere could not be read, with its limits", []cv{with(with(with(said("a", v, "rls/c"), answers("Q.1")), unread), func(c *cv) { c.Claim.Scope = "production" })}, "ybbbb", "a is verified"},
		{"named and narrowed, with its limits in the sentence", []cv{with(with(with(said("a", v, "rls/c"), answers("Q.1")), elsewhere(candor.Counts{Fail: 1})), func(c *cv) { c.Claim.Scope = "production" })}, "ybbbb", "a is verified"},
		{"named and attested", []cv{with(said("a", candor.Attested), answers("Q.3"))}, "bbybb", ""},
		{"named and unknown", []cv{with(said("a", un), answers("Q.1")), said("b", v, "rls/x")}, "bbbby", "a is unknown"},
		{"named and planned", []cv{with(said("a", candor.Planned), answers("Q.1")), with(said("b", v), answers("Q.1"))}, "nbbbb", "a is planned"},
		{"named, and the control is contradicted", []cv{with(said("a", v), answers("Q.2")), said("b", candor.Contradicted, "rls/c")}, "nnbbn", ""},
		{"named and out of scope", []cv{with(with(said("a", candor.VerdictNotApplicable), excluded), answers("Q.4"))}, "bbbNb", ""},
		{"named, out of scope, and a rule fails", []cv{with(with(with(said("a", candor.Contradicted, "rls/x"), func(c *cv) { c.Verdict = candor.VerdictNotApplicable }), excluded), answers("Q.4"))}, "bbbbb", ""},
		{"named and not offered", []cv{with(said("a", candor.VerdictNotApplicable), answers("Q.4"))}, "bbbbb", ""},
		{"out of scope though its rule fails, beside verified", []cv{said("b", v, "rls/x"), with(with(said("a", candor.Contradicted, "rls/c"), func(c *cv) { c.Verdict = candor.VerdictNotApplicable }), excluded)}, "bbbbb", "a is not_applicable"},
		{"named, out of scope, and a failure is waived", []cv{with(with(with(said("a", candor.VerdictNotApplicable, "rls/x"), func(c *cv) { c.Rules[0] = candor.RuleCount{Rule: "rls/x", Waived: 1} }), excluded), answers("Q.4"))}, "bbbbb", ""},
		{"named, out of scope by nobody", []cv{with(with(with(said("a", candor.VerdictNotApplicable), excluded), func(c *cv) { c.Claim.NA = &candor.Exclusion{Reason: "r", By: " , legal"} }), answers("Q.4"))}, "bbbbb", ""},
		{"named by one that holds and one that is not offered", []cv{with(said("a", v), answers("Q.1")), with(with(said("b", candor.VerdictNotApplicable), answers("Q.1")), func(c *cv) { c.Claim.Status = candor.NotOffered })}, "bbbbb", "b is not_applicable"},
		{"named on a plan", []cv{with(with(said("a", v), onPlan("Pro")), answers("Q.4"))}, "bbbbb", ""},
	} {
		_, got := Answers(asking(t, tt.claims...))
		letters := ""
		for _, a := range got {
			l := a.Reply.String()[:1]
			if a.Reply == candor.NA {
				l = "N"
			}
			letters += l
			check(t, tt.name, &a)
		}
		if letters != tt.want || !strings.Contains(got[0].Why, tt.why) {
			t.Errorf("%s: %s, want %s\n why %s\nwant %s", tt.name, letters, tt.want, got[0].Why, tt.why)
		}
	}
}

// check holds what is true of every answer.
func check(t *testing.T, name string, a *candor.Answer) {
	t.Helper()
	for i, ok := range []bool{
		(a.Reply == candor.ReplyBlank) == (a.Text == ""),
		(a.Reply == candor.ReplyBlank) == (a.Source == ""),
		a.Reply != candor.NA && a.Reply != candor.ReplyBlank || a.Ownership == "",
		a.Reply != candor.Yes || a.Verdict.Holds() && len(a.Citations) > 0,
		a.Reply != candor.No || !a.Verdict.Holds(),
		a.Reply != candor.ReplyBlank || a.Why != "",
	} {
		if !ok {
			t.Errorf("%s: %s breaks rule %d of answers: %+v", name, a.ID, i, a)
		}
	}
	for _, c := range a.Citations {
		if c.Mark == "" || c.Text == "" || a.Text != "" && !strings.Contains(a.Text, "["+c.Mark+"]") {
			t.Errorf("%s: %s: citation %+v is not in %q", name, a.ID, c, a.Text)
		}
	}
}

func TestForAPlan(t *testing.T) {
	in := asking(t, with(said("a", candor.Verified, "rls/x"), onPlan("Pro")))
	in.Plan = "pro"
	_, got := Answers(in)
	if got[0].Reply != candor.Yes || !strings.HasPrefix(got[0].Text, "We do a [on plan Pro] (2 of 2 checked) [E1].") {
		t.Errorf("%+v", got[0])
	}
}

func TestProse(t *testing.T) {
	first := func(change func(*Answering), claims ...candor.ClaimVerdict) candor.Answer {
		in := asking(t, claims...)
		in.Results = slices.Concat(rs("rls/x", "pf"), rs("rls/a", "pp"))
		if change != nil {
			change(&in)
		}
		_, got := Answers(in)
		return got[0]
	}
	no := first(nil, said("a", candor.Contradicted, "rls/x"), said("b", candor.Verified, "rls/a"))
	if want := "Does not hold today: We do a (the reason of a) [E1]. In place: We do b (2 of 2 checked) [E2]."; no.Text != want {
		t.Errorf("got  %s\nwant %s", no.Text, want)
	}
	if c := no.Citations[0]; c.At.String() != "db/a.sql:2:1" || c.Text != "rls/x: 1 of 2 fail, 1 of 2 pass" || c.Rule != "rls/x@2" || c.Claim != "a" {
		t.Errorf("the citation of a No shows the failure: %+v", c)
	}
	yes := first(nil, said("a", candor.Attested, "rls/x"))
	if want := "We do a (2 of 2 checked; stated by Ana Petrov, CTO on 2026-09-01) [E1][E2]."; yes.Text != want {
		t.Errorf("got  %s\nwant %s", yes.Text, want)
	}
	if yes.By != "Ana Petrov, CTO, reviewed by Ben Ode, Engineer" || yes.Source != "attestation" || yes.Expires != d(2027, 9, 1) || yes.Ownership != "CSP-owned" {
		t.Errorf("%+v", yes)
	}
	formula := with(said("a", candor.Verified, "rls/x"), func(c *candor.ClaimVerdict) { c.Claim.Text, c.Claim.Scope = "=cmd()", "EU" })
	if got := first(nil, formula).Text; got != "Claim: =cmd() [scope: EU] (2 of 2 checked) [E1]." {
		t.Error(got)
	}
	var many []candor.ClaimVerdict
	for _, id := range strings.Fields("a b c d e f g h") {
		many = append(many, said(id, candor.Verified, "rls/x"))
	}
	if got := first(nil, many...); !strings.HasSuffix(got.Text, "[E6]. And 2 more.") || len(got.Claims) != 8 {
		t.Errorf("%+v", got)
	}
}

func TestCategories(t *testing.T) {
	in := asking(t)
	in.Categories = map[string][]string{"f-1": {"availability"}}
	ins, got := Answers(in)
	if replies(got) != "Q.1=blank Q.2=blank Q.5=blank" || len(ins) != 1 || len(ins[0].Questions) != 3 || ins[0].Questions[2].More["category"] != "availability" {
		t.Errorf("%s %+v", replies(got), ins)
	}
	if got := in.Catalogue.Framework("f-1").Categories(); !slices.Equal(got, []string{"security", "privacy", "availability"}) {
		t.Error(got)
	}
}

func TestResolve(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"soc2": "soc2-2017", "caiq": "caiq-4.1.0", "caiq-4.0.3": "caiq-4.0.3", "siglite": "siglite-2025"} {
		if got, err := c.Resolve(name); got != want || err != nil {
			t.Errorf("%s: %s %v", name, got, err)
		}
	}
	if _, err := c.Resolve("caiq-4.3.0"); err == nil || !strings.Contains(err.Error(), "did you mean caiq-4") {
		t.Error(err)
	}
}

// The same input gives the same answers, also with many results, and in time.
func TestAnswersOfMany(t *testing.T) {
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	in := Answering{Catalogue: c, Now: now, Instruments: []string{"soc2-2017", "caiq-4.0.3", "caiq-4.1.0", "siglite-2025"}}
	for i := range 200 {
		ctl := c.Controls[i%len(c.Controls)]
		rule := "rls/" + ctl.ID
		if len(ctl.ProvedBy) > 0 {
			rule = ctl.ProvedBy[0][0]
		}
		v := candor.Verdicts()[i%8]
		cv := said("c"+string(rune('a'+i%26))+string(rune('a'+i/26)), v, rule)
		cv.Controls = []string{ctl.ID}
		in.Claims = append(in.Claims, cv)
		in.Rules = append(in.Rules, candor.Rule{ID: rule, Control: ctl.ID})
		in.Results = append(in.Results, slices.Repeat([]candor.Result{{Rule: rule, Outcome: candor.NotApplicable}}, 500)...)
		in.Results = append(in.Results, candor.Result{Rule: rule, Outcome: candor.Pass, At: candor.Location{Path: "a", Line: i}})
	}
	ins, first := Answers(in)
	if len(ins) != 4 || len(first) != 61+261+283+104 {
		t.Fatalf("%d instruments, %d answers", len(ins), len(first))
	}
	_, second := Answers(in)
	if d := cmp.Diff(first, second); d != "" {
		t.Errorf("two runs differ:\n%s", d)
	}
	for i := range first {
		check(t, "many", &first[i])
	}
}
