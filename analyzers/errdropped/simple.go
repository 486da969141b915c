package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strconv"
)

// simple walks a statement without inner control flow.
func (j *judge) simple(s ast.Stmt, st state) end {
	for _, r := range j.reads(s, st) {
		switch u := j.use(r); u.fate {
		case handled:
			st.upTo, st.sent, st.stops = u.up, u.to, u.stops
			return end{kept, u.how, st}
		case ignored:
			if u.how != "" {
				st.dropped = u.how
			}
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
	if e, hidden := j.inLiterals(s, st); e.ending == kept {
		return e
	} else if hidden {
		st.hidden = "is read by a function literal"
	} else {
		st.logged = e.st.logged
	}
	if e := j.calls(s, &st); e.ending != falls {
		return e
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

// calls looks at what an error branch calls without naming the error, and
// behind it at how the request is answered.
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
		k := j.kind(call)
		if k == responds || k == succeeds {
			status := j.status(call)
			if st.answer == "" {
				st.answer = answerText(status)
			}
			if !st.inErr && status >= 400 {
				out = end{kept, "is answered by " + short(call.Fun), *st}
			}
		}
		if !st.inErr {
			return true
		}
		switch k {
		case exits:
			st.stops = true
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

func answerText(status int) string {
	if success(status) {
		return strconv.Itoa(status)
	}
	return "as if nothing had happened"
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
	case stored, handled:
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
