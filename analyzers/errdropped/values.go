package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// candidates lists the functions that a call by a variable, or by an element of
// a list or a table, may call, as far as the package writes them down.
func (d *declaration) candidates(call *ast.CallExpr) []ast.Expr {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		if v, ok := d.pass.TypesInfo.Uses[fun].(*types.Var); ok && within(v.Pos(), d.root) {
			return d.valuesOf(v)
		}
	case *ast.IndexExpr:
		return d.elementsOf(fun.X, maxDepth)
	}
	return nil
}

// valuesOf lists the values that a variable is given where they are written down:
// in the declaration, or in the package for one of the package.
func (w *world) valuesOf(root ast.Node, v *types.Var, depth int) []ast.Expr {
	var out []ast.Expr
	is := func(e ast.Expr) bool {
		id, ok := e.(*ast.Ident)
		return ok && w.pass.TypesInfo.ObjectOf(id) == v
	}
	visit := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, l := range n.Lhs {
				if is(l) && len(n.Lhs) == len(n.Rhs) {
					out = append(out, n.Rhs[i])
				}
			}
		case *ast.ValueSpec:
			for i, l := range n.Names {
				if is(l) && len(n.Names) == len(n.Values) {
					out = append(out, n.Values[i])
				}
			}
		case *ast.RangeStmt:
			if n.Value != nil && is(n.Value) {
				out = append(out, w.elementsOf(root, n.X, depth)...)
			}
		}
		return true
	}
	if v.Parent() == w.pass.Pkg.Scope() {
		for _, f := range w.pass.Files {
			ast.Inspect(f, visit)
		}
	} else {
		ast.Inspect(root, visit)
	}
	return out
}

// elementsOf lists the elements of a list or the values of a map, as far as they
// are written down.
func (w *world) elementsOf(root ast.Node, e ast.Expr, depth int) []ast.Expr {
	if depth == 0 {
		return nil
	}
	var out []ast.Expr
	switch x := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		for _, e := range x.Elts {
			if kv, ok := e.(*ast.KeyValueExpr); ok {
				e = kv.Value
			}
			out = append(out, e)
		}
	case *ast.CallExpr: // append(list, f)
		if id, ok := ast.Unparen(x.Fun).(*ast.Ident); ok && id.Name == "append" && len(x.Args) > 1 && !x.Ellipsis.IsValid() {
			out = append(out, x.Args[1:]...)
		}
	case *ast.Ident:
		if v, ok := w.pass.TypesInfo.Uses[x].(*types.Var); ok {
			for _, val := range w.valuesOf(root, v, depth-1) {
				out = append(out, w.elementsOf(root, val, depth-1)...)
			}
		}
	}
	return out
}

func (d *declaration) valuesOf(v *types.Var) []ast.Expr {
	return d.world.valuesOf(d.root, v, maxDepth)
}

func (d *declaration) elementsOf(e ast.Expr, depth int) []ast.Expr {
	return d.world.elementsOf(d.root, e, depth)
}

// callsOf lists the calls in the declaration that call a function literal by the
// variable, the list or the table that holds it. Calls inside of it are left out.
func (j *judge) callsOf(lit *ast.FuncLit) []ast.Expr {
	holds := func(list []ast.Expr) bool {
		return slices.ContainsFunc(list, func(e ast.Expr) bool { return ast.Unparen(e) == ast.Expr(lit) })
	}
	var out []ast.Expr
	ast.Inspect(j.root, func(n ast.Node) bool {
		if n == ast.Node(lit) {
			return false
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch fun := ast.Unparen(call.Fun).(type) {
		case *ast.Ident:
			if v, ok := j.pass.TypesInfo.Uses[fun].(*types.Var); ok && !j.packageLevel(v) && holds(j.valuesOf(j.root, v, maxDepth)) {
				out = append(out, call)
			}
		case *ast.IndexExpr:
			if holds(j.elementsOf(j.root, fun.X, maxDepth)) {
				out = append(out, call)
			}
		}
		return true
	})
	return out
}

// byName follows the error of a literal that is called by the name that holds it,
// to the worst that becomes of it.
func (j *judge) byName(lit *ast.FuncLit, e end) (end, bool) {
	if j.following[lit] {
		return e, false
	}
	calls := j.callsOf(lit)
	if len(calls) == 0 {
		return e, false
	}
	if j.following == nil {
		j.following = make(map[*ast.FuncLit]bool)
	}
	j.following[lit] = true
	defer delete(j.following, lit)
	out := e
	for _, c := range calls {
		next := j.judgeCall(c)
		switch {
		case next.ending == lost:
			next.how = "is returned to a call of " + short(c.(*ast.CallExpr).Fun) + ", whose error " + next.how
			return next, true
		case next.ending == undecided, next.ending == kept && out.ending != undecided:
			out = next
		}
	}
	return out, true
}

// cleared finds the deferred function that sets the error to nil that its
// function returns, and tells nobody.
func (j *judge) cleared(e end) (end, bool) {
	if e.ending != kept || e.st.upTo == nil {
		return e, false
	}
	f := j.functionOf(e.st.upTo)
	if f == nil || f.body == nil {
		return e, false
	}
	for _, s := range f.body.List {
		d, ok := s.(*ast.DeferStmt)
		if !ok {
			continue
		}
		lit, ok := d.Call.Fun.(*ast.FuncLit)
		if !ok {
			continue
		}
		for _, named := range f.named {
			if named != nil && isErrorType(named.Type()) && j.clears(lit.Body, named) {
				return end{lost, "is set to nil by a deferred function before anyone sees it", e.st}, true
			}
		}
	}
	return e, false
}

// clears reports whether statements set an error to nil whatever it is, and do
// nothing with it before but to write it down.
func (j *judge) clears(b *ast.BlockStmt, err types.Object) bool {
	st := state{objs: []types.Object{err}}
	for _, s := range b.List {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if len(s.Lhs) == 1 && len(s.Rhs) == 1 && s.Tok == token.ASSIGN && j.isNil(s.Rhs[0]) && j.objectOf(s.Lhs[0]) == err {
				return true
			}
		case *ast.IfStmt:
			if s.Init == nil && s.Else == nil && j.condition(s.Cond, st) == always && j.clears(s.Body, err) {
				return true
			}
		}
		for _, r := range j.reads(s, st) {
			if j.use(r).fate != logged {
				return false
			}
		}
	}
	return false
}
