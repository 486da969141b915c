package errdropped

import (
	"go/ast"
	"go/constant"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

var version = regexp.MustCompile(`/v\d+\b`)

func cutVersion(s string) string { return version.ReplaceAllString(s, "") }

// callKind is what a call does with an error that it is given, or what it
// does about an error in whose branch it stands.
type callKind int

const (
	ordinary  callKind = iota // does something: a function that is given the error has it
	logs                      // writes it down for a person to find later, or counts it
	exits                     // does not come back
	responds                  // answers a request
	succeeds                  // answers a request with a constant 2xx status
	tidies                    // undoes, closes or waits; tells nobody
	predicate                 // asks what kind of error it is
	builds                    // makes another value of it
	opaque                    // calls a function value, whose code can't be seen
	drops                     // is given the error and does nothing with it
)

// kind classifies a call by its static callee: type first, name second.
func (j *judge) kind(call *ast.CallExpr) callKind {
	info := j.pass.TypesInfo
	if info.Types[call.Fun].IsType() {
		return builds
	}
	obj := typeutil.Callee(info, call)
	name, pkg := "", ""
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		name = fun.Name
	case *ast.SelectorExpr:
		name = fun.Sel.Name
	case *ast.FuncLit:
		return opaque
	}
	if obj != nil && obj.Pkg() != nil {
		pkg = cutVersion(obj.Pkg().Path())
	}
	if b, ok := obj.(*types.Builtin); ok {
		return builtinKind(b.Name())
	}
	if isExit(pkg, name) {
		return exits
	}
	if fn, ok := obj.(*types.Func); ok {
		if decl := j.decls[fn.Origin()]; decl != nil {
			if k := j.does(decl); k != ordinary && !(k == tidies && j.isResponse(call, name)) {
				return k
			}
		}
	}
	switch {
	case j.isLogging(call, pkg, name):
		if w := words(name); slices.Contains(w, "fatal") || slices.Contains(w, "fatalf") || slices.Contains(w, "fatalln") ||
			slices.Contains(w, "panic") || slices.Contains(w, "panicf") || slices.Contains(w, "panicln") {
			return exits
		}
		return logs
	case telemetry[name]:
		return logs
	case j.isResponse(call, name):
		if success(j.status(call)) {
			return succeeds
		}
		return responds
	case isBuilder(pkg, name) || isAccessor(call, name):
		return builds
	case isPredicate(name, call, info):
		return predicate
	case housekeeping[strings.ToLower(name)] || pkg == "os" && strings.HasPrefix(name, "Remove"):
		return tidies
	}
	if _, ok := obj.(*types.Func); !ok {
		return opaque
	}
	return ordinary
}

func builtinKind(name string) callKind {
	switch name {
	case "panic":
		return exits
	case "print", "println":
		return logs
	}
	return builds
}

func isExit(pkg, name string) bool {
	switch pkg {
	case "os", "syscall":
		return name == "Exit"
	case "runtime":
		return name == "Goexit"
	case "testing":
		return strings.HasPrefix(name, "Fatal") || strings.HasPrefix(name, "Skip") || name == "FailNow"
	}
	return false
}

// telemetry are methods that count or record a failure for whoever looks at
// the dashboard; the caller does not learn of it.
var telemetry = map[string]bool{
	"RecordError": true, "CaptureException": true, "CaptureError": true, "CaptureMessage": true,
	"NoticeError": true, "SetStatus": true, "AddEvent": true, "SetAttributes": true,
	"Inc": true, "Dec": true, "Incr": true, "Increment": true, "Observe": true,
}

var housekeeping = map[string]bool{
	"rollback": true, "close": true, "unlock": true, "runlock": true, "done": true,
	"sleep": true, "cancel": true, "stop": true, "flush": true, "sync": true,
	"header": true, "err": true, "now": true, "since": true,
}

func isBuilder(pkg, name string) bool {
	switch pkg {
	case "fmt":
		return name == "Errorf" || strings.HasPrefix(name, "Sprint")
	case "strconv", "strings":
		return true
	case "errors", "github.com/pkg/errors", "github.com/cockroachdb/errors", "golang.org/x/xerrors":
		return name != "Is" && name != "As"
	}
	return false
}

// isAccessor reports whether the call asks an error for its text or its cause.
func isAccessor(call *ast.CallExpr, name string) bool {
	return len(call.Args) == 0 && (name == "Error" || name == "Unwrap" || name == "Cause")
}

func isPredicate(name string, call *ast.CallExpr, info *types.Info) bool {
	t := info.TypeOf(call)
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		t = tuple.At(tuple.Len() - 1).Type() // the generic As of errors: value, ok
	}
	if t == nil || !isBool(t) {
		return false
	}
	w := words(name)
	return len(w) > 0 && slices.Contains([]string{"is", "as", "has", "contains", "equal", "match", "matches"}, w[0])
}

var loggingPackages = []string{
	"log", "log/slog", "log/syslog", "go.uber.org/zap", "github.com/sirupsen/logrus", "github.com/rs/zerolog",
	"github.com/go-kit/log", "k8s.io/klog", "github.com/golang/glog", "github.com/go-logr/logr",
	"github.com/hashicorp/go-hclog", "github.com/apex/log", "github.com/charmbracelet/log",
	"github.com/mattermost/logr", "github.com/inconshreveable/log15",
	"github.com/prometheus/client_golang", "go.opentelemetry.io/otel", "go.opencensus.io",
}

// isLogging reports whether a call only writes a line. Besides the known
// packages it goes by names: a function whose first word is "log", a method on
// something whose last word is "log" or "logger". An audit log is no such line.
func (j *judge) isLogging(call *ast.CallExpr, pkg, name string) bool {
	for _, p := range loggingPackages {
		if pkg == p || strings.HasPrefix(pkg, p+"/") && p != "log" {
			return true
		}
	}
	if pkg == "fmt" {
		if strings.HasPrefix(name, "Print") {
			return true
		}
		return strings.HasPrefix(name, "Fprint") && len(call.Args) > 0 && isStdStream(call.Args[0])
	}
	switch path.Base(pkg) {
	case "tracing", "telemetry", "metrics", "sentry":
		return true
	}
	if w := words(name); len(w) > 0 && logWord(w[0]) && !slices.Contains(w, "audit") {
		return true
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	if n := namedOf(j.pass.TypesInfo.TypeOf(sel.X)); n != nil && lastIsLog(n.Obj().Name()) {
		return true
	}
	switch x := ast.Unparen(sel.X).(type) {
	case *ast.Ident:
		return lastIsLog(x.Name)
	case *ast.SelectorExpr:
		return lastIsLog(x.Sel.Name)
	case *ast.CallExpr: // s.logger().Error(…), log.With(…).Error(…)
		return j.kind(x) == logs
	}
	return false
}

func isStdStream(e ast.Expr) bool {
	s, ok := ast.Unparen(e).(*ast.SelectorExpr)
	return ok && (s.Sel.Name == "Stderr" || s.Sel.Name == "Stdout")
}

// isResponse reports whether a call answers a request: it writes to a response
// or is handed one.
func (j *judge) isResponse(call *ast.CallExpr, name string) bool {
	for _, a := range call.Args {
		if isResponder(j.pass.TypesInfo.TypeOf(a)) {
			return true
		}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || !isResponder(j.pass.TypesInfo.TypeOf(sel.X)) {
		return false
	}
	w := words(name)
	if len(w) == 0 {
		return false
	}
	switch w[0] {
	case "get", "param", "params", "query", "header", "bind", "should", "cookie", "form", "value", "request", "context", "next", "set", "path", "body", "locals":
		return false
	}
	return true
}

// status is the constant status that a call answers with, or 0. A status that
// a chain of calls sets first counts: c.Status(200).JSON(v).
func (j *judge) status(call *ast.CallExpr) int {
	for _, a := range call.Args {
		if v := j.pass.TypesInfo.Types[a].Value; v != nil && v.Kind() == constant.Int {
			if n, ok := constant.Int64Val(v); ok && n >= 100 && n < 600 {
				return int(n)
			}
		}
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if first, ok := ast.Unparen(sel.X).(*ast.CallExpr); ok && isResponder(j.pass.TypesInfo.TypeOf(first)) {
			return j.status(first)
		}
	}
	return 0
}

func success(status int) bool { return status >= 200 && status < 300 }

// isResponder reports whether a value of the type is what a handler answers
// with: http.ResponseWriter or the context of a known web framework.
func isResponder(t types.Type) bool {
	if t == nil {
		return false
	}
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	switch cutVersion(n.Obj().Pkg().Path()) + "." + n.Obj().Name() {
	case "net/http.ResponseWriter", "github.com/gin-gonic/gin.Context",
		"github.com/labstack/echo.Context", "github.com/gofiber/fiber.Ctx":
		return true
	}
	return false
}
