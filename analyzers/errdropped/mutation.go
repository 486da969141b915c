package errdropped

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// sinks are the functions that a user calls mutations, as pkg.T.M or pkg.F:
// whether a receiver is a pointer makes no difference.
type sinks map[string]bool

var sinkSyntax = regexp.MustCompile(`^([^\s()]+)\.(?:\((\*?)([A-Za-z_]\w*)\)\.)?([A-Za-z_]\w*)$`)

// Set reads a comma-separated list and replaces what was set before.
func (s *sinks) Set(list string) error {
	m := make(sinks)
	for entry := range strings.SplitSeq(list, ",") {
		entry = strings.TrimSpace(entry)
		if entry == "" {
			continue
		}
		f := sinkSyntax.FindStringSubmatch(entry)
		if f == nil {
			return fmt.Errorf("mutation %q: want import/path.Func, import/path.(T).Method or import/path.(*T).Method", entry)
		}
		m[sinkKey(f[1], f[3], f[4])] = true
	}
	*s = m
	return nil
}

// String lists the sinks, for -flags.
func (s *sinks) String() string {
	if s == nil {
		return ""
	}
	var names []string
	for n := range *s {
		names = append(names, n)
	}
	slices.Sort(names)
	return strings.Join(names, ",")
}

func sinkKey(pkg, typ, name string) string {
	if typ == "" {
		return pkg + "." + name
	}
	return pkg + ".(" + typ + ")." + name
}

// A Result or a CommandTag is the receipt of a statement that was executed:
// whatever gives one together with an error is a write, a driver's own method
// as much as a query builder's or a wrapper of the project.
var receipts = map[string]bool{
	"database/sql.Result":                    true,
	"github.com/jackc/pgconn.CommandTag":     true,
	"github.com/jackc/pgx.CommandTag":        true,
	"github.com/jackc/pgx/pgconn.CommandTag": true,
}

// Writes that give no receipt. The version is cut from the import path.
var writes = sinks{
	"database/sql.(Tx).Commit":                     true,
	"github.com/jackc/pgx.(Tx).Commit":             true,
	"github.com/jackc/pgx/pgxpool.(Tx).Commit":     true,
	"github.com/jackc/pgx.(Conn).CopyFrom":         true,
	"github.com/jackc/pgx.(Tx).CopyFrom":           true,
	"github.com/jackc/pgx/pgxpool.(Conn).CopyFrom": true,
	"github.com/jackc/pgx/pgxpool.(Pool).CopyFrom": true,
	"github.com/jackc/pgx/pgxpool.(Tx).CopyFrom":   true,
	"github.com/jackc/pgx.(BatchResults).Exec":     true,
	"github.com/jackc/pgx.BeginFunc":               true,
	"github.com/jackc/pgx.BeginTxFunc":             true,
}

// mutation reports whether the call writes data and gives an error last.
func (s sinks) mutation(info *types.Info, call *ast.CallExpr) bool {
	if tv, ok := info.Types[call.Fun]; !ok || tv.IsType() || tv.IsBuiltin() {
		return false
	}
	sig, ok := info.TypeOf(call.Fun).Underlying().(*types.Signature)
	if !ok || sig.Results().Len() == 0 || !isErrorType(sig.Results().At(sig.Results().Len()-1).Type()) {
		return false
	}
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if ok {
		for _, key := range keysOf(info, call, fn) {
			if s[key] || writes[cutVersion(key)] {
				return !rollback(info, call)
			}
		}
	}
	if sig.Results().Len() == 2 {
		if n := namedOf(sig.Results().At(0).Type()); n != nil && n.Obj().Pkg() != nil {
			return receipts[cutVersion(n.Obj().Pkg().Path()+"."+n.Obj().Name())] && !rollback(info, call)
		}
	}
	return false
}

// keysOf are the names under which a user may know the function: by the type
// that declares it and by the type that it is called on.
func keysOf(info *types.Info, call *ast.CallExpr, fn *types.Func) []string {
	fn = fn.Origin()
	if fn.Pkg() == nil {
		return nil // error.Error
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return []string{sinkKey(fn.Pkg().Path(), "", fn.Name())}
	}
	var keys []string
	add := func(t types.Type) {
		if n := namedOf(t); n != nil && n.Obj().Pkg() != nil {
			keys = append(keys, sinkKey(n.Obj().Pkg().Path(), n.Obj().Name(), fn.Name()))
		}
	}
	add(recv.Type())
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		if s := info.Selections[sel]; s != nil {
			add(s.Recv())
		}
	}
	return keys
}

var version = regexp.MustCompile(`/v\d+\b`)

func cutVersion(s string) string { return version.ReplaceAllString(s, "") }

// rollback reports whether the call executes a constant ROLLBACK: undoing
// loses nothing.
func rollback(info *types.Info, call *ast.CallExpr) bool {
	for _, a := range call.Args {
		v := info.Types[a].Value
		if v == nil || v.Kind() != constant.String {
			continue
		}
		words := strings.Fields(constant.StringVal(v))
		return len(words) > 0 && strings.EqualFold(strings.TrimRight(words[0], ";"), "ROLLBACK")
	}
	return false
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
