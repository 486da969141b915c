package effects

import "slices"

// Matches reports whether one of the patterns names the symbol: by its whole
// name, without the folders of its package, or as a glob.
func Matches(patterns []string, s Symbol) bool { return matchAny(patterns, s) }

// CallIndex answers who calls whom, with interfaces and function values
// resolved as far as the program's links go.
type CallIndex struct {
	functions map[Symbol]*Function
	callees   map[Symbol][]Symbol
	callers   map[Symbol][]Symbol
	open      map[Symbol]bool // has a call that no link resolves
}

// NewCallIndex indexes a program.
func NewCallIndex(p *Program) *CallIndex {
	x := &CallIndex{functions: make(map[Symbol]*Function, len(p.Functions)), callees: make(map[Symbol][]Symbol),
		callers: make(map[Symbol][]Symbol), open: make(map[Symbol]bool)}
	links := make(map[Symbol][]Symbol)
	for _, l := range p.Links {
		links[l.From] = append(links[l.From], l.To)
	}
	for i := range p.Functions {
		f := &p.Functions[i]
		x.functions[f.Symbol] = f
		for _, c := range f.Calls {
			to := []Symbol{c.Callee}
			if c.Interface || c.Dynamic {
				to = links[c.Callee]
				x.open[f.Symbol] = x.open[f.Symbol] || len(to) == 0
			}
			for _, t := range to {
				if !slices.Contains(x.callees[f.Symbol], t) {
					x.callees[f.Symbol] = append(x.callees[f.Symbol], t)
					x.callers[t] = append(x.callers[t], f.Symbol)
				}
			}
		}
	}
	return x
}

// Function returns the summary of a function, nil for one outside the program.
func (x *CallIndex) Function(s Symbol) *Function { return x.functions[s] }

// Callers lists the functions that call s, each once.
func (x *CallIndex) Callers(s Symbol) []Symbol { return x.callers[s] }

// Below visits s and what it calls, nearest first and each once, down to the
// given depth, until visit returns false. It reports whether some call on the
// way could not be resolved.
func (x *CallIndex) Below(s Symbol, depth int, visit func(*Function) bool) (open bool) {
	seen := map[Symbol]bool{s: true}
	level := []Symbol{s}
	for d := 0; d <= depth && len(level) > 0; d++ {
		var next []Symbol
		for _, at := range level {
			if f := x.functions[at]; f != nil && !visit(f) {
				return open
			}
			open = open || x.open[at]
			for _, c := range x.callees[at] {
				if !seen[c] {
					seen[c] = true
					next = append(next, c)
				}
			}
		}
		level = next
	}
	return open
}
