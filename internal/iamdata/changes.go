package iamdata

import (
	"cmp"
	"slices"
	"strings"
)

// Changes is what a policy statement changes that AWS can limit to a resource.
type Changes struct {
	Count   int      // of the actions that it surely names
	First   []string // of them, in the order of Reach, as many as were asked for
	Reads   int      // of those counted: the name says that they read, and hand out nothing
	Example Example  // one of the first, and what it can be limited to
	May     bool     // it may name one, at least
	Unknown []string // as in Reach, of what it may name
}

// Asked are the action patterns of a statement, and which actions count.
type Asked struct {
	Sure, May        []string // what it surely names; what it may name, which takes in the former
	Except, Harmless []string // patterns of actions that do not count
	Services         []string // those that do; none: all
}

// Changes counts, of what Reach gives, the actions that change something and can
// be limited, but for the harmless ones, and names the first few of them.
func (c *Catalogue) Changes(a Asked, few int) (Changes, error) {
	a.Except, a.Harmless = lowered(a.Except), lowered(a.Harmless)
	out, err := c.surely(&a, few)
	if err != nil {
		return Changes{}, err
	}
	out.May = out.Count > 0
	if slices.Equal(a.Sure, a.May) {
		return out, nil
	}
	out.Unknown = nil
	var of *service
	var spared []string // of that one
	for _, p := range a.May {
		take := func(s *service, i int) bool {
			if s != of {
				of, spared = s, append(exceptOf(a.Except, s), exceptOf(a.Harmless, s)...)
			}
			out.May = s.changes(i) && !anyMatches(spared, s.names[i])
			return !out.May
		}
		if out.May {
			take = nil
		}
		var x Expansion
		if err := c.expand(p, a.Services, &x, false, take); err != nil {
			return Changes{}, err
		}
		out.Unknown = append(out.Unknown, x.Unknown...)
	}
	out.Unknown = distinct(out.Unknown)
	return out, nil
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// changed are the actions that change something among those with one limit.
type changed struct {
	limit *limit
	least entry // of all its actions, by which groups are sorted
	count int
	first []entry // of them, sorted, as many as are asked for
}

func (g *changed) add(e entry, few int) {
	g.count++
	i, _ := slices.BinarySearchFunc(g.first, e, compareFull)
	if i == few {
		return
	}
	if len(g.first) == few {
		g.first = g.first[:few-1]
	}
	g.first = slices.Insert(g.first, i, e)
}

// entry is an action of a service.
type entry struct {
	service *service
	i       int
}

func (e entry) full() string { return e.service.full(e.i) }

// compareFull compares the names with their services, and makes none of them.
func compareFull(a, b entry) int {
	p, q := a.service.prefix, b.service.prefix
	n := min(len(p), len(q))
	switch {
	case p == q:
		return strings.Compare(a.service.names[a.i], b.service.names[b.i])
	case p[:n] != q[:n]:
		return strings.Compare(p, q)
	case len(p) < len(q):
		return cmp.Compare(':', q[n])
	}
	return cmp.Compare(p[n], ':')
}

// visited is what a question remembers of a service.
type visited struct {
	mark
	spared []string   // patterns of harmless names, in lower case
	groups []*changed // by number of the limit
}

func (c *Catalogue) surely(a *Asked, few int) (Changes, error) {
	var out Changes
	groups := make(map[string]*changed)
	services := make(map[*service]*visited)
	var of *service
	var v *visited // of that one
	for _, p := range a.Sure {
		var x Expansion
		err := c.expand(p, a.Services, &x, false, func(s *service, i int) bool {
			if s != of {
				if of, v = s, services[s]; v == nil {
					v = &visited{mark{make([]bool, len(s.names)), exceptOf(a.Except, s)}, exceptOf(a.Harmless, s), make([]*changed, s.kinds)}
					services[s] = v
				}
			}
			l := s.limits[i]
			if v.seen[i] || len(l.patterns) == 0 || anyMatches(v.except, s.names[i]) {
				return true
			}
			v.seen[i] = true
			this := entry{s, i}
			g := v.groups[l.n]
			if g == nil {
				if g = groups[l.key]; g == nil {
					g = &changed{limit: l, least: this}
					groups[l.key] = g
				}
				v.groups[l.n] = g
			}
			if compareFull(this, g.least) < 0 {
				g.least = this
			}
			if s.writes(i) && !anyMatches(v.spared, s.names[i]) {
				g.add(this, few)
				if readsByName(s.prefix, s.names[i]) {
					out.Reads++
				}
			}
			return true
		})
		if err != nil {
			return Changes{}, err
		}
		out.Unknown = append(out.Unknown, x.Unknown...)
	}
	out.Unknown = distinct(out.Unknown)
	var list []*changed
	for _, g := range groups {
		if g.count > 0 {
			list = append(list, g)
			out.Count += g.count
		}
	}
	var best rated
	for i := 0; i < len(list) && len(out.First) < few; i++ {
		for k := i + 1; k < len(list); k++ { // there are many groups, and few are shown
			if compareFull(list[k].least, list[i].least) < 0 {
				list[i], list[k] = list[k], list[i]
			}
		}
		for _, e := range list[i].first[:min(len(list[i].first), few-len(out.First))] {
			out.First = append(out.First, e.full())
			if err := best.consider(e); err != nil {
				return Changes{}, err
			}
		}
	}
	out.Example = best.Example
	return out, nil
}
