// Package text writes a report for people at a terminal: findings as frames of
// source, then the claims, then everything that was excused or not looked at.
package text

import (
	"bufio"
	"fmt"
	"io"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/redact"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

const (
	defaultWidth = 100 // where the width is not known
	minWidth     = 40
)

// Write writes the report.
func Write(w io.Writer, r *candor.Report, o format.Options) error {
	p := &printer{
		w:      bufio.NewWriter(w),
		r:      r,
		o:      o,
		st:     term.Style{Color: o.Color, Links: o.Links},
		width:  max(o.Width, minWidth),
		redact: redact.New(),
	}
	if o.Width <= 0 {
		p.width = defaultWidth
	}
	findings := format.Findings(r, o)
	p.findings(findings)
	p.claims()
	p.undecided()
	p.exceptions()
	p.notices()
	p.gaps()
	p.since()
	p.summary(findings)
	if p.err != nil {
		return fmt.Errorf("write the text report: %w", p.err)
	}
	if err := p.w.Flush(); err != nil {
		return fmt.Errorf("write the text report: %w", err)
	}
	return nil
}

// printer holds what every part of the report needs. The buffered writer keeps
// the first error, so parts need not look at each.
type printer struct {
	w      *bufio.Writer
	err    error // of what does not go through w
	r      *candor.Report
	o      format.Options
	st     term.Style
	width  int
	redact *redact.Redactor
}

func (p *printer) printf(layout string, args ...any) { fmt.Fprintf(p.w, layout, args...) }

func (p *printer) head(title string) { p.printf("%s\n", p.st.Paint(title, term.Bold)) }

func (p *printer) dim(s string) string { return p.st.Paint(s, term.Dim) }

// place shows a location, linked to the file where the root is known.
func (p *printer) place(at candor.Location) string {
	s := term.Sanitize(at.String())
	if at.Path == "" || !filepath.IsAbs(p.r.Root) {
		return s
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(filepath.Join(p.r.Root, filepath.FromSlash(at.Path)))}
	return p.st.Link(s, u.String())
}

func (p *printer) severity(s candor.Severity) string {
	switch s {
	case candor.Bad:
		return p.st.Paint(s.String(), term.Bold, term.Red)
	case candor.Warning:
		return p.st.Paint(s.String(), term.Bold, term.Yellow)
	}
	return p.st.Paint(s.String(), term.Bold, term.Cyan)
}

// mark paints the carets and labels of a finding in the colour of its severity.
func (p *printer) mark(s candor.Severity) func(string) string {
	code := term.Cyan
	switch s {
	case candor.Bad:
		code = term.Red
	case candor.Warning:
		code = term.Yellow
	}
	return func(t string) string { return p.st.Paint(t, term.Bold, code) }
}

func (p *printer) verdict(v candor.Verdict) func(string) string {
	codes := []term.Code{term.Bold, term.Magenta} // unknown is as loud as contradicted
	switch v {
	case candor.Verified:
		codes = []term.Code{term.Green}
	case candor.Attested:
		codes = []term.Code{term.Cyan}
	case candor.PartlyTrue, candor.Planned:
		codes = []term.Code{term.Yellow}
	case candor.Contradicted:
		codes = []term.Code{term.Bold, term.Red}
	case candor.VerdictNotApplicable:
		codes = []term.Code{term.Dim}
	}
	return func(s string) string { return p.st.Paint(s, codes...) }
}

// findings writes the findings; where an earlier state is known, the new ones
// first and then the others under a heading of their own.
func (p *printer) findings(fs []format.Finding) {
	if p.r.Since == nil {
		p.frames(fs)
		return
	}
	var fresh, old []format.Finding
	for _, f := range fs {
		if p.r.Brought(f.Result) {
			fresh = append(fresh, f)
		} else {
			old = append(old, f)
		}
	}
	name := term.Sanitize(p.r.Since.Name)
	if len(fresh) > 0 {
		p.head("New since " + name)
		p.printf("\n")
		p.frames(fresh)
	}
	if len(old) > 0 {
		p.head("As it was at " + name)
		p.printf("\n")
		p.frames(old)
	}
}

func (p *printer) frames(fs []format.Finding) {
	fs, here := p.samePlace(fs)
	show, more := format.Fold(fs, p.o)
	folded := make(map[string]int, len(more))
	for _, m := range more {
		folded[m.Rule] = m.Count
	}
	left := make(map[string]int)
	for _, f := range show {
		left[f.Rule]++
	}
	for _, f := range fs {
		if folded[f.Rule] > 0 {
			folded[f.Rule] += len(here[f.Result])
		}
	}
	for _, f := range show {
		if folded[f.Rule] > 0 {
			folded[f.Rule] -= len(here[f.Result])
		}
	}
	explained := make(map[string]bool)
	for _, f := range show {
		p.frame(f, here[f.Result], !explained[f.Rule])
		explained[f.Rule] = true
		// What was folded is told right after the last one that is shown.
		if left[f.Rule]--; left[f.Rule] == 0 && folded[f.Rule] > 0 {
			rule := term.Sanitize(f.Rule)
			p.printf("%s\n\n", p.st.Paint(fmt.Sprintf("+%d more of %s: %s", folded[f.Rule], rule, p.o.Again(rule)), term.Bold))
		}
	}
}

// samePlace keeps the first of the findings that one line has of one rule, such
// as every command of every role on a table without row-level security; the
// others are named below it.
func (p *printer) samePlace(fs []format.Finding) (first []format.Finding, here map[*candor.Result][]string) {
	if p.o.Verbose || p.o.Rule != "" {
		return fs, nil
	}
	type place struct {
		rule, claims, path string
		line, col          int
		severity           candor.Severity
	}
	at := make(map[place]*candor.Result)
	here = make(map[*candor.Result][]string)
	for _, f := range fs {
		k := place{rule: f.Rule, path: f.At.Path, line: f.At.Line, col: f.At.Col, severity: f.Severity}
		for _, c := range f.Contradicts {
			k.claims += c.Claim.ID + "\n"
		}
		if one, ok := at[k]; ok && f.At.Line > 0 {
			here[one] = append(here[one], f.Subject)
			continue
		}
		at[k] = f.Result
		first = append(first, f)
	}
	return first, here
}

func (p *printer) wrapped(indent, text string, paint func(string) string) {
	for _, line := range term.Wrap(text, p.width-len(indent)) {
		if paint != nil {
			line = paint(line)
		}
		p.printf("%s%s\n", indent, line)
	}
}

// quote sets a published text in quotation marks, cut between words where the
// terminal has no room for it. Nothing is cut where the width is not known, or
// so small that little would be left.
func (p *printer) quote(s string, room int) string {
	s = strings.TrimSpace(term.Sanitize(s))
	if p.o.Width > 0 && room >= 24 {
		s = term.Shorten(s, room-2)
	}
	return `"` + s + `"`
}
