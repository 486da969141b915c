// Package sarif writes findings as SARIF 2.1.0 for code scanning services. It
// is the only package that knows the SARIF library.
//
// A service refuses a whole file for one result without a place, so a finding
// without a file is tied to the line where the claim that it contradicts is
// published. Passes are evidence and no alerts: they are not written.
package sarif

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/owenrumney/go-sarif/v3/pkg/report"
	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

const (
	informationURI = "https://github.com/candor-dev/candor"
	fingerprintKey = "candor/v1"
	// category tells the runs of one commit apart; the final slash ends it.
	category = "candor/"
)

// Write writes the report. It is always whole; o.AllSuppressed adds waived
// failures, marked as suppressed.
func Write(w io.Writer, r *candor.Report, o format.Options) error {
	r = format.InRepo(r)
	// The report's own type has a method that reaches text/template, which would
	// have the linker keep every method of every package; this one has none.
	type plain sarif.Report
	b, err := json.Marshal((*plain)(build(r, o)))
	if err != nil {
		return fmt.Errorf("encode the SARIF report: %w", err)
	}
	if b, err = prune(b); err != nil {
		return fmt.Errorf("prune the SARIF report: %w", err)
	}
	if _, err := w.Write(b); err != nil {
		return fmt.Errorf("write the SARIF report: %w", err)
	}
	return nil
}

// build makes the library's document. It sets fields rather than call the
// Add methods of the library, many of which write to maps that they never made.
func build(r *candor.Report, o format.Options) *sarif.Report {
	o = format.Options{AllSuppressed: o.AllSuppressed}
	findings := format.Findings(r, o)
	if o.AllSuppressed {
		findings = append(findings, format.Waived(r, o)...)
	}

	run := sarif.NewRunWithInformationURI("candor", informationURI)
	driver := run.Tool.Driver
	driver.Version = ptr(orElse(r.Tool.Version, "unknown"))
	driver.FullDescription = text("Evidence for published security claims, from the code itself.")
	run.ColumnKind = ptr("unicodeCodePoints")
	run.AutomationDetails = sarif.NewRunAutomationDetails()
	run.AutomationDetails.ID = ptr(category)

	t := newTaxonomies(r)
	run.Taxonomies = t.components
	for i, c := range t.components {
		driver.SupportedTaxonomies = append(driver.SupportedTaxonomies, componentRef(*c.Name, i))
	}
	rules := newRules(r, findings, t)
	driver.Rules = rules.list
	for _, f := range findings {
		run.Results = append(run.Results, newResult(r, f, rules, t))
	}
	run.Invocations = []*sarif.Invocation{invocation(r)}
	if p := runProperties(r); p != nil {
		run.Properties = p
	}
	out := report.NewV210Report()
	out.AddRun(run)
	return out
}

// runProperties names what was scanned. SARIF has a place of its own for the
// commit, which also wants the address of the repository; a report has none.
func runProperties(r *candor.Report) *sarif.PropertyBag {
	p := sarif.NewPropertyBag()
	if r.Commit != "" {
		p.Properties["candor/commit"] = r.Commit
	}
	if r.Company != "" {
		p.Properties["candor/company"] = r.Company
	}
	if len(p.Properties) == 0 {
		return nil
	}
	return p
}

func invocation(r *candor.Report) *sarif.Invocation {
	inv := sarif.NewInvocation()
	inv.ExecutionSuccessful = ptr(len(r.Incomplete) == 0)
	if !r.At.IsZero() {
		inv.EndTimeUtc = ptr(r.At.UTC().Format(time.RFC3339))
	}
	add := func(level, message string, at candor.Location) {
		n := sarif.NewNotification()
		n.Level = level
		n.Message = newMessage(message)
		if !at.IsZero() {
			n.Locations = []*sarif.Location{location(at)}
		}
		inv.ToolExecutionNotifications = append(inv.ToolExecutionNotifications, n)
	}
	for _, why := range r.Incomplete {
		add("error", "Incomplete: "+why, candor.Location{})
	}
	for _, x := range r.Runs {
		switch x.State {
		case candor.Failed:
			if slices.ContainsFunc(r.Incomplete, func(why string) bool { return strings.Contains(why, x.ID) }) {
				continue // said above
			}
			add("error", fmt.Sprintf("Collector %s failed: %s", x.ID, x.Reason), candor.Location{})
		case candor.Partial:
			add("warning", fmt.Sprintf("Collector %s read its sources in part: %s", x.ID, x.Reason), candor.Location{})
		case candor.Skipped:
			add("note", fmt.Sprintf("Collector %s did not run: %s", x.ID, x.Reason), candor.Location{})
		}
	}
	for i := range r.Claims {
		cv := &r.Claims[i]
		if cv.Verdict == candor.VerdictUnknown || cv.Verdict == candor.Stale {
			add("warning", fmt.Sprintf("Claim %q is %s: %s", cv.Claim.ID, format.Word(cv.Verdict), format.Why(cv)), format.ClaimPlace(&cv.Claim))
		}
	}
	for _, n := range r.Notices {
		message := n.Message
		if n.Hint != "" {
			message += " (" + n.Hint + ")"
		}
		add(level(n.Severity), message, n.At)
	}
	return inv
}

func level(s candor.Severity) string {
	switch s {
	case candor.Bad:
		return sarif.LevelError
	case candor.Warning:
		return sarif.LevelWarning
	}
	return sarif.LevelNote
}

func ptr[T any](v T) *T { return &v }

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
