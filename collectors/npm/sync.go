package npm

import (
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/tree"
)

// syncError is one disagreement of a manifest and its lock.
type syncError struct {
	name string
	// kind is "missing" (asked for and not locked), "extraneous" (locked and not
	// asked for), "specifier" (asked for in other words than the lock recorded),
	// "range" (the locked version is outside what is asked for).
	kind string
	at   candor.Location
	// asked and recorded are the words of both, where kind is "specifier".
	asked, recorded string
}

func disagree(name, kind string, at candor.Location) syncError {
	return syncError{name: name, kind: kind, at: at}
}

func (e syncError) tree() map[string]any {
	return map[string]any{"name": ref.Printable(e.name), "kind": e.kind, "line": e.at.Line, "path": e.at.Path, "asked": ref.Printable(e.asked), "recorded": ref.Printable(e.recorded)}
}

// checkSync holds a manifest against the lock. key is the manifest's folder as
// the lock names it: "" for the root. peers says that peers are installed.
func (l *lock) checkSync(m *manifest, key string, peers bool) []syncError {
	var errs []syncError
	add := func(name, kind string, at candor.Location) { errs = append(errs, disagree(name, kind, at)) }
	if l.version == 1 || l.root == nil {
		return l.checkSyncV1(m)
	}
	mirror := l.root
	if key != "" {
		if mirror = l.folders[key]; mirror == nil {
			return []syncError{disagree(m.dir, "missing", m.at())}
		}
	}
	for _, name := range sections() {
		want, have := m.section(name), mirrored(mirror, name)
		for _, d := range m.deps {
			if d.section != name || want[d.name] == nil {
				continue
			}
			at := m.lines.At(d.off)
			x := have[d.name]
			switch {
			case x == nil:
				add(d.name, "missing", at)
				continue
			case x.Val.Str != d.text:
				errs = append(errs, syncError{name: d.name, kind: "specifier", at: at, asked: d.text, recorded: x.Val.Str})
				continue
			}
			e := l.resolve(key, d.name)
			switch {
			case e == nil && name == "optionalDependencies", e == nil && name == "peerDependencies" && (d.optional || !peers):
			case e == nil:
				add(d.name, "missing", at)
			case name != "peerDependencies" && !l.meets(e, d.spec):
				add(d.name, "range", l.lines.At(e.off))
			}
		}
		for n, x := range have {
			if want[n] == nil {
				add(n, "extraneous", l.lines.At(x.Off))
			}
		}
	}
	return errs
}

// mirrored are the dependencies of one section as the lock recorded them.
func mirrored(n *tree.Node, section string) map[string]*tree.Member {
	out := make(map[string]*tree.Member)
	s := n.Get(section)
	if s == nil {
		return out
	}
	for i := range s.Members {
		out[s.Members[i].Key] = &s.Members[i]
	}
	if section == "dependencies" {
		if o := n.Get("optionalDependencies"); o != nil {
			for i := range o.Members {
				delete(out, o.Members[i].Key)
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
			errs = append(errs, disagree(d.name, "missing", m.lines.At(d.off)))
		case e != nil && !l.meets(e, d.spec):
			errs = append(errs, disagree(d.name, "range", l.lines.At(e.off)))
		}
	}
	required := l.required()
	for i := range l.entries {
		e := &l.entries[i]
		if e.key == modules+e.name && !asked[e.name] && !required[e.name] {
			errs = append(errs, disagree(e.name, "extraneous", l.lines.At(e.off)))
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
		if e.deps == nil || e.link || e.bundled || nameOf(e.key) == "" || strings.HasPrefix(e.key, "../") {
			continue // what a folder outside of the lock's asks for is installed there
		}
		for j := range e.deps.Members {
			x := &e.deps.Members[j]
			if x.Val.Kind != tree.Text || overridden[x.Key] {
				continue
			}
			t := l.resolve(e.key, x.Key)
			if t == nil {
				if !e.optional {
					errs = append(errs, disagree(x.Key, "missing", l.lines.At(x.Off)))
				}
				continue
			}
			s, ok := ranges[x.Val.Str]
			if !ok {
				s = parseSpec(x.Val.Str)
				ranges[x.Val.Str] = s
			}
			if !l.meets(t, s) {
				errs = append(errs, disagree(x.Key, "range", l.lines.At(t.off)))
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
	var walk func(n *tree.Node, top bool, depth int)
	walk = func(n *tree.Node, top bool, depth int) {
		if n == nil || n.Kind != tree.Object || depth > 20 {
			return
		}
		for i := range n.Members {
			x := &n.Members[i]
			name, when, _ := cutVersion(x.Key)
			value := x.Val.Str
			if x.Val.Kind == tree.Object {
				value = x.Val.Text(".")
				walk(&x.Val, false, depth+1)
			}
			if name == "." || value == "" {
				continue
			}
			names[name] = true
			if !l.obeys(m, name, value, top && when == "") {
				errs = append(errs, disagree(name, "range", m.lines.At(x.Off)))
			}
		}
	}
	walk(m.doc.Get("overrides"), true, 0)
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
