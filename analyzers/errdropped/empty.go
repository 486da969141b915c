package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// emptyBranches finds branches for an error, of whatever call, that hold no
// statement. A comment inside is no handling. Branches that were named with
// their sink are left out.
func (d *declaration) emptyBranches() check.Population {
	var all check.Population
	info := d.pass.TypesInfo
	for c := range d.cursor.Preorder((*ast.IfStmt)(nil), (*ast.CaseClause)(nil)) {
		n := c.Node()
		what := ""
		switch n := n.(type) {
		case *ast.IfStmt:
			what = emptyIf(info, n)
		case *ast.CaseClause:
			sw, ok := c.Parent().Parent().Node().(*ast.SwitchStmt)
			if ok && sw.Tag == nil && len(n.Body) == 0 && len(n.List) == 1 && setOf(info, n.List[0]) {
				what = types.ExprString(n.List[0])
			}
		}
		if what == "" || d.reported[n] {
			continue
		}
		s := d.finding(c, n, what, "the branch for "+what, "holds no statement, so the error is lost")
		s.End = headEnd(n)
		s.Fix = "return the error, or answer it; a comment doesn't handle it"
		all = append(all, s)
	}
	return all
}

// finding is a loss that is found for every error, as a warning.
func (d *declaration) finding(c inspector.Cursor, n ast.Node, name, what, how string) check.Subject {
	sym := check.Symbol(d.pass.Pkg, c)
	return check.Subject{
		Name: sym + ": " + name, Symbol: sym, Outcome: candor.Fail, Severity: warning(),
		Message: what + " in " + sym + " " + how, Pos: n.Pos(), End: n.End(),
	}
}

// headEnd is the end of the part of a statement that a person needs to see.
func headEnd(n ast.Node) token.Pos {
	switch n := n.(type) {
	case *ast.IfStmt:
		return n.Cond.End()
	case *ast.CaseClause:
		return n.Colon
	}
	return n.End()
}

// emptyIf returns the condition under which an error meets an empty branch.
func emptyIf(info *types.Info, s *ast.IfStmt) string {
	cond := types.ExprString(s.Cond)
	if len(s.Body.List) == 0 {
		if setOf(info, s.Cond) || s.Else == nil && asksKind(info, s.Cond) {
			return cond
		}
		return ""
	}
	if e, ok := s.Else.(*ast.BlockStmt); ok && len(e.List) == 0 {
		if b, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr); ok && b.Op == token.EQL && comparesNil(info, b) {
			return "!(" + cond + ")"
		}
	}
	return ""
}

// setOf reports whether the condition can only be true with an error set.
func setOf(info *types.Info, e ast.Expr) bool {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	switch b.Op {
	case token.LAND:
		return setOf(info, b.X) || setOf(info, b.Y)
	case token.NEQ:
		return comparesNil(info, b)
	}
	return false
}

func comparesNil(info *types.Info, b *ast.BinaryExpr) bool {
	return info.Types[b.Y].IsNil() && isErrorType(info.TypeOf(b.X)) ||
		info.Types[b.X].IsNil() && isErrorType(info.TypeOf(b.Y))
}

// asksKind reports whether the condition is errors.Is or errors.As.
func asksKind(info *types.Info, e ast.Expr) bool {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	fn, ok := info.Uses[sel.Sel].(*types.Func)
	return ok && fn.Pkg() != nil && fn.Pkg().Path() == "errors" && (fn.Name() == "Is" || fn.Name() == "As")
}
