package errdropped

import (
	"go/ast"
	"go/types"
	"slices"
)

// throughLiteral follows an error that a function literal returns, where the
// literal is called at once or given to a function that gives an error itself:
// a transaction, a retry, a group of goroutines.
func (j *judge) throughLiteral(e end) (end, bool) {
	lit, ok := e.st.upTo.(*ast.FuncLit)
	if !ok || e.ending != kept {
		return e, false
	}
	call, ok := j.parentOf(lit).(*ast.CallExpr)
	if p, paren := j.parentOf(lit).(*ast.ParenExpr); paren {
		call, ok = j.parentOf(p).(*ast.CallExpr)
	}
	if !ok {
		return j.byName(lit, e)
	}
	if waits := j.waitsOf(call); len(waits) > 0 {
		out := e
		for i, w := range waits {
			next := j.fateOf(w)
			if i == 0 || next.ending == kept {
				out = next
			}
		}
		if out.ending == lost {
			out.how = "is given to the group, and the error of its Wait " + out.how
		}
		return out, true
	}
	if _, sink := j.sinkOf(call); sink {
		return e, false
	}
	if !j.givesError(call) {
		return j.throughHelper(call, lit, e)
	}
	next := j.fateOf(call)
	if next.ending == lost {
		next.how = "is returned to " + short(call.Fun) + ", whose error " + next.how
	}
	return next, true
}

// throughHelper follows an error that a function literal returns to a function
// of the package which gives no error: to the worst that becomes of it where the
// function calls what it was given.
func (j *judge) throughHelper(call *ast.CallExpr, lit *ast.FuncLit, e end) (end, bool) {
	fn, root := j.bodyOf(call)
	at := slices.IndexFunc(call.Args, func(a ast.Expr) bool { return ast.Unparen(a) == ast.Expr(lit) })
	if fn == nil || root == j.root || at < 0 || j.inHelper {
		return e, false
	}
	param, ok := j.param(fn.typ, at)
	if !ok {
		return e, false
	}
	obj := j.pass.TypesInfo.Defs[param]
	out, found := e, false
	ast.Inspect(fn.body, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok || out.ending == lost {
			return out.ending != lost
		}
		if id, ok := ast.Unparen(c.Fun).(*ast.Ident); ok && j.pass.TypesInfo.Uses[id] == obj && j.givesError(c) {
			inner := &judge{world: j.world, root: root, inHelper: true}
			if next := inner.judgeCall(c); next.ending == lost {
				out, found = end{lost, "is returned to " + short(call.Fun) + ", where the error of " + short(c.Fun) + " " + next.how, state{
					logged: next.st.logged, success: next.st.success, reports: next.st.reports, endless: next.st.endless, minor: next.st.minor,
				}}, true
			}
		}
		return true
	})
	return out, found
}

// waitsOf lists the calls of Wait on the group that call starts a goroutine in.
func (j *judge) waitsOf(call *ast.CallExpr) []ast.Expr {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Go" {
		return nil
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return nil
	}
	group := j.pass.TypesInfo.Uses[id]
	var out []ast.Expr
	ast.Inspect(j.root, func(n ast.Node) bool {
		c, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		s, ok := ast.Unparen(c.Fun).(*ast.SelectorExpr)
		if !ok || s.Sel.Name != "Wait" {
			return true
		}
		x, ok := ast.Unparen(s.X).(*ast.Ident)
		if ok && group != nil && j.pass.TypesInfo.Uses[x] == group && j.givesError(c) {
			out = append(out, c)
		}
		return true
	})
	return out
}

// boolEnd judges a call that tells of its failure by a bool alone.
func (j *judge) boolEnd(call *ast.CallExpr) end {
	j.enter(call)
	switch p := j.parentOf(call).(type) {
	case *ast.ExprStmt, *ast.GoStmt, *ast.DeferStmt:
		return j.excused(call, end{lost, "is thrown away: nobody looks at its answer", state{}}, "")
	case *ast.AssignStmt:
		if id, ok := p.Lhs[len(p.Lhs)-1].(*ast.Ident); ok && id.Name == "_" {
			return j.excused(call, end{lost, "is thrown away: its answer is assigned to the blank identifier", state{}}, "")
		}
	}
	return end{kept, "is told by its answer, which is looked at", state{}}
}

// boolRead reports whether the bool that comes with an error goes somewhere.
func (j *judge) boolRead(call *ast.CallExpr) bool {
	tuple, ok := j.pass.TypesInfo.TypeOf(call).(*types.Tuple)
	if !ok {
		return false
	}
	as, ok := j.parentOf(call).(*ast.AssignStmt)
	if !ok || len(as.Lhs) != tuple.Len() {
		return false
	}
	for i, lhs := range as.Lhs {
		b, basic := tuple.At(i).Type().Underlying().(*types.Basic)
		id, ok := lhs.(*ast.Ident)
		if basic && b.Info()&types.IsBoolean != 0 && (!ok || id.Name != "_") {
			return true
		}
	}
	return false
}
