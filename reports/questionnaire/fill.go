package questionnaire

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/internal/workbook"
)

// FillOptions say how far a fill may go.
type FillOptions struct {
	Overwrite bool // what a person wrote gives way to what the evidence says
	// Day is the day of the answers where somebody gave it by hand; zero: by the
	// clock. It is said in every description.
	Day time.Time
}

// State is what became of one question.
type State int

// The states.
const (
	Blank    State = iota // nothing can be said: a person has to answer
	Filled                // cells are written
	Same                  // everything stands there already
	Kept                  // a person answered; there is no evidence for or against it
	Conflict              // a person answered one thing and the evidence says another
	Refused               // the answer cell can't be written
)

// Plan is what a fill does, before it is done.
type Plan struct {
	Rows []Row
}

// Row is one question of the file.
type Row struct {
	ID     string
	At     workbook.Ref // the answer cell
	State  State
	Wrote  string // what stands in the answer cell
	Answer candor.Answer
	Why    string // of a blank or refused one
	Writes []Write
	// Problems are cells beside the answer that could not be written.
	Problems []string
}

// Write is one cell that changes.
type Write struct {
	At   workbook.Ref
	Text string
}

// Cells counts the cells that the plan writes.
func (p *Plan) Cells() int {
	n := 0
	for i := range p.Rows {
		n += len(p.Rows[i].Writes)
	}
	return n
}

// Apply writes the plan's cells.
func (p *Plan) Apply(s *workbook.Sheet) error {
	for i := range p.Rows {
		for _, w := range p.Rows[i].Writes {
			if err := s.Set(w.At, w.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// Fill plans the cells of a questionnaire from the answers. Only answers of
// the very instrument count.
func Fill(s *workbook.Sheet, d *Detection, answers []candor.Answer, o FillOptions) *Plan {
	of := make(map[string]candor.Answer)
	for _, a := range answers {
		if a.Instrument == d.Instrument {
			of[a.ID] = a
		}
	}
	p := &Plan{}
	for _, q := range d.questions(s) {
		r := Row{ID: q.id, At: workbook.Ref{Col: d.Answer, Row: q.row}}
		a, ok := of[q.id]
		if !ok {
			a = candor.Answer{ID: q.id, Why: "nothing answers this id"}
		}
		r.Answer = a
		f := filler{sheet: s, layout: d, row: &r, FillOptions: o}
		f.fill()
		p.Rows = append(p.Rows, r)
	}
	return p
}

// filler plans one row.
type filler struct {
	sheet  *workbook.Sheet
	layout *Detection
	row    *Row
	FillOptions
}

func (f *filler) fill() {
	r, a := f.row, &f.row.Answer
	r.Wrote = f.sheet.Text(r.At.Col, r.At.Row)
	if a.Reply == candor.ReplyBlank {
		r.State, r.Why = Blank, a.Why
		if r.Why == "" {
			r.Why = "no evidence"
		}
		if r.Wrote != "" {
			r.State = Kept
		}
		return
	}
	want := spelled(f.sheet, r.At, spellings(a.Reply))
	said, ok := parseReply(r.Wrote)
	agrees := ok && said == a.Reply
	if r.Wrote != "" && !agrees && !f.Overwrite {
		r.State = Conflict
		return
	}
	if !agrees {
		if err := f.sheet.Check(r.At, want); err != nil {
			r.State, r.Why = Refused, reason(err)
			return
		}
		r.Writes = append(r.Writes, Write{r.At, want})
	}
	owner := ""
	if a.Reply != candor.NA && a.Ownership != "" {
		owner = spelled(f.sheet, workbook.Ref{Col: max(f.layout.Owner, 1), Row: r.At.Row}, []string{a.Ownership})
	}
	// Out of scope means that nobody owns the task: what stands there goes,
	// where the user lets it.
	f.cell(f.layout.Owner, owner, a.Reply == candor.NA)
	f.cell(f.layout.Comment, f.describe(), false)
	f.cell(f.layout.Customer, clean(a.Customer), false)
	r.State = Same
	if len(r.Writes) > 0 {
		r.State = Filled
	}
}

// cell plans a cell beside the answer. A cell in which a person wrote is left
// alone unless the user says otherwise.
func (f *filler) cell(col int, text string, clear bool) {
	if col == 0 || text == "" && !clear {
		return
	}
	at := workbook.Ref{Col: col, Row: f.row.At.Row}
	has := f.sheet.Text(col, at.Row)
	if f.sheet.Holds(at, text) || has != "" && !f.Overwrite {
		return
	}
	if err := f.sheet.Check(at, text); err != nil {
		f.row.Problems = append(f.row.Problems, fmt.Sprintf("%s: %s", at, reason(err)))
		return
	}
	f.row.Writes = append(f.row.Writes, Write{at, text})
}

// reason is an error of a cell without the cell.
func reason(err error) string {
	var ce *workbook.CellError
	if errors.As(err, &ce) {
		return ce.Reason
	}
	return err.Error()
}

// describe is the description with the day, where that is nobody's clock.
func (f *filler) describe() string {
	text := Describe(&f.row.Answer)
	if f.Day.IsZero() || text == "" {
		return text
	}
	return text + "\n\nAs of " + f.Day.UTC().Format(time.DateOnly) + ", a day given by hand."
}

// maxCitations is how many pieces of evidence a description lists.
const maxCitations = 12

// Describe is the text of an answer with the evidence that it names, for the
// cell of the description.
func Describe(a *candor.Answer) string {
	var b strings.Builder
	b.WriteString(clean(strings.TrimSpace(a.Text)))
	if len(a.Citations) == 0 {
		return b.String()
	}
	if b.Len() > 0 {
		b.WriteString("\n\n")
	}
	b.WriteString("Evidence:")
	for i, c := range a.Citations {
		if i == maxCitations {
			fmt.Fprintf(&b, "\nand %d more", len(a.Citations)-i)
			break
		}
		b.WriteString("\n[" + c.Mark + "] " + clean(oneLine(c.Text)))
		if at := c.At.String(); at != "" {
			b.WriteString(", " + clean(at))
		}
		if !c.On.IsZero() {
			b.WriteString(", " + c.On.Format(time.DateOnly))
		}
	}
	return b.String()
}

// clean takes out of a text what could hide or reorder it: names in scanned
// files go into a customer's workbook.
func clean(s string) string {
	var out []string
	for line := range strings.SplitSeq(s, "\n") {
		out = append(out, term.Sanitize(line))
	}
	return strings.Join(out, "\n")
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Says is what the evidence says against a person's answer, with its place.
func (r *Row) Says() string {
	a := &r.Answer
	says := "the evidence says " + spellings(a.Reply)[0]
	if a.Source == "library" {
		says = "the approved answer is " + spellings(a.Reply)[0]
	}
	for _, c := range a.Citations {
		if at := c.At.String(); at != "" {
			return says + " at " + at
		}
	}
	if a.Why != "" {
		return says + ": " + oneLine(a.Why)
	}
	return says
}
