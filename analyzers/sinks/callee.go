package sinks

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// callee is the function that a call calls, in the words of the tables.
type callee struct {
	call  *ast.CallExpr
	info  *types.Info
	scope Scope
	fn    *types.Func
	sig   *types.Signature // of this call: type parameters are filled
	path  string           // the import path
	root  string           // of the module, without its version
	typ   string           // the type that declares the method, "" of a function
	name  string
	recv  ast.Expr // nil of a function and a method expression
	iface bool     // a method of an interface
	r     *reader
}

// resolve finds what a call calls; nil for conversions, builtins and values
// of function type.
func resolve(info *types.Info, call *ast.CallExpr, scope Scope) *callee {
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if !ok || fn.Pkg() == nil {
		return nil
	}
	k := &callee{call: call, info: info, scope: scope, fn: fn, path: gosymbol.Path(fn.Pkg()), name: fn.Name()}
	k.root = rootOf(k.path)
	k.sig, _ = fn.Type().(*types.Signature)
	if k.sig == nil {
		return nil
	}
	if t := info.TypeOf(call.Fun); t != nil {
		if s, ok := t.Underlying().(*types.Signature); ok {
			k.sig = s
		}
	}
	if recv := fn.Signature().Recv(); recv != nil {
		if n := namedOf(recv.Type()); n != nil {
			k.typ = n.Obj().Name()
		}
		k.iface = types.IsInterface(recv.Type())
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			if s := info.Selections[sel]; s != nil && s.Kind() == types.MethodVal {
				k.recv = sel.X
				// The interface may be one that embeds the declaring one.
				if n := namedOf(s.Recv()); n != nil && k.typ == "" {
					k.typ = n.Obj().Name()
				}
			}
		}
	}
	return k
}

// read gives the reader of the call's texts.
func (k *callee) read() *reader {
	if k.r == nil {
		k.r = &reader{info: k.info, scope: k.scope}
	}
	return k.r
}

// sub is the package within its module without versions: "pgxpool" of
// github.com/jackc/pgx/v5/pgxpool.
func (k *callee) sub() string {
	rest := strings.TrimPrefix(strings.TrimPrefix(k.path, k.root), "/")
	if strings.HasPrefix(rest, ".v") {
		_, rest, _ = strings.Cut(rest, "/")
	}
	first, tail, _ := strings.Cut(rest, "/")
	if isVersion(first) {
		return tail
	}
	return rest
}

func isVersion(s string) bool {
	if len(s) < 2 || s[0] != 'v' {
		return false
	}
	for i := 1; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// rootOf is the part of an import path by which the tables know a module:
// host/owner/name on the big hosts of code, host/name elsewhere, the whole path
// of the standard library. It allocates nothing.
func rootOf(path string) string {
	slash := strings.IndexByte(path, '/')
	if slash < 0 || strings.IndexByte(path[:slash], '.') < 0 {
		return path
	}
	n := 2
	switch path[:slash] {
	case "github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "gitea.com":
		n = 3
	case "gopkg.in":
		// gopkg.in/name.v1, gopkg.in/owner/name.v1
		if i := strings.LastIndex(path, ".v"); i > slash {
			return path[:i]
		}
	}
	for i := range len(path) {
		if path[i] == '/' {
			if n--; n == 0 {
				return path[:i]
			}
		}
	}
	return path
}

// effect is an effect of the call with what every one has.
func (k *callee) effect(kind effects.Kind, what string) effects.Effect {
	return effects.Effect{Kind: kind, Symbol: gosymbol.Of(k.fn), What: what}
}

func (k *callee) mutation(verb, model, what string) effects.Effect {
	e := k.effect(effects.Mutation, what)
	e.Verb, e.Model = verb, model
	return e
}

// short is the callee for people: "pkg.F", "T.M" or "pkg.T.M".
func (k *callee) short() string {
	if k.typ == "" {
		return k.fn.Pkg().Name() + "." + k.name
	}
	return k.fn.Pkg().Name() + "." + k.typ + "." + k.name
}

func (k *callee) arg(i int) ast.Expr {
	if i < 0 || i >= len(k.call.Args) {
		return nil
	}
	return k.call.Args[i]
}

// constant is the argument's text if it is wholly known and the only one.
func (k *callee) constant(i int) string { return k.known(k.arg(i)) }

func (k *callee) known(e ast.Expr) string {
	if e == nil {
		return ""
	}
	if v := k.info.Types[e].Value; v != nil {
		if v.Kind() == constant.String {
			return constant.StringVal(v)
		}
		return ""
	}
	ts := k.read().texts(e, 4)
	if len(ts) != 1 || ts[0].stmt != nil || strings.Contains(ts[0].s, hole) {
		return ""
	}
	return ts[0].s
}

// typeName is the package and the name of a named type or a pointer to one,
// empty for others.
func typeName(t types.Type) (path, name string) {
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil {
		return "", ""
	}
	return n.Obj().Pkg().Path(), n.Obj().Name()
}

func (k *callee) givesError() bool {
	res := k.sig.Results()
	return res.Len() > 0 && isError(res.At(res.Len()-1).Type())
}

// isError reports whether values of the type are errors: error itself and
// every interface or pointer that implements it.
func isError(t types.Type) bool {
	errorType := types.Universe.Lookup("error").Type()
	if types.Identical(t, errorType) {
		return true
	}
	switch t.Underlying().(type) {
	case *types.Interface, *types.Pointer:
		return types.Implements(t, errorType.Underlying().(*types.Interface))
	}
	return false
}
