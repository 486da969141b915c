package suppress

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

func day0(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

func TestMark(t *testing.T) {
	res := func(rule, subject, path string, line int, o candor.Outcome) candor.Result {
		return candor.Result{Rule: rule, Subject: subject, At: candor.Location{Path: path, Line: line}, Outcome: o}
	}
	now := time.Date(2027, 1, 31, 23, 0, 0, 0, time.UTC)
	tests := []struct {
		name    string
		w       candor.Waiver
		r       candor.Result
		waived  bool
		used    int
		expired bool
	}{
		{"rule alone", candor.Waiver{Rule: "a/b"}, res("a/b", "s", "p", 1, candor.Fail), true, 1, false},
		{"another rule", candor.Waiver{Rule: "a/c"}, res("a/b", "s", "p", 1, candor.Fail), false, 0, false},
		{"subject", candor.Waiver{Rule: "a/b", Subject: "s"}, res("a/b", "s", "p", 1, candor.Fail), true, 1, false},
		{"subject is exact", candor.Waiver{Rule: "a/b", Subject: "s"}, res("a/b", "ss", "p", 1, candor.Fail), false, 0, false},
		{"path glob", candor.Waiver{Rule: "a/b", Path: "db/**"}, res("a/b", "s", "db/x/y.sql", 1, candor.Fail), true, 1, false},
		{"path glob misses", candor.Waiver{Rule: "a/b", Path: "db/*"}, res("a/b", "s", "db/x/y.sql", 1, candor.Fail), false, 0, false},
		{"a pass is never waived", candor.Waiver{Rule: "a/b"}, res("a/b", "s", "p", 1, candor.Pass), false, 0, false},
		{"an unknown is never waived", candor.Waiver{Rule: "a/b"}, res("a/b", "s", "p", 1, candor.Unknown), false, 0, false},
		{"holds through its last day", candor.Waiver{Rule: "a/b", Expires: day0(2027, 1, 31)}, res("a/b", "s", "p", 1, candor.Fail), true, 1, false},
		{"expired", candor.Waiver{Rule: "a/b", Expires: day0(2027, 1, 30)}, res("a/b", "s", "p", 1, candor.Fail), false, 1, true},
		{"comment on its line", candor.Waiver{Rule: "a/b", Path: "p", Line: 4, EndLine: 5, Origin: originComment}, res("a/b", "s", "p", 5, candor.Fail), true, 1, false},
		{"comment elsewhere", candor.Waiver{Rule: "a/b", Path: "p", Line: 4, EndLine: 5, Origin: originComment}, res("a/b", "s", "p", 6, candor.Fail), false, 0, false},
		{"comment in a file with brackets", candor.Waiver{Rule: "a/b", Path: "app/[id]/page.tsx", Line: 1, EndLine: 1, Origin: originComment}, res("a/b", "s", "app/[id]/page.tsx", 1, candor.Fail), true, 1, false},
		{"comment is no folder", candor.Waiver{Rule: "a/b", Path: "app", Line: 1, EndLine: 1, Origin: originComment}, res("a/b", "s", "app/x.ts", 1, candor.Fail), false, 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			rs, ws := []candor.Result{tt.r}, []candor.Waiver{tt.w}
			Mark(rs, ws, now)
			if got := rs[0].Waived != nil; got != tt.waived {
				t.Errorf("waived %v, want %v", got, tt.waived)
			}
			if tt.waived && rs[0].Waived != &ws[0] {
				t.Error("Waived does not point to the waiver")
			}
			if ws[0].Used != tt.used || ws[0].Expired != tt.expired {
				t.Errorf("used %d, expired %v; want %d, %v", ws[0].Used, ws[0].Expired, tt.used, tt.expired)
			}
		})
	}
}

func TestApplyNotices(t *testing.T) {
	now := time.Date(2027, 1, 1, 9, 0, 0, 0, time.UTC)
	rs := []candor.Result{
		{Rule: "a/old", Outcome: candor.Fail}, {Rule: "a/ok", Outcome: candor.Fail},
		{Rule: "a/far", Outcome: candor.Fail}, {Rule: "a/open", Outcome: candor.Fail},
	}
	ws := []candor.Waiver{
		{Rule: "a/old", Expires: day0(2026, 12, 31)},
		{Rule: "a/gone", Expires: day0(2026, 12, 31)},
		{Rule: "a/unused", Expires: day0(2027, 2, 1)},
		{Rule: "a/far", Expires: day0(2030, 2, 1)},
		{Rule: "a/ok", Expires: day0(2027, 2, 1)},
		{Rule: "a/ok", Expires: day0(2026, 2, 1)},
		{Rule: "a/open"},
	}
	got := []string{}
	for _, n := range Apply(rs, ws, now) {
		got = append(got, n.Severity.String()+": "+n.Message)
	}
	want := []string{
		"error: waiver of a/old expired on 2026-12-31: the finding counts again",
		"warning: waiver of a/gone expired on 2026-12-31 and matches no failure any more",
		"warning: waiver of a/unused matches no failure",
		"warning: waiver of a/far lasts until 2030-02-01, more than a year from now",
		"error: waiver of a/ok expired on 2026-02-01: the finding counts again",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("-want +got\n%s", d)
	}
	if rs[0].Waived != nil || rs[1].Waived != &ws[4] || rs[3].Waived != &ws[6] {
		t.Error("wrong results are waived")
	}
}
