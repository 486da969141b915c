package since

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

func claim(id string, v candor.Verdict) candor.ClaimVerdict {
	return candor.ClaimVerdict{Claim: candor.Claim{ID: id}, Verdict: v, Why: "why " + id, Rules: []candor.RuleCount{{Rule: "rls/x", Over: []string{"db"}}}}
}

func fail(print, path string) candor.Result {
	return candor.Result{Rule: "rls/x", Outcome: candor.Fail, Subject: "public." + print, Fingerprint: print, At: candor.Location{Path: path, Line: 3}}
}

func TestCompare(t *testing.T) {
	waived := fail("waived", "db/a.sql")
	waived.Waived = &candor.Waiver{}
	before := &candor.Report{
		Results:    []candor.Result{fail("old", "db/a.sql"), fail("mended", "db/a.sql"), fail("waived", "db/a.sql")},
		Claims:     []candor.ClaimVerdict{claim("same", candor.Verified), claim("mends", candor.Contradicted), claim("breaks", candor.Verified), claim("loses", candor.Attested), claim("dropped", candor.Contradicted)},
		Incomplete: []string{"half of it"},
	}
	after := &candor.Report{
		Results: []candor.Result{fail("old", "db/b.sql"), waived, fail("new", "db/a.sql"), fail("elsewhere", "web/a.ts"), {Rule: "rls/x", Outcome: candor.Unknown, Fingerprint: "open"}},
		Claims:  []candor.ClaimVerdict{claim("same", candor.Verified), claim("mends", candor.Verified), claim("breaks", candor.Contradicted), claim("loses", candor.VerdictUnknown), claim("added", candor.Verified)},
	}
	moved, renamed := fail("m1", "db/a.sql"), fail("m2", "db/c.sql")
	renamed.Subject = moved.Subject
	before.Results = append(before.Results, moved)
	after.Results = append(after.Results, renamed)
	s := Compare("main", before, after)
	if len(s.New) != 2 || !s.New["new"] || !s.New["elsewhere"] {
		t.Errorf("new: %v", s.New)
	}
	var gone []string
	for _, x := range s.Gone {
		gone = append(gone, x.Fingerprint)
	}
	if strings.Join(gone, " ") != "mended waived" {
		t.Errorf("gone: %v", gone)
	}
	var got []string
	for _, x := range s.Turned {
		l := fmt.Sprintf("%s %s>%s worse=%t", x.Claim.ID, x.From, x.To, x.Worse())
		for _, b := range x.Because {
			l += " " + b.Fingerprint
		}
		got = append(got, l)
	}
	want := []string{
		"breaks verified>contradicted worse=true new",
		"loses attested>unknown worse=true new",
		"mends contradicted>verified worse=false new",
		"added unknown>verified worse=false new",
		"dropped contradicted>unknown worse=false",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("turned:\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if len(s.Incomplete) != 1 {
		t.Errorf("incomplete: %v", s.Incomplete)
	}
}
