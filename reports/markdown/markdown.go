// Package markdown writes the report for a pull request or a step summary: the
// document of the text format, cut at the same headings.
package markdown

import (
	"fmt"
	"io"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/redact"
	"github.com/candor-dev/candor/reports/format"
)

// The report stays well under what GitHub takes in a comment (64 KiB) so that
// a workflow may add to it. Each part may fill the document up to its own mark,
// so that a long list of findings never pushes out what follows.
const (
	fullClaims     = 28_000
	fullFindings   = 44_000
	fullUndecided  = 48_000
	fullExceptions = 52_000
	fullNotices    = 54_000
	fullGaps       = 57_000
	fullAll        = 60_000
)

// Write writes the report.
func Write(w io.Writer, r *candor.Report, o format.Options) error {
	d := &doc{r: r, o: o}
	findings := format.Findings(r, o)
	d.headline(findings)
	d.since()
	d.claims()
	d.findings(findings)
	d.undecided()
	d.exceptions()
	d.notices()
	d.gaps()
	d.made()
	if _, err := io.WriteString(w, d.b.String()); err != nil {
		return fmt.Errorf("write the Markdown report: %w", err)
	}
	return nil
}

type doc struct {
	b strings.Builder
	r *candor.Report
	o format.Options
	// audit: the document is the auditor's, not a pull request's.
	audit bool
	mask  *redact.Redactor // made when the first source line is shown
}

// masked hides what is likely a secret in a source line.
func (d *doc) masked(line string) string {
	if d.mask == nil {
		d.mask = redact.New()
	}
	return d.mask.Line(line)
}

func (d *doc) printf(layout string, args ...any) { fmt.Fprintf(&d.b, layout, args...) }

// items writes each item until the document is full, then says what was cut.
func (d *doc) items(full int, what string, n int, item func(i int) string) {
	for i := range n {
		s := item(i)
		if d.b.Len()+len(s) > full && !d.audit {
			d.printf("\n_%d of %d %s are left out here for length; the text and JSON reports have them all._\n", n-i, n, what)
			return
		}
		d.b.WriteString(s)
	}
}

func (d *doc) headline(fs []format.Finding) {
	title := "candor"
	if d.r.Company != "" {
		title += ": " + text(d.r.Company)
	}
	d.printf("## %s\n\n", title)
	n := d.r.CountClaims()
	switch bad, open := n[candor.Contradicted], n[candor.VerdictUnknown]+n[candor.Stale]; {
	case d.o.Pages:
	case len(d.r.Claims) == 0:
		d.printf("%s\n\n", strings.ReplaceAll(format.NoClaims, "candor.yaml", "`candor.yaml`"))
	case bad > 0 && open > 0:
		d.printf("**✗ %s contradicted, ? %s without an answer.**\n\n", format.Count(bad, "published claim is", "published claims are"), format.Count(open, "is", "are"))
	case bad > 0:
		d.printf("**✗ %s contradicted.**\n\n", format.Count(bad, "published claim is", "published claims are"))
	case open > 0:
		d.printf("**? %s without an answer; none is contradicted.**\n\n", format.Count(open, "published claim is", "published claims are"))
	default:
		d.printf("**No published claim is contradicted.**\n\n")
	}
	if len(d.r.Claims) > 0 {
		d.printf("- %s\n", format.ClaimsLine(d.r))
	}
	d.printf("- %s\n", format.ResultsLine(d.r))
	if len(fs) > 0 || len(d.r.Waivers) > 0 {
		d.printf("- %s\n", format.FindingsLine(d.r, fs))
	}
	for _, why := range format.Incomplete(d.r, d.o) {
		d.printf("- **Incomplete:** %s\n", text(why))
	}
}

func (d *doc) claims() {
	cvs := format.ByVerdict(d.r, d.o)
	if len(cvs) == 0 {
		return
	}
	d.printf("\n### Claims\n\n| Verdict | Claim | Passed | Evidence | Published |\n|---|---|---:|---|---|\n")
	d.items(fullClaims, "claims", len(cvs), func(i int) string {
		cv := cvs[i]
		verdict := format.Glyph(cv.Verdict) + " " + format.Word(cv.Verdict)
		if !format.Holds(cv.Verdict) {
			verdict = "**" + verdict + "**"
		}
		why := text(format.Why(cv))
		if a := cv.Claim.Attest; a != nil && a.Solo && cv.Verdict == candor.Attested {
			why += " (no second person)"
		}
		return fmt.Sprintf("| %s | %s | %s | %s | %s |\n", verdict, text(cv.Claim.Text), format.Fraction(cv), why, place(format.ClaimPlace(&cv.Claim)))
	})
}

func (d *doc) findings(fs []format.Finding) {
	if len(fs) == 0 {
		return
	}
	d.printf("\n### Findings\n\n")
	show, more := format.Fold(fs, d.o)
	d.items(fullFindings, "findings", len(show), func(i int) string {
		f := show[i]
		var b strings.Builder
		fmt.Fprintf(&b, "- %s**%s** %s at %s: %s\n", d.age(f), f.Severity, code(f.Rule), d.at(f), text(f.Message))
		for _, cv := range f.Contradicts {
			fmt.Fprintf(&b, "  - contradicts %s “%s”\n", place(format.ClaimPlace(&cv.Claim)), text(cv.Claim.Text))
		}
		if fix := format.FixOf(d.r, f); fix != "" {
			fmt.Fprintf(&b, "  - fix: %s\n", text(fix))
		}
		return b.String()
	})
	for _, m := range more {
		d.printf("- +%d more of %s: %s\n", m.Count, code(m.Rule), code(d.o.Again(m.Rule)))
	}
}

func (d *doc) at(f format.Finding) string {
	if f.At.IsZero() && f.At.Resource == "" {
		return code(f.Subject)
	}
	return place(f.At)
}
