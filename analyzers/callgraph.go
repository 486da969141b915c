package analyzers

import (
	"context"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/callgraph"
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
			for _, to := range r.meant(e.Callee, 0) {
				for _, s := range r.sites[e.Site.Pos()] {
					s.nothing = false
					if !slices.Contains(s.to, to) {
						s.to = append(s.to, to)
					}
				}
			}
		}
	}
}

// meant are the functions that a node of the graph stands for. A struct's method
// that an embedded interface gives, and an interface's method as a value, are
// wrappers around a call of the interface: what that call means counts.
func (r *resolver) meant(n *callgraph.Node, depth int) []effects.Symbol {
	var out []effects.Symbol
	if obj, ok := n.Func.Object().(*types.Func); ok && n.Func.Syntax() == nil && types.IsInterface(recvType(obj)) && depth < 8 {
		for _, e := range n.Out {
			for _, to := range r.meant(e.Callee, depth+1) {
				if !slices.Contains(out, to) {
					out = append(out, to)
				}
			}
		}
		return out
	}
	if s := r.symbol(n.Func); s != "" {
		out = append(out, s)
	}
	return out
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
