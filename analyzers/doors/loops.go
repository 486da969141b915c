package doors

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// someOf is the condition of a wrapper that a loop may leave out.
const someOf = "a loop that may not go over all of its list"

// partly reports a loop that puts middleware around a handler and may leave
// out some of its list: it does not go from the one end to the other, or leaves
// on the way. Only the forms that certainly go over all are none.
func (w *walker) partly(loop ast.Stmt) bool {
	var body *ast.BlockStmt
	list, whole := "", true
	switch s := loop.(type) {
	case *ast.RangeStmt:
		body = s.Body
		if _, cut := ast.Unparen(s.X).(*ast.SliceExpr); cut {
			whole = false
		}
	case *ast.ForStmt:
		body = s.Body
		list, whole = ends(s)
	}
	if !w.wraps(body) {
		return false
	}
	return !whole || leaves(body) || !indexes(body, list)
}

// wraps reports a body in which a value becomes what middleware makes of it.
func (w *walker) wraps(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if ok && len(a.Rhs) == 1 {
			if c, ok := ast.Unparen(a.Rhs[0]).(*ast.CallExpr); ok && w.class.of(w.in.Info.TypeOf(c.Fun)) == ClassMiddleware {
				found = true
			}
		}
		return !found
	})
	return found
}

// ends reports a loop that counts over all indices of a list, and which list.
func ends(s *ast.ForStmt) (list string, whole bool) {
	init, ok := s.Init.(*ast.AssignStmt)
	if !ok || len(init.Lhs) != 1 || len(init.Rhs) != 1 || s.Cond == nil {
		return "", false
	}
	post, ok := s.Post.(*ast.IncDecStmt)
	i := identOf(init.Lhs[0])
	if !ok || i == nil || types.ExprString(post.X) != i.Name {
		return "", false
	}
	from, cond := flat(init.Rhs[0]), flat(s.Cond)
	if post.Tok == token.INC {
		list, ok = strings.CutPrefix(cond, i.Name+"<len(")
		return strings.TrimSuffix(list, ")"), ok && from == "0" && strings.HasSuffix(list, ")")
	}
	list, ok = strings.CutPrefix(from, "len(")
	return strings.TrimSuffix(list, ")-1"), ok && cond == i.Name+">=0" && strings.HasSuffix(list, ")-1")
}

// flat is an expression without spaces.
func flat(e ast.Expr) string { return strings.ReplaceAll(types.ExprString(e), " ", "") }

// leaves reports a body that may go on with the next round, or after the loop,
// before its end. What is nil wraps nothing, and may be skipped.
func leaves(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			if c, ok := n.Cond.(*ast.BinaryExpr); ok && c.Op == token.EQL && types.ExprString(c.Y) == "nil" && len(n.Body.List) == 1 && n.Else == nil {
				if b, ok := n.Body.List[0].(*ast.BranchStmt); ok && b.Tok == token.CONTINUE {
					return false
				}
			}
		case *ast.BranchStmt, *ast.ReturnStmt:
			found = true
		}
		return !found
	})
	return found
}

// indexes reports a body whose calls of elements go through a list by its
// loop's variable, forwards or backwards. Of a range statement no list is given.
func indexes(body *ast.BlockStmt, list string) bool {
	ok := true
	ast.Inspect(body, func(n ast.Node) bool {
		c, call := n.(*ast.CallExpr)
		if !call {
			return ok
		}
		x, elem := ast.Unparen(c.Fun).(*ast.IndexExpr)
		if !elem {
			return ok
		}
		of, at := flat(x.X), flat(x.Index)
		if list != "" && of != list {
			ok = false
		}
		back, mirrored := strings.CutPrefix(at, "len("+of+")-")
		if mirrored {
			at = strings.TrimSuffix(strings.TrimPrefix(back, "1-"), "-1")
			ok = ok && at != back
		}
		ok = ok && token.IsIdentifier(at)
		return ok
	})
	return ok
}
