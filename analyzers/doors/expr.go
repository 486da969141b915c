package doors

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
	"github.com/candor-dev/candor/internal/redact"
)

// maxText bounds the source text that is kept of an expression, in bytes.
const maxText = 160

// text is an expression as the source writes it, on one line. Of the texts that
// are kept, scrub takes the secrets out.
func (w *walker) text(e ast.Expr) string {
	if e == nil {
		return ""
	}
	if s, ok := plainName(e, 0); ok && len(s) <= maxText {
		return s
	}
	if w.in.Fset.PositionFor(e.End(), false).Line-w.in.Fset.PositionFor(e.Pos(), false).Line > 12 {
		return "…"
	}
	s := strings.Join(strings.Fields(types.ExprString(e)), " ")
	if len(s) > maxText {
		s = strings.ToValidUTF8(s[:maxText], "") + "…"
	}
	return s
}

// clean masks what may be a secret. The patterns are slow: a secret stands in a
// literal, beside a name that speaks of it or with a look of its own.
func (w *walker) clean(s string) string {
	if !strings.ContainsAny(s, "\"`'") {
		return s
	}
	if w.redact == nil {
		w.redact = redact.New()
	}
	if len(s) >= 40 && !strings.Contains(s, " ") {
		return w.redact.Line(s) // it may be key material alone
	}
	low := strings.ToLower(s)
	if strings.ContainsAny(low, ":=") || strings.Contains(low, " to ") || strings.Contains(low, " by ") {
		for _, name := range []string{"pass", "pwd", "secret", "token", "key", "credential", "auth"} {
			if strings.Contains(low, name) {
				return w.redact.Line(s) // a name may be given a value
			}
		}
	}
	return w.redact.Value(s)
}

// plainName is a name, or names behind dots, which most expressions are.
func plainName(e ast.Expr, depth int) (string, bool) {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Name, true
	case *ast.SelectorExpr:
		if x, ok := plainName(e.X, depth+1); ok && depth < 16 {
			return x + "." + e.Sel.Name, true
		}
	}
	return "", false
}

// expr turns an expression into a Val and notes the calls in it.
func (w *walker) expr(e ast.Expr) Val {
	if e == nil {
		return Val{}
	}
	v := w.bare(e)
	if t := w.typeOf(e); t != nil && v.Op != OpConst {
		if k := w.class.of(t); k != ClassNone {
			v.Class = k
		}
		if n := w.class.name(t); n != "" && !(types.IsInterface(t) && v.Type != "") {
			v.Type = n
		}
	}
	if v.Text == "" && v.Op != OpConst {
		v.Text = w.text(e)
	}
	return v
}

func (w *walker) bare(e ast.Expr) Val {
	if tv, ok := w.in.Info.Types[e]; ok && tv.Value != nil {
		if tv.Value.Kind() == constant.String {
			return Val{Op: OpConst, Class: ClassText, Text: constant.StringVal(tv.Value)}
		}
		return Val{Op: OpConst, Text: tv.Value.ExactString()}
	}
	switch e := e.(type) {
	case *ast.ParenExpr:
		return w.bare(e.X)
	case *ast.StarExpr:
		return w.bare(e.X)
	case *ast.UnaryExpr:
		if e.Op == token.AND {
			return w.bare(e.X)
		}
		w.expr(e.X)
	case *ast.TypeAssertExpr:
		return w.bare(e.X)
	case *ast.Ident:
		return w.ident(e)
	case *ast.FuncLit:
		return w.literal(e)
	case *ast.SelectorExpr:
		return w.selector(e)
	case *ast.CallExpr:
		return w.call(e)
	case *ast.CompositeLit:
		return w.composite(e)
	case *ast.IndexExpr:
		return w.index(e)
	case *ast.IndexListExpr:
		return w.bare(e.X)
	case *ast.SliceExpr:
		return w.bare(e.X)
	case *ast.BinaryExpr:
		x, y := w.expr(e.X), w.expr(e.Y)
		if e.Op == token.ADD && (x.Class == ClassText || y.Class == ClassText) {
			return Val{Op: OpConcat, Args: []Val{x, y}, Class: ClassText}
		}
	}
	return Val{}
}

func (w *walker) ident(e *ast.Ident) Val {
	switch obj := w.object(e).(type) {
	case *types.Func:
		return Val{Op: OpFunc, Sym: gosymbol.Of(obj)}
	case *types.Nil:
		return Val{Op: OpZero}
	case *types.Var:
		if obj.Parent() == w.in.Pkg.Scope() || obj.Pkg() != nil && obj.Pkg() != w.in.Pkg && !obj.IsField() {
			return Val{Op: OpGlobal, Sym: gosymbol.Var(obj)}
		}
		if defs := w.reaching(obj); len(defs) > 0 {
			return Val{Op: OpLocal, Defs: defs}
		}
		if p, ok := w.params[obj]; ok {
			p.Text = e.Name
			return p
		}
	}
	return Val{}
}

func (w *walker) literal(e *ast.FuncLit) Val {
	sym := w.lits[e]
	if s, ok := w.in.Info.TypeOf(e).(*types.Signature); ok && sym != "" {
		outer := w.fn
		if outer == "" {
			outer = gosymbol.Outer(sym)
		}
		w.body(sym, outer, s, e.Body, e)
	}
	return Val{Op: OpFunc, Sym: sym, Text: "func literal"}
}

func (w *walker) selector(e *ast.SelectorExpr) Val {
	sel := w.in.Info.Selections[e]
	if sel == nil { // a name of another package
		return w.ident(e.Sel)
	}
	switch sel.Kind() {
	case types.FieldVal:
		return w.fieldPath(w.expr(e.X), sel)
	case types.MethodVal:
		fn, ok := sel.Obj().(*types.Func)
		if !ok {
			return Val{}
		}
		base := w.embedded(w.expr(e.X), sel)
		return Val{Op: OpMethod, Sym: gosymbol.Of(fn), Base: &base}
	case types.MethodExpr:
		w.expr(e.X)
		if fn, ok := sel.Obj().(*types.Func); ok {
			return Val{Op: OpFunc, Sym: gosymbol.Of(fn)}
		}
	}
	return Val{}
}

// fieldPath follows a selection of a field, with the embedded ones on the way.
func (w *walker) fieldPath(base Val, sel *types.Selection) Val {
	t := sel.Recv()
	for _, i := range sel.Index() {
		s, ok := under(t).(*types.Struct)
		if !ok || i >= s.NumFields() {
			return Val{}
		}
		f, b := s.Field(i), base
		base = Val{Op: OpField, Sym: fieldSymbol(t, f), Base: &b, Class: w.class.of(f.Type()), Type: w.class.name(f.Type()), Text: b.Text + "." + f.Name()}
		t = f.Type()
	}
	base.Text = ""
	return base
}

// embedded follows the embedded fields in front of a promoted method.
func (w *walker) embedded(base Val, sel *types.Selection) Val {
	t := sel.Recv()
	path := sel.Index()
	for _, i := range path[:len(path)-1] {
		s, ok := under(t).(*types.Struct)
		// What is inside a library's router is the router itself.
		if !ok || i >= s.NumFields() || routerTypes[frameworkName(typeName(t))] != "" {
			return base
		}
		f, b := s.Field(i), base
		base = Val{Op: OpField, Sym: fieldSymbol(t, f), Base: &b, Class: w.class.of(f.Type()), Type: typeName(f.Type()), Text: b.Text}
		t = f.Type()
	}
	return base
}

func under(t types.Type) types.Type {
	t = t.Underlying()
	if p, ok := t.(*types.Pointer); ok {
		return p.Elem().Underlying()
	}
	return t
}

func (w *walker) composite(e *ast.CompositeLit) Val {
	t := w.in.Info.TypeOf(e)
	if t == nil {
		return Val{}
	}
	if st, ok := under(t).(*types.Struct); ok {
		v := Val{Op: OpStruct, Type: typeName(t), Class: w.class.of(t)}
		for i, el := range e.Elts {
			name, x := "", el
			if kv, ok := el.(*ast.KeyValueExpr); ok {
				x = kv.Value
				if id, ok := kv.Key.(*ast.Ident); ok {
					name = id.Name
				}
			} else if i < st.NumFields() {
				name = st.Field(i).Name()
			}
			val := w.expr(x)
			if val.Class == ClassNone && val.Op != OpConst && !isFunc(w.typeOf(x)) {
				continue
			}
			v.Names, v.Args = append(v.Names, name), append(v.Args, val)
			if v.Type != "" {
				w.out.Fields = append(w.out.Fields, Assign{Sym: effects.Symbol(v.Type + "." + name), In: w.fn, Val: val, Generated: w.gen})
			}
		}
		return v
	}
	v := Val{Op: OpList, Type: typeName(t), Class: w.class.of(t)}
	_, isMap := under(t).(*types.Map)
	for _, el := range e.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			if isMap {
				v.Keys = append(v.Keys, w.expr(kv.Key))
			}
			el = kv.Value
		}
		v.Args = append(v.Args, w.expr(el))
	}
	return v
}

func (w *walker) index(e *ast.IndexExpr) Val {
	if _, generic := w.in.Info.TypeOf(e.X).(*types.Signature); generic {
		return w.bare(e.X)
	}
	base := w.expr(e.X)
	if id := identOf(e.Index); id != nil {
		if v, ok := w.object(id).(*types.Var); ok && w.loopOf[v] > 0 {
			if w.out.Loops[w.loopOf[v]-1].List.Text == base.Text {
				return Val{Op: OpElem, Base: &base, N: w.loopOf[v]}
			}
		}
	}
	return Val{Op: OpIndex, Base: &base, Args: []Val{w.expr(e.Index)}}
}

func calleeOf(info *types.Info, e *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(info, e).(*types.Func)
	return fn
}

func symbolOf(fn *types.Func) effects.Symbol { return gosymbol.Of(fn) }

func isFunc(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Signature)
	return ok
}
