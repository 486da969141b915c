package scans

import (
	"regexp"
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// scanners are the tools known to look for vulnerable dependencies, by a part of
// the name that they give themselves, in lower case.
func scanners() []string {
	return []string{
		"trivy", "grype", "osv-scanner", "govulncheck", "snyk open source", "snyk container", "dependency-check", "dependencycheck",
		"pip-audit", "cargo-audit", "bundler-audit", "npm audit", "npm-audit", "docker scout", "xray", "mend",
	}
}

// advisory tells the id of a vulnerability from that of a rule on settings or code.
var advisory = regexp.MustCompile(`(?i)^(CVE|GHSA|GO|RUSTSEC|PYSEC|OSV|MAL|SNYK|DSA|DLA|USN|ALAS|RHSA|ELSA|TEMP)-[0-9A-Za-z]`)

// idIn finds such an id inside a longer one, as in "CVE-2026-1-lodash".
var idIn = regexp.MustCompile(`(?i)(CVE-[0-9]{4}-[0-9]+|GHSA(-[0-9a-z]{4}){3}|GO-[0-9]{4}-[0-9]+|RUSTSEC-[0-9]{4}-[0-9]+|PYSEC-[0-9]{4}-[0-9]+)`)

// sarif reads SARIF 2.1.0. Of files that candor.yaml does not name only runs of
// known scanners count: SARIF is what linters write, too.
func (d *document) sarif(root *tree.Node) string {
	if !has(root, "runs", tree.List) {
		return "it has no list of runs"
	}
	runs := items(root, "runs")
	if len(runs) == 0 && d.named {
		return "it holds no run"
	}
	for _, run := range runs {
		driver := run.Get("tool").Get("driver")
		name := driver.Text("name")
		known := false
		for _, s := range scanners() {
			known = known || strings.Contains(strings.ToLower(name), s)
		}
		if !known && !d.named {
			continue
		}
		if name == "" {
			name = "a tool without a name"
		}
		d.sarifRun(run, driver, name, known)
	}
	return ""
}

func (d *document) sarifRun(run, driver *tree.Node, name string, known bool) {
	r := &report{tool: name, format: "sarif", dependencies: known, at: d.at(run), version: driver.Text("semanticVersion")}
	if r.version == "" {
		r.version = driver.Text("version")
	}
	for _, v := range items(run, "versionControlProvenance") {
		if r.commit == "" {
			r.commit, r.target = v.Text("revisionId"), v.Text("repositoryUri")
		}
	}
	for _, v := range items(run, "invocations") {
		t := moment(v.Text("endTimeUtc"))
		if t.IsZero() {
			t = moment(v.Text("startTimeUtc"))
		}
		if !t.IsZero() && (r.date.IsZero() || t.Before(r.date)) {
			r.date, r.dateFrom = t, "report"
		}
		if ok := v.Get("executionSuccessful"); ok != nil && ok.Str == "false" {
			r.complete, r.why = "no", "the run says of itself that it failed"
		}
	}
	if !has(run, "results", tree.List) && r.complete == "" {
		r.complete, r.why = "no", "a run without a list of results found nothing out"
	}
	rules := map[string]*tree.Node{}
	list := items(driver, "rules")
	for _, x := range list {
		rules[x.Text("id")] = x
	}
	for _, x := range items(run, "results") {
		d.sarifResult(r, x, list, rules)
	}
	d.add(r)
}

func (d *document) sarifResult(r *report, x *tree.Node, list []*tree.Node, rules map[string]*tree.Node) {
	switch x.Text("kind") {
	case "pass", "notApplicable", "informational":
		return
	}
	if x.Text("baselineState") == "absent" {
		return // it was there in an earlier run
	}
	id := x.Text("ruleId")
	if id == "" {
		id = x.Get("rule").Text("id")
	}
	rule := rules[id]
	if n := x.Get("ruleIndex"); id == "" && n != nil {
		if i, ok := index(n.Str, len(list)); ok {
			rule = list[i]
			id = rule.Text("id")
		}
	}
	if r.dependencies && !advisory.MatchString(id) && !idIn.MatchString(id) {
		return // a setting, a secret or a licence: the same tools find them
	}
	short := ""
	if r.dependencies {
		short = idIn.FindString(id)
	}
	f := newFinding(d.at(x), short, id)
	for _, n := range []*tree.Node{x, rule} {
		if f.severity == "unknown" {
			f.severity = scored(n.Get("properties").Scalar("security-severity"))
		}
		if p, ok := firstPURL(n.Get("properties")); ok && f.name == "" {
			f.ecosystem, f.name, f.version = p.kind, p.name, p.version
		}
	}
	for _, l := range items(x, "locations") {
		if f.file == "" {
			f.file = l.Get("physicalLocation").Get("artifactLocation").Text("uri")
		}
	}
	for _, s := range items(x, "suppressions") {
		if st := s.Text("status"); st == "" || st == "accepted" {
			f.status, f.reason = "dismissed", s.Text("justification")
		}
	}
	r.findings = append(r.findings, f)
}

// index reads an index into a list.
func index(s string, n int) (int, bool) {
	i := 0
	for _, c := range s {
		if c < '0' || c > '9' || i > n {
			return 0, false
		}
		i = i*10 + int(c-'0')
	}
	return i, s != "" && i < n
}

func firstPURL(n *tree.Node) (pkg, bool) {
	for _, s := range append(strs(n, "purls"), n.Text("purl")) {
		if p, ok := parsePURL(s); ok {
			return p, true
		}
	}
	return pkg{}, false
}
