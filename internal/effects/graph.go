package effects

import (
	"slices"
)

// graph is a program as the walks need it: functions by number, calls with
// their links followed.
type graph struct {
	o     *Options
	fns   []*Function
	id    map[Symbol]int32
	out   [][]edge  // where the calls of a function lead
	stops [][]stop  // calls of a function that lead nowhere that is known
	value [][]param // calls of a parameter
	next  [][]*Call // calls that hand a request on, if the function is a wrapper's
	// matters: an effect or a stop can be reached from the function.
	matters []bool
	// records: an audit record can be reached from it; writes: a statement that
	// changes data can.
	records, writes []bool
	carries         map[Symbol][]Symbol // places of one channel, see places
	texts           []uint64            // by function: its parameters that carry a statement which it runs, a bit each
	given           map[Symbol][]Symbol // by declared function: its literals that nobody calls by name
	pkgs            map[string]bool
	prog            *Program
	links           map[Symbol][]Link
	roles           []role  // by effect
	does            []flags // by effect: its own flow
	base            []int32 // by function: the number of its first effect
	effects         int
	holes           int // numbers of stops, from 1; 0 is for those that a walk makes
	sinks           map[Symbol]*sinkFlow
	linked          map[Symbol]bool // functions that a call of a function value may mean
	runs            map[Symbol]bool // parameters that a function calls: "param 1 of m/p.F"
}

type edge struct {
	to    int32
	call  *Call
	by    string // of the link, "" for a plain call
	extra flags
}

// stop is a call that can't be followed, or a statement that can't be read.
type stop struct {
	id      int32
	call    *Call // nil for a statement
	pos     Pos
	symbol  Symbol
	reason  string
	writes  bool // it may hide a write
	records bool // it may hide an audit record
}

// param is a call of a function's parameter: whoever calls the function knows
// what it means.
type param struct {
	call *Call
	of   Symbol
}

func newGraph(p *Program, o *Options) *graph {
	g := &graph{o: o, prog: p, id: make(map[Symbol]int32, len(p.Functions)), pkgs: make(map[string]bool), sinks: make(map[Symbol]*sinkFlow), runs: make(map[Symbol]bool), linked: make(map[Symbol]bool)}
	for i := range p.Functions {
		f := &p.Functions[i]
		if _, dup := g.id[f.Symbol]; dup {
			continue // the same package read twice
		}
		g.id[f.Symbol] = int32(len(g.fns))
		g.fns = append(g.fns, f)
		g.pkgs[f.Symbol.Package()] = true
	}
	for _, name := range p.Packages {
		g.pkgs[name] = true
	}
	for i := range p.Gaps {
		delete(g.pkgs, p.Gaps[i].Package)
	}
	n := len(g.fns)
	g.out, g.stops, g.value, g.next = make([][]edge, n), make([][]stop, n), make([][]param, n), make([][]*Call, n)
	g.given = make(map[Symbol][]Symbol)
	called := make([]bool, n)
	links := make(map[Symbol][]Link)
	for _, l := range p.Links {
		links[l.From] = append(links[l.From], l)
		g.linked[l.To] = true
	}
	for from := range links {
		links[from] = slices.CompactFunc(sortLinks(links[from]), func(a, b Link) bool { return a.To == b.To })
	}
	for _, f := range g.fns {
		for j := range f.Calls {
			if c := &f.Calls[j]; !c.Dynamic && !c.Interface {
				if k, ok := g.id[c.Callee]; ok {
					called[k] = true
				}
			}
		}
	}
	for i, f := range g.fns {
		if outer := f.Symbol.Outer(); outer != f.Symbol && !called[i] {
			g.given[outer] = append(g.given[outer], f.Symbol)
		}
	}
	for _, lits := range g.given {
		slices.Sort(lits)
	}
	g.links = links
	g.base, g.holes = make([]int32, n), 1
	for i, f := range g.fns {
		g.base[i] = int32(g.effects)
		g.effects += len(f.Effects)
		g.connect(int32(i))
	}
	g.statements()
	for i := range g.fns {
		for j := range g.stops[i] {
			g.stops[i][j].id = int32(g.holes)
			g.holes++
		}
	}
	g.reach()
	g.roles, g.does = make([]role, 0, g.effects), make([]flags, 0, g.effects)
	for _, f := range g.fns {
		for j := range f.Effects {
			r, x := g.role(&f.Effects[j])
			g.roles, g.does = append(g.roles, r), append(g.does, x)
		}
	}
	return g
}

func sortLinks(ls []Link) []Link {
	slices.SortStableFunc(ls, func(a, b Link) int {
		switch {
		case a.To < b.To:
			return -1
		case a.To > b.To:
			return 1
		}
		return 0
	})
	return ls
}

// connect follows the calls of one function.
func (g *graph) connect(i int32) {
	f := g.fns[i]
	for j := range f.Effects {
		if e := &f.Effects[j]; e.Kind == Mutation && e.Unread != "" && e.TextParam == 0 {
			st := stop{pos: e.Pos, symbol: e.Symbol, writes: true, reason: "the statement of " + what(e) + " can't be read: " + e.Unread}
			if e.Verb == "reflect" {
				st.records, st.reason = true, what(e)+" can't be followed: "+e.Unread
			}
			g.stops[i] = append(g.stops[i], st)
		}
	}
	for j := range f.Calls {
		c := &f.Calls[j]
		if matchAny(g.o.Barriers, c.Callee) {
			continue
		}
		if c.Interface || c.Dynamic {
			g.next[i] = append(g.next[i], c)
		}
		known := effectAt(f, c)
		if known != nil && (g.kind(known) == Audit || known.Kind == Tamper) {
			continue // a sink: what it does inside is the trail's own affair
		}
		switch {
		case c.Dynamic || c.Interface:
			g.indirect(i, c, known, g.links[c.Callee])
		default:
			g.direct(i, c, known)
		}
	}
}

// effectAt is the effect that a front end gave the call itself, or nil.
func effectAt(f *Function, c *Call) *Effect {
	for i := range f.Effects {
		if e := &f.Effects[i]; e.Pos == c.Pos && e.Symbol == c.Callee {
			return e
		}
	}
	return nil
}

// kind is what an effect is to the engine: rows that are added to the trail
// are audit records, whoever adds them.
func (g *graph) kind(e *Effect) Kind {
	if e.Kind != Mutation || !g.o.auditTable(e.Model) {
		return e.Kind
	}
	switch e.verb() {
	case "insert", "":
		return Audit
	case "update", "delete", "truncate", "upsert":
		return Tamper
	}
	return Mutation
}

// role is what a walk does with an effect.
type role uint8

const (
	roleWrite role = iota + 1
	roleAudit
	roleGuard
	roleTamper
)

// role says what a walk does with an effect, 0 for nothing, and what becomes
// of it where it stands.
func (g *graph) role(e *Effect) (role, flags) {
	x := flagsOf(&e.Flow)
	switch g.kind(e) {
	case Mutation:
		switch {
		case e.TextParam > 0 || e.Verb == "commit" || e.Unread != "" || g.ignored(e) || g.seenThrough(e):
			return 0, 0
		}
		return roleWrite, x
	case Audit:
		if e.Weak {
			x |= fWeak
		}
		return roleAudit, x | g.sink(e)
	case Guard:
		return roleGuard, x
	case Tamper:
		return roleTamper, x
	}
	return 0, 0
}

// seenThrough reports a function of the program that the user named as a
// mutation, when what it writes is seen below it, or when it does what it is
// handed: a helper that opens a transaction for reads as well.
func (g *graph) seenThrough(e *Effect) bool {
	if e.Model != "" {
		return false
	}
	through := func(s Symbol) bool {
		i, ok := g.id[s]
		return ok && (g.writes[i] || len(g.fns[i].Runs) > 0)
	}
	return through(e.Symbol) || slices.ContainsFunc(g.links[e.Symbol], func(l Link) bool { return through(l.To) })
}

// named reports an effect of a function that is part of the program.
func (g *graph) named(e *Effect) bool {
	_, ok := g.id[e.Symbol]
	return ok || len(g.links[e.Symbol]) > 0
}

// ignored reports a mutation of a table that the user does not care about.
func (g *graph) ignored(e *Effect) bool {
	return e.Model != "" && matchModel(g.o.IgnoreModels, e.Model)
}
