package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// silenced says what a deferred literal makes of every failure that the function
// returns: one that sets it to nil; looked where there is none.
func (w *walker) silenced() fate {
	if w.fn.body == nil {
		return looked
	}
	for v := range w.fn.sig.Results().Variables() {
		if !isError(v.Type()) || v.Name() == "" || v.Name() == "_" {
			continue
		}
		for _, lit := range deferredIn(w.fn.body) {
			if f := w.clears(lit.Body, v); f != looked {
				return f
			}
		}
	}
	return looked
}

// deferredIn are the literals that a body defers at once.
func deferredIn(b *ast.BlockStmt) []*ast.FuncLit {
	var out []*ast.FuncLit
	for _, s := range b.List {
		if d, ok := s.(*ast.DeferStmt); ok {
			if lit, ok := ast.Unparen(d.Call.Fun).(*ast.FuncLit); ok {
				out = append(out, lit)
			}
		}
	}
	return out
}

// clears reports statements that set an error to nil whatever it is, and do
// nothing with it before but to log it.
func (w *walker) clears(b *ast.BlockStmt, v *types.Var) fate {
	seen := dropped
	for _, s := range b.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if len(s.Lhs) == 1 && len(s.Rhs) == 1 && s.Tok == token.ASSIGN && w.is(s.Lhs[0], v) && isNil(s.Rhs[0]) {
				return seen
			}
		case *ast.IfStmt:
			if s.Init == nil && s.Else == nil && w.tests(s.Cond, v) && ast.Unparen(s.Cond).(*ast.BinaryExpr).Op == token.NEQ {
				if f := w.clears(s.Body, v); f != looked {
					return max(f, seen)
				}
			}
		case *ast.ExprStmt:
			if call, ok := s.X.(*ast.CallExpr); ok && w.logs(call) {
				seen = logged
				continue
			} else if ok && w.answers(call) {
				return looked
			}
		}
		if w.mentions(s, v) {
			return looked
		}
	}
	return looked
}

// swallows reports whether the function that is read, or the one that it is a
// literal of, recovers from a panic and tells nobody.
func (w *walker) swallows() bool {
	for fn := w.fn; fn != nil; fn = fn.outer {
		if fn.body == nil {
			continue
		}
		for _, lit := range deferredIn(fn.body) {
			if silentRecover(lit.Body) {
				return true
			}
		}
	}
	return false
}

// silentRecover reports a body that recovers and does nothing more.
func silentRecover(b *ast.BlockStmt) bool {
	if len(b.List) != 1 {
		return false
	}
	recovers := func(e ast.Expr) bool {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		return ok && calleeName(call) == "recover" && len(call.Args) == 0
	}
	switch s := b.List[0].(type) {
	case *ast.ExprStmt:
		return recovers(s.X)
	case *ast.AssignStmt:
		return toBlank(s) && len(s.Rhs) == 1 && recovers(s.Rhs[0])
	case *ast.IfStmt:
		a, ok := s.Init.(*ast.AssignStmt)
		return ok && len(a.Rhs) == 1 && recovers(a.Rhs[0]) && len(s.Body.List) == 0 && s.Else == nil
	}
	return false
}

// panics reports whether the functions that a call means, all of this package,
// give nothing, and panic: what they do with an operand ends where somebody
// recovers.
func (w *walker) panics(ts []target) bool {
	for _, t := range ts {
		d := w.p.declaration(t.fn)
		if d == nil || d.Body == nil || t.iface {
			return false
		}
		found := false
		ast.Inspect(d.Body, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && calleeName(call) == "panic" {
				found = true
			}
			return !found
		})
		if !found {
			return false
		}
	}
	return len(ts) > 0
}

// carriesError reports whether what a call gives is a struct that holds an
// error and that is no handle, which keeps the error for later: the result of
// gorm, or of a function of the program.
func (w *walker) carriesError(call *ast.CallExpr) bool {
	t := typeOf(w.p.Info, call)
	if typeName(t) == "gorm.io/gorm.DB" {
		return true
	}
	n, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || !w.p.own(n.Obj().Pkg()) {
		return false
	}
	st, ok := n.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && types.Identical(deref(typeOf(w.p.Info, sel.X)), n) {
		return false
	}
	for f := range st.Fields() {
		if isError(f.Type()) {
			return true
		}
	}
	return false
}

// thrownAway reports whether nobody has what a call gives: all of it is
// assigned to variables that nobody reads.
func (w *walker) thrownAway(lhs []ast.Expr) bool { return len(lhs) > 0 && w.forNobody(lhs) }

// nilAgain reports a call that gives nil where the error that it wraps is nil,
// and it is: "return wrap(nil)".
func (w *walker) nilAgain(e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok || !slices.ContainsFunc(call.Args, isNil) {
		return false
	}
	var fn *types.Func
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		fn, _ = w.p.Info.Uses[f].(*types.Func)
	case *ast.SelectorExpr:
		fn, _ = w.p.Info.Uses[f.Sel].(*types.Func)
	}
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	params := fn.Signature().Params()
	for i, a := range call.Args {
		if i < params.Len() && isError(params.At(i).Type()) && isNil(a) {
			if strings.HasSuffix(fn.Pkg().Path(), "/errors") || fn.Pkg().Path() == "errors" {
				return strings.HasPrefix(fn.Name(), "W") || fn.Name() == "Join"
			}
			return w.keepsNil(w.p.declaration(fn), params.At(i))
		}
	}
	return fn.Pkg().Path() == "errors" && fn.Name() == "Join" && !slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return !isNil(a) })
}

// keepsNil reports whether a function begins by giving nil for a nil operand.
func (w *walker) keepsNil(d *ast.FuncDecl, v *types.Var) bool {
	if d == nil || d.Body == nil || len(d.Body.List) == 0 {
		return false
	}
	s, ok := d.Body.List[0].(*ast.IfStmt)
	if !ok || !w.tests(s.Cond, v) || ast.Unparen(s.Cond).(*ast.BinaryExpr).Op != token.EQL || len(s.Body.List) != 1 {
		return false
	}
	r, ok := s.Body.List[0].(*ast.ReturnStmt)
	return ok && len(r.Results) == 1 && (isNil(r.Results[0]) || w.is(r.Results[0], v))
}

// asIf is a switch without a tag whose cases ask whether an error is nil, as the
// statement that says the same; nil where none does.
func (w *walker) asIf(s *ast.SwitchStmt, v *types.Var) *ast.IfStmt {
	if s.Tag != nil {
		return nil
	}
	var good *ast.CaseClause
	var cond ast.Expr
	bad := &ast.BlockStmt{Lbrace: s.Body.Lbrace, Rbrace: s.Body.Rbrace}
	if c, ok := first(s.Body); ok && len(c.List) == 1 && w.tests(c.List[0], v) && ast.Unparen(c.List[0]).(*ast.BinaryExpr).Op == token.NEQ {
		return &ast.IfStmt{If: s.Switch, Cond: c.List[0], Body: &ast.BlockStmt{List: c.Body}}
	}
	for _, c := range s.Body.List {
		c, ok := c.(*ast.CaseClause)
		if !ok {
			return nil
		}
		if good == nil && len(c.List) == 1 && w.tests(c.List[0], v) && ast.Unparen(c.List[0]).(*ast.BinaryExpr).Op == token.EQL {
			good, cond = c, c.List[0]
			continue
		}
		bad.List = append(bad.List, c)
	}
	if good == nil || len(bad.List) == 0 {
		return nil
	}
	return &ast.IfStmt{If: s.Switch, Cond: cond, Body: &ast.BlockStmt{List: good.Body}, Else: bad}
}

func first(b *ast.BlockStmt) (*ast.CaseClause, bool) {
	if len(b.List) == 0 {
		return nil, false
	}
	c, ok := b.List[0].(*ast.CaseClause)
	return c, ok
}
