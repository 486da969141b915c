package errdropped

import (
	"go/ast"
	"go/types"

	"github.com/candor-dev/candor/analyzers/sinks"
)

// excused is the end of a call whose loss may come behind another failure.
func (j *judge) excused(call *ast.CallExpr, e end, otherwise string) end {
	j.enter(call)
	if e.ending == falls {
		e = end{lost, "is thrown away: " + otherwise, state{}}
	}
	if e.ending == lost && j.alreadyFails(call) {
		return end{moot, e.how + ", on a path that ends with another error", state{}}
	}
	return e
}

// rowEnd follows e, the row of a query, to where its error comes out. It falls
// when e tells nothing of it.
func (j *judge) rowEnd(call *ast.CallExpr, e ast.Expr) end {
	var child ast.Node = e
	for {
		switch p := j.parentOf(child).(type) {
		case *ast.ParenExpr:
			child = p
			continue
		case *ast.SelectorExpr:
			if m, ok := j.parentOf(p).(*ast.CallExpr); ok && m.Fun == ast.Expr(p) {
				switch {
				case j.givesError(m):
					return j.judgeCall(m)
				case sinks.FailureOf(j.pass.TypesInfo, m) == sinks.FailsInside:
					child = m
					continue
				}
				return open(state{})
			}
			if isErrorType(j.pass.TypesInfo.TypeOf(p)) {
				return j.judgeCall(p) // db.Create(&deal).Error
			}
			if _, ok := j.pass.TypesInfo.TypeOf(p).(*types.Basic); ok {
				return open(state{}) // RowsAffected
			}
			child = p // row.Scan as a value
			continue
		case *ast.CallExpr:
			switch {
			case j.kind(p) == logs || j.kind(p) == tidies:
				return open(state{})
			case j.givesError(p):
				return j.judgeCall(p)
			}
			return end{undecided, "is in a row that is handed to " + short(p.Fun), state{}}
		case *ast.ReturnStmt:
			return end{kept, "is returned with its row", state{}}
		case *ast.AssignStmt, *ast.ValueSpec:
			return j.heldEnd(call, p, child)
		case *ast.ExprStmt, *ast.GoStmt, *ast.DeferStmt:
			return open(state{})
		}
		return end{undecided, "is in a row that is put where this function can't follow it", state{}}
	}
}

// heldEnd follows a row that is assigned to a variable.
func (j *judge) heldEnd(call *ast.CallExpr, at, value ast.Node) end {
	lhs := assignedTo(at, value)
	id, ok := lhs.(*ast.Ident)
	if !ok {
		return end{undecided, "is in a row that is stored where this function can't follow it", state{}}
	}
	if id.Name == "_" {
		return open(state{})
	}
	u := j.target(id, at)
	if u.fate != aliased || value != ast.Node(call) && !j.failsInside(value) {
		return end{undecided, "is in a row that is stored in " + id.Name, state{}}
	}
	return j.worst(call, j.usesAfter(u.to, call))
}

// worst judges a row by all that is done with it: whoever asks its Err has the
// failure, and otherwise each reading must.
func (j *judge) worst(call *ast.CallExpr, uses []ast.Expr) end {
	out := open(state{})
	rank := map[ending]int{moot: 1, kept: 2, undecided: 3, lost: 4}
	for _, use := range uses {
		e := j.rowEnd(call, use)
		if s, ok := j.parentOf(use).(*ast.SelectorExpr); ok && (s.Sel.Name == "Err" || s.Sel.Name == "Error") && e.ending == kept {
			return e
		}
		if rank[e.ending] > rank[out.ending] {
			out = e
		}
	}
	return out
}

// failsInside reports whether a value is a call's whose error is in what it
// gives: the end of a chain, as db.Model(x).Update(y).
func (j *judge) failsInside(value ast.Node) bool {
	call, ok := value.(*ast.CallExpr)
	return ok && sinks.FailureOf(j.pass.TypesInfo, call) == sinks.FailsInside
}
