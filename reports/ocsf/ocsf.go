// Package ocsf writes compliance findings of the Open Cybersecurity Schema
// Framework (class 2003) as JSON lines, for SIEMs and data lakes: one event for
// each claim, then one for each result. The type of a finding tells them apart,
// so that nobody has to count both.
package ocsf

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/reports/format"
)

// Version of the schema that the events name. They hold only what its versions
// 1.3 to 1.8 share.
const Version = "1.3.0"

// The numbers of the schema.
const (
	categoryFindings = 2
	classCompliance  = 2003
	activityCreate   = 1

	statusPass    = 1
	statusWarning = 2
	statusFail    = 3
	statusOther   = 99

	suppressed = 3 // the status of a finding, not of compliance
	isNew      = 1
)

type event struct {
	ActivityID  int               `json:"activity_id"`
	CategoryUID int               `json:"category_uid"`
	ClassUID    int               `json:"class_uid"`
	TypeUID     int               `json:"type_uid"`
	Time        int64             `json:"time"` // milliseconds since 1970
	SeverityID  int               `json:"severity_id"`
	Message     string            `json:"message,omitempty"`
	StatusID    int               `json:"status_id,omitempty"`
	Metadata    metadata          `json:"metadata"`
	Finding     finding           `json:"finding_info"`
	Compliance  compliance        `json:"compliance"`
	Resources   []resource        `json:"resources,omitempty"`
	Remediation *remediation      `json:"remediation,omitempty"`
	Unmapped    map[string]string `json:"unmapped,omitempty"`
}

type metadata struct {
	Version string  `json:"version"`
	Product product `json:"product"`
}

type product struct {
	Name    string `json:"name"`
	Vendor  string `json:"vendor_name"`
	Version string `json:"version"`
}

type finding struct {
	UID   string   `json:"uid"`
	Title string   `json:"title"`
	Desc  string   `json:"desc,omitempty"`
	Types []string `json:"types"`
}

type compliance struct {
	Control      string   `json:"control,omitempty"`
	Standards    []string `json:"standards"`
	Requirements []string `json:"requirements,omitempty"`
	Status       string   `json:"status"`
	StatusID     int      `json:"status_id"`
}

type resource struct {
	Name string `json:"name"`
	UID  string `json:"uid,omitempty"`
	Type string `json:"type,omitempty"`
}

type remediation struct {
	Desc string `json:"desc"`
}

// Write writes the events in the order of the report.
func Write(w io.Writer, r *candor.Report, _ format.Options) error {
	bw := bufio.NewWriter(w)
	enc := json.NewEncoder(bw)
	enc.SetEscapeHTML(false)
	b := builder{r: r, links: make(map[string]*candor.ControlVerdict)}
	for i := range r.Controls {
		b.links[r.Controls[i].ID] = &r.Controls[i]
	}
	for i := range r.Claims {
		if err := enc.Encode(b.claim(&r.Claims[i])); err != nil {
			return fmt.Errorf("write OCSF: %w", err)
		}
	}
	for i := range r.Results {
		if err := enc.Encode(b.result(&r.Results[i])); err != nil {
			return fmt.Errorf("write OCSF: %w", err)
		}
	}
	return bw.Flush()
}

type builder struct {
	r     *candor.Report
	links map[string]*candor.ControlVerdict
}

func (b *builder) event() event {
	e := event{
		ActivityID: activityCreate, CategoryUID: categoryFindings, ClassUID: classCompliance,
		TypeUID:  classCompliance*100 + activityCreate,
		Metadata: metadata{Version, product{"candor", "candor", b.r.Tool.Version}},
	}
	if !b.r.At.IsZero() {
		e.Time = b.r.At.UnixMilli()
	}
	return e
}

func (b *builder) claim(cv *candor.ClaimVerdict) event {
	c := &cv.Claim
	e := b.event()
	e.Message = clean(fmt.Sprintf("claim %s: %s: %s", c.ID, format.Word(cv.Verdict), format.Why(cv)))
	e.Finding = finding{UID: "claim:" + clean(c.ID), Title: clean(c.Text), Desc: clean(format.Why(cv)), Types: []string{"claim"}}
	e.Compliance = b.compliance(cv.Controls...)
	e.Compliance.StatusID, e.SeverityID = verdict(cv.Verdict), 1
	switch cv.Verdict {
	case candor.Contradicted:
		e.SeverityID, e.StatusID = severity(candor.Bad), isNew
	case candor.VerdictUnknown, candor.Stale:
		e.SeverityID = 0
	case candor.PartlyTrue, candor.Planned:
		e.SeverityID = severity(candor.Warning)
	}
	e.Compliance.Status = statusName(e.Compliance.StatusID)
	pass, of := format.Evidence(cv)
	e.Unmapped = map[string]string{
		"verdict": cv.Verdict.String(), "published_status": c.Status.String(),
		"passing": fmt.Sprint(pass), "population": fmt.Sprint(of),
	}
	at := format.ClaimPlace(c)
	b.place(&e, at)
	e.Resources = []resource{{Name: name(c.ID), UID: clean(at.String()), Type: "published claim"}}
	return e
}

func (b *builder) result(x *candor.Result) event {
	e := b.event()
	e.Message = clean(x.Message)
	title := x.Rule
	if rule := b.r.Rule(x.Rule); rule != nil && rule.Title != "" {
		title = rule.Title
	}
	e.Finding = finding{UID: cmp.Or(x.Fingerprint, clean(x.Rule+" "+x.Use+" "+x.Subject+" "+x.At.String())), Title: clean(title), Desc: clean(x.Message), Types: []string{"rule result"}}
	e.Compliance = b.compliance(x.Control)
	e.Unmapped = map[string]string{"rule": clean(x.Rule), "outcome": x.Outcome.String()}
	if x.Use != "" {
		e.Unmapped["parameters"] = x.Use
	}
	b.place(&e, x.At)
	switch x.Outcome {
	case candor.Pass:
		e.Compliance.StatusID, e.SeverityID = statusPass, 1
	case candor.NotApplicable:
		e.Compliance.StatusID, e.SeverityID = statusOther, 1
	case candor.Fail:
		e.Compliance.StatusID, e.SeverityID, e.StatusID = statusFail, severity(x.Severity), isNew
		if fix := format.FixOf(b.r, format.Finding{Result: x}); fix != "" {
			e.Remediation = &remediation{clean(fix)}
		}
	default:
		e.Compliance.StatusID, e.SeverityID = statusWarning, 0
	}
	if w := x.Waived; w != nil { // an accepted failure is a failure, which nobody has to be told of again
		e.StatusID = suppressed
		e.Unmapped["waiver_reason"], e.Unmapped["waiver_owner"] = clean(w.Reason), clean(w.Owner)
		if !w.Expires.IsZero() {
			e.Unmapped["waiver_expires"] = w.Expires.Format(time.DateOnly)
		}
	}
	e.Compliance.Status = statusName(e.Compliance.StatusID)
	e.Resources = []resource{{Name: name(x.Subject), UID: clean(x.At.String())}}
	return e
}

// place adds what has no field of the schema: where it stands.
func (b *builder) place(e *event, at candor.Location) {
	if at.Path != "" {
		e.Unmapped["path"] = clean(at.Path)
	}
	if at.Line > 0 {
		e.Unmapped["line"] = fmt.Sprint(at.Line)
	}
	if b.r.Commit != "" {
		e.Unmapped["commit"] = b.r.Commit
	}
	if b.r.Company != "" {
		e.Unmapped["company"] = clean(b.r.Company)
	}
}

// compliance names our controls and the ids of frameworks that they speak to.
func (b *builder) compliance(controls ...string) compliance {
	c := compliance{Control: clean(strings.Join(controls, ", "))}
	for _, id := range controls {
		cv := b.links[id]
		if cv == nil {
			continue
		}
		for f, links := range cv.Frameworks {
			for _, l := range links {
				c.Standards = append(c.Standards, f)
				c.Requirements = append(c.Requirements, f+" "+l.ID)
			}
		}
	}
	slices.Sort(c.Standards)
	slices.Sort(c.Requirements)
	c.Standards, c.Requirements = slices.Compact(c.Standards), slices.Compact(c.Requirements)
	if len(c.Standards) == 0 { // version 1.3 requires one; our own controls are one of their own
		c.Standards = []string{"candor"}
	}
	return c
}

func verdict(v candor.Verdict) int {
	switch v {
	case candor.Verified, candor.Attested:
		return statusPass
	case candor.PartlyTrue, candor.Contradicted, candor.Planned:
		return statusFail
	case candor.VerdictNotApplicable:
		return statusOther
	}
	return statusWarning
}

func statusName(id int) string {
	switch id {
	case statusPass:
		return "Pass"
	case statusWarning:
		return "Warning"
	case statusFail:
		return "Fail"
	case statusOther:
		return "Not applicable"
	}
	return "Unknown"
}

func severity(s candor.Severity) int {
	switch s {
	case candor.Bad:
		return 4
	case candor.Warning:
		return 3
	}
	return 2
}

// name is never empty: the schema wants a name or a uid of a resource.
func name(s string) string { return cmp.Or(clean(s), "(no name)") }

// clean writes out the characters that a terminal obeys.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) || r == '\n' {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}
