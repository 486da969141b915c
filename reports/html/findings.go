package html

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/htmldoc"
	"github.com/candor-dev/candor/reports/format"
)

// findings are the failures that stand under no claim, by rule.
func (p *page) findings() {
	p.section("findings", "Other findings")
	var rules []string
	by := make(map[string][]*candor.Result)
	total := 0
	for _, f := range format.Findings(p.r, format.Options{}) {
		if p.told[f.Result] {
			continue
		}
		if by[f.Rule] == nil {
			rules = append(rules, f.Rule)
		}
		by[f.Rule] = append(by[f.Rule], f.Result)
		total++
	}
	if total == 0 {
		p.El("p", "No finding stands apart from the claims.")
		return
	}
	p.El("p", count(total, "finding", "findings")+" of "+count(len(rules), "rule", "rules")+" that no claim is bound to:")
	for _, rule := range rules {
		rs := by[rule]
		p.Open("details", "class", "claim")
		p.Open("summary")
		p.El("span", rs[0].Severity.String(), "class", "badge "+severityTone(rs[0].Severity))
		p.Text(" ")
		p.code(rule)
		p.Text(" ")
		if r := p.rules[rule]; r != nil {
			p.El("span", r.Title, "class", "said")
		}
		p.Text(" ")
		p.El("span", count(len(rs), "finding", "findings"), "class", "tally")
		p.Close("summary")
		p.fails(rs)
		p.Close("details")
	}
}

func severityTone(s candor.Severity) string {
	switch s {
	case candor.Bad:
		return "bad"
	case candor.Warning:
		return "half"
	}
	return "open"
}

// fails writes failures: the first ones with their source, more of them a line
// each, and how many are left.
func (p *page) fails(rs []*candor.Result) {
	if len(rs) == 0 {
		return
	}
	n := min(len(rs), maxFull)
	if p.full() {
		n = 0
	}
	if n > 0 {
		p.Open("ul", "class", "hits")
		for i, x := range rs[:n] {
			p.Open("li")
			p.fail(x)
			// One word on how to mend is enough for neighbours of one kind.
			if fix := p.fix(x); fix != "" && (i == n-1 || p.fix(rs[i+1]) != fix) {
				p.Open("p")
				p.Text("Fix: ")
				p.Long(fix, maxMessage)
				p.Close("p")
			}
			p.Close("li")
		}
		p.Close("ul")
	}
	if rest := rs[n:]; len(rest) > 0 {
		title := "More that fail"
		if n == 0 {
			title = "What fails"
		}
		p.brief("bad", title, rest, maxBrief)
	}
}

func (p *page) fail(x *candor.Result) {
	p.Open("p", "class", "lead")
	if x.At.String() != "" {
		p.at(x.At)
		p.Text(" ")
	}
	p.Long(x.Message, maxMessage)
	p.Close("p")
	p.snippet(x)
	p.elsewhere("See", x.Related)
	p.elsewhere("The way", x.Flow)
}

func (p *page) fix(x *candor.Result) string {
	if r := p.rules[x.Rule]; x.Fix == "" && r != nil {
		return r.Fix
	}
	return x.Fix
}

// elsewhere lists places that belong to a finding.
func (p *page) elsewhere(title string, ls []candor.Location) {
	var show []candor.Location
	for _, l := range ls {
		if l.String() != "" {
			show = append(show, l)
		}
	}
	if len(show) == 0 {
		return
	}
	more := len(show) - maxPlaces
	p.Open("p", "class", "quiet")
	p.Text(title + ": ")
	p.list(min(len(show), maxPlaces), func(i int) {
		p.at(show[i])
		if show[i].Label != "" {
			p.Text(" (" + htmldoc.Cut(show[i].Label, maxName) + ")")
		}
	})
	if more > 0 {
		p.Text(" and " + count(more, "more place", "more places"))
	}
	p.Close("p")
}

// mark is a part of a source line that a finding points at.
type mark struct{ line, col, endCol int }

// most lines of one finding that are shown.
const maxLines = 8

// snippet shows the lines of the finding's file that it points at. Lines
// between are left out; what is likely a secret is masked.
func (p *page) snippet(x *candor.Result) {
	if p.o.Source == nil || x.At.Path == "" || x.At.Line < 1 {
		return
	}
	marks := []mark{{x.At.Line, x.At.Col, endCol(x.At)}}
	for l := x.At.Line + 1; l <= x.At.EndLine && len(marks) < maxLines; l++ {
		marks = append(marks, mark{line: l})
	}
	for _, l := range x.Related {
		if l.Path == x.At.Path && l.Line > 0 && len(marks) < maxLines && !slices.ContainsFunc(marks, func(m mark) bool { return m.line == l.Line }) {
			marks = append(marks, mark{l.Line, l.Col, endCol(l)})
		}
	}
	slices.SortFunc(marks, func(a, b mark) int { return cmp.Compare(a.line, b.line) })
	begun, last := false, 0
	for _, m := range marks {
		text, ok := p.o.Source(x.At.Path, m.line)
		if !ok {
			continue
		}
		if !begun {
			p.Open("pre")
			p.Open("code")
		} else if m.line > last+1 {
			p.El("span", "…", "class", "num")
			p.Newline()
		}
		begun, last = true, m.line
		p.line(m, p.mask.Line(text))
	}
	if begun {
		p.Close("code", "pre")
	}
}

func endCol(l candor.Location) int {
	if l.EndLine > l.Line {
		return 0
	}
	return l.EndCol
}

// line writes one source line with its number; the part that the finding points
// at is marked, or all of it where no columns are known.
func (p *page) line(m mark, text string) {
	runes := []rune(strings.TrimRight(text, " \t\r\n"))
	over := 0
	if len(runes) > maxLine {
		over = len(runes) - maxLine
		runes = runes[:maxLine]
	}
	from, to := len(runes)-len([]rune(strings.TrimLeft(string(runes), " \t"))), len(runes)
	if m.col > 0 && m.col <= len(runes) {
		from = m.col - 1
		if m.endCol > m.col {
			to = min(m.endCol-1, len(runes))
		}
	}
	p.El("span", strconv.Itoa(m.line)+"  ", "class", "num")
	p.Text(string(runes[:from]))
	if from < to {
		p.El("mark", string(runes[from:to]))
	}
	p.Text(string(runes[max(from, to):]))
	if over > 0 {
		p.Text("…")
	}
	p.Newline()
}
