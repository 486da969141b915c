package check

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
)

// Symbol names the declaration around a place: "api.(*Server).createDeal",
// "api.Run", or "api.table" for the initial value of a variable. A function
// literal belongs to the declaration that it stands in.
func Symbol(pkg *types.Package, at inspector.Cursor) string {
	for c := range at.Enclosing((*ast.FuncDecl)(nil), (*ast.ValueSpec)(nil)) {
		switch n := c.Node().(type) {
		case *ast.FuncDecl:
			return pkg.Name() + "." + FuncName(n)
		case *ast.ValueSpec:
			if _, ok := c.Parent().Parent().Node().(*ast.File); ok {
				return pkg.Name() + "." + n.Names[0].Name
			}
		}
	}
	return pkg.Name()
}

// FuncName is the name of a function, with its receiver if it has one:
// "(*Server).createDeal". Type parameters are left out.
func FuncName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	t, star := ast.Unparen(d.Recv.List[0].Type), ""
	if p, ok := t.(*ast.StarExpr); ok {
		t, star = ast.Unparen(p.X), "*"
	}
	switch x := t.(type) {
	case *ast.IndexExpr:
		t = x.X
	case *ast.IndexListExpr:
		t = x.X
	}
	return "(" + star + types.ExprString(t) + ")." + d.Name.Name
}

// CallText is the called function as the source writes it, where that is short
// ("tx.ExecContext"); a chain of calls is cut to its last link ("….Exec").
func CallText(call *ast.CallExpr) string {
	fun := ast.Unparen(call.Fun)
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if !plainSelector(sel.X) {
			return "…." + sel.Sel.Name
		}
	}
	if _, ok := fun.(*ast.FuncLit); ok {
		return "func literal"
	}
	return strings.Join(strings.Fields(types.ExprString(fun)), " ")
}

func plainSelector(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return plainSelector(x.X)
	}
	return false
}
