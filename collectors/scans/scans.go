// Package scans reads what scanners for vulnerable dependencies wrote, and the
// VEX documents that answer them. It looks nothing up and judges nothing: a
// report is evidence of what its tool saw on its day.
package scans

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/tree"
)

const (
	kindScan    = "vuln.scan"
	kindFinding = "vuln.finding"
	version     = "1"
	id          = "scans"
)

// New returns the collector.
func New() *collector.Collector {
	return &collector.Collector{
		ID: id, Version: version,
		Doc:     "reports of vulnerability scanners (SARIF, govulncheck, osv-scanner, npm audit, Trivy, Grype, Dependabot) and VEX",
		Kinds:   []string{kindScan, kindFinding},
		Wants:   wants,
		Collect: collect,
	}
}

// wants takes what may be a report by its name, and candor.yaml, which may name
// reports of any name.
func wants(p string) bool {
	switch path.Base(p) {
	case "package.json", "package-lock.json", "npm-shrinkwrap.json", "tsconfig.json", "composer.json", "deno.json":
		return false
	}
	switch strings.ToLower(path.Ext(p)) {
	case ".json", ".sarif", ".jsonl", ".ndjson", ".vex", ".cdx":
		return true
	}
	return p == "candor.yaml"
}

func collect(ctx context.Context, in *collector.Input) error {
	c := &collection{in: in, names: ref.Names{}}
	for _, f := range in.Files {
		if err := ctx.Err(); err != nil {
			return err
		}
		if f.Path != "candor.yaml" && !slices.Contains(in.Scans, f.Path) {
			c.read(f, false)
		}
	}
	for _, name := range in.Scans {
		if err := ctx.Err(); err != nil {
			return err
		}
		if f := in.Tree.File(name); f != nil {
			c.read(f, true)
		} else {
			c.gap(candor.Error, candor.Location{Path: name}, "candor.yaml names this report, and it is not in the tree")
		}
	}
	c.emit()
	return nil
}

// collection is what one run of the collector gathers.
type collection struct {
	in         *collector.Input
	names      ref.Names
	reports    []*report
	statements []statement
}

func (c *collection) gap(state candor.State, at candor.Location, why string) {
	c.in.Gap(state, at, ref.Printable(why), kindScan, kindFinding)
}

// read reads one file. named says that candor.yaml names it: then it must be a
// report; else it counts only when its text says that it is one.
func (c *collection) read(f *collector.File, named bool) {
	src, err := f.Read()
	at := candor.Location{Path: f.Path, Line: 1}
	if err != nil {
		if named || identify(f.Path, f.Raw()) != "" {
			c.gap(candor.Error, at, err.Error())
		}
		return
	}
	form := identify(f.Path, src)
	if form == "" {
		if named {
			c.gap(candor.Unsupported, at, "candor.yaml names this report, and candor can't tell which tool wrote it")
		}
		return
	}
	docs, fault := parse(src)
	lines := tree.NewLines(f.Path, src)
	d := &document{collection: c, docs: docs, lines: lines, named: named, path: f.Path}
	if fault != nil {
		c.gap(candor.Error, lines.At(fault.Off), "a broken report ("+form+"): "+fault.Msg)
		return
	}
	if len(docs) == 0 {
		c.gap(candor.Error, at, "an empty report")
		return
	}
	if why := d.as(form); why != "" {
		c.gap(candor.Error, at, "a report ("+form+") that can't be used: "+why)
	}
}

// document is one file, parsed.
type document struct {
	*collection
	docs  []tree.Node
	lines *tree.Lines
	named bool
	path  string
}

func (d *document) at(n *tree.Node) candor.Location { return d.lines.At(n.Off) }

func (d *document) add(r *report) {
	if r.complete == "" {
		r.complete = "yes"
	}
	if r.date.After(d.in.Now().Add(24 * time.Hour)) {
		r.date = time.Time{}
	}
	if r.date.IsZero() {
		r.dateFrom = ""
	}
	d.reports = append(d.reports, r)
}

// as reads the document in a form; the answer says why it is none of that form.
func (d *document) as(form string) string {
	root := &d.docs[0]
	if len(d.docs) > 1 && form != "govulncheck" {
		return "more than one document in the file"
	}
	switch form {
	case "sarif":
		return d.sarif(root)
	case "npm-audit":
		return d.npmAudit(root)
	case "govulncheck":
		return d.govulncheck()
	case "osv-scanner":
		return d.osvScanner(root)
	case "trivy":
		return d.trivy(root)
	case "grype":
		return d.grype(root)
	case "dependabot":
		return d.dependabot(root)
	case "openvex":
		return d.openVEX(root)
	case "csaf":
		return d.csaf(root)
	}
	return d.cycloneDX(root)
}

// identify tells a form by the words that only it has; "" when it is none.
func identify(name string, src []byte) string {
	if !bytes.ContainsAny(src[:min(len(src), 512)], "{[") {
		if strings.HasSuffix(strings.ToLower(name), ".sarif") {
			return "sarif"
		}
		return ""
	}
	all := func(words ...string) bool {
		return !slices.ContainsFunc(words, func(w string) bool { return !bytes.Contains(src, []byte(w)) })
	}
	switch {
	case strings.HasSuffix(strings.ToLower(name), ".sarif"), all(`"runs"`, `"driver"`, `sarif`), all(`"runs"`, `"driver"`, `"2.1.0"`):
		return "sarif"
	case all(`"auditReportVersion"`), all(`"advisories"`, `"muted"`, `"metadata"`):
		return "npm-audit"
	case all(`"error"`, `"summary"`, `/-/npm/v1/security/`), all(`"error"`, `"summary"`, `"ENOLOCK"`):
		return "npm-audit" // one that failed says nothing else
	case all(`"protocol_version"`, `"scanner_name"`):
		return "govulncheck"
	case all(`openvex.dev/ns`):
		return "openvex"
	case all(`"csaf_version"`), all(`"csaf_vex"`):
		return "csaf"
	case all(`"bomFormat"`, `"vulnerabilities"`):
		return "cyclonedx"
	case all(`"SchemaVersion"`, `"ArtifactName"`):
		return "trivy"
	case all(`"matches"`, `"descriptor"`):
		return "grype"
	case all(`"security_advisory"`, `"security_vulnerability"`):
		return "dependabot"
	case all(`"results"`, `"experimental_config"`), all(`"results"`, `"packages"`, `"groups"`, `"vulnerabilities"`):
		return "osv-scanner"
	}
	return ""
}

// parse reads one JSON value, or several behind each other. Their offsets count
// from the start of the text.
func parse(src []byte) ([]tree.Node, *tree.Fault) {
	var docs []tree.Node
	dec := json.NewDecoder(bytes.NewReader(src))
	for {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return docs, nil
		}
		end := int32(dec.InputOffset())
		if err != nil {
			why := "it ends too early"
			var syntax *json.SyntaxError
			if errors.As(err, &syntax) {
				end, why = int32(min(int(syntax.Offset), len(src))), "not JSON"
			} else if errors.Is(err, io.ErrUnexpectedEOF) {
				end = int32(len(src))
			}
			return nil, &tree.Fault{Off: end, Msg: why}
		}
		n, fault := tree.ParseJSON(raw)
		base := end - int32(len(raw))
		if fault != nil {
			return nil, &tree.Fault{Off: base + fault.Off, Msg: fault.Msg}
		}
		if dup := n.Duplicates(1); len(dup) > 0 {
			return nil, &tree.Fault{Off: base + dup[0].Off, Msg: "the key " + ref.Printable(dup[0].Key) + " stands twice in one object"}
		}
		shift(&n, base)
		docs = append(docs, n)
	}
}

func shift(n *tree.Node, by int32) {
	n.Off += by
	for i := range n.Members {
		n.Members[i].Off += by
		shift(&n.Members[i].Val, by)
	}
}

// emit ties statements to findings and gives the facts. The evidence of a report
// is as old as the report says it is.
func (c *collection) emit() {
	for _, r := range c.reports {
		for i := range r.findings {
			answer(&r.findings[i], c.statements)
		}
		from := candor.Provenance{Collector: id, Version: version, Source: r.at.Path, Commit: r.commit, At: r.date}
		if f := c.in.Tree.File(r.at.Path); f != nil {
			from.Digest = f.Digest()
		}
		for _, f := range append([]candor.Fact{r.fact(c.in.Commit(), c.names)}, r.findingFacts()...) {
			f.From = from
			c.in.Emit(f)
		}
	}
}
