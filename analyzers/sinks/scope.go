package sinks

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"sync"
)

// Scope is what stands around a call: the syntax of its package, from which
// statements are put together that no constant holds. One value serves all
// calls of a package and several goroutines; the zero value knows constants
// alone, so that every other statement is unread.
type Scope struct {
	ix *index
}

// NewScope returns the scope of a package. It costs nothing until the first
// call whose statement is no constant.
func NewScope(pkg *types.Package, info *types.Info, files []*ast.File) Scope {
	return Scope{ix: &index{pkg: pkg, info: info, files: files}}
}

// index says where each variable of a package gets its values.
type index struct {
	pkg   *types.Package
	info  *types.Info
	files []*ast.File

	once   sync.Once
	defs   map[*types.Var][]def
	params map[*types.Var]param
	funcs  map[*types.Func]*ast.FuncDecl
	// shared are the variables whose address is taken: others may set them.
	shared map[*types.Var]bool
	nodes  []ast.Node // functions and literals, by position
	// tables are the tables that gorp is told for types.
	tables map[*types.TypeName]string
}

// def is one place that gives a variable a value.
type def struct {
	expr ast.Expr // nil: a value that no expression here gives
	// n is the index of the value in what a call gives, -1 for a single one.
	n  int
	op defOp
	at token.Pos
}

type defOp int

const (
	sets     defOp = iota
	appends        // x += expr, sb.WriteString(expr), fmt.Fprintf(&sb, expr, ...)
	elements       // one of the elements of expr: range, an entry of a map
)

type param struct {
	fn ast.Node // *ast.FuncDecl or *ast.FuncLit
	n  int
}

// build reads the package once.
func (s Scope) build() *index {
	ix := s.ix
	if ix == nil {
		return nil
	}
	ix.once.Do(func() {
		ix.defs = make(map[*types.Var][]def)
		ix.params = make(map[*types.Var]param)
		ix.funcs = make(map[*types.Func]*ast.FuncDecl)
		ix.shared = make(map[*types.Var]bool)
		ix.tables = make(map[*types.TypeName]string)
		for _, f := range ix.files {
			ast.Inspect(f, ix.visit)
		}
		slices.SortFunc(ix.nodes, func(a, b ast.Node) int { return int(a.Pos() - b.Pos()) })
	})
	return ix
}

func (ix *index) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if fn, ok := ix.info.Defs[n.Name].(*types.Func); ok {
			ix.funcs[fn] = n
		}
		ix.addFunc(n, n.Type)
	case *ast.FuncLit:
		ix.addFunc(n, n.Type)
	case *ast.ValueSpec:
		for i, id := range n.Names {
			ix.assign(id, n.Values, i, len(n.Names), sets)
		}
	case *ast.AssignStmt:
		op := sets
		if n.Tok != token.ASSIGN && n.Tok != token.DEFINE {
			op = appends
		}
		for i, l := range n.Lhs {
			ix.assign(l, n.Rhs, i, len(n.Lhs), op)
		}
	case *ast.RangeStmt:
		if v := ix.variable(n.Value); v != nil {
			ix.defs[v] = append(ix.defs[v], def{expr: n.X, n: -1, op: elements, at: n.Pos()})
		}
		if v := ix.variable(n.Key); v != nil {
			ix.defs[v] = append(ix.defs[v], def{n: -1, at: n.Pos()})
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			if v := ix.variable(n.X); v != nil {
				ix.shared[v] = true
			}
		}
	case *ast.CompositeLit:
		ix.fields(n)
	case *ast.CallExpr:
		ix.builder(n)
	}
	return true
}

func (ix *index) addFunc(n ast.Node, t *ast.FuncType) {
	ix.nodes = append(ix.nodes, n)
	i := 0
	for _, f := range t.Params.List {
		for _, id := range f.Names {
			if v, ok := ix.info.Defs[id].(*types.Var); ok {
				ix.params[v] = param{n, i}
			}
			i++
		}
		if len(f.Names) == 0 {
			i++
		}
	}
}

func (ix *index) assign(l ast.Expr, values []ast.Expr, i, count int, op defOp) {
	v := ix.variable(l)
	if v == nil {
		return
	}
	d := def{n: -1, op: op, at: l.Pos()}
	switch {
	case len(values) == count:
		d.expr = values[i]
	case len(values) == 1:
		d.expr, d.n = values[0], i
	case len(values) == 0:
		return // var x string: what is added to it counts
	}
	ix.defs[v] = append(ix.defs[v], d)
}

// fields notes the values that a composite literal gives a struct's fields.
func (ix *index) fields(lit *ast.CompositeLit) {
	t := ix.info.TypeOf(lit)
	if t == nil {
		return
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok {
				if v, ok := ix.info.Uses[id].(*types.Var); ok {
					ix.defs[v] = append(ix.defs[v], def{expr: kv.Value, n: -1, at: kv.Pos()})
				}
			}
			continue
		}
		if i < st.NumFields() {
			ix.defs[st.Field(i)] = append(ix.defs[st.Field(i)], def{expr: e, n: -1, at: e.Pos()})
		}
	}
}

// builder notes what is written into a strings.Builder or a bytes.Buffer, and
// which table a type is mapped to.
func (ix *index) builder(call *ast.CallExpr) {
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 {
		return
	}
	switch sel.Sel.Name {
	case "AddTableWithName":
		if n := elementOf(ix.info.TypeOf(call.Args[0])); n != nil && len(call.Args) > 1 {
			if v := ix.info.Types[call.Args[1]].Value; v != nil && v.Kind() == constant.String {
				ix.tables[n.Obj()] = constant.StringVal(v)
			}
		}
	case "WriteString":
		if v := ix.variable(sel.X); v != nil {
			ix.defs[v] = append(ix.defs[v], def{expr: call.Args[0], n: -1, op: appends, at: call.Pos()})
		}
	case "Fprintf", "Fprint", "Fprintln":
		u, ok := call.Args[0].(*ast.UnaryExpr)
		if !ok || len(call.Args) < 2 {
			return
		}
		if v := ix.variable(u.X); v != nil {
			ix.defs[v] = append(ix.defs[v], def{expr: call.Args[1], n: -1, op: appends, at: call.Pos()})
		}
	}
}

// variable is the variable or field that an expression names.
func (ix *index) variable(e ast.Expr) *types.Var {
	return variable(ix.info, e)
}

func variable(info *types.Info, e ast.Expr) *types.Var {
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, _ := info.ObjectOf(x).(*types.Var)
		return v
	case *ast.SelectorExpr:
		v, _ := info.ObjectOf(x.Sel).(*types.Var)
		return v
	}
	return nil
}

// around is the innermost function that holds a place, or nil.
func (ix *index) around(at token.Pos) ast.Node {
	i, _ := slices.BinarySearchFunc(ix.nodes, at, func(n ast.Node, at token.Pos) int { return int(n.Pos() - at) })
	for i = min(i, len(ix.nodes)-1); i >= 0; i-- {
		if n := ix.nodes[i]; n.Pos() <= at && at < n.End() {
			return n
		}
	}
	return nil
}
