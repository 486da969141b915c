package json

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/candor-dev/candor"
)

// maxRead bounds a report that is read, in bytes.
const maxRead = 512 << 20

// Read reads a report that Write wrote: what findings, verdicts and counts need
// of it. Parameters of rules, facts and attestations are not in the file.
func Read(r io.Reader) (*candor.Report, error) {
	var d struct {
		Schema     string          `json:"schema"`
		Company    string          `json:"company"`
		Root       string          `json:"root"`
		Prefix     string          `json:"prefix"`
		Commit     string          `json:"commit"`
		At         time.Time       `json:"generated_at"`
		FailOn     candor.Severity `json:"fail_on"`
		Results    []result        `json:"results"`
		Claims     []claim         `json:"claims"`
		Rules      []rule          `json:"rules"`
		Incomplete []string        `json:"incomplete"`
	}
	dec := json.NewDecoder(io.LimitReader(r, maxRead))
	if err := dec.Decode(&d); err != nil {
		return nil, fmt.Errorf("not a report of candor: %w; make one with `candor check -o json=FILE`", err)
	}
	if d.Schema != Schema {
		return nil, fmt.Errorf("schema %q: this version of candor reads %s; make one with `candor check -o json=FILE`", d.Schema, Schema)
	}
	out := &candor.Report{
		Company: d.Company, Root: d.Root, Prefix: d.Prefix, Commit: d.Commit, At: d.At, FailOn: d.FailOn, Incomplete: d.Incomplete,
		Results: mapped(d.Results, readResult), Claims: mapped(d.Claims, readClaim),
	}
	for _, x := range d.Rules {
		out.Rules = append(out.Rules, candor.Rule{ID: x.ID, Title: x.Title, Severity: x.Severity, Control: x.Control, Version: x.Version, Engine: x.Engine, Origin: x.Origin})
	}
	return out, nil
}

func readResult(x result) candor.Result {
	r := candor.Result{
		Rule: x.Rule, Use: x.Use, Outcome: x.Outcome, Severity: x.Severity, Subject: x.Subject, Message: x.Message, Fix: x.Fix,
		At: readLocation(x.At), Fingerprint: x.Fingerprint, Control: x.Control, Facts: x.Facts, Of: x.Of,
	}
	if w := x.Waived; w != nil {
		r.Waived = &candor.Waiver{Rule: w.Rule, Subject: w.Subject, Path: w.Path, Reason: w.Reason, Owner: w.Owner, Approved: w.Approved, Origin: w.Origin, At: readLocation(w.At)}
		// Written by day, which parses, or empty.
		r.Waived.Expires, _ = time.Parse(time.DateOnly, w.Expires)
	}
	return r
}

func readClaim(x claim) candor.ClaimVerdict {
	return candor.ClaimVerdict{
		Claim:   candor.Claim{ID: x.ID, Text: x.Text, Status: x.Status, PlanName: x.Plan, Scope: x.Scope, At: readLocation(x.At), Declared: readLocation(x.Declared)},
		Verdict: x.Verdict, Why: x.Why, Controls: x.Controls,
		Rules: mapped(x.Rules, readRuleCount),
	}
}

func readLocation(l location) candor.Location {
	return candor.Location{Path: l.Path, Line: l.Line, Col: l.Col, EndLine: l.EndLine, EndCol: l.EndCol, Resource: l.Resource, Label: l.Label}
}
