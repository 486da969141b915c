package npm

import (
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/tree"
)

// setting is a text that a file beside the manifests gives a name.
type setting struct {
	text string
	at   candor.Location
}

// workspace is what one folder's settings say to all manifests that it covers:
// pnpm-workspace.yaml, .yarnrc.yml and the root's package.json.
type workspace struct {
	pnpm      bool               // there is a pnpm-workspace.yaml
	globs     []string           // its members
	ownLocks  bool               // each member keeps a lock of its own
	noLock    string             // where a file says that no lock is kept
	catalogs  map[string]setting // "CATALOG\x00PACKAGE"
	overrides map[string]setting
	patches   map[string]setting
	ignored   map[string]setting // optional dependencies that are left out
	// problem says why one of the files could not be read.
	problem *candor.Fact
}

// workspaceAt reads the settings of a folder, once.
func (p *project) workspaceAt(dir string) *workspace {
	if w, ok := p.spaces[dir]; ok {
		return w
	}
	w := &workspace{catalogs: map[string]setting{}, overrides: map[string]setting{}, patches: map[string]setting{}, ignored: map[string]setting{}}
	p.spaces[dir] = w
	if m := p.manifests[dir]; m != nil {
		w.manifest(m)
	}
	if doc, lines := p.yaml(w, path.Join(dir, "pnpm-workspace.yaml")); doc != nil {
		w.pnpm = true
		if l := doc.Get("packages"); l != nil {
			for i := range l.Members {
				w.globs = append(w.globs, l.Members[i].Val.Str)
			}
		}
		if v := doc.Get("sharedWorkspaceLockfile"); v != nil && v.Str == "false" {
			w.ownLocks = true
		}
		if v := doc.Get("lockfile"); v != nil && v.Str == "false" {
			w.noLock = lines.At(v.Off).String()
		}
		w.readCatalogs(doc, lines)
		w.fill(w.overrides, doc.Get("overrides"), lines)
		w.fill(w.patches, doc.Get("patchedDependencies"), lines)
		w.list(w.ignored, doc.Get("ignoredOptionalDependencies"), lines)
	}
	if doc, lines := p.yaml(w, path.Join(dir, ".yarnrc.yml")); doc != nil {
		w.readCatalogs(doc, lines)
	}
	return w
}

// yaml reads a file of settings; nil when it is not there or can't be read.
func (p *project) yaml(w *workspace, name string) (*tree.Node, *tree.Lines) {
	f := p.tree.File(name)
	if f == nil {
		return nil, nil
	}
	src, err := f.Read()
	if err != nil {
		w.fault(candor.Location{Path: name, Line: 1}, err.Error())
		return nil, nil
	}
	lines := tree.NewLines(name, src)
	doc, _, bad := tree.ParseYAML(src)
	if bad != nil {
		w.fault(lines.At(bad.Off), "broken YAML: "+bad.Msg)
		return nil, nil
	}
	return &doc, lines
}

func (w *workspace) fault(at candor.Location, why string) {
	w.problem = &candor.Fact{State: candor.Error, At: at, Reason: at.String() + ": " + why}
}

// manifest reads the settings that stand in a package.json.
func (w *workspace) manifest(m *manifest) {
	w.readCatalogs(&m.doc, m.lines)
	w.readCatalogs(m.doc.Get("workspaces"), m.lines)
	pnpm := m.doc.Get("pnpm")
	w.fill(w.overrides, pnpm.Get("overrides"), m.lines)
	w.fill(w.patches, pnpm.Get("patchedDependencies"), m.lines)
	w.fill(w.patches, m.doc.Get("patchedDependencies"), m.lines)
	w.list(w.ignored, pnpm.Get("ignoredOptionalDependencies"), m.lines)
}

func (w *workspace) readCatalogs(n *tree.Node, lines *tree.Lines) {
	add := func(catalog string, members []tree.Member) {
		for i := range members {
			x := &members[i]
			w.catalogs[catalog+"\x00"+x.Key] = setting{x.Val.Str, lines.At(x.Off)}
		}
	}
	add("default", n.Each("catalog"))
	for _, c := range n.Each("catalogs") {
		add(c.Key, c.Val.Members)
	}
}

func (w *workspace) fill(into map[string]setting, n *tree.Node, lines *tree.Lines) {
	if n == nil || n.Kind != tree.Object {
		return
	}
	for i := range n.Members {
		x := &n.Members[i]
		into[x.Key] = setting{x.Val.Str, lines.At(x.Off)}
	}
}

func (w *workspace) list(into map[string]setting, n *tree.Node, lines *tree.Lines) {
	if n == nil || n.Kind != tree.List {
		return
	}
	for i := range n.Members {
		into[n.Members[i].Val.Str] = setting{"", lines.At(n.Members[i].Val.Off)}
	}
}

// covers reports whether pnpm-workspace.yaml names the folder, relative to its
// own. What one glob leaves out stays out, wherever that glob stands.
func (w *workspace) covers(rel string) bool {
	in := false
	for _, g := range w.globs {
		g = strings.TrimSuffix(strings.TrimPrefix(g, "./"), "/")
		if g, no := strings.CutPrefix(g, "!"); no {
			if candor.MatchGlob(strings.TrimPrefix(g, "./"), rel) {
				return false
			}
		} else if exactly(g, rel) {
			in = true
		}
	}
	return in
}

// catalogKey is the name under which a specifier "catalog:NAME" is looked up.
func catalogKey(s spec, name string) string {
	catalog := s.text
	if catalog == "" {
		catalog = "default"
	}
	return catalog + "\x00" + name
}

// inCatalog looks a dependency of a manifest up in the catalogs of its
// workspace.
func (p *project) inCatalog(m *manifest, d *dep) (setting, string) {
	key := catalogKey(d.spec, d.name)
	for _, dir := range append([]string{m.dir}, above(m.dir)...) {
		w := p.workspaceAt(dir)
		if w.problem != nil {
			return setting{}, w.problem.Reason
		}
		if s, ok := w.catalogs[key]; ok {
			return s, ""
		}
	}
	return setting{}, "no catalog of the workspace has an entry for it"
}
