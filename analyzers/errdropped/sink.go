package errdropped

import (
	"go/ast"
	"go/types"
	"strings"
	"sync"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor/analyzers/sinks"
	"github.com/candor-dev/candor/internal/effects"
)

// effect is why the error of a call counts.
type effect int

const (
	plain    effect = iota // an error like any other
	mutating               // data is written
	auditing               // an audit record is written
	guarding               // a caller's right is checked
)

func (e effect) String() string {
	switch e {
	case mutating:
		return "write"
	case auditing:
		return "audit write"
	case guarding:
		return "decision"
	}
	return ""
}

// tells is how a call tells that it failed.
type tells int

const (
	nothing tells = iota
	direct        // by its own error, the last of its results
	byRow         // by the error of reading its row
	byRows        // by its own error; behind the first row by that of the rows
	inside        // by an error in what it gives: a field Error, a method Err
	byBool        // by a bool, its last result
)

// sink is a call whose error must not be lost.
type sink struct {
	effect effect
	what   string // for people: "the UPDATE invoices"; "" where only the callee's name tells
	tells  tells
	// behind: the call leads to it by the calls of another function.
	behind bool
	depth  int // how many calls behind
}

// maxDepth is how far a failure is followed from function to function. Writes
// of real services stand two to seven calls below their doors.
const maxDepth = 8

// name is the sink for people: "the UPDATE deals (tx.Exec)".
func (k sink) name(text string) string {
	switch {
	case k.what == "":
		return text
	case k.behind:
		return text + " (" + k.what + ")"
	}
	return k.what + " (" + text + ")"
}

// known is what the user says of functions, and what is found on top of the
// grades. It serves several packages at a time.
type known struct {
	mutations, audits, guards functions
	interfaces                methods
	all                       bool

	once       sync.Once
	classifier *sinks.Classifier
	err        error
}

// functions is a flag that lists functions.
type functions []string

// Set reads a comma-separated list and replaces what was set before.
func (f *functions) Set(list string) error {
	var names []string
	for entry := range strings.SplitSeq(list, ",") {
		if entry = strings.TrimSpace(entry); entry != "" {
			names = append(names, entry)
		}
	}
	if _, err := sinks.New(sinks.Config{Mutations: names}); err != nil {
		return err
	}
	*f = names
	return nil
}

// String lists the functions, for -flags.
func (f *functions) String() string {
	if f == nil {
		return ""
	}
	return strings.Join(*f, ",")
}

// ready builds the classifier from the flags, once: a driver sets them before
// the first package.
func (k *known) ready() error {
	k.once.Do(func() {
		k.classifier, k.err = sinks.New(sinks.Config{Mutations: k.mutations, Audits: k.audits, Guards: k.guards})
	})
	return k.err
}

// of classifies a call by what is known of its callee. Files are left out
// unless the user lists their functions: most of what a program writes there
// is its own.
func (k *known) of(info *types.Info, call *ast.CallExpr, scope sinks.Scope) (sink, bool) {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if !ok {
		return sink{}, false
	}
	if guard, _ := k.classifier.Guard(fn); guard {
		how := tellsOf(info, call, fn)
		return sink{effect: guarding, what: "the decision", tells: how}, how != nothing
	}
	if queued, ok := pipeline(info, call); ok {
		return sink{effect: mutating, what: "the pipeline", tells: direct}, !queued && tellsOf(info, call, fn) == direct
	}
	e, ok := k.classifier.Mutation(info, call, scope)
	switch {
	case ok && e.Kind == effects.Audit:
		return sink{effect: auditing, what: "the audit write" + onto(e), tells: tellsOf(info, call, fn)}, true
	case ok && e.Model == "file":
		return sink{}, false
	case ok:
		return sink{effect: mutating, what: whatOf(e, call), tells: tellsOf(info, call, fn)}, true
	case k.classifier.Audit(fn) && tellsOf(info, call, fn) == byBool:
		return sink{effect: auditing, what: "the audit write", tells: byBool}, true
	}
	return sink{}, false
}

// pipeline reports whether a call is made on a pipeline of redis. Its commands
// are queued: what they give says nothing until Exec has run them, and Exec
// tells of the failure of each.
func pipeline(info *types.Info, call *ast.CallExpr) (queued, ok bool) {
	sel, isSel := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !isSel {
		return false, false
	}
	n := namedOf(info.TypeOf(sel.X))
	if n == nil || n.Obj().Pkg() == nil || !strings.HasPrefix(n.Obj().Name(), "Pipeline") || !strings.Contains(n.Obj().Pkg().Path(), "redis") {
		return false, false
	}
	return sel.Sel.Name != "Exec", true
}

// whatOf names a write for people, "" where the called function's name says it
// already.
func whatOf(e effects.Effect, call *ast.CallExpr) string {
	switch {
	case e.What == "COMMIT":
		return "the commit"
	case e.Unread != "" || strings.HasSuffix(e.What, "."+calledName(call)):
		return ""
	}
	return wording(e.What)
}

// wording puts "UPDATE deals" into a sentence: "the UPDATE of deals".
func wording(what string) string {
	if what == "" {
		return ""
	}
	verb, table, ok := strings.Cut(what, " ")
	if link := links[verb]; ok && link != "" {
		return "the " + verb + link + table
	}
	return "the " + what
}

var links = map[string]string{
	"INSERT": " into ", "UPSERT": " into ", "REPLACE": " into ", "MERGE": " into ", "COPY": " into ",
	"UPDATE": " of ", "TRUNCATE": " of ", "DELETE": " from ",
}

func onto(e effects.Effect) string {
	if e.Model == "" {
		return ""
	}
	return " to " + e.Model
}

func calledName(call *ast.CallExpr) string {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return fun.Name
	case *ast.SelectorExpr:
		return fun.Sel.Name
	}
	return ""
}

// tellsOf says by which of its results a function tells of a failure.
func tellsOf(info *types.Info, call *ast.CallExpr, fn *types.Func) tells {
	switch sinks.FailureOf(info, call) {
	case sinks.FailsByError:
		return direct
	case sinks.FailsByRow:
		return byRow
	case sinks.FailsByRows:
		return byRows
	case sinks.FailsInside:
		return inside
	}
	if res := fn.Signature().Results(); res.Len() > 0 && isBool(res.At(res.Len()-1).Type()) {
		return byBool
	}
	return nothing
}

func namedOf(t types.Type) *types.Named {
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}

// isErrorType reports whether values of the type are errors: error itself and
// every interface or pointer that implements it.
func isErrorType(t types.Type) bool {
	errorType := types.Universe.Lookup("error").Type()
	if t == nil {
		return false
	}
	if types.Identical(t, errorType) {
		return true
	}
	switch t.Underlying().(type) {
	case *types.Interface, *types.Pointer:
		return types.Implements(t, errorType.Underlying().(*types.Interface))
	}
	return false
}
