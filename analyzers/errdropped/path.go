package errdropped

import (
	"go/ast"
	"go/types"
)

// function is the function declaration or literal that a call stands in.
type function struct {
	node    ast.Node
	typ     *ast.FuncType
	body    *ast.BlockStmt
	results []types.Type
	named   []types.Object
	handler bool // it answers an HTTP request
}

// follow walks from a statement to the end of its function, with the error set.
func (j *judge) follow(s ast.Node, st state) end {
	pending := falls
	for {
		parent := j.parentOf(s)
		var e end
		switch p := parent.(type) {
		case *ast.BlockStmt:
			e = j.rest(p.List, s, st, pending)
		case *ast.CaseClause:
			e = j.rest(p.Body, s, st, pending)
			parent = j.parentOf(j.parentOf(p)) // the switch: its other clauses don't run
		case *ast.CommClause:
			e = j.rest(p.Body, s, st, pending)
			parent = j.parentOf(j.parentOf(p))
		case *ast.IfStmt:
			e = open(st)
			if p.Init == s && pending == falls {
				e = j.ifStmt(p, st)
			}
		case *ast.SwitchStmt:
			e = open(st)
			if p.Init == s {
				e = j.switchStmt(p, st)
			}
		case *ast.TypeSwitchStmt:
			e = open(st)
			if p.Init == s {
				e = j.typeSwitch(p, st)
			}
		case *ast.ForStmt:
			if p.Init == s {
				e = j.forStmt(p, st)
			} else {
				e = j.leaveLoop(p, p.Cond, st, pending)
				pending = falls
			}
		case *ast.RangeStmt:
			e = j.leaveLoop(p, nil, st, pending)
			pending = falls
		case *ast.FuncDecl, *ast.FuncLit:
			return j.leave(st)
		case nil:
			return end{undecided, "is set where no function can look at it", st}
		default:
			e = open(st)
		}
		switch e.ending {
		case breaks, continues:
			pending, st = e.ending, e.st
		case falls:
			st = e.st
		default:
			return e
		}
		if pending == breaks && isSwitch(parent) {
			pending = falls
		}
		s = parent
	}
}

func isSwitch(n ast.Node) bool {
	switch n.(type) {
	case *ast.SwitchStmt, *ast.TypeSwitchStmt, *ast.SelectStmt:
		return true
	}
	return false
}

// rest walks the statements behind s, unless control has left the list.
func (j *judge) rest(list []ast.Stmt, s ast.Node, st state, pending ending) end {
	if pending != falls {
		return end{pending, "", st}
	}
	for i := range list {
		if ast.Node(list[i]) == s {
			return j.run(list[i+1:], st)
		}
	}
	return open(st)
}

// leaveLoop leaves the body of a loop that the call stands in: what was declared
// inside is gone, and the call itself overwrites what it was assigned to.
func (j *judge) leaveLoop(loop ast.Node, cond ast.Expr, st state, how ending) end {
	if how != breaks && j.endless(loop) {
		st.endless = true
	}
	if f, ok := loop.(*ast.ForStmt); ok && f.Cond == nil && st.goodEnds && how != breaks && !breaksOut(f.Body) {
		return end{kept, "makes the loop try again until there is none", st}
	}
	outer := st
	outer.objs = nil
	var first types.Object
	for i, o := range st.objs {
		if within(o.Pos(), loop) {
			continue
		}
		outer = outer.with(o)
		if i == 0 {
			first = o
		}
	}
	if how != breaks {
		if cond != nil && len(j.reads(cond, outer)) > 0 {
			return end{kept, "decides whether the loop goes on", st}
		}
		if first != nil && !st.looked && isErrorType(first.Type()) {
			if j.readBefore(loop, first) {
				return end{kept, "is looked at on the next turn of the loop", st}
			}
			return j.open(outer, nextTurn)
		}
	}
	if len(outer.objs) == 0 {
		why := goneInLoop
		if how == continues {
			why = skippedOver
		}
		return j.open(outer, why)
	}
	return open(outer)
}

// readBefore reports whether the loop reads the variable before the call sets it.
func (j *judge) readBefore(loop ast.Node, obj types.Object) bool {
	for _, r := range j.reads(loop, state{objs: []types.Object{obj}}) {
		if r.Pos() < j.from.Pos() {
			return true
		}
	}
	return false
}

// leave judges the end of the function, or a return without results.
func (j *judge) leave(st state) end {
	for _, o := range j.fn.named {
		for _, have := range st.objs {
			if o == have {
				st.upTo = j.fn.node
				return end{kept, "is returned as the result " + o.Name(), st}
			}
		}
	}
	if e, ok := j.outlives(st); ok {
		return e
	}
	if j.fn.handler && st.inErr {
		if st.called != "" && !st.success {
			return end{kept, "is answered by " + st.called, st}
		}
		return j.open(st, implicit200)
	}
	if len(j.fn.results) > 0 && st.inErr {
		return j.open(st, unnamed)
	}
	return j.open(st, goneAtEnd)
}

// outlives judges variables that belong to a function around this literal.
func (j *judge) outlives(st state) (end, bool) {
	for _, o := range st.objs {
		if within(o.Pos(), j.fn.node) {
			continue
		}
		for n := j.parentOf(j.fn.node); n != nil; n = j.parentOf(n) {
			f := j.functionOf(n)
			if f == nil {
				continue
			}
			for _, named := range f.named {
				if named == o {
					st.upTo = f.node
					return end{kept, "becomes the result " + o.Name() + " of the function around", st}, true
				}
			}
		}
		return end{undecided, "is stored in " + o.Name() + ", a variable of the function around", st}, true
	}
	return end{}, false
}
