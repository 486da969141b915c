package questionnaire

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/internal/workbook"
)

// Fate is what becomes of a question's answer in the next version.
type Fate int

// The fates.
const (
	FateNew     Fate = iota // nothing like it was asked before
	FateSame                // the same question, maybe under another id: carried
	FateNear                // a question like it: a draft that a person has to read
	FateNothing             // it was asked before, and not answered
	FateKept                // the new file holds an answer already
	FateRefused             // the answer cell can't be written
)

// Move is one question of the new file.
type Move struct {
	ID, From string // From is the id in the old file, "" for a new question
	At       workbook.Ref
	Topic    string
	Fate     Fate
	Answer   string // what stood in the old file
	Why      string
	Writes   []Write
	Problems []string
}

// Transfer is what carrying answers to another version does, before it is done.
type Transfer struct {
	From, To string // instruments
	Moves    []Move
	Dropped  []string // answered questions of the old file that the new one does not ask
	Near     bool     // drafts are written, too
}

// Carry plans to take the answers of one file into another of the same or the
// next version. What the new file holds already stays.
func Carry(old, next *workbook.Sheet, from, to *Detection, in *candor.Instrument, near bool) (*Transfer, error) {
	t := &Transfer{From: from.Instrument, To: to.Instrument, Near: near}
	related := slices.ContainsFunc(in.Questions, func(q candor.Question) bool { return q.More["relation"] != "" })
	switch {
	case from.Instrument == "" || to.Instrument == "":
		return nil, fmt.Errorf("which questions are the same is known of CAIQ only, and one of the files is none")
	case from.Instrument == to.Instrument:
	case from.Kind != to.Kind || !related:
		return nil, fmt.Errorf("where the questions of %s went in %s is not known; answers are carried from caiq-4.0.3 to caiq-4.1.0", from.Instrument, to.Instrument)
	}
	was := make(map[string]int)
	for _, q := range from.questions(old) {
		was[q.id] = q.row
	}
	asked := make(map[string]*candor.Question)
	for i := range in.Questions {
		asked[in.Questions[i].ID] = &in.Questions[i]
	}
	used := make(map[string]bool)
	for _, q := range to.questions(next) {
		m := Move{ID: q.id, At: workbook.Ref{Col: to.Answer, Row: q.row}}
		relation := "new"
		if x := asked[q.id]; x != nil {
			m.Topic = x.Topic
			if from.Instrument == to.Instrument {
				m.From, relation = q.id, "same"
			} else {
				m.From, relation = x.More["same_as"], x.More["relation"]
			}
		}
		c := carrier{old: old, next: next, from: from, to: to, move: &m}
		row, there := was[m.From]
		used[m.From] = true
		several := strings.Split(m.From, ";") // questions that became one
		switch {
		case len(several) > 1:
			m.join(old, from, was, several)
			for _, id := range several {
				used[id] = true
			}
		case relation == "new" || m.From == "":
			m.Fate, m.From = FateNew, ""
		case !there || old.Text(from.Answer, row) == "":
			m.Fate = FateNothing
		case next.Text(to.Answer, q.row) != "":
			m.Fate, m.Answer = FateKept, old.Text(from.Answer, row)
		default:
			m.Fate, m.Answer = FateSame, old.Text(from.Answer, row)
			if relation != "same" {
				m.Fate = FateNear
			}
			if m.Fate == FateSame || near {
				c.cells(row)
			}
		}
		t.Moves = append(t.Moves, m)
	}
	for _, q := range from.questions(old) {
		if !used[q.id] && old.Text(from.Answer, q.row) != "" {
			t.Dropped = append(t.Dropped, q.id)
		}
	}
	return t, nil
}

// join lists a question that several were put into. Their answers may differ,
// so none of them is written.
func (m *Move) join(old *workbook.Sheet, from *Detection, was map[string]int, ids []string) {
	var answers []string
	for _, id := range ids {
		if row, ok := was[id]; ok {
			if a := old.Text(from.Answer, row); a != "" {
				answers = append(answers, a)
			}
		}
	}
	m.From, m.Fate, m.Answer = strings.Join(ids, ", "), FateNear, strings.Join(answers, ", ")
	if len(answers) == 0 {
		m.Fate = FateNothing
	} else {
		m.Why = "several questions became this one, so nothing is written"
	}
}

// carrier takes the cells of one row over.
type carrier struct {
	old, next *workbook.Sheet
	from, to  *Detection
	move      *Move
}

func (c *carrier) cells(row int) {
	m := c.move
	for i, f := range c.to.fields() {
		src := *c.from.fields()[i].col
		if i < 2 || *f.col == 0 || src == 0 { // ids and questions stay
			continue
		}
		at := workbook.Ref{Col: *f.col, Row: m.At.Row}
		cell, _ := c.old.Cell(workbook.Ref{Col: src, Row: row})
		text := cell.Text
		if text == "" || c.next.Text(at.Col, at.Row) != "" {
			continue
		}
		if f.name == "answer" || f.name == "owner" {
			want := []string{text}
			if r, ok := parseReply(text); ok && f.name == "answer" {
				want = append(want, spellings(r)...)
			}
			text = spelled(c.next, at, want)
		}
		err := c.next.Check(at, text)
		switch {
		case err == nil:
			m.Writes = append(m.Writes, Write{at, text})
		case f.name == "answer":
			m.Fate, m.Why, m.Writes = FateRefused, reason(err), nil
			return
		default:
			m.Problems = append(m.Problems, at.String()+": "+reason(err))
		}
	}
}

// Apply writes the plan's cells.
func (t *Transfer) Apply(s *workbook.Sheet) error {
	for i := range t.Moves {
		for _, w := range t.Moves[i].Writes {
			if err := s.Set(w.At, w.Text); err != nil {
				return err
			}
		}
	}
	return nil
}

// Print tells what is carried, what a person has to read, and what is new.
func (t *Transfer) Print(w io.Writer, verbose bool) error {
	b := bufio.NewWriter(w)
	n := make(map[Fate]int)
	moved := 0
	for i := range t.Moves {
		m := &t.Moves[i]
		if n[m.Fate]++; m.Fate == FateSame && m.From != m.ID {
			moved++
		}
	}
	fmt.Fprintf(b, "%s to %s: %s\n", t.From, t.To, count(len(t.Moves), "question", "questions"))
	fmt.Fprintf(b, "  %4d carried, %d of them to another id\n", n[FateSame], moved)
	drafts := "listed, not written (--near writes them as drafts)"
	if t.Near {
		drafts = "written as drafts: read each of them"
	}
	for _, l := range []struct {
		n    int
		text string
	}{
		{n[FateNear], "like one of before, but not the same: " + drafts},
		{n[FateNew], "new: left empty"},
		{n[FateNothing], "not answered before"},
		{n[FateKept], "answered already in the new file: left as they are"},
		{n[FateRefused], "could not be written"},
		{len(t.Dropped), "answered before and not asked any more"},
	} {
		if l.n > 0 {
			fmt.Fprintf(b, "  %4d %s\n", l.n, l.text)
		}
	}
	t.table(b, "Like one of before, to be read by a person", FateNear)
	t.table(b, "New", FateNew)
	t.table(b, "Could not be written", FateRefused)
	if verbose {
		t.table(b, "Carried", FateSame)
		t.table(b, "Not answered before", FateNothing)
		t.table(b, "Answered already", FateKept)
	}
	first := true
	for i := range t.Moves {
		for _, p := range t.Moves[i].Problems {
			if first {
				fmt.Fprint(b, "\nCells beside an answer that could not be written\n")
				first = false
			}
			fmt.Fprintf(b, "  %s  %s\n", term.Sanitize(t.Moves[i].ID), term.Sanitize(p))
		}
	}
	if len(t.Dropped) > 0 {
		fmt.Fprintf(b, "\nNot asked any more\n  %s\n", term.Sanitize(some(t.Dropped, len(t.Dropped))))
	}
	return b.Flush()
}

func (t *Transfer) table(b *bufio.Writer, title string, f Fate) {
	first := true
	for i := range t.Moves {
		m := &t.Moves[i]
		if m.Fate != f {
			continue
		}
		if first {
			fmt.Fprintf(b, "\n%s\n", title)
			first = false
		}
		from := m.From
		if from == "" {
			from = "-"
		}
		fmt.Fprintf(b, "  %-9s %-9s %-4s %s%s\n", term.Sanitize(m.ID), term.Sanitize(from), term.Sanitize(short(m.Answer)), m.Topic, because(m.Why))
	}
}

func because(why string) string {
	if why == "" {
		return ""
	}
	return ": " + term.Sanitize(why)
}
