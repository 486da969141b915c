package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// simple walks a statement without inner control flow.
func (j *judge) simple(s ast.Stmt, st state) end {
	for _, r := range j.reads(s, st) {
		switch u := j.use(r); u.fate {
		case handled:
			return end{kept, u.how, st}
		case handed, stored:
			st.hidden = u.how
		case logged:
			st.logged = true
		case aliased:
			st = st.with(u.to)
		case sorted:
			st.kinds = append(slices.Clip(st.kinds), u.kinds...)
		}
	}
	if j.readsInLiterals(s, st.objs) {
		st.hidden = "is read by a function literal"
	}
	if st.inErr {
		if e := j.calls(s, &st); e.ending != falls {
			return e
		}
	}
	switch s := s.(type) {
	case *ast.SendStmt:
		if st.inErr {
			st.called = short(s.Chan)
		}
	case *ast.IncDecStmt:
		st = j.mark(s.X, s, st)
	case *ast.AssignStmt:
		return j.assign(s, st)
	}
	return open(st)
}

// calls looks at what an error branch calls without naming the error.
func (j *judge) calls(s ast.Stmt, st *state) end {
	out := open(*st)
	ast.Inspect(s, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok || out.ending != falls {
			return false
		}
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		switch j.kind(call) {
		case exits:
			out = end{kept, "stops the program", *st}
		case responds:
			out = end{kept, "is answered by " + short(call.Fun), *st}
		case succeeds:
			st.success = true
		case logs:
			st.logged = true
			return false
		case ordinary, opaque:
			st.called = short(call.Fun)
		}
		return true
	})
	return out
}

// assign judges what an assignment does to the variables that carry the error.
func (j *judge) assign(s *ast.AssignStmt, st state) end {
	read := len(j.reads(s, st)) > 0
	for i, lhs := range s.Lhs {
		if id, ok := lhs.(*ast.Ident); ok && id.Name == "_" || read {
			continue
		}
		var rhs ast.Expr
		if len(s.Lhs) == len(s.Rhs) {
			rhs = s.Rhs[i]
		}
		u := j.target(lhs, s)
		if s.Tok != token.DEFINE && (st.inErr && j.speaks(rhs, lhs) || u.fate == aliased && j.isFailure(rhs)) {
			st = j.mark(lhs, s, st) // an error that gives way to another is not lost
			continue
		}
		if _, whole := lhs.(*ast.Ident); whole && u.fate == aliased && len(st.objs) > 0 {
			before := len(st.objs)
			st = st.without(u.to)
			if before > 0 && len(st.objs) == 0 {
				return j.open(st, overwritten)
			}
		}
	}
	return open(st)
}

// speaks reports whether a value that is assigned in an error branch can tell
// a reader of lhs that something failed: not nil, and not what another
// function made of it that may be nil.
func (j *judge) speaks(rhs, lhs ast.Expr) bool {
	if rhs == nil || j.isNil(rhs) {
		return false
	}
	if call, ok := ast.Unparen(rhs).(*ast.CallExpr); ok && isErrorType(j.pass.TypesInfo.TypeOf(lhs)) {
		return j.kind(call) == builds
	}
	return true
}

// isFailure reports whether the expression is an error that is certainly set:
// a package's variable, or one that is made on the spot.
func (j *judge) isFailure(e ast.Expr) bool {
	if e == nil || !isErrorType(j.pass.TypesInfo.TypeOf(e)) {
		return false
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		obj := j.pass.TypesInfo.Uses[x]
		_, isVar := obj.(*types.Var)
		return isVar && j.packageLevel(obj)
	case *ast.SelectorExpr:
		obj := j.pass.TypesInfo.Uses[x.Sel]
		_, isVar := obj.(*types.Var)
		return isVar && j.packageLevel(obj)
	case *ast.CallExpr:
		return j.kind(x) == builds && len(x.Args) > 0 && j.pass.TypesInfo.Types[x.Args[0]].Value != nil // errors.New("…"), fmt.Errorf("…")
	}
	return false
}

// mark notes that the error branch left its mark in lhs.
func (j *judge) mark(lhs ast.Expr, at ast.Node, st state) state {
	if !st.inErr {
		return st
	}
	switch u := j.target(lhs, at); u.fate {
	case aliased:
		st = st.with(u.to)
	case stored:
		st.hidden = u.how
	}
	return st
}

// marksOf notes what a branch sets that runs only if the error is nil.
func (j *judge) marksOf(b *ast.BlockStmt, st state) state {
	in := st
	in.inErr = true
	ast.Inspect(b, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			for _, lhs := range n.Lhs {
				if n.Tok != token.DEFINE {
					in = j.mark(lhs, n, in)
				}
			}
		case *ast.IncDecStmt:
			in = j.mark(n.X, n, in)
		}
		return true
	})
	in.inErr = st.inErr
	return in
}

// returnStmt judges a return on the path on which the error is set.
func (j *judge) returnStmt(s *ast.ReturnStmt, st state) end {
	if len(s.Results) == 0 {
		return j.leave(st)
	}
	for _, r := range s.Results {
		if len(j.reads(r, st)) > 0 {
			return end{kept, "is returned", st}
		}
		if j.readsInLiterals(r, st.objs) {
			st.hidden = "is read by a function literal"
		}
	}
	if e, ok := j.outlives(st); ok {
		return e
	}
	if !st.inErr {
		if j.failsAnyway(s) {
			return end{moot, "gives way to another error that is returned", st}
		}
		return j.open(st, unlooked)
	}
	if e := j.calls(s, &st); e.ending != falls {
		return e
	}
	return j.verdictOf(s, st)
}

func (j *judge) verdictOf(s *ast.ReturnStmt, st state) end {
	at := -1
	for i, t := range j.fn.results {
		if isErrorType(t) {
			at = i
		}
	}
	if len(s.Results) != len(j.fn.results) {
		return end{kept, "becomes the result of " + short(s.Results[0]), st} // return f()
	}
	if at >= 0 {
		if !j.isNil(s.Results[at]) {
			return end{kept, "becomes another error that is returned", st}
		}
		return j.open(st, nilReturned)
	}
	for i, r := range s.Results {
		if j.informs(r, j.fn.results[i]) {
			return end{kept, "becomes the result " + short(r), st}
		}
	}
	return end{undecided, "becomes a zero result, from which a caller can't tell a failure", st}
}

// informs reports whether a result can tell a caller of a failure: false, or
// anything that is no zero value.
func (j *judge) informs(r ast.Expr, t types.Type) bool {
	if j.isNil(r) {
		return false
	}
	v := j.pass.TypesInfo.Types[r].Value
	if v == nil {
		lit, ok := ast.Unparen(r).(*ast.CompositeLit)
		return !ok || len(lit.Elts) > 0
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		return v.String() == "false"
	}
	s := v.ExactString()
	return s != "0" && s != `""`
}
