package python

import (
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/pep440"
	"github.com/candor-dev/candor/internal/tomltree"
)

// uvRequirement is a requirement as uv records it.
type uvRequirement struct {
	name, scope, extras, marker string
	spec                        pep440.Set
	plain                       bool // it comes from an index
	off                         int
}

// compareUV holds a manifest against what uv recorded of it.
func (m *manifest) compareUV(l *lock) (differ []locked.Disagreement, why string) {
	own := m.uvPackage(l)
	dev := own.Get("metadata", "requires-dev")
	switch {
	case own == nil && m.name == "" && path.Dir(l.path) == m.dir:
		dev = l.doc.Root.Get("manifest", "dependency-groups") // a workspace that is no project
	case own == nil:
		return []locked.Disagreement{{Name: firstOf(m.name, m.path), Kind: locked.Missing, At: m.at(m.off)}}, ""
	}
	var have []uvRequirement
	read := func(items []*tomltree.Node, group string) {
		for _, n := range items {
			r, ok := readUV(n, group)
			if !ok {
				why = "the specifier of " + r.name + " in the lock can't be read"
			}
			have = append(have, r)
		}
	}
	read(own.List("metadata", "requires-dist"), "")
	for _, g := range dev.Names() {
		read(dev.List(g), "group:"+normal(g))
	}
	matched := make([]bool, len(have))
	at := make(map[string][]int) // by name and scope
	for i, h := range have {
		key := h.name + " " + h.scope
		at[key] = append(at[key], i)
		matched[i] = h.name == m.name && m.name != "" || m.dynamic
	}
	for _, r := range m.reqs {
		if r.name == m.name && r.name != "" {
			continue
		}
		kind, marker := locked.Missing, false
		for _, i := range at[r.name+" "+r.scope] {
			matched[i] = true
			switch ok, same := m.uvSame(r, have[i]); {
			case ok:
				kind, marker = "", marker || same
			case kind == locked.Missing:
				kind = locked.Specifier
			}
		}
		switch {
		case kind != "":
			differ = append(differ, locked.Disagreement{Name: r.name, Kind: kind, At: m.at(r.off)})
		case !marker:
			why = "the marker of " + r.name + " is written otherwise in the lock, and candor does not work markers out"
		}
	}
	for i, h := range have {
		if !matched[i] {
			differ = append(differ, locked.Disagreement{Name: h.name, Kind: locked.Extraneous, At: l.place(h.off)})
		}
	}
	more, unsure := m.uvProject(l, own)
	return append(differ, more...), firstOf(why, unsure)
}

func readUV(n *tomltree.Node, group string) (uvRequirement, bool) {
	r := uvRequirement{name: normal(n.Str("name")), scope: group, off: n.Offset, plain: true}
	for _, key := range []string{"git", "url", "path", "directory", "editable", "virtual"} {
		r.plain = r.plain && n.Get(key) == nil
	}
	var extras []string
	for _, x := range n.List("extras") {
		extras = append(extras, x.Text)
	}
	r.extras = sortedList(strings.Join(extras, ","))
	extra, marker := cutExtra(n.Str("marker"))
	if r.marker = marker; group == "" {
		r.scope = extra
	}
	var ok bool
	r.spec, ok = pep440.ParseSet(n.Str("specifier"))
	return r, ok
}

// uvSame reports whether a requirement is the one that was recorded, and whether
// their markers are, too.
func (m *manifest) uvSame(r requirement, h uvRequirement) (same, marker bool) {
	kind := m.rewrite[r.name]
	switch {
	case kind == "mixed":
		return true, true
	case sortedList(r.extras) != h.extras:
		return false, false
	case kind == "other" || r.url != "":
		return !h.plain, plainMarker(r.marker) == plainMarker(h.marker)
	}
	return h.plain && pep440.Equal(h.spec, r.spec), plainMarker(r.marker) == plainMarker(h.marker)
}

// uvProject compares what uv recorded of the project itself.
func (m *manifest) uvProject(l *lock, own *tomltree.Node) (differ []locked.Disagreement, why string) {
	version, recorded := m.doc.Root.Get("project", "version"), own.Str("version")
	if version != nil && recorded != "" && !pep440.Same(version.Text, recorded) {
		differ = append(differ, locked.Disagreement{Name: m.name, Kind: locked.Specifier, At: m.at(version.Offset)})
	}
	members := 0
	for _, e := range l.entries {
		if e.Source == "path" {
			members++
		}
	}
	// Of several members the lock holds what all of them allow.
	if python := m.doc.Root.Get("project", "requires-python"); python != nil && members == 1 {
		a, ok1 := pep440.ParseSet(python.Text)
		b, ok2 := pep440.ParseSet(l.doc.Root.Str("requires-python"))
		switch {
		case ok1 && ok2 && pep440.Equal(a, b):
		case !ok1 || !ok2 || strings.Contains(python.Text, "~="):
			why = "requires-python is written otherwise in the lock, and candor does not work it out"
		default:
			differ = append(differ, locked.Disagreement{Name: "requires-python", Kind: locked.Specifier, At: m.at(python.Offset)})
		}
	}
	return differ, why
}

func sortedList(s string) string {
	parts := strings.Split(normalList(s), ",")
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

// plainMarker writes a marker the way uv does, as far as words and spaces go.
func plainMarker(s string) string {
	if s == "" {
		return ""
	}
	s = strings.ReplaceAll(strings.ReplaceAll(s, `"`, "'"), "python_full_version", "python_version")
	s = strings.NewReplacer("(", " ", ")", " ", "<=", " <= ", ">=", " >= ", "==", " == ", "!=", " != ").Replace(s)
	parts := strings.Split(strings.Join(strings.Fields(s), " "), " and ")
	slices.Sort(parts)
	return strings.Join(parts, " and ")
}

// cutExtra takes the extra out of a marker such as "python_version > '3' and
// extra == 'cli'".
func cutExtra(marker string) (extra, rest string) {
	before, tail, ok := strings.Cut(marker, "extra == '")
	if !ok {
		return "", marker
	}
	name, after, _ := strings.Cut(tail, "'")
	before = strings.TrimSuffix(strings.TrimSpace(before), "and")
	after = strings.TrimPrefix(strings.TrimSpace(after), "and")
	return normal(name), strings.TrimSpace(before + " " + after)
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
