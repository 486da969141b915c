package doors

// scrub masks secrets in the texts that are left. Constants are no texts: a path
// is needed as it stands.
func (w *walker) scrub() {
	var val func(v *Val)
	val = func(v *Val) {
		if v == nil {
			return
		}
		if v.Op != OpConst {
			v.Text = w.clean(v.Text)
		}
		val(v.Base)
		for i := range v.Args {
			val(&v.Args[i])
		}
		for i := range v.Keys {
			val(&v.Keys[i])
		}
	}
	f := &w.out
	for i := range f.Calls {
		c := &f.Calls[i]
		c.Text, c.Cond = w.clean(c.Text), w.clean(c.Cond)
		val(c.Fun)
		val(c.Recv)
		for k := range c.Args {
			val(&c.Args[k])
		}
	}
	for i := range f.Defs {
		f.Defs[i].Cond = w.clean(f.Defs[i].Cond)
		val(&f.Defs[i].Val)
	}
	for i := range f.Loops {
		val(&f.Loops[i].List)
	}
	for _, as := range [][]Assign{f.Fields, f.Globals} {
		for i := range as {
			val(&as[i].Val)
		}
	}
	for i := range f.Funcs {
		for _, r := range f.Funcs[i].Returns {
			for k := range r {
				val(&r[k])
			}
		}
	}
}
