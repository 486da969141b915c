package frameworks

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// approval is an answer to Q.2 and Q.4 that counts.
func approval(change func(*candor.Approved)) candor.Approved {
	e := candor.Approved{
		For: map[string][]string{"f-1": {"Q.2", "Q.4"}}, Reply: candor.Yes, Text: "All of it is.",
		Claims: []string{"a"}, By: "Ana Petrov, CTO", ReviewedBy: "Ben Ode", On: d(2026, 9, 1), Expires: d(2027, 9, 1),
		At: candor.Location{Path: "answers.yaml", Line: 3, Col: 5},
	}
	if change != nil {
		change(&e)
	}
	return e
}

func TestApproved(t *testing.T) {
	type edit = func(*candor.Approved)
	const ok, bad = candor.Verified, candor.Contradicted
	for _, tt := range []struct {
		name   string
		claims []candor.ClaimVerdict
		change edit
		solo   bool
		want   string // replies to Q.1 Q.2 Q.3 Q.4 Q.5, by first letter
		why    string // a part of Why of Q.2
	}{
		{"holds", []candor.ClaimVerdict{said("a", ok, "rls/c")}, nil, false, "bybyb", "approved by Ana Petrov, CTO, reviewed by Ben Ode on 2026-09-01, until 2027-09-01"},
		{"rests on nothing", nil, func(e *candor.Approved) { e.Claims = nil }, false, "bybyb", "approved by"},
		{"its claim is contradicted", []candor.ClaimVerdict{said("a", bad, "rls/c")}, nil, false, "nnbnn", "the approved answer in answers.yaml:3 says yes, but a is contradicted"},
		{"its claim is contradicted and speaks to nothing", []candor.ClaimVerdict{with(said("a", bad, "rls/c"), answers())}, nil, false, "bnbnb", "no longer counts: a is contradicted: the reason of a"},
		{"its claim is unknown", []candor.ClaimVerdict{said("a", candor.VerdictUnknown)}, nil, false, "bbbbb", "no longer counts: a is unknown"},
		{"its claim is stale, another answers", []candor.ClaimVerdict{with(said("a", candor.Stale), answers()), with(said("b", ok), answers("Q.4"))}, nil, false, "bbbbb", "no longer counts: a is stale"},
		{"its claim is planned", []candor.ClaimVerdict{with(said("a", candor.Planned), answers())}, nil, false, "bnbnb", "a is planned"},
		{"its claim is gone", nil, nil, false, "bbbbb", "nothing is known of claim a"},
		{"another claim is contradicted", []candor.ClaimVerdict{said("a", ok, "rls/c"), said("b", bad, "rls/c")}, nil, false, "nbbyn", "says yes, but a part of what is asked does not hold: b is contradicted"},
		{"its control holds", []candor.ClaimVerdict{said("a", ok, "rls/c"), said("b", candor.Planned)}, func(e *candor.Approved) { e.Claims, e.Controls = nil, []string{"iso"} }, false, "bybyb", ""},
		{"its control has no claims", nil, func(e *candor.Approved) { e.Claims, e.Controls = nil, []string{"keys"} }, false, "bbbbb", "nothing is known of control keys"},
		{"its claim is on a plan", []candor.ClaimVerdict{with(said("a", ok, "rls/c"), onPlan("Pro"))}, nil, false, "bbbbb", "a holds on plan Pro only"},
		{"its control holds on a plan", []candor.ClaimVerdict{with(said("a", ok, "rls/c"), onPlan("Pro"))}, func(e *candor.Approved) { e.Claims, e.Controls = nil, []string{"iso"} }, false, "bbbbb", "nothing is known of control iso"},
		{"its control has a claim out of scope that fails", []candor.ClaimVerdict{said("b", ok, "rls/c"), with(with(said("a", bad, "rls/c"), func(c *candor.ClaimVerdict) { c.Verdict = candor.VerdictNotApplicable }), excluded)}, func(e *candor.Approved) { e.Claims, e.Controls = nil, []string{"iso"} }, false, "bbbbb", "a is not_applicable"},
		{"reviewed by himself, role in brackets", []candor.ClaimVerdict{said("a", ok)}, func(e *candor.Approved) { e.ReviewedBy = "Petrov Ana (Chair)" }, false, "bbbbb", "the reviewer is the one who gives it"},
		{"reviewed by nobody yet", []candor.ClaimVerdict{said("a", ok)}, func(e *candor.Approved) { e.ReviewedBy = "TBD" }, false, "bbbbb", "no reviewer"},
		{"its rule holds", nil, func(e *candor.Approved) { e.Claims, e.Rules = nil, []string{"rls/x"} }, false, "bybyb", ""},
		{"its rule fails", nil, func(e *candor.Approved) { e.Claims, e.Rules = nil, []string{"rls/a"} }, false, "bnbnb", "rls/a is contradicted"},
		{"its rule did not run", nil, func(e *candor.Approved) { e.Claims, e.Rules = nil, []string{"rls/q"} }, false, "bbbbb", "nothing is known of rule rls/q"},
		{"expired", []candor.ClaimVerdict{said("a", ok, "rls/c")}, func(e *candor.Approved) { e.Expires = d(2026, 11, 20) }, false, "bbbbb", "does not count: it expired on 2026-11-20"},
		{"expired, the evidence answers", []candor.ClaimVerdict{with(said("a", ok), answers("Q.2"))}, func(e *candor.Approved) { e.Expires = d(2026, 11, 20) }, false, "bybbb", "a is verified; the approved answer in answers.yaml:3 does not count"},
		{"not reviewed", []candor.ClaimVerdict{said("a", ok)}, func(e *candor.Approved) { e.ReviewedBy = "" }, false, "bbbbb", "no reviewer"},
		{"not reviewed, alone", []candor.ClaimVerdict{said("a", ok)}, func(e *candor.Approved) { e.ReviewedBy = "" }, true, "bybyb", "approved by Ana Petrov, CTO, reviewed by nobody on"},
		{"reviewed by himself", []candor.ClaimVerdict{said("a", ok)}, func(e *candor.Approved) { e.ReviewedBy = "ana petrov, Chair" }, false, "bbbbb", "the reviewer is the one who gives it"},
		{"nobody signed", []candor.ClaimVerdict{said("a", ok)}, func(e *candor.Approved) { e.By = "" }, false, "bbbbb", "nobody gives it"},
		{"dated ahead", []candor.ClaimVerdict{said("a", ok)}, func(e *candor.Approved) { e.On = d(2026, 12, 1) }, false, "bbbbb", "is in the future"},
		{"basis changed", []candor.ClaimVerdict{said("a", ok)}, func(e *candor.Approved) { e.Basis = []candor.Basis{{File: "x.md", Problem: "was changed since"}} }, false, "bbbbb", "its basis x.md was changed since"},
		{"a No", []candor.ClaimVerdict{with(said("a", ok), answers("Q.2"))}, func(e *candor.Approved) { e.Reply = candor.No }, false, "bnbnb", "the evidence would say yes: a is verified"},
		{"an NA", nil, func(e *candor.Approved) { e.Reply, e.Claims = candor.NA, nil }, false, "bNbNb", ""},
		{"an NA against evidence", []candor.ClaimVerdict{said("a", bad, "rls/c")}, func(e *candor.Approved) { e.Reply, e.Claims = candor.NA, nil }, false, "nbbNn", "says na, but a part of what is asked does not hold: a is contradicted"},
		{"a No that rests on what is gone", nil, func(e *candor.Approved) { e.Reply = candor.No }, false, "bbbbb", "no longer counts"},
	} {
		in := asking(t, tt.claims...)
		in.Library, in.Solo = []candor.Approved{approval(tt.change)}, tt.solo
		in.Alone = []candor.ClaimVerdict{said("rls/x", ok, "rls/x"), said("rls/a", bad, "rls/a")}
		_, got := Answers(in)
		letters := ""
		for _, a := range got {
			l := a.Reply.String()[:1]
			if a.Reply == candor.NA {
				l = "N"
			}
			letters += l
			check(t, tt.name, &a)
		}
		if letters != tt.want || !strings.Contains(got[1].Why, tt.why) {
			t.Errorf("%s: %s, want %s\n why %s\nwant %s", tt.name, letters, tt.want, got[1].Why, tt.why)
		}
		if n, lapsed := len(Lapsed(in)), strings.Contains(got[1].Why, "does not count"); (n > 0) != lapsed {
			t.Errorf("%s: %d lapsed, said %v", tt.name, n, lapsed)
		}
	}
}

func TestApprovedProse(t *testing.T) {
	in := asking(t, said("a", candor.Verified, "rls/c"))
	in.Library = []candor.Approved{approval(func(e *candor.Approved) {
		e.Customer, e.Ownership = "Keep keys.", "Shared CSP and CSC"
	})}
	_, got := Answers(in)
	a := got[1]
	if a.Text != "All of it is. [E1][E2]" || a.Source != "library" || a.Customer != "Keep keys." || a.Ownership != "Shared CSP and CSC" ||
		a.By != "Ana Petrov, CTO, reviewed by Ben Ode" || a.Expires != d(2027, 9, 1) || a.Verdict != candor.Attested {
		t.Errorf("%+v", a)
	}
	if c := a.Citations; len(c) != 2 || c[0].At.Line != 3 || c[0].On != d(2026, 9, 1) || c[1].Rule != "rls/c" || c[1].Claim != "a" {
		t.Errorf("%+v", a.Citations)
	}
}
