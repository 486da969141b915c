package summary

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// values are what the local variables of one outermost declaration are set to.
type values struct {
	of map[*types.Var][]value
}

// value is an expression, or one result of a call.
type value struct {
	expr  ast.Expr
	index int  // of the result, where expr is a call with several
	elem  bool // an element of expr: the variable ranges over it
}

func newValues(p *reader, n ast.Node) *values {
	vs := &values{of: make(map[*types.Var][]value)}
	set := func(lhs ast.Expr, v value) {
		id, ok := ast.Unparen(lhs).(*ast.Ident)
		if !ok {
			return
		}
		if obj, ok := p.Info.ObjectOf(id).(*types.Var); ok && !obj.IsField() {
			vs.of[obj] = append(vs.of[obj], v)
		}
	}
	pairs := func(lhs, rhs []ast.Expr) {
		for i, l := range lhs {
			switch {
			case len(lhs) == len(rhs):
				set(l, value{expr: rhs[i]})
			case len(rhs) == 1:
				set(l, value{expr: rhs[0], index: i})
			}
		}
	}
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok == token.ASSIGN || n.Tok == token.DEFINE {
				pairs(n.Lhs, n.Rhs)
			}
		case *ast.ValueSpec:
			lhs := make([]ast.Expr, len(n.Names))
			for i, x := range n.Names {
				lhs[i] = x
			}
			pairs(lhs, n.Values)
		case *ast.RangeStmt:
			if n.Value != nil {
				set(n.Value, value{expr: n.X, elem: true})
			}
		}
		return true
	})
	return vs
}

// target is what a function value may mean.
type target struct {
	symbol effects.Symbol
	lit    *ast.FuncLit
	fn     *types.Func // declared
	iface  bool        // fn is a method of an interface
	// dynamic: symbol names a place that holds the function, in words.
	dynamic bool
	pkg     *types.Package // that declares the place
	// of is the function whose result number index it is.
	of    effects.Symbol
	index int
	// param: it was handed over; whoever did has the call.
	param *types.Var
	// accounted: the call of it was noted where it was stored.
	accounted bool
}

// maxDepth bounds how far a value is followed.
const maxDepth = 6

// targets are the functions that an expression may mean; none if it is nil or
// can't be called.
func (w *walker) targets(e ast.Expr) []target { return w.follow(e, 0) }

func (w *walker) follow(e ast.Expr, depth int) []target {
	info := w.p.Info
	e = ast.Unparen(e)
	if depth > maxDepth {
		return []target{w.unknown(e)}
	}
	switch e := e.(type) {
	case *ast.FuncLit:
		w.literal(e)
		return []target{{symbol: w.p.out.Literals[e], lit: e}}
	case *ast.Ident:
		switch obj := info.ObjectOf(e).(type) {
		case *types.Func:
			return []target{declared(obj)}
		case *types.Var:
			return w.variable(e, obj, depth)
		case *types.Nil:
			return nil
		}
	case *ast.SelectorExpr:
		if s := info.Selections[e]; s != nil {
			switch obj := s.Obj().(type) {
			case *types.Func:
				return []target{declared(obj)}
			case *types.Var:
				return []target{{symbol: fieldSymbol(s), dynamic: true, pkg: obj.Pkg()}}
			}
		}
		switch obj := info.Uses[e.Sel].(type) {
		case *types.Func:
			return []target{declared(obj)}
		case *types.Var:
			return []target{{symbol: gosymbol.Var(obj), dynamic: true, pkg: obj.Pkg()}}
		}
	case *ast.IndexExpr:
		if tv, ok := info.Types[e.Index]; ok && tv.IsType() {
			return w.follow(e.X, depth+1)
		}
	case *ast.IndexListExpr:
		return w.follow(e.X, depth+1)
	case *ast.CallExpr:
		if tv, ok := info.Types[e.Fun]; ok && tv.IsType() && len(e.Args) == 1 {
			return w.follow(e.Args[0], depth+1) // http.HandlerFunc(f)
		}
		return w.resultOf(e, 0, depth)
	}
	return []target{w.unknown(e)}
}

// variable follows a variable to what it was set to.
func (w *walker) variable(e *ast.Ident, v *types.Var, depth int) []target {
	if v.Parent() == nil || v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
		return []target{{symbol: gosymbol.Var(v), dynamic: true, pkg: v.Pkg()}}
	}
	for fn := w.fn; fn != nil; fn = fn.outer {
		if fn.param(v) >= 0 {
			return []target{{param: v}}
		}
	}
	vals := w.p.values.of[v]
	var out []target
	for _, x := range vals {
		switch call, isCall := ast.Unparen(x.expr).(*ast.CallExpr); {
		case x.elem:
			if w.stored(x.expr, depth) {
				out = append(out, target{accounted: true})
				continue
			}
			out = append(out, w.unknown(e))
		case isCall && !w.conversion(call):
			out = append(out, w.resultOf(call, x.index, depth)...)
		default:
			out = append(out, w.follow(x.expr, depth+1)...)
		}
	}
	if len(vals) == 0 {
		return []target{w.unknown(e)}
	}
	return out
}

// stored reports whether a list of functions is a local variable: whatever is
// put into it was noted there.
func (w *walker) stored(e ast.Expr, depth int) bool {
	id, ok := ast.Unparen(e).(*ast.Ident)
	if !ok || depth > maxDepth {
		return false
	}
	v, ok := w.p.Info.ObjectOf(id).(*types.Var)
	if !ok || v.Pkg() == nil || v.Parent() == v.Pkg().Scope() {
		return false
	}
	for fn := w.fn; fn != nil; fn = fn.outer {
		if fn.param(v) >= 0 {
			return true // variadic or a slice: whoever handed it over
		}
	}
	for _, x := range w.p.values.of[v] {
		switch x := ast.Unparen(x.expr).(type) {
		case *ast.CompositeLit:
		case *ast.CallExpr:
			if b, ok := ast.Unparen(x.Fun).(*ast.Ident); ok && (b.Name == "append" || b.Name == "make") {
				continue
			}
			return false
		case *ast.Ident:
			if x.Name != "nil" && !w.stored(x, depth+1) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// resultOf is what a call returns as its result number index.
func (w *walker) resultOf(call *ast.CallExpr, index, depth int) []target {
	var out []target
	for _, t := range w.follow(call.Fun, depth+1) {
		switch {
		case t.symbol != "" && !t.dynamic && !t.iface:
			out = append(out, target{of: t.symbol, index: index, pkg: w.p.Pkg})
		default:
			out = append(out, w.unknown(call))
		}
	}
	return out
}

func (w *walker) conversion(call *ast.CallExpr) bool {
	tv, ok := w.p.Info.Types[call.Fun]
	return ok && tv.IsType()
}

// unknown names a value that can't be followed by its text and place.
func (w *walker) unknown(e ast.Expr) target {
	at := w.p.Fset.PositionFor(e.Pos(), false)
	s := effects.Symbol("value " + short(e) + " in " + string(w.fn.Symbol) + " at line ")
	return target{symbol: s + effects.Symbol(itoa(at.Line)), dynamic: true, pkg: w.p.Pkg}
}

func declared(fn *types.Func) target {
	return target{symbol: gosymbol.Of(fn), fn: fn.Origin(), iface: isInterfaceMethod(fn), pkg: fn.Pkg()}
}

func isInterfaceMethod(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return recv != nil && types.IsInterface(recv.Type())
}

// fieldSymbol names a field: "field import/path.T.f".
func fieldSymbol(s *types.Selection) effects.Symbol {
	f := s.Obj()
	owner := s.Recv()
	for _, i := range s.Index()[:len(s.Index())-1] { // through embedded fields
		st, ok := underlying(deref(owner)).(*types.Struct)
		if !ok {
			break
		}
		owner = st.Field(i).Type()
	}
	name := "struct"
	if n, ok := types.Unalias(deref(owner)).(*types.Named); ok {
		name = n.Obj().Name()
	}
	path := ""
	if f.Pkg() != nil {
		path = gosymbol.Path(f.Pkg()) + "."
	}
	return effects.Symbol("field " + path + name + "." + f.Name())
}
