package cargo

import (
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/tomltree"
)

// manifest is a Cargo.toml, read.
type manifest struct {
	path      string
	dir       string // "." at the root
	doc       *tomltree.Document
	name      string         // of its package, "" when it is only a workspace
	version   *tomltree.Node // of its package; a table where the workspace gives it
	workspace *tomltree.Node // nil when it opens none
	patched   map[string]bool
	deps      []dep
	off       int // of its first dependency, or of the package
}

// dep is one dependency of a manifest.
type dep struct {
	name      string // of the package, whatever the manifest calls it
	rng       string // the range, "" for any version
	git, path string
	query     string // "branch=x", "tag=x", "rev=x" or ""
	inherited bool   // the workspace says the rest
	key       string
	off       int
}

func readManifest(name string, doc *tomltree.Document) *manifest {
	m := &manifest{path: name, dir: path.Dir(name), doc: doc, patched: make(map[string]bool)}
	root := doc.Root
	m.name = root.Str("package", "name")
	m.version = root.Get("package", "version")
	m.workspace = root.Get("workspace")
	if pkg := root.Get("package"); pkg != nil {
		m.off = pkg.Offset
	}
	m.read(root)
	for _, t := range root.Get("target").Names() {
		m.read(root.Get("target", t))
	}
	if len(m.deps) > 0 {
		m.off = m.deps[0].off
	}
	for _, source := range root.Get("patch").Names() {
		for _, key := range root.Get("patch", source).Names() {
			m.patched[readDep(key, root.Get("patch", source, key)).name] = true
		}
	}
	for _, key := range root.Get("replace").Names() {
		pkg, _, _ := strings.Cut(key, ":")
		m.patched[pkg] = true
	}
	return m
}

// read takes in the sections of dependencies of a table.
func (m *manifest) read(t *tomltree.Node) {
	for _, section := range []string{"dependencies", "dev-dependencies", "dev_dependencies", "build-dependencies", "build_dependencies"} {
		for _, key := range t.Get(section).Names() {
			m.deps = append(m.deps, readDep(key, t.Get(section, key)))
		}
	}
}

func readDep(key string, n *tomltree.Node) dep {
	d := dep{name: key, key: key, off: n.Offset}
	if n.Kind == tomltree.String {
		d.rng = n.Text
		return d
	}
	if pkg := n.Str("package"); pkg != "" {
		d.name = pkg
	}
	d.rng, d.git, d.path, d.inherited = n.Str("version"), n.Str("git"), n.Str("path"), n.True("workspace")
	for _, q := range []string{"branch", "tag", "rev"} {
		if v := n.Str(q); v != "" {
			d.query = q + "=" + v
		}
	}
	return d
}

// excludes reports whether a workspace leaves a folder out.
func (m *manifest) excludes(dir string) bool {
	for _, x := range m.workspace.List("exclude") {
		full := path.Join(m.dir, x.Text)
		if ok, err := path.Match(full, dir); err == nil && ok || dir == full || strings.HasPrefix(dir, full+"/") {
			return true
		}
	}
	return false
}

// resolve returns a dependency as the workspace completes it; false when the
// workspace does not know it. dir is the folder that its path counts from.
func (m *manifest) resolve(d dep, root *manifest) (out dep, dir string, ok bool) {
	if !d.inherited {
		return d, m.dir, true
	}
	if root == nil {
		return d, m.dir, false
	}
	n := root.workspace.Get("dependencies", d.key)
	if n == nil {
		return d, m.dir, false
	}
	out = readDep(d.key, n)
	out.off = d.off
	return out, root.dir, true
}

// ownVersion is the version of the manifest's package, false when the workspace
// should say it and can't be read.
func (m *manifest) ownVersion(root *manifest) (string, bool) {
	switch {
	case m.version == nil:
		return "0.0.0", true
	case m.version.Kind == tomltree.String:
		return m.version.Text, true
	case root == nil:
		return "", false
	}
	v := root.workspace.Str("package", "version")
	return v, v != ""
}

func (m *manifest) at(off int) candor.Location { return place(m.path, m.doc, off) }

func place(name string, doc *tomltree.Document, off int) candor.Location {
	line, col := doc.At(off)
	return candor.Location{Path: name, Line: line, Col: col}
}
