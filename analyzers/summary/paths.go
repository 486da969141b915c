package summary

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/cfg"

	"github.com/candor-dev/candor/internal/effects"
)

// maxBlocks bounds the control flow of one function that is kept.
const maxBlocks = 4000

// paths gives each function that leads to an effect the ways through it.
func (p *reader) paths() {
	fns := p.out.Functions
	matters := func(s effects.Symbol) bool {
		f := p.known(s)
		return f != nil && !idle(f)
	}
	keep := leading(fns, matters)
	at := make(map[effects.Symbol]int, len(fns))
	for i := range fns {
		at[fns[i].Symbol] = i
	}
	foreign := make(map[int][]effects.Pos)
	for i := range p.out.Foreign {
		f := &p.out.Foreign[i]
		foreign[f.In] = append(foreign[f.In], f.Call.Pos)
	}
	for i, fn := range p.order {
		if !keep[i] || fn.body == nil {
			continue
		}
		spots := make(map[effects.Pos]bool)
		for _, e := range fns[i].Effects {
			spots[spot(e.Pos)] = true
		}
		for _, c := range fns[i].Calls {
			k, own := at[c.Callee]
			if own && keep[k] || !own && (c.Interface || c.Dynamic || matters(c.Callee)) {
				spots[spot(c.Pos)] = true
			}
		}
		for _, pos := range foreign[i] {
			spots[spot(pos)] = true
		}
		b := &pathBuilder{p: p, w: &walker{p: p, fn: fn}, spots: spots, out: new(effects.Paths), at: make(map[ast.Expr]int)}
		fns[i].Paths = b.build()
	}
}

func spot(at effects.Pos) effects.Pos {
	at.File = ""
	return at
}

// pathBuilder makes the paths of one function.
type pathBuilder struct {
	p     *reader
	w     *walker
	spots map[effects.Pos]bool // where an effect or a call of interest stands
	out   *effects.Paths
	at    map[ast.Expr]int // by call: 1 + its op
	sets  []setting
	facts facts
	loops int
	// loopsOver are the functions that loops go over.
	loopsOver map[ast.Expr]bool
	// skipped are the lists of functions of which a loop may leave out some.
	skipped []*ast.CompositeLit
}

// setting is an assignment of a local variable.
type setting struct {
	v     *types.Var
	end   token.Pos
	call  *ast.CallExpr // the value, or nil
	expr  ast.Expr
	index int // of the result
	of    int // how many results
}

func (b *pathBuilder) build() *effects.Paths {
	body := b.w.fn.body
	g := cfg.New(body, mayReturn)
	if len(g.Blocks) > maxBlocks {
		return b.out
	}
	b.readSettings(body)
	b.facts.find(b, body)
	b.out.Blocks = make([]effects.PathBlock, len(g.Blocks))
	// A condition may test what a block with a higher number gave.
	conds := make([]condition, len(g.Blocks))
	for i, blk := range g.Blocks {
		if blk.Live {
			conds[i] = b.straight(i, blk)
		}
	}
	for i, blk := range g.Blocks {
		if blk.Live {
			b.leave(i, blk, conds[i])
		}
	}
	contract(b.out)
	return b.out
}

// mayReturn reports whether a call may come back.
func mayReturn(call *ast.CallExpr) bool {
	switch calleeName(call) {
	case "panic", "Fatal", "Fatalf", "Fatalln", "Exit", "Goexit":
		return false
	}
	return true
}

// condition is what a block ends with, nil where it has none.
type condition struct {
	expr  ast.Expr
	folds bool // a constant decides it
}

// straight reads the statements of one block.
func (b *pathBuilder) straight(i int, blk *cfg.Block) condition {
	nodes := blk.Nodes
	var c condition
	if len(blk.Succs) == 2 && len(nodes) > 0 {
		last, _ := nodes[len(nodes)-1].(ast.Expr)
		switch s := blk.Succs[0].Stmt.(type) {
		case *ast.IfStmt, *ast.ForStmt:
			c = condition{last, true}
		case *ast.CaseClause:
			if last != nil && among(s.List, last) && isBool(typeOf(b.p.Info, last)) {
				c = condition{last, false}
			}
		}
		if c.expr != nil {
			nodes = nodes[:len(nodes)-1]
		}
	}
	for _, n := range nodes {
		b.ops(i, n)
	}
	return c
}

// leave reads where a block leads to.
func (b *pathBuilder) leave(i int, blk *cfg.Block, c condition) {
	switch {
	case c.expr != nil:
		b.branch(i, c.expr, blk.Succs, c.folds)
	case len(blk.Succs) == 2 && blk.Succs[0].Kind == cfg.KindRangeBody:
		b.ranged(i, blk.Succs)
	case len(blk.Succs) > 0:
		for _, s := range blk.Succs {
			t := effects.Turn{To: int(s.Index)}
			if len(blk.Succs) > 1 && s.Stmt != nil {
				t.Line = b.line(s.Stmt.Pos())
			}
			b.turn(i, t)
		}
	default:
		b.end(i, blk.Return())
	}
}

func among(list []ast.Expr, e ast.Expr) bool {
	for _, x := range list {
		if x == e {
			return true
		}
	}
	return false
}

func (b *pathBuilder) line(at token.Pos) int { return b.p.Fset.PositionFor(at, false).Line }

func (b *pathBuilder) turn(i int, t effects.Turn) {
	b.out.Blocks[i].Next = append(b.out.Blocks[i].Next, t)
}

// readSettings lists what the variables of the function are set to, in order.
func (b *pathBuilder) readSettings(body *ast.BlockStmt) {
	pairs := func(lhs, rhs []ast.Expr, end token.Pos) {
		for i, l := range lhs {
			id, ok := ast.Unparen(l).(*ast.Ident)
			if !ok {
				continue
			}
			v, ok := b.p.Info.ObjectOf(id).(*types.Var)
			if !ok {
				continue
			}
			s := setting{v: v, end: end, of: 1}
			switch {
			case len(lhs) == len(rhs):
				s.expr = rhs[i]
			case len(rhs) == 1:
				s.expr, s.index, s.of = rhs[0], i, len(lhs)
			}
			s.call, _ = ast.Unparen(s.expr).(*ast.CallExpr)
			b.sets = append(b.sets, s)
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.RangeStmt:
			if isFunc(typeOf(b.p.Info, n.X)) {
				if b.loopsOver == nil {
					b.loopsOver = make(map[ast.Expr]bool)
				}
				b.loopsOver[n.X] = true
			}
			if list, ok := ast.Unparen(n.X).(*ast.CompositeLit); ok && n.Value != nil && b.w.skipsSome(n) {
				b.skipped = append(b.skipped, list)
			}
		case *ast.AssignStmt:
			pairs(n.Lhs, n.Rhs, n.End())
		case *ast.ValueSpec:
			if len(n.Values) > 0 {
				lhs := make([]ast.Expr, len(n.Names))
				for i, x := range n.Names {
					lhs[i] = x
				}
				pairs(lhs, n.Values, n.End())
			}
		}
		return true
	})
}

// setBefore is the last assignment of a variable before a place, or nil.
func (b *pathBuilder) setBefore(e ast.Expr, at token.Pos) *setting {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok {
		return nil
	}
	v, ok := b.p.Info.ObjectOf(id).(*types.Var)
	if !ok {
		return nil
	}
	var found *setting
	for i := range b.sets {
		if s := &b.sets[i]; s.v == v && s.end <= at && (found == nil || s.end > found.end) {
			found = s
		}
	}
	return found
}

// opOf is 1 + the op that gave the error or bool that an expression is.
func (b *pathBuilder) opOf(e ast.Expr) int {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		return b.at[call]
	}
	s := b.setBefore(e, e.Pos())
	if s == nil || s.call == nil || s.index != s.of-1 {
		return 0
	}
	return b.at[s.call]
}

// end reads how the function ends.
func (b *pathBuilder) end(i int, ret *ast.ReturnStmt) {
	blk := &b.out.Blocks[i]
	if ret == nil {
		blk.End = effects.EndAbort
		return
	}
	res := b.w.fn.sig.Results()
	blk.End = effects.EndWell
	if res.Len() == 0 {
		return
	}
	last := res.At(res.Len() - 1)
	isErr := isError(last.Type())
	if !isErr && !isBool(last.Type()) {
		return
	}
	b.out.Answers = !isErr && res.Len() > 1
	blk.End = effects.EndOpen
	if len(ret.Results) == 0 {
		if s := b.lastSet(last, ret.Pos()); s != nil && s.call != nil && s.index == s.of-1 {
			blk.Op = b.at[s.call]
		}
		return
	}
	x := ast.Unparen(ret.Results[len(ret.Results)-1])
	if isErr {
		b.endError(blk, x)
		return
	}
	b.endBool(i, x)
}

func (b *pathBuilder) lastSet(v *types.Var, at token.Pos) *setting {
	var found *setting
	for i := range b.sets {
		if s := &b.sets[i]; s.v == v && s.end <= at {
			found = s
		}
	}
	return found
}

func (b *pathBuilder) endError(blk *effects.PathBlock, x ast.Expr) {
	switch x := x.(type) {
	case *ast.Ident:
		if isNil(x) {
			blk.End = effects.EndWell
			return
		}
		if v, ok := b.p.Info.Uses[x].(*types.Var); ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
			blk.End = effects.EndBadly // a sentinel
			return
		}
	case *ast.SelectorExpr:
		if v, ok := b.p.Info.Uses[x.Sel].(*types.Var); ok && !v.IsField() {
			blk.End = effects.EndBadly
			return
		}
	case *ast.UnaryExpr, *ast.CompositeLit:
		blk.End = effects.EndBadly
		return
	case *ast.CallExpr:
		if tv, ok := b.p.Info.Types[x.Fun]; ok && tv.IsType() {
			blk.End = effects.EndBadly
			return
		}
		switch calleeName(x) {
		case "Errorf", "New", "Error":
			blk.End = effects.EndBadly
			return
		}
	}
	blk.Op = b.opOf(x)
}

// endBool splits a return of a condition into its two answers.
func (b *pathBuilder) endBool(i int, x ast.Expr) {
	if tv := b.p.Info.Types[x]; tv.Value != nil {
		b.out.Blocks[i].End = effects.EndWell
		if tv.Value.ExactString() == "false" {
			b.out.Blocks[i].End = effects.EndBadly
		}
		return
	}
	if _, call := x.(*ast.CallExpr); call {
		b.out.Blocks[i].Op = b.opOf(x)
		return
	}
	b.out.Blocks[i].End = ""
	yes, no := b.fresh(), b.fresh()
	b.out.Blocks[yes].End, b.out.Blocks[no].End = effects.EndWell, effects.EndBadly
	b.condition(i, x, yes, no, 0, true)
}

func (b *pathBuilder) fresh() int {
	b.out.Blocks = append(b.out.Blocks, effects.PathBlock{})
	return len(b.out.Blocks) - 1
}
