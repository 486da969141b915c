package errdropped

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/candor-dev/candor/analyzers/check"
)

// goroutines finds errors that end with their goroutine: of a function that is
// started with go and gives one, and in a literal that looks at one and then
// returns without a word.
func (d *declaration) goroutines() check.Population {
	var all check.Population
	for c := range d.cursor.Preorder((*ast.GoStmt)(nil)) {
		call := c.Node().(*ast.GoStmt).Call
		lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit)
		if !ok {
			if _, sink := d.sinks[call]; !sink && d.givesError(call) && !housekeeping[strings.ToLower(calledName(call))] {
				all = append(all, d.finding(c, call, "go "+check.CallText(call),
					"the error of "+check.CallText(call), "is lost: the call is started with go, and nobody can receive it"))
			}
			continue
		}
		for in := range c.Preorder((*ast.CallExpr)(nil)) {
			call := in.Node().(*ast.CallExpr)
			if _, sink := d.sinks[call]; sink || !within(call.Pos(), lit.Body) || !d.givesError(call) || waiting(call) || d.asksContext(call) {
				continue
			}
			j := &judge{world: d.world, root: d.root}
			e := j.judgeCall(call)
			if e.ending != lost || j.fn.node != ast.Node(lit) || e.st.logged || !e.st.looked || e.st.branch == nil || d.reported[e.st.branch] {
				continue
			}
			if d.acts(e.st.branch) {
				continue
			}
			if len(e.st.ever) > 0 && d.gone[e.st.ever[0]] {
				continue
			}
			if s, ok := e.st.branch.(*ast.IfStmt); ok && emptyIf(d.pass.TypesInfo, s) != "" {
				continue // it has a finding already
			}
			all = append(all, d.finding(in, call, check.CallText(call), "the error of "+check.CallText(call), e.how+", in a goroutine that tells nobody"))
		}
	}
	return all
}

// acts reports whether an error branch does anything but leave: to close, cancel
// or set something can be how the others learn of it.
func (d *declaration) acts(branch ast.Node) bool {
	var body ast.Node = branch
	if s, ok := branch.(*ast.IfStmt); ok {
		body = s.Body
	}
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			k := d.kind(n)
			found = found || k != logs && k != builds
		case *ast.AssignStmt, *ast.SendStmt:
			found = true
		}
		return !found
	})
	return found
}

// waiting reports whether a call waits for input or for the end of something:
// its error is how a goroutine learns that it is to end.
func waiting(call *ast.CallExpr) bool {
	w := words(calledName(call))
	if len(w) == 0 {
		return false
	}
	switch w[0] {
	case "read", "recv", "receive", "accept", "next", "wait", "scan", "copy", "serve", "listen", "peek", "discard", "poll", "watch", "subscribe":
		return true
	}
	return false
}

// receives finds errors that are taken from a channel and thrown away.
func (d *declaration) receives() check.Population {
	var all check.Population
	for c := range d.cursor.Preorder((*ast.UnaryExpr)(nil)) {
		u := c.Node().(*ast.UnaryExpr)
		if u.Op != token.ARROW || !isErrorType(elem(d.pass.TypesInfo.TypeOf(u.X))) || !d.discarded(u) {
			continue
		}
		s := d.finding(c, u, "<-"+short(u.X), "the error from the channel "+short(u.X), "is thrown away where it is received")
		if k, ok := d.sent[d.objectOf(u.X)]; ok {
			s.Severity = nil
			what := k.what
			if what == "" {
				what = "a " + k.effect.String()
			}
			s.Message = "the error of " + what + " from the channel " + short(u.X) + " in " + s.Symbol + " is thrown away where it is received"
		}
		all = append(all, s)
	}
	return all
}

func elem(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	ch, ok := t.Underlying().(*types.Chan)
	if !ok {
		return nil
	}
	return ch.Elem()
}

// discarded reports whether what is received goes nowhere. A clause of a select
// that does something then takes the error for a signal.
func (d *declaration) discarded(u *ast.UnaryExpr) bool {
	parents := d.parents(d.root)
	switch p := parents[u].(type) {
	case *ast.ExprStmt:
		c, ok := parents[p].(*ast.CommClause)
		return !ok || c.Comm != ast.Stmt(p) || len(c.Body) == 0
	case *ast.AssignStmt:
		for _, l := range p.Lhs {
			if id, ok := l.(*ast.Ident); !ok || id.Name != "_" {
				return false
			}
		}
		c, ok := parents[p].(*ast.CommClause)
		return !ok || c.Comm != ast.Stmt(p) || len(c.Body) == 0
	}
	return false
}
