package scans

import (
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// osvScanner reads `osv-scanner --format json`. It lists only what it found
// something in, and says neither when it ran nor what else it read; the newest
// change of an advisory that it knew bounds its age.
func (d *document) osvScanner(root *tree.Node) string {
	if !has(root, "results", tree.List) {
		return "it has no list of results"
	}
	r := &report{tool: "osv-scanner", format: "osv-scanner", dependencies: true, at: d.at(root)}
	for _, res := range items(root, "results") {
		file := res.Get("source").Text("path")
		for _, p := range items(res, "packages") {
			d.osvPackage(r, p, file)
		}
	}
	d.add(r)
	return ""
}

func (d *document) osvPackage(r *report, p *tree.Node, file string) {
	pkg := p.Get("package")
	advisories := map[string]*tree.Node{}
	grouped := map[string]bool{}
	emit := func(at *tree.Node, ids []string, sev, reach string) {
		f := newFinding(d.at(at), ids...)
		f.ecosystem, f.name, f.version, f.file = ecosystem(pkg.Text("ecosystem")), pkg.Text("name"), pkg.Text("version"), file
		f.severity, f.reach = sev, reach
		for _, id := range ids {
			grouped[id] = true
			a := advisories[id]
			if a == nil {
				continue
			}
			if f.severity == "unknown" {
				f.severity = severity(a.Get("database_specific").Text("severity"))
			}
			if f.fixed == "" {
				f.fixed = osvFixed(a, f.name)
			}
			if t := moment(a.Text("modified")); t.After(r.date) {
				r.date, r.dateFrom = t, "advisories"
			}
		}
		r.findings = append(r.findings, f)
	}
	for _, a := range items(p, "vulnerabilities") {
		advisories[a.Text("id")] = a
	}
	for _, g := range items(p, "groups") {
		emit(g, append(strs(g, "ids"), strs(g, "aliases")...), scored(g.Scalar("max_severity")), called(g))
	}
	for _, a := range items(p, "vulnerabilities") {
		if !grouped[a.Text("id")] {
			emit(a, append([]string{a.Text("id")}, strs(a, "aliases")...), "unknown", "")
		}
	}
}

// called tells what the scanner's look at calls said of a group: "called" when it
// found a call, "required" when it found none.
func called(g *tree.Node) string {
	out := ""
	for _, m := range append(g.Each("experimentalAnalysis"), g.Each("experimental_analysis")...) {
		switch {
		case m.Val.Yes("called"):
			return "called"
		case has(&m.Val, "called", tree.Bool):
			out = "required"
		}
	}
	return out
}

// osvFixed is the last version of an advisory that mends the package.
func osvFixed(a *tree.Node, name string) string {
	out := ""
	for _, x := range items(a, "affected") {
		if x.Get("package").Text("name") != name {
			continue
		}
		for _, rng := range items(x, "ranges") {
			for _, e := range items(rng, "events") {
				if v := e.Text("fixed"); v != "" {
					out = v
				}
			}
		}
	}
	return out
}

// ecosystem turns the names that scanners use into the types of package URLs; ""
// for one that is not known.
func ecosystem(s string) string {
	s, _, _ = strings.Cut(strings.ToLower(s), ":") // "Debian:12"
	s = strings.TrimSuffix(s, ".io")               // OSV names Rust's by its site
	switch s {
	case "npm", "yarn", "pnpm", "bun", "node-pkg", "nodejs":
		return "npm"
	case "go", "golang", "gomod", "go-module", "gobinary":
		return "golang"
	case "pypi", "pip", "python", "python-pkg", "poetry", "pipenv", "uv":
		return "pypi"
	case "cargo", "rust", "rust-crate", "crates":
		return "cargo"
	case "rubygems", "gem", "bundler", "gemspec":
		return "gem"
	case "nuget", "dotnet", "dotnet-core", "dotnet-deps":
		return "nuget"
	case "maven", "jar", "java", "java-archive", "pom", "gradle":
		return "maven"
	case "composer", "packagist", "php-composer":
		return "composer"
	case "deb", "debian", "ubuntu":
		return "deb"
	case "apk", "alpine":
		return "apk"
	case "rpm", "redhat", "centos", "rocky", "alma", "amazon":
		return "rpm"
	case "actions", "github actions", "github-action", "github":
		return "github"
	}
	return ""
}
