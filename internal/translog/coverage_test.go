package translog

import (
	"strings"
	"testing"
	"time"
)

// month is November 2026: a run each morning but on the 14th and 15th, with a
// failing one on the 10th, after which a claim is gone, and one without a report.
func month(t *testing.T) []Entry {
	t.Helper()
	l := &Log{}
	for d := range 30 {
		if d == 13 || d == 14 {
			continue
		}
		e := entry(start.AddDate(0, 0, d), 0)
		e.ClaimSet = "two"
		if d == 9 {
			e = entry(start.AddDate(0, 0, d), 1)
			e.ClaimSet = "two"
		}
		if d == 10 { // no report: what was changed before it is seen at the next one
			e.Exit, e.Reason, e.Claims, e.Manifest = 2, "wrong", nil, ""
		} else if d > 10 {
			e.ClaimSet, e.Claims = "one", map[string]int{"verified": 1}
		}
		if _, err := l.Append(e); err != nil {
			t.Fatal(err)
		}
	}
	return l.Entries()
}

func TestCover(t *testing.T) {
	es := month(t)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	c := Cover(es, Window{From: day(1), To: day(31)}, day(40))
	if len(c.Runs) != 28 || c.Passing != 26 || c.Found != 1 || c.Broken != 1 || c.NoPack != 1 || c.Days != 30 || c.DaysRun != 28 {
		t.Errorf("%d runs, %d passing, %d found, %d of %d days", len(c.Runs), c.Passing, c.Found, c.DaysRun, c.Days)
	}
	if c.Gap.Length() != 72*time.Hour || c.Gap.From.Day() != 13 {
		t.Errorf("gap %v", c.Gap)
	}
	if len(c.Lapses) != 1 || c.Lapses[0].Claim != "rls-on" || c.Lapses[0].First != 10 || strings.Join(c.Lapses[0].Verdicts, " ") != "contradicted" {
		t.Errorf("open: %+v", c.Lapses)
	}
	if len(c.Changes) != 1 || c.Changes[0].Run != 12 || c.Changes[0].Was != 2 || c.Changes[0].Is != 1 {
		t.Errorf("changes: %+v", c.Changes)
	}

	if strings.Join(c.Missing, " ") != "2026-11-14 2026-11-15" || c.Whole != 26 || len(c.Gaps) != 29 {
		t.Errorf("missing %v, %d whole, %d gaps", c.Missing, c.Whole, len(c.Gaps))
	}

	// What is before the first run and behind the last is a gap, too.
	if c := Cover(es, Window{From: day(-30), To: day(31)}, day(40)); c.Gap.Length() != 31*24*time.Hour+6*time.Hour {
		t.Errorf("gap before: %v", c.Gap.Length())
	}
	if c := Cover(es, Window{From: day(1), To: day(60)}, day(50)); c.Gap.To != day(50) || c.To != day(50) {
		t.Errorf("gap behind: %v", c.Gap)
	}
	if c := Cover(es, Window{}, day(60)); len(c.Runs) != 28 {
		t.Errorf("the whole log: %d runs", len(c.Runs))
	}
	if c := Cover(es, Window{}, es[27].Time()); len(c.Runs) != 28 {
		t.Errorf("looked at when the last run was made: %d runs", len(c.Runs))
	}
	if c := Cover(nil, Window{From: day(1), To: day(3)}, day(40)); c.Gap.Length() != 48*time.Hour || !c.First.IsZero() {
		t.Errorf("no run: %+v", c)
	}
	if c := Cover(es, Window{From: day(20), To: day(2)}, day(40)); len(c.Runs) != 0 {
		t.Errorf("a window that ends before it begins: %d runs", len(c.Runs))
	}
}
