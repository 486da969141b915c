// Package plainlog holds the check logging/unstructured: log entries that are a
// sentence and no fields.
package plainlog

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/analyzers/check"
)

// New returns the check.
func New() *check.Check { return check.New("plainlog", rule(), judge) }

// levels begin the names of functions that write a log entry.
var levels = []string{"Trace", "Debug", "Info", "Warn", "Warning", "Error", "Fatal", "Panic", "DPanic", "Print", "Log"}

func judge(pass *analysis.Pass) (check.Population, error) {
	var all check.Population
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for at := range in.Root().Preorder((*ast.CallExpr)(nil)) {
		call := at.Node().(*ast.CallExpr)
		fn, _ := typeutil.Callee(pass.TypesInfo, call).(*types.Func)
		if fn == nil || fn.Pkg() == nil {
			continue
		}
		structured, ok := entry(pass.Pkg, fn)
		if !ok {
			continue
		}
		symbol := check.Symbol(pass.Pkg, at)
		s := check.Subject{Name: symbol + ": " + check.CallText(call), Symbol: symbol, Pos: call.Pos(), End: call.End(), Outcome: candor.Pass,
			Message: fmt.Sprintf("%s writes a log entry with fields (%s)", symbol, check.CallText(call))}
		if !structured {
			s.Outcome = candor.Fail
			s.Message = fmt.Sprintf("%s writes a log entry as plain text (%s)", symbol, check.CallText(call))
		}
		all = append(all, s)
	}
	return all, nil
}

// entry reports whether the function writes a log entry, and whether the entry
// has fields.
func entry(pkg *types.Package, fn *types.Func) (structured, ok bool) {
	name := fn.Name()
	path := fn.Pkg().Path()
	switch {
	case path == "log":
		return false, level(name)
	case path == "fmt":
		return false, strings.HasPrefix(name, "Print") && pkg.Name() != "main" // what a command prints is its answer
	case path == "log/slog", path == "github.com/hashicorp/go-hclog", path == "github.com/go-logr/logr", path == "github.com/go-kit/log":
		return true, level(name)
	case path == "go.uber.org/zap":
		return !sentence(name), level(name)
	case path == "github.com/rs/zerolog":
		return true, name == "Msg" || name == "Msgf" || name == "Send"
	case path == "github.com/sirupsen/logrus":
		return receiver(fn) == "Entry" && !sentence(name), level(name)
	case strings.HasPrefix(path, "k8s.io/klog"):
		return strings.HasSuffix(name, "S"), level(name)
	}
	return false, false
}

// sentence reports whether the function takes a format or several values that
// it strings together: Infof, Infoln.
func sentence(name string) bool {
	return strings.HasSuffix(name, "f") || strings.HasSuffix(name, "ln")
}

func level(name string) bool {
	for _, l := range levels {
		if rest, ok := strings.CutPrefix(name, l); ok {
			switch rest {
			case "", "f", "ln", "w", "Context", "Attrs", "S", "Depth", "fn":
				return true
			}
		}
	}
	return false
}

func receiver(fn *types.Func) string {
	r := fn.Signature().Recv()
	if r == nil {
		return ""
	}
	t := types.Unalias(r.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}
