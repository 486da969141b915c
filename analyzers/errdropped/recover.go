package errdropped

import (
	"go/ast"
	"go/types"

	"github.com/candor-dev/candor/analyzers/check"
)

// recovers finds deferred functions that catch a panic and tell nobody, and
// those that only write it down where the function around then tells of
// success: a handler answers 200, a caller is given a nil error.
func (d *declaration) recovers() check.Population {
	var all check.Population
	for c := range d.cursor.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if !d.isRecover(call) {
			continue
		}
		j := &judge{world: d.world, root: d.root}
		e := j.fateOf(call)
		if e.ending != lost || j.fn.body == nil || e.st.branch != nil && d.acts(e.st.branch) {
			continue
		}
		around := j.aroundDeferred()
		how, then := "is thrown away", ""
		if e.st.logged {
			how = "is only logged"
		}
		if around != nil {
			then = around.tellsSuccess(j)
		}
		if e.st.logged && then == "" {
			continue
		}
		if then != "" {
			how += "; " + then
		}
		s := d.finding(c, call, "recover", "a recovered panic", how)
		if k, ok := d.sinkIn(around); ok {
			s.Severity = nil
			s.Message = "a recovered panic of the code that makes " + k + " in " + s.Symbol + " " + how
		}
		s.Fix = "return an error, answer the request with 500, or let the panic go on"
		all = append(all, s)
	}
	return all
}

func (d *declaration) isRecover(call *ast.CallExpr) bool {
	id, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		return false
	}
	b, ok := d.pass.TypesInfo.Uses[id].(*types.Builtin)
	return ok && b.Name() == "recover"
}

// aroundDeferred is the function that defers the literal that is being judged.
func (j *judge) aroundDeferred() *function {
	lit, ok := j.fn.node.(*ast.FuncLit)
	if !ok {
		return nil
	}
	call, ok := j.parentOf(lit).(*ast.CallExpr)
	if !ok {
		return nil
	}
	if _, ok := j.parentOf(call).(*ast.DeferStmt); !ok {
		return nil
	}
	for n := j.parentOf(call); n != nil; n = j.parentOf(n) {
		if f := j.functionOf(n); f != nil {
			return f
		}
	}
	return nil
}

// tellsSuccess says what a client or a caller is told when the function ends
// without a word.
func (f *function) tellsSuccess(j *judge) string {
	if f.handler && len(f.results) == 0 {
		return "the handler then returns, and the client is not told that it failed"
	}
	for _, t := range f.results {
		if isErrorType(t) {
			return "the caller is then given a nil error"
		}
	}
	return ""
}

// sinkIn names a sink that stands in the function.
func (d *declaration) sinkIn(f *function) (string, bool) {
	if f == nil {
		return "", false
	}
	for c := range d.cursor.Preorder((*ast.CallExpr)(nil)) {
		call := c.Node().(*ast.CallExpr)
		if k, ok := d.sinks[call]; ok && within(call.Pos(), f.body) {
			return k.name(check.CallText(call)), true
		}
	}
	return "", false
}
