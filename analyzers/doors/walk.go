package doors

import (
	"go/ast"
	"go/token"
	"go/types"
	"maps"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
	"github.com/candor-dev/candor/internal/redact"
)

// walker reads a package in source order.
type walker struct {
	in      Input
	class   classifier
	redact  *redact.Redactor
	out     Fragment
	lits    map[*ast.FuncLit]effects.Symbol
	fn      effects.Symbol // where the walk is
	sig     *types.Signature
	gen     bool
	vars    map[*types.Var][]assigned
	params  map[*types.Var]Val
	loopOf  map[*types.Var]int // key and value variables of loops: 1 + the loop
	calls   map[*ast.CallExpr]int
	blocks  []block // the conditional blocks around
	loops   []int
	results map[effects.Symbol]int // index in out.Funcs
	blockID int
}

func newWalker(in Input) *walker {
	lits := in.Literals
	if lits == nil {
		lits = map[*ast.FuncLit]effects.Symbol{}
	}
	return &walker{
		in: in, class: classifier{seen: map[types.Type]Class{}, names: map[types.Type]string{}}, redact: in.Redact,
		out:  Fragment{Path: gosymbol.Path(in.Pkg), Ops: map[string]string{}},
		lits: lits, vars: map[*types.Var][]assigned{}, params: map[*types.Var]Val{},
		loopOf: map[*types.Var]int{}, calls: map[*ast.CallExpr]int{}, results: map[effects.Symbol]int{},
	}
}

// room makes room for the calls, which are large: growing would copy them.
func (w *walker) room() {
	n := 0
	for _, f := range w.in.Files {
		n += int(f.FileEnd-f.FileStart) / 60 // bytes of source for one call, about
	}
	w.out.Calls = make([]Call, 0, n)
}

func (w *walker) pos(n ast.Node) effects.Pos {
	from, to := w.in.Fset.PositionFor(n.Pos(), false), w.in.Fset.PositionFor(n.End(), false)
	return effects.Pos{File: from.Filename, Line: from.Line, Col: from.Column, EndLine: to.Line, EndCol: to.Column}
}

func (w *walker) file(f *ast.File) {
	if strings.HasSuffix(w.in.Fset.PositionFor(f.Pos(), false).Filename, "_test.go") {
		return
	}
	w.gen = ast.IsGenerated(f)
	if w.in.Literals == nil {
		maps.Copy(w.lits, gosymbol.Literals(w.in.Info, f))
	}
	if w.gen {
		ogenOps(f, w.out.Ops)
		if b := swaggerBasePath(f); b != "" {
			w.out.BasePath = b
		}
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			w.globals(d)
		case *ast.FuncDecl:
			if d.Body != nil {
				w.function(d)
			}
		}
	}
}

func (w *walker) globals(d *ast.GenDecl) {
	if d.Tok != token.VAR {
		return
	}
	w.fn = ""
	for _, s := range d.Specs {
		v, ok := s.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, name := range v.Names {
			sym := gosymbol.Var(w.in.Info.Defs[name])
			var val Val
			switch {
			case len(v.Values) == len(v.Names):
				val = w.expr(v.Values[i])
			case len(v.Values) == 1:
				base := w.expr(v.Values[0])
				val = Val{Op: OpResult, Base: &base, N: i, Class: w.class.of(w.typeOf(name))}
			default:
				continue
			}
			if sym != "" && name.Name != "_" {
				w.out.Globals = append(w.out.Globals, Assign{Sym: sym, Val: val, Generated: w.gen})
			}
		}
	}
}

func (w *walker) function(d *ast.FuncDecl) {
	sym := gosymbol.Decl(w.in.Info, d)
	if sym == "" {
		return
	}
	fn, _ := w.in.Info.Defs[d.Name].(*types.Func)
	s, ok := fn.Type().(*types.Signature)
	if !ok {
		return
	}
	if r := s.Recv(); r != nil {
		w.params[r] = Val{Op: OpParam, Sym: sym, N: -1, Class: w.class.of(r.Type()), Type: typeName(r.Type())}
	}
	w.body(sym, "", s, d.Body, d)
}

// body walks a function's or a literal's body as a function of its own.
func (w *walker) body(sym, outer effects.Symbol, s *types.Signature, body *ast.BlockStmt, at ast.Node) {
	if _, again := w.results[sym]; again {
		return
	}
	f := Func{Sym: sym, Outer: outer, Params: s.Params().Len(), Variadic: s.Variadic(), Shape: shape(s), Pos: w.pos(at), Generated: w.gen}
	f.Pos.EndLine, f.Pos.EndCol = 0, 0
	for i := range s.Params().Len() {
		p := s.Params().At(i)
		w.params[p] = Val{Op: OpParam, Sym: sym, N: i, Class: w.class.of(p.Type()), Type: w.class.name(p.Type()), Text: p.Name()}
	}
	f.Ignores, f.Carries = w.ignored(s, body), w.carries(body)
	if f.Handler = isHandlerFunc(s); f.Handler {
		f.Switch, f.Only = w.methodSwitch(s, body)
	}
	w.results[sym] = len(w.out.Funcs)
	w.out.Funcs = append(w.out.Funcs, f)
	fn, blocks, loops, sig := w.fn, w.blocks, w.loops, w.sig
	w.fn, w.loops, w.sig = sym, nil, s
	if outer != "" {
		w.push("")
	} else {
		w.blocks = nil
	}
	w.stmt(body)
	w.fn, w.blocks, w.loops, w.sig = fn, blocks, loops, sig
}

// ignored are the parameters with the class of middleware that a body does not name.
func (w *walker) ignored(s *types.Signature, body *ast.BlockStmt) []int {
	var out []int
	for i := range s.Params().Len() {
		p := s.Params().At(i)
		if w.class.of(p.Type()) != ClassMiddleware {
			continue
		}
		named := false
		ast.Inspect(body, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			named = named || ok && w.in.Info.Uses[id] == p
			return !named
		})
		if !named {
			out = append(out, i)
		}
	}
	return out
}

func (w *walker) push(cond string) {
	w.blockID++
	w.blocks = append(w.blocks[:len(w.blocks):len(w.blocks)], block{w.blockID, cond})
}

func (w *walker) inside(cond string, s ...ast.Stmt) {
	saved := w.blocks
	w.push(cond)
	for _, s := range s {
		w.stmt(s)
	}
	w.blocks = saved
}

// cond is the innermost condition around the walk.
func (w *walker) cond() string {
	for i := len(w.blocks) - 1; i >= 0; i-- {
		if w.blocks[i].cond != "" {
			return w.blocks[i].cond
		}
	}
	return ""
}

func (w *walker) stmt(s ast.Stmt) {
	switch s := s.(type) {
	case nil:
	case *ast.BlockStmt:
		for _, x := range s.List {
			w.stmt(x)
		}
	case *ast.ExprStmt:
		w.expr(s.X)
	case *ast.GoStmt:
		w.started(s.Call.Fun)
		w.expr(s.Call)
	case *ast.DeferStmt:
		w.expr(s.Call)
	case *ast.SendStmt:
		w.expr(s.Value)
	case *ast.LabeledStmt:
		w.stmt(s.Stmt)
	case *ast.AssignStmt:
		w.assign(s)
	case *ast.DeclStmt:
		w.declare(s)
	case *ast.ReturnStmt:
		w.returns(s)
	case *ast.IfStmt:
		w.stmt(s.Init)
		w.expr(s.Cond)
		cond := w.text(s.Cond)
		w.inside(cond, s.Body)
		if s.Else != nil {
			w.inside("!("+cond+")", s.Else)
		}
	case *ast.SwitchStmt:
		w.stmt(s.Init)
		tag := ""
		if s.Tag != nil {
			w.expr(s.Tag)
			tag = w.text(s.Tag) + " == "
		}
		w.clauses(tag, s.Body)
	case *ast.TypeSwitchStmt:
		w.stmt(s.Init)
		w.stmt(s.Assign)
		w.clauses("type ", s.Body)
	case *ast.SelectStmt:
		w.clauses("select ", s.Body)
	case *ast.ForStmt:
		w.job(s)
		w.stmt(s.Init)
		w.loopBody(s, s.Body)
		w.stmt(s.Post)
	case *ast.RangeStmt:
		w.job(s)
		w.rangeLoop(s)
	}
}

func (w *walker) clauses(tag string, body *ast.BlockStmt) {
	for _, c := range body.List {
		switch c := c.(type) {
		case *ast.CaseClause:
			var words []string
			for _, e := range c.List {
				w.expr(e)
				words = append(words, w.text(e))
			}
			cond := tag + strings.Join(words, ", ")
			if len(words) == 0 {
				cond = "default"
			}
			w.inside(cond, c.Body...)
		case *ast.CommClause:
			w.stmt(c.Comm)
			w.inside("select", c.Body...)
		}
	}
}

func (w *walker) job(loop ast.Stmt) {
	if w.fn == "" {
		return
	}
	if f := w.out.Funcs[w.results[w.fn]]; f.Handler {
		return // a request that waits is no job
	}
	if why := loopJob(w.in.Info, loop); why != "" {
		w.out.Funcs[w.results[w.fn]].Job = why
	}
}

// started notes a function that runs on its own, and of a literal what it calls.
func (w *walker) started(e ast.Expr) {
	lit, ok := ast.Unparen(e).(*ast.FuncLit)
	if !ok {
		switch fn := typeutil.Callee(w.in.Info, &ast.CallExpr{Fun: e}).(type) {
		case *types.Func:
			w.out.Started = append(w.out.Started, gosymbol.Of(fn))
		}
		return
	}
	w.out.Started = append(w.out.Started, w.lits[lit])
	ast.Inspect(lit.Body, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if fn := calleeOf(w.in.Info, c); fn != nil && fn.Pkg() != nil && strings.Contains(fn.Pkg().Path(), ".") {
				w.out.Started = append(w.out.Started, gosymbol.Of(fn))
			}
		}
		_, inner := n.(*ast.FuncLit)
		return !inner
	})
}

func (w *walker) rangeLoop(s *ast.RangeStmt) {
	list := w.expr(s.X)
	id := len(w.out.Loops)
	w.out.Loops = append(w.out.Loops, Loop{In: w.fn, List: list})
	mark := func(e ast.Expr, key bool) {
		id0, ok := e.(*ast.Ident)
		if !ok {
			return
		}
		v, ok := w.object(id0).(*types.Var)
		if !ok {
			return
		}
		op := OpElem
		if key {
			op = OpKey
			w.loopOf[v] = id + 1
		}
		base := list
		w.define(v, Val{Op: op, Base: &base, N: id + 1, Class: w.class.of(v.Type()), Type: typeName(v.Type()), Text: id0.Name}, false)
	}
	if s.Key != nil {
		mark(s.Key, true)
	}
	if s.Value != nil {
		mark(s.Value, false)
	}
	w.loops = append(w.loops[:len(w.loops):len(w.loops)], id)
	w.loopBody(s, s.Body)
	w.loops = w.loops[:len(w.loops)-1]
}

// loopBody walks a loop's body, which of middleware may see some only.
func (w *walker) loopBody(loop ast.Stmt, body *ast.BlockStmt) {
	if !w.partly(loop) {
		w.stmt(body)
		return
	}
	if w.fn != "" {
		w.out.Funcs[w.results[w.fn]].Partly = true
	}
	w.inside(someOf, body)
}

func (w *walker) offset(n ast.Node) int { return w.in.Fset.PositionFor(n.Pos(), false).Offset }

func (w *walker) object(id *ast.Ident) types.Object {
	if id == nil {
		return nil
	}
	if o := w.in.Info.Defs[id]; o != nil {
		return o
	}
	return w.in.Info.Uses[id]
}

func (w *walker) typeOf(e ast.Expr) types.Type {
	if id, ok := e.(*ast.Ident); ok {
		if o := w.object(id); o != nil {
			return o.Type()
		}
	}
	return w.in.Info.TypeOf(e)
}
