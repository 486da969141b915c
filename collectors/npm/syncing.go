package npm

import (
	"path"
	"slices"
	"sort"
	"strings"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/npm/locks"
	"github.com/candor-dev/candor/internal/tree"
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

// overrides collects what the root puts in the place of what packages ask for.
func (s *syncer) overrides() map[string][]string {
	out := make(map[string][]string)
	add := func(selector, value string) {
		name, value := overridden(selector), s.value(value)
		out[name] = append(out[name], value)
	}
	for k, v := range s.w.overrides {
		add(k, v.text)
	}
	r := s.p.manifests[s.root]
	if r == nil {
		return out
	}
	for _, key := range []string{"resolutions", "overrides"} {
		for _, x := range r.doc.Each(key) {
			if x.Val.Kind == tree.Text {
				add(x.Key, x.Val.Str)
			}
		}
	}
	return out
}

// value resolves what an override may refer to: a dependency of the root, or a
// catalog.
func (s *syncer) value(text string) string {
	if name, ok := strings.CutPrefix(text, "$"); ok {
		if r := s.p.manifests[s.root]; r != nil {
			for _, d := range r.deps {
				if d.name == name {
					return d.text
				}
			}
		}
	}
	return text
}

// overridden is the package that the selector of an override names: the last
// of "parent>name", "parent/name", "**/name", without its range.
func overridden(selector string) string {
	if i := strings.LastIndexByte(selector, '>'); i >= 0 && i+1 < len(selector) && selector[i+1] != '=' && (i == 0 || selector[i-1] != '@') {
		selector = selector[i+1:]
	}
	name, _, _ := cutVersion(selector)
	if i := strings.LastIndexByte(name, '/'); i > 0 {
		before := name[:i]
		if scope := path.Base(before); strings.HasPrefix(scope, "@") {
			return scope + "/" + name[i+1:]
		}
		return name[i+1:]
	}
	return name
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

// reach finds what the manifests ask for themselves, and what is installed
// without development.
func (s *syncer) reach() {
	var prod []*locks.Package
	keys := make(map[*locks.Package]string)
	note := func(p *locks.Package, dev bool) {
		if p == nil {
			return
		}
		s.o.direct[p] = true
		if !dev && !s.o.prod[p] {
			s.o.prod[p] = true
			prod = append(prod, p)
		}
	}
	for i := range s.l.Importers {
		imp := &s.l.Importers[i]
		m := s.p.manifests[path.Join(s.root, imp.Dir)]
		for k := range imp.Deps {
			d := &imp.Deps[k]
			dev := d.Section == "devDependencies"
			if m != nil && s.l.Manager == locks.Berry {
				c := s.counting(m)[d.Name]
				dev = c != nil && c.section == "devDependencies"
			}
			note(s.resolve(imp, "", d), dev)
		}
	}
	if s.l.Manager == locks.Yarn1 {
		for _, m := range s.all {
			for i := range m.deps {
				if d := &m.deps[i]; d.section != "peerDependencies" {
					note(s.yarn1(d.name, d.text), d.section == "devDependencies")
				}
			}
		}
	}
	if s.l.Manager == locks.Bun {
		for i := range s.l.Packages {
			keys[&s.l.Packages[i]] = s.l.Packages[i].Keys[0]
		}
	}
	for len(prod) > 0 {
		p := prod[len(prod)-1]
		prod = prod[:len(prod)-1]
		for i := range p.Deps {
			if q := s.resolve(nil, keys[p], &p.Deps[i]); q != nil && !s.o.prod[q] {
				s.o.prod[q] = true
				prod = append(prod, q)
			}
		}
	}
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

// checkSettings holds overrides, patches and catalogs against what the lock
// remembers of them. yarn remembers none.
func (s *syncer) checkSettings() []syncError {
	if s.l.Manager != locks.Pnpm && s.l.Manager != locks.Bun {
		return s.resolutions()
	}
	var errs []syncError
	want := make(map[string]setting, len(s.w.overrides))
	for k, v := range s.w.overrides {
		want[k] = v
	}
	if r := s.p.manifests[s.root]; r != nil {
		from := []string{"resolutions"}
		if s.l.Manager == locks.Bun {
			from = append(from, "overrides")
		}
		for _, key := range from {
			for _, x := range r.doc.Each(key) {
				if _, ok := want[x.Key]; !ok || key == "overrides" {
					text := x.Val.Str
					if x.Val.Kind == tree.Object {
						text = x.Val.Text(".")
					}
					want[x.Key] = setting{text, r.lines.At(x.Off)}
				}
			}
		}
	}
	for k, v := range want {
		if v.text = s.value(v.text); true {
			if c := parseSpec(v.text); c.kind == specCatalog && s.l.Manager == locks.Pnpm {
				if x, ok := s.w.catalogs[catalogKey(c, overridden(k))]; ok {
					v.text = x.text
				}
			}
			want[k] = v
		}
	}
	errs = append(errs, s.compare("override ", want, s.l.Overrides, false)...)
	errs = append(errs, s.compare("patch ", s.w.patches, s.l.Patches, true)...)
	errs = append(errs, s.compare("optional dependency left out ", s.w.ignored, s.l.IgnoredOptional, true)...)
	// pnpm remembers the entries of catalogs that are used, bun all of them.
	locked := make(map[string]bool)
	for _, c := range s.l.Catalogs {
		locked[c.Name] = true
		catalog, name, _ := strings.Cut(c.Name, "\x00")
		switch w, ok := s.w.catalogs[c.Name]; {
		case !ok:
			errs = append(errs, disagree(name+" of catalog "+catalog, "extraneous", s.l.Lines.At(c.Off)))
		case w.text != c.Value:
			errs = append(errs, disagree(name+" of catalog "+catalog, "specifier", w.at))
		}
	}
	for _, m := range s.all {
		for i := range m.deps {
			if d := &m.deps[i]; d.spec.kind == specCatalog && d.section != "peerDependencies" && !locked[catalogKey(d.spec, d.name)] && len(s.forced[d.name]) == 0 {
				errs = append(errs, disagree(d.name, "missing", m.lines.At(d.off)))
			}
		}
	}
	return errs
}

// compare holds settings against what the lock remembers, both ways. The values
// of patches are paths that newer locks leave out.
func (s *syncer) compare(what string, want map[string]setting, have []locks.Setting, keysOnly bool) []syncError {
	var errs []syncError
	seen := make(map[string]bool)
	for _, h := range have {
		seen[h.Name] = true
		switch w, ok := want[h.Name]; {
		case !ok:
			errs = append(errs, disagree(what+h.Name, "extraneous", s.l.Lines.At(h.Off)))
		case w.text != h.Value && !keysOnly:
			errs = append(errs, disagree(what+h.Name, "specifier", w.at))
		}
	}
	for _, k := range sortedKeys(want) {
		if !seen[k] {
			errs = append(errs, disagree(what+k, "missing", want[k].at))
		}
	}
	return errs
}

func sortedKeys(m map[string]setting) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
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
