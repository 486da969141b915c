package scans

import (
	"path"
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// npmAudit reads `npm audit --json`, of npm 6 (advisories) and since npm 7
// (vulnerabilities). Neither says when it ran, nor of which commit.
func (d *document) npmAudit(root *tree.Node) string {
	r := &report{tool: "npm audit", format: "npm-audit", dependencies: true, ecosystems: []string{"npm"}, at: d.at(root)}
	switch {
	case has(root, "error", tree.Object):
		return "the audit ended in an error"
	case has(root, "vulnerabilities", tree.Object):
		r.version = root.Scalar("auditReportVersion")
		if r.version != "2" {
			return "audit report version " + r.version + " is not known"
		}
		d.npmAdvisories(r, root.Each("vulnerabilities"))
	case has(root, "advisories", tree.Object):
		r.version = "1"
		for _, m := range root.Each("advisories") {
			a := &m.Val
			f := newFinding(d.lines.At(m.Off), append([]string{a.Text("github_advisory_id"), lastPart(a.Text("url"))}, strs(a, "cves")...)...)
			f.ecosystem, f.name, f.severity, f.fixed = "npm", a.Text("module_name"), severity(a.Text("severity")), a.Text("patched_versions")
			for _, x := range items(a, "findings") {
				g := f
				g.version = x.Text("version")
				r.findings = append(r.findings, g)
			}
			if len(items(a, "findings")) == 0 {
				r.findings = append(r.findings, f)
			}
		}
	default:
		return "it has neither vulnerabilities nor advisories"
	}
	total := root.Get("metadata").Get("vulnerabilities")
	switch {
	case total == nil || total.Kind != tree.Object:
		r.complete, r.why = "unknown", "the report has no summary to hold its list against"
	case len(r.findings) == 0 && nonZero(total):
		r.complete, r.why = "no", "its summary counts vulnerabilities that it does not list"
	}
	d.add(r)
	return ""
}

// npmAdvisories reads the packages of a report of version 2. A package that is
// affected only through another one names that one, and is no finding of its own.
func (d *document) npmAdvisories(r *report, packages []tree.Member) {
	seen := map[string]bool{}
	for i := range packages {
		p := &packages[i].Val
		for _, via := range items(p, "via") {
			if via.Kind != tree.Object {
				continue
			}
			f := newFinding(d.at(via), lastPart(via.Text("url")), via.Scalar("source"))
			if f.ecosystem, f.name = "npm", via.Text("name"); f.name == "" {
				f.name = packages[i].Key
			}
			f.severity = severity(via.Text("severity"))
			if n := p.Get("fixAvailable"); n != nil && n.Kind == tree.Object {
				f.fixed = n.Text("name") + "@" + n.Text("version")
			}
			if key := f.ids[0] + "\x00" + f.name; !seen[key] {
				seen[key] = true
				r.findings = append(r.findings, f)
			}
		}
	}
	if len(r.findings) == 0 && len(packages) > 0 {
		r.complete, r.why = "no", "it lists packages without an advisory"
	}
}

// lastPart is the id at the end of an advisory's address.
func lastPart(url string) string {
	if url == "" {
		return ""
	}
	return path.Base(strings.TrimRight(url, "/"))
}

// nonZero reports a summary that counts anything.
func nonZero(n *tree.Node) bool {
	for i := range n.Members {
		if v := &n.Members[i].Val; v.Kind == tree.Number && v.Str != "0" {
			return true
		}
	}
	return false
}
