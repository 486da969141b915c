package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// asked is the call whose error a condition compares with nil and no more.
func (w *walker) asked(cond ast.Expr) *ast.CallExpr {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.NEQ && b.Op != token.EQL || !isNil(b.Y) {
		return nil
	}
	call, ok := ast.Unparen(b.X).(*ast.CallExpr)
	if !ok || !isError(typeOf(w.p.Info, call)) {
		return nil
	}
	return call
}

// failed reports whether a condition holds after a failure: "err != nil".
func (w *walker) failed(cond ast.Expr) bool { return w.compares(cond, token.NEQ) }

// succeeded reports whether a condition holds after success alone: "err == nil",
// a status below 400.
func (w *walker) succeeded(cond ast.Expr) bool {
	if b, ok := ast.Unparen(cond).(*ast.BinaryExpr); ok {
		switch {
		case b.Op == token.LAND:
			return w.succeeded(b.X) || w.succeeded(b.Y)
		case b.Op == token.LSS || b.Op == token.LEQ || b.Op == token.EQL:
			if strings.Contains(strings.ToLower(short(b.X)), "status") && w.statusBelow(b) {
				return true
			}
		}
	}
	return w.compares(cond, token.EQL)
}

func (w *walker) statusBelow(b *ast.BinaryExpr) bool {
	tv := w.p.Info.Types[b.Y]
	if tv.Value == nil {
		return false
	}
	s := tv.Value.ExactString()
	return len(s) == 3 && (b.Op == token.EQL && s[0] == '2' || b.Op != token.EQL && (s == "299" || s == "300" || s == "399" || s == "400"))
}

func (w *walker) compares(cond ast.Expr, op token.Token) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	if b.Op == token.LAND && op == token.EQL || b.Op == token.LOR && op == token.NEQ {
		return w.compares(b.X, op) || w.compares(b.Y, op)
	}
	return b.Op == op && isNil(b.Y) && isError(typeOf(w.p.Info, b.X))
}

// ofWork reports whether the error that a guard clause tests came from work: a
// call of the module's own code or one with an effect.
func (w *walker) ofWork(s *ast.IfStmt, before []ast.Stmt) bool {
	var from ast.Node = s.Init
	if s.Init == nil {
		if len(before) == 0 {
			return false
		}
		from = before[len(before)-1]
	}
	work := false
	ast.Inspect(from, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || work {
			return !work
		}
		line := w.p.pos(call.Pos(), call.End())
		for _, e := range w.fn.Effects {
			work = work || e.Pos == line
		}
		for _, c := range w.fn.calls {
			work = work || c.Pos == line
		}
		return !work
	})
	return work
}

// switched is the text of a condition that is a switch of the configuration, "".
func (w *walker) switched(cond ast.Expr) string {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		e, ok := n.(ast.Expr)
		if !ok || found {
			return !found
		}
		var name string
		switch e := e.(type) {
		case *ast.FuncLit:
			return false
		case *ast.SelectorExpr:
			name = short(e)
		case *ast.Ident:
			name = e.Name
		default:
			return true
		}
		if t := w.p.Info.TypeOf(e); t == nil || !isBool(t) && !isBoolFunc(t) {
			return true
		}
		found = switchName(name)
		return !found
	})
	if !found {
		return ""
	}
	return short(cond)
}

func isBoolFunc(t types.Type) bool {
	sig, ok := underlying(t).(*types.Signature)
	return ok && sig.Results().Len() == 1 && isBool(sig.Results().At(0).Type())
}

// switchName reports whether a name is that of a switch which someone sets, not
// of a state of the data.
func switchName(name string) bool {
	l := strings.ToLower(name)
	last := l[strings.LastIndexByte(l, '.')+1:]
	for _, s := range []string{"enabled", "disabled", "enable", "disable", "feature", "flag", "auditon", "auditoff", "withaudit", "skipaudit", "noaudit"} {
		if strings.Contains(last, s) {
			return true
		}
	}
	for _, part := range strings.Split(l, ".") {
		if part == "cfg" || part == "config" || part == "conf" || part == "settings" || part == "opts" || part == "options" || strings.HasSuffix(part, "config") || strings.HasSuffix(part, "settings") {
			return part != last
		}
	}
	return false
}
