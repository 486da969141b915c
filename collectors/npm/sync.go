package npm

import (
	"path"
	"slices"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/ref"
)

// syncError is one disagreement of a manifest and its lock.
type syncError struct {
	name string
	// kind is "missing" (asked for and not locked), "extraneous" (locked and not
	// asked for), "specifier" (asked for in other words than the lock recorded),
	// "range" (the locked version is outside what is asked for).
	kind string
	at   candor.Location
}

func (e syncError) tree() map[string]any {
	return map[string]any{"name": ref.Printable(e.name), "kind": e.kind, "line": e.at.Line, "path": e.at.Path}
}

// checkSync holds a manifest against the lock. key is the manifest's folder as
// the lock names it: "" for the root. peers says that peers are installed.
func (l *lock) checkSync(m *manifest, key string, peers bool) []syncError {
	var errs []syncError
	add := func(name, kind string, at candor.Location) { errs = append(errs, syncError{name, kind, at}) }
	if l.version == 1 || l.root == nil {
		return l.checkSyncV1(m)
	}
	mirror := l.root
	if key != "" {
		if mirror = l.folders[key]; mirror == nil {
			return []syncError{{m.dir, "missing", m.at()}}
		}
	}
	for _, name := range sections() {
		want, have := m.section(name), mirrored(mirror, name)
		for _, d := range m.deps {
			if d.section != name || want[d.name] == nil {
				continue
			}
			at := m.lines.at(d.off)
			x := have[d.name]
			switch {
			case x == nil:
				add(d.name, "missing", at)
				continue
			case x.val.str != d.text:
				add(d.name, "specifier", at)
				continue
			}
			e := l.resolve(key, d.name)
			switch {
			case e == nil && name == "optionalDependencies", e == nil && name == "peerDependencies" && (d.optional || !peers):
			case e == nil:
				add(d.name, "missing", at)
			case name != "peerDependencies" && !l.meets(e, d.spec):
				add(d.name, "range", l.lines.at(e.off))
			}
		}
		for n, x := range have {
			if want[n] == nil {
				add(n, "extraneous", l.lines.at(x.off))
			}
		}
	}
	return errs
}

// mirrored are the dependencies of one section as the lock recorded them.
func mirrored(n *node, section string) map[string]*member {
	out := make(map[string]*member)
	s := n.get(section)
	if s == nil {
		return out
	}
	for i := range s.members {
		out[s.members[i].key] = &s.members[i]
	}
	if section == "dependencies" {
		if o := n.get("optionalDependencies"); o != nil {
			for i := range o.members {
				delete(out, o.members[i].key)
			}
		}
	}
	return out
}

// meets reports whether the locked package is what the specifier asks for.
func (l *lock) meets(e *entry, s spec) bool {
	if s.name != "" && e.real != "" && s.name != e.real {
		return false
	}
	return s.allows(l.versionOf(e))
}

// checkSyncV1 does what the first lock version allows: it records no specifiers.
func (l *lock) checkSyncV1(m *manifest) []syncError {
	var errs []syncError
	asked := make(map[string]bool)
	for _, d := range m.deps {
		asked[d.name] = true
		if d.section == "peerDependencies" {
			continue // npm 6, which wrote this version, installs no peers
		}
		switch e := l.byKey[modules+d.name]; {
		case e == nil && d.section != "optionalDependencies":
			errs = append(errs, syncError{d.name, "missing", m.lines.at(d.off)})
		case e != nil && !l.meets(e, d.spec):
			errs = append(errs, syncError{d.name, "range", l.lines.at(e.off)})
		}
	}
	required := l.required()
	for i := range l.entries {
		e := &l.entries[i]
		if e.key == modules+e.name && !asked[e.name] && !required[e.name] {
			errs = append(errs, syncError{e.name, "extraneous", l.lines.at(e.off)})
		}
	}
	return errs
}

// checkInside holds the locked packages against each other: what one asks for
// must be locked, in a version that it accepts. Names that the manifest
// overrides are left to checkOverrides.
func (l *lock) checkInside(overridden map[string]bool) []syncError {
	var errs []syncError
	ranges := make(map[string]spec) // the same few thousand texts come again and again
	for i := range l.entries {
		e := &l.entries[i]
		if e.deps == nil || e.link || e.bundled || nameOf(e.key) == "" {
			continue
		}
		for j := range e.deps.members {
			x := &e.deps.members[j]
			if x.val.kind != text || overridden[x.key] {
				continue
			}
			t := l.resolve(e.key, x.key)
			if t == nil {
				if !e.optional {
					errs = append(errs, syncError{x.key, "missing", l.lines.at(x.off)})
				}
				continue
			}
			s, ok := ranges[x.val.str]
			if !ok {
				s = parseSpec(x.val.str)
				ranges[x.val.str] = s
			}
			if !l.meets(t, s) {
				errs = append(errs, syncError{x.key, "range", l.lines.at(t.off)})
			}
		}
	}
	return errs
}

// checkOverrides holds the manifest's overrides against the lock, which does
// not record them. One for every use of a package must fit each of its entries;
// one below another package must fit at least one.
func (l *lock) checkOverrides(m *manifest) (errs []syncError, names map[string]bool) {
	names = make(map[string]bool)
	var walk func(n *node, top bool, depth int)
	walk = func(n *node, top bool, depth int) {
		if n == nil || n.kind != object || depth > 20 {
			return
		}
		for i := range n.members {
			x := &n.members[i]
			name, when, _ := cutVersion(x.key)
			value := x.val.str
			if x.val.kind == object {
				value = x.val.text(".")
				walk(&x.val, false, depth+1)
			}
			if name == "." || value == "" {
				continue
			}
			names[name] = true
			if !l.obeys(m, name, value, top && when == "") {
				errs = append(errs, syncError{name, "range", m.lines.at(x.off)})
			}
		}
	}
	walk(m.doc.get("overrides"), true, 0)
	return errs, names
}

func (l *lock) obeys(m *manifest, name, value string, all bool) bool {
	if value[0] == '$' {
		for _, d := range m.deps {
			if d.name == value[1:] {
				value = d.text
			}
		}
	}
	s, seen, met := parseSpec(value), false, false
	for i := range l.entries {
		e := &l.entries[i]
		if e.name != name || nameOf(e.key) == "" {
			continue
		}
		seen = true
		ok := l.meets(e, s)
		met = met || ok
		if all && !ok {
			return false
		}
	}
	return met || !seen
}

// cutVersion splits "name@range"; a scope keeps its "@".
func cutVersion(key string) (name, rng string, ok bool) {
	for i := 1; i < len(key); i++ {
		if key[i] == '@' {
			return key[:i], key[i+1:], true
		}
	}
	return key, "", false
}

// keyOf is the name of a member's folder inside the root's lock.
func keyOf(root, dir string) string {
	if root == dir {
		return ""
	}
	if root == "." {
		return dir
	}
	return dir[len(path.Clean(root))+1:]
}

func sortErrors(errs []syncError) {
	slices.SortStableFunc(errs, func(a, b syncError) int { return a.at.Compare(b.at) })
}
