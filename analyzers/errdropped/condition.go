package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
)

// condition is what a condition says when the error is set.
type condition int

const (
	unrelated  condition = iota // nothing
	stopped                     // nothing, but that the context has ended
	always                      // it is true
	never                       // it is false
	particular                  // it is true for particular errors
	general                     // it is false for particular errors
	maybe                       // if it is true the error is set
	told                        // it hands the error to a function
)

func (j *judge) condition(e ast.Expr, st state) condition {
	e = ast.Unparen(e)
	if len(j.reads(e, st)) == 0 && len(j.reads(e, state{objs: st.kinds})) == 0 {
		if j.asksContext(e) {
			return stopped
		}
		return unrelated
	}
	switch x := e.(type) {
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			return negate(j.condition(x.X, st))
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND:
			return j.and(x, st)
		case token.LOR:
			return or(j.condition(x.X, st), j.condition(x.Y, st))
		case token.EQL, token.NEQ:
			c := j.equal(x, st)
			if x.Op == token.NEQ {
				c = negate(c)
			}
			return c
		}
	case *ast.CallExpr:
		if k, ok := j.asks(x, st); ok {
			return k
		}
		switch j.kind(x) {
		case predicate, builds:
			return particular
		case logs, tidies:
			return unrelated
		}
		if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok && j.carries(sel.X, st) {
			return particular // err.Timeout()
		}
	}
	if len(j.reads(e, st)) == 0 {
		return particular // ok of _, ok := err.(T)
	}
	return told
}

// asks judges a function of the package that is given the error and gives a
// bool: whether it only sorts errors, or has the error.
func (j *judge) asks(call *ast.CallExpr, st state) (condition, bool) {
	t := j.pass.TypesInfo.TypeOf(call)
	if t == nil || !isBool(t) {
		return unrelated, false
	}
	for _, a := range call.Args {
		if !j.carries(a, st) {
			continue
		}
		k, ok := j.given(call, a)
		if !ok {
			return unrelated, false
		}
		switch k {
		case ordinary, exits, responds, succeeds, opaque:
			return told, true
		}
		return particular, true
	}
	return unrelated, false
}

// equal judges x == y.
func (j *judge) equal(x *ast.BinaryExpr, st state) condition {
	val, other := x.X, x.Y
	if len(j.reads(val, st)) == 0 {
		val, other = other, val
	}
	if len(j.reads(val, st)) == 0 {
		return particular
	}
	if t := j.pass.TypesInfo.TypeOf(val); !isErrorType(t) && !(isAny(t) && j.carries(ast.Unparen(val), st)) {
		if call, ok := ast.Unparen(val).(*ast.CallExpr); ok && j.kind(call) == builds && !isBuiltinLen(call) {
			return particular // err.Error() == "..."
		}
		return told // a mark that was set in the error branch
	}
	if j.isNil(other) {
		return never
	}
	return particular
}

// isAny reports whether a type is that of a recovered value.
func isAny(t types.Type) bool {
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.Empty()
}

func isBuiltinLen(call *ast.CallExpr) bool {
	id, ok := call.Fun.(*ast.Ident)
	return ok && id.Name == "len"
}

func (j *judge) and(x *ast.BinaryExpr, st state) condition {
	a, b := j.condition(x.X, st), j.condition(x.Y, st)
	second := x.Y
	if b != unrelated && (a == unrelated || a == stopped) || b == always {
		a, b, second = b, a, x.X
	}
	switch {
	case a == never || b == never:
		return never
	case a == told || b == told:
		return told
	case a == particular || b == particular:
		return particular
	case b == unrelated || b == stopped:
		if j.comparesError(second) {
			return general // another error is set already, and that one counts
		}
		return maybe
	case a == always:
		return b
	}
	return a
}

func or(a, b condition) condition {
	switch {
	case a == always || b == always:
		return always
	case a == told || b == told:
		return told
	case a == particular || b == particular:
		return particular
	case a == never && b == never:
		return never
	case a == general || b == general:
		return general
	}
	return unrelated
}

func negate(c condition) condition {
	switch c {
	case always:
		return never
	case never:
		return always
	case particular:
		return general
	case general:
		return particular
	case maybe:
		return unrelated
	}
	return c
}

func (j *judge) comparesError(e ast.Expr) bool {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	return ok && b.Op == token.EQL && (j.isNil(b.Y) && isErrorType(j.pass.TypesInfo.TypeOf(b.X)) ||
		j.isNil(b.X) && isErrorType(j.pass.TypesInfo.TypeOf(b.Y)))
}

func (j *judge) isNil(e ast.Expr) bool { return j.pass.TypesInfo.Types[ast.Unparen(e)].IsNil() }

// asksContext reports whether the expression asks a context for its error.
func (j *judge) asksContext(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Err" {
				n := namedOf(j.pass.TypesInfo.TypeOf(sel.X))
				found = found || n != nil && n.Obj().Name() == "Context"
			}
		}
		return !found
	})
	return found
}

// reads lists the places inside n that read what carries the error. What a
// function literal does happens at another time and is left out.
func (j *judge) reads(n ast.Node, st state) []ast.Expr {
	var out []ast.Expr
	if n == nil {
		return nil
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			for _, r := range n.Rhs {
				out = append(out, j.reads(r, st)...)
			}
			return false
		case *ast.IncDecStmt:
			return false
		case *ast.SelectorExpr:
			out = append(out, j.reads(n.X, st)...)
			return false
		case ast.Expr:
			if j.carries(n, st) {
				out = append(out, n)
				return false
			}
		}
		return true
	})
	return out
}

func (j *judge) carries(e ast.Expr, st state) bool {
	if st.expr != nil && e == st.expr {
		return true
	}
	id, ok := e.(*ast.Ident)
	if !ok {
		return false
	}
	obj := j.pass.TypesInfo.Uses[id]
	for _, o := range st.objs {
		if o == obj {
			return true
		}
	}
	return false
}
