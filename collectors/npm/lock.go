package npm

import (
	"path"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
)

// lock is a package-lock.json or npm-shrinkwrap.json, read.
type lock struct {
	path    string
	version int
	lines   *lines
	root    *node // packages[""]; nil in the first version
	entries []entry
	byKey   map[string]*entry
	folders map[string]*node // the entries that are folders of the tree, by key
	// problem says why the lock could not be read; then only path is set besides.
	problem *candor.Fact
	// doubts are places that are ambiguous although the rest could be read.
	doubts []candor.Fact
}

// readLock reads a lock. What is wrong with it goes into the lock itself: a
// lock that can't be read is a fact, too.
func readLock(name string, src []byte) *lock {
	l := &lock{path: name, lines: newLines(name, src), byKey: make(map[string]*entry), folders: make(map[string]*node)}
	doc, jerr := parseJSON(src)
	if jerr != nil {
		return l.broken(candor.Error, jerr.off, "broken JSON: "+jerr.msg)
	}
	if doc.kind != object {
		return l.broken(candor.Error, doc.off, "broken lock: not a JSON object")
	}
	l.checkDuplicates(&doc)
	packages, old := doc.get("packages"), doc.get("dependencies")
	switch v := doc.get("lockfileVersion"); {
	case v == nil && packages == nil:
		l.version = 1 // shrinkwrap files of the first npm versions say nothing
	case v == nil:
		return l.broken(candor.Unsupported, 0, "the lock has no lockfileVersion")
	default:
		n, err := strconv.Atoi(v.str)
		if err != nil || v.kind != number || n < 1 || n > 3 {
			return l.broken(candor.Unsupported, v.off, "candor does not know lockfileVersion "+quoted(v.str)+"; it reads 1, 2 and 3")
		}
		l.version = n
	}
	switch {
	case l.version >= 2 && packages != nil && packages.kind == object:
		l.readPackages(packages)
	case l.version == 3:
		return l.broken(candor.Error, 0, "broken lock: lockfileVersion 3 without packages")
	case old != nil && old.kind != object:
		return l.broken(candor.Error, old.off, "broken lock: dependencies is no object")
	default:
		l.version = min(l.version, 2)
		l.readTree(old, "")
	}
	for i := range l.entries {
		l.byKey[l.entries[i].key] = &l.entries[i]
	}
	l.checkBundled()
	return l
}

func (l *lock) broken(state candor.State, off int32, why string) *lock {
	at := l.lines.at(off)
	l.problem = &candor.Fact{State: state, Reason: why, Subject: at.String(), At: at}
	return l
}

// doubt notes a place where the lock says two things.
func (l *lock) doubt(m *member) {
	if m == nil || len(l.doubts) >= maxDoubts {
		return
	}
	at := l.lines.at(m.off)
	l.doubts = append(l.doubts, candor.Fact{State: candor.Error, Reason: "the key " + quoted(m.key) + " stands twice in one object", Subject: at.String(), At: at})
}

// maxDoubts bounds the gaps of one file.
const maxDoubts = 20

func (l *lock) checkDuplicates(doc *node) {
	l.doubt(doc.duplicate())
	packages := doc.get("packages")
	l.doubt(packages.duplicate())
	if packages == nil {
		return
	}
	for i := range packages.members {
		e := &packages.members[i].val
		if d := e.repeats(); d != nil {
			l.doubt(d)
		}
	}
}

// repeats is duplicate for small objects, without a map.
func (n *node) repeats() *member {
	if len(n.members) > 24 {
		return n.duplicate()
	}
	for i := 1; i < len(n.members); i++ {
		for j := range i {
			if n.members[i].key == n.members[j].key {
				return &n.members[i]
			}
		}
	}
	return nil
}

// readPackages reads the flat list of lock versions 2 and 3.
func (l *lock) readPackages(packages *node) {
	l.entries = make([]entry, 0, len(packages.members))
	for i := range packages.members {
		m := &packages.members[i]
		v := &m.val
		if m.key == "" {
			l.root = v
			continue
		}
		e := entry{
			key: m.key, name: nameOf(m.key), version: v.text("version"), resolved: v.text("resolved"),
			integrity: v.text("integrity"), link: v.yes("link"), bundled: v.yes("inBundle"),
			dev: v.yes("dev") || v.yes("devOptional"), optional: v.yes("optional") || v.yes("devOptional"),
			off: m.off, deps: v.get("dependencies"),
		}
		if b := v.get("bundleDependencies"); b != nil {
			e.bundler = len(b.members) > 0 || b.str == "true"
		}
		if n := v.text("name"); n != "" && n != e.name {
			e.real = n
		}
		if e.name == "" {
			l.folders[e.key] = v
			if e.name, e.real = e.real, ""; e.name == "" {
				e.name = path.Base(e.key)
			}
		}
		l.entries = append(l.entries, e)
	}
}

// readTree reads the nested list of lock version 1.
func (l *lock) readTree(deps *node, parent string) {
	if deps == nil {
		return
	}
	for i := range deps.members {
		m := &deps.members[i]
		v := &m.val
		e := entry{
			key: parent + modules + m.key, name: m.key, version: v.text("version"), resolved: v.text("resolved"),
			integrity: v.text("integrity"), bundled: v.yes("bundled"), dev: v.yes("dev"), optional: v.yes("optional"),
			off: m.off, deps: v.get("requires"),
		}
		switch sp := parseSpec(e.version); {
		case sp.name != "" && sp.kind == specVersion:
			e.real, e.version = sp.name, sp.text
		case sp.kind == specGit:
			e.resolved, e.version = e.version, ""
		case sp.kind == specFile:
			e.resolved = "file:" + sp.path
			if e.version = ""; !isArchive(sp.path) {
				e.link, e.resolved = true, sp.path
			}
		case sp.kind == specTarball:
			e.resolved, e.version = e.version, ""
		}
		l.entries = append(l.entries, e)
		l.readTree(v.get("dependencies"), e.key+"/")
	}
}

func isArchive(p string) bool {
	return strings.HasSuffix(p, ".tgz") || strings.HasSuffix(p, ".tar.gz") || strings.HasSuffix(p, ".tar")
}

// resolve finds the entry that a package at key gets when it asks for name: its
// own folder first, then every folder above.
func (l *lock) resolve(key, name string) *entry {
	for {
		at := key
		if at != "" {
			at += "/"
		}
		if e := l.byKey[at+modules+name]; e != nil {
			return e
		}
		if key == "" {
			return nil
		}
		if i := strings.LastIndex(key, "/"+modules); i >= 0 {
			key = key[:i]
		} else if strings.HasPrefix(key, modules) {
			key = ""
		} else if i := strings.LastIndexByte(key, '/'); i >= 0 {
			key = key[:i]
		} else {
			key = ""
		}
	}
}

// versionOf is the version of an entry, of its target when it is a link.
func (l *lock) versionOf(e *entry) string {
	if e.link {
		if t := l.byKey[e.resolved]; t != nil {
			return t.version
		}
	}
	return e.version
}

// linked returns the keys of the folders that a link of the lock stands for.
func (l *lock) linked() map[string]bool {
	m := make(map[string]bool)
	for i := range l.entries {
		if e := &l.entries[i]; e.link {
			m[e.resolved] = true
		}
	}
	return m
}

// required returns every name that some package of a version 1 lock asks for.
func (l *lock) required() map[string]bool {
	m := make(map[string]bool)
	for i := range l.entries {
		if d := l.entries[i].deps; d != nil {
			for _, x := range d.members {
				m[x.key] = true
			}
		}
	}
	return m
}

func quoted(s string) string {
	if s == "" {
		return "of another type than a number"
	}
	return strconv.QuoteToGraphic(s[:min(len(s), 40)])
}
