package scans

import "github.com/candor-dev/candor/internal/tree"

// grype reads `grype -o json`, which states its time and that of its database.
func (d *document) grype(root *tree.Node) string {
	if !has(root, "matches", tree.List) {
		return "it has no list of matches"
	}
	desc := root.Get("descriptor")
	if desc.Text("name") != "grype" {
		return "its descriptor names no tool that candor knows"
	}
	db := desc.Get("db")
	built := db.Text("built")
	if built == "" {
		built = db.Get("status").Text("built")
	}
	r := &report{
		tool: "Grype", format: "grype", dependencies: true, at: d.at(root), version: desc.Text("version"),
		date: moment(desc.Text("timestamp")), dateFrom: "report", database: moment(built),
	}
	src := root.Get("source")
	if r.target = src.Text("target"); r.target == "" {
		r.target = src.Get("target").Text("userInput")
	}
	for _, m := range items(root, "matches") {
		d.grypeMatch(r, m, "open")
	}
	for _, m := range items(root, "ignoredMatches") {
		d.grypeMatch(r, m, "dismissed")
	}
	d.add(r)
	return ""
}

func (d *document) grypeMatch(r *report, m *tree.Node, status string) {
	v, a := m.Get("vulnerability"), m.Get("artifact")
	ids := []string{v.Text("id")}
	for _, x := range items(m, "relatedVulnerabilities") {
		ids = append(ids, x.Text("id"))
	}
	f := newFinding(d.at(m), ids...)
	f.name, f.version, f.severity, f.status = a.Text("name"), a.Text("version"), severity(v.Text("severity")), status
	f.ecosystem = ecosystem(a.Text("type"))
	if p, ok := parsePURL(a.Text("purl")); ok {
		f.ecosystem, f.name = p.kind, p.name
	}
	if fixes := strs(v.Get("fix"), "versions"); len(fixes) > 0 {
		f.fixed = fixes[0]
	}
	if at := items(a, "locations"); len(at) > 0 {
		f.file = at[0].Text("path")
	}
	if status == "dismissed" {
		f.reason = "ignored by a rule of the scan"
	}
	r.findings = append(r.findings, f)
}
