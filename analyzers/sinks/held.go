package sinks

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// maxHeld bounds how far a function value is followed.
const maxHeld = 4

// held are the library's functions that a call of a function value may mean:
// of "run := db.ExecContext" the method, of a parameter that takes a statement
// and gives its receipt whatever runs one.
func (c *Classifier) held(info *types.Info, call *ast.CallExpr, scope Scope) []*callee {
	v, ok := typeutil.Callee(info, call).(*types.Var)
	if !ok {
		if _, index := ast.Unparen(call.Fun).(*ast.IndexExpr); !index {
			return nil
		}
	}
	t := info.TypeOf(call.Fun)
	if t == nil {
		return nil
	}
	sig, ok := t.Underlying().(*types.Signature)
	if !ok || !c.ofLibrary(sig) {
		return nil
	}
	h := &holding{info: info, call: call, scope: scope, sig: sig}
	if v != nil {
		h.variable(v, 0)
	}
	if len(h.out) == 0 {
		h.add(statementRunner(sig), nil)
	}
	return h.out
}

// ofLibrary reports whether the first result of a signature has a type of a
// library that writes.
func (c *Classifier) ofLibrary(sig *types.Signature) bool {
	res := sig.Results()
	if res.Len() == 0 {
		return false
	}
	p, _ := typeName(res.At(0).Type())
	root := rootOf(p)
	return p != "" && c.libs[root] != nil && (!standard(p) || root == "database/sql")
}

// statementRunner is a method that runs statements, of the package whose
// receipt a signature gives for a text; nil for another signature.
func statementRunner(sig *types.Signature) *types.Func {
	text := false
	for p := range sig.Params().Variables() {
		text = text || isString(p.Type())
	}
	if !text || sig.Results().Len() != 2 {
		return nil
	}
	n := namedOf(sig.Results().At(0).Type())
	if n == nil || n.Obj().Pkg() == nil || n.Obj().Name() != "Result" && n.Obj().Name() != "CommandTag" {
		return nil
	}
	for _, name := range []string{"DB", "PgConn", "Conn"} {
		obj, ok := n.Obj().Pkg().Scope().Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		for _, m := range []string{"ExecContext", "Exec"} {
			if fn, _, _ := types.LookupFieldOrMethod(types.NewPointer(obj.Type()), false, n.Obj().Pkg(), m); fn != nil {
				if f, ok := fn.(*types.Func); ok {
					return f
				}
			}
		}
	}
	return nil
}

// holding follows one function value.
type holding struct {
	info  *types.Info
	call  *ast.CallExpr
	scope Scope
	sig   *types.Signature
	out   []*callee
}

func (h *holding) variable(v *types.Var, depth int) {
	ix := h.scope.build()
	if ix == nil || depth > maxHeld {
		return
	}
	for _, d := range ix.defs[v] {
		if d.expr != nil && d.n <= 0 && d.op == sets {
			h.value(d.expr, depth)
		}
	}
}

func (h *holding) value(e ast.Expr, depth int) {
	var id *ast.Ident
	var recv ast.Expr
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = x
	case *ast.SelectorExpr:
		id = x.Sel
		if s := h.info.Selections[x]; s != nil && s.Kind() == types.MethodVal {
			recv = x.X
		}
	default:
		return
	}
	switch obj := h.info.Uses[id].(type) {
	case *types.Func:
		h.add(obj, recv)
	case *types.Var:
		h.variable(obj, depth+1)
	}
}

func (h *holding) add(fn *types.Func, recv ast.Expr) {
	if fn == nil || fn.Pkg() == nil {
		return
	}
	k := &callee{call: h.call, info: h.info, scope: h.scope, fn: fn, sig: h.sig, path: gosymbol.Path(fn.Pkg()), name: fn.Name(), recv: recv}
	k.root = rootOf(k.path)
	if r := fn.Signature().Recv(); r != nil {
		if n := namedOf(r.Type()); n != nil {
			k.typ = n.Obj().Name()
		}
		k.iface = types.IsInterface(r.Type())
	}
	h.out = append(h.out, k)
}

// heldEffects are the effects of a call of a function value.
func (c *Classifier) heldEffects(info *types.Info, call *ast.CallExpr, scope Scope) []effects.Effect {
	var out []effects.Effect
	for _, k := range c.held(info, call, scope) {
		if _, known := c.libs[k.root]; known && !c.own(k) {
			out = append(out, c.effects(k)...)
		}
	}
	return out
}
