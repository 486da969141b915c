package questionnaire

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"strconv"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/internal/workbook"
)

// Print tells what was detected and by which signs.
func (d *Detection) Print(w io.Writer, file string) error {
	b := bufio.NewWriter(w)
	what := d.Instrument
	if what == "" {
		what = map[string]string{"sig": "looks like SIG, of a version that the file does not say", "other": "no questionnaire that candor knows"}[d.Kind]
	}
	fmt.Fprintf(b, "%s: %s\n", term.Sanitize(file), what)
	fmt.Fprintf(b, "  %s", count(d.Questions, "question", "questions"))
	if d.Instrument != "" {
		fmt.Fprintf(b, ", %d of them by an id of %s", d.Known, d.Instrument)
	}
	fmt.Fprintln(b)
	for _, s := range d.Signs {
		fmt.Fprintf(b, "  %s\n", term.Sanitize(oneLine(s)))
	}
	fmt.Fprintf(b, "columns: --map '%s'\n", term.Sanitize(d.Layout.String()))
	if len(d.Others) > 0 {
		fmt.Fprintf(b, "other sheets with questions: %s\n", term.Sanitize(some(d.Others, 10)))
	}
	if d.Proposed {
		fmt.Fprintln(b, "These columns are a guess. Look at them, and give --map to confirm or correct it.")
	}
	return b.Flush()
}

// Proposal is an approved answer that a question in free words may mean.
type Proposal struct {
	Score    float64
	Approved *candor.Approved
	Answer   candor.Answer // what it would answer today
}

// WriteProposals writes, as CSV, the approved answers that are nearest to each
// question without an answer. Nothing of it goes into the questionnaire before a
// person has looked at it. It returns how many questions have one.
func WriteProposals(w io.Writer, s *workbook.Sheet, d *Detection, p *Plan, propose func(question string) []Proposal) (int, error) {
	c := csv.NewWriter(w)
	rows := [][]string{{"cell", "id", "question", "score", "proposed answer", "proposed text", "why", "approved for", "approved by", "expires", "place"}}
	answered := make(map[int]bool)
	for i := range p.Rows {
		if r := &p.Rows[i]; r.State != Blank {
			answered[r.At.Row] = true
		}
	}
	n := 0
	for _, q := range d.questions(s) {
		if d.Question == 0 || answered[q.row] || s.Text(d.Answer, q.row) != "" {
			continue
		}
		text := s.Text(d.Question, q.row)
		found := propose(text)
		if len(found) > 0 {
			n++
		}
		for _, x := range found {
			rows = append(rows, []string{
				workbook.Ref{Col: d.Answer, Row: q.row}.String(), q.id, text, strconv.FormatFloat(x.Score, 'f', 2, 64),
				x.Answer.Reply.String(), Describe(&x.Answer), x.Answer.Why,
				x.Approved.Question, x.Approved.By, x.Approved.Expires.Format("2006-01-02"), x.Approved.At.String(),
			})
		}
	}
	for _, r := range rows {
		for i := range r {
			r[i] = workbook.GuardCSV(r[i])
		}
		if err := c.Write(r); err != nil {
			return n, fmt.Errorf("write the proposals: %w", err)
		}
	}
	c.Flush()
	return n, c.Error()
}
