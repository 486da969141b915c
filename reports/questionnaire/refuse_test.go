package questionnaire

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/workbook"
)

// changed builds a workbook in the official layout and spoils it.
func changed(t *testing.T, how func(f *excelize.File) error) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(file(t, "4.0.3", "4.0.3")))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := how(f); err != nil {
		t.Fatal(err)
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestRefused: a cell that can't be written is named, and nothing else of its
// row is written where it is the answer.
func TestRefused(t *testing.T) {
	const sheet = "CAIQv4.0.3"
	src := changed(t, func(f *excelize.File) error {
		locked, err := f.NewStyle(&excelize.Style{Protection: &excelize.Protection{Locked: true}})
		if err == nil {
			err = f.SetCellStyle(sheet, "C3", "C3", locked)
		}
		if err == nil {
			err = f.SetCellFormula(sheet, "C4", `IF(1,"","")`)
		}
		if err == nil {
			err = f.SetCellStyle(sheet, "D5", "D5", locked)
		}
		return err
	})
	s, d := detect(t, open(t, "a.xlsx", src))
	answer := func(id, text string) candor.Answer {
		return candor.Answer{Instrument: "caiq-4.0.3", ID: id, Reply: candor.Yes, Ownership: "CSP-owned", Text: text}
	}
	p := Fill(s, d, []candor.Answer{answer("AIS-01.1", "x"), answer("AIS-01.2", "x"), answer("AIS-02.1", "x"), answer("AIS-03.1", strings.Repeat("x", 40000))}, FillOptions{})
	for id, want := range map[string]string{"AIS-01.1": "locked by the sheet's protection", "AIS-01.2": "holds a formula"} {
		if r := row(t, p, id); r.State != Refused || !strings.Contains(r.Why, want) || len(r.Writes) != 0 {
			t.Errorf("%s: state %d, %q, writes %v", id, r.State, r.Why, r.Writes)
		}
	}
	for id, want := range map[string]string{"AIS-02.1": "D5: it is locked", "AIS-03.1": "E6: the text has 40000 characters, and a cell holds 32767"} {
		if r := row(t, p, id); r.State != Filled || len(r.Problems) != 1 || !strings.Contains(r.Problems[0], want) || len(r.Writes) != 2 {
			t.Errorf("%s: state %d, %q, writes %v", id, r.State, r.Problems, r.Writes)
		}
	}
	var out bytes.Buffer
	if err := p.Print(&out, d, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"2 could not be written", "C3  AIS-01.1  it is locked", "AIS-03.1  E6: the text has"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// TestOwnSheet: a customer's own sheet, with words of its own for the answers.
func TestOwnSheet(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range [][]any{{"SIG Lite 2025"}, {"Ser No", "Question/Request", "Response", "Additional Information"}, {"A", "q"}, {"B", "q"}, {"Totals"}} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = f.SetSheetRow("Sheet1", cell, &r)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	v := excelize.NewDataValidation(true)
	v.SetSqref("C3:C4")
	if err := v.SetDropList([]string{"YES", "NO", "N/A"}); err != nil {
		t.Fatal(err)
	}
	if err := f.AddDataValidation("Sheet1", v); err != nil {
		t.Fatal(err)
	}
	var src bytes.Buffer
	if err := f.Write(&src); err != nil {
		t.Fatal(err)
	}
	b := open(t, "s.xlsx", src.Bytes())
	d, err := Detect(b, instruments(t), Ask{Instrument: "siglite-2025", Map: &Layout{First: 3, Last: 4, Columns: Columns{ID: 1, Question: 2, Answer: 3, Comment: 4}}})
	if err != nil {
		t.Fatal(err)
	}
	p := Fill(b.Sheet("Sheet1"), d, []candor.Answer{
		{Instrument: "siglite-2025", ID: "A", Reply: candor.NA, Text: "None."}, {Instrument: "siglite-2025", ID: "B", Reply: candor.Yes, Text: "It is."},
	}, FillOptions{})
	if w := row(t, p, "A").Writes; len(w) != 2 || w[0].Text != "N/A" {
		t.Errorf("A: %v", w)
	}
	if w := row(t, p, "B").Writes; len(w) != 2 || w[0].Text != "YES" {
		t.Errorf("B: %v", w)
	}
}

// FuzzLint: whatever a sheet holds, it is refused or linted, every place inside it.
func FuzzLint(f *testing.F) {
	f.Add("Question ID,Question,CSP CAIQ Answer,Comments\nIVS-01.1,a,Yes,by Q2 2024\nIVS-01.2,b,NA,\n")
	f.Add("#,Request,Response\n1,a,No\n,,\n2,a,Yes\n")
	ins := instruments(f)
	f.Fuzz(func(t *testing.T, src string) {
		b, err := workbook.Open("q.csv", []byte(src))
		if err != nil {
			return
		}
		d, err := Detect(b, ins, Ask{})
		if d == nil {
			if err == nil {
				t.Fatal("neither a detection nor a reason")
			}
			return
		}
		s := b.Sheet(d.Sheet)
		if again, err := ParseMap(d.Layout.String()); err != nil || again.String() != d.Layout.String() {
			t.Fatalf("--map %q: %v", d.Layout.String(), err)
		}
		for _, x := range Lint("q.csv", s, d, nil, err, day("2026-11-22")).Results {
			if x.At.Line < 1 || x.At.Line > s.Last().Row+1 || x.At.Col < 1 {
				t.Fatalf("a finding at %+v", x.At)
			}
		}
	})
}
