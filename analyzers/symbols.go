package analyzers

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"
)

// symbols are the functions that the user named as mutations and that no
// package has shown yet: a misspelt name would make a check look away.
type symbols map[string]bool

func newSymbols(names []string) symbols {
	m := make(symbols)
	for n := range strings.SplitSeq(joinList(names), ",") {
		if n = strings.TrimSpace(n); n != "" {
			m[n] = true
		}
	}
	return m
}

func joinList(names []string) string { return strings.Join(names, ",") }

// lookIn strikes off the names that the packages or their imports declare.
func (s symbols) lookIn(pkgs []*packages.Package) {
	if len(s) == 0 {
		return
	}
	for _, p := range pkgs {
		for _, t := range append(p.Types.Imports(), p.Types) {
			for name := range s {
				if declares(t, name) {
					delete(s, name)
				}
			}
		}
	}
}

// declares reports whether the package declares the function of that name.
func declares(pkg *types.Package, name string) bool {
	rest, ok := strings.CutPrefix(name, pkg.Path()+".")
	if !ok {
		return false
	}
	recv, method, ok := strings.Cut(rest, ").")
	if !ok {
		_, ok = pkg.Scope().Lookup(rest).(*types.Func)
		return ok
	}
	obj, ok := pkg.Scope().Lookup(strings.TrimLeft(recv, "(*")).(*types.TypeName)
	if !ok {
		return false
	}
	m, _, _ := types.LookupFieldOrMethod(obj.Type(), true, pkg, method)
	_, ok = m.(*types.Func)
	return ok
}

func (s symbols) missing() []string {
	var out []string
	for n := range s {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}
