package analyzers

import (
	"cmp"
	"context"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/callgraph/vta"
	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/candor-dev/candor/analyzers/summary"
	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// summarised is one package with its summary.
type summarised struct {
	pkg *packages.Package
	*summary.Result
}

// resolve finds what the calls of interface methods and function values of one
// module's packages may mean, by the flow of types through these packages
// alone: what lies outside has no body.
//
// It returns the links, and adds to the summaries the calls of foreign
// interfaces that lead back into the module.
func resolve(ctx context.Context, pkgs []summarised) ([]effects.Link, error) {
	r := &resolver{
		sites: make(map[token.Pos][]*site), literals: make(map[*ast.FuncLit]effects.Symbol),
		known: make(map[effects.Symbol]bool), links: make(map[effects.Link]bool),
	}
	for i := range pkgs {
		r.collect(&pkgs[i])
	}
	if len(r.sites) > 0 {
		funcs := r.build(pkgs)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		r.flow(funcs)
	}
	r.apply()
	r.forget()
	out := make([]effects.Link, 0, len(r.links))
	for l := range r.links {
		out = append(out, l)
	}
	slices.SortFunc(out, compareLinks)
	return out, nil
}

// site is a call whose callee the syntax does not tell.
type site struct {
	symbol effects.Symbol
	fn     *effects.Function
	call   int // in fn.Calls, or
	// foreign: a call that fn does not hold yet.
	foreign *effects.Call
	to      []effects.Symbol
	// nothing: it calls a function value that comes from the packages
	// themselves, and no function ever flows there.
	nothing bool
}

type resolver struct {
	sites    map[token.Pos][]*site // by the opening parenthesis
	literals map[*ast.FuncLit]effects.Symbol
	known    map[effects.Symbol]bool
	links    map[effects.Link]bool
}

func (r *resolver) collect(p *summarised) {
	for _, s := range p.Sites {
		fn := &p.Functions[s.In]
		r.sites[s.Paren] = append(r.sites[s.Paren], &site{symbol: fn.Calls[s.Call].Callee, fn: fn, call: s.Call})
	}
	for i := range p.Foreign {
		f := &p.Foreign[i]
		r.sites[f.Paren] = append(r.sites[f.Paren], &site{symbol: f.Call.Callee, fn: &p.Functions[f.In], foreign: &f.Call})
	}
	for lit, s := range p.Literals {
		r.literals[lit] = s
	}
	for i := range p.Functions {
		r.known[p.Functions[i].Symbol] = true
	}
}

// build makes SSA of the packages, with bodiless stubs for what they import.
func (r *resolver) build(pkgs []summarised) map[*ssa.Function]bool {
	prog := ssa.NewProgram(pkgs[0].pkg.Fset, ssa.InstantiateGenerics)
	var built []*ssa.Package
	done := make(map[*types.Package]bool)
	for i := range pkgs {
		p := pkgs[i].pkg
		done[p.Types] = true
		sp := prog.CreatePackage(p.Types, p.Syntax, p.TypesInfo, true)
		built = append(built, sp)
	}
	for i := range pkgs {
		for _, imp := range pkgs[i].pkg.Types.Imports() {
			if !done[imp] {
				done[imp] = true
				prog.CreatePackage(imp, nil, nil, true)
			}
		}
	}
	for _, sp := range built {
		sp.Build()
	}
	funcs := ssautil.AllFunctions(prog)
	for fn := range funcs {
		if len(fn.Blocks) == 0 {
			delete(funcs, fn) // outside: it says nothing
		}
	}
	return funcs
}

// flow resolves the sites.
func (r *resolver) flow(funcs map[*ssa.Function]bool) {
	g := vta.CallGraph(funcs, nil)
	for fn := range funcs {
		r.values(fn)
	}
	for _, n := range g.Nodes {
		for _, e := range n.Out {
			if e.Site == nil || e.Site.Common().StaticCallee() != nil {
				continue
			}
			to := r.symbol(e.Callee.Func)
			if to == "" {
				continue
			}
			for _, s := range r.sites[e.Site.Pos()] {
				s.nothing = false
				if !slices.Contains(s.to, to) {
					s.to = append(s.to, to)
				}
			}
		}
	}
}

// values marks the calls of function values whose origin lies in the packages.
func (r *resolver) values(fn *ssa.Function) {
	for _, b := range fn.Blocks {
		for _, in := range b.Instrs {
			call, ok := in.(ssa.CallInstruction)
			if !ok || call.Common().IsInvoke() || call.Common().StaticCallee() != nil {
				continue
			}
			for _, s := range r.sites[call.Pos()] {
				s.nothing = s.foreign == nil && comesFromHere(call.Common().Value, 0)
			}
		}
	}
}

// comesFromHere reports whether a value comes from variables, fields, elements and
// functions of packages that have bodies, and from nowhere else.
func comesFromHere(v ssa.Value, depth int) bool {
	if depth > 12 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.FreeVar, *ssa.Alloc, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeClosure, *ssa.Function:
		return true
	case *ssa.Const:
		return v.IsNil()
	case *ssa.Global:
		return v.Pkg != nil && hasBodies(v.Pkg)
	case *ssa.UnOp:
		return comesFromHere(v.X, depth+1)
	case *ssa.FieldAddr:
		return declaredWithin(v.X.Type(), v.Parent())
	case *ssa.Field:
		return declaredWithin(v.X.Type(), v.Parent())
	case *ssa.IndexAddr:
		return comesFromHere(v.X, depth+1)
	case *ssa.Index:
		return comesFromHere(v.X, depth+1)
	case *ssa.Lookup:
		return comesFromHere(v.X, depth+1)
	case *ssa.Extract:
		return comesFromHere(v.Tuple, depth+1)
	case *ssa.Next:
		return comesFromHere(v.Iter, depth+1)
	case *ssa.Range:
		return comesFromHere(v.X, depth+1)
	case *ssa.Slice:
		return comesFromHere(v.X, depth+1)
	case *ssa.ChangeType:
		return comesFromHere(v.X, depth+1)
	case *ssa.Phi:
		for _, e := range v.Edges {
			if e != v && !comesFromHere(e, depth+3) {
				return false
			}
		}
		return true
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		return fn != nil && len(fn.Blocks) > 0
	}
	return false
}

// declaredWithin reports whether a struct's type is declared in a package that
// has bodies.
func declaredWithin(t types.Type, in *ssa.Function) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return true // without a name: nobody else can fill it
	}
	if n.Obj().Pkg() == nil || in == nil || in.Prog == nil {
		return false
	}
	p := in.Prog.Package(n.Obj().Pkg())
	return p != nil && hasBodies(p)
}

func hasBodies(p *ssa.Package) bool {
	for _, m := range p.Members {
		if fn, ok := m.(*ssa.Function); ok && len(fn.Blocks) > 0 {
			return true // every package with syntax has its init
		}
	}
	return false
}

// symbol names a function of the module's own packages, "" another one. A
// wrapper has the name of what it wraps.
func (r *resolver) symbol(fn *ssa.Function) effects.Symbol {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if lit, ok := fn.Syntax().(*ast.FuncLit); ok {
		return r.literals[lit]
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		return gosymbol.Of(obj)
	}
	return ""
}

// apply turns resolved sites into links. Where the calls of one method mean
// different functions, each call has links of its own: its callee's name ends
// with its place.
func (r *resolver) apply() {
	union := make(map[effects.Symbol][]effects.Symbol)
	for _, at := range r.sites {
		for _, s := range at {
			if s.foreign != nil {
				r.comesBack(s)
				continue
			}
			for _, to := range s.to {
				if !slices.Contains(union[s.symbol], to) {
					union[s.symbol] = append(union[s.symbol], to)
				}
			}
		}
	}
	for from, tos := range union {
		r.link(from, tos)
	}
	for _, at := range r.sites {
		for _, s := range at {
			if s.foreign == nil && len(s.to) > 0 && len(s.to) < len(union[s.symbol]) {
				r.narrow(s)
			}
		}
	}
}

func (r *resolver) link(from effects.Symbol, tos []effects.Symbol) {
	for _, to := range tos {
		r.links[effects.Link{From: from, To: to, By: "vta"}] = true
	}
}

// comesBack adds a call of a foreign interface that leads into the packages.
func (r *resolver) comesBack(s *site) {
	if !slices.ContainsFunc(s.to, func(to effects.Symbol) bool { return r.known[to] }) {
		return
	}
	c := *s.foreign
	c.Callee = placed(c.Callee, c.Pos)
	s.fn.Calls = append(s.fn.Calls, c)
	r.link(c.Callee, s.to)
}

// narrow gives a call that means fewer functions than its method does elsewhere
// a callee of its own.
func (r *resolver) narrow(s *site) {
	c := &s.fn.Calls[s.call]
	if !c.Interface || handsOn(c.Callee) || slices.ContainsFunc(s.fn.Effects, func(e effects.Effect) bool { return e.Pos == c.Pos }) {
		return
	}
	c.Callee = placed(c.Callee, c.Pos)
	r.link(c.Callee, s.to)
}

// forget takes out the calls of function values that never hold a function.
func (r *resolver) forget() {
	gone := make(map[*effects.Function]map[int]bool)
	for _, at := range r.sites {
		for _, s := range at {
			if s.nothing && s.foreign == nil && s.fn.Calls[s.call].Dynamic && !isParam(s.symbol) {
				if gone[s.fn] == nil {
					gone[s.fn] = make(map[int]bool)
				}
				gone[s.fn][s.call] = true
			}
		}
	}
	for fn, at := range gone {
		kept := fn.Calls[:0]
		for i := range fn.Calls {
			if !at[i] {
				kept = append(kept, fn.Calls[i])
			}
		}
		fn.Calls = kept
	}
}

// isParam reports whether a callee is a function's parameter: it shows where
// middleware hands a request on, whatever it holds.
func isParam(s effects.Symbol) bool { return strings.HasPrefix(string(s), "param ") }

// placed is the name of a callee at one place.
func placed(s effects.Symbol, at effects.Pos) effects.Symbol {
	return effects.Symbol(fmt.Sprintf("%s@%s:%d:%d", s, filepath.Base(at.File), at.Line, at.Col))
}

// handsOn reports the methods by which middleware hands a request on: the
// engine knows them by name.
func handsOn(s effects.Symbol) bool {
	for _, m := range []string{").ServeHTTP", ").Handle", ").Next"} {
		if strings.HasSuffix(string(s), m) {
			return true
		}
	}
	return false
}

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
