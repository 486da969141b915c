package download

import (
	"slices"
	"strings"

	"mvdan.cc/sh/v3/syntax"
)

// context is where a statement stands.
type context struct {
	// scope are the branches and chains around it: what was checked inside of
	// one holds for what comes after it in there.
	scope   []int
	errExit bool
	last    bool // its failure is the failure of the whole script, which counts
	guard   bool // its failure leads past whatever comes next in the scope
}

// walker reads one parsed script.
type walker struct {
	r       *Reader
	src     string
	line    int // of the file, for the first line of src
	errExit bool
}

func (w *walker) stops(c context) bool { return w.errExit || c.last || c.guard }

// within opens a branch.
func (w *walker) within(c context) context {
	w.r.scopes++
	c.scope = append(slices.Clone(c.scope), w.r.scopes)
	return c
}

// lift moves the checks of an inner scope out to the one around it.
func (w *walker) lift(inner, outer context) {
	for _, f := range w.r.files {
		for i := range f.checks {
			if slices.Equal(f.checks[i].scope, inner.scope) {
				f.checks[i].scope = outer.scope
			}
		}
	}
}

func (w *walker) list(stmts []*syntax.Stmt, c context) {
	last, guard := c.last, c.guard
	for i, s := range stmts {
		c.last, c.guard = last && i == len(stmts)-1, guard && i == len(stmts)-1
		w.stmt(s, c)
	}
}

func (w *walker) stmt(s *syntax.Stmt, c context) {
	if w.r.budget--; w.r.budget < 0 || s == nil {
		return
	}
	if s.Negated && !c.guard {
		c.last = false
		e := w.errExit
		w.errExit = false
		defer func() { w.errExit = e }()
	}
	switch x := s.Cmd.(type) {
	case nil:
		w.heredoc(s, c)
	case *syntax.CallExpr:
		w.call(x, s, c)
	case *syntax.BinaryCmd:
		w.binary(x, s, c)
	case *syntax.Block:
		w.list(x.Stmts, c)
		w.redirected(s, x.Stmts)
	case *syntax.Subshell:
		dir, e := w.r.dir, w.errExit
		w.list(x.Stmts, c)
		w.r.dir, w.errExit = dir, e
		w.redirected(s, x.Stmts)
	case *syntax.IfClause:
		w.branch(x, c)
	case *syntax.WhileClause:
		c.last, c.guard = false, false
		in := w.within(c)
		for _, s := range x.Cond {
			w.ignoring(s, in)
		}
		w.list(x.Do, in)
	case *syntax.ForClause:
		c.last, c.guard = false, false
		w.list(x.Do, w.within(c))
	case *syntax.CaseClause:
		for _, item := range x.Items {
			w.list(item.Stmts, w.within(c))
		}
	case *syntax.FuncDecl:
		if x.Name != nil && mentionsCheck(w.text(x.Body)) {
			w.r.checker[x.Name.Value] = true
		}
		c.last, c.guard = false, false
		e := w.errExit
		w.stmt(x.Body, w.within(c))
		w.errExit = e
	case *syntax.DeclClause:
		for _, a := range x.Args {
			w.assign(a, c)
		}
	case *syntax.TestClause:
		w.compare(s, nil, c)
		w.substitutions(x, c)
	case *syntax.TimeClause:
		w.stmt(x.Stmt, c)
	case *syntax.CoprocClause:
		w.stmt(x.Stmt, c)
	}
}

// branch reads an if. Where the condition is a check and its failure leaves the
// script, the check holds for what comes behind; else only inside. What every
// branch checks holds behind, too.
func (w *walker) branch(x *syntax.IfClause, c context) {
	var branches []context
	whole := false
	for ; x != nil; x = x.Else {
		inner := w.within(c)
		cond := inner
		cond.guard, cond.last = true, false
		if x.Else == nil && len(branches) == 0 && leaves(x.Then) {
			cond.scope = c.scope
		} else if w.negative(x.Cond) {
			cond.guard = false // it holds in the other branch
		}
		e := w.errExit
		w.errExit = false // -e does not see a condition
		w.list(x.Cond, cond)
		w.errExit = e
		w.list(x.Then, inner)
		if !leaves(x.Then) {
			branches = append(branches, inner)
		}
		whole = !x.ThenPos.IsValid() // the last one is an else
	}
	if !whole || len(branches) == 0 {
		return
	}
	for _, f := range w.r.files {
		if found, ok := f.checkedIn(branches); ok {
			found.scope = slices.Clone(c.scope)
			f.checks = append(f.checks, found)
		}
	}
}

// negative reports whether a condition is met where a check fails.
func (w *walker) negative(cond []*syntax.Stmt) bool {
	return slices.ContainsFunc(cond, func(s *syntax.Stmt) bool { return s.Negated || strings.Contains(w.text(s), "!=") })
}

// checkedIn returns the check of the last branch if each of them has a firm one.
func (f *file) checkedIn(branches []context) (found check, ok bool) {
	for _, b := range branches {
		i := slices.IndexFunc(f.checks, func(k check) bool {
			return k.level == Hash && !k.weak && slices.Equal(k.scope, b.scope)
		})
		if i < 0 {
			return check{}, false
		}
		found = f.checks[i]
	}
	return found, true
}

// leaves reports whether the statements end in exit, return or the like.
func leaves(stmts []*syntax.Stmt) bool {
	if len(stmts) == 0 {
		return false
	}
	switch x := stmts[len(stmts)-1].Cmd.(type) {
	case *syntax.CallExpr:
		if len(x.Args) == 0 {
			return false
		}
		switch x.Args[0].Lit() {
		case "exit":
			return len(x.Args) == 1 || x.Args[1].Lit() != "0"
		case "return":
			return len(x.Args) == 1 || x.Args[1].Lit() != "0"
		case "die", "fail", "fatal", "abort", "err", "error", "false":
			return true
		}
	case *syntax.Block:
		return leaves(x.Stmts)
	case *syntax.Subshell:
		return false
	}
	return false
}

func (w *walker) binary(x *syntax.BinaryCmd, s *syntax.Stmt, c context) {
	switch x.Op {
	case syntax.Pipe, syntax.PipeAll:
		w.pipeline(flatten(x, syntax.Pipe, syntax.PipeAll), s, c)
	case syntax.AndStmt:
		inner := w.within(c)
		parts := flatten(x, syntax.AndStmt)
		for i, p := range parts {
			in := inner
			in.guard, in.last = true, false
			if i == len(parts)-1 {
				in.guard, in.last = c.guard, c.last
			}
			w.stmt(p, in)
		}
		// With -e alone only the last of a chain stops the script; a chain that
		// is the whole script fails with any of its parts.
		if c.last || c.guard {
			w.lift(inner, c)
		}
	case syntax.OrStmt:
		in := c
		in.last, in.guard = false, leaves([]*syntax.Stmt{x.Y})
		w.ignoring(x.X, in)
		w.stmt(x.Y, w.within(c))
	}
}

// ignoring reads a statement whose failure -e does not see.
func (w *walker) ignoring(s *syntax.Stmt, c context) {
	e := w.errExit
	w.errExit = false
	w.stmt(s, c)
	w.errExit = e
}

// flatten returns the parts of a chain of the same operators, which nests to the left.
func flatten(x *syntax.BinaryCmd, ops ...syntax.BinCmdOperator) []*syntax.Stmt {
	var out []*syntax.Stmt
	for {
		out = append(out, x.Y)
		b, ok := x.X.Cmd.(*syntax.BinaryCmd)
		if !ok || !slices.Contains(ops, b.Op) || len(x.X.Redirs) > 0 || x.X.Negated {
			break
		}
		x = b
	}
	out = append(out, x.X)
	slices.Reverse(out)
	return out
}

// substitutions reads the scripts inside of words.
func (w *walker) substitutions(n syntax.Node, c context) {
	c.last, c.guard = false, false
	syntax.Walk(n, func(n syntax.Node) bool {
		switch x := n.(type) {
		case *syntax.CmdSubst:
			dir := w.r.dir
			w.list(x.Stmts, w.within(c))
			w.r.dir = dir
			return false
		case *syntax.ProcSubst:
			w.list(x.Stmts, w.within(c))
			return false
		}
		return true
	})
}

// heredoc reads a here-document that stands alone: in a Dockerfile it is the
// script itself.
func (w *walker) heredoc(s *syntax.Stmt, c context) {
	for _, d := range s.Redirs {
		if d.Hdoc != nil {
			w.document(d, c)
		}
	}
}

// document reads a here-document as a script.
func (w *walker) document(d *syntax.Redirect, c context) {
	text := w.text(d.Hdoc)
	if !isShellText(text) {
		return
	}
	w.nested(text, w.lineOf(d.Hdoc.Pos()), c)
}

// nested reads a script inside of the script.
func (w *walker) nested(text string, line int, c context) {
	c.errExit = false
	if err := w.r.read(Script{Text: text, Line: line}, c); err != nil && Mentions(text) {
		w.r.uses = append(w.r.uses, Use{Text: "script", How: "file", Level: Unsure, Why: err.Error(), Line: line, Col: 1})
	}
}

func (w *walker) lineOf(p syntax.Pos) int { return w.line + int(p.Line()) - 1 }

// text is the source of a node.
func (w *walker) text(n syntax.Node) string {
	if n == nil {
		return ""
	}
	from, to := int(n.Pos().Offset()), int(n.End().Offset())
	if from < 0 || to > len(w.src) || from > to {
		return ""
	}
	return w.src[from:to]
}
