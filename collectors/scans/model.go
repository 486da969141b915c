package scans

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/tree"
)

// report is what one file, or one run in it, says.
type report struct {
	tool, version string
	format        string
	date          time.Time // when the tool ran
	dateFrom      string    // "report"; "database" or "advisories" where only that bounds the age
	database      time.Time
	commit        string
	target        string
	dependencies  bool     // the tool is known to look for vulnerable dependencies
	complete      string   // "yes", "no" or "unknown"
	why           string   // complete is not "yes"
	files         []string // that the report names as looked at
	ecosystems    []string // that the report says it looked at; nil when it does not say
	findings      []finding
	at            candor.Location
}

// finding is one vulnerability of one package.
type finding struct {
	ids               []string // the first is the one that the tool names
	ecosystem         string   // the type of a package URL, "" when it is not told
	name, version     string
	severity          string // "critical", "high", "medium", "low", "info" or "unknown"
	fixed             string
	file              string // where the tool found it
	reach             string // "called", "imported" or "required", of tools that follow calls
	status            string // "open", "fixed" or "dismissed"
	reason            string // of a dismissal
	statement         *statement
	at                candor.Location
	doubtfulStatement string
}

// statement is one sentence of a VEX document.
type statement struct {
	ids      []string
	products []string // package URLs, or other names
	status   string   // "not_affected", "fixed", "affected" or "under_investigation"
	reason   string   // why it is not affected
	when     time.Time
	at       candor.Location
}

// fact gives the fact of the run. head is the commit of the tree, "" when unknown.
func (r *report) fact(head string, names ref.Names) candor.Fact {
	counts := map[string]any{"critical": 0, "high": 0, "medium": 0, "low": 0, "info": 0, "unknown": 0}
	for i := range r.findings {
		if f := &r.findings[i]; f.status == "open" {
			counts[f.severity] = counts[f.severity].(int) + 1
		}
	}
	isHead := "unknown"
	if r.commit != "" && head != "" {
		isHead = "no"
		if strings.EqualFold(r.commit, head) {
			isHead = "yes"
		}
	}
	eco := []any{}
	for _, e := range r.ecosystems {
		eco = append(eco, e)
	}
	files := []any{}
	for _, x := range r.files {
		files = append(files, ref.Printable(x))
	}
	label := r.tool
	if r.target != "" {
		label += " of " + r.target
	}
	return candor.Fact{
		Kind: kindScan, Subject: names.Unique(ref.Printable(r.at.Path + ": " + label)), State: candor.Observed, At: r.at,
		Value: map[string]any{
			"tool": ref.Printable(r.tool), "version": ref.Printable(r.version), "format": r.format, "date": stamp(r.date), "date_from": r.dateFrom,
			"database": stamp(r.database), "commit": ref.Printable(r.commit), "head": isHead, "target": ref.Printable(r.target),
			"dependencies": r.dependencies, "complete": r.complete, "why": ref.Printable(r.why), "counts": counts, "total": len(r.findings),
			"ecosystems": eco, "files": files,
		},
	}
}

// findingFacts gives one fact a finding. A whole run without any gives one that
// is absent, so that "nothing was found" is a subject; one that may not be whole
// gives a gap beside what it found.
func (r *report) findingFacts() []candor.Fact {
	names := ref.Names{}
	base := func() map[string]any {
		return map[string]any{
			"tool": ref.Printable(r.tool), "date": stamp(r.date),
			"found": false, "id": "", "aliases": []any{}, "package": "", "ecosystem": "", "version": "", "severity": "", "fixed": "", "file": "",
			"reach": "", "reach_sure": false, "status": "", "reason": "", "vex": "", "vex_reason": "", "vex_path": "", "vex_line": 0, "vex_doubt": "",
		}
	}
	rest := candor.Fact{Kind: kindFinding, Subject: ref.Printable(r.at.Path + ": " + r.tool), At: r.at, Value: base()}
	switch {
	case !r.dependencies:
		rest.State, rest.Reason = candor.Unsupported, ref.Printable("candor does not know whether "+r.tool+" looks for vulnerable dependencies")
	case r.complete != "yes":
		rest.State, rest.Reason = candor.Unresolved, ref.Printable("there may be more than "+r.tool+" names: "+r.why)
	case len(r.findings) == 0:
		rest.State, rest.Reason = candor.Absent, "the scan names no vulnerability"
	}
	if rest.Reason != "" && len(r.findings) == 0 {
		return []candor.Fact{rest}
	}
	out := make([]candor.Fact, 0, len(r.findings))
	for i := range r.findings {
		f := &r.findings[i]
		v := base()
		aliases := []any{}
		for _, a := range f.ids[1:] {
			aliases = append(aliases, ref.Printable(a))
		}
		v["found"], v["id"], v["aliases"] = true, ref.Printable(f.ids[0]), aliases
		v["package"], v["ecosystem"], v["version"], v["severity"] = ref.Printable(f.name), ref.Printable(f.ecosystem), ref.Printable(f.version), f.severity
		v["fixed"], v["file"], v["reach"], v["status"], v["reason"] = ref.Printable(f.fixed), ref.Printable(f.file), f.reach, f.status, ref.Printable(f.reason)
		v["reach_sure"] = f.reach == "called" || r.format != "govulncheck"
		v["vex_doubt"] = ref.Printable(f.doubtfulStatement)
		if s := f.statement; s != nil {
			v["vex"], v["vex_reason"], v["vex_path"], v["vex_line"] = s.status, ref.Printable(s.reason), ref.Printable(s.at.Path), s.at.Line
		}
		label := f.ids[0]
		if f.name != "" {
			label += ": " + f.name
		} else if f.file != "" {
			label += ": " + f.file
		}
		if f.version != "" {
			label += "@" + f.version
		}
		out = append(out, candor.Fact{Kind: kindFinding, Subject: names.Unique(ref.Printable(label)), State: candor.Observed, At: f.at, Value: v})
	}
	if rest.Reason != "" {
		out = append(out, rest)
	}
	return out
}

// newFinding is a finding that is open and of unknown severity.
func newFinding(at candor.Location, ids ...string) finding {
	f := finding{severity: "unknown", status: "open", at: at}
	for _, id := range ids {
		if id = strings.TrimSpace(id); id != "" && !contains(f.ids, id) {
			f.ids = append(f.ids, id)
		}
	}
	if len(f.ids) == 0 {
		f.ids = []string{"a vulnerability without an id"}
	}
	return f
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if strings.EqualFold(x, s) {
			return true
		}
	}
	return false
}

// severity reads the words that the tools use.
func severity(word string) string {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "critical":
		return "critical"
	case "high", "important":
		return "high"
	case "medium", "moderate":
		return "medium"
	case "low", "minor":
		return "low"
	case "negligible", "info", "informational", "none":
		return "info"
	}
	return "unknown"
}

// scored turns a CVSS score into its band, as CVSS 3 and 4 draw them.
func scored(text string) string {
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || math.IsNaN(n) || n < 0 || n > 10:
		return "unknown"
	case n >= 9:
		return "critical"
	case n >= 7:
		return "high"
	case n >= 4:
		return "medium"
	case n > 0:
		return "low"
	}
	return "info"
}

// moment reads a time in the forms in which the tools write it; zero when it is none.
func moment(s string) time.Time {
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05", "2006-01-02 15:04:05 -0700 MST", "2006-01-02"} {
		if t, err := time.Parse(layout, s); err == nil && t.Year() > 1999 && t.Year() < 10000 {
			return t.UTC()
		}
	}
	return time.Time{}
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// items are the values of a list or an object of that name.
func items(n *tree.Node, key string) []*tree.Node {
	v := n.Get(key)
	if v == nil || v.Kind != tree.List {
		return nil
	}
	return all(v)
}

func all(v *tree.Node) []*tree.Node {
	out := make([]*tree.Node, 0, len(v.Members))
	for i := range v.Members {
		out = append(out, &v.Members[i].Val)
	}
	return out
}

// has reports whether an object has a member of that kind.
func has(n *tree.Node, key string, kind tree.Kind) bool {
	v := n.Get(key)
	return v != nil && v.Kind == kind
}

// strs are the texts of a list of that name.
func strs(n *tree.Node, key string) []string {
	var out []string
	for _, x := range items(n, key) {
		if x.Kind == tree.Text {
			out = append(out, x.Str)
		}
	}
	return out
}
