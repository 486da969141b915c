package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/candor-dev/candor/internal/cli"
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
	t.row("run", "%d of its log, %s%s", m.Run, m.At, clockText(m.Clock))
	what := "candor " + m.Tool.Version
	if m.Commit != "" {
		what += " at commit " + m.Commit
	}
	if m.Company != "" {
		what = m.Company + ", " + what
	}
	t.row("about", "%s", what)
	t.row("said", "%s", endingText(m.Exit, m.FailOn))
	t.row("", "%s", tallyText(m))
	if len(m.Skip) > 0 {
		t.row("left out", "on request: %s", strings.Join(m.Skip, ", "))
	}
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
	for i, v := range packKeys(m.Claims) {
		sep := ", "
		if i == 0 {
			sep = ": "
		}
		s += sep + fmt.Sprintf("%d %s", m.Claims[v], strings.ReplaceAll(v, "_", " "))
	}
	r := m.Results
	return fmt.Sprintf("%s; results: %d pass, %d fail, %d unknown, %d waived", s, r.Pass, r.Fail, r.Unknown, r.Waived)
}

func clockText(clock string) string {
	if clock == "system" {
		return ""
	}
	return " (the time was given with --now)"
}

func endingText(code int, failOn string) string {
	switch code {
	case cli.ExitClean:
		return "exit code 0: no finding of level " + failOn + " or worse, no contradiction, no error of the program"
	case cli.ExitFinding:
		return "exit code 1: a finding of level " + failOn + " or worse, or a contradiction"
	case cli.ExitIncomplete:
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
	if len(c.Missing) > 0 {
		t.row("no run on", "%s", packFew(c.Missing))
	}
	t.row("first, last", "%s, %s", c.First.Format(time.RFC3339), c.Last.Format(time.RFC3339))
	t.row("longest gap", "%s", gapText(c.Gap))
	t.row("passing", "%d of %d (%s) ended with exit code 0", c.Passing, n, packPercent(c.Passing, n))
	if n > c.Passing {
		t.row("not passing", "%d with findings, %d incomplete, %d without a report", c.Found, c.Incomplete, c.Broken)
		t.row("", "%s", packFew(notPassing(c.Runs)))
	}
	if c.NoPack > 0 {
		t.row("packs", "made of %d of %d", n-c.NoPack, n)
	}
	t.row("claims", "all held in %d of %d (%s)", c.Whole, n, packPercent(c.Whole, n))
	for i, o := range c.Lapses {
		if i == maxPackShown {
			t.row("", "and %d more claims", len(c.Lapses)-i)
			break
		}
		t.row(labelOnce(i, "did not hold"), "%s: %s in %s (%s)", o.Claim, strings.Join(o.Verdicts, ", "), format.Count(o.Runs, "run", "runs"), runSpan(o.First, o.Last))
	}
	for i, x := range c.Changes {
		if i == maxPackShown {
			t.row("", "and %d more changes", len(c.Changes)-i)
			break
		}
		t.row(labelOnce(i, "changed"), "before run %d of %s: %s", x.Run, x.At, changeText(x))
	}
	if c.Given > 0 {
		t.row("clock", "%s had the time given with --now", format.Count(c.Given, "run", "runs"))
	}
	if len(c.Keys) > 1 {
		t.row("keys", "%d: %s", len(c.Keys), strings.Join(c.Keys, ", "))
	}
	if len(c.Tools) > 1 {
		t.row("versions", "of candor: %s", strings.Join(c.Tools, ", "))
	}
	t.line("")
}

// maxPackShown is how many lines, or entries of a line, are shown of a list.
const maxPackShown = 20

func packFew(items []string) string {
	if n := len(items) - maxPackShown; n > 0 {
		items = append(items[:maxPackShown:maxPackShown], fmt.Sprintf("and %d more", n))
	}
	return strings.Join(items, ", ")
}

// labelOnce gives the label to the first line of a list alone.
func labelOnce(i int, label string) string {
	if i == 0 {
		return label
	}
	return ""
}

func gapText(g translog.Gap) string {
	return fmt.Sprintf("%s, from %s to %s", spanText(g.Length()), g.From.UTC().Format(time.RFC3339), g.To.UTC().Format(time.RFC3339))
}

func changeText(x translog.Change) string {
	var parts []string
	if x.Claims {
		parts = append(parts, fmt.Sprintf("the claims (%d, then %d)", x.Was, x.Is))
	}
	if x.Config {
		parts = append(parts, "candor.yaml")
	}
	if x.Asked {
		parts = append(parts, "what it was asked for (--fail-on, --skip)")
	}
	return strings.Join(parts, ", ")
}

// notPassing names runs with the day.
func notPassing(runs []translog.Entry) []string {
	var out []string
	for _, e := range runs {
		if e.Exit != cli.ExitClean {
			out = append(out, fmt.Sprintf("run %d (%s, exit code %d)", e.Run, format.Day(e.Time()), e.Exit))
		}
	}
	return out
}

func runSpan(first, last int64) string {
	if first == last {
		return fmt.Sprintf("run %d", first)
	}
	return fmt.Sprintf("between run %d and run %d", first, last)
}

// packPercent never rounds up to all or down to none.
func packPercent(n, of int) string {
	p := n * 1000 / of
	return fmt.Sprintf("%d.%d %%", p/10, p%10)
}

// spanText writes a length of time in days and hours.
func spanText(d time.Duration) string {
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
	for _, s := range notProved() {
		t.line("  - %s", s)
	}
	t.line("")
}

func (t *verifyText) good(packs int) {
	t.line("OK: %s and the log are what was signed", format.Count(packs, "pack", "packs"))
}

func (t *verifyText) bad(why string) { t.line("REFUSED: %s", why) }

// gaps says that the runs do not cover the window; what was signed is what it was.
func (t *verifyText) gaps(c *translog.Coverage, most time.Duration) {
	if len(c.Runs) == 0 {
		t.line("NOT COVERED: the window has no run")
		return
	}
	var long []string
	for _, g := range c.Gaps {
		if g.Length() > most {
			long = append(long, gapText(g))
		}
	}
	t.line("NOT COVERED: %s longer than %s", format.Count(len(long), "time without a run is", "times without a run are"), spanText(most))
	for i, g := range long {
		if i == maxPackShown {
			t.line("  and %d more", len(long)-i)
			break
		}
		t.line("  %s", g)
	}
}
