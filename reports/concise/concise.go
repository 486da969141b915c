// Package concise writes one line for each finding, for pipes, editors and grep:
//
//	path:line:col: error: message [rule]
//
// Claims that could not be decided have a line of their own, so that no line
// at all means that nothing was found and nothing was left open.
package concise

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

// Write writes the report. No finding is folded: a pipe has no screen to save.
func Write(w io.Writer, r *candor.Report, o format.Options) error {
	b := bufio.NewWriter(w)
	for _, f := range format.Findings(r, o) {
		at := term.Sanitize(format.Anchor(r, f).String())
		fmt.Fprintf(b, "%s: %s: %s [%s]%s\n", at, f.Severity, term.Sanitize(f.Message), term.Sanitize(f.Rule), contradicts(f))
	}
	if o.AllSuppressed {
		for _, f := range format.Waived(r, o) {
			at := term.Sanitize(format.Anchor(r, f).String())
			fmt.Fprintf(b, "%s: waived: %s [%s] (%s)\n", at, term.Sanitize(f.Message), term.Sanitize(f.Rule), term.Sanitize(f.Waived.Reason))
		}
	}
	for _, cv := range format.ByVerdict(r, o) {
		if cv.Verdict == candor.VerdictUnknown || cv.Verdict == candor.Stale {
			at := term.Sanitize(format.AnchorAt(r, format.ClaimPlace(&cv.Claim)).String())
			fmt.Fprintf(b, "%s: %s: claim %q: %s [%s]\n", at, format.Word(cv.Verdict), term.Sanitize(cv.Claim.Text), term.Sanitize(format.Why(cv)), term.Sanitize(cv.Claim.ID))
		}
	}
	for _, why := range format.Incomplete(r, o) {
		fmt.Fprintf(b, "candor: incomplete: %s\n", term.Sanitize(why))
	}
	if err := b.Flush(); err != nil {
		return fmt.Errorf("write the concise report: %w", err)
	}
	return nil
}

func contradicts(f format.Finding) string {
	if len(f.Contradicts) == 0 {
		return ""
	}
	ids := make([]string, len(f.Contradicts))
	for i, cv := range f.Contradicts {
		ids[i] = term.Sanitize(cv.Claim.ID)
	}
	return " (contradicts " + strings.Join(ids, ", ") + ")"
}
