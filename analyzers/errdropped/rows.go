package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// ofPgx reports whether the rows of a query know of its failure before its
// error does: pgx hands out rows at once, and reads the answer with them.
func (j *judge) ofPgx(call *ast.CallExpr) bool {
	t, ok := j.pass.TypesInfo.TypeOf(call).(*types.Tuple)
	if !ok || t.Len() != 2 {
		return false
	}
	n := namedOf(t.At(0).Type())
	return n != nil && n.Obj().Pkg() != nil && strings.HasPrefix(n.Obj().Pkg().Path(), "github.com/jackc/pgx")
}

// rowsEnd judges a write that gives many rows, where own is what becomes of the
// error of the query itself. With pgx that one may be ignored when the error of
// the rows is not; with every driver a failure behind the first row is told by
// the rows alone.
func (j *judge) rowsEnd(call *ast.CallExpr, own end) end {
	as, ok := j.parentOf(call).(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 2 {
		return own
	}
	id, ok := as.Lhs[0].(*ast.Ident)
	if !ok || id.Name == "_" {
		return own
	}
	u := j.target(id, as)
	if u.fate != aliased {
		return own
	}
	out, walked := open(state{}), false
	rank := map[ending]int{lost: 1, undecided: 2, moot: 3, kept: 4}
	for _, use := range j.usesAfter(u.to, call) {
		if s, ok := j.parentOf(use).(*ast.SelectorExpr); ok && s.Sel.Name != "Err" {
			walked = walked || s.Sel.Name == "Next"
			continue // Next and Scan tell of a row, not of the statement
		}
		if e := j.rowEnd(call, use); rank[e.ending] > rank[out.ending] {
			out = e
		}
	}
	pgx := j.ofPgx(call)
	if !pgx && (!walked || own.ending != kept) {
		return own
	}
	switch {
	case out.ending == falls && own.ending == kept && walked:
		j.enter(call)
		const how = "is lost where it comes with a row: after the loop nobody asks the Err of the rows"
		return end{lost, how, state{minor: !pgx, upTo: own.st.upTo}}
	case out.ending == falls && own.ending == kept:
		return end{undecided, "comes with the rows, whose Err nobody asks", state{}}
	case out.ending == falls || own.ending == undecided && out.ending != kept:
		return own
	}
	return out
}

// usesAfter lists where a variable is read after the call that set it: up to
// the next assignment, or, if that leaves none, anywhere behind.
func (j *judge) usesAfter(obj types.Object, call *ast.CallExpr) []ast.Expr {
	var all, near []ast.Expr
	next := token.Pos(-1)
	ast.Inspect(j.root, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		if !ok || id.Pos() < call.End() || j.pass.TypesInfo.ObjectOf(id) != obj {
			return true
		}
		if as, ok := j.parentOf(id).(*ast.AssignStmt); ok {
			for _, l := range as.Lhs {
				if l == ast.Expr(id) {
					if next < 0 {
						next = id.Pos()
					}
					return true
				}
			}
		}
		all = append(all, id)
		if next < 0 {
			near = append(near, id)
		}
		return true
	})
	if len(near) > 0 {
		return near
	}
	return all
}

// assignedTo is the place on the left of a value, or nil.
func assignedTo(at, value ast.Node) ast.Expr {
	switch at := at.(type) {
	case *ast.AssignStmt:
		for i, v := range at.Rhs {
			if ast.Node(v) == value && len(at.Lhs) == len(at.Rhs) {
				return at.Lhs[i]
			}
		}
	case *ast.ValueSpec:
		for i, v := range at.Values {
			if ast.Node(v) == value && len(at.Names) == len(at.Values) {
				return at.Names[i]
			}
		}
	}
	return nil
}

// givesError reports whether a call gives an error last.
func (j *judge) givesError(call *ast.CallExpr) bool {
	t := j.pass.TypesInfo.TypeOf(call)
	if tuple, ok := t.(*types.Tuple); ok {
		return tuple.Len() > 0 && isErrorType(tuple.At(tuple.Len()-1).Type())
	}
	return isErrorType(t)
}
