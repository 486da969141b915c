package npm

import (
	"path"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/ref"
	"github.com/candor-dev/candor/internal/tree"
)

// manifest is a package.json, read.
type manifest struct {
	path  string
	dir   string // "." at the root
	lines *tree.Lines
	doc   tree.Node
	deps  []dep
	// doubts are places where it says two things.
	doubts []tree.Member
}

// dep is one dependency of a manifest.
type dep struct {
	name, section string
	text          string // the specifier as written
	spec          spec
	off           int32
	optional      bool // an optional peer: nothing installs it
}

// readManifest reads a package.json; the error carries the place of the fault.
func readManifest(name string, src []byte) (*manifest, *tree.Fault) {
	m := &manifest{path: name, dir: path.Dir(name), lines: tree.NewLines(name, src)}
	var err *tree.Fault
	if m.doc, err = tree.ParseJSON(src); err != nil {
		return m, err
	}
	if m.doc.Kind != tree.Object {
		return m, &tree.Fault{Off: m.doc.Off, Msg: "not a JSON object"}
	}
	read := append(sections(), "workspaces", "overrides", "packageManager", "peerDependenciesMeta")
	for _, key := range read {
		n := 0
		for i := range m.doc.Members {
			if m.doc.Members[i].Key == key {
				if n++; n == 2 {
					m.doubts = append(m.doubts, m.doc.Members[i])
				}
			}
		}
	}
	meta := m.doc.Get("peerDependenciesMeta")
	for _, section := range sections() {
		s := m.doc.Get(section)
		if s == nil || s.Kind != tree.Object {
			continue
		}
		if d := s.Duplicate(); d != nil {
			m.doubts = append(m.doubts, *d)
		}
		for i := range s.Members {
			x := &s.Members[i]
			if x.Val.Kind != tree.Text {
				return m, &tree.Fault{Off: x.Val.Off, Msg: "the specifier of a dependency is no string"}
			}
			d := dep{name: x.Key, section: section, text: x.Val.Str, spec: parseSpec(x.Val.Str), off: x.Off}
			d.optional = section == "peerDependencies" && meta != nil && meta.Get(x.Key).Yes("optional")
			m.deps = append(m.deps, d)
		}
	}
	return m, nil
}

// installs reports whether the manifest asks for anything at all.
func (m *manifest) installs() bool {
	for _, d := range m.deps {
		if !d.optional {
			return true
		}
	}
	return false
}

// section returns name -> dependency of one section. As in npm, what is
// optional is no plain dependency too.
func (m *manifest) section(name string) map[string]*dep {
	out := make(map[string]*dep)
	for i := range m.deps {
		if d := &m.deps[i]; d.section == name {
			out[d.name] = d
		}
	}
	if name == "dependencies" {
		for _, d := range m.deps {
			if d.section == "optionalDependencies" {
				delete(out, d.name)
			}
		}
	}
	return out
}

// at is the place that stands for the manifest: its first section.
func (m *manifest) at() candor.Location {
	if len(m.deps) > 0 {
		return m.lines.At(m.doc.Member(m.deps[0].section).Off)
	}
	return m.lines.At(0)
}

// manager is the package manager that the manifest names, without version.
func (m *manifest) manager() string {
	name, _, _ := strings.Cut(m.doc.Text("packageManager"), "@")
	if name == "" {
		name = m.doc.Get("devEngines").Get("packageManager").Text("name")
	}
	return name
}

// workspaces returns the globs of the workspace, nil when it has none.
func (m *manifest) workspaces() []string {
	w := m.doc.Get("workspaces")
	if w != nil && w.Kind == tree.Object {
		w = w.Get("packages")
	}
	if w == nil || w.Kind != tree.List {
		return nil
	}
	var out []string
	for _, x := range w.Members {
		if x.Val.Kind == tree.Text {
			out = append(out, strings.TrimPrefix(strings.TrimSuffix(x.Val.Str, "/"), "./"))
		}
	}
	return out
}

// covers reports whether the workspace of the manifest has a member in dir.
func (m *manifest) covers(dir string) bool {
	rel := dir
	if m.dir != "." {
		var ok bool
		if rel, ok = strings.CutPrefix(dir, m.dir+"/"); !ok {
			return false
		}
	}
	in := false
	for _, g := range m.workspaces() {
		if g, no := strings.CutPrefix(g, "!"); no {
			in = in && !candor.MatchGlob(strings.TrimPrefix(g, "./"), rel)
		} else if exactly(g, rel) {
			in = true
		}
	}
	return in
}

// exactly is MatchGlob without the folders below a glob that has no wildcard.
func exactly(glob, rel string) bool {
	if !strings.ContainsAny(glob, "*?[") {
		return glob == rel
	}
	return candor.MatchGlob(glob, rel)
}

// refs are the npm.spec facts of the manifest itself: what its text says.
func (m *manifest) refs(p *project) []candor.Fact {
	var out []candor.Fact
	names := ref.Names{}
	plain := make(map[string]bool)
	for _, d := range m.deps {
		if d.section != "peerDependencies" {
			plain[d.name] = true
		}
	}
	for _, d := range m.deps {
		f := candor.Fact{Kind: kindSpec, State: candor.Observed, At: m.lines.At(d.off)}
		f.Subject = names.Unique(ref.Printable(d.name + "@" + d.text))
		v := map[string]any{
			"ecosystem": "npm", "name": ref.Printable(d.name), "spec": ref.Printable(d.text), "resolved": "",
			"level": d.spec.level(), "direct": true, "dev": d.section == "devDependencies", "section": d.section,
			"internal": false, "outside": false, "hash_alg": "", "hash": false, "host": "", "scheme": "", "source": d.spec.kind,
			"peer": d.section == "peerDependencies", "optional": d.optional, "also_direct": d.section == "peerDependencies" && plain[d.name], "manager": p.managerFor(m), "catalog": "",
		}
		switch d.spec.kind {
		case specWorkspace:
			v["internal"] = true
		case specFile:
			if (&lock{path: m.path}).place(v, d.spec.path); v["outside"] == true {
				v["level"] = ref.None
			}
		case specCatalog:
			c, why := p.inCatalog(m, &d)
			if why != "" {
				f.State, f.Reason = candor.Unresolved, ref.Printable(why)
				break
			}
			sp := parseSpec(c.text)
			v["level"], v["catalog"], v["internal"] = sp.level(), ref.Printable(c.text), sp.kind == specWorkspace
			v["catalog_at"] = map[string]any{"path": c.at.Path, "line": c.at.Line, "col": c.at.Col}
		}
		f.Value = v
		out = append(out, f)
	}
	return out
}

// sections of a manifest, in the order in which people write them.
func sections() []string {
	return []string{"dependencies", "devDependencies", "optionalDependencies", "peerDependencies"}
}
