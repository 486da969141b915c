package timingcompare

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// flow knows which variables and functions of a package hold or give a message
// authentication code, in whatever encoding.
type flow struct {
	pkg  *types.Package
	info *types.Info
	macs map[types.Object]bool // hash.Hash values made by hmac.New, and functions that give one
	held map[types.Object]bool // variables that hold a code, and functions that return one
	keys map[types.Object]bool // maps whose keys are codes
	lits map[*ast.FuncLit]types.Object
	more bool // the last round found something
}

// newFlow follows the codes through the package until nothing new is found. It
// returns nil for a package that can make none.
func newFlow(pass *analysis.Pass) *flow {
	if !imports(pass.Pkg, "crypto/hmac") {
		return nil
	}
	f := &flow{pkg: pass.Pkg, info: pass.TypesInfo, macs: make(map[types.Object]bool), held: make(map[types.Object]bool),
		keys: make(map[types.Object]bool), lits: make(map[*ast.FuncLit]types.Object)}
	const rounds = 20 // a chain of so many functions is longer than any that was seen
	for range rounds {
		f.more = false
		for _, file := range pass.Files {
			f.file(file)
		}
		if !f.more {
			break
		}
	}
	return f
}

func imports(pkg *types.Package, path string) bool {
	for _, p := range pkg.Imports() {
		if p.Path() == path {
			return true
		}
	}
	return false
}

// file looks at every place that hands a value on.
func (f *flow) file(file *ast.File) {
	ast.PreorderStack(file, nil, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			f.assign(n.Lhs, n.Rhs)
		case *ast.ValueSpec:
			var lhs []ast.Expr
			for _, id := range n.Names {
				lhs = append(lhs, id)
			}
			f.assign(lhs, n.Values)
		case *ast.ReturnStmt:
			if to := f.around(stack); to != nil && len(n.Results) > 0 {
				f.spread(n.Results[0], to)
			}
		case *ast.CallExpr:
			f.handedOn(n)
			f.poured(n)
		case *ast.SendStmt:
			f.spread(n.Value, f.object(n.Chan))
		case *ast.CompositeLit:
			f.elements(n)
		}
		return true
	})
}

// around is the function that a return statement leaves: a declared one, or the
// variable that holds a literal.
func (f *flow) around(stack []ast.Node) types.Object {
	for i := len(stack) - 1; i >= 0; i-- {
		switch s := stack[i].(type) {
		case *ast.FuncLit:
			return f.lits[s]
		case *ast.FuncDecl:
			return f.info.Defs[s.Name]
		}
	}
	return nil
}

func (f *flow) assign(lhs, rhs []ast.Expr) {
	if len(lhs) != len(rhs) {
		if len(rhs) == 1 && f.code(rhs[0]) && len(lhs) > 0 {
			f.hold(f.held, f.object(lhs[0])) // sum, err := sign(body)
		}
		return
	}
	for i := range lhs {
		to := f.object(lhs[i])
		f.spread(rhs[i], to)
		if lit, ok := ast.Unparen(rhs[i]).(*ast.FuncLit); ok && to != nil {
			f.lits[lit] = to
		}
		if x, ok := ast.Unparen(lhs[i]).(*ast.IndexExpr); ok && isMap(f.info.TypeOf(x.X)) && f.code(x.Index) {
			f.hold(f.keys, f.object(x.X))
		}
		if lit, ok := ast.Unparen(rhs[i]).(*ast.CompositeLit); ok && f.keyed(lit) {
			f.hold(f.keys, to)
		}
	}
}

// spread marks the object by what the value is.
func (f *flow) spread(value ast.Expr, to types.Object) {
	if f.mac(value) {
		f.hold(f.macs, to)
	}
	if f.code(value) {
		f.hold(f.held, to)
	}
	if fn, ok := f.object(value).(*types.Func); ok { // f := hmac.New
		if fn.FullName() == hmacNew || f.macs[fn.Origin()] {
			f.hold(f.macs, to)
		}
		if f.held[fn.Origin()] {
			f.hold(f.held, to)
		}
	}
}

// handedOn marks the parameters of functions of the package.
func (f *flow) handedOn(call *ast.CallExpr) {
	fn := typeutil.StaticCallee(f.info, call)
	if fn == nil || fn.Pkg() != f.pkg {
		return
	}
	params := fn.Origin().Signature().Params()
	for i, a := range call.Args {
		if i < params.Len() && !(fn.Signature().Variadic() && i >= params.Len()-1) {
			f.spread(a, params.At(i))
		}
	}
}

func (f *flow) hold(in map[types.Object]bool, o types.Object) {
	if o != nil && !in[o] {
		in[o], f.more = true, true
	}
}

func (f *flow) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return f.info.ObjectOf(e)
	case *ast.SelectorExpr:
		s := f.info.Selections[e]
		if s == nil {
			return f.info.Uses[e.Sel] // of another package
		}
		if s.Kind() == types.FieldVal {
			return s.Obj()
		}
	}
	return nil
}

const hmacNew = "crypto/hmac.New"

// mac reports whether the expression is a keyed hash.
func (f *flow) mac(e ast.Expr) bool {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok {
		switch fn := typeutil.Callee(f.info, call).(type) {
		case *types.Func:
			return fn.FullName() == hmacNew || f.macs[fn.Origin()]
		case *types.Var:
			return f.macs[fn]
		}
		return false
	}
	return f.macs[f.object(e)]
}

func (f *flow) anyCode(list []ast.Expr) bool {
	for _, e := range list {
		if f.code(e) {
			return true
		}
	}
	return false
}

// code reports whether the expression is a message authentication code, or a
// text or slice made of one.
func (f *flow) code(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return f.held[f.object(e)]
	case *ast.SliceExpr:
		return f.code(e.X)
	case *ast.BinaryExpr:
		return textual(f.info.TypeOf(e)) && (f.code(e.X) || f.code(e.Y))
	case *ast.UnaryExpr:
		return e.Op != token.NOT && f.code(e.X) // <-ch, &holder
	case *ast.IndexExpr:
		return textual(f.info.TypeOf(e)) && f.code(e.X) // one of several
	case *ast.CompositeLit:
		for _, x := range e.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
			}
			if f.code(x) {
				return true
			}
		}
	case *ast.CallExpr:
		return f.callGives(e)
	}
	return false
}

func (f *flow) callGives(call *ast.CallExpr) bool {
	if tv := f.info.Types[call.Fun]; tv.IsType() {
		return len(call.Args) == 1 && f.code(call.Args[0]) // string(sum)
	} else if tv.IsBuiltin() {
		return textual(f.info.TypeOf(call)) && f.anyCode(call.Args) // append(prefix, sum...)
	}
	if v, ok := typeutil.Callee(f.info, call).(*types.Var); ok {
		return f.held[v] // a variable that holds a function
	}
	fn, _ := typeutil.Callee(f.info, call).(*types.Func)
	if fn == nil {
		return false
	}
	if fn = fn.Origin(); f.held[fn] {
		return true
	}
	if fn.Name() == "Sum" {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && f.mac(sel.X) {
			return true
		}
	}
	if fn.Name() == "String" || fn.Name() == "Bytes" {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && isBuffer(f.info.TypeOf(sel.X)) && f.code(sel.X) {
			return true
		}
	}
	if fn.Pkg() == nil {
		return false
	}
	switch p := fn.Pkg().Path(); {
	case p == "encoding/hex", p == "encoding/base64", p == "encoding/base32", p == "strings", p == "bytes", p == "slices":
		return textual(f.info.TypeOf(call)) && f.anyCode(call.Args)
	case p == "fmt":
		return strings.HasPrefix(fn.Name(), "Sprint") && f.anyCode(call.Args)
	}
	return false
}

// textual reports whether values of the type are texts or lists of bytes.
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
