package config

import "github.com/candor-dev/candor"

// Subprocessors is the published list of the vendors that work on customers'
// data: a page with a table, or the list itself. Zero when none is named.
type Subprocessors struct {
	Page    string          // a file of the tree
	List    []Subprocessor  // written in candor.yaml
	At      candor.Location // where candor.yaml names it
	Company string          // whose list it is: nobody is his own subprocessor
	Own     []string        // domains of the company: ledgerline.example
}

// Published reports whether a list is named at all.
func (s *Subprocessors) Published() bool { return !s.At.IsZero() }

// Subprocessor is one entry of the list.
type Subprocessor struct {
	Name, Purpose, Location string
	At                      candor.Location
}

func (r *reader) subprocessors(n *node, company string) Subprocessors {
	if n == nil {
		return Subprocessors{}
	}
	m, ok := r.mapping(n, "subprocessors")
	if !ok {
		return Subprocessors{}
	}
	s := Subprocessors{At: r.at(n), Company: company, Own: r.texts(m.get("own"))}
	page, list := m.get("page"), m.get("list")
	switch {
	case page == nil && list == nil:
		r.bad(n, "add page: with the file that the list is published on, or list: with its entries", "subprocessors names no list")
	case page != nil && list != nil:
		r.bad(n, "keep the one that is published", "subprocessors has a page and a list")
	}
	if page != nil {
		if p, ok := r.file(page); ok {
			s.Page, s.At = p, r.at(page)
			r.page(page, p)
		}
	}
	for _, it := range r.items(list) {
		e, ok := r.mapping(it, "subprocessor")
		if !ok {
			continue
		}
		x := Subprocessor{At: r.at(it), Name: r.required(e, "name", "the subprocessor", "add name: with the vendor as it is published")}
		x.Purpose, _ = r.textAt(e, "purpose")
		x.Location, _ = r.textAt(e, "location")
		s.List = append(s.List, x)
	}
	return s
}
