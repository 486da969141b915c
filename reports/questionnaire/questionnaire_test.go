package questionnaire

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/frameworks"
	"github.com/candor-dev/candor/internal/workbook"
	"github.com/candor-dev/candor/internal/workbook/testbook"
)

func instruments(t testing.TB) []candor.Instrument {
	t.Helper()
	c, err := frameworks.Load()
	if err != nil {
		t.Fatal(err)
	}
	var out []candor.Instrument
	for _, f := range c.Frameworks {
		x := candor.Instrument{ID: f.ID, Title: f.Title}
		for _, it := range f.Items {
			x.Questions = append(x.Questions, candor.Question(it))
		}
		out = append(out, x)
	}
	return out
}

func instrument(t testing.TB, id string) *candor.Instrument {
	t.Helper()
	for _, x := range instruments(t) {
		if x.ID == id {
			return &x
		}
	}
	t.Fatalf("no instrument %s", id)
	return nil
}

// file builds a workbook in the official layout.
func file(t testing.TB, version, title string) []byte {
	t.Helper()
	b, err := testbook.CAIQ(testbook.Options{Version: title, Questions: instrument(t, "caiq-"+version).Questions, Provider: version == "4.1.0"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func open(t testing.TB, name string, src []byte) *workbook.Book {
	t.Helper()
	b, err := workbook.Open(name, src)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// csvOf writes rows of a sheet with a made-up name.
func csvOf(rows ...string) []byte { return []byte(strings.Join(rows, "\n") + "\n") }

func TestDetect(t *testing.T) {
	const head = "Question ID,Question,CSP CAIQ Answer"
	for _, c := range []struct {
		name, file string
		src        []byte
		ask        Ask
		want       string // "instrument layout", or an error
		fails      bool
	}{
		{"4.0.3", "a.xlsx", file(t, "4.0.3", "4.0.3"), Ask{}, "caiq-4.0.3 id=A,question=B,answer=C,owner=D,comment=E,customer=F,rows=3-263,sheet=CAIQv4.0.3", false},
		{"4.1.0, other words", "a.xlsx", file(t, "4.1.0", "4.1.0"), Ask{}, "caiq-4.1.0 id=A,question=B,answer=C,owner=D,comment=E,customer=F,rows=3-285,sheet=CAIQv4.1.0", false},
		{"4.1 means 4.1.0", "a.xlsx", file(t, "4.1.0", "4.1"), Ask{}, "caiq-4.1.0 id=A", false},
		{"ids of one, title of the other", "a.xlsx", file(t, "4.0.3", "4.1.0"), Ask{}, "the signs of the version disagree", true},
		{"the user says what the ids deny", "a.xlsx", file(t, "4.0.3", "4.0.3"), Ask{Instrument: "caiq-4.1.0"}, "disagree", true},
		{"an old version", "CAIQ v3.1.csv", csvOf(head, "AIS-01.1,q,"), Ask{}, "caiq-3.1, which candor does not know", true},
		{"ids that fit both", "q.csv", csvOf(head, "AIS-01.1,q,"), Ask{}, "nothing tells which version", true},
		{"the user says which", "q.csv", csvOf(head, "AIS-01.1,q,"), Ask{Instrument: "caiq-4.0.3"}, "caiq-4.0.3 id=A,question=B,answer=C,rows=2-2,sheet=q", false},
		{"an id of one version", "q.csv", csvOf(head, "AIS-01.1,q,", "I&S-01.1,q,"), Ask{}, "caiq-4.1.0 id=A", false},
		{"ids of both", "q.csv", csvOf(head, "IVS-01.1,q,", "I&S-01.1,q,"), Ask{}, "disagree", true},
		{"an id of none", "CAIQ 4.0.3.csv", csvOf(head, "AIS-01.1,q,", "XYZ-01.1,q,"), Ask{}, "does not have 1 id of this file: XYZ-01.1", true},
		{"the one on AI", "AI-CAIQ v1.0.csv", csvOf(head, "AIS-01.1,q,"), Ask{}, "another questionnaire", true},
		{"an id twice", "q.csv", csvOf(head, "AIS-01.1,q,", "AIS-01.1,q,"), Ask{}, "is there twice, in rows 2 and 3", true},
		{"no questions", "q.csv", csvOf("Question ID,Question,CSP CAIQ Answer"), Ask{}, "no sheet has a row of headers", true},
		{"no headers", "q.csv", csvOf("a,b,c", "d,e,f"), Ask{}, "no sheet has a row of headers", true},
		{"like SIG", "SIG Lite 2025.csv", csvOf("Ser No,Question/Request,Response,Additional Information", "A.1,q,,", "A.1.2,q,,"), Ask{}, "siglite-2025 id=A,question=B,answer=C,comment=D,rows=2-3,sheet=SIG Lite 2025 (guess)", false},
		{"like SIG, of no year", "s.csv", csvOf("Ques Num,Question,Response", "A.1,q,", "B.1,q,"), Ask{}, " id=A,question=B,answer=C,rows=2-3,sheet=s (guess)", false},
		{"a customer's own", "c.csv", csvOf("Our questions,,,", "#,Security question,Vendor response,Comments", "1,q,,", "2,q,,", ",,,"), Ask{}, " id=A,question=B,answer=C,comment=D,rows=3-4,sheet=c (guess)", false},
		{"sections without headers of their own", "h.csv", csvOf("Rules on how to answer,,,", "Documents,,Answer,Additional Information", "DOCU-01,Is there a plan for continuity?,,", "DOCU-02,Is there a plan for disasters?,,", "Changes,,Answer,Additional Information", "CHNG-01,Is there a board for changes?,,"), Ask{}, " id=A,question=B,answer=C,comment=D,rows=3-6,sheet=h (guess)", false},
		{"confirmed", "c.csv", csvOf("x,y,z", "1,q,"), Ask{Map: &Layout{First: 2, Last: 9, Columns: Columns{Question: 2, Answer: 3}}}, " question=B,answer=C,rows=2-9,sheet=c", false},
		{"which sheet", "a.xlsx", file(t, "4.0.3", "4.0.3"), Ask{Map: &Layout{Columns: Columns{ID: 1, Answer: 3}}}, `say which sheet, with sheet=NAME at the end of --map; the sheets are "Introduction", "CAIQv4.0.3"`, true},
		{"another sheet", "c.csv", csvOf("x"), Ask{Map: &Layout{Sheet: "no"}}, `there is no sheet "no"; the sheets are "c"`, true},
	} {
		d, err := Detect(open(t, c.file, c.src), instruments(t), c.ask)
		got := fmt.Sprint(err)
		if err == nil {
			got = d.Instrument + " " + d.Layout.String()
			if d.Proposed {
				got += " (guess)"
			}
		}
		if err != nil != c.fails || !strings.Contains(got, c.want) {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestParseMap(t *testing.T) {
	for s, want := range map[string]string{
		"id=A,question=B,answer=C,comment=E":                  "id=A,question=B,answer=C,comment=E",
		"answer=aa,question=B,rows=3-9,sheet=My, odd = sheet": "question=B,answer=AA,rows=3-9,sheet=My, odd = sheet",
		"question=B":           "no column for the answer",
		"answer=C":             "or none for the id or the question",
		"id=A,answer=A":        "the same column",
		"id=A,answers=B":       `"answers" is no column`,
		"id=7,answer=B":        "no column",
		"id=A,answer=B,rows=9": "rows=9",
		"id":                   "want COLUMN=LETTER",
	} {
		l, err := ParseMap(s)
		got := fmt.Sprint(err)
		if err == nil {
			got = l.String()
		}
		if !strings.Contains(got, want) {
			t.Errorf("%s: %s, want %s", s, got, want)
		}
	}
}

func day(s string) time.Time {
	d, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err) // a mistake of the test's
	}
	return d
}

// answers are one of each kind, in the official layout.
func answers() []candor.Answer {
	cite := []candor.Citation{{Mark: "E1", Text: "rls/forced: 41 of 41 pass", At: candor.Location{Path: "db/1.sql", Line: 7}, On: day("2026-11-21")}}
	a := func(id string, r candor.Reply, text string) candor.Answer {
		return candor.Answer{Instrument: "caiq-4.0.3", ID: id, Reply: r, Ownership: "csp-owned", Text: text, Citations: cite, Source: "evidence"}
	}
	na := a("AIS-02.1", candor.NA, "There are no such systems.")
	na.Citations = nil
	odd := a("AIS-04.1", candor.Yes, "x")
	odd.Ownership = "us"
	customer := a("A&A-01.1", candor.Yes, "Every change is reviewed [E1].")
	customer.Customer = "=Keep your keys."
	return []candor.Answer{
		a("AIS-01.1", candor.Yes, "Rules hold for every table [E1]."),
		a("AIS-01.2", candor.No, "Not all do [E1]."),
		na, odd, customer,
		{Instrument: "caiq-4.0.3", ID: "AIS-03.1", Why: "no claim speaks to it"},
		{Instrument: "caiq-4.1.0", ID: "AIS-05.1", Reply: candor.Yes, Text: "of another version"},
	}
}

func detect(t testing.TB, b *workbook.Book) (*workbook.Sheet, *Detection) {
	t.Helper()
	d, err := Detect(b, instruments(t), Ask{})
	if err != nil {
		t.Fatal(err)
	}
	return b.Sheet(d.Sheet), d
}

func fill(t testing.TB, b *workbook.Book, o FillOptions) (*Plan, []byte) {
	t.Helper()
	s, d := detect(t, b)
	p := Fill(s, d, answers(), o)
	if err := p.Apply(s); err != nil {
		t.Fatal(err)
	}
	out, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return p, out
}

func row(t testing.TB, p *Plan, id string) *Row {
	t.Helper()
	for i := range p.Rows {
		if p.Rows[i].ID == id {
			return &p.Rows[i]
		}
	}
	t.Fatalf("no row %s", id)
	return nil
}

func TestFill(t *testing.T) {
	src := file(t, "4.0.3", "4.0.3")
	b := open(t, "a.xlsx", src)
	p, out := fill(t, b, FillOptions{})
	s, _ := detect(t, open(t, "a.xlsx", out))
	for id, want := range map[string]string{
		"AIS-01.1": "Yes|CSP-owned|Rules hold for every table [E1].\n\nEvidence:\n[E1] rls/forced: 41 of 41 pass, db/1.sql:7, 2026-11-21|",
		"AIS-01.2": "No|CSP-owned|Not all do [E1].\n\nEvidence:\n[E1] rls/forced: 41 of 41 pass, db/1.sql:7, 2026-11-21|",
		"AIS-02.1": "NA||There are no such systems.|",
		"AIS-03.1": "|||",
		"AIS-04.1": "Yes||x\n\nEvidence:\n[E1] rls/forced: 41 of 41 pass, db/1.sql:7, 2026-11-21|",
		"AIS-05.1": "|||",
		"A&A-01.1": "Yes|CSP-owned|Every change is reviewed [E1].\n\nEvidence:\n[E1] rls/forced: 41 of 41 pass, db/1.sql:7, 2026-11-21|=Keep your keys.",
	} {
		y := row(t, p, id).At.Row
		var cells []string
		for x := 3; x <= 6; x++ {
			cells = append(cells, s.Text(x, y))
		}
		if got := strings.Join(cells, "|"); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if pr := row(t, p, "AIS-04.1").Problems; len(pr) != 1 || !strings.Contains(pr[0], `D7: "us" is none of its values: CSP-owned`) {
		t.Errorf("an owner outside the list: %q", pr)
	}
	again, second := fill(t, open(t, "a.xlsx", out), FillOptions{})
	if again.Cells() != 0 || !bytes.Equal(second, out) {
		t.Errorf("the second fill writes %d cells", again.Cells())
	}
	var text bytes.Buffer
	_, d := detect(t, b)
	if err := p.Print(&text, d, false); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"261 questions", "5 filled   3 Yes, 1 No, 1 NA (14 cells)", "256 left blank", "1 no claim speaks to it", "D7: \"us\" is none"} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("the summary does not say %q:\n%s", want, text.String())
		}
	}
}

// TestPersonsAnswers: what a person wrote stays, and is held against the evidence.
func TestPersonsAnswers(t *testing.T) {
	b := open(t, "a.xlsx", file(t, "4.0.3", "4.0.3"))
	s, _ := detect(t, b)
	for at, v := range map[string]string{
		"C3": "Yes", "E3": "We have written rules.", // agrees, with words of its own
		"C4": "Yes", "D4": "CSC-owned", // the evidence says No
		"C5": "No", "D5": "CSP-owned", // out of scope by the evidence
		"C6": "No", // nothing known
	} {
		ref, err := workbook.ParseRef(at)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Set(ref, v); err != nil {
			t.Fatal(err)
		}
	}
	mine, err := b.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	p, out := fill(t, open(t, "a.xlsx", mine), FillOptions{})
	for id, want := range map[string]State{"AIS-01.1": Filled, "AIS-01.2": Conflict, "AIS-02.1": Conflict, "AIS-03.1": Kept} {
		if got := row(t, p, id).State; got != want {
			t.Errorf("%s: state %d, want %d", id, got, want)
		}
	}
	if says := row(t, p, "AIS-01.2").Says(); says != "the evidence says No at db/1.sql:7" {
		t.Errorf("the conflict says %q", says)
	}
	got, _ := detect(t, open(t, "a.xlsx", out))
	for y, want := range map[int]string{3: "Yes CSP-owned We have written rules.", 4: "Yes CSC-owned ", 5: "No CSP-owned "} {
		if s := got.Text(3, y) + " " + got.Text(4, y) + " " + got.Text(5, y); s != want {
			t.Errorf("row %d is %q, want %q", y, s, want)
		}
	}
	_, out = fill(t, open(t, "a.xlsx", mine), FillOptions{Overwrite: true})
	got, _ = detect(t, open(t, "a.xlsx", out))
	if got.Text(3, 4) != "No" || got.Text(3, 5) != "NA" || got.Text(4, 5) != "" || got.Text(3, 6) != "No" {
		t.Errorf("with --overwrite: %q %q %q %q", got.Text(3, 4), got.Text(3, 5), got.Text(4, 5), got.Text(3, 6))
	}
}

func TestProposals(t *testing.T) {
	b := open(t, "c.csv", csvOf("#,Question,Answer,Comments", "1,Do you encrypt?,,", "2,Do you =dance?,,", "3,Done?,Yes,"))
	s, d := detect(t, b)
	var out bytes.Buffer
	n, err := WriteProposals(&out, s, d, &Plan{}, func(q string) []Proposal {
		if !strings.Contains(q, "encrypt") {
			return nil
		}
		return []Proposal{{Score: 0.5, Approved: &candor.Approved{Question: "Is data encrypted?", By: "Ann, CTO", Expires: day("2027-01-01"), At: candor.Location{Path: "answers.yaml", Line: 3}},
			Answer: candor.Answer{Reply: candor.Yes, Text: "=It is."}}}
	})
	const want = "C2,1,Do you encrypt?,0.50,yes,'=It is.,,Is data encrypted?,\"Ann, CTO\",2027-01-01,answers.yaml:3\n"
	if _, rows, _ := strings.Cut(out.String(), "\n"); err != nil || n != 1 || rows != want {
		t.Errorf("%d %v\n%s\nwant %s", n, err, rows, want)
	}
	if out, err := b.Bytes(); err != nil || strings.Contains(string(out), "It is") {
		t.Errorf("a proposal went into the sheet (%v)", err)
	}
}
