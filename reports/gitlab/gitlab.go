// Package gitlab writes findings as GitLab reads them for its code quality
// widget and the marks in a merge request: a JSON list of issues, in the form
// of Code Climate (docs.gitlab.com, "Code Quality", report format; read 2026-11).
package gitlab

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

// issue is one entry. GitLab wants every field, and a fingerprint of its own for each.
type issue struct {
	Description string   `json:"description"`
	CheckName   string   `json:"check_name"`
	Fingerprint string   `json:"fingerprint"`
	Severity    string   `json:"severity"` // info, minor, major, critical or blocker
	Location    location `json:"location"`
}

type location struct {
	Path  string `json:"path"`
	Lines lines  `json:"lines"`
}

type lines struct {
	Begin int `json:"begin"`
}

// Write writes the report. What GitLab has no word for, a claim without an
// answer and a scan that is not whole, are issues of their own, so that an
// empty list means that nothing was found and nothing was left open.
func Write(w io.Writer, r *candor.Report, o format.Options) error {
	r = format.InRepo(r)
	out := []issue{} // a list also where there is nothing
	add := func(check, severity, text, print string, at candor.Location) {
		at = format.AnchorAt(r, at)
		out = append(out, issue{term.Sanitize(text), check, print, severity, location{at.Path, lines{at.Line}}})
	}
	for _, why := range format.Incomplete(r, o) {
		add("candor/incomplete", "critical", "The scan is incomplete: "+why, digest("incomplete", why), candor.Location{})
	}
	for _, f := range format.Findings(r, o) {
		text := f.Message
		for _, cv := range f.Contradicts {
			text += fmt.Sprintf(". Contradicts %q (%s)", cv.Claim.Text, format.ClaimPlace(&cv.Claim))
		}
		add(f.Rule, severity(f), text, digest(f.Fingerprint, f.Subject, f.Message), format.Anchor(r, f))
	}
	for _, cv := range format.ByVerdict(r, o) {
		if cv.Verdict == candor.VerdictUnknown || cv.Verdict == candor.Stale {
			text := fmt.Sprintf("The claim %q is %s: %s", cv.Claim.Text, format.Word(cv.Verdict), format.Why(cv))
			add("candor/claim", "minor", text, digest("claim", cv.Claim.ID), format.ClaimPlace(&cv.Claim))
		}
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(out); err != nil {
		return fmt.Errorf("write the code quality report: %w", err)
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("write the code quality report: %w", err)
	}
	return nil
}

// severity puts what makes a published claim untrue above what does not.
func severity(f format.Finding) string {
	switch {
	case f.Severity == candor.Bad && len(f.Contradicts) > 0:
		return "blocker"
	case f.Severity == candor.Bad:
		return "critical"
	case f.Severity == candor.Warning:
		return "major"
	}
	return "info"
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}
