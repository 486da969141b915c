package npm

import (
	"path"
	"slices"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/npm/locks"
)

// syncer holds the manifests of one workspace against the lock of another
// manager than npm.
type syncer struct {
	p       *project
	root    string
	o       *foreign
	l       *locks.Lock
	w       *workspace
	forced  map[string][]string  // what overrides put in place, by package
	members map[string]*manifest // of the workspace, by name
	all     []*manifest
}

func (p *project) syncing(root string, o *foreign) *syncer {
	if s := p.syncers[o.path]; s != nil {
		return s
	}
	s := &syncer{p: p, root: root, o: o, l: o.lock, w: p.workspaceAt(root), members: make(map[string]*manifest)}
	p.syncers[o.path] = s
	for _, m := range p.ordered() {
		if m.dir == root || p.rootOf(m) == root {
			s.all = append(s.all, m)
			if n := m.doc.Text("name"); n != "" {
				s.members[n] = m
			}
		}
	}
	s.forced = s.overrides()
	s.reach()
	return s
}

// dir is a manifest's folder as the lock names it.
func (s *syncer) dir(m *manifest) string {
	if k := keyOf(s.root, m.dir); k != "" {
		return k
	}
	return "."
}

// check holds one manifest against the lock.
func (s *syncer) check(m *manifest) []syncError {
	if s.l.Manager == locks.Yarn1 {
		return s.checkYarn1(m)
	}
	imp := s.l.Importer(s.dir(m))
	if imp == nil {
		return []syncError{disagree(m.dir, "missing", m.at())}
	}
	have := make(map[string]*locks.Dep, len(imp.Deps))
	havePeer := make(map[string]*locks.Dep)
	for i := range imp.Deps {
		d := &imp.Deps[i]
		if d.Section == "peerDependencies" || d.Section == "optionalPeers" {
			havePeer[d.Name] = d
		} else {
			have[s.under(d.Section, d.Name)] = d
		}
	}
	var errs []syncError
	asked, askedPeer := make(map[string]bool), make(map[string]bool)
	counts := s.counting(m)
	for i := range m.deps {
		d := &m.deps[i]
		into, from := asked, have
		if d.section == "peerDependencies" {
			if s.l.Manager == locks.Pnpm {
				if _, plain := counts[d.name]; plain || !s.l.AutoPeers {
					continue
				}
			} else {
				into, from = askedPeer, havePeer
			}
		} else if counts[d.name] != d && s.l.Manager != locks.Bun {
			continue
		}
		key := d.name
		if d.section != "peerDependencies" {
			key = s.under(d.section, d.name)
		}
		into[key] = true
		if kind := s.checkDep(imp, d, from[key]); kind != "" {
			e := disagree(d.name, kind, m.lines.At(d.off))
			if h := from[key]; kind == "specifier" && h != nil {
				if e.asked, e.recorded = d.text, h.Spec; h.Spec == d.text {
					e.asked, e.recorded = d.section, h.Section
				}
			}
			errs = append(errs, e)
		}
	}
	for _, side := range []struct {
		have  map[string]*locks.Dep
		asked map[string]bool
	}{{have, asked}, {havePeer, askedPeer}} {
		for n, d := range side.have {
			if !side.asked[n] && !s.implied(m, d) {
				errs = append(errs, disagree(d.Name, "extraneous", s.l.Lines.At(d.Off)))
			}
		}
	}
	return errs
}

// under is the name under which a dependency is compared: bun remembers every
// section that it stands in, the others only the one that counts.
func (s *syncer) under(section, name string) string {
	if s.l.Manager == locks.Bun {
		return section + "\x00" + name
	}
	return name
}

// implied reports whether yarn adds the peer itself: the types of a peer.
func (s *syncer) implied(m *manifest, d *locks.Dep) bool {
	if s.l.Manager != locks.Berry || d.Section != "peerDependencies" && d.Section != "optionalPeers" {
		return false
	}
	return strings.HasPrefix(d.Name, "@types/") && d.Spec == "*"
}

// counting returns the dependency that counts where a manifest names one
// package in several sections: the optional one, then the plain one.
func (s *syncer) counting(m *manifest) map[string]*dep {
	out := make(map[string]*dep)
	for _, section := range []string{"devDependencies", "dependencies", "optionalDependencies"} {
		for i := range m.deps {
			if d := &m.deps[i]; d.section == section {
				out[d.name] = d
			}
		}
	}
	return out
}

// checkDep holds one dependency against what the lock remembers of it; "" when
// they agree.
func (s *syncer) checkDep(imp *locks.Importer, d *dep, h *locks.Dep) string {
	if h == nil {
		_, ignored := s.w.ignored[d.name]
		switch {
		case d.optional, ignored && d.section == "optionalDependencies":
			return ""
		case s.l.NoLinks && strings.HasPrefix(d.text, "link:"):
			return ""
		}
		for _, v := range s.forced[d.name] {
			if v == "-" {
				return ""
			}
		}
		return "missing"
	}
	if !s.sameText(d, h.Spec) {
		return "specifier"
	}
	if h.Section != "" && !sameSection(s.l.Manager, d.section, h.Section) {
		return "specifier"
	}
	if h.Section == "" && s.l.Manager == locks.Pnpm {
		return "" // version 5 remembers the words of links that it left out
	}
	if d.section == "peerDependencies" && s.l.Manager != locks.Pnpm {
		return "" // whoever has the manifest as a dependency brings them
	}
	p := s.resolve(imp, "", h)
	if p == nil {
		if d.optional || d.section == "optionalDependencies" && s.l.Manager != locks.Pnpm {
			return ""
		}
		return "missing"
	}
	if !s.fits(p, d, h.Spec) {
		return "range"
	}
	return ""
}

// sameText reports whether the lock remembers the words of the manifest, or
// what an override puts in their place.
func (s *syncer) sameText(d *dep, spec string) bool {
	if spec == d.text || s.l.Manager == locks.Berry && strings.TrimPrefix(spec, "npm:") == strings.TrimPrefix(d.text, "npm:") {
		return true
	}
	if s.l.Manager != locks.Pnpm && s.l.Manager != locks.Berry {
		return false
	}
	for _, v := range s.forced[d.name] {
		if v == spec {
			return true
		}
		if c := parseSpec(v); c.kind == specCatalog && s.w.catalogs[catalogKey(c, d.name)].text == spec {
			return true
		}
	}
	return d.spec.kind == specCatalog && s.l.Manager == locks.Berry && s.w.catalogs[catalogKey(d.spec, d.name)].text == strings.TrimPrefix(spec, "npm:")
}

func sameSection(manager, asked, have string) bool {
	switch manager {
	case locks.Berry: // one list for all that is installed
		return asked != "peerDependencies" || have == asked
	case locks.Pnpm:
		return asked == have || asked == "peerDependencies" && have == "dependencies"
	}
	return asked == have || asked == "peerDependencies" && have == "optionalPeers"
}

// fits reports whether the locked package is what is asked for, in the words
// that the lock remembers: overrides are in them.
func (s *syncer) fits(p *locks.Package, d *dep, text string) bool {
	sp := d.spec
	if text != d.text {
		sp = parseSpec(text)
	}
	if tag, ok := strings.CutPrefix(text, "npm:"); ok && s.l.Manager == locks.Berry && strings.LastIndexByte(tag, '@') <= 0 {
		sp = parseSpec(tag) // not another package, but a tag of this one
	}
	if sp.kind == specCatalog {
		c, ok := s.w.catalogs[catalogKey(sp, d.name)]
		if !ok {
			return false
		}
		sp = parseSpec(c.text)
	}
	if s.l.Manager != locks.Pnpm && len(s.forced[d.name]) > 0 {
		return s.forcedFits(p, d.name, sp)
	}
	return s.meets(p, sp)
}

func (s *syncer) meets(p *locks.Package, sp spec) bool {
	if sp.name != "" && p.Name != sp.name {
		return false
	}
	if p.Source == "folder" || p.Source == "link" || p.Version == "" {
		return true
	}
	return sp.allows(p.Version)
}

// forcedFits is meets for a package that an override may speak of.
func (s *syncer) forcedFits(p *locks.Package, name string, sp spec) bool {
	if s.meets(p, sp) {
		return true
	}
	for _, v := range s.forced[name] {
		if s.meets(p, parseSpec(v)) {
			return true
		}
	}
	return false
}

// resolve returns what a folder or a package gets for a dependency. key is that
// of the package in bun's lock, "" for a folder.
func (s *syncer) resolve(imp *locks.Importer, key string, d *locks.Dep) *locks.Package {
	switch s.l.Manager {
	case locks.Pnpm:
		return s.l.Find(d.Locked)
	case locks.Bun:
		if imp != nil && imp.Dir != "." {
			key = imp.Name
		}
		return s.l.BunFind(key, d.Name)
	case locks.Berry:
		return s.berry(d.Name, d.Spec)
	}
	return s.yarn1(d.Name, d.Spec)
}

// checkAll holds what belongs to no single manifest against the lock.
func (s *syncer) checkAll() []syncError {
	errs := append(s.checkSettings(), s.checkInside()...)
	if s.l.Manager == locks.Yarn1 {
		return append(errs, s.unreached()...)
	}
	for i := range s.l.Importers {
		imp := &s.l.Importers[i]
		dir := path.Join(s.root, imp.Dir)
		if len(imp.Deps) > 0 && s.p.manifests[dir] == nil && !s.p.broken[dir] && !s.p.skipped(dir) && !strings.HasPrefix(dir, "..") {
			errs = append(errs, disagree(imp.Dir, "extraneous", s.l.Lines.At(imp.Off)))
		}
	}
	return errs
}

// skipped reports whether a folder, or one above it, was left alone.
func (p *project) skipped(dir string) bool {
	for _, u := range p.tree.Unread {
		if dir == u.Path || strings.HasPrefix(dir, u.Path+"/") || u.Count > 1 && slices.Contains(strings.Split(dir, "/"), path.Base(u.Path)) {
			return true // folders of one name are counted together
		}
	}
	for _, x := range p.tree.Problems {
		if dir == x.Path || strings.HasPrefix(dir, x.Path+"/") {
			return true
		}
	}
	return false
}

// checkInside holds the locked packages against each other: what one asks for
// must be locked, in a version that it accepts.
func (s *syncer) checkInside() []syncError {
	var errs []syncError
	ranges := make(map[string]spec) // the same few thousand texts come again and again
	parsed := func(text string) spec {
		sp, ok := ranges[text]
		if !ok {
			sp = parseSpec(text)
			ranges[text] = sp
		}
		return sp
	}
	at := func(off int32) candor.Location { return s.l.Lines.At(off) }
	for i := range s.l.Packages {
		p := &s.l.Packages[i]
		if s.l.Manager == locks.Yarn1 || s.l.Manager == locks.Berry {
			for _, k := range p.Keys {
				name, text, _ := cutVersion(k)
				if len(s.forced[name]) == 0 && !p.Patched && p.Source == "registry" && !s.meets(p, parsed(strings.TrimPrefix(text, "npm:"))) && !s.meets(p, parsed(text)) {
					errs = append(errs, disagree(name, "range", at(p.Off)))
				}
			}
		}
		for k := range p.Deps {
			d := &p.Deps[k]
			if d.Section == "peerDependencies" || d.Section == "optionalPeers" || d.Section == "optionalDependencies" || len(s.forced[d.Name]) > 0 && s.l.Manager != locks.Pnpm {
				continue
			}
			if strings.HasPrefix(d.Locked, "link:") || s.l.Manager == locks.Yarn1 && s.member(d.Name) {
				continue
			}
			q := s.resolve(nil, p.Keys[0], d)
			switch {
			case q == nil:
				errs = append(errs, disagree(d.Name, "missing", at(d.Off)))
			case s.l.Manager == locks.Bun && !s.meets(q, parsed(d.Spec)):
				errs = append(errs, disagree(d.Name, "range", at(q.Off)))
			}
		}
	}
	return errs
}

func (s *syncer) member(name string) bool { return s.members[name] != nil }
