package summary

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/cfg"

	"github.com/candor-dev/candor/internal/effects"
)

// branch reads a condition. leave is bit 0 if the branch where it holds leaves
// the function, bit 1 if the other one does.
func (b *pathBuilder) branch(i int, cond ast.Expr, succs []*cfg.Block, folds bool) {
	leave := 0
	if s, ok := succs[0].Stmt.(*ast.IfStmt); ok && s.Cond == cond {
		if leaves(s.Body.List) {
			leave |= 1
		}
		if e, ok := s.Else.(*ast.BlockStmt); ok && leaves(e.List) {
			leave |= 2
		}
	}
	b.condition(i, cond, int(succs[0].Index), int(succs[1].Index), leave, folds)
}

// condition splits a condition at its operators, which may leave calls out.
func (b *pathBuilder) condition(i int, e ast.Expr, yes, no, leave int, folds bool) {
	e = ast.Unparen(e)
	if tv := b.p.Info.Types[e]; folds && tv.Value != nil {
		to := yes
		if tv.Value.ExactString() == "false" {
			to = no
		}
		b.turn(i, effects.Turn{To: to})
		return
	}
	switch x := e.(type) {
	case *ast.UnaryExpr:
		if x.Op == token.NOT {
			b.condition(i, x.X, no, yes, leave>>1|leave<<1&2, folds)
			return
		}
	case *ast.BinaryExpr:
		switch x.Op {
		case token.LAND:
			if b.w.switched(e) == "" {
				mid := b.fresh()
				b.condition(i, x.X, mid, no, leave&2, folds)
				b.condition(mid, x.Y, yes, no, leave, folds)
				return
			}
		case token.LOR:
			if b.w.switched(e) == "" {
				mid := b.fresh()
				b.condition(i, x.X, yes, mid, leave&1, folds)
				b.condition(mid, x.Y, yes, no, leave, folds)
				return
			}
		}
	}
	b.ops(i, e)
	t, f := b.label(e, leave)
	t.To, f.To = yes, no
	line, text := b.line(e.Pos()), short(e)
	t.Line, f.Line, t.Cond, f.Cond = line, line, text, text
	if n := b.facts.of(b, e); n != 0 {
		t.Fact, f.Fact = n, -n
	}
	b.turn(i, t)
	b.turn(i, f)
}

// label says what the two sides of a condition tell of an op.
func (b *pathBuilder) label(e ast.Expr, leave int) (yes, no effects.Turn) {
	if b.w.switched(e) != "" || b.optional(e) {
		yes.When, no.When = effects.Off, effects.Off
		return yes, no
	}
	switch x := e.(type) {
	case *ast.BinaryExpr:
		if x.Op != token.NEQ && x.Op != token.EQL {
			break
		}
		operand, other := x.X, x.Y
		if isNil(operand) {
			operand, other = other, operand
		}
		if !isError(typeOf(b.p.Info, operand)) {
			break
		}
		op := b.opOf(operand)
		bad, good := &yes, &no
		if isNil(other) && x.Op == token.EQL || !isNil(other) && x.Op == token.NEQ {
			bad, good = good, bad
		}
		bad.When, bad.Op = effects.Failed, op
		if isNil(other) {
			good.When, good.Op = effects.Passed, op
		}
		return yes, no
	case *ast.CallExpr:
		name := calleeName(x)
		if (name == "Is" || name == "As" || strings.HasPrefix(name, "Is")) && len(x.Args) > 0 && isError(typeOf(b.p.Info, x.Args[0])) && b.at[x] == 0 {
			yes.When, yes.Op = effects.Failed, b.opOf(x.Args[0])
			return yes, no
		}
	}
	if isBool(typeOf(b.p.Info, e)) {
		if op := b.opOf(e); op > 0 {
			yes.When, no.When, yes.Op, no.Op = effects.IsTrue, effects.IsFalse, op, op
			return yes, no
		}
	}
	b.empty(e, leave, &yes, &no)
	return yes, no
}

// optional reports whether a condition asks if there is a helper at all, which
// the function then calls: "s.audit != nil".
func (b *pathBuilder) optional(e ast.Expr) bool {
	x, ok := e.(*ast.BinaryExpr)
	if !ok || x.Op != token.NEQ && x.Op != token.EQL || !isNil(x.Y) || isError(typeOf(b.p.Info, x.X)) {
		return false
	}
	held := ast.Unparen(x.X)
	switch h := held.(type) {
	case *ast.SelectorExpr:
	case *ast.Ident:
		v, ok := b.p.Info.Uses[h].(*types.Var)
		if !ok || b.setBefore(h, h.Pos()) != nil || !b.receiver(v) && v.Parent() != b.p.Pkg.Scope() {
			return false
		}
	default:
		return false
	}
	text, found := types.ExprString(held), false
	ast.Inspect(b.w.fn.body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok || found {
			return !found
		}
		fun := ast.Unparen(call.Fun)
		if sel, ok := fun.(*ast.SelectorExpr); ok && types.ExprString(sel.X) == text {
			found = true
		} else if types.ExprString(fun) == text {
			found = true
		}
		if v, ok := b.variable(held); ok && b.receiver(v) {
			found = true // what a nil receiver does is nothing
		}
		return !found
	})
	return found
}

func (b *pathBuilder) variable(e ast.Expr) (*types.Var, bool) {
	id, ok := e.(*ast.Ident)
	if !ok {
		return nil, false
	}
	v, ok := b.p.Info.Uses[id].(*types.Var)
	return v, ok
}

// receiver reports whether a variable is the receiver of the function.
func (b *pathBuilder) receiver(v *types.Var) bool {
	r := b.w.fn.sig.Recv()
	return r != nil && v == r
}

// empty marks the side of a condition on which the last write changed nothing:
// no row was affected, or what the write gave back is nothing.
func (b *pathBuilder) empty(e ast.Expr, leave int, yes, no *effects.Turn) {
	operand, side := e, no // "if found": nothing on the other side
	if x, ok := e.(*ast.BinaryExpr); ok {
		zero := b.small(x.Y)
		operand = x.X
		switch {
		case x.Op == token.EQL && zero == "0", x.Op == token.LSS && zero == "1", x.Op == token.LEQ && zero == "0", x.Op == token.NEQ && zero == "1":
			side = yes
		case x.Op == token.GTR && zero == "0", x.Op == token.NEQ && zero == "0", x.Op == token.GEQ && zero == "1", x.Op == token.EQL && zero == "1":
		default:
			return
		}
	}
	operand = ast.Unparen(operand)
	if call, ok := operand.(*ast.CallExpr); ok && calleeName(call) == "len" && len(call.Args) == 1 {
		operand = ast.Unparen(call.Args[0])
	}
	if b.affected(operand) {
		side.When = effects.Nothing
		return
	}
	s := b.setBefore(operand, e.Pos())
	if s == nil || s.call == nil || s.of < 2 || s.index == s.of-1 || b.at[s.call] == 0 {
		return
	}
	if side == yes && leave&1 != 0 || side == no && leave&2 != 0 {
		side.When = effects.Nothing
	}
}

// small is the value of a constant: "0" also for nil and "".
func (b *pathBuilder) small(e ast.Expr) string {
	if isNil(e) {
		return "0"
	}
	if tv := b.p.Info.Types[e]; tv.Value != nil {
		if s := tv.Value.ExactString(); s != `""` {
			return s
		}
		return "0"
	}
	return ""
}

// affected reports whether an expression is the number of rows that a write
// changed.
func (b *pathBuilder) affected(e ast.Expr) bool {
	switch x := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		return calleeName(x) == "RowsAffected"
	case *ast.SelectorExpr:
		return x.Sel.Name == "RowsAffected" || x.Sel.Name == "DeletedCount" || x.Sel.Name == "ModifiedCount" || x.Sel.Name == "MatchedCount"
	case *ast.Ident:
		if s := b.setBefore(x, x.Pos()); s != nil && s.expr != nil && s.index == 0 {
			if _, again := ast.Unparen(s.expr).(*ast.Ident); !again {
				return b.affected(s.expr)
			}
		}
	}
	return false
}

// ranged reads a loop over a value.
func (b *pathBuilder) ranged(i int, succs []*cfg.Block) {
	in, out := effects.Turn{To: int(succs[0].Index)}, effects.Turn{To: int(succs[1].Index)}
	if s, ok := succs[0].Stmt.(*ast.RangeStmt); ok {
		in.Line = b.line(s.Pos())
		out.Line, in.Cond, out.Cond = in.Line, "range "+short(s.X), "range "+short(s.X)
		if n := b.facts.number["range "+types.ExprString(s.X)]; n > 0 {
			b.loops++
			in.Fact, out.Fact, in.Loop, out.Loop = n, -n, b.loops, b.loops
		}
	}
	b.turn(i, in)
	b.turn(i, out)
}

// contract leaves out the blocks in which nothing happens.
func contract(p *effects.Paths) {
	through := func(i int) int {
		for range p.Blocks {
			b := &p.Blocks[i]
			if len(b.Ops) > 0 || len(b.Next) != 1 || b.Next[0].When != "" || b.Next[0].Fact != 0 || b.Next[0].To == i {
				return i
			}
			i = b.Next[0].To
		}
		return i
	}
	number := make(map[int]int)
	order := []int{0}
	number[0] = 0
	for k := 0; k < len(order); k++ {
		b := &p.Blocks[order[k]]
		for j := range b.Next {
			b.Next[j].To = through(b.Next[j].To)
		}
		if len(b.Next) == 2 && b.Next[0].To == b.Next[1].To && b.Next[0].When == "" && b.Next[1].When == "" && b.Next[0].Fact == 0 {
			b.Next = []effects.Turn{{To: b.Next[0].To}}
		}
		for j := range b.Next {
			to := b.Next[j].To
			if _, ok := number[to]; !ok {
				number[to] = len(order)
				order = append(order, to)
			}
		}
	}
	blocks := make([]effects.PathBlock, len(order))
	for k, i := range order {
		blocks[k] = p.Blocks[i]
		for j := range blocks[k].Next {
			blocks[k].Next[j].To = number[blocks[k].Next[j].To]
		}
	}
	p.Blocks = blocks
}
