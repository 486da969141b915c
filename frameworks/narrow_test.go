package frameworks

import (
	"fmt"
	"slices"
	"testing"

	"github.com/candor-dev/candor"
)

// TestNarrowed: over leaves out a gap only where nothing that may be missing
// because of it can lie in the places that the claim speaks of.
func TestNarrowed(t *testing.T) {
	const bucket, elsewhere = "aws://111122223333/eu-central-1/s3/prod", "aws://111122223333/eu-west-1/rds/db"
	gap := func(path string, within ...string) *candor.Fact {
		return &candor.Fact{Kind: "sql.table", State: candor.Denied, Reason: "denied", At: candor.Location{Path: path}, Within: within}
	}
	s3 := []string{"aws://*/*/s3/**"}
	tests := []struct {
		name   string
		over   []string
		gaps   []*candor.Fact
		change func(*Input)
		want   candor.Verdict
		why    string
		left   int
	}{
		{"a service that is not asked for", s3, []*candor.Fact{gap("aws://111122223333/global", "aws://111122223333/*/efs/**", "aws://111122223333/*/fsx/**")}, nil,
			candor.Verified, "1 of 1 pass in aws://*/*/s3/**, which leaves out 1 elsewhere", 1},
		{"nobody narrows", nil, []*candor.Fact{gap("x", "aws://111122223333/*/efs/**")}, nil, candor.VerdictUnknown, "2 of 2 pass, but sql.table is not complete: x: denied", 0},
		{"no place, though it was met elsewhere", s3, []*candor.Fact{gap("aws://111122223333/eu-west-1/efs")}, nil,
			candor.VerdictUnknown, "1 of 1 pass in aws://*/*/s3/**, which leaves out 1 elsewhere, but sql.table is not complete: aws://111122223333/eu-west-1/efs: denied", 0},
		{"a place that is none", s3, []*candor.Fact{gap("x", "")}, nil, candor.VerdictUnknown, "", 0},
		{"one of its places may be inside", s3, []*candor.Fact{gap("x", "aws://111122223333/*/efs/**", "aws://111122223333/*/s3/**")}, nil, candor.VerdictUnknown, "", 0},
		{"a whole account", s3, []*candor.Fact{gap("x", "aws://444455556666/**")}, nil, candor.VerdictUnknown, "", 0},
		{"another account", []string{"aws://111122223333/**"}, []*candor.Fact{gap("x", "aws://444455556666/**")}, nil, candor.Verified, "2 of 2 pass in aws://111122223333/**, which leaves out what could not be read elsewhere", 1},
		{"all accounts", []string{"aws://111122223333/**"}, []*candor.Fact{gap("x", "aws://**")}, nil, candor.VerdictUnknown, "", 0},
		{"a region that was not asked for", s3, []*candor.Fact{gap("x", "aws://111122223333/us-east-1/**")}, nil, candor.VerdictUnknown, "", 0},
		{"such a region, and the claim is of others", []string{"aws://*/eu-*/**"}, []*candor.Fact{gap("x", "aws://111122223333/us-east-1/**")}, nil, candor.Verified, "", 1},
		{"a page of the service was cut", s3, []*candor.Fact{gap(bucket, "aws://111122223333/*/s3/**")}, nil, candor.VerdictUnknown, "", 0},
		{"a detail of a resource inside", s3, []*candor.Fact{gap("x", "aws://111122223333/eu-central-1/s3/dev/**")}, nil, candor.VerdictUnknown, "", 0},
		{"a detail of a resource outside", []string{"aws://*/*/s3/prod*"}, []*candor.Fact{gap("x", "aws://111122223333/eu-central-1/s3/dev/**")}, nil, candor.Verified, "", 1},
		{"one in, one out", s3, []*candor.Fact{gap("x", "aws://1/*/efs/**"), gap("y", "aws://1/*/s3/**")}, nil, candor.VerdictUnknown,
			"1 of 1 pass in aws://*/*/s3/**, which leaves out 1 elsewhere, but sql.table is not complete: y: denied", 1},
		{"the place of the gap in other letters", s3, []*candor.Fact{gap("x", "aws://1/*/S3/**")}, nil, candor.Verified, "", 1},
		{"over in other letters finds nothing", []string{"aws://*/*/S3/**"}, nil, nil, candor.VerdictUnknown, "nothing to check: no sql.table was found in aws://*/*/S3/**, which leaves out 2 elsewhere", 0},
		{"nothing is there, and what could be is left out", []string{"aws://*/*/dynamodb/**"}, []*candor.Fact{gap("x", "aws://1/*/efs/**")}, nil,
			candor.VerdictUnknown, "nothing to check: no sql.table was found in aws://*/*/dynamodb/**, which leaves out 2 elsewhere", 1},
		{"over with ..", []string{"aws://*/*/rds/../s3/**"}, nil, nil, candor.VerdictUnknown, "", 0},
		{"over with a slash at its end", []string{"aws://111122223333/eu-central-1/"}, []*candor.Fact{gap("x", "aws://111122223333/eu-west-1/**")}, nil, candor.Verified, "", 1},
		{"two places", []string{"aws://*/*/rds/**", "aws://*/*/s3/**"}, []*candor.Fact{gap("x", "aws://1/*/s3/**")}, nil, candor.VerdictUnknown, "", 0},
		{"everything", []string{"**"}, []*candor.Fact{gap("x", "aws://1/*/efs/**")}, nil, candor.VerdictUnknown, "", 0},
		{"a broken place", s3, []*candor.Fact{gap("x", "aws://1/[")}, nil, candor.VerdictUnknown, "", 0},
		{"the tree, of a claim on live accounts", s3, []*candor.Fact{gap("infra/main.tf", "./**")}, nil, candor.Verified, "", 1},
		{"the tree, of a claim on the tree", []string{"infra/prod/**"}, []*candor.Fact{gap("infra/main.tf", "./**")}, func(in *Input) { in.Results[0].At.Path = "infra/prod/main.tf" }, candor.VerdictUnknown, "", 0},
		{"a rule that judges facts together", s3, []*candor.Fact{gap("x", "aws://1/*/efs/**")}, func(in *Input) { in.Apart = func(string) bool { return false } }, candor.VerdictUnknown, "", 0},
		{"a rule that nobody knows", s3, []*candor.Fact{gap("x", "aws://1/*/efs/**")}, func(in *Input) { in.Apart = nil }, candor.VerdictUnknown, "", 0},
		{"a kind to look things up in", s3, []*candor.Fact{gap("x", "aws://1/*/efs/**")}, func(in *Input) { in.Rules[0].Lookups = []string{"sql.table"} }, candor.VerdictUnknown, "", 0},
		{"a run that says nothing of its gaps", s3, nil, func(in *Input) { in.Populations[0].Complete = false }, candor.VerdictUnknown, "", 0},
		{"a run that failed", s3, []*candor.Fact{{Reason: "aws: broke"}, gap("x", "aws://1/*/efs/**")}, nil, candor.VerdictUnknown, "", 1},
		{"a failure elsewhere is said", s3, nil, func(in *Input) { in.Results[1].Outcome = candor.Fail }, candor.Verified, "1 of 1 pass in aws://*/*/s3/**, which leaves out 1 elsewhere (1 fail)", 0},
		{"a failure inside, decided by a place outside", s3, nil, func(in *Input) {
			in.Results = append(in.Results, candor.Result{Rule: "rls/x", Subject: "open", Outcome: candor.Fail, At: candor.Location{Path: "aws://1/global/account"}, Of: bucket,
				Facts: []candor.Provenance{{Source: "aws://1/eu-central-1"}}})
		}, candor.Contradicted, "1 of 2 fail: open (aws://1/global/account)", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			results := rs("rls/x", "pp")
			results[0].At, results[1].At = candor.Location{Path: bucket}, candor.Location{Path: elsewhere}
			in := input(candor.Claim{Rules: []candor.RuleUse{{Rule: "rls/x", Over: tt.over}}}, results)
			in.Apart = func(id string) bool { return id == "rls/x" }
			in.Populations[0].Gaps, in.Populations[0].Complete = tt.gaps, len(tt.gaps) == 0
			if tt.change != nil {
				tt.change(&in)
			}
			v := Assess(in).Claims[0]
			if v.Verdict != tt.want || tt.why != "" && v.Why != tt.why || len(v.Rules[0].LeftOut) != tt.left {
				t.Errorf("got %s: %s, left out %q\nwant %s: %s, left out %d", v.Verdict, v.Why, v.Rules[0].LeftOut, tt.want, tt.why, tt.left)
			}
		})
	}
}

// What is left out is named up to a number, and counted beyond it.
func TestManyLeftOut(t *testing.T) {
	in := input(candor.Claim{Rules: []candor.RuleUse{{Rule: "rls/x", Over: []string{"db/**"}}}}, rs("rls/x", "p"))
	in.Apart = func(string) bool { return true }
	for i := range maxLeft + 3 {
		in.Populations[0].Gaps = append(in.Populations[0].Gaps, &candor.Fact{Reason: fmt.Sprint(i), Within: []string{"aws://**"}})
	}
	in.Populations[0].Complete = false
	got := Assess(in).Claims[0]
	if n := got.Rules[0]; got.Verdict != candor.Verified || len(n.LeftOut) != maxLeft || n.LeftMore != 3 || !slices.Contains(n.LeftOut, "0") {
		t.Errorf("%s: %+v", got.Verdict, n)
	}
}

// TestAliased: a file that a narrowed claim speaks of by a second name alone was
// judged elsewhere.
func TestAliased(t *testing.T) {
	for _, tt := range []struct {
		over []string
		want int
	}{
		{[]string{"api/**"}, 1},
		{[]string{"api"}, 1},
		{[]string{"api/a.sql"}, 1},
		{[]string{"api/**", "legacy/**"}, 0},
		{[]string{"**"}, 0},
		{[]string{"legacy/**"}, 0},
		{[]string{"db/**"}, 0},
		{nil, 0},
	} {
		a := newAssessor(Input{Aliases: map[string][]Alias{"sql.table": {{Path: "api/a.sql", Target: "legacy/a.sql"}}}})
		if got := a.aliased(&use{RuleCount: candor.RuleCount{Over: tt.over}}, "sql.table"); len(got) != tt.want {
			t.Errorf("%v: %v", tt.over, got)
		}
	}
}
