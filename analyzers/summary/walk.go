package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/candor-dev/candor/internal/effects"
)

// flow is the way on which a place of a body is reached.
type flow struct {
	cond      string // a switch of the configuration
	onSuccess bool
}

// fate is what becomes of the error of a call.
type fate int

const (
	looked fate = iota // somebody looks at it, or there is none
	dropped
	logged
)

// walker reads the body of one function, without the literals in it, which are
// functions of their own.
type walker struct {
	p     *reader
	fn    *function
	stack []ast.Node                // from the file to where the walk is
	lost  bool                      // what the expression that is read gives goes nowhere
	tx    inTx                      // of the call that was asked about last
	roots map[*types.Var]*types.Var // what txRootOf said
	// ranged is how a loop calls the functions of the list that is read, nil
	// where none does.
	ranged *effects.Flow
}

func (w *walker) push(n ast.Node) func() {
	w.stack = append(w.stack, n)
	return func() { w.stack = w.stack[:len(w.stack)-1] }
}

// block reads statements in order. What a guard clause says holds for all that
// follow it.
func (w *walker) block(list []ast.Stmt, f flow) {
	for i, s := range list {
		w.stmt(s, f, list[i+1:])
		if x, ok := s.(*ast.IfStmt); ok && x.Else == nil && ends(x.Body) {
			if c := w.switched(x.Cond); c != "" {
				f.cond = "!(" + c + ")"
			} else if w.failed(x.Cond) {
				f.onSuccess = f.onSuccess || w.ofWork(x, list[:i])
			}
		}
	}
}

func (w *walker) stmt(s ast.Stmt, f flow, rest []ast.Stmt) {
	defer w.push(s)()
	switch s := s.(type) {
	case *ast.ExprStmt:
		if call, ok := ast.Unparen(s.X).(*ast.CallExpr); ok {
			w.call(call, f, how{fate: dropped})
			return
		}
		w.expr(s.X, f)
	case *ast.GoStmt:
		w.call(s.Call, f, how{fate: dropped, goes: true})
	case *ast.DeferStmt:
		w.call(s.Call, f, how{fate: dropped, defers: true})
	case *ast.AssignStmt:
		w.assign(s, f, rest)
	case *ast.DeclStmt:
		if d, ok := s.Decl.(*ast.GenDecl); ok {
			for _, spec := range d.Specs {
				if v, ok := spec.(*ast.ValueSpec); ok {
					w.declare(v, f, rest)
				}
			}
		}
	case *ast.ReturnStmt:
		w.results(s, f)
	case *ast.IfStmt:
		w.ifStmt(s, f)
	case *ast.BlockStmt:
		w.block(s.List, f)
	case *ast.LabeledStmt:
		w.stmt(s.Stmt, f, rest)
	case *ast.ForStmt:
		w.simple(s.Init, f)
		w.expr(s.Cond, f)
		w.block(s.Body.List, f)
		w.simple(s.Post, f)
	case *ast.RangeStmt:
		w.ranged = w.runNow(s, f)
		w.expr(s.X, f)
		w.ranged = nil
		w.iterate(s.X, f)
		w.takes(s.X)
		w.block(s.Body.List, f)
	case *ast.SwitchStmt:
		if s.Init != nil {
			// The error of the header lives in this statement alone.
			w.stmt(s.Init, f, []ast.Stmt{&ast.SwitchStmt{Switch: s.Switch, Tag: s.Tag, Body: s.Body}})
		}
		w.expr(s.Tag, f)
		for _, c := range s.Body.List {
			if c, ok := c.(*ast.CaseClause); ok {
				in := f
				for _, x := range c.List {
					w.expr(x, f)
					if s.Tag == nil {
						in = w.branch(x, f)
					}
				}
				w.block(c.Body, in)
			}
		}
	case *ast.TypeSwitchStmt:
		w.simple(s.Init, f)
		w.simple(s.Assign, f)
		for _, c := range s.Body.List {
			if c, ok := c.(*ast.CaseClause); ok {
				w.block(c.Body, f)
			}
		}
	case *ast.SelectStmt:
		for _, c := range s.Body.List {
			if c, ok := c.(*ast.CommClause); ok {
				w.simple(c.Comm, f)
				w.block(c.Body, f)
			}
		}
	case *ast.SendStmt:
		w.expr(s.Chan, f)
		w.sends(s.Chan)
		if !w.keep(s.Value, f) {
			w.losing(s.Value, f, w.holdsCall(s.Value) && w.forNobody([]ast.Expr{s.Chan}))
		}
	case *ast.IncDecStmt:
		w.expr(s.X, f)
	}
}

// simple reads the statement of a header, which may be absent.
func (w *walker) simple(s ast.Stmt, f flow) {
	if s != nil {
		w.stmt(s, f, nil)
	}
}

func (w *walker) ifStmt(s *ast.IfStmt, f flow) {
	if a, ok := s.Init.(*ast.AssignStmt); ok {
		// The error of the header lives in this statement alone.
		pop := w.push(a)
		w.assign(a, f, []ast.Stmt{&ast.IfStmt{If: s.If, Cond: s.Cond, Body: s.Body, Else: s.Else}})
		pop()
	} else {
		w.simple(s.Init, f)
	}
	if call := w.asked(s.Cond); call != nil {
		w.call(call, f, how{fate: w.fateIn(s, nil)})
	} else {
		w.expr(s.Cond, f)
	}
	in := w.branch(s.Cond, f)
	w.block(s.Body.List, in)
	if s.Else != nil {
		if w.failed(s.Cond) {
			f.onSuccess = true
		}
		w.stmt(s.Else, f, nil)
	}
}

// branch is the flow inside a branch of that condition.
func (w *walker) branch(cond ast.Expr, f flow) flow {
	if c := w.switched(cond); c != "" {
		f.cond = c
	}
	if w.succeeded(cond) {
		f.onSuccess = true
	}
	return f
}

func (w *walker) assign(s *ast.AssignStmt, f flow, rest []ast.Stmt) {
	for i, x := range s.Rhs {
		if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
			lhs := s.Lhs
			if len(s.Rhs) > 1 {
				lhs = s.Lhs[i : i+1]
			}
			w.call(call, f, how{fate: w.fateOf(call, lhs, s, rest), open: w.goesOn(call, lhs, rest), unstopped: w.unstopped(call, lhs, rest), nobody: len(call.Args) > 0 && w.wraps(call) && w.forNobody(lhs)})
			continue
		}
		if w.local(s.Lhs, i) || !w.keep(x, f) {
			w.losing(x, f, len(s.Lhs) == len(s.Rhs) && w.holdsCall(x) && w.forNobody(s.Lhs[i:i+1]))
		}
	}
	for i, x := range s.Lhs {
		if _, ok := x.(*ast.Ident); !ok {
			w.expr(x, f)
		}
		if len(s.Lhs) == len(s.Rhs) && s.Tok == token.ASSIGN {
			w.carries(s.Rhs[i], w.channel(x, 0))
		}
	}
}

// local reports whether the ith operand on the left is a variable of a
// function: what it holds is followed to the calls of the variable.
func (w *walker) local(lhs []ast.Expr, i int) bool {
	if i >= len(lhs) {
		return false
	}
	id, ok := ast.Unparen(lhs[i]).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := w.p.Info.ObjectOf(id).(*types.Var)
	return id.Name == "_" || ok && v.Parent() != w.p.Pkg.Scope()
}

func (w *walker) declare(v *ast.ValueSpec, f flow, rest []ast.Stmt) {
	lhs := make([]ast.Expr, len(v.Names))
	for i, n := range v.Names {
		lhs[i] = n
	}
	for i, x := range v.Values {
		if call, ok := ast.Unparen(x).(*ast.CallExpr); ok {
			l := lhs
			if len(v.Values) > 1 {
				l = lhs[i : i+1]
			}
			w.call(call, f, how{fate: w.fateOf(call, l, v, rest), open: w.goesOn(call, l, rest)})
			continue
		}
		w.expr(x, f)
	}
}

func (w *walker) results(s *ast.ReturnStmt, f flow) {
	for i, x := range s.Results {
		if isFunc(w.p.Info.TypeOf(x)) {
			w.fn.returns = append(w.fn.returns, returned{index: i, targets: w.targets(x)})
			w.escape(x, f)
			if _, ok := ast.Unparen(x).(*ast.CallExpr); !ok {
				continue
			}
		}
		w.expr(x, f)
	}
}

// expr reads the calls of an expression, inner ones first as they are run, and
// the literals that stand in it.
func (w *walker) expr(e ast.Expr, f flow) {
	if e == nil {
		return
	}
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			// What becomes of it can't be seen here: the calls of the variable
			// that it is assigned to, if any, say.
			w.literal(n)
			return false
		case *ast.CallExpr:
			h := how{}
			if w.lost {
				h = how{fate: dropped, nobody: true}
			}
			w.call(n, f, h)
			return false
		case *ast.CompositeLit:
			w.composite(n, f)
			return false
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				w.takes(n.X)
			}
		}
		return true
	})
}

// losing reads an expression; lost: what it gives goes nowhere.
func (w *walker) losing(e ast.Expr, f flow, lost bool) {
	old := w.lost
	w.lost = lost
	w.expr(e, f)
	w.lost = old
}

// holdsCall reports whether a call stands in an expression.
func (w *walker) holdsCall(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			found = true
		}
		return !found
	})
	return found
}

// composite reads the elements of a composite literal: functions in it are kept.
func (w *walker) composite(c *ast.CompositeLit, f flow) {
	for _, x := range c.Elts {
		if kv, ok := x.(*ast.KeyValueExpr); ok {
			if _, isMap := types.Unalias(underlying(w.p.Info.TypeOf(c))).(*types.Map); isMap {
				w.expr(kv.Key, f)
			}
			x = kv.Value
			if t := w.p.Info.TypeOf(c); t != nil {
				w.setsChannel(t, kv.Key, x)
			}
		}
		if !w.keep(x, f) {
			w.expr(x, f)
		}
	}
}

// literal reads a function literal, once.
func (w *walker) literal(lit *ast.FuncLit) *function {
	if fn := w.p.lits[lit]; fn != nil {
		return fn
	}
	fn := &function{node: lit, body: lit.Body, outer: w.fn}
	fn.sig, _ = w.p.Info.TypeOf(lit).(*types.Signature)
	if fn.sig == nil {
		fn.sig = types.NewSignatureType(nil, nil, nil, nil, nil, false)
	}
	w.p.lits[lit] = fn
	w.p.function(fn, w.p.out.Literals[lit], append(slices.Clone(w.stack), lit))
	return fn
}

// effect notes an effect of the function.
func (w *walker) effect(e effects.Effect, call *ast.CallExpr) {
	e.Pos = w.p.pos(call.Pos(), call.End())
	w.fn.Effects = append(w.fn.Effects, e)
}

// ends reports whether control never leaves a block at its end.
func ends(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	switch s := b.List[len(b.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok == token.CONTINUE || s.Tok == token.BREAK || s.Tok == token.GOTO
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		switch name := calleeName(call); name {
		case "panic", "Fatal", "Fatalf", "Fatalln", "Exit":
			return true
		}
	}
	return false
}
