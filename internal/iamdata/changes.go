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
	ARN     string   // a pattern of what the first can be limited to
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
	limit  *limit
	least  entry // of all its actions, by which groups are sorted
	writes []entry
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

func (c *Catalogue) surely(a *Asked, few int) (Changes, error) {
	var out Changes
	groups := make(map[string]*changed)
	ofLimit := make(map[*limit]*changed)
	marks := make(map[*service]*mark)
	spared := make(map[*service][]string)
	for _, p := range a.Sure {
		var x Expansion
		err := c.expand(p, a.Services, &x, false, func(s *service, i int) bool {
			m := marks[s]
			if m == nil {
				m = &mark{seen: make([]bool, len(s.names)), except: exceptOf(a.Except, s)}
				marks[s], spared[s] = m, exceptOf(a.Harmless, s)
			}
			if m.seen[i] || anyMatches(m.except, s.names[i]) {
				return true
			}
			m.seen[i] = true
			l := s.limits[i]
			if len(l.patterns) == 0 {
				return true
			}
			this := entry{s, i}
			g := ofLimit[l]
			if g == nil {
				if g = groups[l.key]; g == nil {
					g = &changed{limit: l, least: this}
					groups[l.key] = g
				}
				ofLimit[l] = g
			}
			if compareFull(this, g.least) < 0 {
				g.least = this
			}
			if s.changes(i) && !anyMatches(spared[s], s.names[i]) {
				g.writes = append(g.writes, this)
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
		if len(g.writes) > 0 {
			list = append(list, g)
			out.Count += len(g.writes)
		}
	}
	for i := 0; i < len(list) && len(out.First) < few; i++ {
		for k := i + 1; k < len(list); k++ { // there are many groups, and few are shown
			if compareFull(list[k].least, list[i].least) < 0 {
				list[i], list[k] = list[k], list[i]
			}
		}
		g := list[i]
		if i == 0 {
			out.ARN = g.limit.patterns[0]
		}
		slices.SortFunc(g.writes, compareFull)
		for _, e := range g.writes[:min(len(g.writes), few-len(out.First))] {
			out.First = append(out.First, e.full())
		}
	}
	return out, nil
}
