package errdropped

import (
	"go/ast"
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor/analyzers/check"
)

// files finds writes to a file whose error is dropped, where the error of its
// Close is dropped as well: then nobody learns that the data is not there.
func (d *declaration) files() check.Population {
	var all check.Population
	for c := range d.cursor.Preorder((*ast.AssignStmt)(nil)) {
		as := c.Node().(*ast.AssignStmt)
		if len(as.Rhs) != 1 || len(as.Lhs) != 2 {
			continue
		}
		open, ok := as.Rhs[0].(*ast.CallExpr)
		id, named := as.Lhs[0].(*ast.Ident)
		if !ok || !named || id.Name == "_" || !d.opensForWriting(open) {
			continue
		}
		file := d.pass.TypesInfo.ObjectOf(id)
		writes, closed := d.fileUses(file)
		if closed || len(writes) == 0 {
			continue
		}
		w := writes[0]
		at, ok := d.cursor.FindNode(w)
		if _, sink := d.sinks[w]; !ok || sink {
			continue
		}
		all = append(all, d.finding(at, w, check.CallText(w), "the error of "+check.CallText(w),
			"is thrown away, and that of closing "+id.Name+" too: the file can lack the data, and nobody is told"))
	}
	return all
}

func (d *declaration) opensForWriting(call *ast.CallExpr) bool {
	fn, ok := typeutil.Callee(d.pass.TypesInfo, call).(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "os" {
		return false
	}
	switch fn.Name() {
	case "Create", "CreateTemp":
		return true
	case "OpenFile":
		if len(call.Args) < 2 {
			return false
		}
		v := d.pass.TypesInfo.Types[call.Args[1]].Value
		if v == nil {
			return false
		}
		flags, ok := constant.Int64Val(v)
		return ok && flags&3 != 0 // O_WRONLY or O_RDWR
	}
	return false
}

// fileUses lists the writes to a file whose error goes nowhere, and reports
// whether anyone looks at the error of its Close or its Sync.
func (d *declaration) fileUses(file types.Object) (writes []*ast.CallExpr, closed bool) {
	parents := d.parents(d.root)
	is := func(e ast.Expr) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && file != nil && d.pass.TypesInfo.Uses[id] == file
	}
	ast.Inspect(d.root, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return true
		}
		_, stmt := parents[call].(*ast.ExprStmt)
		_, deferred := parents[call].(*ast.DeferStmt)
		switch name := sel.Sel.Name; {
		case is(sel.X) && (name == "Close" || name == "Sync"):
			closed = closed || !stmt && !deferred && !blank(parents[call])
		case is(sel.X) && (name == "Write" || name == "WriteString" || name == "WriteAt" || name == "ReadFrom" || name == "Truncate"),
			len(call.Args) > 0 && is(call.Args[0]) && (name == "Copy" || name == "CopyN" || name == "WriteString" || name == "Fprint" || name == "Fprintf" || name == "Fprintln"):
			if stmt || blank(parents[call]) {
				writes = append(writes, call)
			}
		}
		return true
	})
	return writes, closed
}

// blank reports whether a statement assigns to blank identifiers alone.
func blank(n ast.Node) bool {
	as, ok := n.(*ast.AssignStmt)
	if !ok {
		return false
	}
	id, ok := as.Lhs[len(as.Lhs)-1].(*ast.Ident)
	return ok && id.Name == "_"
}
