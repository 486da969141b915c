package requestdata

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"
)

// state is what is known of a text.
type state int8

const (
	clean   state = iota // constant, a number, quoted, or from a fixed list
	unknown              // from elsewhere
	tested               // a client's, and the function tests it
	tainted              // a client's
)

// flow knows which variables of a package hold what a client sent. It looks
// away from the order of statements: once a client's, always a client's.
type flow struct {
	pkg    *types.Package
	info   *types.Info
	held   map[types.Object]bool
	values map[types.Object][]ast.Expr // what a variable is ever set to
	loose  map[types.Object]bool       // set in ways that are not followed
	tests  map[types.Object]bool       // stands in a condition
	more   bool
	page   bool // the text that is judged goes into a page, not into SQL
}

func newFlow(pass *analysis.Pass) *flow {
	f := &flow{pkg: pass.Pkg, info: pass.TypesInfo, held: make(map[types.Object]bool), values: make(map[types.Object][]ast.Expr),
		loose: make(map[types.Object]bool), tests: make(map[types.Object]bool)}
	for _, file := range pass.Files {
		ast.Inspect(file, f.gather)
	}
	const rounds = 20 // a chain of so many functions is longer than any that was seen
	for range rounds {
		f.more = false
		for _, file := range pass.Files {
			ast.Inspect(file, f.spread)
		}
		if !f.more {
			break
		}
	}
	return f
}

// gather notes what each variable is set to, and which ones are tested.
func (f *flow) gather(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			o := f.object(l)
			switch {
			case o == nil:
			case len(n.Lhs) == len(n.Rhs):
				f.values[o] = append(f.values[o], n.Rhs[i])
			default:
				f.loose[o] = true
			}
		}
	case *ast.ValueSpec:
		for i, id := range n.Names {
			if i < len(n.Values) && len(n.Names) == len(n.Values) {
				f.values[f.info.ObjectOf(id)] = append(f.values[f.info.ObjectOf(id)], n.Values[i])
			}
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			if o := f.object(n.X); o != nil {
				f.loose[o] = true
			}
		}
	case *ast.RangeStmt:
		for _, e := range []ast.Expr{n.Key, n.Value} {
			if e != nil {
				f.ranged(n, e)
			}
		}
	case *ast.IfStmt:
		f.testing(n.Cond)
	case *ast.SwitchStmt:
		if n.Tag != nil {
			f.testing(n.Tag)
		}
	case *ast.CaseClause:
		for _, e := range n.List {
			f.testing(e)
		}
	}
	return true
}

func (f *flow) ranged(n *ast.RangeStmt, e ast.Expr) {
	if o := f.object(e); o != nil {
		f.values[o] = append(f.values[o], n.X)
	}
}

// testing marks the variables of a condition; a test for the empty text is none.
func (f *flow) testing(cond ast.Expr) {
	if b, ok := ast.Unparen(cond).(*ast.BinaryExpr); ok && (b.Op == token.EQL || b.Op == token.NEQ) {
		if tv := f.info.Types[b.Y]; tv.Value != nil && tv.Value.ExactString() == `""` {
			return
		}
	}
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			if o := f.object(n); o != nil {
				f.tests[o] = true
			}
		case *ast.Ident:
			if v, ok := f.info.ObjectOf(n).(*types.Var); ok {
				f.tests[v] = true
			}
		}
		return true
	})
}

// spread marks what a client's text is handed on to.
func (f *flow) spread(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, l := range n.Lhs {
			r := n.Rhs[0]
			if len(n.Lhs) == len(n.Rhs) {
				r = n.Rhs[i]
			} else if i > 0 {
				break
			}
			if f.state(r, 0) >= tested && canHold(f.info.TypeOf(l)) {
				f.hold(f.object(l))
			}
		}
	case *ast.ValueSpec:
		for i, id := range n.Names {
			if i < len(n.Values) && f.state(n.Values[i], 0) >= tested {
				f.hold(f.info.ObjectOf(id))
			}
		}
	case *ast.RangeStmt:
		if n.Value != nil && f.state(n.X, 0) >= tested {
			f.hold(f.object(n.Value))
		}
	case *ast.CallExpr:
		if e := filled(f.info, n); e != nil {
			f.hold(f.object(e))
		}
		fn := typeutil.StaticCallee(f.info, n)
		if fn == nil || fn.Pkg() != f.pkg {
			return true
		}
		params := fn.Origin().Signature().Params()
		for i, a := range n.Args {
			if i < params.Len() && !(fn.Signature().Variadic() && i >= params.Len()-1) && f.state(a, 0) == tainted && canHold(params.At(i).Type()) {
				f.hold(params.At(i))
			}
		}
	}
	return true
}

// canHold leaves out what can hold no text: numbers, booleans, errors.
func canHold(t types.Type) bool {
	if t == nil {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsString != 0 || u.Kind() == types.Invalid || u.Kind() == types.UntypedNil
	case *types.Interface:
		return u.Empty()
	}
	return true
}

func (f *flow) hold(o types.Object) {
	if o != nil && o.Name() != "_" && !f.held[o] {
		f.held[o], f.more = true, true
	}
}

func (f *flow) object(e ast.Expr) types.Object {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return f.info.ObjectOf(e)
	case *ast.SelectorExpr:
		if s := f.info.Selections[e]; s != nil && s.Kind() == types.FieldVal {
			return s.Obj()
		}
	}
	return nil
}

// worst finds the part of a text of which least good can be said.
func (f *flow) worst(e ast.Expr) (ast.Expr, state) {
	parts := f.parts(e, nil, 0)
	var bad ast.Expr = e
	worst := clean
	for _, p := range parts {
		if s := f.state(p, 0); s > worst {
			bad, worst = p, s
		}
	}
	return bad, worst
}

const deep = 30

// parts takes a text apart that is put together by +, Sprintf and variables
// that are set in one place.
func (f *flow) parts(e ast.Expr, out []ast.Expr, depth int) []ast.Expr {
	e = ast.Unparen(e)
	if f.info.Types[e].Value != nil {
		return out
	}
	if depth > deep {
		return append(out, e)
	}
	switch x := e.(type) {
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			return f.parts(x.Y, f.parts(x.X, out, depth+1), depth+1)
		}
	case *ast.Ident:
		o := f.info.ObjectOf(x)
		if f.held[o] || f.loose[o] || len(f.values[o]) == 0 {
			return append(out, e)
		}
		for _, v := range f.values[o] {
			if v.Pos() <= e.Pos() && e.Pos() < v.End() {
				continue // q = q + "..."
			}
			out = f.parts(v, out, depth+5)
		}
		return out
	case *ast.CallExpr:
		fn, _ := typeutil.Callee(f.info, x).(*types.Func)
		if fn == nil || fn.Pkg() == nil {
			break
		}
		switch fn.FullName() {
		case "fmt.Sprintf", "fmt.Sprint", "strings.Join", "strings.TrimSpace", "strings.ToLower", "strings.ToUpper", "strings.Repeat", "strings.TrimSuffix", "strings.TrimPrefix":
			for _, a := range x.Args {
				out = f.parts(a, out, depth+1)
			}
			return out
		}
	}
	return append(out, e)
}

// state says what is known of an expression.
func (f *flow) state(e ast.Expr, depth int) state {
	e = ast.Unparen(e)
	tv := f.info.Types[e]
	if tv.Value != nil || depth > deep {
		return clean
	}
	if b, ok := types.Unalias(typeOf(tv)).Underlying().(*types.Basic); ok && b.Info()&(types.IsNumeric|types.IsBoolean) != 0 {
		return clean
	}
	switch x := e.(type) {
	case *ast.Ident, *ast.SelectorExpr:
		return f.nameState(x, depth)
	case *ast.BinaryExpr:
		return max(f.state(x.X, depth+1), f.state(x.Y, depth+1))
	case *ast.IndexExpr:
		if _, ok := ast.Unparen(x.X).(*ast.Ident); ok && f.fixedList(x.X) {
			return clean
		}
		return f.state(x.X, depth+1)
	case *ast.SliceExpr:
		return f.state(x.X, depth+1)
	case *ast.StarExpr:
		return f.state(x.X, depth+1)
	case *ast.CallExpr:
		return f.callState(x, depth)
	}
	return unknown
}

func typeOf(tv types.TypeAndValue) types.Type {
	if tv.Type == nil {
		return types.Typ[types.Invalid]
	}
	return tv.Type
}

func (f *flow) nameState(e ast.Expr, depth int) state {
	o := f.object(e)
	sel, _ := e.(*ast.SelectorExpr)
	switch {
	case sel != nil && requestField(f.info, sel):
		return tainted
	case f.held[o] && f.tests[o]:
		return tested
	case f.held[o]:
		return tainted
	case sel != nil && f.state(sel.X, depth+1) >= tested:
		return f.state(sel.X, depth+1) // a field of a filled value
	case o != nil && !f.loose[o] && len(f.values[o]) > 0:
		worst := clean
		for _, v := range f.values[o] {
			if !(v.Pos() <= e.Pos() && e.Pos() < v.End()) {
				worst = max(worst, f.state(v, depth+5))
			}
		}
		return worst
	}
	return unknown
}

// fixedList reports whether the expression is a package's own table, all of
// whose values are constants.
func (f *flow) fixedList(e ast.Expr) bool {
	o := f.object(e)
	if o == nil || f.loose[o] || len(f.values[o]) != 1 {
		return false
	}
	lit, ok := ast.Unparen(f.values[o][0]).(*ast.CompositeLit)
	if !ok {
		return false
	}
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			elt = kv.Value
		}
		if f.info.Types[elt].Value == nil {
			return false
		}
	}
	return true
}

func (f *flow) callState(call *ast.CallExpr, depth int) state {
	if source(f.info, call) {
		return tainted
	}
	if tv := f.info.Types[call.Fun]; tv.IsType() && len(call.Args) == 1 {
		return f.state(call.Args[0], depth+1)
	}
	fn, _ := typeutil.Callee(f.info, call).(*types.Func)
	if fn == nil || fn.Pkg() == nil {
		return unknown
	}
	if f.cleans(fn) {
		return clean
	}
	switch fn.Pkg().Path() {
	case "fmt", "strings", "bytes", "path", "strconv":
		if fn.Signature().Recv() != nil {
			return unknown // what a Builder holds is not followed
		}
		worst := clean
		for _, a := range call.Args {
			worst = max(worst, f.state(a, depth+1))
		}
		return worst
	}
	return unknown
}
