package doors

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/candor-dev/candor/internal/gosymbol"
)

// block is a part of a function that may not be reached.
type block struct {
	id   int
	cond string
}

// assigned is one assignment that the walk has passed.
type assigned struct {
	def    int
	blocks []block
}

func (w *walker) declare(s *ast.DeclStmt) {
	d, ok := s.Decl.(*ast.GenDecl)
	if !ok || d.Tok != token.VAR {
		return
	}
	for _, sp := range d.Specs {
		v, ok := sp.(*ast.ValueSpec)
		if !ok {
			continue
		}
		lhs := make([]ast.Expr, len(v.Names))
		for i, n := range v.Names {
			lhs[i] = n
		}
		if len(v.Values) > 0 {
			w.bind(lhs, v.Values)
			continue
		}
		for _, n := range v.Names {
			if obj, ok := w.in.Info.Defs[n].(*types.Var); ok {
				w.define(obj, Val{Op: OpZero, Class: w.class.of(obj.Type()), Type: typeName(obj.Type())}, false)
			}
		}
	}
}

func (w *walker) assign(s *ast.AssignStmt) {
	if s.Tok == token.ADD_ASSIGN && len(s.Lhs) == 1 && len(s.Rhs) == 1 {
		old, add := w.expr(s.Lhs[0]), w.expr(s.Rhs[0])
		if id, ok := s.Lhs[0].(*ast.Ident); ok {
			if v, ok := w.object(id).(*types.Var); ok {
				w.define(v, Val{Op: OpConcat, Args: []Val{old, add}, Class: ClassText, Text: id.Name}, true)
			}
		}
		return
	}
	w.bind(s.Lhs, s.Rhs)
}

func (w *walker) bind(lhs, rhs []ast.Expr) {
	if len(lhs) == len(rhs) {
		vals := make([]Val, len(rhs))
		for i := range rhs {
			vals[i] = w.expr(rhs[i])
		}
		for i := range lhs {
			w.store(lhs[i], vals[i], mentions(w.in.Info, rhs[i], w.object(identOf(lhs[i]))))
		}
		return
	}
	if len(rhs) != 1 {
		return
	}
	base := w.expr(rhs[0])
	for i := range lhs {
		self := mentions(w.in.Info, rhs[0], w.object(identOf(lhs[i])))
		v := Val{Op: OpResult, Base: &base, N: i, Text: base.Text}
		if base.Op != OpCall {
			if v = base; i > 0 { // v, ok := m[k]; v, ok := x.(T)
				continue
			}
		}
		if t := w.typeOf(lhs[i]); t != nil {
			v.Class, v.Type = w.class.of(t), typeName(t)
		}
		w.store(lhs[i], v, self)
	}
}

// store notes an assignment to a variable, a field, a package variable or an
// element of one of these.
func (w *walker) store(lhs ast.Expr, v Val, self bool) {
	switch l := ast.Unparen(lhs).(type) {
	case *ast.Ident:
		obj, ok := w.object(l).(*types.Var)
		if !ok {
			return
		}
		if obj.Parent() == w.in.Pkg.Scope() {
			w.out.Globals = append(w.out.Globals, Assign{Sym: gosymbol.Var(obj), In: w.fn, Val: v, Generated: w.gen})
			return
		}
		w.define(obj, v, self)
	case *ast.SelectorExpr:
		if obj, ok := w.in.Info.Uses[l.Sel].(*types.Var); ok && !obj.IsField() {
			w.out.Globals = append(w.out.Globals, Assign{Sym: gosymbol.Var(obj), In: w.fn, Val: v, Generated: w.gen})
			return
		}
		w.expr(l.X)
		if sel := w.in.Info.Selections[l]; sel != nil && sel.Kind() == types.FieldVal {
			f := w.fieldPath(Val{}, sel)
			w.out.Fields = append(w.out.Fields, Assign{Sym: f.Sym, In: w.fn, Val: v, Generated: w.gen})
		}
	case *ast.IndexExpr:
		w.storeIndex(l, v)
	case *ast.StarExpr:
		w.expr(l.X)
	}
}

// storeIndex: x[k] = v adds an element to x; o.handlers["POST"]["/x"] = v of a
// go-swagger server is a registration.
func (w *walker) storeIndex(l *ast.IndexExpr, v Val) {
	key := w.expr(l.Index)
	if in, ok := ast.Unparen(l.X).(*ast.IndexExpr); ok && w.gen {
		if sel, ok := ast.Unparen(in.X).(*ast.SelectorExpr); ok && sel.Sel.Name == "handlers" {
			recv, method := w.expr(sel.X), w.expr(in.Index)
			if method.Op != OpConst || key.Op != OpConst {
				return // it puts middleware around what is there
			}
			w.out.Calls = append(w.out.Calls, Call{In: w.fn, Callee: swaggerHandle, Recv: &recv,
				Args: []Val{method, key, v}, Pos: w.pos(l), Off: w.offset(l), keep: true})
			return
		}
	}
	one := Val{Op: OpList, Args: []Val{v}, Keys: []Val{key}, Class: v.Class}
	switch x := ast.Unparen(l.X).(type) {
	case *ast.Ident:
		obj, ok := w.object(x).(*types.Var)
		if !ok {
			return
		}
		old := w.expr(x)
		one = Val{Op: OpAppend, Args: []Val{old, one}, Spread: true, Class: v.Class}
		if obj.Parent() == w.in.Pkg.Scope() {
			w.out.Globals = append(w.out.Globals, Assign{Sym: gosymbol.Var(obj), In: w.fn, Val: Val{Op: OpList, Args: []Val{v}, Keys: []Val{key}}, Generated: w.gen})
			return
		}
		w.define(obj, one, true)
	case *ast.SelectorExpr:
		w.store(x, one, false)
	}
}

func (w *walker) returns(s *ast.ReturnStmt) {
	if w.fn == "" {
		return
	}
	vals := make([]Val, len(s.Results))
	for i, e := range s.Results {
		vals[i] = w.expr(e)
		// What stands behind an interface is known here only.
		if vals[i].Class == ClassNone && len(s.Results) == w.sig.Results().Len() && types.IsInterface(w.sig.Results().At(i).Type()) &&
			vals[i].Type != "" && !types.IsInterface(w.typeOf(e)) {
			vals[i].Class = ClassRoute
		}
	}
	if len(vals) > 0 {
		f := &w.out.Funcs[w.results[w.fn]]
		f.Returns = append(f.Returns, vals)
	}
}

// define notes an assignment to a local variable.
func (w *walker) define(v *types.Var, val Val, self bool) {
	if p, ok := w.params[v]; ok && len(w.vars[v]) == 0 {
		w.out.Defs = append(w.out.Defs, Def{In: w.fn, Val: p})
		w.vars[v] = []assigned{{def: len(w.out.Defs) - 1}}
	}
	w.out.Defs = append(w.out.Defs, Def{In: w.fn, Val: val, Cond: w.cond(), Self: self})
	w.vars[v] = append(w.vars[v], assigned{def: len(w.out.Defs) - 1, blocks: w.blocks})
}

// reaching are the assignments that a use at this place may see, latest first.
func (w *walker) reaching(v *types.Var) []int {
	all := w.vars[v]
	var out []int
	for i := len(all) - 1; i >= 0 && len(out) < maxAlternatives; i-- {
		out = append(out, all[i].def)
		if encloses(all[i].blocks, w.blocks) {
			break
		}
	}
	return out
}

// maxAlternatives bounds what a variable, a field or a result may be.
const maxAlternatives = 32

func encloses(outer, inner []block) bool {
	if len(outer) > len(inner) {
		return false
	}
	for i := range outer {
		if outer[i].id != inner[i].id {
			return false
		}
	}
	return true
}

func identOf(e ast.Expr) *ast.Ident {
	id, _ := ast.Unparen(e).(*ast.Ident)
	return id
}

func mentions(info *types.Info, e ast.Expr, obj types.Object) bool {
	if obj == nil {
		return false
	}
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && info.Uses[id] == obj {
			found = true
		}
		return !found
	})
	return found
}
