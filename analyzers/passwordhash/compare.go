package passwordhash

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// comparedOnly reports whether the sum that a call gives goes nowhere but into
// comparisons in constant time with another sum that the same function makes:
// two texts in plain are compared so that their length does not tell, and no sum
// is kept.
func comparedOnly(info *types.Info, body *ast.BlockStmt, sum *ast.CallExpr) bool {
	if body == nil {
		return false
	}
	sums := make(map[types.Object]bool) // variables that hold a sum of this function alone
	var own types.Object
	ast.Inspect(body, func(n ast.Node) bool {
		a, ok := n.(*ast.AssignStmt)
		if !ok || len(a.Lhs) != len(a.Rhs) {
			return true
		}
		for i := range a.Lhs {
			id, ok := a.Lhs[i].(*ast.Ident)
			if !ok {
				continue
			}
			if c, ok := ast.Unparen(a.Rhs[i]).(*ast.CallExpr); ok && isSum(info, c) {
				sums[info.ObjectOf(id)] = true
				if c == sum {
					own = info.ObjectOf(id)
				}
			}
		}
		return true
	})
	if own == nil {
		return false
	}
	used, compared := 0, 0
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.Ident:
			if info.Uses[n] == own {
				used++
			}
		case *ast.CallExpr:
			fn, _ := typeutil.Callee(info, n).(*types.Func)
			if fn == nil || len(n.Args) != 2 || fn.FullName() != "crypto/subtle.ConstantTimeCompare" && fn.FullName() != "crypto/hmac.Equal" {
				return true
			}
			a, b := base(info, n.Args[0]), base(info, n.Args[1])
			if (a == own || b == own) && sums[a] && sums[b] {
				compared++
			}
		}
		return true
	})
	return compared > 0 && used == compared
}

// base is the variable behind sum[:].
func base(info *types.Info, e ast.Expr) types.Object {
	if s, ok := ast.Unparen(e).(*ast.SliceExpr); ok {
		e = s.X
	}
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		return info.Uses[id]
	}
	return nil
}

func isSum(info *types.Info, call *ast.CallExpr) bool {
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	return fn != nil && fn.Pkg() != nil && fast[fn.Pkg().Path()] != "" && strings.HasPrefix(fn.Name(), "Sum")
}
