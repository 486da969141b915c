package python

import (
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/pep440"
	"github.com/candor-dev/candor/internal/tomltree"
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

// uvRequirement is a requirement as uv records it.
type uvRequirement struct {
	name, scope string
	spec        pep440.Set
	plain       bool // it comes from an index
	off         int
}

// compareUV holds a manifest against what uv recorded of it.
func (m *manifest) compareUV(l *lock) (differ []locked.Disagreement, why string) {
	own := m.uvPackage(l)
	meta := own.Get("metadata")
	dev := meta.Get("requires-dev")
	switch {
	case own == nil && m.name == "" && path.Dir(l.path) == m.dir:
		dev = l.doc.Root.Get("manifest", "dependency-groups") // a workspace that is no project
	case own == nil:
		return []locked.Disagreement{{Name: firstOf(m.name, m.path), Kind: locked.Missing, At: m.at(m.off)}}, ""
	}
	var have []uvRequirement
	read := func(items []*tomltree.Node, group string) {
		for _, n := range items {
			r := uvRequirement{name: normal(n.Str("name")), scope: group, off: n.Offset, plain: n.Str("git") == "" && n.Str("url") == "" && n.Str("path") == "" && n.Str("directory") == "" && n.Str("editable") == "" && n.Str("virtual") == ""}
			if group == "" {
				r.scope = extraOf(n.Str("marker"))
			}
			var ok bool
			if r.spec, ok = pep440.ParseSet(n.Str("specifier")); !ok {
				why = "the specifier of " + r.name + " in the lock can't be read"
			}
			have = append(have, r)
		}
	}
	read(meta.List("requires-dist"), "")
	for _, g := range dev.Names() {
		read(dev.List(g), "group:"+normal(g))
	}
	matched := make([]bool, len(have))
	for _, r := range m.reqs {
		kind := locked.Missing
		for i, h := range have {
			if h.name != r.name || h.scope != r.scope {
				continue
			}
			if kind == locked.Missing {
				kind = locked.Specifier
			}
			if r.opaque || pep440.Equal(h.spec, r.spec) && h.plain == (r.url == "") {
				kind, matched[i] = "", true
			}
		}
		if kind != "" && r.name != m.name {
			differ = append(differ, locked.Disagreement{Name: r.name, Kind: kind, At: m.at(r.off)})
			for i, h := range have { // named once, not as extraneous as well
				matched[i] = matched[i] || h.name == r.name && h.scope == r.scope
			}
		}
	}
	for i, h := range have {
		if !matched[i] && h.name != m.name && !m.dynamic {
			differ = append(differ, locked.Disagreement{Name: h.name, Kind: locked.Extraneous, At: l.place(h.off)})
		}
	}
	return differ, why
}

// uvPackage finds the package of the lock that is the manifest's project.
func (m *manifest) uvPackage(l *lock) *tomltree.Node {
	for i, e := range l.entries {
		if e.Source == "path" && path.Join(e.Dir, e.Path) == m.dir && (m.name == "" || normal(e.Name) == m.name) {
			return l.nodes[i]
		}
	}
	return nil
}

// extraOf reads the extra of a marker such as "python_version > '3' and extra ==
// 'cli'"; "" when there is none.
func extraOf(marker string) string {
	_, rest, ok := strings.Cut(marker, "extra == '")
	if !ok {
		return ""
	}
	name, _, _ := strings.Cut(rest, "'")
	return normal(name)
}
