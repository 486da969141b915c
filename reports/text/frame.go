package text

import (
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

const (
	maxHere      = 3 // further subjects of the same line that a frame names
	maxElsewhere = 4 // places in other files that a frame shows
	maxMarks     = 8 // marks in the same file
)

// frame writes one finding:
//
//	error[rule/id]: message
//	  --> path:41:6
//	   |
//	41 | source
//	   | ^^^^^^ label
//	   |
//	   = contradicts: page:88 "what was published"
//	   = here too: other subjects with the same finding on the same line
//	   = fix: what to do
func (p *printer) frame(f format.Finding, here []string, explain bool) {
	marks, elsewhere := p.marks(f)
	gutter := 1
	for _, m := range marks {
		gutter = max(gutter, len(strconv.Itoa(m.line)))
	}
	pad := strings.Repeat(" ", gutter)
	blue := func(s string) string { return p.st.Paint(s, term.Bold, term.Blue) }

	p.printf("%s[%s]: %s\n", p.severity(f.Severity), p.st.Paint(term.Sanitize(f.Rule), term.Bold), p.st.Paint(term.Sanitize(f.Message), term.Bold))
	at := p.place(f.At)
	if f.At.IsZero() {
		if at == "" {
			at = term.Sanitize(f.Subject)
		}
		at += " (no file)"
	}
	p.printf("%s%s %s\n", pad, blue("-->"), at)
	if len(marks) > 0 {
		p.printf("%s %s\n", pad, blue("|"))
		p.snippet(marks, gutter, f.Severity)
	}
	for i, l := range elsewhere {
		if i == maxElsewhere {
			p.printf("%s %s %s\n", pad, blue(":::"), "and "+format.Count(len(elsewhere)-i, "more place", "more places"))
			break
		}
		p.printf("%s %s %s %s\n", pad, blue(":::"), p.place(l), term.Sanitize(l.Label))
	}
	if len(marks)+len(elsewhere) > 0 {
		p.printf("%s %s\n", pad, blue("|"))
	}
	note := func(key, text string) {
		p.printf("%s %s %s %s\n", pad, blue("="), p.st.Paint(key+":", term.Bold), text)
	}
	for _, cv := range f.Contradicts {
		where := format.ClaimPlace(&cv.Claim)
		head := term.Width(term.Sanitize(where.String())) + gutter + len(" = contradicts:  ")
		note("contradicts", p.place(where)+" "+p.mark(f.Severity)(p.quote(cv.Claim.Text, p.width-head)))
	}
	if n := len(here) - maxHere; n > 1 {
		here = append(here[:maxHere:maxHere], strconv.Itoa(n)+" more: "+p.o.Again(f.Rule))
	}
	if len(here) > 0 {
		note("here too", term.Sanitize(strings.Join(here, "; ")))
	}
	if fix := format.FixOf(p.r, f); fix != "" {
		note("fix", term.Sanitize(fix))
	}
	if explain {
		note("more", p.dim("candor explain "+term.Sanitize(f.Rule)))
	}
	p.printf("\n")
}

// mark is a place in the file of a finding that its frame points at.
type mark struct {
	line, col, endCol int
	label             string
	source            string
	primary           bool
	on                bool // the mark goes on beyond the line
}

// marks sorts the places of a finding into those that the frame can show in
// its source, and those that it names.
func (p *printer) marks(f format.Finding) (marks []mark, elsewhere []candor.Location) {
	add := func(l candor.Location, primary bool) bool {
		if p.o.Source == nil || l.Path == "" || l.Path != f.At.Path || l.Line < 1 {
			return false
		}
		src, ok := p.o.Source(l.Path, l.Line)
		if !ok || len(marks) >= maxMarks {
			return false
		}
		m := mark{line: l.Line, col: l.Col, endCol: l.EndCol, label: term.Sanitize(l.Label), source: src, primary: primary}
		if m.on = l.EndLine > l.Line; m.on {
			m.endCol = 0
		}
		marks = append(marks, m)
		return true
	}
	add(f.At, true)
	for _, l := range f.Related {
		if !add(l, false) && (l.Path != "" || l.Resource != "" || l.Label != "") {
			elsewhere = append(elsewhere, l)
		}
	}
	return marks, elsewhere
}
