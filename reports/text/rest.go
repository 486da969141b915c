package text

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/table"
)

// openRoom is how many lines the section of what is not decided may have, its
// heading and the line that counts the rest aside.
const openRoom = 21

// undecided writes the results that are unknown: an honest gap is shown like a
// finding, though without a frame.
func (p *printer) undecided() {
	all := format.Undecided(p.r, p.o)
	if len(all) == 0 {
		return
	}
	p.head("Not decided")
	show, more, places := format.FoldOpen(all, p.o, openRoom, func(x format.Open) int { return len(p.open(x)) })
	for _, x := range show {
		for _, line := range p.open(x) {
			p.printf("%s\n", line)
		}
	}
	if places > 0 {
		p.wrapped("  ", format.LeftOpen(more, places, term.Sanitize, "candor check -v shows all"), nil)
	}
	p.printf("\n")
}

// open is one entry of what is not decided, in lines.
func (p *printer) open(x format.Open) []string {
	var lines []string
	add := func(text string, paint func(string) string) {
		for _, l := range term.Wrap(text, p.width-6) {
			lines = append(lines, "      "+paint(l))
		}
	}
	plain := func(s string) string { return s }

	at := p.place(x.Places[0].At)
	if at == "" {
		at = term.Sanitize(x.Places[0].Subject)
	}
	head := "  " + p.verdict(candor.VerdictUnknown)("? unknown") + " " + at
	rules := "[" + term.Sanitize(strings.Join(x.Rules, ", ")) + "]"
	if term.Width(head)+1+len(rules) <= p.width {
		lines = append(lines, head+" "+p.dim(rules))
	} else {
		lines = append(lines, head)
		add(rules, p.dim)
	}
	add(term.Sanitize(x.Message), plain)
	switch len(x.Claims) {
	case 0:
	case 1:
		c := &x.Claims[0].Claim
		s := "concerns claim " + term.Sanitize(c.ID) + " "
		add(s+p.quote(c.Text, p.width-6-term.Width(s)), p.verdict(candor.VerdictUnknown))
	default:
		add("concerns claims "+term.Sanitize(format.ClaimIDs(x.Claims)), p.verdict(candor.VerdictUnknown))
	}
	if len(x.Places) > 1 {
		also := make([]string, len(x.Places)-1)
		for i, s := range x.Places[1:] {
			also[i] = term.Sanitize(s.String())
		}
		s := "also at " + strings.Join(also, ", ")
		if x.Left > 0 {
			s += " and " + format.Count(x.Left, "more place", "more places")
		}
		add(s, p.dim)
	}
	return lines
}

// exceptions writes the waivers in force, and those that ran out.
func (p *printer) exceptions() {
	ws := format.Accepted(p.r)
	if p.o.Rule != "" {
		kept := ws[:0]
		for _, w := range ws {
			if w.Rule == p.o.Rule {
				kept = append(kept, w)
			}
		}
		ws = kept
	}
	if len(ws) == 0 {
		return
	}
	p.head("Accepted exceptions")
	for _, w := range ws {
		until := format.Until(w, p.r.At)
		if w.Expired {
			until = p.st.Paint(until, term.Bold, term.Red)
		}
		p.printf("  %s %s, %s\n", p.st.Paint(term.Sanitize(w.Rule), term.Bold), term.Sanitize(format.WaiverScope(w)), until)
		p.wrapped("      ", term.Sanitize(w.Reason), nil)
		by := ""
		if w.Owner != "" {
			by = "owner " + term.Sanitize(w.Owner) + "; "
		}
		if w.Approved != "" {
			by += "approved by " + term.Sanitize(w.Approved) + "; "
		}
		if !w.Expired {
			by += "excuses " + format.Count(w.Used, "failure", "failures") + "; "
		}
		p.wrapped("      ", by+"written at "+term.Sanitize(w.At.String()), p.dim)
	}
	if p.o.AllSuppressed {
		for _, f := range format.Waived(p.r, p.o) {
			p.printf("  %s %s %s\n", p.dim("waived"), p.place(f.At), term.Sanitize(f.Message))
		}
	}
	p.printf("\n")
}

func (p *printer) notices() {
	if len(p.r.Notices) == 0 || p.o.Rule != "" {
		return
	}
	p.head("Notices")
	for _, n := range p.r.Notices {
		at := ""
		if !n.At.IsZero() {
			at = p.place(n.At) + ": "
		}
		p.printf("  %s: %s%s\n", p.severity(n.Severity), at, term.Sanitize(n.Message))
		if n.Hint != "" {
			p.wrapped("      ", term.Sanitize(n.Hint), p.dim)
		}
	}
	p.printf("\n")
}

// foldGaps puts what was left out for the same reason on one line.
func (p *printer) foldGaps(gs []format.Gap) []format.Gap {
	const most = 3
	if p.o.Verbose {
		return gs
	}
	same := make(map[string]int)
	for _, g := range gs {
		same[g.Why]++
	}
	var out []format.Gap
	for _, g := range gs {
		switch n := same[g.Why]; {
		case n == 0:
			continue // told with the first
		case n > most:
			g.What, g.State = fmt.Sprintf("%d such as %s", n, g.What), "folded"
			same[g.Why] = 0
		}
		out = append(out, g)
	}
	return out
}

// gaps writes what was not looked at.
func (p *printer) gaps() {
	gs, none := p.foldGaps(format.Gaps(p.r)), format.NothingToRead(p.r)
	if len(gs)+len(none) == 0 || p.o.Rule != "" {
		return
	}
	p.head("Not looked at")
	t := table.Table{Columns: []table.Column{{Min: 12}, {}, {Min: 20}}, Width: p.width, Indent: 2}
	for _, g := range gs {
		state := table.Cell{Text: term.Sanitize(g.State), Paint: p.dim}
		switch g.State {
		case candor.Failed.String():
			state.Paint = func(s string) string { return p.st.Paint(s, term.Bold, term.Red) }
		case candor.Partial.String():
			state.Paint = func(s string) string { return p.st.Paint(s, term.Bold, term.Yellow) }
		}
		t.Rows = append(t.Rows, []table.Cell{{Text: term.Sanitize(g.What)}, state, {Text: term.Sanitize(g.Why)}})
	}
	if err := t.Write(p.w); err != nil && p.err == nil {
		p.err = err
	}
	if len(none) > 0 {
		p.wrapped("  ", "nothing to read for: "+term.Sanitize(strings.Join(none, ", ")), p.dim)
	}
	p.printf("\n")
}

// summary writes the counts, with their denominators.
func (p *printer) summary(fs []format.Finding) {
	if p.o.Rule != "" {
		p.ruleSummary(fs)
		return
	}
	if p.o.Verbose {
		p.collectors()
	}
	if len(p.r.Claims) > 0 {
		p.printf("%s\n", format.ClaimsLine(p.r))
	}
	p.printf("%s\n", format.ResultsLine(p.r))
	if len(fs) > 0 || len(p.r.Waivers) > 0 {
		p.printf("%s\n", format.FindingsLine(p.r, fs))
	}
	p.incomplete()
}

func (p *printer) ruleSummary(fs []format.Finding) {
	part := candor.Report{Runs: p.r.Runs}
	for i := range p.r.Results {
		if p.r.Results[i].Rule == p.o.Rule {
			part.Results = append(part.Results, p.r.Results[i])
		}
	}
	p.printf("%s: %s\n", term.Sanitize(p.o.Rule), format.ResultsLine(&part))
	p.incomplete()
}

// incomplete writes why the scan did not see everything.
func (p *printer) incomplete() {
	for _, why := range format.Incomplete(p.r, p.o) {
		p.printf("%s %s\n", p.st.Paint("incomplete:", term.Bold, term.Red), term.Sanitize(why))
	}
}

// collectors writes how far each collector came.
func (p *printer) collectors() {
	t := table.Table{Columns: []table.Column{
		{Header: "collector"}, {Header: "state"}, {Header: "files", Right: true}, {Header: "facts", Right: true}, {Header: "seconds", Right: true},
	}, Width: p.width, Indent: 2, Head: p.dim}
	for _, x := range p.r.Runs {
		t.Rows = append(t.Rows, []table.Cell{
			{Text: term.Sanitize(x.ID)}, {Text: x.State.String()}, {Text: fmt.Sprint(x.Files)}, {Text: fmt.Sprint(x.Facts)}, {Text: fmt.Sprintf("%.1f", x.Seconds)},
		})
	}
	if len(t.Rows) == 0 {
		return
	}
	p.head("Collectors")
	if err := t.Write(p.w); err != nil && p.err == nil {
		p.err = err
	}
	p.printf("\n")
}
