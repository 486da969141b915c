// Package suppress applies waivers: those of candor.yaml and those that stand
// as comments beside the code.
//
//	// candor:ignore audit/unaudited-mutation until=2027-01-31 owner=ana append-only log, audited by trigger
package suppress

import (
	"time"

	"github.com/candor-dev/candor"
)

// Longest is how far ahead a waiver may expire before it is remarked upon.
const Longest = 366 * 24 * time.Hour

// Apply marks the failures that a waiver accepts and returns what is wrong
// with the waivers themselves. It is Mark and then Review; a caller that judges
// in two steps calls Mark for each and Review once at the end.
func Apply(results []candor.Result, waivers []candor.Waiver, now time.Time) []candor.Notice {
	Mark(results, waivers, now)
	return Review(waivers, now)
}

// Mark sets Waived of each failure that a waiver accepts, and Used and Expired
// of the waivers. An expired waiver accepts nothing; its Used counts the
// failures that it would have accepted.
func Mark(results []candor.Result, waivers []candor.Waiver, now time.Time) {
	byRule := make(map[string][]*candor.Waiver)
	for i := range waivers {
		w := &waivers[i]
		w.Expired = !w.Expires.IsZero() && day(now).After(day(w.Expires))
		byRule[w.Rule] = append(byRule[w.Rule], w)
	}
	for i := range results {
		r := &results[i]
		if r.Outcome != candor.Fail {
			continue
		}
		for _, w := range byRule[r.Rule] {
			if !matches(w, r) {
				continue
			}
			w.Used++
			if !w.Expired && r.Waived == nil {
				r.Waived = w
			}
		}
	}
}

// Review says which waivers have expired, match nothing or reach too far. The
// waivers must have gone through Mark.
func Review(waivers []candor.Waiver, now time.Time) []candor.Notice {
	var out []candor.Notice
	for i := range waivers {
		w := &waivers[i]
		n := candor.Notice{At: w.At}
		switch {
		case w.Expired && w.Used > 0:
			n.Severity = candor.Bad
			n.Message = "waiver of " + w.Rule + " expired on " + w.Expires.Format(time.DateOnly) + ": the finding counts again"
			n.Hint = "fix the finding, or have the waiver approved anew"
		case w.Expired:
			n.Severity = candor.Warning
			n.Message = "waiver of " + w.Rule + " expired on " + w.Expires.Format(time.DateOnly) + " and matches no failure any more"
			n.Hint = "remove it"
		case w.Used == 0:
			n.Severity = candor.Warning
			n.Message = "waiver of " + w.Rule + " matches no failure"
			n.Hint = "remove it, or check its rule, subject and path"
		case !w.Expires.IsZero() && day(w.Expires).Sub(day(now)) > Longest:
			n.Severity = candor.Warning
			n.Message = "waiver of " + w.Rule + " lasts until " + w.Expires.Format(time.DateOnly) + ", more than a year from now"
			n.Hint = "choose a nearer day, so that somebody looks at it again"
		default:
			continue
		}
		out = append(out, n)
	}
	return out
}

// matches reports whether the waiver speaks of that failure. The path of a
// comment is a path, not a glob: app/[id]/page.tsx is a file's name.
func matches(w *candor.Waiver, r *candor.Result) bool {
	if w.Subject != "" && w.Subject != r.Subject {
		return false
	}
	if w.Origin == originComment {
		return r.At.Path == w.Path && w.Line <= r.At.Line && r.At.Line <= w.EndLine
	}
	return w.Path == "" || candor.MatchGlob(w.Path, r.At.Path)
}

// day cuts a time to its day in UTC: a waiver holds through its last day.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
