package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/candor-dev/candor/analyzers/check"
)

// blanks finds "_ = err" for an error that nobody else looks at.
func (d *declaration) blanks() check.Population {
	var all check.Population
	for c := range d.cursor.Preorder((*ast.AssignStmt)(nil)) {
		as := c.Node().(*ast.AssignStmt)
		if as.Tok != token.ASSIGN || len(as.Lhs) != len(as.Rhs) {
			continue
		}
		for i, rhs := range as.Rhs {
			id, ok := as.Lhs[i].(*ast.Ident)
			v, isVar := ast.Unparen(rhs).(*ast.Ident)
			if !ok || id.Name != "_" || !isVar || !isErrorType(d.pass.TypesInfo.TypeOf(v)) {
				continue
			}
			obj, ok := d.pass.TypesInfo.Uses[v].(*types.Var)
			if !ok || d.packageLevel(obj) || d.gone[obj] || d.readElsewhere(obj, v) {
				continue
			}
			all = append(all, d.finding(c, as, "_ = "+v.Name, "the error "+v.Name,
				"is assigned to the blank identifier, and nobody else looks at it"))
		}
	}
	return all
}

// readElsewhere reports whether the declaration reads a variable at another
// place than the one given.
func (d *declaration) readElsewhere(obj types.Object, but *ast.Ident) bool {
	found := false
	for _, r := range d.reads(d.root, state{objs: []types.Object{obj}}) {
		found = found || r != ast.Expr(but)
	}
	_, inLit := d.inLiterals(d.root, state{objs: []types.Object{obj}})
	return found || inLit
}
