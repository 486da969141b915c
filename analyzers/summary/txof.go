package summary

import (
	"go/ast"
	"go/types"
)

// inTx is the transaction of a call: a variable or a text, and whether it is
// the receiver.
type inTx struct {
	call *ast.CallExpr
	v    *types.Var
	text string
	recv bool
}

// txOf finds the transaction among the receiver and the operands of a call. The
// last answer is kept, since a call is asked about more than once in a row.
func (w *walker) txOf(call *ast.CallExpr) (v *types.Var, text string, recv bool) {
	if w.tx.call != call {
		w.tx = inTx{call: call}
		w.tx.v, w.tx.text, w.tx.recv = w.findTxOf(call)
	}
	return w.tx.v, w.tx.text, w.tx.recv
}

func (w *walker) findTxOf(call *ast.CallExpr) (v *types.Var, text string, recv bool) {
	search := func(e ast.Expr) bool {
		ast.Inspect(e, func(n ast.Node) bool {
			if v != nil || text != "" {
				return false
			}
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.SelectorExpr: // a field that holds one
				if f, ok := w.p.Info.Uses[n.Sel].(*types.Var); ok && f.IsField() && w.txVar(f) {
					text = short(n)
					return true
				}
				// Beside its transaction, what carries one may hold anything.
				if id, ok := ast.Unparen(n.X).(*ast.Ident); ok && carriesTx(w, typeOf(w.p.Info, id)) {
					return false
				}
			case *ast.Ident:
				if x, ok := w.p.Info.Uses[n].(*types.Var); ok && !x.IsField() {
					v = w.txRootOf(x)
				}
			}
			return true
		})
		return v != nil || text != ""
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && search(sel.X) {
		return v, text, true
	}
	for _, a := range call.Args {
		if isFunc(w.p.Info.TypeOf(a)) {
			continue
		}
		if search(a) {
			return v, text, false
		}
	}
	return nil, "", false
}

// txRootOf is txRoot, asked once for each variable of a function.
func (w *walker) txRootOf(v *types.Var) *types.Var {
	if r, ok := w.roots[v]; ok {
		return r
	}
	if w.roots == nil {
		w.roots = make(map[*types.Var]*types.Var)
	}
	r := w.txRoot(v, 0)
	w.roots[v] = r
	return r
}

// txRoot is the transaction that a variable is or was made from.
func (w *walker) txRoot(v *types.Var, depth int) *types.Var {
	if depth > 3 || isError(v.Type()) {
		return nil
	}
	for fn := w.fn; fn != nil; fn = fn.outer {
		if fn.txVars[v] {
			return v
		}
		if fn.param(v) >= 0 {
			return nil
		}
	}
	carries := carriesTx(w, v.Type())
	for _, x := range w.p.values.of[v] {
		if carries {
			if r := w.txIn(x, v, depth); r != nil {
				return r
			}
		}
		// q := queries.WithTx(tx); q := db.New(tx)
		call, ok := ast.Unparen(x.expr).(*ast.CallExpr)
		if !ok || x.index > 0 || x.elem {
			continue
		}
		if _, basic := underlying(v.Type()).(*types.Basic); basic {
			continue
		}
		if !makesHandle(call) {
			continue
		}
		for _, a := range call.Args {
			if id, ok := ast.Unparen(a).(*ast.Ident); ok {
				if y, ok := w.p.Info.Uses[id].(*types.Var); ok && y != v {
					if r := w.txRoot(y, depth+1); r != nil {
						return r
					}
				}
			}
		}
	}
	if (carries || w.txVar(v)) && !v.IsField() && v.Pkg() != nil && v.Parent() != v.Pkg().Scope() {
		return v
	}
	return nil
}
