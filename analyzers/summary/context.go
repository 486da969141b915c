package summary

import (
	"go/ast"
	"go/types"
)

// contextual reports a variable that was taken out of a context.
func (w *walker) contextual(v *types.Var) bool {
	for _, x := range w.p.values.of[v] {
		if w.ofContext(x.expr) {
			return true
		}
	}
	return false
}

// givenByContext reports a call that is made on, or handed, what a function gives
// that looks into a context: q.db(ctx).Exec(...), Insert(ctx, dbOf(ctx)).
func (w *walker) givenByContext(call *ast.CallExpr) bool {
	gives := func(e ast.Expr) bool {
		e = ast.Unparen(e)
		if id, ok := e.(*ast.Ident); ok {
			v, ok := w.p.Info.Uses[id].(*types.Var)
			return ok && w.contextual(v) && w.p.runs(v.Type())
		}
		_, ok := e.(*ast.CallExpr)
		return ok && w.ofContext(e) && w.p.runs(typeOf(w.p.Info, e))
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && gives(sel.X) {
		return true
	}
	for _, a := range call.Args {
		if gives(a) {
			return true
		}
	}
	return false
}

// ofContext reports whether an expression is what a context holds, or comes from
// a function that looks there.
func (w *walker) ofContext(e ast.Expr) bool {
	e = ast.Unparen(e)
	if a, ok := e.(*ast.TypeAssertExpr); ok {
		e = ast.Unparen(a.X)
	}
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	if w.p.asksContext(call) {
		return true
	}
	for _, a := range call.Args {
		if isContext(typeOf(w.p.Info, a)) {
			for _, t := range w.targets(call.Fun) {
				if w.p.looksThere(t) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// looksThere reports a function of the program that takes a handle out of a
// context.
func (p *reader) looksThere(t target) bool {
	if d := p.declaration(t.fn); d != nil {
		return p.fromContext(d)
	}
	if t.fn == nil || p.Known == nil {
		return false
	}
	f := p.Known(t.symbol)
	return f != nil && f.OfContext
}

// fromContext reports whether a declared function gives something by which
// statements can be run, and asks a context for a value.
func (p *reader) fromContext(d *ast.FuncDecl) bool {
	fn, ok := p.Info.Defs[d.Name].(*types.Func)
	if !ok || d.Body == nil {
		return false
	}
	gives := false
	for r := range fn.Signature().Results().Variables() {
		gives = gives || p.runs(r.Type())
	}
	if !gives {
		return false
	}
	asks := false
	ast.Inspect(d.Body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		asks = asks || ok && p.asksContext(call)
		return !asks
	})
	return asks
}

// asksContext reports a call of the Value of a context.
func (p *reader) asksContext(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Value" && len(call.Args) == 1 && isContext(typeOf(p.Info, sel.X))
}

// runs reports a type by whose values statements are run.
func (p *reader) runs(t types.Type) bool {
	yes, ok := p.handles[t]
	if !ok {
		for _, name := range []string{"Exec", "ExecContext", "Create", "NamedExec", "NamedExecContext"} {
			obj, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
			_, method := obj.(*types.Func)
			yes = yes || method
		}
		p.handles[t] = yes
	}
	return yes
}
