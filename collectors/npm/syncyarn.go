package npm

import (
	"strings"

	"github.com/candor-dev/candor/collectors/npm/locks"
)

// checkYarn1 holds a manifest against the lock of yarn 1, which remembers only
// the words of each dependency, not who asked for it.
func (s *syncer) checkYarn1(m *manifest) []syncError {
	var errs []syncError
	counts := s.counting(m)
	for i := range m.deps {
		d := &m.deps[i]
		if counts[d.name] != d || strings.HasPrefix(d.text, "link:") {
			continue
		}
		if w := s.members[d.name]; w != nil && w != m && d.spec.allows(w.doc.Text("version")) && s.l.Find(d.name+"@"+d.text) == nil {
			continue // a folder of the workspace
		}
		p := s.yarn1(d.name, d.text)
		if p == nil {
			kind := "missing"
			for k := range s.l.Packages {
				if name, _, _ := cutVersion(s.l.Packages[k].Keys[0]); name == d.name {
					kind = "specifier"
				}
			}
			errs = append(errs, disagree(d.name, kind, m.lines.At(d.off)))
		} else if !s.forcedFits(p, d.name, d.spec) {
			errs = append(errs, disagree(d.name, "range", m.lines.At(d.off)))
		}
	}
	return errs
}

// yarn1 returns what yarn 1 installs for a name that is asked for in the given
// words, or what a resolution puts in their place.
func (s *syncer) yarn1(name, text string) *locks.Package {
	for _, v := range s.forced[name] {
		if p := s.l.Find(name + "@" + v); p != nil {
			return p
		}
	}
	return s.l.Find(name + "@" + text)
}

// unreached are the entries of yarn 1's lock that nothing asks for any more.
func (s *syncer) unreached() []syncError {
	for dir := range s.p.broken {
		if keyOf(s.root, s.root) == "" && (s.root == "." || strings.HasPrefix(dir, s.root)) {
			return nil // what it asks for is not known
		}
	}
	reached := make(map[*locks.Package]bool)
	var open []*locks.Package
	note := func(p *locks.Package) {
		if p != nil && !reached[p] {
			reached[p] = true
			open = append(open, p)
		}
	}
	ask := func(name, text string) {
		note(s.l.Find(name + "@" + text))
		for _, v := range s.forced[name] {
			note(s.l.Find(name + "@" + v))
		}
	}
	for _, m := range s.all {
		for i := range m.deps {
			ask(m.deps[i].name, m.deps[i].text)
		}
	}
	for len(open) > 0 {
		p := open[len(open)-1]
		open = open[:len(open)-1]
		for i := range p.Deps {
			ask(p.Deps[i].Name, p.Deps[i].Spec)
		}
	}
	var errs []syncError
	for i := range s.l.Packages {
		p := &s.l.Packages[i]
		if name, _, _ := cutVersion(p.Keys[0]); !reached[p] && len(s.forced[name]) == 0 {
			errs = append(errs, disagree(name, "extraneous", s.l.Lines.At(p.Off)))
		}
	}
	return errs
}

// berry returns what yarn 2 and later install for a name that is asked for in
// the given words.
func (s *syncer) berry(name, text string) *locks.Package {
	if strings.HasPrefix(text, "catalog:") {
		if c, ok := s.w.catalogs[catalogKey(parseSpec(text), name)]; ok {
			text = c.text
		}
	}
	if p := s.berryKey(name, text); p != nil {
		return p
	}
	for _, v := range s.forced[name] {
		if p := s.berryKey(name, v); p != nil {
			return p
		}
	}
	if parseSpec(text).kind == specGit {
		for i := range s.l.Packages {
			if p := &s.l.Packages[i]; p.Source == "git" && strings.HasPrefix(p.Keys[0], name+"@") {
				return p
			}
		}
	}
	return nil
}

// berryKey looks words up as they are and, as yarn completes them, behind the
// protocol of packages.
func (s *syncer) berryKey(name, text string) *locks.Package {
	text, _, _ = strings.Cut(text, "::")
	if p := s.l.Find(name + "@" + text); p != nil || strings.HasPrefix(text, "npm:") {
		return p
	}
	return s.l.Find(name + "@npm:" + text)
}

// resolutions holds what yarn's root puts in place against the lock, which does
// not record it: each entry of a package that is named without more must fit,
// and at least one of a package that is named below another, or with a range.
func (s *syncer) resolutions() []syncError {
	r := s.p.manifests[s.root]
	if r == nil {
		return nil
	}
	var errs []syncError
	for _, x := range r.doc.Each("resolutions") {
		name := overridden(x.Key)
		sp := parseSpec(s.value(x.Val.Str))
		seen, met, all := false, false, true
		for i := range s.l.Packages {
			p := &s.l.Packages[i]
			if asked, _, _ := cutVersion(p.Keys[0]); asked != name || p.Patched {
				continue
			}
			seen = true
			ok := s.meets(p, sp)
			met, all = met || ok, all && ok
		}
		if seen && (!met || !all && name == x.Key) {
			errs = append(errs, disagree(name, "range", r.lines.At(x.Off)))
		}
	}
	return errs
}
