package summary

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// undone says why what a call does may come to nothing, "" where nothing shows
// that: its transaction is never committed, its batch never sent.
func (w *walker) undone(call *ast.CallExpr) string {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if ok {
		if w.dryRun(sel.X, 0) {
			return "DryRun builds the statement and does not run it"
		}
		if id, ok := ast.Unparen(sel.X).(*ast.Ident); ok {
			if v, ok := w.p.Info.Uses[id].(*types.Var); ok && w.unsent(v) {
				return "nobody sends the batch " + v.Name()
			}
		}
	}
	v, _, _ := w.txOf(call)
	if v == nil {
		return ""
	}
	if why, ok := w.p.undone[v]; ok && why != "" {
		return why
	} else if !ok {
		if w.p.undone == nil {
			w.p.undone = make(map[*types.Var]string)
		}
		if w.begun(v) && !w.mayCommit(v) {
			why = "nobody commits the transaction " + v.Name()
		}
		w.p.undone[v] = why
		if why != "" {
			return why
		}
	}
	if w.takenBack(v, call) {
		return "the transaction " + v.Name() + " goes back to a savepoint before it"
	}
	return ""
}

// declared is the declaration that is read, nil outside of one.
func (w *walker) declared() *ast.FuncDecl {
	for _, n := range w.stack {
		if d, ok := n.(*ast.FuncDecl); ok {
			return d
		}
	}
	return nil
}

// begun reports whether the declaration itself begins the transaction that a
// variable holds.
func (w *walker) begun(v *types.Var) bool {
	if !hasMethod(v, "Commit") || w.owner(v) != nil {
		return false
	}
	for _, x := range w.p.values.of[v] {
		if call, ok := ast.Unparen(x.expr).(*ast.CallExpr); ok && x.index == 0 {
			if name := calleeName(call); strings.HasPrefix(name, "Begin") || strings.HasPrefix(name, "MustBegin") {
				return true
			}
		}
	}
	return false
}

// mayCommit reports whether the declaration commits, or lets the transaction go
// where somebody else may.
func (w *walker) mayCommit(v *types.Var) bool {
	d := w.declared()
	if d == nil || d.Body == nil {
		return true
	}
	harmless, uses, may := 0, 0, false
	ast.Inspect(d.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			may = may || speaksOfCommit(n.Name)
			if w.p.Info.Uses[n] == v {
				uses++
			}
		case *ast.BasicLit:
			may = may || speaksOfCommit(n.Value)
		case *ast.DeferStmt:
			for _, a := range n.Call.Args {
				may = may || w.mentions(a, v)
			}
		case *ast.BinaryExpr:
			if w.is(n.X, v) {
				harmless++
			}
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if id, ok := l.(*ast.Ident); ok && w.p.Info.Uses[id] == v {
					harmless++
				}
			}
		case *ast.CallExpr:
			if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && w.is(sel.X, v) {
				harmless++
			}
			for _, a := range n.Args {
				if w.is(a, v) && !w.mayEnd(n) {
					harmless++
				}
			}
		}
		return !may
	})
	return may || uses != harmless
}

func speaksOfCommit(s string) bool { return strings.Contains(strings.ToLower(s), "commit") }

// mayEnd reports whether a function that is given a transaction may commit it:
// its body is in this package and speaks of it, or its name does.
func (w *walker) mayEnd(call *ast.CallExpr) bool {
	name := strings.ToLower(calleeName(call))
	for _, word := range []string{"commit", "finish", "done", "end", "close", "complete", "release", "settle"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	ts := w.targets(call.Fun)
	for _, t := range ts {
		if t.lit != nil || t.dynamic || t.param != nil || t.of != "" {
			return true
		}
		d := w.p.declaration(t.fn)
		if d == nil || d.Body == nil {
			continue
		}
		found := false
		ast.Inspect(d.Body, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && speaksOfCommit(id.Name) {
				found = true
			}
			return !found
		})
		if found {
			return true
		}
	}
	return len(ts) == 0
}

// takenBack reports whether the function always rolls back to a savepoint that
// it made before a call, after it.
func (w *walker) takenBack(v *types.Var, call *ast.CallExpr) bool {
	if w.fn.body == nil {
		return false
	}
	made := make(map[string]bool)
	for _, s := range w.fn.body.List {
		x := firstCall(s)
		if x == nil || w.method(x, v) == "" {
			continue
		}
		f := w.words(x)
		switch {
		case len(f) < 2:
		case f[0] == "savepoint" && x.End() <= call.Pos():
			made[f[len(f)-1]] = true
		case f[0] == "rollback" && x.Pos() >= call.End() && made[f[len(f)-1]]:
			return true
		}
	}
	return false
}

// firstCall is the call that a statement makes before it branches, or nil.
func firstCall(s ast.Stmt) *ast.CallExpr {
	var e ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		e = s.Rhs[0]
	case *ast.IfStmt:
		if a, ok := s.Init.(*ast.AssignStmt); ok {
			e = a.Rhs[0]
		}
	}
	call, _ := ast.Unparen(e).(*ast.CallExpr)
	return call
}

// words are those of the statement among the operands of a call.
func (w *walker) words(call *ast.CallExpr) []string {
	for _, a := range call.Args {
		if tv := w.p.Info.Types[a]; tv.Value != nil && tv.Value.Kind() == constant.String {
			return strings.Fields(strings.TrimRight(strings.ToLower(constant.StringVal(tv.Value)), "; \n\t"))
		}
	}
	return nil
}

// unsent reports a batch of pgx, a variable of the declaration, which is only
// added to.
func (w *walker) unsent(v *types.Var) bool {
	name := typeName(v.Type())
	d := w.declared()
	if !strings.HasPrefix(name, "github.com/jackc/pgx/") || !strings.HasSuffix(name, ".Batch") || d == nil || d.Body == nil || v.IsField() || v.Pos() < d.Body.Pos() || v.Pos() >= d.End() {
		return false
	}
	sent := false
	added := make(map[*ast.Ident]bool)
	ast.Inspect(d.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if id, ok := ast.Unparen(n.X).(*ast.Ident); ok && (n.Sel.Name == "Queue" || n.Sel.Name == "Len") {
				added[id] = true
			}
		case *ast.Ident:
			sent = sent || w.p.Info.Uses[n] == v && !added[n]
		}
		return !sent
	})
	return !sent
}

// dryRun reports whether a handle of gorm, or one that it was made from, only
// builds statements.
func (w *walker) dryRun(e ast.Expr, depth int) bool {
	if depth > 3 || typeName(typeOf(w.p.Info, e)) != "gorm.io/gorm.DB" {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := w.p.Info.Uses[e].(*types.Var)
		if !ok || w.p.values == nil {
			return false
		}
		for _, x := range w.p.values.of[v] {
			if w.dryRun(x.expr, depth+1) {
				return true
			}
		}
	case *ast.CallExpr:
		for _, a := range e.Args {
			if calleeName(e) == "Session" && w.setsDryRun(a) {
				return true
			}
		}
		if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok {
			return w.dryRun(sel.X, depth)
		}
	}
	return false
}

func (w *walker) setsDryRun(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if kv, ok := n.(*ast.KeyValueExpr); ok {
			id, isID := kv.Key.(*ast.Ident)
			tv := w.p.Info.Types[kv.Value]
			found = found || isID && id.Name == "DryRun" && (tv.Value == nil || tv.Value.ExactString() != "false")
		}
		return !found
	})
	return found
}

// stoppable says that the timer which a call starts is stopped somewhere in the
// declaration, "" if nobody does.
func (w *walker) stoppable(call *ast.CallExpr) string {
	d := w.declared()
	if d == nil || d.Body == nil {
		return ""
	}
	timer := ""
	ast.Inspect(d.Body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != 1 || len(a.Rhs) != 1 || ast.Unparen(a.Rhs[0]) != ast.Expr(call) {
			return timer == ""
		}
		timer = types.ExprString(a.Lhs[0])
		return false
	})
	stopped := false
	ast.Inspect(d.Body, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Stop" {
			stopped = stopped || timer != "" && types.ExprString(sel.X) == timer || ast.Unparen(sel.X) == ast.Expr(call)
		}
		return !stopped
	})
	if !stopped {
		return ""
	}
	return "the timer that runs it may be stopped before"
}
