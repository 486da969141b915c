package errdropped

import (
	"go/ast"
	"go/types"
)

// returnStmt judges a return on the path on which the error is set.
func (j *judge) returnStmt(s *ast.ReturnStmt, st state) end {
	if len(s.Results) == 0 {
		return j.leave(st)
	}
	for i, r := range s.Results {
		for _, x := range j.reads(r, st) {
			switch u := j.use(x); u.fate {
			case handled:
				st.upTo, st.stops = u.up, u.stops
				st.vague = i < len(j.fn.results) && isBool(j.fn.results[i])
				return end{kept, u.how, st}
			case handed, stored:
				st.hidden = u.how
			case logged:
				st.logged = true
			}
		}
		if _, hidden := j.inLiterals(r, st); hidden {
			st.hidden = "is read by a function literal"
		}
	}
	if e, ok := j.outlives(st); ok {
		return e
	}
	for i, t := range j.fn.results {
		st.nilled = st.nilled || isErrorType(t) && i < len(s.Results) && j.isNil(s.Results[i])
	}
	if !st.inErr {
		if j.failsAnyway(s) {
			return end{moot, "gives way to another error that is returned", st}
		}
		if e := j.calls(s, &st); e.ending != falls {
			return e
		}
		return j.open(st, unlooked)
	}
	before := st.success
	if e := j.calls(s, &st); e.ending != falls {
		return e
	}
	if st.success && !before {
		return j.open(st, unlooked) // return c.NoContent(204)
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
		st.upTo = j.fn.node
		return end{kept, "becomes the result of " + short(s.Results[0]), st} // return f()
	}
	if at >= 0 {
		if !j.isNil(s.Results[at]) {
			st.upTo, st.vague = j.fn.node, true
			return end{kept, "becomes another error that is returned", st}
		}
		for i, r := range s.Results {
			if i != at && j.madeHere(r) {
				st.hidden = "comes with a nil error and the result " + short(r) + ", which may tell of it"
			}
		}
		return j.open(st, nilReturned)
	}
	zero := true
	for i, r := range s.Results {
		if j.informs(r, j.fn.results[i]) {
			st.upTo, st.vague = j.fn.node, true
			return end{kept, "becomes the result " + short(r), st}
		}
		v := j.pass.TypesInfo.Types[r].Value
		zero = zero && v != nil
	}
	if zero {
		return j.open(st, zeroReturned)
	}
	return end{undecided, "becomes a zero result, from which a caller can't tell a failure", st}
}

// madeHere reports whether a result is put together where it is returned, from
// something that the code writes there: an answer that may speak of the failure.
func (j *judge) madeHere(r ast.Expr) bool {
	if u, ok := ast.Unparen(r).(*ast.UnaryExpr); ok {
		r = u.X
	}
	switch x := ast.Unparen(r).(type) {
	case *ast.CompositeLit:
		return len(x.Elts) > 0
	case *ast.CallExpr:
		return len(x.Args) > 0
	}
	return false
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
