package questionnaire

import (
	"bytes"
	"strings"
	"testing"

	"github.com/candor-dev/candor/internal/workbook"
)

// TestCarry: an answer follows its question and never its id.
func TestCarry(t *testing.T) {
	ob := open(t, "old.xlsx", file(t, "4.0.3", "4.0.3"))
	old, from := detect(t, ob)
	rows := make(map[string]int)
	for _, q := range from.questions(old) {
		rows[q.id] = q.row
	}
	for id, v := range map[string][4]string{
		"LOG-09.1": {"Yes", "CSP-owned", "Audit rows can't be changed.", "Read them."},
		"A&A-01.2": {"No", "CSP-owned", "Next year.", ""},
		"IAM-12.1": {"Yes", "CSP-owned", "They are append-only.", ""},
		"TVM-06.1": {"NA", "", "Out of scope.", ""},
		"DSP-18.1": {"No", "CSP-owned", "Not written.", ""},
	} {
		for i, text := range v {
			if err := old.Set(workbook.Ref{Col: 3 + i, Row: rows[id]}, text); err != nil {
				t.Fatal(err)
			}
		}
	}
	carry := func(near bool) (*Transfer, *workbook.Sheet) {
		next, to := detect(t, open(t, "new.xlsx", file(t, "4.1.0", "4.1.0")))
		x, err := Carry(old, next, from, to, instrument(t, "caiq-4.1.0"), near)
		if err == nil {
			err = x.Apply(next)
		}
		if err != nil {
			t.Fatal(err)
		}
		return x, next
	}
	read := func(s *workbook.Sheet, x *Transfer, id string) string {
		for _, m := range x.Moves {
			if m.ID == id {
				return strings.Join([]string{s.Text(3, m.At.Row), s.Text(4, m.At.Row), s.Text(5, m.At.Row), s.Text(6, m.At.Row)}, "|")
			}
		}
		t.Fatalf("no question %s", id)
		return ""
	}
	for _, near := range []bool{false, true} {
		x, next := carry(near)
		draft := "|||"
		if near {
			draft = "No|CSP-owned|Next year.|"
		}
		for id, want := range map[string]string{
			"LOG-10.1": "Yes|CSP-owned|Audit rows can't be changed.|Read them.",
			"LOG-09.1": "|||", "TVM-06.1": "|||", "TVM-07.1": "NA||Out of scope.|", "A&A-01.2": draft, "I&S-05.2": "|||",
		} {
			if got := read(next, x, id); got != want {
				t.Errorf("near=%v: %s is %q, want %q", near, id, got, want)
			}
		}
		if strings.Join(x.Dropped, " ") != "IAM-12.1" {
			t.Errorf("dropped %v", x.Dropped)
		}
		var b bytes.Buffer
		if err := x.Print(&b, false); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"283 questions", "2 carried, 2 of them to another id", "2 like one of before", "DSP-18.1  DSP-18.1, DSP-18.2 No", "26 new: left empty", "A&A-01.2  A&A-01.2  No", "Not asked any more\n  IAM-12.1"} {
			if !strings.Contains(b.String(), want) {
				t.Errorf("near=%v: no %q in\n%s", near, want, b.String())
			}
		}
	}
	// What stands in the new file stays, and a way back is not known.
	next, to := detect(t, open(t, "new.xlsx", file(t, "4.1.0", "4.1.0")))
	for _, q := range to.questions(next) {
		if err := next.Set(workbook.Ref{Col: 3, Row: q.row}, "No"); err != nil {
			t.Fatal(err)
		}
	}
	x, err := Carry(old, next, from, to, instrument(t, "caiq-4.1.0"), true)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range x.Moves {
		if len(m.Writes) > 0 {
			t.Errorf("%s would be written over", m.ID)
		}
	}
	if _, err := Carry(next, old, to, from, instrument(t, "caiq-4.0.3"), false); err == nil || !strings.Contains(err.Error(), "is not known") {
		t.Errorf("back to the old version: %v", err)
	}
	// The same version: every id is its own.
	again, d := detect(t, open(t, "old.xlsx", file(t, "4.0.3", "4.0.3")))
	if x, err = Carry(old, again, from, d, instrument(t, "caiq-4.0.3"), false); err != nil || len(x.Dropped) != 0 {
		t.Errorf("%v %v", x, err)
	}
}
