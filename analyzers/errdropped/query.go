package errdropped

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// queryKind is how a query tells that its statement failed.
type queryKind int

const (
	noQuery   queryKind = iota
	direct              // by its own error
	givesRow            // by the error of reading its row
	givesRows           // by its own error; the rows of pgx by theirs, too
)

// writeQuery reports how a call tells the failure of the write that its text
// is. A text that is not constant may as well be a read: such a call is none.
func writeQuery(info *types.Info, call *ast.CallExpr) queryKind {
	tv, ok := info.Types[call.Fun]
	if !ok || tv.IsType() || tv.IsBuiltin() {
		return noQuery
	}
	sig, ok := tv.Type.Underlying().(*types.Signature)
	if !ok {
		return noQuery
	}
	name, pkg := "", ""
	if fn := typeutil.Callee(info, call); fn != nil {
		name = fn.Name()
		if fn.Pkg() != nil {
			pkg = fn.Pkg().Path()
		}
	}
	kind := noQuery
	res := sig.Results()
	switch {
	case res.Len() == 1 && (isOf(res.At(0).Type(), "Row") || strings.HasPrefix(name, "QueryRow") && has(res.At(0).Type(), "Scan")):
		kind = givesRow
	case res.Len() == 2 && isErrorType(res.At(1).Type()) &&
		(isOf(res.At(0).Type(), "Rows") || strings.Contains(name, "Query") && has(res.At(0).Type(), "Next", "Scan")):
		kind = givesRows
	case res.Len() == 1 && isErrorType(res.At(0).Type()) && pkg == "github.com/jmoiron/sqlx":
		switch name {
		case "Get", "GetContext", "Select", "SelectContext":
			kind = direct
		}
	}
	if kind == noQuery || !writing(constantText(info, sig, call)) {
		return noQuery
	}
	return kind
}

// isOf reports whether a type is the Row or the Rows of a driver.
func isOf(t types.Type, name string) bool {
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil || n.Obj().Name() != name {
		return false
	}
	switch cutVersion(n.Obj().Pkg().Path()) {
	case "database/sql", "github.com/jackc/pgx", "github.com/jmoiron/sqlx":
		return true
	}
	return false
}

func has(t types.Type, methods ...string) bool {
	for _, m := range methods {
		if obj, _, _ := types.LookupFieldOrMethod(t, true, nil, m); obj == nil {
			return false
		}
	}
	return true
}

// constantText is the constant that is given for the first parameter of type
// string, or "".
func constantText(info *types.Info, sig *types.Signature, call *ast.CallExpr) string {
	for i := range sig.Params().Len() {
		b, ok := sig.Params().At(i).Type().Underlying().(*types.Basic)
		if !ok || b.Info()&types.IsString == 0 {
			continue
		}
		if i >= len(call.Args) {
			return ""
		}
		if v := info.Types[call.Args[i]].Value; v != nil && v.Kind() == constant.String {
			return constant.StringVal(v)
		}
		return ""
	}
	return ""
}

// judgeQuery says what becomes of the failure of a write that gives rows.
func (j *judge) judgeQuery(call *ast.CallExpr, kind queryKind) end {
	if kind == givesRow {
		return j.excused(call, j.rowEnd(call, call))
	}
	e := j.judgeCall(call)
	if kind == givesRows && j.tellsLate(call) {
		return j.excused(call, j.lateEnd(call, e))
	}
	return e
}

// excused is the end of a call whose loss may come behind another failure.
func (j *judge) excused(call *ast.CallExpr, e end) end {
	if e.ending == falls {
		e = end{lost, "is thrown away: nobody reads its row", state{}}
	}
	j.enter(call)
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
		switch p := j.parents[child].(type) {
		case *ast.ParenExpr:
			child = p
			continue
		case *ast.SelectorExpr:
			if m, ok := j.parents[p].(*ast.CallExpr); ok && m.Fun == ast.Expr(p) {
				if !j.givesError(m) {
					return open(state{})
				}
				return j.judgeCall(m)
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
	if u.fate != aliased || value != ast.Node(call) {
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
		if s, ok := j.parents[use].(*ast.SelectorExpr); ok && s.Sel.Name == "Err" && e.ending == kept {
			return e
		}
		if rank[e.ending] > rank[out.ending] {
			out = e
		}
	}
	return out
}
