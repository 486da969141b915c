// Package summary says of each function of a Go package what it does itself:
// its effects, whom it calls and on which way, and what becomes of the errors.
// What follows from the calls is the engine's to find (package effects).
package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// Input is one package with syntax and types.
type Input struct {
	Fset  *token.FileSet
	Files []*ast.File
	Pkg   *types.Package
	Info  *types.Info
	// Effects classifies a call; the result needs no position and no Flow.
	Effects func(call *ast.CallExpr) []effects.Effect
	// Known gives the summary of a function of another package of the module;
	// nil where there is none.
	Known func(effects.Symbol) *effects.Function
	// Own reports whether a package belongs to what is summarised. What others
	// declare is the business of sinks and has no Call.
	Own func(path string) bool
}

// Package is the summary of one package.
type Package struct {
	Path      string
	Functions []effects.Function
	// Links are the function values whose every meaning this package shows.
	Links []effects.Link
	// Sites are the Interface and Dynamic calls of Functions.
	Sites []Site
	// Foreign are the calls of interface methods that another module declares.
	// They are in no function: nearly all of them (io.Writer, error) never lead
	// back, and a call graph says which do.
	Foreign []Foreign
	// Literals are the names of the package's function literals.
	Literals map[*ast.FuncLit]effects.Symbol
}

// Site is a call whose callee the syntax does not tell.
type Site struct {
	In, Call int       // Functions[In].Calls[Call]
	Paren    token.Pos // the opening parenthesis, by which a call graph knows it
}

// Foreign is a call of an interface's method that another module declares.
type Foreign struct {
	In    int // index in Functions
	Paren token.Pos
	Call  effects.Call
}

// Summarize reads a package. Functions come in source order, literals after the
// declaration that holds them.
func Summarize(in Input) *Package {
	p := &reader{
		Input: in, bySymbol: make(map[effects.Symbol]*function), lits: make(map[*ast.FuncLit]*function), carriers: make(map[*types.Named]bool), handles: make(map[types.Type]bool),
		out: &Package{Path: gosymbol.Path(in.Pkg), Literals: make(map[*ast.FuncLit]effects.Symbol)},
	}
	for _, f := range in.Files {
		for lit, s := range gosymbol.Literals(in.Info, f) {
			p.out.Literals[lit] = s
		}
	}
	for _, f := range in.Files {
		p.file(f)
	}
	p.finish()
	return p.out
}

// reader holds what is known of the package so far.
type reader struct {
	Input
	out      *Package
	order    []*function
	bySymbol map[effects.Symbol]*function
	lits     map[*ast.FuncLit]*function
	values   *values                    // of the declaration that is read
	inFile   bool                       // generated
	uses     map[*types.Var][]token.Pos // of variables that hold errors
	decls    map[*types.Func]*ast.FuncDecl
	undone   map[*types.Var]string // of transactions: why they come to nothing, or ""
	carriers map[*types.Named]bool // of structs: whether they carry a transaction
	handles  map[types.Type]bool   // whether statements are run by their values
}

// function is one declared function or literal while it is read.
type function struct {
	effects.Function
	node    ast.Node // *ast.FuncDecl, *ast.FuncLit or *ast.ValueSpec
	body    *ast.BlockStmt
	sig     *types.Signature
	outer   *function // of a literal: the function that it stands in
	at      int       // among the functions of the package
	params  []*types.Var
	calls   []pending
	runs    []run
	returns []returned
	handed  handing // of a literal: how the outer function uses it
	txVars  map[*types.Var]bool
}

func (p *reader) file(f *ast.File) {
	p.inFile = ast.IsGenerated(f)
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.FuncDecl:
			if d.Body == nil {
				continue
			}
			fn, _ := p.Info.Defs[d.Name].(*types.Func)
			if fn == nil {
				continue
			}
			p.values = newValues(p, d)
			p.function(&function{node: d, body: d.Body, sig: fn.Signature()}, gosymbol.Decl(p.Info, d), []ast.Node{f, d})
		case *ast.GenDecl:
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok && len(v.Values) > 0 {
					p.initial(f, d, v)
				}
			}
		}
	}
}

// initial reads the initial value of variables as a function of its own, which
// nobody calls.
func (p *reader) initial(f *ast.File, d *ast.GenDecl, v *ast.ValueSpec) {
	if !hasCode(v) {
		return
	}
	p.values = newValues(p, v)
	fn := &function{node: v, sig: types.NewSignatureType(nil, nil, nil, nil, nil, false)}
	fn.Symbol = gosymbol.Var(p.Info.Defs[v.Names[0]])
	if fn.Symbol == "" {
		return
	}
	p.begin(fn, v.Pos(), v.End())
	w := &walker{p: p, fn: fn, stack: []ast.Node{f, d, v}}
	for _, x := range v.Values {
		w.expr(x, flow{})
	}
}

func hasCode(v *ast.ValueSpec) bool {
	found := false
	for _, x := range v.Values {
		ast.Inspect(x, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FuncLit, *ast.CallExpr:
				found = true
			}
			return !found
		})
	}
	return found
}

func (p *reader) begin(fn *function, pos, end token.Pos) {
	fn.Pos = p.pos(pos, end)
	fn.Generated = p.inFile
	fn.at = len(p.order)
	p.order = append(p.order, fn)
	if p.bySymbol[fn.Symbol] == nil {
		p.bySymbol[fn.Symbol] = fn
	}
}

// function reads a body.
func (p *reader) function(fn *function, s effects.Symbol, stack []ast.Node) {
	fn.Symbol = s
	for v := range fn.sig.Params().Variables() {
		fn.params = append(fn.params, v)
	}
	end := fn.node.End()
	if fn.body != nil {
		end = fn.body.Lbrace
	}
	p.begin(fn, fn.node.Pos(), end)
	w := &walker{p: p, fn: fn, stack: stack}
	w.findTx()
	w.block(fn.body.List, flow{})
}

// pos is a place; line directives are not followed.
func (p *reader) pos(from, to token.Pos) effects.Pos {
	a, z := p.Fset.PositionFor(from, false), p.Fset.PositionFor(to, false)
	return effects.Pos{File: a.Filename, Line: a.Line, Col: a.Column, EndLine: z.Line, EndCol: z.Column}
}

// finish settles what waited for all functions of the package.
func (p *reader) finish() {
	p.settleRuns()
	for range maxDepth {
		changed := false
		for _, fn := range p.order {
			changed = p.settleReturns(fn) || changed
		}
		if !changed {
			break
		}
	}
	for _, fn := range p.order {
		p.settleCalls(fn)
		if d, ok := fn.node.(*ast.FuncDecl); ok {
			fn.OfContext = p.fromContext(d)
		}
		p.out.Functions = append(p.out.Functions, fn.Function)
	}
	p.links()
	p.paths()
}

// known is the summary of a function of this package or another one.
func (p *reader) known(s effects.Symbol) *effects.Function {
	if fn := p.bySymbol[s]; fn != nil {
		return &fn.Function
	}
	if p.Known != nil {
		return p.Known(s)
	}
	return nil
}

func (p *reader) own(pkg *types.Package) bool {
	return pkg != nil && (pkg == p.Pkg || p.Own != nil && p.Own(gosymbol.Path(pkg)))
}

// position of a variable among the parameters, from 0; -1 if it is none.
func (fn *function) param(v *types.Var) int { return slices.Index(fn.params, v) }
