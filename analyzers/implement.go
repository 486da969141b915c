package analyzers

import (
	"cmp"
	"go/types"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// implementations links the interface methods of a program to which no type
// flows: values that come from a container, from reflection, from another
// module. Every type of the packages that implements one may be meant; stand-ins
// for tests are left out. Each list of packages is one module's, with what it
// sees of the others.
func implementations(p *effects.Program, modules [][]*types.Package) {
	linked, wanted := make(map[effects.Symbol]bool), make(map[effects.Symbol]bool)
	for i := range p.Links {
		linked[p.Links[i].From] = true
	}
	for i := range p.Functions {
		for j := range p.Functions[i].Calls {
			if c := &p.Functions[i].Calls[j]; c.Interface && !linked[c.Callee] {
				wanted[c.Callee] = true
			}
		}
	}
	if len(wanted) == 0 {
		return
	}
	found := make(map[effects.Link]bool)
	count := make(map[effects.Symbol]int)
	for _, pkgs := range modules {
		for _, l := range implementing(pkgs, wanted) {
			l.By = ""
			if !found[l] {
				found[l] = true
				count[l.From]++
			}
		}
	}
	var out []effects.Link
	for l := range found {
		l.By = "cha"
		if count[l.From] == 1 {
			l.By = "only implementation"
		}
		out = append(out, l)
	}
	slices.SortFunc(out, compareLinks)
	p.Links = append(p.Links, out...)
}

func compareLinks(a, b effects.Link) int {
	return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), cmp.Compare(a.By, b.By))
}

// seen are the packages of a module and what they import of the others.
func seen(pkgs []summarised, own func(string) bool) []*types.Package {
	var out []*types.Package
	done := make(map[*types.Package]bool)
	add := func(p *types.Package) {
		if !done[p] {
			done[p] = true
			out = append(out, p)
		}
	}
	for i := range pkgs {
		add(pkgs[i].pkg.Types)
	}
	for i := range pkgs {
		for _, imp := range pkgs[i].pkg.Types.Imports() {
			if own(imp.Path()) {
				add(imp)
			}
		}
	}
	return out
}

// implementing links wanted methods of interfaces of the packages to the types
// of the packages that implement them.
func implementing(pkgs []*types.Package, wanted map[effects.Symbol]bool) []effects.Link {
	var concrete []*types.Named
	var out []effects.Link
	each := func(f func(*types.Named)) {
		for _, p := range pkgs {
			for _, name := range p.Scope().Names() {
				tn, ok := p.Scope().Lookup(name).(*types.TypeName)
				if !ok || tn.IsAlias() {
					continue
				}
				if n, ok := tn.Type().(*types.Named); ok && n.TypeParams().Len() == 0 {
					f(n)
				}
			}
		}
	}
	each(func(n *types.Named) {
		if !types.IsInterface(n) && !standsIn(n.Obj().Name()) && !standsIn(n.Obj().Pkg().Name()) {
			concrete = append(concrete, n)
		}
	})
	each(func(n *types.Named) {
		it, ok := n.Underlying().(*types.Interface)
		if !ok {
			return
		}
		var methods []*types.Func
		for m := range it.Methods() {
			if wanted[gosymbol.Of(m)] {
				methods = append(methods, m)
			}
		}
		if len(methods) == 0 {
			return
		}
		impls := slices.DeleteFunc(slices.Clone(concrete), func(c *types.Named) bool {
			return !types.Implements(c, it) && !types.Implements(types.NewPointer(c), it)
		})
		by := "cha"
		if len(impls) == 1 {
			by = "only implementation"
		}
		for _, m := range methods {
			for _, c := range impls {
				obj, _, _ := types.LookupFieldOrMethod(types.NewPointer(c), true, m.Pkg(), m.Name())
				if fn, ok := obj.(*types.Func); ok && !types.IsInterface(recvType(fn)) {
					out = append(out, effects.Link{From: gosymbol.Of(m), To: gosymbol.Of(fn), By: by})
				}
			}
		}
	})
	return out
}

func recvType(fn *types.Func) types.Type {
	if recv := fn.Signature().Recv(); recv != nil {
		return recv.Type()
	}
	return types.Typ[types.Invalid]
}

// standsIn reports whether a name is that of a stand-in for tests.
func standsIn(name string) bool {
	l := strings.ToLower(name)
	return strings.Contains(l, "mock") || strings.Contains(l, "fake") || strings.Contains(l, "stub")
}
