package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/candor-dev/candor/internal/pack"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/internal/translog"
	"github.com/candor-dev/candor/reports/format"
)

// verifyText writes what a verification found, for a person who has to believe it.
type verifyText struct {
	w   io.Writer
	now time.Time
	err error // the first one of writing
}

func (t *verifyText) line(format string, args ...any) {
	if t.err == nil {
		_, t.err = fmt.Fprintln(t.w, term.Sanitize(fmt.Sprintf(format, args...)))
	}
}

// row is a label and what it is about.
func (t *verifyText) row(label, format string, args ...any) {
	t.line("  %-14s%s", label, fmt.Sprintf(format, args...))
}

func (t *verifyText) pack(name string, size int, v *pack.Verified) {
	m := v.Manifest
	t.line("%s", name)
	t.row("signed by", "%s, valid %s to %s", v.Key.Name, format.Day(v.Key.NotBefore), format.Day(v.Key.NotAfter))
	t.row("key", "%s", v.Key.ID())
	t.row("run", "%d of its log, %s%s", m.Run, m.At, given(m.Clock))
	what := "candor " + m.Tool.Version
	if m.Commit != "" {
		what += " at commit " + m.Commit
	}
	if m.Company != "" {
		what = m.Company + ", " + what
	}
	t.row("about", "%s", what)
	t.row("said", "%s", ending(m.Exit))
	t.row("", "%s", tallyText(m))
	t.row("holds", "%s, %d bytes, each of them accounted for", format.Count(len(m.Files)+4, "file", "files"), size)
	t.row("manifest", "%s", v.Digest)
	t.line("")
}

func tallyText(m *pack.Manifest) string {
	n := 0
	for _, x := range m.Claims {
		n += x
	}
	s := format.Count(n, "claim", "claims")
	for i, v := range sortedKeys(m.Claims) {
		sep := ", "
		if i == 0 {
			sep = ": "
		}
		s += sep + fmt.Sprintf("%d %s", m.Claims[v], strings.ReplaceAll(v, "_", " "))
	}
	r := m.Results
	return fmt.Sprintf("%s; results: %d pass, %d fail, %d unknown, %d waived", s, r.Pass, r.Fail, r.Unknown, r.Waived)
}

func given(clock string) string {
	if clock == "system" {
		return ""
	}
	return " (the time was given with --now)"
}

func ending(code int) string {
	switch code {
	case exitClean:
		return "exit code 0: no finding at the level asked for, no contradiction, no error of the program"
	case exitFinding:
		return "exit code 1: a finding at the level asked for, or a contradiction"
	case exitIncomplete:
		return "exit code 3: incomplete, something failed or could not be read"
	}
	return fmt.Sprintf("exit code %d: no report", code)
}

func (t *verifyText) log(j *jointLog) {
	t.line("Log of runs, as of %s", j.from)
	t.row("runs", "%d in one chain: none is missing from it, and none was changed in it", j.log.Len())
	t.row("head", "%s, signed for %s", j.head.Head.Root, j.head.At.Format(time.RFC3339))
	if len(j.compared) == 0 {
		t.row("compared", "with nothing. Give an older pack or checkpoint to see that the whole log was not written anew")
	} else {
		t.row("goes on from", "%s", strings.Join(j.compared, ", "))
	}
	t.line("")
}

func (t *verifyText) coverage(c *translog.Coverage) {
	t.line("Coverage from %s to %s", c.From.UTC().Format(time.RFC3339), c.To.UTC().Format(time.RFC3339))
	if len(c.Runs) == 0 {
		t.row("runs", "none")
		t.line("")
		return
	}
	n := len(c.Runs)
	t.row("runs", "%d, on %d of %s", n, c.DaysRun, format.Count(c.Days, "day", "days"))
	t.row("first, last", "%s, %s", c.First.Format(time.RFC3339), c.Last.Format(time.RFC3339))
	t.row("longest gap", "%s, from %s to %s", span(c.Gap.Length()), c.Gap.From.UTC().Format(time.RFC3339), c.Gap.To.UTC().Format(time.RFC3339))
	t.row("passing", "%d of %d (%s)", c.Passing, n, percent(c.Passing, n))
	if n > c.Passing {
		t.row("not passing", "%d with findings, %d incomplete, %d without a report", c.Found, c.Incomplete, c.Broken)
		t.list("runs "+strings.Join(notPassing(c.Runs), ", "), "")
	}
	if c.Given > 0 {
		t.row("clock", "%s had the time given with --now", format.Count(c.Given, "run", "runs"))
	}
	if len(c.Keys) > 1 {
		t.row("keys", "%d: %s", len(c.Keys), strings.Join(c.Keys, ", "))
	}
	for i, o := range c.Lapses {
		if i == maxShown {
			t.list(fmt.Sprintf("and %d more claims", len(c.Lapses)-i), "")
			break
		}
		label := ""
		if i == 0 {
			label = "did not hold"
		}
		t.list(fmt.Sprintf("%s: %s in %s (%s)", o.Claim, strings.Join(o.Verdicts, ", "), format.Count(o.Runs, "run", "runs"), between(o.First, o.Last)), label)
	}
	for i, x := range c.Changes {
		if i == maxShown {
			t.list(fmt.Sprintf("and %d more changes", len(c.Changes)-i), "")
			break
		}
		label := ""
		if i == 0 {
			label = "changed"
		}
		what := "candor.yaml"
		if x.Claims {
			what = fmt.Sprintf("the claims (%d before, %d since)", x.Was, x.Is)
		}
		t.list(fmt.Sprintf("%s before run %d of %s", what, x.Run, x.At), label)
	}
	t.line("")
}

// maxShown is how many lines of one list are shown.
const maxShown = 20

func (t *verifyText) list(text, label string) { t.row(label, "%s", text) }

// notPassing names runs with the day, the first of them.
func notPassing(runs []translog.Entry) []string {
	var out []string
	more := 0
	for _, e := range runs {
		switch {
		case e.Exit == exitClean:
		case len(out) == maxShown:
			more++
		default:
			out = append(out, fmt.Sprintf("%d (%s, exit code %d)", e.Run, format.Day(e.Time()), e.Exit))
		}
	}
	if more > 0 {
		out = append(out, fmt.Sprintf("and %d more", more))
	}
	return out
}

func between(first, last int64) string {
	if first == last {
		return fmt.Sprintf("run %d", first)
	}
	return fmt.Sprintf("between run %d and run %d", first, last)
}

// percent never rounds up to all or down to none.
func percent(n, of int) string {
	p := n * 1000 / of
	return fmt.Sprintf("%d.%d %%", p/10, p%10)
}

// span writes a length of time in days and hours.
func span(d time.Duration) string {
	d = d.Round(time.Minute)
	days, rest := d/(24*time.Hour), d%(24*time.Hour)
	var parts []string
	if days > 0 {
		parts = append(parts, fmt.Sprintf("%dd", days))
	}
	if h := rest / time.Hour; h > 0 {
		parts = append(parts, fmt.Sprintf("%dh", h))
	}
	if m := rest % time.Hour / time.Minute; m > 0 {
		parts = append(parts, fmt.Sprintf("%dm", m))
	}
	if len(parts) == 0 {
		return "0h"
	}
	return strings.Join(parts, " ")
}

func (t *verifyText) limits() {
	t.line("Not proved by a signature")
	for _, s := range notProved {
		t.line("  - %s", s)
	}
	t.line("")
}

func (t *verifyText) good(packs int) {
	t.line("OK: %s and the log are what was signed", format.Count(packs, "pack", "packs"))
}

func (t *verifyText) bad(why string) { t.line("REFUSED: %s", why) }
