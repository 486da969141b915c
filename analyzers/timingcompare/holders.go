package timingcompare

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// poured marks what a call fills with a code: copy(dst, sum), a buffer that is
// written to or printed into.
func (f *flow) poured(call *ast.CallExpr) {
	var to ast.Expr
	what := call.Args
	switch fn := typeutil.Callee(f.info, call).(type) {
	case *types.Builtin:
		if fn.Name() != "copy" || len(call.Args) != 2 {
			return
		}
		to, what = call.Args[0], call.Args[1:]
	case *types.Func:
		full := fn.FullName()
		switch sel, _ := ast.Unparen(call.Fun).(*ast.SelectorExpr); {
		case (strings.HasPrefix(full, "fmt.Fprint") || full == "io.WriteString") && len(call.Args) > 1:
			to, what = call.Args[0], call.Args[1:]
		case sel != nil && strings.HasPrefix(fn.Name(), "Write"):
			to = sel.X
		}
		if to == nil || !isBuffer(f.info.TypeOf(to)) {
			return
		}
	}
	if to != nil && f.anyCode(what) {
		f.hold(f.held, f.object(filled(to)))
	}
}

// filled is the variable behind &buffer and array[:].
func filled(e ast.Expr) ast.Expr {
	switch x := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return filled(x.X)
	case *ast.SliceExpr:
		return filled(x.X)
	}
	return e
}

// elements marks the fields that a literal of a struct gives a code.
func (f *flow) elements(lit *ast.CompositeLit) {
	t := f.info.TypeOf(lit)
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
				f.spread(kv.Value, f.info.ObjectOf(id))
			}
		} else if i < st.NumFields() {
			f.spread(e, st.Field(i))
		}
	}
}

// keyed reports whether a literal of a map has a code for a key.
func (f *flow) keyed(lit *ast.CompositeLit) bool {
	if !isMap(f.info.TypeOf(lit)) {
		return false
	}
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok && f.code(kv.Key) {
			return true
		}
	}
	return false
}

func isMap(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Map)
	return ok
}

func isBuffer(t types.Type) bool {
	if t == nil {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return false
	}
	name := n.Obj().Pkg().Path() + "." + n.Obj().Name()
	return name == "bytes.Buffer" || name == "strings.Builder"
}
