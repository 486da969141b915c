package effects

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// The engine must say what a search over all simple paths says, on programs
// with cycles, links and flows on every call.
func TestReachEqualsOracle(t *testing.T) {
	for seed := range uint64(4000) {
		p := randomProgram(rand.New(rand.NewPCG(seed, 1)), 3+int(seed%7), 2)
		for i, got := range Reach(p, Options{}) {
			want := oracle(p, &p.Doors[i])
			if s := summary(&got); s != want {
				t.Fatalf("seed %d door %d: got %s, want %s\n%+v", seed, i, s, want, p)
			}
		}
	}
}

func summary(v *DoorVerdict) string {
	best, weakOnly := len(grades)+1, len(v.Audits) > 0
	for i := range v.Audits {
		if a := &v.Audits[i]; a.flags&fWeak == 0 {
			weakOnly = false
			best = min(best, a.flags.durability().rank())
		}
	}
	var writes []string
	for i := range v.Writes {
		writes = append(writes, v.Writes[i].Model)
	}
	slices.Sort(writes)
	return fmt.Sprint(v.Verdict, best, weakOnly, writes, len(v.Holes))
}

// oracle walks every simple path. It shares the meaning of flags with the
// engine and nothing else.
func oracle(p *Program, d *Door) string {
	fns := make(map[Symbol]*Function)
	for i := range p.Functions {
		fns[p.Functions[i].Symbol] = &p.Functions[i]
	}
	links := make(map[Symbol][]Link)
	for _, l := range p.Links {
		links[l.From] = append(links[l.From], l)
	}
	memo := make(map[Symbol]bool)
	var records func(s Symbol, seen map[Symbol]bool) bool
	records = func(s Symbol, seen map[Symbol]bool) bool {
		if seen[s] || fns[s] == nil {
			return false
		}
		seen[s] = true
		for _, e := range fns[s].Effects {
			if e.Kind == Audit {
				return true
			}
		}
		for _, c := range fns[s].Calls {
			for _, to := range targetsOf(&c, links) {
				if records(to.To, seen) {
					return true
				}
			}
		}
		return false
	}
	for s := range fns {
		memo[s] = records(s, make(map[Symbol]bool))
	}
	best, found := len(grades)+1, false
	writes, holes := make(map[string]bool), make(map[Pos]bool)
	on := make(map[Symbol]bool)
	var walk func(s Symbol, x flags)
	walk = func(s Symbol, x flags) {
		f := fns[s]
		if f == nil || on[s] {
			return
		}
		on[s] = true
		defer delete(on, s)
		for i := range f.Effects {
			e := &f.Effects[i]
			y := x | flagsOf(&e.Flow)
			switch e.Kind {
			case Mutation:
				writes[e.Model] = true
			case Audit:
				found = true
				if y&fWeak == 0 {
					best = min(best, y.durability().rank())
				}
			}
		}
		for i := range f.Calls {
			c := &f.Calls[i]
			to := targetsOf(c, links)
			if len(to) == 0 && (c.Interface || c.Dynamic) {
				holes[c.Pos] = true
			}
			some, all := false, true
			for _, l := range to {
				some, all = some || memo[l.To], all && memo[l.To]
			}
			for _, l := range to {
				y := x | flagsOf(&c.Flow)
				if some && !all {
					y |= fWeak
				}
				walk(l.To, y)
			}
		}
	}
	walk(d.Handler, 0)
	v := ReadOnly
	switch {
	case best <= len(grades):
		v = Audited
	case found, len(holes) > 0:
		v = Unresolved
	case len(writes) > 0:
		v = Unaudited
	}
	list := make([]string, 0, len(writes))
	for w := range writes {
		list = append(list, w)
	}
	slices.Sort(list)
	return fmt.Sprint(v, best, found && best > len(grades), list, len(holes))
}

func targetsOf(c *Call, links map[Symbol][]Link) []Link {
	if c.Interface || c.Dynamic {
		return links[c.Callee]
	}
	return []Link{{To: c.Callee}}
}

// randomProgram has n functions with about deg calls each.
func randomProgram(r *rand.Rand, n, deg int) *Program {
	p := new(Program)
	name := func(i int) Symbol { return Symbol(fmt.Sprintf("m/p%d.F%d", i%5, i)) }
	iface := func(i int) Symbol { return Symbol(fmt.Sprintf("m/p%d.(I).M%d", i%5, i)) }
	flow := func() Flow {
		one := func() bool { return r.IntN(8) == 0 }
		f := Flow{Go: one(), Defer: one(), Later: one(), Dropped: one(), Logged: one(), OnSuccess: one()}
		if one() {
			f.Cond = "cfg.On"
		}
		return f
	}
	for i := range n {
		f := Function{Symbol: name(i)}
		pos := func(k int) Pos { return Pos{File: "a.go", Line: i + 1, Col: k + 1} }
		for k := range r.IntN(2*deg + 1) {
			c := Call{Callee: name(r.IntN(n)), Pos: pos(k), Flow: flow()}
			if r.IntN(4) == 0 {
				c.Callee, c.Interface = iface(r.IntN(max(1, n/3))), true
			}
			f.Calls = append(f.Calls, c)
		}
		if r.IntN(4) == 0 {
			f.Effects = append(f.Effects, Effect{Kind: Mutation, Model: fmt.Sprint("t", i), What: "INSERT t", Pos: pos(50), Flow: flow()})
		}
		if r.IntN(6) == 0 {
			f.Effects = append(f.Effects, Effect{Kind: Audit, Symbol: "x.Record", Pos: pos(60), Flow: flow()})
		}
		p.Functions = append(p.Functions, f)
	}
	for i := range max(1, n/3) {
		seen := make(map[int]bool)
		for range r.IntN(3) {
			if k := r.IntN(n); !seen[k] {
				seen[k] = true
				p.Links = append(p.Links, Link{From: iface(i), To: name(k), By: "vta"})
			}
		}
	}
	for i := range 2 {
		p.Doors = append(p.Doors, Door{Kind: HTTP, Methods: []string{"POST"}, Path: fmt.Sprint("/", i), Handler: name(r.IntN(n))})
	}
	return p
}

// The answer does not hang on the order of functions, calls and links.
func TestReachIsStable(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for range 200 {
		p := randomProgram(r, 12, 2)
		want := verdicts(Reach(p, Options{}))
		r.Shuffle(len(p.Functions), func(i, j int) { p.Functions[i], p.Functions[j] = p.Functions[j], p.Functions[i] })
		r.Shuffle(len(p.Links), func(i, j int) { p.Links[i], p.Links[j] = p.Links[j], p.Links[i] })
		if got := verdicts(Reach(p, Options{})); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}

func verdicts(vs []DoorVerdict) string {
	s := ""
	for i := range vs {
		s += summary(&vs[i]) + fmt.Sprint(vs[i].Durability, Trace(vs[i].Path), len(vs[i].AuditPath))
	}
	return s
}

// A large service: 800 doors with shared middleware over 20,000 functions, of
// which each handler has its own and all share a store.
func BenchmarkReach(b *testing.B) {
	for _, c := range []struct {
		name string
		p    *Program
	}{{"layers", layered(800, 20000)}, {"tangle", tangle(800, 20000)}} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Reach(c.p, Options{})
			}
		})
	}
}

func layered(doors, n int) *Program {
	r := rand.New(rand.NewPCG(1, 1))
	p := new(Program)
	layer := n / 5
	name := func(l, i int) Symbol { return Symbol(fmt.Sprintf("m/l%d.F%d", l, i)) }
	for l := range 5 {
		for i := range layer {
			f := Function{Symbol: name(l, i)}
			pos := func(k int) Pos { return Pos{File: f.Symbol.Package(), Line: i + 1, Col: k} }
			if l < 4 {
				for k := range 4 {
					f.Calls = append(f.Calls, Call{Callee: name(l+1, r.IntN(layer)), Pos: pos(k)})
				}
			} else if i%3 == 0 {
				f.Effects = append(f.Effects, Effect{Kind: Mutation, Model: fmt.Sprint("t", i%60), Pos: pos(9)})
			} else if i%50 == 1 {
				f.Effects = append(f.Effects, Effect{Kind: Audit, Symbol: "m/audit.Record", Pos: pos(8)})
			}
			p.Functions = append(p.Functions, f)
		}
	}
	for i := range doors {
		p.Doors = append(p.Doors, Door{Kind: HTTP, Methods: []string{"POST"}, Path: fmt.Sprint("/", i), Handler: name(0, i),
			Wrappers: []Wrapper{{Symbol: name(1, 0)}, {Symbol: name(1, 1)}}})
	}
	return p
}

// tangle is the worst case: every function can reach nearly every other one.
func tangle(doors, n int) *Program {
	p := randomProgram(rand.New(rand.NewPCG(2, 2)), n, 2)
	for i := range p.Functions {
		for k := range p.Functions[i].Calls {
			p.Functions[i].Calls[k].Flow = Flow{}
		}
	}
	p.Doors = nil
	for i := range doors {
		p.Doors = append(p.Doors, Door{Kind: HTTP, Methods: []string{"POST"}, Path: fmt.Sprint("/", i), Handler: p.Functions[i].Symbol})
	}
	return p
}
