package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// goesOn reports whether the function plainly goes on after a call that failed:
// what is right for a write whose failure was answered is none for a refusal.
func (w *walker) goesOn(call *ast.CallExpr, lhs []ast.Expr, rest []ast.Stmt) bool {
	i := success(w.p.Info, call)
	if i < 0 || i >= len(lhs) {
		return false
	}
	id, ok := ast.Unparen(lhs[i]).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := w.p.Info.ObjectOf(id).(*types.Var)
	if !ok {
		return false
	}
	for n, s := range rest {
		x, ok := s.(*ast.IfStmt)
		if !ok || !w.tests(x.Cond, v) {
			continue
		}
		b := ast.Unparen(x.Cond).(*ast.BinaryExpr)
		switch {
		case b.Op == token.NEQ:
			return !leaves(x.Body.List) && (x.Else == nil || n+1 < len(rest))
		case x.Else != nil:
			e, ok := x.Else.(*ast.BlockStmt)
			return ok && !leaves(e.List) && n+1 < len(rest)
		default:
			return n+1 < len(rest) || leaves(x.Body.List)
		}
	}
	return false
}

// unstopped reports whether a function that gin calls answers the failure of a
// call by a return alone.
func (w *walker) unstopped(call *ast.CallExpr, lhs []ast.Expr, rest []ast.Stmt) bool {
	i := success(w.p.Info, call)
	if i < 0 || i >= len(lhs) || !slices.ContainsFunc(w.fn.params, func(v *types.Var) bool { return typeName(v.Type()) == ginContext }) {
		return false
	}
	id, ok := ast.Unparen(lhs[i]).(*ast.Ident)
	if !ok {
		return false
	}
	v, ok := w.p.Info.ObjectOf(id).(*types.Var)
	if !ok {
		return false
	}
	for _, s := range rest {
		if x, ok := s.(*ast.IfStmt); ok && w.tests(x.Cond, v) {
			return ast.Unparen(x.Cond).(*ast.BinaryExpr).Op == token.NEQ && leaves(x.Body.List) && !w.mayAbort(x.Body)
		}
	}
	return false
}

const ginContext = "github.com/gin-gonic/gin.Context"

// mayAbort reports whether a block stops gin, or hands the context to a function
// that may.
func (w *walker) mayAbort(b *ast.BlockStmt) bool {
	found := false
	ast.Inspect(b, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return !found
		}
		name := calleeName(call)
		found = found || strings.HasPrefix(name, "Abort") || name == "panic" ||
			slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return typeName(w.p.Info.TypeOf(a)) == ginContext })
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			// A method of a type of ours that holds the context.
			found = found || w.ownType(sel.X)
		}
		return !found
	})
	return found
}

func (w *walker) ownType(e ast.Expr) bool {
	n, ok := types.Unalias(deref(typeOf(w.p.Info, e))).(*types.Named)
	return ok && n.Obj().Pkg() != nil && w.p.own(n.Obj().Pkg())
}

// leaves reports whether a block ends by leaving the function, the loop or the
// program.
func leaves(list []ast.Stmt) bool {
	if len(list) == 0 {
		return false
	}
	switch s := list[len(list)-1].(type) {
	case *ast.ReturnStmt, *ast.BranchStmt:
		return true
	case *ast.ExprStmt:
		call, ok := s.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		name := calleeName(call)
		return name == "panic" || name == "Exit" || strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Abort")
	case *ast.IfStmt:
		e, ok := s.Else.(*ast.BlockStmt)
		return ok && leaves(s.Body.List) && leaves(e.List)
	case *ast.SwitchStmt:
		for _, c := range s.Body.List {
			if cc, ok := c.(*ast.CaseClause); ok && !leaves(cc.Body) {
				return false
			}
		}
		return len(s.Body.List) > 0
	}
	return false
}
