// Package csv writes the frameworks that were asked for as one table, a row for
// each id: for a spreadsheet, and for comparing two runs.
package csv

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/csvtable"
	"github.com/candor-dev/candor/reports/format"
)

// Write writes the table; its head alone where no framework was asked for.
func Write(w io.Writer, r *candor.Report, _ format.Options) error {
	rows := [][]string{{
		"framework", "id", "group", "topic", "evidence", "answer", "verdict", "text", "why", "source", "by", "expires", "controls", "claims", "citations",
	}}
	for i := range r.Instruments {
		in := &r.Instruments[i]
		for _, s := range format.Standings(r, in) {
			rows = append(rows, row(in, &s))
		}
	}
	b, err := csvtable.Write(rows)
	if err == nil {
		_, err = w.Write(b)
	}
	if err != nil {
		return fmt.Errorf("write the table of the frameworks: %w", err)
	}
	return nil
}

func row(in *candor.Instrument, s *format.Standing) []string {
	q := s.Question
	controls := make([]string, len(s.Rests))
	for i, x := range s.Rests {
		controls[i] = x.Control.ID + " (" + x.Strength + "): " + format.Word(x.Control.Verdict)
	}
	out := []string{in.ID, q.ID, q.Group, q.Topic, s.Evidence, "", "", "", "", "", "", "", strings.Join(controls, "; "), "", ""}
	a := s.Answer
	if a == nil {
		return out
	}
	out[5], out[6], out[7], out[8], out[9], out[10] = a.Reply.String(), a.Verdict.String(), a.Text, a.Why, a.Source, a.By
	if !a.Expires.IsZero() {
		out[11] = a.Expires.Format(time.DateOnly)
	}
	out[13] = strings.Join(a.Claims, " ")
	cites := make([]string, len(a.Citations))
	for i, c := range a.Citations {
		cites[i] = strings.TrimSpace("[" + c.Mark + "] " + c.Text + " " + c.At.String())
	}
	out[14] = strings.Join(cites, "; ")
	return out
}
