package locks

import (
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// ReadPnpm reads a pnpm-lock.yaml of the versions 5, 6 and 9.
func ReadPnpm(name string, src []byte) (*Lock, *Fault) {
	doc, more, err := tree.ParseYAML(src)
	if err != nil {
		return nil, &Fault{Off: err.Off, Reason: "broken YAML: " + err.Msg}
	}
	if more {
		return nil, &Fault{Unsupported: true, Reason: "the lock holds several documents, which candor does not read yet"}
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
		if v := m.Val.Scalar("version"); v != "" {
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
