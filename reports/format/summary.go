package format

import (
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
)

// ClaimsLine counts the claims by verdict: "24 claims: 16 verified, 2 contradicted".
func ClaimsLine(r *candor.Report) string {
	n := r.CountClaims()
	var parts []string
	add := func(v candor.Verdict) {
		if n[v] > 0 {
			parts = append(parts, strconv.Itoa(n[v])+" "+Word(v))
		}
	}
	add(candor.Verified)
	for _, v := range candor.Verdicts() {
		if v != candor.Verified {
			add(v)
		}
	}
	s := Count(len(r.Claims), "claim", "claims")
	if len(parts) > 0 {
		s += ": " + strings.Join(parts, ", ")
	}
	return s
}

// ResultsLine counts the results by outcome and the collectors that ran. An
// outcome that is always of interest is shown when it is none, too.
func ResultsLine(r *candor.Report) string {
	c := r.Count()
	parts := []string{
		strconv.Itoa(c.Pass) + " pass",
		strconv.Itoa(c.Fail) + " fail",
		strconv.Itoa(c.Unknown) + " unknown",
	}
	if c.Waived > 0 {
		parts = append(parts, strconv.Itoa(c.Waived)+" waived")
	}
	if c.NA > 0 {
		parts = append(parts, strconv.Itoa(c.NA)+" not applicable")
	}
	s := Count(len(r.Results), "result", "results") + ": " + strings.Join(parts, ", ")
	if len(r.Results) == 0 {
		s = "0 results: nothing was judged"
	}
	if len(r.Runs) > 0 {
		s += "; " + CollectorsLine(r)
	}
	return s
}

// CollectorsLine says how many collectors ran, and how far.
func CollectorsLine(r *candor.Report) string {
	ran, partial := 0, 0
	for _, x := range r.Runs {
		switch x.State {
		case candor.Ran:
			ran++
		case candor.Partial:
			ran++
			partial++
		}
	}
	s := strconv.Itoa(ran) + " of " + Count(len(r.Runs), "collector", "collectors") + " ran"
	if partial > 0 {
		s += " (" + strconv.Itoa(partial) + " in part)"
	}
	return s
}

// FindingsLine counts findings by severity and the exceptions beside them.
func FindingsLine(r *candor.Report, fs []Finding) string {
	n := make(map[candor.Severity]int)
	for _, f := range fs {
		n[f.Severity]++
	}
	var parts []string
	for _, s := range []struct {
		sev       candor.Severity
		one, many string
	}{{candor.Bad, "error", "errors"}, {candor.Warning, "warning", "warnings"}, {candor.Note, "note", "notes"}} {
		if n[s.sev] > 0 {
			parts = append(parts, Count(n[s.sev], s.one, s.many))
		}
	}
	line := Count(len(fs), "finding", "findings")
	if len(parts) > 0 {
		line += ": " + strings.Join(parts, ", ")
	}
	live := 0
	for _, w := range Accepted(r) {
		if !w.Expired {
			live++
		}
	}
	if live > 0 {
		line += "; " + Count(live, "accepted exception", "accepted exceptions")
	}
	return line
}

// Accepted returns the waivers that excuse something, and those that would if
// they had not expired.
func Accepted(r *candor.Report) []*candor.Waiver {
	var out []*candor.Waiver
	for i := range r.Waivers {
		if w := &r.Waivers[i]; w.Used > 0 || w.Expired {
			out = append(out, w)
		}
	}
	return out
}

// Gap is something that was not looked at, or not to its end.
type Gap struct {
	What  string // a collector or a path
	State string
	Why   string
}

// Gaps returns what was not looked at: collectors first, then sources. A
// collector that found nothing to read is none; NothingToRead names those.
func Gaps(r *candor.Report) []Gap {
	var out []Gap
	for _, state := range []candor.RunState{candor.Failed, candor.Partial, candor.Skipped} {
		for _, x := range r.Runs {
			if x.State == state && !nothingToRead(&x) {
				out = append(out, Gap{x.ID, state.String(), orNoReason(x.Reason)})
			}
		}
	}
	for _, u := range r.Unread {
		what := u.Path
		if what == "" {
			what = "."
		}
		state := "unread"
		if u.Count > 0 {
			state = Count(u.Count, "file", "files")
		}
		out = append(out, Gap{what, state, orNoReason(u.Reason)})
	}
	return out
}

// NothingToRead names the collectors whose sources the tree does not have.
func NothingToRead(r *candor.Report) []string {
	var out []string
	for i := range r.Runs {
		if nothingToRead(&r.Runs[i]) {
			out = append(out, r.Runs[i].ID)
		}
	}
	return out
}

func nothingToRead(x *candor.Run) bool {
	return x.State == candor.Skipped && strings.HasPrefix(x.Reason, "nothing to read")
}

// maxIncomplete is how many reasons for an incomplete scan a report for people gives.
const maxIncomplete = 5

// Incomplete returns why the scan is incomplete. With more than a few reasons,
// the last one counts those left out; Verbose gives all.
func Incomplete(r *candor.Report, o Options) []string {
	n := len(r.Incomplete) - maxIncomplete
	if n <= 0 || o.Verbose {
		return r.Incomplete
	}
	return append(r.Incomplete[:maxIncomplete:maxIncomplete], "and "+Count(n, "more reason", "more reasons")+", all in the JSON report")
}

func orNoReason(s string) string {
	if s == "" {
		return "no reason given"
	}
	return s
}
