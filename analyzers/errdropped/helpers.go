package errdropped

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// takes is one parameter of a function whose body can be read.
type takes struct {
	fn    ast.Node
	param int
}

// taken is what a function does with an error that it is given.
type taken struct {
	kind callKind
	done bool // false while it is being read: a function that calls itself
}

// given says what a function of the package, or a literal that is called on
// the spot or through a variable, does with the error that is its argument.
func (j *judge) given(call *ast.CallExpr, arg ast.Node) (callKind, bool) {
	fn, root := j.bodyOf(call)
	if fn == nil {
		return ordinary, false
	}
	at := -1
	for i, a := range call.Args {
		if ast.Node(a) == arg {
			at = i
		}
	}
	if at < 0 {
		return ordinary, false
	}
	if tuple, ok := j.pass.TypesInfo.TypeOf(call.Args[at]).(*types.Tuple); ok {
		at += tuple.Len() - 1 // f(g()): the error is the last of what g gives
	}
	param, ok := j.param(fn.typ, at)
	key := takes{fn.node, at}
	if t, seen := j.taken[key]; seen {
		if !t.done {
			return ordinary, true
		}
		return t.kind, true
	}
	j.taken[key] = taken{}
	k := drops
	if ok {
		k = j.takes(fn, root, param)
	}
	j.taken[key] = taken{k, true}
	return k, true
}

func (j *judge) takes(fn *function, root ast.Node, param *ast.Ident) callKind {
	obj := j.pass.TypesInfo.Defs[param]
	inner := &judge{world: j.world, root: root, fn: fn, from: param}
	st := state{objs: []types.Object{obj}, ever: []types.Object{obj}, inErr: true, looked: true}
	e := inner.run(fn.body.List, st)
	switch e.ending {
	case falls, breaks, continues:
		e = inner.leave(e.st)
	}
	switch e.ending {
	case kept, moot:
		switch {
		case e.st.stops:
			return exits
		case e.st.upTo == fn.node:
			for _, t := range fn.results {
				if isErrorType(t) {
					return builds
				}
			}
			if len(fn.results) == 1 && isBool(fn.results[0]) {
				return predicate
			}
			return builds
		}
		return ordinary
	case lost:
		if e.st.logged {
			return logs
		}
		return drops
	}
	return opaque
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// param is the name of the parameter that the argument of that index goes to.
func (j *judge) param(typ *ast.FuncType, at int) (*ast.Ident, bool) {
	n := 0
	for _, f := range typ.Params.List {
		count := max(len(f.Names), 1)
		_, variadic := f.Type.(*ast.Ellipsis)
		if at < n+count || variadic {
			if len(f.Names) == 0 {
				return nil, false
			}
			id := f.Names[min(at-n, count-1)]
			return id, id.Name != "_"
		}
		n += count
	}
	return nil, false
}

// bodyOf finds the function that a call runs, if its body stands in the package.
func (j *judge) bodyOf(call *ast.CallExpr) (*function, ast.Node) {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.FuncLit:
		return j.functionOf(fun), j.root
	case *ast.Ident:
		if v, ok := j.pass.TypesInfo.Uses[fun].(*types.Var); ok {
			if lit := j.onlyValue(v); lit != nil {
				return j.functionOf(lit), j.root
			}
			return nil, nil
		}
	}
	fn, ok := typeutil.Callee(j.pass.TypesInfo, call).(*types.Func)
	if !ok {
		return nil, nil
	}
	decl := j.decls[fn.Origin()]
	if decl == nil {
		return nil, nil
	}
	return j.functionOf(decl), decl
}

// onlyValue is the literal that a local variable holds, if it is given no other.
func (j *judge) onlyValue(v *types.Var) *ast.FuncLit {
	if j.root == nil || !within(v.Pos(), j.root) {
		return nil
	}
	var lit *ast.FuncLit
	n := 0
	note := func(lhs ast.Expr, rhs ast.Expr) {
		if id, ok := lhs.(*ast.Ident); ok && j.pass.TypesInfo.ObjectOf(id) == v {
			n++
			lit, _ = rhs.(*ast.FuncLit)
		}
	}
	ast.Inspect(j.root, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.AssignStmt:
			for i, l := range node.Lhs {
				if len(node.Lhs) == len(node.Rhs) {
					note(l, node.Rhs[i])
				} else {
					note(l, nil)
				}
			}
		case *ast.ValueSpec:
			for i, id := range node.Names {
				if i < len(node.Values) {
					note(id, node.Values[i])
				}
			}
		case *ast.UnaryExpr:
			note(node.X, nil) // its address
		}
		return true
	})
	if n != 1 {
		return nil
	}
	return lit
}

// inLiterals follows the error into the function literals inside n that read
// it. What a literal does that is deferred or called on the spot can be told;
// for another one found is true and the error's end is not known.
func (j *judge) inLiterals(n ast.Node, st state) (e end, found bool) {
	out := open(st)
	ast.Inspect(n, func(n ast.Node) bool {
		lit, ok := n.(*ast.FuncLit)
		if !ok || out.ending == kept {
			return out.ending != kept
		}
		if len(j.reads(lit.Body, state{objs: st.objs})) == 0 {
			return true
		}
		call, ok := j.parentOf(lit).(*ast.CallExpr)
		if !ok || call.Fun != ast.Expr(lit) {
			found = true
			return false
		}
		if _, ok := j.parentOf(call).(*ast.GoStmt); ok {
			found = true
			return false
		}
		inner := &judge{world: j.world, root: j.root, from: j.from, fn: &function{node: j.fn.node, named: j.fn.named}}
		switch e := inner.run(lit.Body.List, state{objs: st.objs, ever: st.ever}); e.ending {
		case kept:
			if e.st.upTo == nil || e.st.upTo == j.fn.node {
				e.st.branch = st.branch
				out = e
			}
		case undecided:
			found = true
		default:
			out.st.logged = out.st.logged || e.st.logged
		}
		return false
	})
	return out, found
}
