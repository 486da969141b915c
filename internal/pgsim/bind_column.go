package pgsim

import (
	"slices"

	pg_query "github.com/pganalyze/pg_query_go/v6"
)

// column resolves a reference to a column, from the inside out.
func (b *binder) column(c *pg_query.ColumnRef, s *scope) {
	if len(c.Fields) == 0 {
		return
	}
	if c.Fields[len(c.Fields)-1].GetAStar() != nil {
		b.star(c, s)
		return
	}
	n := nameOf(c.Fields)
	if len(c.Fields) == 1 {
		b.bare(c, n.Rel, s)
		return
	}
	qualifier := nameOf(c.Fields[:len(c.Fields)-1])
	for at := s; at != nil; at = at.outer {
		for _, src := range at.sources {
			if src.alias != qualifier.Rel || qualifier.Schema != "" && (!src.plain || src.schema != qualifier.Schema) {
				continue
			}
			b.member(c, src, n.Rel)
			return
		}
	}
	if !b.anyLoose(s) && b.bareMatch(qualifier.Rel, s) == nil {
		b.refused = true
	}
}

// member resolves alias.column.
func (b *binder) member(c *pg_query.ColumnRef, src *source, n string) {
	for _, o := range src.cols {
		if o.name == n {
			b.take(c, o, src)
			return
		}
	}
	switch {
	case !src.known:
		b.loose = true
		if src.rel != nil {
			b.lean(dep{on: src.rel})
		}
	case !systemColumn(n):
		b.refused = true
	}
}

// bare resolves a name without a qualifier.
func (b *binder) bare(c *pg_query.ColumnRef, n string, s *scope) {
	var inner []*relation
	for at := s; at != nil; at = at.outer {
		found := false
		for _, src := range at.sources {
			for _, o := range src.cols {
				if o.name == n && !found {
					b.take(c, o, src)
					found = true
				}
			}
		}
		if !found {
			for _, src := range at.sources {
				inner = append(inner, src.rel)
			}
		}
		if found && b.columns[c] != nil && len(b.out.links) > 0 {
			l := &b.out.links[len(b.out.links)-1]
			for _, src := range at.sources {
				if l.rel != src.rel {
					inner = append(inner, src.rel)
				} else {
					l.qualifier = src.alias
				}
			}
			l.inner = inner
		}
		if found || slices.Contains(at.names, n) {
			return
		}
		for _, src := range at.sources {
			if src.alias == n { // the whole row
				if src.rel != nil {
					b.lean(dep{on: src.rel})
				}
				return
			}
		}
		for _, src := range at.sources {
			if !src.known {
				b.perhaps(n, s)
				return
			}
		}
		if len(at.sources) > 0 && systemColumn(n) {
			return
		}
	}
	b.refused = true
}

// perhaps notes that a bare name may be any column of that name further out.
func (b *binder) perhaps(n string, s *scope) {
	b.loose = true
	for at := s; at != nil; at = at.outer {
		for _, src := range at.sources {
			for _, o := range src.cols {
				if o.name == n && o.col != nil {
					b.lean(dep{on: o.col, maybe: true})
				}
			}
		}
	}
}

func (b *binder) bareMatch(n string, s *scope) *column {
	for at := s; at != nil; at = at.outer {
		for _, src := range at.sources {
			for _, o := range src.cols {
				if o.name == n && o.col != nil {
					return o.col
				}
			}
		}
	}
	return nil
}

func (b *binder) anyLoose(s *scope) bool {
	for at := s; at != nil; at = at.outer {
		for _, src := range at.sources {
			if !src.known {
				return true
			}
		}
	}
	return false
}

// take ties a reference to its column.
func (b *binder) take(c *pg_query.ColumnRef, o outcol, src *source) {
	if o.col == nil {
		return
	}
	b.lean(dep{on: o.col})
	b.columns[c] = o.col
	if src.rel != nil {
		b.out.links = append(b.out.links, link{at: c.Location, ref: c, col: o.col, rel: src.rel, alias: !src.plain})
	}
}

// star leans on all columns that there are.
func (b *binder) star(c *pg_query.ColumnRef, s *scope) {
	if s == nil {
		return
	}
	var all []starred
	known := true
	defer func() {
		if known && len(all) > 0 {
			b.out.links = append(b.out.links, link{at: c.Location, ref: c, star: all})
		}
	}()
	for _, src := range s.sources {
		if len(c.Fields) > 1 && src.alias != nameOf(c.Fields[:len(c.Fields)-1]).Rel {
			continue
		}
		b.loose = b.loose || !src.known
		known = known && src.known && src.alias != ""
		for _, o := range src.cols {
			all = append(all, starred{src.alias, o})
			if o.col != nil {
				b.lean(dep{on: o.col})
			}
		}
	}
}
