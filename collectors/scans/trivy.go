package scans

import "github.com/candor-dev/candor/internal/tree"

// trivy reads `trivy --format json`. Findings of other kinds than vulnerabilities
// (settings, secrets, licences) are left alone.
func (d *document) trivy(root *tree.Node) string {
	r := &report{
		tool: "Trivy", format: "trivy", dependencies: true, at: d.at(root), version: root.Get("Trivy").Text("Version"),
		date: moment(root.Text("CreatedAt")), dateFrom: "report", target: root.Text("ArtifactName"), commit: root.Get("Metadata").Text("Commit"),
	}
	if v := root.Scalar("SchemaVersion"); v != "2" {
		return "schema version " + v + " is not known"
	}
	if !has(root, "Results", tree.List) {
		r.complete, r.why = "unknown", "it names nothing that it looked at"
	}
	seen := map[string]bool{}
	packages := 0
	for _, res := range items(root, "Results") {
		class := res.Text("Class")
		if class == "lang-pkgs" || class == "os-pkgs" || len(items(res, "Vulnerabilities")) > 0 {
			packages++
			r.files = append(r.files, res.Text("Target"))
			if e := ecosystem(res.Text("Type")); e != "" && !seen[e] {
				seen[e] = true
				r.ecosystems = append(r.ecosystems, e)
			}
		}
		for _, v := range items(res, "Vulnerabilities") {
			f := newFinding(d.at(v), append([]string{v.Text("VulnerabilityID")}, strs(v, "VendorIDs")...)...)
			f.ecosystem, f.name, f.version = ecosystem(res.Text("Type")), v.Text("PkgName"), v.Text("InstalledVersion")
			f.severity, f.fixed, f.file = severity(v.Text("Severity")), v.Text("FixedVersion"), res.Text("Target")
			r.findings = append(r.findings, f)
		}
	}
	if packages == 0 && r.complete == "" {
		r.complete, r.why = "unknown", "it names no packages that it looked at"
	}
	d.add(r)
	return ""
}
