package npm

import (
	"path"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/tree"
)

// lock is a package-lock.json or npm-shrinkwrap.json, read.
type lock struct {
	path    string
	version int
	lines   *tree.Lines
	root    *tree.Node // packages[""]; nil in the first version
	entries []entry
	byKey   map[string]*entry
	folders map[string]*tree.Node // the entries that are folders of the tree, by key
	boxed   map[string]any        // texts of values that come again in many entries
	// problem says why the lock could not be read; then only path is set besides.
	problem *candor.Fact
	// doubts are places that are ambiguous although the rest could be read.
	doubts []candor.Fact
}

// readLock reads a lock. What is wrong with it goes into the lock itself: a
// lock that can't be read is a fact, too.
func readLock(name string, src []byte) *lock {
	l := &lock{path: name, lines: tree.NewLines(name, src), boxed: make(map[string]any), folders: make(map[string]*tree.Node)}
	doc, jerr := tree.ParseJSON(src)
	if jerr != nil {
		return l.broken(candor.Error, jerr.Off, "broken JSON: "+jerr.Msg)
	}
	if doc.Kind != tree.Object {
		return l.broken(candor.Error, doc.Off, "broken lock: not a JSON object")
	}
	l.checkDuplicates(&doc)
	packages, old := doc.Get("packages"), doc.Get("dependencies")
	switch v := doc.Get("lockfileVersion"); {
	case v == nil && packages == nil:
		l.version = 1 // shrinkwrap files of the first npm versions say nothing
	case v == nil:
		return l.broken(candor.Unsupported, 0, "the lock has no lockfileVersion")
	default:
		n, err := strconv.Atoi(v.Str)
		if err != nil || v.Kind != tree.Number || n < 1 || n > 3 {
			return l.broken(candor.Unsupported, v.Off, "candor does not know lockfileVersion "+quoted(v.Str)+"; it reads 1, 2 and 3")
		}
		l.version = n
	}
	switch {
	case l.version >= 2 && packages != nil && packages.Kind == tree.Object:
		l.readPackages(packages)
	case l.version == 3:
		return l.broken(candor.Error, 0, "broken lock: lockfileVersion 3 without packages")
	case old != nil && old.Kind != tree.Object:
		return l.broken(candor.Error, old.Off, "broken lock: dependencies is no object")
	default:
		l.version = min(l.version, 2)
		l.readTree(old, "")
	}
	l.byKey = make(map[string]*entry, len(l.entries))
	for i := range l.entries {
		l.byKey[l.entries[i].key] = &l.entries[i]
	}
	l.checkBundled()
	return l
}

func (l *lock) broken(state candor.State, off int32, why string) *lock {
	at := l.lines.At(off)
	l.problem = &candor.Fact{State: state, Reason: why, Subject: at.String(), At: at}
	return l
}

// doubt notes a place where the lock says two things.
func (l *lock) doubt(m *tree.Member) {
	if m == nil || len(l.doubts) >= maxDoubts {
		return
	}
	at := l.lines.At(m.Off)
	l.doubts = append(l.doubts, candor.Fact{State: candor.Error, Reason: "the key " + quoted(m.Key) + " stands twice in one object", Subject: at.String(), At: at})
}

// maxDoubts bounds the gaps of one file.
const maxDoubts = 20

func (l *lock) checkDuplicates(doc *tree.Node) {
	l.doubt(doc.Duplicate())
	packages := doc.Get("packages")
	l.doubt(packages.Duplicate())
	if packages == nil {
		return
	}
	for i := range packages.Members {
		e := &packages.Members[i].Val
		if d := e.Duplicate(); d != nil {
			l.doubt(d)
		}
	}
}

// readPackages reads the flat list of lock versions 2 and 3.
func (l *lock) readPackages(packages *tree.Node) {
	l.entries = make([]entry, 0, len(packages.Members))
	for i := range packages.Members {
		m := &packages.Members[i]
		v := &m.Val
		if m.Key == "" {
			l.root = v
			continue
		}
		e := entry{
			key: m.Key, name: nameOf(m.Key), version: v.Text("version"), resolved: v.Text("resolved"),
			integrity: v.Text("integrity"), license: v.Text("license"), link: v.Yes("link"), bundled: v.Yes("inBundle"),
			dev: v.Yes("dev") || v.Yes("devOptional"), optional: v.Yes("optional") || v.Yes("devOptional"),
			off: m.Off, deps: v.Get("dependencies"),
		}
		if b := v.Get("bundleDependencies"); b != nil {
			e.bundler = len(b.Members) > 0 || b.Str == "true"
		}
		if n := v.Text("name"); n != "" && n != e.name {
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
func (l *lock) readTree(deps *tree.Node, parent string) {
	if deps == nil {
		return
	}
	for i := range deps.Members {
		m := &deps.Members[i]
		v := &m.Val
		e := entry{
			key: parent + modules + m.Key, name: m.Key, version: v.Text("version"), resolved: v.Text("resolved"),
			integrity: v.Text("integrity"), bundled: v.Yes("bundled"), dev: v.Yes("dev"), optional: v.Yes("optional"),
			off: m.Off, deps: v.Get("requires"),
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
		l.readTree(v.Get("dependencies"), e.key+"/")
	}
}

func isArchive(p string) bool {
	return strings.HasSuffix(p, ".tgz") || strings.HasSuffix(p, ".tar.gz") || strings.HasSuffix(p, ".tar")
}

// resolve finds the entry that a package at key gets when it asks for name: its
// own folder first, then every folder above.
func (l *lock) resolve(key, name string) *entry {
	room := make([]byte, 0, 256) // on the stack: most names are asked for, and most more than once
	for {
		at := append(room, key...)
		if key != "" {
			at = append(at, '/')
		}
		at = append(append(at, modules...), name...)
		if e := l.byKey[string(at)]; e != nil {
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
			for _, x := range d.Members {
				m[x.Key] = true
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
