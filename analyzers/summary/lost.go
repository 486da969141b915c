package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// unread reports whether nobody reads a variable of a function: it is set,
// grows by itself, is sent to or given to the blank identifier, and no more.
func (w *walker) unread(v *types.Var) bool {
	if v == nil || v.IsField() || v.Pkg() == nil || v.Parent() == nil || v.Parent() == v.Pkg().Scope() {
		return false
	}
	for fn := w.fn; fn != nil; fn = fn.outer {
		if slices.Contains(slices.Collect(fn.sig.Results().Variables()), v) {
			return false
		}
	}
	for _, n := range w.stack {
		switch d := n.(type) {
		case *ast.FuncDecl:
			return d.Body != nil && !w.reads(d.Body, v)
		case *ast.GenDecl:
			return !w.reads(d, v)
		}
	}
	return false
}

// reads reports whether a variable is read in a piece of syntax.
func (w *walker) reads(n ast.Node, v *types.Var) bool {
	read := false
	ast.Inspect(n, func(n ast.Node) bool {
		if read {
			return false
		}
		switch n := n.(type) {
		case *ast.AssignStmt:
			read = w.readsIn(n, v)
			return false
		case *ast.SendStmt:
			read = !w.is(n.Chan, v) && w.reads(n.Chan, v) || w.reads(n.Value, v)
			return false
		case *ast.Ident:
			read = w.p.Info.Uses[n] == v
		}
		return !read
	})
	return read
}

// readsIn: a variable that is set is not read by it, nor where it only grows.
func (w *walker) readsIn(s *ast.AssignStmt, v *types.Var) bool {
	for i, r := range s.Rhs {
		var to ast.Expr
		if len(s.Lhs) == len(s.Rhs) {
			to = s.Lhs[i]
		}
		if id, ok := to.(*ast.Ident); ok && (id.Name == "_" || w.is(to, v)) {
			if w.is(r, v) {
				continue
			}
			if call, ok := ast.Unparen(r).(*ast.CallExpr); ok && calleeName(call) == "append" && len(call.Args) > 0 && w.is(call.Args[0], v) {
				if slices.ContainsFunc(call.Args[1:], func(a ast.Expr) bool { return w.reads(a, v) }) {
					return true
				}
				continue
			}
		}
		if w.reads(r, v) {
			return true
		}
	}
	for _, l := range s.Lhs {
		if !w.is(l, v) && w.reads(l, v) {
			return true
		}
	}
	return s.Tok != token.ASSIGN && s.Tok != token.DEFINE && slices.ContainsFunc(s.Lhs, func(l ast.Expr) bool { return !w.is(l, v) && w.reads(l, v) })
}

// forNobody reports whether all that an assignment sets is read by nobody.
func (w *walker) forNobody(lhs []ast.Expr) bool {
	for _, l := range lhs {
		id, ok := ast.Unparen(l).(*ast.Ident)
		if !ok {
			return false
		}
		if id.Name == "_" {
			continue
		}
		v, ok := w.p.Info.ObjectOf(id).(*types.Var)
		if !ok || !w.unread(v) {
			return false
		}
	}
	return true
}

// wraps reports a function that puts an error into a value and looks at nothing.
func (w *walker) wraps(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		id, ok := ast.Unparen(call.Fun).(*ast.Ident)
		return ok && id.Name == "append"
	}
	fn, ok := w.p.Info.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "fmt":
		return strings.HasPrefix(fn.Name(), "Sprint") || fn.Name() == "Errorf"
	case "errors":
		return fn.Name() == "Join"
	}
	return false
}

// ignores reports whether the functions that a call means, all of this package,
// never read the parameter that an operand goes to.
func (w *walker) ignores(ts []target, param int) bool {
	for _, t := range ts {
		d := w.p.declaration(t.fn)
		if d == nil || d.Body == nil || t.iface {
			return false
		}
		sig := t.fn.Signature()
		if param >= sig.Params().Len() {
			return false
		}
		if v := sig.Params().At(param); v.Name() != "" && v.Name() != "_" && w.reads(d.Body, v) {
			return false
		}
	}
	return len(ts) > 0
}

// declaration is the syntax of a function of this package, or nil.
func (p *reader) declaration(fn *types.Func) *ast.FuncDecl {
	if fn == nil || fn.Pkg() != p.Pkg {
		return nil
	}
	if p.decls == nil {
		p.decls = make(map[*types.Func]*ast.FuncDecl)
		for _, f := range p.Files {
			for _, d := range f.Decls {
				if d, ok := d.(*ast.FuncDecl); ok {
					if fn, ok := p.Info.Defs[d.Name].(*types.Func); ok {
						p.decls[fn] = d
					}
				}
			}
		}
	}
	return p.decls[fn]
}

// unscanned reports a call whose result tells of a failure only when it is read:
// a row of a query.
func unscanned(info *types.Info, call *ast.CallExpr) bool {
	name := typeName(typeOf(info, call))
	return strings.HasSuffix(name, ".Row") || strings.HasSuffix(name, ".Rowx")
}

// asksOne reports whether a condition only asks which error it is:
// "errors.Is(err, x)", "err == x".
func (w *walker) asksOne(cond ast.Expr, v *types.Var) bool {
	switch x := ast.Unparen(cond).(type) {
	case *ast.CallExpr:
		name := calleeName(x)
		return (name == "Is" || name == "As") && len(x.Args) > 0 && w.is(x.Args[0], v)
	case *ast.BinaryExpr:
		return (x.Op == token.EQL) && (w.is(x.X, v) && !isNil(x.Y) || w.is(x.Y, v) && !isNil(x.X))
	}
	return false
}
