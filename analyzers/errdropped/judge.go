package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// judge holds what is needed to follow the error of one call.
type judge struct {
	*world
	root ast.Node  // the declaration that is being read
	fn   *function // the function that the error is in
	from ast.Expr  // what gives the error
	// following are the literals whose calls are being looked at, so that two
	// that call each other end.
	following map[*ast.FuncLit]bool
	// inHelper: a function is read for what it does with one that it is handed.
	inHelper bool
}

func (j *judge) parentOf(n ast.Node) ast.Node { return j.parents(j.root)[n] }

// judgeSink says what becomes of the failure of a sink.
func (j *judge) judgeSink(call *ast.CallExpr, k sink) end {
	switch k.tells {
	case byRow, inside:
		return j.excused(call, j.rowEnd(call, call), noReader(k.tells))
	case byBool:
		return j.boolEnd(call)
	}
	e := j.judgeCall(call)
	if e.ending == lost && e.st.logged && j.tidiesUp(k) {
		return end{undecided, "is only logged, by a deferred function that tidies up: what its caller was told may be right all the same", e.st}
	}
	if k.tells == byRows {
		return j.excused(call, j.rowsEnd(call, e), "nobody reads its rows")
	}
	if k.effect == guarding && e.ending == lost && j.boolRead(call) {
		return end{undecided, "is not looked at, while the decision is: only the callee can tell that it denies when it fails", state{}}
	}
	return e
}

// tidiesUp reports whether the literal that is judged is deferred and deletes,
// in a function that could not give its error any more: which row of a lock or
// a temporary table stays behind is not what the caller asked for. A commit or
// an update that is deferred is the work itself.
func (j *judge) tidiesUp(k sink) bool {
	around := j.aroundDeferred()
	if around == nil || k.effect != mutating || !strings.HasPrefix(k.what, "the DELETE") {
		return false
	}
	return !slices.ContainsFunc(around.named, func(o types.Object) bool { return o != nil && isErrorType(o.Type()) })
}

// judgeCall says what becomes of an error where it comes out: as the last value
// of a call, or in a field.
func (j *judge) judgeCall(call ast.Expr) end {
	e := j.fateOf(call)
	for range maxDepth {
		if gone, ok := j.cleared(e); ok {
			e = gone
			break
		}
		next, ok := j.throughLiteral(e)
		if !ok {
			break
		}
		e = next
	}
	switch {
	case e.ending == kept && e.st.doubt != "":
		return end{undecided, e.st.doubt, e.st}
	case e.ending == lost && j.alreadyFails(call):
		return end{moot, e.how + ", on a path that ends with another error", state{}}
	}
	return e
}

func (j *judge) fateOf(call ast.Expr) end {
	j.enter(call)
	switch p := j.parentOf(call).(type) {
	case *ast.GoStmt:
		return end{lost, "is thrown away: the call is started with go", state{}}
	case *ast.DeferStmt:
		return end{lost, "is thrown away: the call is deferred", state{}}
	case *ast.ExprStmt:
		if _, ok := j.parentOf(p).(*ast.TypeSwitchStmt); !ok {
			return j.onward(p, end{lost, "is thrown away: the call is a statement of its own", state{}})
		}
	}
	switch u := j.use(call); u.fate {
	case handled:
		return end{kept, u.how, state{upTo: u.up, sent: u.to, stops: u.stops}}
	case handed, stored:
		return end{undecided, u.how, state{}}
	case logged:
		return j.onward(u.at, end{lost, "is only logged", state{logged: true}})
	case tested:
		st := state{expr: call}
		s := j.statementOf(u.at)
		e := j.step(s, st)
		if e.ending == falls {
			return j.follow(s, e.st)
		}
		if e.ending == breaks || e.ending == continues {
			return j.open(e.st, skippedOver)
		}
		return e
	case aliased:
		return j.follow(u.at, state{objs: []types.Object{u.to}, ever: []types.Object{u.to}})
	case ignored:
		how := u.how
		if how == "" {
			how = "is thrown away: it is assigned to the blank identifier"
		}
		return j.onward(u.at, end{lost, how, state{}})
	}
	return end{undecided, "goes where this function can't follow it", state{}}
}

// onward adds to a loss what the function does next.
func (j *judge) onward(at ast.Node, e end) end {
	s, ok := at.(ast.Stmt)
	if !ok {
		return e
	}
	next := j.follow(s, state{logged: e.st.logged})
	e.st.success, e.st.answer, e.st.endless = next.st.success, next.st.answer, next.st.endless
	e.st.reports = j.reports()
	if then := j.consequence(e.st); then != "" {
		e.how += "; " + then
	}
	return e
}

// enter makes the function around e the one that is judged.
func (j *judge) enter(e ast.Expr) {
	j.from = e
	j.fn = &function{}
	for n := ast.Node(e); n != nil; n = j.parentOf(n) {
		if f := j.functionOf(n); f != nil {
			j.fn = f
			return
		}
	}
}

// statementOf is the statement whose condition holds the expression.
func (j *judge) statementOf(n ast.Node) ast.Stmt {
	if c, ok := n.(*ast.CaseClause); ok {
		n = j.parentOf(j.parentOf(c))
	}
	s, _ := n.(ast.Stmt)
	return s
}

func (j *judge) functionOf(n ast.Node) *function {
	f := &function{node: n}
	switch n := n.(type) {
	case *ast.FuncDecl:
		f.typ, f.body = n.Type, n.Body
	case *ast.FuncLit:
		f.typ, f.body = n.Type, n.Body
	default:
		return nil
	}
	for _, p := range f.typ.Params.List {
		f.handler = f.handler || isResponder(j.pass.TypesInfo.TypeOf(p.Type))
	}
	if f.typ.Results == nil {
		return f
	}
	for _, r := range f.typ.Results.List {
		t := j.pass.TypesInfo.TypeOf(r.Type)
		if len(r.Names) == 0 {
			f.results = append(f.results, t)
		}
		for _, id := range r.Names {
			f.results = append(f.results, t)
			f.named = append(f.named, j.pass.TypesInfo.Defs[id])
		}
	}
	return f
}

// breaksOut reports whether statements may leave the loop that they are the body of
// by a break or a goto.
func breaksOut(body ast.Node) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ForStmt, *ast.RangeStmt, *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
			found = found || jumps(n)
			return false
		case *ast.BranchStmt:
			found = found || n.Tok == token.BREAK || n.Tok == token.GOTO
		}
		return !found
	})
	return found
}

// jumps reports whether something goes to a label below a node.
func jumps(n ast.Node) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		b, ok := n.(*ast.BranchStmt)
		found = found || ok && b.Label != nil
		return !found
	})
	return found
}

// endless reports whether a loop has no end but by its own statements.
func (j *judge) endless(loop ast.Node) bool {
	switch l := loop.(type) {
	case *ast.ForStmt:
		return l.Cond == nil
	case *ast.RangeStmt:
		_, ok := j.pass.TypesInfo.TypeOf(l.X).Underlying().(*types.Chan)
		return ok
	}
	return false
}

func noReader(how tells) string {
	if how == inside {
		return "nobody asks for the error in what it gives"
	}
	return "nobody reads its row"
}
