package locks

import (
	"path"
	"strings"

	"github.com/candor-dev/candor/internal/tree"
)

// ReadBun reads a bun.lock of the versions 0, 1 and 2.
func ReadBun(name string, src []byte) (*Lock, *Fault) {
	doc, err := tree.ParseJSONC(src)
	if err != nil {
		return nil, &Fault{Off: err.Off, Reason: "broken JSON: " + err.Msg}
	}
	if doc.Kind != tree.Object {
		return nil, &Fault{Off: doc.Off, Reason: "broken lock: not an object"}
	}
	l := &Lock{Manager: Bun, Version: doc.Scalar("lockfileVersion"), Lines: tree.NewLines(name, src)}
	switch l.Version {
	case "0", "1", "2":
	case "":
		return nil, &Fault{Unsupported: true, Reason: "the lock has no lockfileVersion"}
	default:
		return nil, &Fault{Off: doc.Get("lockfileVersion").Off, Unsupported: true, Reason: "candor does not know lockfileVersion " + l.Version + " of bun; it reads 0, 1 and 2"}
	}
	if doc.Get("workspaces") == nil || doc.Get("workspaces").Kind != tree.Object {
		return nil, &Fault{Reason: "broken lock: no workspaces"}
	}
	l.doubtDuplicates(&doc)
	l.Overrides = settingsOf(&doc, "overrides", ".")
	l.Patches = settingsOf(&doc, "patchedDependencies", "")
	for _, m := range doc.Each("catalog") {
		l.Catalogs = append(l.Catalogs, Setting{Name: "default\x00" + m.Key, Value: m.Val.Str, Off: m.Off})
	}
	for _, c := range doc.Each("catalogs") {
		for _, m := range c.Val.Members {
			l.Catalogs = append(l.Catalogs, Setting{Name: c.Key + "\x00" + m.Key, Value: m.Val.Str, Off: m.Off})
		}
	}
	for _, w := range doc.Each("workspaces") {
		imp := Importer{Dir: w.Key, Name: w.Val.Text("name"), Off: w.Off}
		if imp.Dir == "" {
			imp.Dir = "."
		}
		imp.Deps = bunDeps(&w.Val)
		l.Importers = append(l.Importers, imp)
	}
	for _, m := range doc.Each("packages") {
		p, f := bunPackage(&m)
		if f != nil {
			return nil, f
		}
		l.Packages = append(l.Packages, p)
	}
	l.index()
	return l, nil
}

func bunDeps(n *tree.Node) []Dep {
	var out []Dep
	optional := make(map[string]bool)
	if v := n.Get("optionalPeers"); v != nil {
		for _, m := range v.Members {
			optional[m.Val.Str] = true
		}
	}
	for _, section := range []string{"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"} {
		for _, m := range n.Each(section) {
			d := Dep{Section: section, Name: m.Key, Spec: m.Val.Str, Off: m.Off}
			if section == "peerDependencies" && optional[m.Key] {
				d.Section = "optionalPeers"
			}
			out = append(out, d)
		}
	}
	return out
}

// bunPackage reads one entry: a list of "name@what", then, by what it is, the
// registry, the dependencies and a hash.
func bunPackage(m *tree.Member) (Package, *Fault) {
	p := Package{Off: m.Off, Keys: []string{m.Key}, Source: "registry"}
	if m.Val.Kind != tree.List || len(m.Val.Members) == 0 || m.Val.Members[0].Val.Kind != tree.Text {
		return p, &Fault{Off: m.Off, Reason: "broken lock: an entry that is no list with a name"}
	}
	name, what := cutName(m.Val.Members[0].Val.Str)
	p.Name = name
	if alias := LastName(m.Key); alias != name {
		p.Alias = alias
	}
	var texts []string
	for i := range m.Val.Members[1:] {
		switch v := &m.Val.Members[i+1].Val; v.Kind {
		case tree.Text:
			texts = append(texts, v.Str)
			if strings.HasPrefix(v.Str, "sha") && strings.Contains(v.Str, "-") {
				p.Integrity = v.Str
			}
		case tree.Object:
			p.Deps = bunDeps(v)
		}
	}
	protocol, rest, _ := strings.Cut(what, ":")
	switch {
	case protocol == "workspace":
		p.Source, p.Path = "folder", rest
	case protocol == "root":
		p.Source, p.Path = "folder", "."
	case protocol == "link":
		p.Source, p.Path = "link", "~/"+rest // what "bun link" has registered, wherever it lies
	case protocol == "file", strings.HasPrefix(what, "./"), strings.HasPrefix(what, "../"), strings.HasPrefix(what, "/"):
		p.Source, p.Path = "folder", strings.TrimPrefix(what, "file:")
		if strings.HasSuffix(what, ".tgz") || strings.HasSuffix(what, ".tar.gz") {
			p.Source = "file"
		}
	case isGit(what):
		p.Source, p.Commit, p.Resolved = "git", commitOf(what), what
	case archiveCommit(what) != "":
		p.Source, p.Commit, p.Resolved = "git", archiveCommit(what), what
	case isURL(what):
		p.Source, p.Resolved = "tarball", what
	default:
		p.Version = what
		if len(texts) > 0 && isURL(texts[0]) {
			p.Resolved = texts[0]
		}
	}
	return p, nil
}

// LastName is the package name that a key of bun's ends with: "a/@s/b" is "@s/b".
func LastName(key string) string {
	base := path.Base(key)
	if scope := path.Base(path.Dir(key)); strings.HasPrefix(scope, "@") {
		return scope + "/" + base
	}
	return base
}

// BunFind returns what bun installs for a name that the package at key asks
// for: the entry below it, below one that it stands in, or at the top.
func (l *Lock) BunFind(key, name string) *Package {
	for key != "" {
		if p := l.Find(key + "/" + name); p != nil {
			return p
		}
		last := LastName(key)
		key = strings.TrimSuffix(strings.TrimSuffix(key, last), "/")
	}
	return l.Find(name)
}
