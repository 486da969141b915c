package summary

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/candor-dev/candor/internal/effects"
)

// facts are the conditions that a function tests more than once, and the flags
// that it sets.
type facts struct {
	number map[string]int
	flags  map[*types.Var]int
}

// maxFacts bounds how many conditions of a function are told apart.
const maxFacts = 8

func (f *facts) find(b *pathBuilder, body *ast.BlockStmt) {
	count := make(map[string]int)
	set := make(map[*types.Var]int)
	steady := make(map[*types.Var]bool)
	for i := range b.sets {
		s := &b.sets[i]
		set[s.v]++
		tv := b.p.Info.Types[s.expr]
		ok := s.expr != nil && tv.Value != nil && isBool(s.v.Type())
		if old, seen := steady[s.v]; seen {
			ok = ok && old
		}
		steady[s.v] = ok
	}
	f.number, f.flags = make(map[string]int), make(map[*types.Var]int)
	var order []string
	note := func(key string) {
		if key == "" {
			return
		}
		if count[key]++; count[key] == 2 {
			order = append(order, key)
		}
	}
	used := make(map[*types.Var]bool)
	var conds func(e ast.Expr)
	conds = func(e ast.Expr) {
		e = ast.Unparen(e)
		switch x := e.(type) {
		case nil:
			return
		case *ast.UnaryExpr:
			if x.Op == token.NOT {
				conds(x.X)
				return
			}
		case *ast.BinaryExpr:
			if x.Op == token.LAND || x.Op == token.LOR {
				conds(x.X)
				conds(x.Y)
				return
			}
		case *ast.Ident:
			if v, ok := b.p.Info.Uses[x].(*types.Var); ok && steady[v] && b.w.local([]ast.Expr{x}, 0) {
				used[v] = true
				return
			}
		}
		note(b.plain(e, set))
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.IfStmt:
			conds(n.Cond)
		case *ast.RangeStmt:
			if t := b.plain(n.X, set); t != "" {
				note("range " + t)
			}
		}
		return true
	})
	for _, key := range order {
		if len(f.number) < maxFacts {
			f.number[key] = len(f.number) + 1
		}
	}
	for i := range b.sets {
		if v := b.sets[i].v; used[v] && f.flags[v] == 0 && len(f.number)+len(f.flags) < maxFacts {
			f.flags[v] = len(f.number) + len(f.flags) + 1
		}
	}
}

// plain is the text of a condition that has no call in it and whose variables
// are set once; "" for another one.
func (b *pathBuilder) plain(e ast.Expr, set map[*types.Var]int) string {
	ok := true
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			ok = false
		case *ast.CallExpr:
			ok = ok && calleeName(n) == "len"
		case *ast.Ident:
			if v, is := b.p.Info.Uses[n].(*types.Var); is && (set[v] > 1 || isError(v.Type())) {
				ok = false
			}
		}
		return ok
	})
	if !ok {
		return ""
	}
	return types.ExprString(e)
}

// of is the number of the fact that a condition is, negative where the
// condition is its opposite, 0 if it is none.
func (f *facts) of(b *pathBuilder, e ast.Expr) int {
	if id, ok := e.(*ast.Ident); ok {
		if v, ok := b.p.Info.Uses[id].(*types.Var); ok && f.flags[v] > 0 {
			return f.flags[v]
		}
	}
	if len(f.number) == 0 {
		return 0
	}
	return f.number[types.ExprString(e)]
}

// set notes what an assignment makes of a flag.
func (f *facts) set(b *pathBuilder, i int, n ast.Node) {
	if len(f.flags) == 0 {
		return
	}
	for k := range b.sets {
		s := &b.sets[k]
		if s.end != n.End() || f.flags[s.v] == 0 {
			continue
		}
		fact := f.flags[s.v]
		if b.p.Info.Types[s.expr].Value.ExactString() == "false" {
			fact = -fact
		}
		b.add(i, effects.Op{Fact: fact})
	}
}
