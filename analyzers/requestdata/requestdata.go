// Package requestdata holds the check injection/request-data: what a client
// sends, put into SQL text or into a page as it is.
package requestdata

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// New returns the check.
func New() *check.Check { return check.New("requestdata", rule(), judge) }

func judge(pass *analysis.Pass) (check.Population, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	var sinks []sink
	for at := range in.Root().Preorder((*ast.CallExpr)(nil)) {
		if s, ok := sinkOf(pass.TypesInfo, at); ok {
			sinks = append(sinks, s)
		}
	}
	if len(sinks) == 0 {
		return nil, nil
	}
	f := newFlow(pass)
	var all check.Population
	for _, s := range sinks {
		all = append(all, f.judge(pass, s))
	}
	return all, nil
}

// sink is a call that takes a text which must not be the client's.
type sink struct {
	at   inspector.Cursor
	call *ast.CallExpr
	text ast.Expr
	what string // "SQL text", "a page as HTML"
}

func (f *flow) judge(pass *analysis.Pass, s sink) check.Subject {
	symbol := check.Symbol(pass.Pkg, s.at)
	out := check.Subject{Name: symbol + ": " + check.CallText(s.call), Symbol: symbol, Pos: s.call.Pos(), End: s.call.End()}
	f.page = s.what != sqlText
	switch part, why := f.worst(s.text); why {
	case clean:
		out.Outcome, out.Message = candor.Pass, fmt.Sprintf("%s puts nothing of a request into %s", symbol, s.what)
	case tainted:
		out.Outcome = candor.Fail
		out.Message = fmt.Sprintf("%s puts %s into %s, as the client sent it", symbol, types.ExprString(part), s.what)
		out.Related = []check.Related{{Pos: part.Pos(), End: part.End(), Label: "what the client sent"}}
		if s.what == sqlText {
			out.Fix = "pass it as an argument of the statement, or choose from a fixed list"
		}
	case tested:
		out.Outcome = candor.Unknown
		out.Message = fmt.Sprintf("%s puts %s into %s after testing it, and whether the test is enough can't be told", symbol, types.ExprString(part), s.what)
	default:
		out.Outcome = candor.Unknown
		out.Message = fmt.Sprintf("%s puts %s into %s, and where that comes from can't be told", symbol, types.ExprString(part), s.what)
	}
	return out
}

const sqlText = "SQL text"

// statements are the functions that take SQL text, by package without version
// and name, with the index of the text.
var statements = map[string]map[string]int{
	"database/sql": {
		"Exec": 0, "ExecContext": 1, "Query": 0, "QueryContext": 1, "QueryRow": 0, "QueryRowContext": 1, "Prepare": 0, "PrepareContext": 1,
	},
	"github.com/jmoiron/sqlx": {
		"Exec": 0, "ExecContext": 1, "MustExec": 0, "MustExecContext": 1, "Query": 0, "QueryContext": 1, "Queryx": 0, "QueryxContext": 1,
		"QueryRowx": 0, "QueryRowxContext": 1, "Get": 1, "GetContext": 2, "Select": 1, "SelectContext": 2, "NamedExec": 0, "NamedExecContext": 1,
		"NamedQuery": 0, "NamedQueryContext": 1, "Preparex": 0, "PreparexContext": 1,
	},
	"github.com/jackc/pgx":         {"Exec": 1, "Query": 1, "QueryRow": 1, "Prepare": 2},
	"github.com/jackc/pgx/pgxpool": {"Exec": 1, "Query": 1, "QueryRow": 1},
	"gorm.io/gorm":                 {"Raw": 0, "Exec": 0, "Where": 0, "Order": 0, "Select": 0, "Group": 0, "Having": 0, "Joins": 0},
}

// markup are the conversions by which html/template takes a text as it is.
var markup = map[string]string{
	"HTML": "a page as HTML", "HTMLAttr": "a page as an attribute", "JS": "a page as JavaScript", "JSStr": "a page as JavaScript",
	"CSS": "a page as CSS", "URL": "a page as an address", "Srcset": "a page as an address",
}

func sinkOf(info *types.Info, at inspector.Cursor) (sink, bool) {
	call := at.Node().(*ast.CallExpr)
	if tv := info.Types[call.Fun]; tv.IsType() {
		n, ok := types.Unalias(tv.Type).(*types.Named)
		if !ok || len(call.Args) != 1 || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "html/template" {
			return sink{}, false
		}
		what, ok := markup[n.Obj().Name()]
		return sink{at, call, call.Args[0], what}, ok
	}
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	if fn == nil || fn.Pkg() == nil {
		return sink{}, false
	}
	if fn.Signature().Recv() == nil {
		return sink{}, false
	}
	i, ok := statements[cutVersion(fn.Pkg().Path())][fn.Name()]
	if !ok || i >= len(call.Args) || !isText(info.TypeOf(call.Args[i])) {
		return sink{}, false
	}
	return sink{at, call, call.Args[i], sqlText}, true
}

func isText(t types.Type) bool {
	if t == nil {
		return false
	}
	if i, ok := t.Underlying().(*types.Interface); ok {
		return i.Empty() // gorm's query any
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}
