package errdropped

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor/internal/effects"
)

// readOnly reports whether a call commits a transaction in which the
// declaration does nothing but read: then its failure loses nothing. Whatever
// can't be followed may write.
func (d *declaration) readOnly(commit *ast.CallExpr) bool {
	sel, ok := ast.Unparen(commit.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Commit" {
		return false
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	if !ok {
		return false
	}
	tx, ok := d.pass.TypesInfo.Uses[id].(*types.Var)
	fn, isFunc := d.root.(*ast.FuncDecl)
	if !ok || !isFunc || fn.Body == nil || !within(tx.Pos(), fn.Body) {
		return false // a parameter: the caller may have written
	}
	reads := 0
	for _, use := range d.reads(fn.Body, state{objs: []types.Object{tx}}) {
		switch d.txUse(use) {
		case txReads:
			reads++
		case txEnds:
		default:
			return false
		}
	}
	_, inLiteral := d.inLiterals(fn.Body, state{objs: []types.Object{tx}})
	return reads > 0 && !inLiteral
}

type txUse int

const (
	txUnknown txUse = iota
	txReads
	txEnds
)

// txUse says what one use of a transaction is for.
func (d *declaration) txUse(use ast.Expr) txUse {
	parents := d.parents(d.root)
	switch p := parents[use].(type) {
	case *ast.SelectorExpr:
		call, ok := parents[p].(*ast.CallExpr)
		if !ok || call.Fun != ast.Expr(p) {
			return txUnknown
		}
		switch name := p.Sel.Name; {
		case name == "Commit" || name == "Rollback":
			return txEnds
		case strings.HasPrefix(name, "Query") || name == "Get" || name == "Select" || name == "GetContext" || name == "SelectContext":
			if d.constantRead(call) {
				return txReads
			}
		}
	case *ast.CallExpr:
		if n := calledName(p); strings.HasSuffix(strings.ToLower(n), "rollback") {
			return txEnds
		}
		if d.selects(p) {
			return txReads
		}
		return d.scanned(p, use)
	}
	return txUnknown
}

// scanned follows a transaction into a function of the package that takes it to
// read: all that it does with it must be reading.
func (d *declaration) scanned(call *ast.CallExpr, arg ast.Expr) txUse {
	fn, ok := typeutil.Callee(d.pass.TypesInfo, call).(*types.Func)
	if !ok || d.decls[fn.Origin()] == nil {
		return txUnknown
	}
	decl := d.decls[fn.Origin()]
	at := -1
	for i, a := range call.Args {
		if a == arg {
			at = i
		}
	}
	if at < 0 {
		return txUnknown
	}
	id, ok := d.param(decl.Type, at)
	if !ok {
		return txReads
	}
	param := d.pass.TypesInfo.Defs[id]
	inner := &declaration{judge: judge{world: d.world, root: decl}}
	for _, use := range inner.reads(decl.Body, state{objs: []types.Object{param}}) {
		sel, ok := inner.parentOf(use).(*ast.SelectorExpr)
		if !ok {
			if c, ok := inner.parentOf(use).(*ast.CallExpr); !ok || !inner.selects(c) {
				return txUnknown
			}
			continue
		}
		c, ok := inner.parentOf(sel).(*ast.CallExpr)
		if !ok || !inner.constantRead(c) {
			return txUnknown
		}
	}
	if _, inLiteral := inner.inLiterals(decl.Body, state{objs: []types.Object{param}}); inLiteral {
		return txUnknown
	}
	return txReads
}

// selects reports whether a call is made on a builder of selects:
// psql.Select("id").RunWith(tx).
func (d *declaration) selects(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	n := namedOf(d.pass.TypesInfo.TypeOf(sel.X))
	return n != nil && strings.HasPrefix(n.Obj().Name(), "Select")
}

// constantRead reports whether the text of a query is known, and reads.
func (d *declaration) constantRead(call *ast.CallExpr) bool {
	for _, e := range d.known.classifier.Call(d.pass.TypesInfo, call, d.scope) {
		if e.Kind != effects.Read || e.Unread != "" {
			return false
		}
	}
	return true
}
