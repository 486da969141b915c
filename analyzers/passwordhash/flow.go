package passwordhash

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// flow knows which variables of a package hold a password, and which feed a hash.
type flow struct {
	pkg     *types.Package
	info    *types.Info
	secrets map[types.Object]bool // local variables that a password is assigned to
	given   map[types.Object]bool // parameters that a caller of the package hands a password
	hashes  map[types.Object]string
	values  map[types.Object]*types.Func // variables that hold a function
	more    bool                         // the last round found something
}

// unnamed stands for a hash of which it can't be told which one it is.
const unnamed = "a hash"

func newFlow(pass *analysis.Pass) *flow {
	f := &flow{
		pkg: pass.Pkg, info: pass.TypesInfo, secrets: make(map[types.Object]bool), given: make(map[types.Object]bool),
		hashes: make(map[types.Object]string), values: make(map[types.Object]*types.Func),
	}
	const rounds = 10 // a longer chain of helpers was never seen
	for range rounds {
		f.more = false
		for _, file := range pass.Files {
			ast.Inspect(file, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.AssignStmt:
					f.assign(n.Lhs, n.Rhs)
				case *ast.ValueSpec:
					var lhs []ast.Expr
					for _, id := range n.Names {
						lhs = append(lhs, id)
					}
					f.assign(lhs, n.Values)
				case *ast.CallExpr:
					f.handedOn(n)
				}
				return true
			})
		}
		if !f.more {
			break
		}
	}
	return f
}

func (f *flow) assign(lhs, rhs []ast.Expr) {
	if len(lhs) != len(rhs) {
		return
	}
	for i, l := range lhs {
		to := f.object(l)
		if to == nil {
			continue
		}
		f.hold(f.hashOf(rhs[i]), to)
		if v, ok := to.(*types.Var); ok && !v.IsField() && v.Parent() != f.pkg.Scope() {
			if f.carries(rhs[i], f.isSecret) {
				f.mark(f.secrets, to)
			}
			if f.carries(rhs[i], f.isGiven) {
				f.mark(f.given, to)
			}
		}
		if fn, ok := f.object(rhs[i]).(*types.Func); ok && f.values[to] == nil {
			f.values[to], f.more = fn, true
		}
	}
}

// handedOn follows arguments into functions of the package.
func (f *flow) handedOn(call *ast.CallExpr) {
	fn := typeutil.StaticCallee(f.info, call)
	if fn == nil || fn.Pkg() != f.pkg {
		return
	}
	params := fn.Origin().Signature().Params()
	for i, a := range call.Args {
		if i >= params.Len() || fn.Signature().Variadic() && i >= params.Len()-1 {
			break
		}
		f.hold(f.hashOf(a), params.At(i))
		if f.carries(a, f.isSecret) || f.carries(a, f.isGiven) {
			f.mark(f.given, params.At(i))
		}
	}
}

func (f *flow) mark(in map[types.Object]bool, o types.Object) {
	if !in[o] {
		in[o], f.more = true, true
	}
}

func (f *flow) hold(hash string, o types.Object) {
	if hash != "" && f.hashes[o] == "" {
		f.hashes[o], f.more = hash, true
	}
}

// object is the variable, field or function that an expression names, or nil.
func (f *flow) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return f.info.ObjectOf(e)
	case *ast.SelectorExpr:
		return f.info.ObjectOf(e.Sel)
	}
	return nil
}

// callee is the function that a call calls, also by a variable that holds it.
func (f *flow) callee(call *ast.CallExpr) *types.Func {
	switch o := typeutil.Callee(f.info, call).(type) {
	case *types.Func:
		return o
	case *types.Var:
		return f.values[o]
	}
	return nil
}

func (f *flow) isSecret(id *ast.Ident) bool {
	return secret.MatchString(id.Name) && !plain.MatchString(id.Name) || f.secrets[f.info.ObjectOf(id)]
}

func (f *flow) isGiven(id *ast.Ident) bool { return f.given[f.info.ObjectOf(id)] }

// carries reports whether a value is such a name, or made of one in a way that
// keeps it: converted, cut, joined with others.
func (f *flow) carries(e ast.Expr, is func(*ast.Ident) bool) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return is(e) && textual(f.info.TypeOf(e))
	case *ast.SelectorExpr:
		return is(e.Sel) && textual(f.info.TypeOf(e))
	case *ast.SliceExpr:
		return f.carries(e.X, is)
	case *ast.BinaryExpr:
		return textual(f.info.TypeOf(e)) && (f.carries(e.X, is) || f.carries(e.Y, is))
	case *ast.CallExpr:
		if tv := f.info.Types[e.Fun]; !tv.IsType() && !tv.IsBuiltin() {
			fn, _ := typeutil.Callee(f.info, e).(*types.Func)
			if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "strings" && fn.Pkg().Path() != "bytes" && (fn.Pkg().Path() != "fmt" || !strings.HasPrefix(fn.Name(), "Sprint")) {
				return false
			}
		} else if !textual(f.info.TypeOf(e)) {
			return false // len(password)
		}
		for _, a := range e.Args {
			if f.carries(a, is) {
				return true
			}
		}
	}
	return false
}

func textual(t types.Type) bool {
	if t == nil {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsString != 0
	case *types.Slice:
		b, ok := u.Elem().Underlying().(*types.Basic)
		return ok && b.Kind() == types.Byte
	}
	return false
}

// hashOf names the fast hash that writing to a value feeds, "" for none. A
// hash.Hash that the package does not make itself is unnamed.
func (f *flow) hashOf(e ast.Expr) string {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return f.hashes[f.object(e)]
	}
	fn := f.callee(call)
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	switch path := fn.Pkg().Path(); {
	case path == "crypto/hmac" && fn.Name() == "New":
		return "an HMAC"
	case fast[path] != "" && strings.HasPrefix(fn.Name(), "New"):
		return fast[path]
	case path == "bufio" && strings.HasPrefix(fn.Name(), "NewWriter"), path == "io" && fn.Name() == "MultiWriter":
		for _, a := range call.Args {
			if h := f.hashOf(a); h != "" {
				return h
			}
		}
	}
	return ""
}

// fed names the hash that a call writes to, and what it writes.
func (f *flow) fed(fn *types.Func, call *ast.CallExpr) (hash string, what []ast.Expr) {
	var to ast.Expr
	what = call.Args
	switch full := fn.FullName(); {
	case full == "io.WriteString", full == "io.Copy", strings.HasPrefix(full, "fmt.Fprint"):
		if len(call.Args) < 2 {
			return "", nil
		}
		to, what = call.Args[0], call.Args[1:]
	case fn.Name() == "Write" || fn.Name() == "WriteString":
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return "", nil
		}
		to = sel.X
	default:
		return "", nil
	}
	if hash = f.hashOf(to); hash == "" && isHash(f.info.TypeOf(to)) {
		hash = unnamed
	}
	return hash, what
}

func isHash(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "hash" && n.Obj().Name() == "Hash"
}
