package scans

import (
	"github.com/candor-dev/candor/internal/tree"
)

// dependabot reads alerts as the code host's API lists them. A page of a list
// looks like the whole list, so it is never called complete; the newest change of
// an alert bounds its age.
func (d *document) dependabot(root *tree.Node) string {
	if root.Kind != tree.List {
		return "it is no list of alerts"
	}
	r := &report{
		tool: "Dependabot", format: "dependabot", dependencies: true, at: d.at(root),
		complete: "unknown", why: "a list of alerts may be one page of several",
	}
	for _, n := range all(root) {
		adv, vul := n.Get("security_advisory"), n.Get("security_vulnerability")
		dep := n.Get("dependency")
		f := newFinding(d.at(n), adv.Text("ghsa_id"), adv.Text("cve_id"))
		pkg := dep.Get("package")
		if pkg == nil {
			pkg = vul.Get("package")
		}
		f.ecosystem, f.name, f.file = ecosystem(pkg.Text("ecosystem")), pkg.Text("name"), dep.Text("manifest_path")
		if f.severity = severity(vul.Text("severity")); f.severity == "unknown" {
			f.severity = severity(adv.Text("severity"))
		}
		f.fixed = vul.Get("first_patched_version").Text("identifier")
		switch state := n.Text("state"); state {
		case "open":
		case "fixed":
			f.status = "fixed"
		case "dismissed", "auto_dismissed":
			f.status, f.reason = "dismissed", n.Text("dismissed_reason")
		default:
			f.severity = "unknown" // a state that is not known: nobody can tell what it means
		}
		for _, key := range []string{"created_at", "updated_at", "dismissed_at", "fixed_at"} {
			if t := moment(n.Text(key)); t.After(r.date) {
				r.date, r.dateFrom = t, "advisories"
			}
		}
		r.findings = append(r.findings, f)
	}
	d.add(r)
	return ""
}
