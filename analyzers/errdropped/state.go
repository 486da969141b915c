package errdropped

import (
	"go/ast"
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
	goodEnds bool   // the function returns only if the error is nil
	dropped  string // who was given the error and did nothing with it
	called   string // what the error branch called without the error
	hidden   string // why the rest can't be seen
	doubt    string // why another way to here can't be told
	branch   ast.Node

	ever    []types.Object // all variables that ever carried the error
	answer  string         // what the request is answered with, behind the loss
	nilled  bool           // a nil error is returned
	reports bool           // someone is told of success: a client, or a caller by a nil error
	endless bool           // it is lost in a loop that doesn't end: a worker
	stops   bool           // the program ends
	minor   bool           // only a rare failure is lost
	vague   bool           // the caller learns of a failure, and not of which

	upTo ast.Node     // the function that returns the error
	sent types.Object // the channel that it is sent on
}

// mild reports whether a loss is only written down where nobody is told of
// success: in a worker, in a function without results.
func (st state) mild() bool {
	return st.minor || st.logged && !st.success && (!st.reports || st.endless)
}

func (st state) with(obj types.Object) state {
	if !slices.Contains(st.objs, obj) {
		st.objs = append(slices.Clip(st.objs), obj)
		st.ever = append(slices.Clip(st.ever), obj)
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
	if st.answer == "" {
		st.answer = o.answer
	}
	st.nilled = st.nilled || o.nilled
	st.endless = st.endless && o.endless
	st.goodEnds = st.goodEnds && o.goodEnds
	return st
}
