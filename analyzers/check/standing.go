package check

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/astutil"

	"github.com/candor-dev/candor/internal/effects"
)

// Standing is how a call stands in its function.
type Standing struct {
	// Unused: it gives a value besides an error, and nobody takes it, nor is it given
	// anything that it could change.
	Unused bool
	Args   []string // as the source writes them
	// Branches are the branches of conditions that it stands on, innermost first.
	// A loop over a list is none: it runs for each element.
	Branches []Branch
}

// Branch is one way of an if or a switch.
type Branch struct {
	From, To effects.Pos
	Cond     string // as the source writes it; "" of a switch
	// Present is the expression of which the condition only asks whether it is
	// there: p of p != "", len(p) > 0, p != nil.
	Present string
}

// Holds reports whether a place of the same file lies on the branch.
func (b *Branch) Holds(at effects.Pos) bool {
	before := func(a, b effects.Pos) bool { return a.Line < b.Line || a.Line == b.Line && a.Col <= b.Col }
	return at.File == b.From.File && before(b.From, at) && before(at, b.To)
}

// Stand finds the call at a place of a file; its zero value where there is none.
func Stand(fset *token.FileSet, info *types.Info, file *ast.File, at effects.Pos) Standing {
	var s Standing
	tf := fset.File(file.FileStart)
	if tf == nil || at.Line < 1 || at.Line > tf.LineCount() {
		return s
	}
	from := tf.LineStart(at.Line) + token.Pos(at.Col-1)
	path, _ := astutil.PathEnclosingInterval(file, from, from)
	found := -1
	for i, n := range path {
		if c, ok := n.(*ast.CallExpr); ok && c.Pos() == from {
			if end := fset.PositionFor(c.End(), false); found < 0 || end.Line == at.EndLine && end.Column == at.EndCol {
				found = i
			}
		}
	}
	if found < 0 {
		return s
	}
	call := path[found].(*ast.CallExpr)
	s.Unused = unused(info, call, path[found+1:])
	for _, a := range call.Args {
		s.Args = append(s.Args, types.ExprString(a))
	}
	for i := found + 1; i < len(path); i++ {
		if _, ok := path[i].(*ast.FuncDecl); ok {
			break
		}
		child := path[i-1]
		b := Branch{From: place(fset, at.File, child.Pos()), To: place(fset, at.File, child.End())}
		switch p := path[i].(type) {
		case *ast.IfStmt:
			if child == ast.Node(p.Body) {
				b.Cond, b.Present = types.ExprString(p.Cond), present(info, p.Cond)
				s.Branches = append(s.Branches, b)
			} else if p.Else != nil && child == ast.Node(p.Else) {
				b.Cond = "not " + types.ExprString(p.Cond)
				s.Branches = append(s.Branches, b)
			}
		case *ast.CaseClause, *ast.CommClause:
			s.Branches = append(s.Branches, b)
		case *ast.BinaryExpr:
			if (p.Op == token.LAND || p.Op == token.LOR) && child == ast.Node(p.Y) {
				b.Cond = types.ExprString(p.X)
				s.Branches = append(s.Branches, b)
			}
		}
	}
	return s
}

func place(fset *token.FileSet, file string, p token.Pos) effects.Pos {
	at := fset.PositionFor(p, false)
	return effects.Pos{File: file, Line: at.Line, Col: at.Column}
}

// unused reports whether the value that a call gives is thrown away, or held by a
// variable that is not read.
func unused(info *types.Info, call *ast.CallExpr, around []ast.Node) bool {
	t := info.TypeOf(call)
	if t == nil || len(around) == 0 || !givesValue(t) || slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return changeable(info.TypeOf(a)) }) {
		return false
	}
	switch p := around[0].(type) {
	case *ast.ExprStmt, *ast.GoStmt, *ast.DeferStmt:
		return true
	case *ast.AssignStmt:
		at := 0
		if len(p.Lhs) == len(p.Rhs) {
			for i, r := range p.Rhs {
				if ast.Unparen(r) == ast.Expr(call) {
					at = i
				}
			}
		}
		id, ok := p.Lhs[at].(*ast.Ident)
		if !ok {
			return false
		}
		return id.Name == "_" || p.Tok == token.DEFINE && !read(info, info.Defs[id], around)
	}
	return false
}

// changeable reports whether a function can change what a value of the type leads to.
func changeable(t types.Type) bool {
	if t == nil {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Interface:
		return true
	case *types.Slice:
		b, ok := u.Elem().Underlying().(*types.Basic)
		return !ok || b.Kind() != types.Byte
	}
	return false
}

// givesValue reports whether the first result is neither an error nor a bool.
func givesValue(t types.Type) bool {
	if tuple, ok := t.(*types.Tuple); ok {
		if tuple.Len() == 0 {
			return false
		}
		t = tuple.At(0).Type()
	}
	if b, ok := t.Underlying().(*types.Basic); ok && b.Info()&types.IsBoolean != 0 {
		return false
	}
	return !types.Identical(t, types.Universe.Lookup("error").Type())
}

// read reports whether a variable is used for more than "_ = v".
func read(info *types.Info, v types.Object, around []ast.Node) bool {
	if v == nil {
		return true // an older variable, which others may read
	}
	found := false
	ast.Inspect(around[len(around)-1], func(n ast.Node) bool {
		if a, ok := n.(*ast.AssignStmt); ok && len(a.Lhs) == 1 && len(a.Rhs) == 1 {
			l, isName := a.Lhs[0].(*ast.Ident)
			r, isVar := a.Rhs[0].(*ast.Ident)
			if isName && isVar && l.Name == "_" && info.Uses[r] == v {
				return false
			}
		}
		if id, ok := n.(*ast.Ident); ok && info.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}

// present is the expression of which a condition asks no more than whether it is
// there, as the source writes it.
func present(info *types.Info, cond ast.Expr) string {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || b.Op != token.NEQ && b.Op != token.GTR {
		return ""
	}
	tv := info.Types[b.Y]
	if b.Op == token.NEQ && (tv.IsNil() || tv.Value != nil && tv.Value.ExactString() == `""`) {
		return types.ExprString(b.X)
	}
	c, ok := ast.Unparen(b.X).(*ast.CallExpr)
	if !ok || len(c.Args) != 1 || tv.Value == nil || tv.Value.ExactString() != "0" {
		return ""
	}
	if id, ok := c.Fun.(*ast.Ident); ok && id.Name == "len" {
		return types.ExprString(c.Args[0])
	}
	return ""
}
