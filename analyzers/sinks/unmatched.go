package sinks

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/gosymbol"
	"github.com/candor-dev/candor/internal/nearest"
)

// Unmatched lists, one sentence each, the configured symbols that no function
// of the packages is, with the name that was probably meant. Packages are those
// of the program and of what it imports; a vet run over one package sees only a
// part of a program and can't ask this.
func (c *Classifier) Unmatched(pkgs []*types.Package) []string {
	seen := make(map[string]*types.Package)
	for _, p := range pkgs {
		reach(p, seen)
	}
	paths := make([]string, 0, len(seen))
	for p := range seen {
		paths = append(paths, p)
	}
	slices.Sort(paths)
	var out []string
	for _, l := range c.config.lists() {
		for _, entry := range l.entries {
			s, err := parseSymbol(l.role, entry)
			if err != nil {
				continue // New refused it
			}
			if why := s.missing(seen, paths); why != "" {
				out = append(out, fmt.Sprintf("%s: %s names no function of the program: %s", l.key, entry, why))
			}
		}
	}
	for _, v := range c.vendorGlobs {
		if !slices.ContainsFunc(paths, func(p string) bool { return p == v || strings.HasPrefix(p, v+"/") || likePath(v, p) }) {
			out = append(out, fmt.Sprintf("vendors: %s is no package that the program imports: %s", v, orNothing(nearest.Hint(v, paths, 0))))
		}
	}
	return out
}

func reach(p *types.Package, seen map[string]*types.Package) {
	if p == nil || seen[gosymbol.Path(p)] != nil {
		return
	}
	seen[gosymbol.Path(p)] = p
	for _, i := range p.Imports() {
		reach(i, seen)
	}
}

// missing says why nothing is the symbol, "" when something is.
func (s symbol) missing(seen map[string]*types.Package, paths []string) string {
	exact := seen[s.pkg]
	var names []string
	for _, path := range paths {
		if path != s.pkg && !(s.glob && likePath(s.pkg, path)) {
			continue
		}
		for _, f := range functions(seen[path]) {
			if s.is(path, f.typ, f.name) {
				return ""
			}
			names = append(names, f.String())
		}
	}
	want := function{s.typ, s.name}.String()
	switch {
	case exact != nil:
		if n, ok := nearest.Name(want, names); ok {
			return "did you mean " + s.pkg + "." + n + "?"
		}
		return "the package has no " + want
	case strings.ContainsAny(s.pkg, "*?["):
		return "no package that matches has a function that does"
	}
	// The same function in a package of a like name: a moved package, a
	// version in the path.
	last := s.pkg[strings.LastIndexByte(s.pkg, '/')+1:]
	for _, path := range paths {
		if path[strings.LastIndexByte(path, '/')+1:] != last && !strings.Contains(path, "/"+last+"/") {
			continue
		}
		for _, f := range functions(seen[path]) {
			if f.typ == s.typ && f.name == s.name {
				return "did you mean " + path + "." + f.String() + "?"
			}
		}
	}
	if n, ok := nearest.Name(s.pkg, paths); ok {
		return "the program has no package " + s.pkg + "; did you mean " + n + "?"
	}
	return "the program has no package " + s.pkg
}

type function struct{ typ, name string }

func (f function) String() string {
	if f.typ == "" {
		return f.name
	}
	return "(" + f.typ + ")." + f.name
}

// functions lists the functions and methods of a package, those of embedded
// types too.
func functions(p *types.Package) []function {
	var out []function
	scope := p.Scope()
	for _, name := range scope.Names() {
		switch obj := scope.Lookup(name).(type) {
		case *types.Func:
			out = append(out, function{"", name})
		case *types.TypeName:
			t := obj.Type()
			if !types.IsInterface(t) {
				t = types.NewPointer(t)
			}
			ms := types.NewMethodSet(t)
			for i := range ms.Len() {
				out = append(out, function{name, ms.At(i).Obj().Name()})
			}
		}
	}
	return out
}

func orNothing(s string) string {
	if s == "" {
		return "nothing is named like it"
	}
	return strings.TrimSuffix(s, ", ...")
}
