package errdropped

import (
	"go/ast"
	"go/types"
)

// fails is the fact of a function that hands the failure of a sink on to its
// callers.
type fails struct {
	Effect int
	What   string
	Depth  int
}

// AFact makes it a fact.
func (*fails) AFact() {}

func (f *fails) String() string { return "fails with " + f.What }

// behind is what stands behind a function of another package of the module.
func (w *world) behind(fn *types.Func) (sink, bool) {
	var f fails
	if fn.Pkg() == w.pass.Pkg || !w.facts || !w.pass.ImportObjectFact(fn.Origin(), &f) {
		return sink{}, false
	}
	return sink{effect: effect(f.Effect), what: f.What, tells: direct, behind: true, depth: f.Depth}, true
}

// derive notes the function that returns the failure of a sink, and the methods
// of the package's interfaces that may stand for it. Each is given once.
func (w *world) derive(e end, k sink, call string) []*types.Func {
	decl, ok := e.st.upTo.(*ast.FuncDecl)
	if e.ending != kept || !ok || k.depth >= maxDepth {
		return nil
	}
	fn, ok := w.pass.TypesInfo.Defs[decl.Name].(*types.Func)
	if !ok {
		return nil
	}
	res := fn.Signature().Results()
	if res.Len() == 0 || !isErrorType(res.At(res.Len()-1).Type()) {
		return nil
	}
	if k.what == "" {
		k.what = call
	}
	k.tells, k.behind, k.depth = direct, true, k.depth+1
	var out []*types.Func
	for _, f := range append(w.standingFor(fn), fn) {
		if _, again := w.derived[f]; again {
			continue
		}
		w.derived[f] = k
		out = append(out, f)
		if w.facts {
			w.pass.ExportObjectFact(f, &fails{Effect: int(k.effect), What: k.what, Depth: k.depth})
		}
	}
	return out
}

// standingFor lists the methods of interfaces, declared in the package, that
// fail with a sink now that fn does: those of which every implementation that
// the package declares, but for stand-ins, fails so. A method that only some
// implement with a write (the Run of a step) promises nothing.
func (w *world) standingFor(fn *types.Func) []*types.Func {
	recv := fn.Signature().Recv()
	if recv == nil {
		return nil
	}
	var out []*types.Func
	for _, i := range w.interfaces() {
		if !types.Implements(recv.Type(), i) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(i, false, fn.Pkg(), fn.Name())
		if m, ok := obj.(*types.Func); ok && m.Pkg() == w.pass.Pkg && w.allFail(i, fn) {
			out = append(out, m)
		}
	}
	return out
}

func (w *world) allFail(i *types.Interface, fn *types.Func) bool {
	for _, t := range w.concretes {
		if !types.Implements(t, i) {
			continue
		}
		obj, _, _ := types.LookupFieldOrMethod(t, true, fn.Pkg(), fn.Name())
		m, ok := obj.(*types.Func)
		if !ok {
			return false
		}
		if _, fails := w.derived[m.Origin()]; !fails && m.Origin() != fn {
			return false
		}
	}
	return true
}

// standIn reports whether a type is named as one that only takes a place.
func standIn(name string) bool {
	for _, w := range words(name) {
		switch w {
		case "mock", "fake", "stub", "noop", "nop", "null", "dummy", "disabled", "discard":
			return true
		}
	}
	return false
}

// interfaces are those that the package declares, without type parameters. It
// sets concretes, too: pointers to the types that may implement them.
func (w *world) interfaces() []*types.Interface {
	if w.ifaces != nil {
		return w.ifaces
	}
	w.ifaces = []*types.Interface{}
	scope := w.pass.Pkg.Scope()
	for _, name := range scope.Names() {
		tn, ok := scope.Lookup(name).(*types.TypeName)
		if !ok || tn.IsAlias() {
			continue
		}
		n, ok := tn.Type().(*types.Named)
		if !ok || n.TypeParams() != nil {
			continue
		}
		if i, ok := n.Underlying().(*types.Interface); ok {
			if i.NumMethods() > 0 {
				w.ifaces = append(w.ifaces, i)
			}
		} else if !standIn(name) {
			w.concretes = append(w.concretes, types.NewPointer(n))
		}
	}
	return w.ifaces
}
