package doors

import "slices"

// offset is what is added to the numbers of a fragment among others.
type offset struct{ calls, defs, loops int }

// moved is a copy of a fragment with other numbers. Nothing of it is shared that
// joining changes.
func (f Fragment) moved(o offset) Fragment {
	c := Fragment{Path: f.Path, Ops: f.Ops, BasePath: f.BasePath, Started: f.Started, Types: slices.Clone(f.Types)}
	c.Funcs, c.Calls, c.Defs, c.Loops = slices.Clone(f.Funcs), slices.Clone(f.Calls), slices.Clone(f.Defs), slices.Clone(f.Loops)
	c.Fields, c.Globals = slices.Clone(f.Fields), slices.Clone(f.Globals)
	for i := range c.Funcs {
		c.Funcs[i].Returns = slices.Clone(c.Funcs[i].Returns)
		for k := range c.Funcs[i].Returns {
			c.Funcs[i].Returns[k] = o.list(c.Funcs[i].Returns[k])
		}
	}
	for i := range c.Calls {
		x := &c.Calls[i]
		x.Fun, x.Recv, x.Args = o.val(x.Fun), o.val(x.Recv), o.list(x.Args)
		x.Loops = shifted(x.Loops, o.loops)
	}
	for i := range c.Defs {
		o.move(&c.Defs[i].Val)
	}
	for i := range c.Loops {
		o.move(&c.Loops[i].List)
	}
	for _, as := range [][]Assign{c.Fields, c.Globals} {
		for i := range as {
			o.move(&as[i].Val)
		}
	}
	return c
}

// move changes the numbers of a copied value and gives it operands of its own.
func (o offset) move(v *Val) {
	switch v.Op {
	case OpCall:
		v.N += o.calls
	case OpElem, OpKey:
		if v.N > 0 {
			v.N += o.loops
		}
	}
	v.Defs = slices.DeleteFunc(shifted(v.Defs, o.defs), func(n int) bool { return n < 0 })
	v.Base, v.Args, v.Keys = o.val(v.Base), o.list(v.Args), o.list(v.Keys)
}

func (o offset) val(v *Val) *Val {
	if v == nil {
		return nil
	}
	c := *v
	o.move(&c)
	return &c
}

func (o offset) list(vs []Val) []Val {
	c := slices.Clone(vs)
	for i := range c {
		o.move(&c[i])
	}
	return c
}

func shifted(ns []int, by int) []int {
	if len(ns) == 0 {
		return nil
	}
	c := make([]int, len(ns))
	for i, n := range ns {
		c[i] = n + by
	}
	return c
}
