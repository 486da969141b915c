package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// success is the index of the result that tells whether a call succeeded: an
// error at the end, or a bool that is all it gives; -1 if there is none.
func success(info *types.Info, call *ast.CallExpr) int {
	switch t := types.Unalias(typeOf(info, call)).(type) {
	case *types.Tuple:
		if n := t.Len(); n > 0 && isError(t.At(n-1).Type()) {
			return n - 1
		}
	default:
		if isError(t) || isBool(t) {
			return 0
		}
	}
	return -1
}

func typeOf(info *types.Info, e ast.Expr) types.Type {
	if t := info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// fateOf says what becomes of the error of a call whose results are assigned to
// lhs, in view of the statements that follow in the same block.
func (w *walker) fateOf(call *ast.CallExpr, lhs []ast.Expr, at ast.Node, rest []ast.Stmt) fate {
	i := success(w.p.Info, call)
	if i < 0 && w.thrownAway(lhs) {
		return dropped
	}
	if i < 0 || i >= len(lhs) {
		return looked
	}
	id, ok := ast.Unparen(lhs[i]).(*ast.Ident)
	if !ok {
		return looked // a field, an element: somebody may look
	}
	if id.Name == "_" {
		return dropped
	}
	v, ok := w.p.Info.ObjectOf(id).(*types.Var)
	if !ok || !isError(v.Type()) {
		return looked
	}
	blank := false
	for _, s := range rest {
		if x, ok := s.(*ast.IfStmt); ok && w.tests(x.Cond, v) {
			return w.fateIn(x, v)
		}
		if x, ok := s.(*ast.SwitchStmt); ok {
			if as := w.asIf(x, v); as != nil {
				return w.fateIn(as, v)
			}
		}
		if a, ok := s.(*ast.AssignStmt); ok && w.overwrites(a, v) {
			return dropped
		}
		if a, ok := s.(*ast.AssignStmt); ok && toBlank(a) && len(a.Rhs) == 1 && w.is(a.Rhs[0], v) {
			blank = true
			continue
		}
		if x, ok := s.(*ast.IfStmt); ok && x.Init == nil && x.Else == nil && w.asksOne(x.Cond, v) {
			if !w.usedAfter(v, x.End()) {
				return dropped // another failure goes on unseen
			}
			continue
		}
		if w.mentions(s, v) {
			return looked
		}
	}
	if blank && w.unread(v) {
		return dropped
	}
	if w.usedAfter(v, at.End()) {
		return looked
	}
	return dropped
}

// usedAfter reports whether a variable is read anywhere in the declaration
// behind a place, or is a named result.
func (w *walker) usedAfter(v *types.Var, after token.Pos) bool {
	for fn := w.fn; fn != nil; fn = fn.outer {
		for r := range fn.sig.Results().Variables() {
			if r == v {
				return true
			}
		}
	}
	if lit := w.deferred(); lit != nil && (v.Pos() < lit.Pos() || v.Pos() >= lit.End()) {
		return w.usedAtEnd(v, after, lit)
	}
	for _, pos := range w.p.usesOf(v) {
		// A loop or a deferred function may read it before.
		if pos > after || w.inLoop() {
			return true
		}
	}
	return false
}

// deferred is the literal that is read, where it is deferred: it runs when the
// function around it has looked at everything that it looks at.
func (w *walker) deferred() *ast.FuncLit {
	lit, ok := w.fn.node.(*ast.FuncLit)
	if !ok {
		return nil
	}
	for i, n := range w.stack {
		if n == lit && i >= 2 {
			if call, ok := w.stack[i-1].(*ast.CallExpr); ok && ast.Unparen(call.Fun) == lit {
				if _, ok := w.stack[i-2].(*ast.DeferStmt); ok {
					return lit
				}
			}
		}
	}
	return nil
}

// usedAtEnd reports whether a variable of the function around is read in the
// rest of a deferred literal, or in another deferred one.
func (w *walker) usedAtEnd(v *types.Var, after token.Pos, lit *ast.FuncLit) bool {
	used := false
	for _, pos := range w.p.usesOf(v) {
		used = used || pos > after && pos < lit.End()
	}
	ast.Inspect(w.stack[0], func(n ast.Node) bool {
		d, ok := n.(*ast.DeferStmt)
		if ok && (lit.Pos() < d.Pos() || lit.Pos() >= d.End()) {
			used = used || w.mentions(d, v)
		}
		return !used
	})
	return used
}

// usesOf are the places that read or set a variable.
func (p *reader) usesOf(v *types.Var) []token.Pos {
	if p.uses == nil {
		p.uses = make(map[*types.Var][]token.Pos)
		for id, obj := range p.Info.Uses {
			if x, ok := obj.(*types.Var); ok && isError(x.Type()) {
				p.uses[x] = append(p.uses[x], id.Pos())
			}
		}
	}
	return p.uses[v]
}

func (w *walker) inLoop() bool {
	return slices.ContainsFunc(w.stack, func(n ast.Node) bool {
		switch n.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
		return false
	})
}

// tests reports whether a condition compares the error with nil and no more.
func (w *walker) tests(cond ast.Expr, v *types.Var) bool {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	return ok && (b.Op == token.NEQ || b.Op == token.EQL) && (w.is(b.X, v) && isNil(b.Y) || w.is(b.Y, v) && isNil(b.X))
}

func (w *walker) is(e ast.Expr, v *types.Var) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && w.p.Info.ObjectOf(id) == v
}

func isNil(e ast.Expr) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	return ok && id.Name == "nil"
}

func (w *walker) mentions(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && w.p.Info.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}

// overwrites reports whether an assignment sets the variable without reading it.
func (w *walker) overwrites(s *ast.AssignStmt, v *types.Var) bool {
	set := false
	for _, l := range s.Lhs {
		set = set || w.is(l, v)
	}
	for _, r := range s.Rhs {
		if w.mentions(r, v) {
			return false
		}
	}
	return set
}

// toBlank reports whether an assignment keeps nothing: _ = err.
func toBlank(s *ast.AssignStmt) bool {
	for _, l := range s.Lhs {
		if id, ok := l.(*ast.Ident); !ok || id.Name != "_" {
			return false
		}
	}
	return true
}

// fateIn judges the branch that a failure takes.
func (w *walker) fateIn(s *ast.IfStmt, v *types.Var) fate {
	bad := ast.Stmt(s.Body)
	if b, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr); ok && b.Op == token.EQL {
		bad = s.Else
	}
	if bad == nil {
		return looked // the other branch decides: that is a look
	}
	verdict := dropped
	ast.Inspect(bad, func(n ast.Node) bool {
		if verdict == looked {
			return false
		}
		switch n := n.(type) {
		case *ast.ReturnStmt:
			verdict = w.returnFate(n, verdict)
		case *ast.AssignStmt:
			if !w.overwrites(n, v) && !toBlank(n) && w.mentions(n, v) && !w.forNobody(n.Lhs) {
				verdict = looked
			}
		case *ast.SendStmt:
			verdict = looked
		case *ast.CallExpr:
			switch name := calleeName(n); {
			case w.logs(n):
				verdict = logged
				return false
			case name == "panic" && w.swallows():
				return false
			case name == "panic" || name == "Exit":
				verdict = looked
			case w.mentions(n, v) || w.answers(n) && !w.answersWell(n):
				verdict = looked
			}
		}
		return true
	})
	return verdict
}

// returnFate: a return that may carry the failure is a look at it.
func (w *walker) returnFate(s *ast.ReturnStmt, old fate) fate {
	res := w.fn.sig.Results()
	if res.Len() == 0 {
		return old // the caller learns nothing by it
	}
	if len(s.Results) == 0 {
		return looked // named results
	}
	last := s.Results[len(s.Results)-1]
	switch {
	case isError(res.At(res.Len() - 1).Type()):
		if isNil(last) || w.nilAgain(last) {
			return old
		}
		return looked
	case isBool(res.At(res.Len() - 1).Type()):
		return looked
	}
	return looked
}
