package questionnaire

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
)

// Print tells what a plan does: how many questions are answered how, what a
// person has to look at, and why the rest stays blank.
func (p *Plan) Print(w io.Writer, d *Detection, verbose bool) error {
	b := bufio.NewWriter(w)
	printf := func(format string, args ...any) { fmt.Fprintf(b, format+"\n", args...) }
	filled := make(map[candor.Reply]int)
	states := make(map[State]int)
	for i := range p.Rows {
		r := &p.Rows[i]
		if states[r.State]++; r.State == Filled {
			filled[r.Answer.Reply]++
		}
	}
	printf("%s, sheet %q: %s", d.Instrument, term.Sanitize(d.Sheet), count(len(p.Rows), "question", "questions"))
	printf("  %4d filled   %d Yes, %d No, %d NA (%s)", states[Filled], filled[candor.Yes], filled[candor.No], filled[candor.NA], count(p.Cells(), "cell", "cells"))
	for _, l := range []struct {
		s    State
		text string
	}{
		{Same, "as the evidence has it already"},
		{Kept, "answered already; no evidence for or against it"},
		{Conflict, "answered already, and the evidence says otherwise: left as they are"},
		{Refused, "could not be written"},
		{Blank, "left blank for a person"},
	} {
		if n := states[l.s]; n > 0 {
			printf("  %4d %s", n, l.text)
		}
	}
	if n := p.ownerless(d); n > 0 {
		printf("  %4d of the filled ones name no owner: set frameworks: {%s: {ownership: ...}} in candor.yaml", n, d.Kind)
	}
	p.list(b, "Conflicts (--overwrite takes what the evidence says)", Conflict, func(r *Row) string {
		return fmt.Sprintf("you say %s, %s", short(r.Wrote), r.Says())
	})
	p.list(b, "Not written", Refused, func(r *Row) string { return r.Why })
	var problems []string
	for i := range p.Rows {
		for _, x := range p.Rows[i].Problems {
			problems = append(problems, p.Rows[i].ID+"  "+x)
		}
	}
	if len(problems) > 0 {
		printf("\nCells beside an answer that could not be written")
		for _, x := range problems {
			printf("  %s", term.Sanitize(x))
		}
	}
	if verbose {
		p.list(b, "Answered already, without evidence for or against it", Kept, func(r *Row) string {
			return fmt.Sprintf("you say %s: %s", short(r.Wrote), oneLine(r.Why))
		})
	}
	p.blanks(b, verbose)
	return b.Flush()
}

// ownerless counts the answers that are written without the owner that the
// questionnaire asks for.
func (p *Plan) ownerless(d *Detection) int {
	n := 0
	for i := range p.Rows {
		if a := &p.Rows[i].Answer; d.Owner > 0 && p.Rows[i].State == Filled && a.Reply != candor.NA && a.Ownership == "" {
			n++
		}
	}
	return n
}

func (p *Plan) list(b *bufio.Writer, title string, s State, say func(*Row) string) {
	first := true
	for i := range p.Rows {
		r := &p.Rows[i]
		if r.State != s {
			continue
		}
		if first {
			fmt.Fprintf(b, "\n%s\n", title)
			first = false
		}
		fmt.Fprintf(b, "  %s  %s  %s\n", r.At, term.Sanitize(r.ID), term.Sanitize(say(r)))
	}
}

// blanks groups the questions that stay blank by the reason.
func (p *Plan) blanks(b *bufio.Writer, verbose bool) {
	groups := make(map[string][]string)
	for i := range p.Rows {
		if r := &p.Rows[i]; r.State == Blank {
			groups[r.Why] = append(groups[r.Why], r.ID)
		}
	}
	if len(groups) == 0 {
		return
	}
	fmt.Fprint(b, "\nLeft blank, and why\n")
	whys := sortedKeys(groups)
	slices.SortStableFunc(whys, func(x, y string) int { return cmp.Compare(len(groups[y]), len(groups[x])) })
	for i, why := range whys {
		const most = 10
		if i == most && !verbose {
			n := 0
			for _, w := range whys[i:] {
				n += len(groups[w])
			}
			fmt.Fprintf(b, "  %4d for %d other reasons: -v shows all\n", n, len(whys)-i)
			return
		}
		ids := some(groups[why], 6)
		if verbose {
			ids = strings.Join(groups[why], ", ")
		}
		fmt.Fprintf(b, "  %4d %s\n       %s\n", len(groups[why]), term.Sanitize(oneLine(why)), term.Sanitize(ids))
	}
}

// short cuts a text for a message.
func short(s string) string {
	const most = 60
	s = oneLine(s)
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "..."
	}
	return s
}
