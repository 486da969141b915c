package sarif

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/term"
	"github.com/candor-dev/candor/reports/format"
)

// maxRelated is how many places besides its own a result names. GitHub shows 100.
const maxRelated = 20

func newResult(r *candor.Report, f format.Finding, rules *ruleSet, t *taxonomies) *sarif.Result {
	x := sarif.NewResult()
	x.RuleID = ptr(f.Rule)
	x.RuleIndex = rules.index[f.Rule]
	x.Level = level(f.Severity)
	x.PartialFingerprints = map[string]string{fingerprintKey: f.Fingerprint}
	if r.Since != nil {
		x.BaselineState = ptr("unchanged")
		if r.Brought(f.Result) {
			x.BaselineState = ptr("new")
		}
	}

	place := location(format.Anchor(r, f))
	if name := orElse(f.At.Resource, f.Subject); name != "" {
		logical := sarif.NewLogicalLocation()
		logical.FullyQualifiedName = ptr(term.Sanitize(name))
		place.LogicalLocations = []*sarif.LogicalLocation{logical}
	}
	x.Locations = []*sarif.Location{place}

	// A related place is shown only when the message links to it.
	message := sentence(escapeLinks(f.Message))
	relate := func(at candor.Location, label string) (link string) {
		if at.IsZero() || len(x.RelatedLocations) == maxRelated {
			return escapeLinks(label)
		}
		l := location(at)
		l.ID = len(x.RelatedLocations) + 1
		l.Message = sarif.NewMessage()
		l.Message.Text = ptr(term.Sanitize(label))
		x.RelatedLocations = append(x.RelatedLocations, l)
		return fmt.Sprintf("[%s](%d)", linkText(label), l.ID)
	}
	for _, cv := range f.Contradicts {
		at := format.ClaimPlace(&cv.Claim)
		message += fmt.Sprintf(" Contradicts the claim \"%s\" (%s).", escapeLinks(strings.TrimSpace(cv.Claim.Text)), relate(at, orElse(at.String(), cv.Claim.ID)))
	}
	var see []string
	for _, l := range f.Related {
		at := l
		if at.Path == "" && at.Line > 0 {
			at.Path = f.At.Path
		}
		label := orElse(l.Label, at.String())
		if label != "" {
			see = append(see, relate(at, label))
		}
	}
	if len(see) > 0 {
		message += " See: " + strings.Join(see, "; ") + "."
	}
	if f.Fix != "" {
		message += " Fix: " + sentence(escapeLinks(f.Fix))
	}
	x.Message = sarif.NewMessage()
	x.Message.Text = ptr(term.Sanitize(message))

	if flow := codeFlow(f.Flow); flow != nil {
		x.CodeFlows = []*sarif.CodeFlow{flow}
	}
	for _, link := range t.of(orElse(f.Control, rules.control[f.Rule])) {
		x.Taxa = append(x.Taxa, link.ref())
	}
	if f.Waived != nil {
		x.Suppressions = []*sarif.Suppression{suppression(f.Waived)}
	}
	return x
}

// codeFlow shows the way that decided a result, step by step; nil for a result
// that has none.
func codeFlow(steps []candor.Location) *sarif.CodeFlow {
	thread := sarif.NewThreadFlow()
	for _, at := range steps {
		if at.IsZero() {
			continue
		}
		step := sarif.NewThreadFlowLocation()
		step.Location = location(at)
		step.Location.Message = sarif.NewMessage()
		step.Location.Message.Text = ptr(term.Sanitize(orElse(at.Label, at.String())))
		thread.Locations = append(thread.Locations, step)
	}
	if len(thread.Locations) == 0 {
		return nil
	}
	flow := sarif.NewCodeFlow()
	flow.ThreadFlows = []*sarif.ThreadFlow{thread}
	return flow
}

func suppression(w *candor.Waiver) *sarif.Suppression {
	s := sarif.NewSuppression()
	s.Kind = ptr("external")
	if w.Origin == "comment" {
		s.Kind = ptr("inSource")
	}
	s.Status = ptr("accepted")
	why := w.Reason
	if w.Owner != "" {
		why += "; owner: " + w.Owner
	}
	if !w.Expires.IsZero() {
		why += "; until " + format.Day(w.Expires)
	}
	s.Justification = ptr(term.Sanitize(why))
	if !w.At.IsZero() {
		s.Location = location(w.At)
	}
	return s
}

// location returns a place that a service accepts: a relative address, a line
// that exists, an end that is not before the start.
func location(at candor.Location) *sarif.Location {
	region := sarif.NewRegion()
	start := max(at.Line, 1)
	region.StartLine = ptr(start)
	if at.Col > 0 {
		region.StartColumn = ptr(at.Col)
	}
	end := start
	if at.EndLine > start {
		end = at.EndLine
		region.EndLine = ptr(end)
	}
	if at.EndCol > 0 && (end > start || at.Col > 0 && at.EndCol > at.Col) {
		region.EndColumn = ptr(at.EndCol)
	}
	artifact := sarif.NewArtifactLocation()
	artifact.URI = ptr(uri(at.Path))
	l := sarif.NewLocation()
	l.PhysicalLocation = sarif.NewPhysicalLocation()
	l.PhysicalLocation.ArtifactLocation = artifact
	l.PhysicalLocation.Region = region
	return l
}

// uri writes a path as a relative reference. A colon is escaped as well: in the
// first part of a path it would read as a scheme.
func uri(path string) string {
	parts := strings.Split(strings.TrimPrefix(path, "./"), "/")
	for i, p := range parts {
		parts[i] = strings.ReplaceAll(url.PathEscape(p), ":", "%3A")
	}
	u := strings.Join(parts, "/")
	if strings.HasPrefix(path, "/") {
		return "file://" + u
	}
	return u
}

func text(s string) *sarif.MultiformatMessageString {
	m := sarif.NewMultiformatMessageString()
	m.Text = ptr(s)
	return m
}

func newMessage(s string) *sarif.Message {
	m := sarif.NewMessage()
	m.Text = ptr(sentence(term.Sanitize(s)))
	return m
}

// sentence ends the text with a full stop.
func sentence(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// escapeLinks keeps scanned text from making a link of its own in a message.
func escapeLinks(s string) string {
	if !strings.Contains(s, "](") {
		return s
	}
	return linkText(s)
}

func linkText(s string) string {
	return strings.NewReplacer(`\`, `\\`, "[", `\[`, "]", `\]`).Replace(s)
}
