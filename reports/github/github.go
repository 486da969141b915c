// Package github writes workflow commands, which GitHub shows as annotations on
// the lines of a pull request. It shows only ten of a kind for each step, so
// what contradicts a published claim comes first.
package github

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

// Write writes the report.
func Write(w io.Writer, r *candor.Report, o format.Options) error {
	r = format.InRepo(r)
	b := bufio.NewWriter(w)
	// A failed collector says more than any finding: what follows is not all.
	for _, why := range format.Incomplete(r, o) {
		command(b, "error", candor.Location{}, "candor: incomplete", why)
	}
	fs := format.Findings(r, o)
	slices.SortStableFunc(fs, func(a, b format.Finding) int {
		return cmp.Or(
			cmp.Compare(min(len(b.Contradicts), 1), min(len(a.Contradicts), 1)),
			cmp.Compare(b.Severity, a.Severity),
		)
	})
	for _, f := range fs {
		command(b, kind(f.Severity), format.Anchor(r, f), f.Rule, message(r, f))
	}
	for _, cv := range format.ByVerdict(r, o) {
		if cv.Verdict == candor.VerdictUnknown || cv.Verdict == candor.Stale {
			at := format.AnchorAt(r, format.ClaimPlace(&cv.Claim))
			command(b, "warning", at, "claim "+format.Word(cv.Verdict), quote(cv.Claim.Text)+": "+format.Why(cv))
		}
	}
	for _, n := range r.Notices {
		text := n.Message
		if n.Hint != "" {
			text += ": " + n.Hint
		}
		command(b, kind(n.Severity), n.At, "candor", text)
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the GitHub annotations: %w", err)
	}
	return nil
}

func message(r *candor.Report, f format.Finding) string {
	s := f.Message
	for _, cv := range f.Contradicts {
		s += ". Contradicts " + format.ClaimPlace(&cv.Claim).String() + " " + quote(cv.Claim.Text)
	}
	if fix := format.FixOf(r, f); fix != "" {
		s += ". Fix: " + fix
	}
	return s
}

func quote(s string) string { return `"` + s + `"` }

func kind(s candor.Severity) string {
	switch s {
	case candor.Bad:
		return "error"
	case candor.Warning:
		return "warning"
	}
	return "notice"
}

// command writes one workflow command. Columns are left out of a range over
// several lines, where GitHub refuses them.
func command(w io.Writer, kind string, at candor.Location, title, text string) {
	var props []string
	add := func(key, value string) { props = append(props, key+"="+escapeProperty(term.Sanitize(value))) }
	number := func(key string, n int) {
		if n > 0 {
			add(key, strconv.Itoa(n))
		}
	}
	if !at.IsZero() {
		add("file", at.Path)
		number("line", at.Line)
		oneLine := at.EndLine == 0 || at.EndLine == at.Line
		if oneLine {
			number("col", at.Col)
		}
		number("endLine", max(at.EndLine, at.Line))
		if oneLine && at.Col > 0 && at.EndCol > at.Col {
			number("endColumn", at.EndCol)
		}
	}
	add("title", title)
	fmt.Fprintf(w, "::%s %s::%s\n", kind, strings.Join(props, ","), escape(term.Sanitize(text)))
}

// escape returns the text as a workflow command wants it in its message.
func escape(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

// escapeProperty returns the text as a workflow command wants it in a property.
func escapeProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(escape(s))
}
