package scans

import (
	"net/url"
	"strings"
	"time"

	"github.com/candor-dev/candor/internal/tree"
)

// pkg is what a package URL names.
type pkg struct{ kind, name, version string }

// parsePURL reads a package URL; qualifiers and subpath are dropped.
func parsePURL(s string) (pkg, bool) {
	rest, ok := strings.CutPrefix(s, "pkg:")
	if !ok {
		return pkg{}, false
	}
	rest, _, _ = strings.Cut(rest, "#")
	rest, _, _ = strings.Cut(rest, "?")
	kind, rest, ok := strings.Cut(strings.TrimLeft(rest, "/"), "/")
	if !ok {
		return pkg{}, false
	}
	var p pkg
	p.kind = strings.ToLower(kind)
	name := rest
	if i := strings.LastIndexByte(rest, '@'); i > 0 {
		name, p.version = rest[:i], rest[i+1:]
	}
	var err, verr error
	p.name, err = url.PathUnescape(strings.Trim(name, "/"))
	p.version, verr = url.PathUnescape(p.version)
	return p, err == nil && verr == nil && p.name != "" && p.kind != ""
}

// answer gives a finding the statement that speaks of it. Of several the newest
// counts when all are dated, else the one that is least in favour. A statement
// on the vulnerability that names other products answers nothing, and is said.
func answer(f *finding, statements []statement) {
	var found []*statement
	for i := range statements {
		s := &statements[i]
		if !shares(s.ids, f.ids) {
			continue
		}
		switch s.covers(f) {
		case "yes":
			found = append(found, s)
		case "unknown":
			f.doubtfulStatement = "a statement at " + s.at.String() + " says " + s.status + " of this vulnerability, and of which package can't be told"
		}
	}
	for _, s := range found {
		if f.statement == nil || s.before(f.statement) {
			f.statement = s
		}
	}
}

// before reports whether s counts rather than t.
func (s *statement) before(t *statement) bool {
	if !s.when.IsZero() && !t.when.IsZero() && !s.when.Equal(t.when) {
		return s.when.After(t.when)
	}
	return favour(s.status) < favour(t.status)
}

func favour(status string) int {
	switch status {
	case "fixed":
		return 3
	case "not_affected":
		return 2
	case "under_investigation":
		return 1
	}
	return 0
}

func shares(a, b []string) bool {
	for _, x := range a {
		if contains(b, x) {
			return true
		}
	}
	return false
}

// covers tells whether a statement speaks of the package of a finding: "yes",
// "no" or "unknown". A product that is no package may hold this one or not.
func (s *statement) covers(f *finding) string {
	out := "no"
	if len(s.products) == 0 {
		return "unknown"
	}
	for _, text := range s.products {
		p, ok := parsePURL(text)
		switch {
		case !ok, f.name == "", f.ecosystem == "", p.kind == "generic", p.kind == "oci", p.kind == "docker", p.kind == "github":
			out = "unknown"
		case p.kind != f.ecosystem || !strings.EqualFold(p.name, f.name):
		case p.version == "" && s.status == "fixed":
			out = "unknown" // fixed since which version?
		case p.version == "" || strings.TrimPrefix(p.version, "v") == strings.TrimPrefix(f.version, "v"):
			return "yes"
		case f.version == "":
			out = "unknown"
		}
	}
	return out
}

// openVEX reads an OpenVEX document. "not_affected" without a reason is none: the
// format asks for one.
func (d *document) openVEX(root *tree.Node) string {
	if !has(root, "statements", tree.List) {
		return "it has no list of statements"
	}
	when := moment(root.Text("timestamp"))
	for _, n := range items(root, "statements") {
		s := statement{status: n.Text("status"), at: d.at(n), when: when}
		if t := moment(n.Text("timestamp")); !t.IsZero() {
			s.when = t
		}
		v := n.Get("vulnerability")
		switch {
		case v != nil && v.Kind == tree.Text:
			s.ids = []string{v.Str}
		default:
			s.ids = append([]string{v.Text("name"), lastPart(v.Text("@id"))}, strs(v, "aliases")...)
		}
		for _, p := range items(n, "products") {
			parts := items(p, "subcomponents")
			if len(parts) == 0 {
				parts = []*tree.Node{p}
			}
			for _, x := range parts {
				s.products = append(s.products, productName(x))
			}
		}
		if s.reason = n.Text("justification"); s.reason == "" {
			s.reason = n.Text("impact_statement")
		}
		d.state(s)
	}
	return ""
}

func productName(n *tree.Node) string {
	if n.Kind == tree.Text {
		return n.Str
	}
	if p := n.Get("identifiers").Text("purl"); p != "" {
		return p
	}
	return n.Text("@id")
}

// state keeps a statement whose status is known.
func (d *document) state(s statement) {
	switch s.status {
	case "fixed", "affected", "under_investigation":
	case "not_affected":
		if s.reason == "" {
			s.status = "under_investigation"
			s.reason = "it says not_affected and gives no reason"
		}
	default:
		s.status, s.reason = "under_investigation", "its status is not one that candor knows"
	}
	if s.when.After(d.in.Now().Add(24 * time.Hour)) {
		s.when = time.Time{}
	}
	var ids []string
	for _, id := range s.ids {
		if id != "" && id != "." && id != "/" {
			ids = append(ids, id)
		}
	}
	s.ids = ids
	d.statements = append(d.statements, s)
}

// cycloneDX reads the vulnerabilities of a CycloneDX document. Those with an
// analysis are statements; those without are findings of the tool that wrote it.
func (d *document) cycloneDX(root *tree.Node) string {
	if !has(root, "vulnerabilities", tree.List) {
		return "" // an inventory: no report
	}
	names := map[string]string{}
	for _, c := range append(items(root, "components"), root.Get("metadata").Get("component")) {
		if ref := c.Text("bom-ref"); ref != "" {
			names[ref] = c.Text("purl")
		}
	}
	meta := root.Get("metadata")
	r := &report{format: "cyclonedx", dependencies: true, at: d.at(root), date: moment(meta.Text("timestamp")), dateFrom: "report", complete: "unknown", why: "an inventory does not say whether all of it was looked up"}
	if t := meta.Get("tools"); t != nil {
		list := items(t, "components")
		if t.Kind == tree.List {
			list = all(t)
		}
		for _, x := range list {
			r.tool, r.version = x.Text("name"), x.Text("version")
		}
	}
	if r.tool == "" {
		r.tool = "a tool without a name"
	}
	for _, v := range items(root, "vulnerabilities") {
		ids := []string{v.Text("id")}
		for _, x := range items(v, "references") {
			ids = append(ids, x.Text("id"))
		}
		var products []string
		for _, a := range items(v, "affects") {
			p := a.Text("ref")
			if known := names[p]; known != "" {
				p = known
			}
			products = append(products, p)
		}
		if a := v.Get("analysis"); a.Text("state") != "" {
			d.analysis(v, a, ids, products, r.date)
			continue
		}
		f := newFinding(d.at(v), ids...)
		for _, x := range items(v, "ratings") {
			if f.severity == "unknown" {
				f.severity = severity(x.Text("severity"))
			}
		}
		if len(products) == 0 {
			products = []string{""}
		}
		for _, text := range products {
			g := f
			if p, ok := parsePURL(text); ok {
				g.ecosystem, g.name, g.version = p.kind, p.name, p.version
			}
			r.findings = append(r.findings, g)
		}
	}
	if len(r.findings) > 0 {
		d.add(r)
	}
	return ""
}

func (d *document) analysis(v, a *tree.Node, ids, products []string, when time.Time) {
	s := statement{ids: ids, products: products, at: d.at(v), when: when}
	if t := moment(a.Text("lastUpdated")); !t.IsZero() {
		s.when = t
	}
	switch a.Text("state") {
	case "not_affected", "false_positive":
		s.status = "not_affected"
	case "resolved", "resolved_with_pedigree":
		s.status = "fixed"
	case "exploitable":
		s.status = "affected"
	default:
		s.status = "under_investigation"
	}
	if s.reason = a.Text("justification"); s.reason == "" {
		s.reason = a.Text("detail")
	}
	d.state(s)
}
