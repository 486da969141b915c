package scans

import (
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// govulncheck reads the stream of `govulncheck -format json`: one object for the
// configuration, one for each advisory, and findings of growing depth - the module
// is required, the package imported, the function called. Nothing marks its end, so
// that a function is not called can't be told from a stream that was cut.
func (d *document) govulncheck() string {
	r := &report{tool: "govulncheck", format: "govulncheck", dependencies: true, ecosystems: []string{"golang"}}
	advisories := map[string]*tree.Node{}
	byKey := map[string]int{}
	modules, judged := map[string]string{}, map[string]bool{}
	checked, symbols, listed := false, false, false
	for i := range d.docs {
		n := &d.docs[i]
		if c := n.Get("config"); c != nil {
			r.at = d.at(c)
			r.version, r.database = c.Text("scanner_version"), moment(c.Text("db_last_modified"))
			symbols = c.Text("scan_level") == "symbol" && c.Text("scan_mode") == "source"
			if r.database.Year() > 1 {
				r.date, r.dateFrom = r.database, "database"
			}
		}
		if p := n.Get("progress").Text("message"); strings.HasPrefix(p, "Checking the ") {
			checked = true
		}
		if b := n.Get("SBOM"); b != nil {
			listed = true
			for _, m := range items(b, "modules") {
				modules[m.Text("path")] = m.Text("version")
			}
		}
		if o := n.Get("osv"); o != nil {
			advisories[o.Text("id")] = o
		}
		if f := n.Get("finding"); f != nil {
			judged[f.Text("osv")] = true
			d.goFinding(r, f, advisories, byKey)
		}
	}
	if r.at.Path == "" {
		return "it has no configuration message"
	}
	if !symbols {
		for i := range r.findings {
			r.findings[i].reach = "" // only a look at the calls tells that there are none
		}
	}
	missing := unjudged(modules, advisories, judged)
	switch {
	case !checked:
		r.complete, r.why = "unknown", "the stream does not say that the check began: it may have been cut"
	case missing != "":
		r.complete, r.why = "no", "it says nothing of "+missing+", which covers a module that it lists: it was cut"
	case !listed:
		r.complete, r.why = "unknown", "it does not list the modules, so nobody can tell that it was not cut"
	}
	d.add(r)
	return ""
}

// goFinding takes in one finding; several of one advisory and module are one, of
// the deepest reach.
func (d *document) goFinding(r *report, n *tree.Node, advisories map[string]*tree.Node, byKey map[string]int) {
	trace := items(n, "trace")
	id, top := n.Text("osv"), (*tree.Node)(nil)
	reach := "required"
	if len(trace) > 0 {
		top = trace[0]
		switch {
		case top.Text("function") != "":
			reach = "called"
		case top.Text("package") != "":
			reach = "imported"
		}
	}
	key := id + "\x00" + top.Text("module")
	if i, ok := byKey[key]; ok {
		if f := &r.findings[i]; depth(reach) > depth(f.reach) {
			f.reach = reach
		}
		return
	}
	ids := []string{id}
	if o := advisories[id]; o != nil {
		ids = append(ids, strs(o, "aliases")...)
	}
	f := newFinding(d.at(n), ids...)
	f.ecosystem, f.name, f.version, f.fixed, f.reach = "golang", top.Text("module"), top.Text("version"), n.Text("fixed_version"), reach
	if o := advisories[id]; o != nil {
		f.severity = severity(o.Get("database_specific").Text("severity"))
	}
	byKey[key] = len(r.findings)
	r.findings = append(r.findings, f)
}

func depth(reach string) int {
	switch reach {
	case "called":
		return 2
	case "imported":
		return 1
	}
	return 0
}
