package doors

import (
	"slices"

	"github.com/candor-dev/candor/internal/effects"
)

// resolve follows an expression to the places that its value may come from.
// Functions that take a handler and give one are taken off on the way and stay
// in the wraps of the result, outermost first.
func (j *joiner) resolve(v *Val, f *frame, depth int) []src {
	if v == nil {
		return nil
	}
	if depth > maxDepth || j.steps > maxSteps || j.total > j.limit || f.depth() > 2*maxDepth {
		j.cut++
		return nil
	}
	switch v.Op {
	case OpZero:
		return nil
	case OpConst, OpFunc, OpMethod, OpStruct, OpList, OpAppend, OpConcat, OpPath, OpUnknown:
		return []src{{v: v, f: f}}
	}
	key := memoKey{v, f.name()}
	if got, ok := j.memo[key]; ok && got.depth <= depth {
		if got.cut {
			j.cut++
		}
		return slices.Clone(got.srcs) // callers put wraps around it
	}
	j.memo[key] = remembered{srcs: []src{{v: v, f: f}}} // what goes round in a circle stands for itself
	j.steps++
	j.total++
	cut := j.cut
	out := j.follow(v, f, depth)
	r := remembered{srcs: slices.Clone(out)}
	if j.cut != cut {
		r.cut, r.depth = true, depth // from less deep, more might be seen
	}
	j.memo[key] = r
	return out
}

// remembered is what resolve found before.
type remembered struct {
	srcs  []src
	depth int
	cut   bool
}

// memoKey is an expression in a frame.
type memoKey struct {
	v *Val
	f string
}

// follow is resolve without its memory.
func (j *joiner) follow(v *Val, f *frame, depth int) []src {
	switch v.Op {
	case OpParam:
		return orSelf(j.param(v, f, depth), v, f)
	case OpLocal:
		return orSelf(j.local(v, f, depth), v, f)
	case OpField:
		return orSelf(j.field(v, f, depth), v, f)
	case OpGlobal:
		return orSelf(j.global(v, f, depth), v, f)
	case OpCall:
		return orSelf(j.result(v, v.N, 0, f, depth), v, f)
	case OpResult:
		if v.Base != nil && v.Base.Op == OpCall {
			return orSelf(j.result(v, v.Base.N, v.N, f, depth), v, f)
		}
	case OpElem:
		return orSelf(j.elem(v, f, depth), v, f)
	case OpKey:
		for g := f; g != nil; g = g.up {
			if it, ok := g.bind[v.N-1]; ok && it.key != nil {
				return j.resolve(it.key, it.src.f, depth+1)
			}
		}
	case OpIndex:
		return orSelf(j.at(v, f, depth), v, f)
	}
	return []src{{v: v, f: f}}
}

// orSelf: a value that can't be followed stands for itself.
func orSelf(s []src, v *Val, f *frame) []src {
	if len(s) == 0 {
		return []src{{v: v, f: f}}
	}
	return bounded(s)
}

// bounded drops what is more than a value is followed to, but for statements that
// add to a list: none of these stands for another.
func bounded(s []src) []src {
	if len(s) <= maxAlternatives {
		return s
	}
	out := slices.Clone(s[:maxAlternatives])
	for _, x := range s[maxAlternatives:] {
		if x.v != nil && x.v.Op == OpAppend {
			out = append(out, x)
		}
	}
	return out
}

func (j *joiner) param(v *Val, f *frame, depth int) []src {
	if g := f.find(v.Sym); g != nil {
		return j.argument(v, g, depth)
	}
	var out []src
	for _, g := range j.contexts(v.Sym) {
		if g.call >= 0 || g.recv != nil {
			out = append(out, j.argument(v, g, depth)...)
		}
		if len(out) >= maxAlternatives {
			break
		}
	}
	return distinct(out)
}

func (j *joiner) argument(v *Val, g *frame, depth int) []src {
	if v.N < 0 {
		if g.recv != nil {
			return []src{*g.recv}
		}
		if g.call >= 0 && g.up != nil && j.calls[g.call].Recv != nil {
			return j.resolve(j.calls[g.call].Recv, g.up, depth+1)
		}
		return nil
	}
	if g.up == nil || g.call < 0 {
		return nil
	}
	fn := j.funcs[v.Sym]
	args := g.args
	if fn != nil && v.N == fn.Params-1 && v.N <= len(args) && (len(args) > fn.Params || fn.Variadic && !j.calls[g.call].Spread) {
		list := Val{Op: OpList, Args: args[v.N:], Class: v.Class, Text: v.Text} // variadic
		return []src{{v: &list, f: g.up}}
	}
	if len(args) == 1 && fn != nil && fn.Params > 1 && args[0].Op == OpCall { // f(g()), where g has several results
		base := args[0]
		return j.resolve(&Val{Op: OpResult, Base: &base, N: v.N, Class: v.Class, Text: base.Text}, g.up, depth+1)
	}
	if v.N >= len(args) {
		return nil
	}
	return j.resolve(&args[v.N], g.up, depth+1)
}

// local: of several assignments the latest comes first; one under a condition
// that only wraps the value again gives wraps under that condition.
func (j *joiner) local(v *Val, f *frame, depth int) []src {
	var out []src
	for i, d := range v.Defs {
		if d < 0 || d >= len(j.defs) {
			continue
		}
		def := &j.defs[d]
		for _, g := range j.frames(def.In, f) {
			got := j.resolve(&def.Val, g, depth+1)
			if def.Self && i < len(v.Defs)-1 {
				rest := *v
				rest.Defs = v.Defs[i+1:]
				return append(out, conditional(got, j.local(&rest, f, depth+1), def.Cond)...)
			}
			if def.Val.Op == OpZero {
				continue
			}
			for k := range got {
				if def.Cond != "" && len(v.Defs) > 1 {
					got[k].cond = def.Cond
				}
			}
			out = append(out, got...)
		}
	}
	return distinct(out)
}

// conditional marks the wraps that the values have beyond what they had before.
func conditional(got, before []src, cond string) []src {
	n := 0
	if len(before) > 0 {
		n = len(before[0].wraps)
	}
	for i := range got {
		w := append([]effects.Wrapper(nil), got[i].wraps...)
		for k := 0; k < len(w)-n; k++ {
			if w[k].Cond == "" {
				w[k].Cond = cond
			}
		}
		got[i].wraps = w
	}
	return got
}

// frames are the ways into a function as seen from a frame: itself or one that
// it was entered from, else all.
func (j *joiner) frames(fn effects.Symbol, f *frame) []*frame {
	if g := f.find(fn); g != nil {
		return []*frame{g}
	}
	if fn == "" {
		return []*frame{{call: -1}}
	}
	return j.contexts(fn)
}

func (j *joiner) field(v *Val, f *frame, depth int) []src {
	if v.Base != nil {
		_, name := cutLast(string(v.Sym), '.')
		var out []src
		missing := false
		for _, s := range j.resolve(v.Base, f, depth+1) {
			if x := fieldOf(s, name); x != nil {
				out = append(out, j.resolve(x, s.f, depth+1)...)
			} else {
				missing = true
			}
		}
		if len(out) > 0 && !missing {
			return distinct(out)
		}
	}
	return j.assigned(v.Sym, j.fields[v.Sym], depth)
}

// fieldOf is the field that a struct's literal sets.
func fieldOf(s src, name string) *Val {
	if s.v == nil || s.v.Op != OpStruct {
		return nil
	}
	for i, n := range s.v.Names {
		if n == name && i < len(s.v.Args) {
			return &s.v.Args[i]
		}
	}
	return nil
}

// assigned: code that people write goes before what a generator wrote, which
// often is only a stand-in.
func (j *joiner) assigned(sym effects.Symbol, as []Assign, depth int) []src {
	if len(as) == 0 {
		return nil
	}
	// What a field holds does not depend on who asks.
	if got, ok := j.held[sym]; ok && got.depth <= depth {
		if got.cut {
			j.cut++
		}
		return slices.Clone(got.srcs)
	}
	j.held[sym] = remembered{}
	cut := j.cut
	out := j.assignedIn(as, depth)
	r := remembered{srcs: slices.Clone(out)}
	if j.cut != cut {
		r.cut, r.depth = true, depth
	}
	j.held[sym] = r
	return out
}

func (j *joiner) assignedIn(as []Assign, depth int) []src {
	human := false
	for i := range as {
		human = human || !as[i].Generated
	}
	var out []src
	for i := range as {
		if human && as[i].Generated && as[i].Val.Op != OpParam {
			continue
		}
		for _, g := range j.frames(as[i].In, nil) {
			out = append(out, j.resolve(&as[i].Val, g, depth+1)...)
			if len(out) > maxItems {
				return distinct(out)
			}
		}
	}
	// A setter that nobody calls sets nothing, where another assignment does.
	called := slices.DeleteFunc(slices.Clone(out), func(s src) bool {
		return s.r == nil && s.v != nil && s.v.Op == OpParam && len(j.callers[s.v.Sym]) == 0
	})
	if len(called) > 0 {
		out = called
	}
	return distinct(out)
}

func (j *joiner) global(v *Val, f *frame, depth int) []src {
	if v.Sym == "net/http.DefaultServeMux" {
		return []src{{v: v, f: f, r: j.defaultMux()}}
	}
	return j.assigned(v.Sym, j.globals[v.Sym], depth)
}
