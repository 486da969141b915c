package summary

import (
	"go/ast"
	"go/types"
)

// errGroup begins the names of the methods of a group whose Wait gives the
// first error of what it ran.
const errGroup = "golang.org/x/sync/errgroup.(*Group)."

// groupLost reports whether nobody looks at what the group of a call ran: it is
// a variable of the function that goes nowhere else, and what its Wait gives is
// dropped, or nobody waits.
func (w *walker) groupLost(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok || len(w.stack) == 0 {
		return false
	}
	v, ok := w.p.Info.Uses[id].(*types.Var)
	if !ok || v.IsField() || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() || w.owner(v) != nil {
		return false
	}
	body := w.stack[0]
	if f, ok := body.(*ast.File); ok {
		for _, d := range f.Decls {
			if d.Pos() <= call.Pos() && call.End() <= d.End() {
				body = d
			}
		}
	}
	// Each use of the variable is the receiver of a call; harmless are those
	// that give nothing, and a Wait whose error goes nowhere.
	uses, harmless := 0, 0
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if w.p.Info.Uses[n] == v {
				uses++
			}
		case *ast.CallExpr:
			if name := w.method(n, v); name == "Go" || name == "TryGo" || name == "SetLimit" {
				harmless++
			}
		case *ast.ExprStmt:
			if w.method(n.X, v) == "Wait" {
				harmless++
			}
		case *ast.DeferStmt:
			if w.method(n.Call, v) == "Wait" {
				harmless++
			}
		case *ast.AssignStmt:
			if toBlank(n) && len(n.Rhs) == 1 && w.method(n.Rhs[0], v) == "Wait" {
				harmless++
			}
		}
		return true
	})
	return uses == harmless
}

// method is the name of the method that a call calls on a variable, "" for
// another expression.
func (w *walker) method(e ast.Expr, v *types.Var) string {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return ""
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !w.is(sel.X, v) {
		return ""
	}
	return sel.Sel.Name
}
