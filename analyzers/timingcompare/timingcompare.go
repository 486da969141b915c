// Package timingcompare holds the check signatures/timing: a message
// authentication code that is compared in variable time.
package timingcompare

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

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
}

func judge(pass *analysis.Pass) (check.Population, error) {
	f := newFlow(pass)
	if f == nil {
		return nil, nil
	}
	var all check.Population
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for at := range in.Root().Preorder((*ast.BinaryExpr)(nil), (*ast.CallExpr)(nil)) {
		var s check.Subject
		switch n := at.Node().(type) {
		case *ast.BinaryExpr:
			if n.Op != token.EQL && n.Op != token.NEQ || !f.code(n.X) && !f.code(n.Y) || fixed(pass.TypesInfo, n.X) || fixed(pass.TypesInfo, n.Y) {
				continue
			}
			s = check.Subject{Outcome: candor.Fail, Pos: n.OpPos, End: n.OpPos + token.Pos(len(n.Op.String())), Name: n.Op.String(),
				Message: "compares a message authentication code by " + n.Op.String() + ", whose time tells how much of a guess was right"}
			s.Edits = f.mendOperator(at, n)
		case *ast.CallExpr:
			var ok bool
			if s, ok = f.compared(n); !ok {
				continue
			}
			if s.Outcome == candor.Fail {
				s.Edits = f.mendCall(at, n)
			}
		}
		symbol := check.Symbol(pass.Pkg, at)
		s.Name, s.Symbol = symbol+": "+s.Name, symbol
		s.Message = symbol + " " + s.Message
		all = append(all, s)
	}
	return all, nil
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
	if !ok || b.Kind() != types.Bool {
		return false
	}
	s.Outcome = candor.Unknown
	s.Message = fmt.Sprintf("hands a message authentication code to %s, and how that compares it can't be told", check.CallText(call))
	return true
}

// fixed reports whether the operand is nil or a constant: a test for a value
// that is missing tells nobody anything.
func fixed(info *types.Info, e ast.Expr) bool {
	tv := info.Types[e]
	return tv.IsNil() || tv.Value != nil
}
