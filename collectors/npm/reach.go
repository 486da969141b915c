package npm

import (
	"path"

	"github.com/candor-dev/candor/collectors/npm/locks"
)

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
