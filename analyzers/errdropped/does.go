package errdropped

import (
	"go/ast"
	"go/types"
)

// does says what a function of the package does that is called in an error
// branch without the error: ordinary, unless it can be seen that it tells
// nobody, ends the program or answers with success.
func (j *judge) does(decl *ast.FuncDecl) callKind {
	if k, ok := j.doing[decl]; ok {
		return k
	}
	j.doing[decl] = tidies // while it is being read, and it calls itself
	in := &judge{world: j.world, root: decl, fn: j.functionOf(decl)}
	out, answers := tidies, false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt, *ast.GoStmt:
			out = ordinary
		case *ast.AssignStmt:
			for _, l := range n.Lhs {
				if !in.local(l) {
					out = ordinary
				}
			}
		case *ast.IncDecStmt:
			if !in.local(n.X) {
				out = ordinary
			}
		case *ast.CallExpr:
			switch k := in.kind(n); k {
			case logs:
				if out == tidies {
					out = logs
				}
				return false
			case succeeds:
				answers = true
			case ordinary, opaque, responds:
				out = ordinary
			case exits:
				if s, ok := in.parentOf(n).(*ast.ExprStmt); ok && in.parentOf(s) == ast.Node(decl.Body) {
					out = exits
				} else {
					out = ordinary
				}
				return false
			}
		}
		return out != ordinary && out != exits
	})
	if answers && (out == tidies || out == logs) {
		out = succeeds
	}
	j.doing[decl] = out
	return out
}

// local reports whether an assignment reaches no further than this function.
func (j *judge) local(lhs ast.Expr) bool {
	if id, ok := ast.Unparen(lhs).(*ast.Ident); ok {
		if id.Name == "_" {
			return true
		}
		obj := j.pass.TypesInfo.ObjectOf(id)
		return obj != nil && within(obj.Pos(), j.fn.node)
	}
	root := j.localRoot(lhs)
	if root == nil {
		return false
	}
	_, pointer := root.Type().Underlying().(*types.Pointer)
	return !pointer
}
