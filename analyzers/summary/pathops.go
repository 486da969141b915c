package summary

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// ops adds the calls of a node in the order in which they run.
func (b *pathBuilder) ops(i int, n ast.Node) {
	var stack []ast.Node
	ast.Inspect(n, func(n ast.Node) bool {
		if n != nil {
			if _, lit := n.(*ast.FuncLit); lit {
				return false
			}
			stack = append(stack, n)
			return true
		}
		top := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		switch top := top.(type) {
		case *ast.CallExpr:
			b.call(i, top)
		case *ast.AssignStmt, *ast.ValueSpec:
			b.facts.set(b, i, top)
		}
		return true
	})
	b.kept(i, n)
	b.iterated(i, n)
}

// call adds a call and before it the functions that it is handed.
func (b *pathBuilder) call(i int, call *ast.CallExpr) {
	if b.refuses(call) {
		b.add(i, effects.Op{Refuses: true})
	}
	own := b.spots[b.spotOf(call)]
	var handed []int
	for _, a := range call.Args {
		if at := b.spotOf(a); isFunc(b.p.Info.TypeOf(a)) && b.spots[at] {
			if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "append" {
				// A list of the function's own is run in it.
				_, name := ast.Unparen(call.Args[0]).(*ast.Ident)
				b.add(i, effects.Op{At: at, Stored: !name || !b.w.local(call.Args, 0)})
				continue
			}
			handed = append(handed, b.add(i, effects.Op{At: at, Maybe: b.onlyOnce(call)}))
		}
	}
	fails := success(b.p.Info, call) >= 0
	if !own && (len(handed) == 0 || !fails) {
		return
	}
	k := b.add(i, effects.Op{At: b.spotOf(call), Fails: fails, Answers: !fails && answersBool(b.p.Info, call)})
	b.at[call] = k + 1
	for _, h := range handed {
		b.out.Ops[h].Into = k + 1
	}
}

// refuses reports whether a call answers the request with an error: it is given
// what the answer is written with, and an error, a status of one, or its name
// says so.
func (b *pathBuilder) refuses(call *ast.CallExpr) bool {
	if !b.w.answers(call) {
		return false
	}
	name := strings.ToLower(calleeName(call))
	for _, word := range []string{"error", "fail", "abort", "notfound", "forbidden", "unauthorized", "badrequest"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	for _, a := range call.Args {
		tv := b.p.Info.Types[a]
		if isError(tv.Type) || tv.Value != nil && tv.Value.Kind() == constant.Int && status(tv.Value.ExactString()) {
			return true
		}
	}
	return false
}

func status(s string) bool { return len(s) == 3 && (s[0] == '4' || s[0] == '5') }

// onlyOnce reports a call that runs what it is handed the first time alone.
func (b *pathBuilder) onlyOnce(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Do" {
		return false
	}
	fn, ok := b.p.Info.Uses[sel.Sel].(*types.Func)
	return ok && fn.FullName() == "(*sync.Once).Do"
}

// answersBool reports whether the last of several results is a bool.
func answersBool(info *types.Info, call *ast.CallExpr) bool {
	t, ok := types.Unalias(typeOf(info, call)).(*types.Tuple)
	return ok && t.Len() > 1 && isBool(t.At(t.Len()-1).Type())
}

// kept adds the functions that a statement stores to be run later.
func (b *pathBuilder) kept(i int, n ast.Node) {
	look := func(e ast.Expr, stored, maybe bool) {
		if isFunc(b.p.Info.TypeOf(e)) && b.spots[b.spotOf(e)] {
			if _, call := ast.Unparen(e).(*ast.CallExpr); !call {
				b.add(i, effects.Op{At: b.spotOf(e), Stored: stored, Maybe: maybe})
			}
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.AssignStmt:
			for _, x := range n.Rhs {
				look(x, true, false)
			}
		case *ast.SendStmt:
			look(n.Value, true, false)
		case *ast.CompositeLit:
			for _, x := range n.Elts {
				if kv, ok := x.(*ast.KeyValueExpr); ok {
					x = kv.Value
				}
				look(x, false, slices.Contains(b.skipped, n))
			}
		}
		return true
	})
}

func (b *pathBuilder) spotOf(n ast.Node) effects.Pos { return spot(b.p.pos(n.Pos(), n.End())) }

func (b *pathBuilder) add(i int, op effects.Op) int {
	b.out.Ops = append(b.out.Ops, op)
	k := len(b.out.Ops) - 1
	b.out.Blocks[i].Ops = append(b.out.Blocks[i].Ops, k)
	return k
}
