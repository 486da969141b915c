package summary

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// logs reports whether a call only writes to a log.
func (w *walker) logs(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	name := calleeName(call)
	if strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Panic") {
		return false
	}
	if !ok {
		return strings.Contains(strings.ToLower(name), "log")
	}
	if w.answers(call) {
		return false
	}
	if fn, ok := w.p.Info.Uses[sel.Sel].(*types.Func); ok && fn.Pkg() != nil {
		path := fn.Pkg().Path()
		for _, p := range []string{"log", "log/slog", "go.uber.org/zap", "github.com/sirupsen/logrus", "github.com/rs/zerolog", "github.com/rs/zerolog/log", "github.com/hashicorp/go-hclog", "k8s.io/klog", "k8s.io/klog/v2"} {
			if path == p {
				return true
			}
		}
	}
	word := false
	for _, p := range []string{"Error", "Warn", "Info", "Debug", "Print", "Log", "Trace", "Msg", "Notice"} {
		word = word || strings.HasPrefix(name, p)
	}
	return word && strings.Contains(strings.ToLower(short(sel.X)+typeName(w.p.Info.TypeOf(sel.X))), "log") || name == "RecordError" || name == "CaptureException"
}

// answersWell reports whether a call gives a response the status of success and
// nothing else: who gets it learns of no failure.
func (w *walker) answersWell(call *ast.CallExpr) bool {
	switch calleeName(call) {
	case "WriteHeader", "NoContent", "SendStatus":
	default:
		return false
	}
	if len(call.Args) != 1 {
		return false
	}
	tv := w.p.Info.Types[call.Args[0]]
	return tv.Value != nil && len(tv.Value.ExactString()) == 3 && tv.Value.ExactString()[0] == '2'
}

// answers reports whether a call is given what a response is written with.
func (w *walker) answers(call *ast.CallExpr) bool {
	in := func(e ast.Expr) bool {
		name := typeName(w.p.Info.TypeOf(e))
		return name != "net/http.Request" && slices.Contains(handlerTypes, name)
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && in(sel.X) {
		return true
	}
	return slices.ContainsFunc(call.Args, in)
}
