package scans

import (
	"strings"

	"golang.org/x/mod/semver"

	"github.com/candor-dev/candor/internal/tree"
)

// unjudged returns the id of an advisory that covers a module of the program, by
// the versions that the stream itself names, and that no finding speaks of. Such
// a stream was cut: govulncheck gives a finding for every module that it covers.
func unjudged(modules map[string]string, advisories map[string]*tree.Node, judged map[string]bool) string {
	first := ""
	for id, o := range advisories {
		if judged[id] || first != "" && id > first {
			continue
		}
		for _, a := range items(o, "affected") {
			if v, used := modules[a.Get("package").Text("name")]; used && covers(a, v) {
				first = id
			}
		}
	}
	return first
}

// covers reports whether an advisory's ranges hold a version; what can't be
// compared is held.
func covers(affected *tree.Node, version string) bool {
	v := canonical(version)
	if !semver.IsValid(v) {
		return true
	}
	for _, r := range items(affected, "ranges") {
		in := false
		for _, e := range items(r, "events") {
			if s := e.Text("introduced"); s == "0" || s != "" && semver.Compare(v, canonical(s)) >= 0 {
				in = true
			}
			if s := e.Text("fixed"); s != "" && semver.Compare(v, canonical(s)) >= 0 {
				in = false
			}
		}
		if in {
			return true
		}
	}
	return len(items(affected, "ranges")) == 0
}

func canonical(s string) string { return "v" + strings.TrimPrefix(strings.TrimPrefix(s, "go"), "v") }
