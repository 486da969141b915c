package python

import (
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/pep440"
)

// at is a place of the manifest.
func (m *manifest) at(off int) candor.Location {
	if m.doc == nil {
		return candor.Location{Path: m.path, Line: max(1, off)}
	}
	line, col := m.doc.At(off)
	return candor.Location{Path: m.path, Line: line, Col: col}
}

// compare holds a manifest against a lock. undecided says why that was not
// possible in full.
func (m *manifest) compare(l *lock) (differ []locked.Disagreement, undecided string) {
	switch {
	case len(m.doubts) > 0:
		undecided = m.doubts[0]
	case m.dynamic:
		undecided = "the build backend finds the dependencies of " + m.path + ", and candor does not run it"
	}
	differ = m.present(l)
	switch l.tool {
	case "uv":
		more, why := m.compareUV(l)
		differ = append(differ, more...)
		undecided = firstOf(undecided, why)
	case "poetry":
		same, why := m.poetryAgrees(l)
		if !same && why == "" && len(differ) == 0 {
			differ = append(differ, locked.Disagreement{Name: "something that content-hash covers", Kind: locked.Specifier, At: l.place(l.doc.Root.Get("metadata").Offset)})
		}
		undecided = firstOf(undecided, why)
	case "pipenv":
		switch want := pipfileHash(m.doc.Root); {
		case l.hash == "":
			undecided = firstOf(undecided, "the lock records no hash of the Pipfile")
		case want == "":
			undecided = firstOf(undecided, "the hash of this Pipfile can't be told without pipenv")
		case want != l.hash && len(differ) == 0:
			differ = append(differ, locked.Disagreement{Name: "something that its hash covers", Kind: locked.Specifier, At: candor.Location{Path: l.path, Line: 1}})
		}
	}
	return differ, undecided
}

// present finds what is asked for and not locked in a version that is asked for.
func (m *manifest) present(l *lock) (differ []locked.Disagreement) {
	for _, r := range m.reqs {
		if r.name == m.name && r.name != "" {
			continue // an extra that asks for other extras
		}
		have := l.byName[r.name]
		if len(have) == 0 {
			if !m.mayLack(r, l) {
				differ = append(differ, locked.Disagreement{Name: r.name, Kind: locked.Missing, At: m.at(r.off)})
			}
			continue
		}
		met := false
		for _, i := range have {
			e := &l.entries[i]
			e.Direct = true
			met = met || e.Source != "registry" || e.Version == "" || r.url != "" || r.opaque || r.allows(e.Version)
		}
		if !met {
			differ = append(differ, locked.Disagreement{Name: r.name, Kind: locked.Range, At: l.entries[have[0]].At})
		}
	}
	return differ
}

// mayLack reports whether a lock may leave a requirement out.
func (m *manifest) mayLack(r requirement, l *lock) bool {
	if l.tool == "pdm" && r.scope != "" && l.groups != nil {
		for _, g := range l.groups {
			if "group:"+g == r.scope || g == r.scope {
				return false
			}
		}
		return true
	}
	if l.tool == "requirements" || l.tool == "pylock" {
		return r.scope != "" || r.marker != ""
	}
	return l.partial && r.marker != ""
}

// poetryAgrees holds the recorded hash against the one of the manifest. why says
// that it can't be told.
func (m *manifest) poetryAgrees(l *lock) (same bool, why string) {
	root := m.doc.Root
	major := l.writer
	if i := strings.IndexByte(major, '.'); i >= 0 {
		major = major[:i]
	}
	if l.hash == "" {
		return false, "the lock records no content-hash"
	}
	var tries []string
	switch major {
	case "2":
		tries = []string{poetryHash(root, true, true)}
		if v, ok := pep440.ParseSet("<2.3"); ok && v.Allows(l.writer) {
			tries = append(tries, poetryHash(root, true, false))
		}
	case "1", "0":
		tries = []string{poetryHash(root, false, false), poetryHash(root, true, true)}
	case "":
		// Written before poetry 1.3 or by hand: only sections that all versions
		// read tell.
		tries = []string{poetryHash(root, false, false), poetryHash(root, true, false), poetryHash(root, true, true)}
	default:
		return false, "candor does not know how poetry " + l.writer + " makes its content-hash"
	}
	for _, h := range tries {
		if h == "" {
			return false, "the content-hash of this pyproject.toml can't be told without poetry"
		}
		if h == l.hash {
			return true, ""
		}
	}
	return false, ""
}
