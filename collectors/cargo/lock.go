package cargo

import (
	"path"
	"strconv"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/locked"
	"github.com/candor-dev/candor/internal/tomltree"
	"github.com/candor-dev/candor/internal/versions"
)

// lock is a Cargo.lock, read.
type lock struct {
	path     string
	version  string
	doc      *tomltree.Document
	packages []pkg
	byName   map[string][]*pkg
	doubts   []doubt
	// problem says why the lock could not be read; then only path, state and at
	// are set besides.
	problem string
	state   candor.State
	at      candor.Location
}

type doubt struct {
	at  candor.Location
	why string
}

// pkg is one package of a lock.
type pkg struct {
	name, version string
	source        string // as written, "" for a folder
	checksum      string
	deps          []*tomltree.Node // "name", "name version" or "name version (source)"
	off           int
	direct        bool // a folder of the tree asks for it
}

func readLock(name string, doc *tomltree.Document) *lock {
	l := &lock{path: name, doc: doc, version: "1", byName: make(map[string][]*pkg)}
	if v := doc.Root.Get("version"); v != nil {
		l.version = v.Text
		if n, err := strconv.Atoi(v.Text); err != nil || n < 1 || n > 4 {
			l.problem, l.state, l.at = "candor does not know the lock version "+strconv.Quote(v.Text)+"; it reads 1 to 4", candor.Unsupported, l.place(v.Offset)
			return l
		}
	}
	list := doc.Root.Get("package")
	switch {
	case list == nil && len(doc.Root.Keys) == 0:
		l.problem, l.state, l.at = "the lock is empty", candor.Error, candor.Location{Path: name, Line: 1}
		return l
	case list != nil && list.Kind != tomltree.Array:
		l.problem, l.state, l.at = "broken Cargo.lock: package is no list", candor.Error, l.place(list.Offset)
		return l
	}
	sums := doc.Root.Get("metadata") // of versions 1 and 2
	var items []*tomltree.Node
	if root := doc.Root.Get("root"); root != nil { // of the first versions of Cargo
		items = append(items, root)
	}
	if list != nil {
		items = append(items, list.Items...)
	}
	l.packages = make([]pkg, 0, len(items))
	for _, n := range items {
		p := pkg{name: n.Str("name"), version: n.Str("version"), source: n.Str("source"), checksum: n.Str("checksum"), deps: n.List("dependencies"), off: n.Offset}
		if x := n.Get("name"); x != nil {
			p.off = x.Offset
		}
		if p.name == "" || p.version == "" {
			l.doubts = append(l.doubts, doubt{l.place(p.off), "broken Cargo.lock: a package without name or version"})
			continue
		}
		if p.checksum == "" && sums != nil {
			p.checksum = sums.Str("checksum " + p.name + " " + p.version + " (" + p.source + ")")
		}
		l.packages = append(l.packages, p)
	}
	for i := range l.packages {
		p := &l.packages[i]
		l.byName[p.name] = append(l.byName[p.name], p)
	}
	for i := range l.packages {
		if l.packages[i].source != "" {
			continue
		}
		for _, d := range l.packages[i].deps {
			for _, x := range l.find(d.Text) {
				x.direct = true
			}
		}
	}
	return l
}

func (l *lock) place(off int) candor.Location { return place(l.path, l.doc, off) }

// find returns the packages that an item of a list of dependencies names.
func (l *lock) find(text string) []*pkg {
	f := strings.SplitN(text, " ", 3)
	var out []*pkg
	for _, p := range l.byName[f[0]] {
		if len(f) > 1 && p.version != f[1] || len(f) > 2 && "("+p.source+")" != f[2] {
			continue
		}
		out = append(out, p)
	}
	return out
}

// entry gives what a package of the lock says.
func (p *project) entry(l *lock, x *pkg) locked.Entry {
	e := locked.Entry{
		Name: x.name, Version: x.version, Exact: versions.Cargo.Valid(x.version), Direct: x.direct,
		HashAlg: locked.HexHash("sha256", x.checksum), Written: x.checksum != "", At: l.place(x.off), Dir: path.Dir(l.path),
	}
	e.Sum("sha256", x.checksum)
	kind, url, _ := strings.Cut(x.source, "+")
	switch {
	case x.source == "":
		e.Source = "path"
		var ok bool
		if e.Path, ok = p.folder(l, x.name); !ok {
			e.Path = "?"
			e.Doubt, e.DoubtFor = "no Cargo.toml that was read says in which folder "+x.name+" lies", candor.Unresolved
		}
	case kind == "registry" || kind == "sparse":
		e.Source, e.URL = "registry", url
	case kind == "git":
		e.Source, e.URL = "git", x.source
		if i := strings.LastIndexByte(x.source, '#'); i >= 0 {
			e.Commit = x.source[i+1:]
		}
	default:
		e.Source, e.URL = "registry", x.source
		e.Doubt, e.DoubtFor = "candor does not know this kind of source", candor.Unsupported
	}
	return e
}

// folder finds the folder of a package without source, relative to the lock.
func (p *project) folder(l *lock, name string) (string, bool) {
	base, best := path.Dir(l.path), ""
	for _, dir := range sorted(p.manifests) {
		m := p.manifests[dir]
		if m.name == name && (best == "" || p.rootOf(m) == base) {
			best = relative(base, dir)
		}
		for _, d := range m.deps {
			full, from, ok := m.resolve(d, p.manifests[p.rootOf(m)])
			if ok && full.name == name && full.path != "" && best == "" {
				best = relative(base, path.Join(from, full.path))
				if locked.Outside(from, full.path) {
					return full.path, true
				}
			}
		}
	}
	return best, best != ""
}

// relative writes a folder of the tree as seen from another one.
func relative(base, dir string) string {
	if base == "." || path.IsAbs(dir) {
		return dir
	}
	if rest, ok := strings.CutPrefix(dir, base+"/"); ok {
		return rest
	}
	if dir == base {
		return "."
	}
	return strings.Repeat("../", strings.Count(base, "/")+1) + dir
}
