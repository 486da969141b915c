package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// state is what is known on the path that runs when the error is set.
type state struct {
	objs  []types.Object // variables that carry the error, or a mark of it
	kinds []types.Object // variables that tell which error it is
	expr  ast.Expr       // the call itself, where its value is tested in place
	inErr bool           // the code knows that the error is set

	looked   bool   // some condition asked for the error
	empty    bool   // an error branch without a statement was passed
	logged   bool   // a line was written
	success  bool   // the request was answered with success
	special  bool   // particular errors were told apart
	goodOnly bool   // something is done only if the error is nil
	called   string // what the error branch called without the error
	hidden   string // why the rest can't be seen
	doubt    string // why another way to here can't be told
	branch   ast.Node
}

func (st state) with(obj types.Object) state {
	if !slices.Contains(st.objs, obj) {
		st.objs = append(slices.Clip(st.objs), obj)
	}
	return st
}

func (st state) without(obj types.Object) state {
	st.objs = slices.DeleteFunc(slices.Clone(st.objs), func(o types.Object) bool { return o == obj })
	return st
}

// merge keeps of two ways to the same place what both of them may have done.
func (st state) merge(o state) state {
	for _, obj := range o.objs {
		st = st.with(obj)
	}
	st.logged = st.logged || o.logged
	st.success = st.success || o.success
	st.looked = st.looked || o.looked
	st.empty = st.empty || o.empty
	st.special = st.special || o.special
	if st.called == "" {
		st.called = o.called
	}
	if st.hidden == "" {
		st.hidden = o.hidden
	}
	if st.doubt == "" {
		st.doubt = o.doubt
	}
	if st.branch == nil {
		st.branch = o.branch
	}
	return st
}

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
	if then.ending == lost && c == stopped {
		then = end{undecided, "is given up where the context has ended", st}
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
