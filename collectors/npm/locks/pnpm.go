package locks

import (
	"bytes"
	"path"
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// ReadPnpm reads a pnpm-lock.yaml of the versions 5, 6 and 9. Since pnpm 11 a
// document may stand before that of the workspace: it fixes pnpm itself and its
// plugins, whose packages are read like the others.
func ReadPnpm(name string, src []byte) (*Lock, *Fault) {
	docs := documents(src)
	l, f := readPnpm(name, src, docs[len(docs)-1])
	if f != nil || len(docs) == 1 {
		return l, f
	}
	if len(docs) > 2 {
		return nil, &Fault{Unsupported: true, Reason: "the lock holds more than two documents, which candor does not know"}
	}
	own, f := readPnpm(name, src, docs[0])
	if f != nil {
		return nil, f
	}
	if own.Importer(".") == nil || len(own.Importers) > 1 || len(own.Importers[0].Deps) > 0 {
		return nil, &Fault{Unsupported: true, Reason: "the lock holds two documents, and the first is not that of pnpm itself"}
	}
	l.Packages = append(l.Packages, own.Packages...)
	l.Doubts = append(l.Doubts, own.Doubts...)
	l.index()
	return l, nil
}

// documents returns the documents of a YAML text, each as a text in which the
// others are blank: so every offset stays what it is.
func documents(src []byte) [][]byte {
	var starts []int // of the lines that part documents
	for i := 0; i < len(src); {
		end := bytes.IndexByte(src[i:], '\n')
		if end < 0 {
			end = len(src) - i
		}
		if string(bytes.TrimRight(src[i:i+end], " \r")) == "---" {
			starts = append(starts, i)
		}
		i += end + 1
	}
	if len(starts) == 0 {
		return [][]byte{src}
	}
	if len(bytes.TrimSpace(src[:starts[0]])) > 0 && !onlyComments(src[:starts[0]]) {
		starts = append([]int{-3}, starts...)
	}
	var out [][]byte
	for k, s := range starts {
		end := len(src)
		if k+1 < len(starts) {
			end = starts[k+1]
		}
		if s+3 >= end || len(bytes.TrimSpace(src[s+3:end])) == 0 {
			continue
		}
		doc := make([]byte, len(src))
		for i, c := range src {
			if doc[i] = ' '; i >= s+3 && i < end || c == '\n' {
				doc[i] = c
			}
		}
		out = append(out, doc)
	}
	if len(out) == 0 {
		return [][]byte{src}
	}
	return out
}

func onlyComments(src []byte) bool {
	for line := range bytes.Lines(src) {
		if line = bytes.TrimSpace(line); len(line) > 0 && line[0] != '#' {
			return false
		}
	}
	return true
}

// readPnpm reads one document of the text.
func readPnpm(name string, src, text []byte) (*Lock, *Fault) {
	doc, more, err := tree.ParseYAML(text)
	if err != nil {
		return nil, &Fault{Off: err.Off, Reason: "broken YAML: " + err.Msg}
	}
	if more {
		return nil, &Fault{Unsupported: true, Reason: "the lock holds several documents"}
	}
	if doc.Kind != tree.Object {
		return nil, &Fault{Reason: "broken lock: no mapping"}
	}
	l := &Lock{Manager: Pnpm, Version: doc.Scalar("lockfileVersion"), Lines: tree.NewLines(name, src)}
	major, _, _ := strings.Cut(l.Version, ".")
	switch major {
	case "5", "6", "9":
	case "":
		return nil, &Fault{Unsupported: true, Reason: "the lock has no lockfileVersion"}
	default:
		return nil, &Fault{Off: doc.Get("lockfileVersion").Off, Unsupported: true, Reason: "candor does not know lockfileVersion " + l.Version + " of pnpm; it reads 5, 6 and 9"}
	}
	for _, key := range []string{"packages", "snapshots", "importers"} {
		if v := doc.Get(key); v != nil && v.Kind != tree.Object && v.Kind != tree.Null {
			return nil, &Fault{Off: v.Off, Reason: "broken lock: " + key + " is no mapping"}
		}
	}
	l.doubtDuplicates(&doc)
	settings := doc.Get("settings")
	l.AutoPeers, l.NoLinks = settings.Yes("autoInstallPeers"), settings.Yes("excludeLinksFromLockfile")
	l.Hooked = doc.Get("pnpmfileChecksum") != nil
	l.Overrides = settingsOf(&doc, "overrides", "")
	l.Patches = settingsOf(&doc, "patchedDependencies", "path")
	for _, c := range doc.Each("catalogs") {
		for _, m := range c.Val.Members {
			l.Catalogs = append(l.Catalogs, Setting{Name: c.Key + "\x00" + m.Key, Value: m.Val.Scalar("specifier"), Off: m.Off})
		}
	}
	if v := doc.Get("ignoredOptionalDependencies"); v != nil {
		for _, m := range v.Members {
			l.IgnoredOptional = append(l.IgnoredOptional, Setting{Name: m.Val.Str, Off: m.Val.Off})
		}
	}
	l.pnpmPackages(&doc, major)
	if v := doc.Member("importers"); v != nil {
		for i := range v.Val.Members {
			m := &v.Val.Members[i]
			l.Importers = append(l.Importers, l.pnpmImporter(m.Key, m.Off, &m.Val, major))
		}
	} else {
		l.Importers = []Importer{l.pnpmImporter(".", 0, &doc, major)}
	}
	l.index()
	return l, nil
}

// settingsOf reads a mapping of texts, or of mappings that hold one under key.
func settingsOf(doc *tree.Node, name, key string) []Setting {
	var out []Setting
	for _, m := range doc.Each(name) {
		v := m.Val.Str
		if m.Val.Kind == tree.Object {
			v = m.Val.Scalar(key)
		}
		out = append(out, Setting{Name: m.Key, Value: v, Off: m.Off})
	}
	return out
}

func (l *Lock) pnpmImporter(dir string, off int32, n *tree.Node, major string) Importer {
	imp := Importer{Dir: dir, Off: off}
	specs := n.Get("specifiers")
	seen := make(map[string]bool)
	for _, section := range []string{"dependencies", "devDependencies", "optionalDependencies"} {
		for _, m := range n.Each(section) {
			d := Dep{Section: section, Name: m.Key, Off: m.Off}
			if m.Val.Kind == tree.Object {
				d.Spec, d.Locked = m.Val.Scalar("specifier"), m.Val.Scalar("version")
			} else {
				d.Locked, d.Spec = m.Val.Str, specs.Scalar(m.Key)
			}
			if d.Locked = keyOf(d.Name, d.Locked, major); d.Spec == "" {
				l.doubt(d.Off, "the lock does not say what was asked for under the name "+m.Key)
			}
			if to, ok := strings.CutPrefix(d.Locked, "link:"); ok {
				d.Locked = l.link(m.Key, dir, to, m.Off)
			}
			seen[m.Key] = true
			imp.Deps = append(imp.Deps, d)
		}
	}
	// Version 5 keeps the words of the manifest in a list of their own.
	if specs != nil {
		for _, m := range specs.Members {
			if !seen[m.Key] {
				imp.Deps = append(imp.Deps, Dep{Name: m.Key, Spec: m.Val.Str, Off: m.Off})
			}
		}
	}
	return imp
}

// link adds the folder that a dependency is fixed to, once, and returns its key.
func (l *Lock) link(name, dir, to string, off int32) string {
	if !path.IsAbs(to) && !strings.HasPrefix(to, "~") {
		to = path.Join(dir, to)
	}
	key := "link:" + to
	if !l.links[key] {
		if l.links == nil {
			l.links = make(map[string]bool)
		}
		l.links[key] = true
		l.Packages = append(l.Packages, Package{Keys: []string{key}, Name: name, Source: "link", Path: to, Off: off})
	}
	return key
}

// keyOf turns what a dependency is fixed to into the key of a package: "1.0.0"
// of "a" is "a@1.0.0", "real@1.0.0" stands for itself, links have none.
func keyOf(name, locked, major string) string {
	locked = strings.TrimPrefix(locked, "/")
	bare, _, _ := strings.Cut(locked, "(")
	if strings.HasPrefix(locked, "link:") || locked == "" {
		return locked
	}
	if major == "5" {
		if strings.Contains(bare, ":") || strings.Contains(bare, "/") {
			return locked // a whole key: another name, or an address
		}
		return name + "/" + locked
	}
	if isURL(bare) || strings.HasPrefix(bare, "file:") || strings.HasPrefix(bare, "git+") || strings.HasPrefix(bare, "git:") {
		if major == "9" {
			return name + "@" + bare
		}
		return bare
	}
	if i := strings.LastIndexByte(bare, '@'); i > 0 || major == "6" && strings.ContainsRune(bare, '/') {
		return bare
	}
	return name + "@" + bare
}

func (l *Lock) pnpmPackages(doc *tree.Node, major string) {
	for _, m := range doc.Each("packages") {
		p := Package{Off: m.Off}
		key := strings.TrimPrefix(m.Key, "/")
		if major != "5" {
			key, _, _ = strings.Cut(key, "(")
		}
		p.Keys = []string{key}
		p.Name, p.Version = pnpmName(key, major)
		if n := m.Val.Text("name"); n != "" {
			p.Name = n
		}
		if v := m.Val.Scalar("version"); v != "" && v != p.Version {
			if strings.Contains(p.Version, ".") {
				l.doubt(m.Off, "the lock names "+key+" and says that its version is "+v)
			}
			p.Version = v
		}
		p.resolution(m.Val.Get("resolution"))
		if major != "9" {
			p.Deps = pnpmDeps(&m.Val, major)
		}
		l.Packages = append(l.Packages, p)
	}
	if major != "9" {
		return
	}
	index := make(map[string]int, len(l.Packages))
	for i := range l.Packages {
		index[l.Packages[i].Keys[0]] = i
	}
	for _, m := range doc.Each("snapshots") {
		key, _, _ := strings.Cut(m.Key, "(")
		i, ok := index[key]
		if !ok {
			l.doubt(m.Off, "the lock places "+m.Key+" and does not say what it is")
			continue
		}
		l.Packages[i].Deps = append(l.Packages[i].Deps, pnpmDeps(&m.Val, major)...)
	}
}

// pnpmName reads name and version from a key; an address has neither.
func pnpmName(key, major string) (name, version string) {
	if major != "5" {
		name, version = cutName(key)
		if isURL(version) || strings.HasPrefix(version, "file:") || strings.HasPrefix(version, "git") || strings.HasPrefix(version, "link:") {
			version = ""
		}
		return name, version
	}
	i := strings.LastIndexByte(key, '/')
	if i <= 0 || strings.Contains(key, ":") {
		return key, ""
	}
	version, _, _ = strings.Cut(key[i+1:], "_")
	return key[:i], version
}

// resolution reads where a package comes from.
func (p *Package) resolution(r *tree.Node) {
	p.Integrity, p.Source = r.Text("integrity"), "registry"
	switch tarball := r.Text("tarball"); {
	case r.Scalar("commit") != "":
		p.Source, p.Commit, p.Resolved = "git", r.Scalar("commit"), r.Text("repo")
	case r.Text("directory") != "":
		p.Source, p.Path = "folder", r.Text("directory")
	case strings.HasPrefix(tarball, "file:"):
		p.Source, p.Path = "file", strings.TrimPrefix(tarball, "file:")
	case archiveCommit(tarball) != "":
		p.Source, p.Commit, p.Resolved = "git", archiveCommit(tarball), tarball
	case tarball != "":
		p.Resolved = tarball
		if p.Version == "" || strings.HasPrefix(p.Keys[0], "http") || strings.Contains(p.Keys[0], "@http") {
			p.Source = "tarball"
		}
	}
}

func pnpmDeps(n *tree.Node, major string) []Dep {
	var out []Dep
	for _, section := range []string{"dependencies", "optionalDependencies"} {
		for _, m := range n.Each(section) {
			out = append(out, Dep{Section: section, Name: m.Key, Locked: keyOf(m.Key, m.Val.Str, major), Off: m.Off})
		}
	}
	return out
}
