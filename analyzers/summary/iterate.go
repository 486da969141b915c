package summary

import (
	"go/ast"
	"go/types"

	"github.com/candor-dev/candor/internal/effects"
)

// iterate notes the call that a loop over a function makes.
func (w *walker) iterate(x ast.Expr, f flow) {
	if !isFunc(typeOf(w.p.Info, x)) {
		return
	}
	call := iteration(x)
	for _, t := range w.targets(x) {
		w.toTarget(t, call, effects.Flow{Cond: f.cond, OnSuccess: f.onSuccess}, how{})
	}
}

// iteration stands for that call, which the source does not write.
func iteration(x ast.Expr) *ast.CallExpr {
	return &ast.CallExpr{Fun: x, Lparen: x.End(), Rparen: x.End()}
}

// runNow says how a loop over a literal list of functions calls them, nil where
// it does not: "for _, step := range []func(*sql.Tx) error{save, record}".
func (w *walker) runNow(s *ast.RangeStmt, f flow) *effects.Flow {
	id, ok := s.Value.(*ast.Ident)
	if _, lit := ast.Unparen(s.X).(*ast.CompositeLit); !ok || !lit {
		return nil
	}
	v, ok := w.p.Info.Defs[id].(*types.Var)
	if !ok || !isFunc(v.Type()) {
		return nil
	}
	var found *effects.Flow
	ast.Inspect(s.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.GoStmt, *ast.DeferStmt:
			return false
		case *ast.ExprStmt:
			if call, ok := ast.Unparen(n.X).(*ast.CallExpr); ok && w.is(call.Fun, v) && found == nil {
				x := w.flow(call, f, how{fate: dropped})
				found = &x
			}
		case *ast.CallExpr:
			if w.is(n.Fun, v) && found == nil {
				x := w.flow(n, f, how{})
				found = &x
			}
		}
		return found == nil
	})
	return found
}

// skipsSome reports whether a loop over a literal list of functions may leave
// out the call of one: something branches before it.
func (w *walker) skipsSome(s *ast.RangeStmt) bool {
	id, ok := s.Value.(*ast.Ident)
	if !ok {
		return true
	}
	v, ok := w.p.Info.ObjectOf(id).(*types.Var)
	if !ok {
		return true
	}
	calls := func(n ast.Node) bool {
		found := false
		ast.Inspect(n, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			found = found || ok && w.is(call.Fun, v)
			return !found
		})
		return found
	}
	for _, stmt := range s.Body.List {
		switch x := stmt.(type) {
		case *ast.ExprStmt, *ast.AssignStmt, *ast.DeclStmt, *ast.ReturnStmt:
			if calls(x) {
				return false
			}
		case *ast.IfStmt:
			return !(x.Init != nil && calls(x.Init)) && !calls(x.Cond)
		default:
			return true
		}
	}
	return true
}

// iterated adds the call of a loop over a function to the ways through it.
func (b *pathBuilder) iterated(i int, n ast.Node) {
	x, ok := n.(ast.Expr)
	if !ok || !b.loopsOver[x] {
		return
	}
	if at := b.spotOf(iteration(x)); b.spots[at] {
		b.add(i, effects.Op{At: at})
	}
}
