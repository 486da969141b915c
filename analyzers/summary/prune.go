package summary

import (
	"slices"

	"github.com/candor-dev/candor/internal/effects"
)

// Prune leaves out the functions and calls that lead to no effect. What other
// packages' functions lead to, matters says.
func Prune(fns []effects.Function, matters func(effects.Symbol) bool) []effects.Function {
	keep := leading(fns, matters)
	at := make(map[effects.Symbol]int, len(fns))
	for i := range fns {
		at[fns[i].Symbol] = i
	}
	var out []effects.Function
	for i := range fns {
		fn := fns[i]
		if !keep[i] && len(fn.Runs) == 0 && len(fn.Returns) == 0 && len(fn.Carries) == 0 && !fn.OfContext {
			continue
		}
		fn.Calls = slices.DeleteFunc(slices.Clone(fn.Calls), func(c effects.Call) bool {
			if k, ok := at[c.Callee]; ok {
				return !keep[k]
			}
			return !c.Interface && !c.Dynamic && !matters(c.Callee)
		})
		if len(fn.Calls) == 0 {
			fn.Calls = nil
		}
		out = append(out, fn)
	}
	return out
}

// leading reports of each function whether it leads to an effect.
func leading(fns []effects.Function, matters func(effects.Symbol) bool) []bool {
	at := make(map[effects.Symbol]int, len(fns))
	for i := range fns {
		at[fns[i].Symbol] = i
	}
	keep := make([]bool, len(fns))
	back := make([][]int, len(fns))
	var todo []int
	mark := func(i int) {
		if !keep[i] {
			keep[i] = true
			todo = append(todo, i)
		}
	}
	for i := range fns {
		if len(fns[i].Effects) > 0 || len(fns[i].Sends) > 0 {
			mark(i)
		}
		for j := range fns[i].Calls {
			c := &fns[i].Calls[j]
			if k, ok := at[c.Callee]; ok {
				back[k] = append(back[k], i)
			} else if c.Interface || c.Dynamic || matters(c.Callee) {
				mark(i)
			}
		}
	}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, k := range back[i] {
			mark(k)
		}
	}
	return keep
}

// idle reports that a function is kept for what it does with functions alone.
func idle(f *effects.Function) bool {
	return len(f.Effects) == 0 && len(f.Calls) == 0 && len(f.Sends) == 0
}
