// Package reports lists the formats in which a report can be written.
package reports

import (
	"fmt"
	"strings"

	"github.com/candor-dev/candor/internal/nearest"
	"github.com/candor-dev/candor/reports/concise"
	"github.com/candor-dev/candor/reports/csv"
	"github.com/candor-dev/candor/reports/cyclonedx"
	"github.com/candor-dev/candor/reports/format"
	"github.com/candor-dev/candor/reports/github"
	"github.com/candor-dev/candor/reports/gitlab"
	"github.com/candor-dev/candor/reports/html"
	"github.com/candor-dev/candor/reports/json"
	"github.com/candor-dev/candor/reports/markdown"
	"github.com/candor-dev/candor/reports/ocsf"
	"github.com/candor-dev/candor/reports/oscal"
	"github.com/candor-dev/candor/reports/sarif"
	"github.com/candor-dev/candor/reports/text"
	"github.com/candor-dev/candor/reports/xlsx"
)

// Formats returns every format. A new one is one line here.
func Formats() []format.Format {
	return []format.Format{
		{Name: "text", Doc: "for people at a terminal: findings in their source, then the claims", Write: text.Write},
		{Name: "concise", Doc: "one line for each finding, for pipes and editors", Write: concise.Write},
		{Name: "json", Doc: "the whole report for programs, candor.report/v1", Write: json.Write},
		{Name: "sarif", Doc: "findings for code scanning services, SARIF 2.1.0", Write: sarif.Write, Examples: true},
		{Name: "markdown", Doc: "for a pull request or a step summary", Write: markdown.Write},
		{Name: "github", Doc: "annotations on the lines of a pull request", Write: github.Write},
		{Name: "ocsf", Doc: "compliance findings for SIEMs, OCSF class 2003 as JSON lines", Write: ocsf.Write},
		{Name: "oscal", Doc: "assessment results for auditors' tools, OSCAL 1.1.3", Write: oscal.Write},
		{Name: "gitlab", Doc: "for the code quality widget of a merge request", Write: gitlab.Write},
		{Name: "cyclonedx", Doc: "an inventory of what the locks state, CycloneDX 1.6", Write: cyclonedx.Write},
		{Name: "xlsx", Doc: "a workbook: claims, controls, answers and every population, with filters", Write: xlsx.Write, Binary: true},
		{Name: "html", Doc: "for an auditor and everyone else: one file with claims, evidence, frameworks and limits", Write: html.Write},
		{Name: "audit", Doc: "the document of the HTML report in Markdown, without a cap", Write: markdown.WriteAudit},
		{Name: "csv", Doc: "the frameworks that `candor report` was asked for, a row for each id", Write: csv.Write},
	}
}

// Lookup returns the format of that name. The error names the nearest one and all.
func Lookup(name string) (format.Format, error) {
	var names []string
	for _, f := range Formats() {
		if f.Name == name {
			return f, nil
		}
		names = append(names, f.Name)
	}
	hint := ""
	if n, ok := nearest.Name(name, names); ok {
		hint = fmt.Sprintf(": did you mean %q?", n)
	}
	return format.Format{}, fmt.Errorf("unknown format %q%s (formats: %s)", name, hint, strings.Join(names, ", "))
}
