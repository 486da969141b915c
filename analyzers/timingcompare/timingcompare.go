// Package timingcompare holds the check signatures/timing: a message
// authentication code that is compared in variable time.
package timingcompare

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// New returns the check.
func New() *check.Check { return check.New("timingcompare", rule(), judge) }

// comparers take two values and tell whether they are the same: true when in
// constant time.
var comparers = map[string]bool{
	"crypto/hmac.Equal":                 true,
	"crypto/subtle.ConstantTimeCompare": true,
	"bytes.Equal":                       false,
	"bytes.Compare":                     false,
	"bytes.EqualFold":                   false,
	"strings.EqualFold":                 false,
	"strings.Compare":                   false,
	"slices.Equal":                      false,
	"reflect.DeepEqual":                 false,
	"bytes.HasPrefix":                   false,
	"bytes.HasSuffix":                   false,
	"bytes.Contains":                    false,
	"bytes.Index":                       false,
	"strings.HasPrefix":                 false,
	"strings.HasSuffix":                 false,
	"strings.Contains":                  false,
	"strings.Index":                     false,
	"slices.Contains":                   false,
	"slices.Index":                      false,
	"slices.Compare":                    false,
	"cmp.Compare":                       false,
}

func judge(pass *analysis.Pass) (check.Population, error) {
	f := newFlow(pass)
	if f == nil {
		return nil, nil
	}
	var all check.Population
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for at := range in.Root().Preorder((*ast.BinaryExpr)(nil), (*ast.CallExpr)(nil), (*ast.SwitchStmt)(nil), (*ast.IndexExpr)(nil)) {
		var s check.Subject
		var ok bool
		switch n := at.Node().(type) {
		case *ast.BinaryExpr:
			if n.Op != token.EQL && n.Op != token.NEQ || !f.partOf(n.X) && !f.partOf(n.Y) || fixed(pass.TypesInfo, n.X) || fixed(pass.TypesInfo, n.Y) {
				continue
			}
			s = check.Subject{Outcome: candor.Fail, Pos: n.OpPos, End: n.OpPos + token.Pos(len(n.Op.String())), Name: n.Op.String(),
				Message: "compares a message authentication code by " + n.Op.String() + ", whose time tells how much of a guess was right"}
			s.Edits = f.mendOperator(at, n)
		case *ast.CallExpr:
			if s, ok = f.compared(n); !ok {
				continue
			}
			if s.Outcome == candor.Fail {
				s.Edits = f.mendCall(at, n)
			}
		case *ast.SwitchStmt:
			if s, ok = f.switched(n); !ok {
				continue
			}
		case *ast.IndexExpr:
			if !f.keys[f.object(n.X)] || f.code(n.Index) || fixed(pass.TypesInfo, n.Index) {
				continue
			}
			s = check.Subject{Pos: n.Pos(), End: n.End(), Name: "map",
				Message: "looks a text up among message authentication codes, and what the time of that tells is not known"}
		}
		symbol := check.Symbol(pass.Pkg, at)
		s.Name, s.Symbol = symbol+": "+s.Name, symbol
		s.Message = symbol + " " + s.Message
		all = append(all, s)
	}
	return all, nil
}

// partOf reports whether the expression is a code, or a byte of one.
func (f *flow) partOf(e ast.Expr) bool {
	if t := f.info.TypeOf(e); t != nil {
		_, generic := types.Unalias(t).(*types.TypeParam)
		switch u := t.Underlying().(type) {
		case *types.Pointer, *types.Chan:
			return false // whether it is the same one, not whether it holds the same
		case *types.Interface:
			if !generic && !u.Empty() {
				return false
			}
		}
	}
	if x, ok := ast.Unparen(e).(*ast.IndexExpr); ok {
		return f.code(x.X) && !isMap(f.info.TypeOf(x.X))
	}
	return f.code(e)
}

// switched judges a switch that compares a code with its cases.
func (f *flow) switched(n *ast.SwitchStmt) (check.Subject, bool) {
	if n.Tag == nil || fixed(f.info, n.Tag) {
		return check.Subject{}, false
	}
	for _, c := range n.Body.List {
		for _, e := range c.(*ast.CaseClause).List {
			if (f.code(n.Tag) || f.code(e)) && !fixed(f.info, e) {
				return check.Subject{Outcome: candor.Fail, Pos: e.Pos(), End: e.End(), Name: "switch",
					Message: "compares a message authentication code by switch, whose time tells how much of a guess was right"}, true
			}
		}
	}
	return check.Subject{}, false
}

// compared judges a call that may compare a code.
func (f *flow) compared(call *ast.CallExpr) (check.Subject, bool) {
	s := check.Subject{Pos: call.Pos(), End: call.End(), Name: check.CallText(call)}
	if !f.anyCode(call.Args) {
		return s, false
	}
	switch fn := typeutil.Callee(f.info, call).(type) {
	case *types.Func:
		if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
			return s, f.undecided(call, &s)
		}
		constant, known := comparers[fn.Origin().FullName()]
		switch {
		case !known:
			return s, false
		case !constant && slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return fixed(f.info, a) }):
			return s, false // strings.HasPrefix(signature, "sha256=")
		case constant:
			s.Outcome, s.Message = candor.Pass, "compares a message authentication code in constant time"
		default:
			s.Outcome = candor.Fail
			s.Message = fmt.Sprintf("compares a message authentication code by %s, whose time tells how much of a guess was right", check.CallText(call))
			s.Fix = "compare with hmac.Equal"
		}
		return s, true
	case *types.Var:
		return s, f.undecided(call, &s)
	}
	return s, false
}

// undecided notes a call of a function value or of an interface's method that
// gives a single bool.
func (f *flow) undecided(call *ast.CallExpr, s *check.Subject) bool {
	b, ok := f.info.TypeOf(call).(*types.Basic)
	if !ok || b.Kind() != types.Bool || !slices.ContainsFunc(call.Args, func(a ast.Expr) bool { return textual(f.info.TypeOf(a)) && f.code(a) }) {
		return false
	}
	s.Outcome = candor.Unknown
	s.Message = fmt.Sprintf("hands a message authentication code to %s, and how that compares it can't be told", check.CallText(call))
	return true
}

// fixed reports whether the operand is nil or a constant: a test for a value
// that is missing tells nobody anything.
func fixed(info *types.Info, e ast.Expr) bool {
	if lit, ok := ast.Unparen(e).(*ast.CompositeLit); ok && len(lit.Elts) == 0 {
		return true
	}
	tv := info.Types[e]
	return tv.IsNil() || tv.Value != nil
}
