package errdropped

import (
	"go/ast"
	"go/token"
)

// ending is how a list of statements ends for the error.
type ending int

const (
	falls ending = iota // control reaches the end, the error still open
	breaks
	continues
	kept      // someone has it
	lost      // nobody has
	undecided // it can't be told
	moot      // the code is failing already
)

type end struct {
	ending ending
	how    string
	st     state // while the error is open
}

func open(st state) end { return end{falls, "", st} }

// run walks statements on the path on which the error is set.
func (j *judge) run(list []ast.Stmt, st state) end {
	for _, s := range list {
		e := j.step(s, st)
		if e.ending != falls {
			return e
		}
		st = e.st
	}
	return open(st)
}

func (j *judge) step(s ast.Stmt, st state) end {
	switch s := s.(type) {
	case nil, *ast.EmptyStmt:
		return open(st)
	case *ast.LabeledStmt:
		return j.step(s.Stmt, st)
	case *ast.BlockStmt:
		return j.run(s.List, st)
	case *ast.IfStmt:
		return j.after(s.Init, st, func(st state) end { return j.ifStmt(s, st) })
	case *ast.SwitchStmt:
		return j.after(s.Init, st, func(st state) end { return j.switchStmt(s, st) })
	case *ast.TypeSwitchStmt:
		return j.after(s.Init, st, func(st state) end { return j.typeSwitch(s, st) })
	case *ast.SelectStmt:
		return j.selectStmt(s, st)
	case *ast.ForStmt:
		return j.after(s.Init, st, func(st state) end { return j.forStmt(s, st) })
	case *ast.RangeStmt:
		if len(j.reads(s.X, st)) > 0 {
			return end{kept, "is looked at one by one", st}
		}
		return j.loopBody(s.Body, st)
	case *ast.ReturnStmt:
		return j.returnStmt(s, st)
	case *ast.BranchStmt:
		switch s.Tok {
		case token.BREAK:
			return end{breaks, "", st}
		case token.CONTINUE:
			return end{continues, "", st}
		case token.GOTO:
			return end{undecided, "the code jumps with goto", st}
		}
		return open(st)
	}
	return j.simple(s, st)
}

func (j *judge) after(init ast.Stmt, st state, next func(state) end) end {
	if init == nil {
		return next(st)
	}
	e := j.step(init, st)
	if e.ending != falls {
		return e
	}
	return next(e.st)
}

func (j *judge) ifStmt(s *ast.IfStmt, st state) end {
	c := j.condition(s.Cond, st)
	branch := st
	branch.inErr, branch.looked, branch.branch = true, true, s
	switch c {
	case told:
		return end{kept, "is handed to the function in the condition", st}
	case always, general:
		if len(s.Body.List) == 0 {
			branch.empty = true
		}
		e := j.run(s.Body.List, branch)
		if e.ending == falls {
			e.st.inErr = st.inErr
		}
		return e
	case never:
		if s.Else != nil {
			if b, ok := s.Else.(*ast.BlockStmt); ok && len(b.List) == 0 {
				branch.empty = true
			}
			e := j.step(s.Else, branch)
			if e.ending == falls {
				e.st.inErr = st.inErr
			}
			return e
		}
		st.goodOnly = true
		if leaves(s.Body) {
			st.inErr, st.looked, st.branch = true, true, s
			_, st.goodEnds = s.Body.List[len(s.Body.List)-1].(*ast.ReturnStmt)
			return open(st)
		}
		return open(j.marksOf(s.Body, st))
	case particular:
		st.special = true
		if leaves(s.Body) {
			st.inErr, st.looked = true, true // success left too, or it would be treated as a failure
		}
		return j.step(s.Else, st)
	}
	if c != maybe {
		branch = st
	}
	then := j.run(s.Body.List, branch)
	if then.ending == falls {
		then.st.inErr = st.inErr
	}
	other := j.step(s.Else, st)
	switch {
	case c == stopped && then.ending == lost:
		then = end{undecided, "is given up where the context has ended", st}
	case c == stopped && then.ending == kept && other.ending == falls:
		other.st.hidden = "is given up where the context has ended"
	case c == unrelated && s.Else == nil && j.comparesError(s.Cond) && (then.ending == kept || then.ending == falls && then.st.hidden != ""):
		return then // another error is set already, and that one counts
	}
	return join(then, other)
}

// join unites the two ends of a fork whose condition says nothing of the error.
func join(a, b end) end {
	for _, e := range []end{a, b} {
		if e.ending == lost {
			return e
		}
	}
	switch {
	case a.ending == falls && b.ending == falls:
		return open(a.st.merge(b.st))
	case a.ending == undecided || b.ending == undecided:
		u, o := a, b
		if o.ending == undecided {
			u, o = b, a
		}
		if o.ending == falls {
			o.st.hidden, o.st.doubt = u.how, u.how
			return o
		}
		return u
	case a.ending == falls:
		return a
	case b.ending == falls:
		return b
	case a.ending == kept || a.ending == moot:
		return b
	}
	return a
}

func (j *judge) forStmt(s *ast.ForStmt, st state) end {
	if s.Cond != nil && len(j.reads(s.Cond, st)) > 0 {
		return end{kept, "decides whether the loop goes on", st}
	}
	return j.loopBody(s.Body, st)
}

func (j *judge) loopBody(body *ast.BlockStmt, st state) end {
	e := j.run(body.List, st)
	if e.ending == breaks || e.ending == continues {
		return open(e.st)
	}
	return e
}
