package iamdata

import (
	"slices"
	"strings"
)

// Changes is what a policy statement changes that AWS can limit to a resource.
type Changes struct {
	Count   int      // of the actions that it surely names
	First   []string // of them, the worst first: all, or one less than was asked for
	Named   int      // of those counted: named without a wildcard
	By      []string // the patterns with wildcards that the others come from, in their order
	Reads   int      // of those counted: the name says that they read, and hand out nothing
	Example Example  // one of the first, and what it can be limited to
	May     bool     // it may name one, at least
	Unknown []string // as in Reach, of what it may name
	Ended   []string // "MediaStore on 2025-11-13": services whose changes it may name and that are no more, which count for nothing
}

// Asked are the action patterns of a statement, and which actions count.
type Asked struct {
	Sure, May        []string // what it surely names; what it may name, which takes in the former
	Except, Harmless []string // patterns of actions that do not count
	Services         []string // those that do; none: all
}

// Changes counts, of what Reach gives, the actions that change something and can
// be limited, but for the harmless ones, and names a few of them: those that are named
// without a wildcard and say who may do what, by AWS' level, then the other named ones,
// of equals those whose names tell of a change, as they come; then what a wildcard
// takes in, those first that harm the most of what is usual, then short names, which
// are those that people know.
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
			if !s.changes(i) || anyMatches(spared, s.names[i]) {
				return true
			}
			out.May = s.ended == ""
			out.note(s)
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
	out.Unknown, out.Ended = distinct(out.Unknown), distinct(out.Ended)
	return out, nil
}

// note takes in that a service is no more.
func (c *Changes) note(s *service) {
	if s.ended != "" && !slices.Contains(c.Ended, s.ended) {
		c.Ended = append(c.Ended, s.ended)
	}
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

// entry is an action of a service.
type entry struct {
	service *service
	i       int
	named   bool // without a wildcard
	usual   int  // the place among the usual ones of its service; -1 for others
	rank    int  // the least for the worst
}

func (e entry) full() string { return e.service.full(e.i) }

// worst are a few entries, sorted by rank, of equals as they came.
type worst struct {
	few  int
	list []entry
}

// add takes an entry in that is among the worst so far. Most are none: there are
// thousands, so no more of one is looked at than decides.
func (w *worst) add(e entry) {
	full := len(w.list) == w.few
	switch {
	case !e.named && e.usual >= 0:
		e.rank = 900 + 10*e.usual
	case !e.named:
		e.rank = 1000
	case e.service.access[e.i] != Permissions:
		e.rank = 10
	}
	if w.few == 0 || full && w.list[w.few-1].rank <= e.rank {
		return
	}
	if e.rank += manner(e.service.prefix, e.service.names[e.i]); !e.named && e.usual < 0 {
		e.rank += 100*manner(e.service.prefix, e.service.names[e.i]) + len(e.service.names[e.i])
	}
	i, _ := slices.BinarySearchFunc(w.list, e.rank+1, func(o entry, rank int) int { return o.rank - rank })
	if i == w.few {
		return
	}
	if full {
		w.list = w.list[:w.few-1]
	}
	w.list = slices.Insert(w.list, i, e)
}

// manner ranks the name of an action, from one that tells of a change to one that
// only reads by its name.
func manner(service, name string) int {
	for _, begins := range []string{"Delete", "Put", "Update", "Send", "Publish", "Run", "Start", "Terminate", "Create", "Pass"} {
		if strings.HasPrefix(name, begins) {
			return 0
		}
	}
	if ReadsByName(service, name) {
		return 2
	}
	return 1
}

// visited is what a question remembers of a service.
type visited struct {
	mark
	spared []string // patterns of harmless names, in lower case
	usual  []string
}

func (c *Catalogue) surely(a *Asked, few int) (Changes, error) {
	var out Changes
	first := worst{few: few}
	services := make(map[*service]*visited)
	var of *service
	var v *visited // of that one
	take := func(p string, wild bool) error {
		before := out.Count
		var x Expansion
		err := c.expand(p, a.Services, &x, false, func(s *service, i int) bool {
			if s != of {
				if of, v = s, services[s]; v == nil {
					v = &visited{mark{make([]bool, len(s.names)), exceptOf(a.Except, s)}, exceptOf(a.Harmless, s), usualOf(s.prefix)}
					services[s] = v
				}
			}
			if v.seen[i] || !s.changes(i) || anyMatches(v.except, s.names[i]) {
				return true
			}
			v.seen[i] = true
			if anyMatches(v.spared, s.names[i]) {
				return true
			}
			if s.ended != "" {
				out.note(s)
				return true
			}
			out.Count++
			first.add(entry{service: s, i: i, named: !wild, usual: slices.Index(v.usual, s.names[i])})
			if ReadsByName(s.prefix, s.names[i]) {
				out.Reads++
			}
			return true
		})
		out.Unknown = append(out.Unknown, x.Unknown...)
		if wild && out.Count > before {
			out.By = append(out.By, p)
		}
		return err
	}
	for _, wild := range []bool{false, true} { // what is named is not owed to a wildcard
		for _, p := range a.Sure {
			if strings.ContainsAny(p, "*?") != wild {
				continue
			}
			if err := take(p, wild); err != nil {
				return Changes{}, err
			}
		}
		if !wild {
			out.Named = out.Count
		}
	}
	out.Unknown, out.Ended = distinct(out.Unknown), distinct(out.Ended)
	shown := first.list
	if out.Count > few && few > 0 {
		shown = shown[:few-1] // the rest is told by its number, and that is no less than two
	}
	var best rated
	for _, e := range shown {
		out.First = append(out.First, e.full())
		if err := best.consider(e); err != nil {
			return Changes{}, err
		}
	}
	out.Example = best.Example
	return out, nil
}
