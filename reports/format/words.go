package format

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/candor-dev/candor"
)

// Glyph is the sign of a verdict. It never stands without the word.
func Glyph(v candor.Verdict) string {
	switch v {
	case candor.Verified:
		return "✓"
	case candor.Attested, candor.PartlyTrue:
		return "◐"
	case candor.Contradicted:
		return "✗"
	case candor.Planned:
		return "…"
	case candor.VerdictNotApplicable:
		return "–"
	}
	return "?"
}

// Word is the verdict in words.
func Word(v candor.Verdict) string { return strings.ReplaceAll(v.String(), "_", " ") }

// Evidence is what a verdict rests on, as passes of the results that count: the
// denominator. Both are zero when no rule spoke.
func Evidence(cv *candor.ClaimVerdict) (pass, of int) {
	for _, n := range cv.Rules {
		pass += n.Pass
		of += n.Pass + n.Fail + n.Waived + n.Unknown
	}
	return pass, of
}

// Fraction is Evidence as "17/18", or "–".
func Fraction(cv *candor.ClaimVerdict) string {
	pass, of := Evidence(cv)
	if of == 0 {
		return "–"
	}
	return strconv.Itoa(pass) + "/" + strconv.Itoa(of)
}

// Why is the reason of a verdict; one that gives none shows what it rests on.
func Why(cv *candor.ClaimVerdict) string {
	if cv.Why != "" {
		return cv.Why
	}
	if pass, of := Evidence(cv); of > 0 {
		return fmt.Sprintf("%d of %s", pass, Count(of, "result passes", "results pass"))
	}
	return "no evidence"
}

// Holds reports a verdict that needs no further word to the reader.
func Holds(v candor.Verdict) bool { return v.Holds() || v == candor.VerdictNotApplicable }

// Count writes a number with its noun.
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// Day writes a date.
func Day(t time.Time) string { return t.Format("2006-01-02") }

// Until writes when a waiver ends, seen from now.
func Until(w *candor.Waiver, now time.Time) string {
	switch {
	case w.Expires.IsZero():
		return "no end date"
	case w.Expired:
		return "EXPIRED " + Day(w.Expires)
	case now.IsZero():
		return "until " + Day(w.Expires)
	}
	days := int(w.Expires.Sub(now).Hours() / 24)
	if days < 0 {
		return "EXPIRED " + Day(w.Expires)
	}
	return fmt.Sprintf("until %s (%s left)", Day(w.Expires), Count(days, "day", "days"))
}

// WaiverScope says what a waiver covers, besides its rule.
func WaiverScope(w *candor.Waiver) string {
	var parts []string
	if w.Subject != "" {
		parts = append(parts, w.Subject)
	}
	if w.Path != "" {
		parts = append(parts, w.Path)
	}
	if len(parts) == 0 && w.Origin == "comment" {
		return w.At.String()
	}
	if len(parts) == 0 {
		return "any subject"
	}
	return strings.Join(parts, " in ")
}

// NoClaims says how to add claims to a report without any.
const NoClaims = "No claims to check: add `claims: [{id, text, published, rules}]` to candor.yaml (`candor init` drafts one); `candor rules` lists the rules."

// EvidenceNote tells the reader what evidence for an id of a framework is.
const EvidenceNote = "Evidence toward an id is no opinion that the id is met: that is an auditor's word. In part means that something which belongs to the id is shown and that it asks for more. A blank is for a person to answer."
