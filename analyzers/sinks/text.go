package sinks

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"
)

// text is one value that an expression may have, as far as it is constant.
type text struct {
	s string // with holes
	// stmt is set instead when a query builder makes the text.
	stmt *statement
	// param is the parameter that the text begins with.
	param *types.Var
}

// Bounds of the search for a text: what is past them is a hole.
const (
	maxDepth = 14
	maxSteps = 300
	maxTexts = 16
	maxText  = 64 << 10
)

// reader finds the texts of one call's arguments.
type reader struct {
	info  *types.Info
	scope Scope
	steps int
	seen  []*types.Var            // the variables on the way, against cycles
	bound map[*types.Var]ast.Expr // arguments of the functions that were entered
	calls map[*ast.FuncDecl]bool  // the functions that were entered
	chain int                     // the builder chains on the way, against cycles
}

func (r *reader) ix() *index { return r.scope.build() }

var holes = []text{{s: hole}}

// texts lists the values that an expression may have, none when all that it
// may have refer to itself.
func (r *reader) texts(e ast.Expr, depth int) []text {
	r.steps++
	if depth > maxDepth || r.steps > maxSteps || e == nil {
		return holes
	}
	if v := r.info.Types[e].Value; v != nil {
		if v.Kind() == constant.String {
			return []text{{s: constant.StringVal(v)}}
		}
		return []text{{s: v.ExactString()}}
	}
	if t := r.info.TypeOf(e); t != nil {
		if b := builderOf(t); b != "" {
			return []text{{stmt: r.built(b, e)}}
		}
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.BinaryExpr:
		if x.Op == token.ADD {
			return r.sum(x, depth)
		}
	case *ast.Ident, *ast.SelectorExpr:
		if v := variable(r.info, x); v != nil {
			return r.values(v, depth)
		}
	case *ast.IndexExpr:
		return r.entries(x, depth)
	case *ast.CallExpr:
		return r.call(x, 0, depth)
	case *ast.StarExpr:
		return r.texts(x.X, depth+1)
	}
	return holes
}

// sum joins the parts of "a" + b + "c" + ..., which the syntax nests deeply.
func (r *reader) sum(x *ast.BinaryExpr, depth int) []text {
	var parts []ast.Expr
	var e ast.Expr = x
	for {
		b, ok := ast.Unparen(e).(*ast.BinaryExpr)
		if !ok || b.Op != token.ADD || len(parts) >= maxSteps {
			break
		}
		parts = append(parts, b.Y)
		e = b.X
	}
	out := r.texts(e, depth+1)
	for i := len(parts) - 1; i >= 0; i-- {
		out = join(out, r.texts(parts[i], depth+1))
	}
	return out
}

func join(a, b []text) []text {
	var out []text
	for _, x := range a {
		for _, y := range b {
			if len(out) == maxTexts || len(x.s)+len(y.s) > maxText {
				return out
			}
			t := text{s: x.s + y.s, stmt: x.stmt, param: x.param}
			if strings.TrimSpace(x.s) == "" && x.stmt == nil {
				t.stmt, t.param = y.stmt, y.param
			}
			out = append(out, t)
		}
	}
	return out
}

// values lists what a variable may hold.
func (r *reader) values(v *types.Var, depth int) []text {
	if a, ok := r.bound[v]; ok {
		return r.texts(a, depth+1)
	}
	if r.ix() == nil || slices.Contains(r.seen, v) {
		if r.ix() == nil {
			return holes
		}
		return nil
	}
	v = v.Origin()
	p, isParam := r.ix().params[v]
	defs := r.ix().defs[v]
	local := v.Parent() != nil && (v.Pkg() == nil || v.Parent() != v.Pkg().Scope())
	if len(defs) == 0 {
		if isParam && p.fn != nil {
			return []text{{s: hole, param: v}}
		}
		return holes
	}
	// Others may set what is exported, and what a pointer leads to.
	foreign := r.ix().shared[v] && !isBuilder(v.Type()) || v.Exported() && !local && !v.IsField() || v.Pkg() != r.ix().pkg
	if foreign {
		return holes
	}
	r.seen = append(r.seen, v)
	defer func() { r.seen = r.seen[:len(r.seen)-1] }()
	out := r.set(defs, depth)
	if len(out) == 0 {
		out = r.added(defs, depth)
	} else if slices.ContainsFunc(defs, func(d def) bool { return d.op == appends }) {
		for i := range out {
			out[i].s += hole
		}
	}
	if isParam {
		out = append(out, text{s: hole, param: v})
	}
	return out
}

// set lists the values that are assigned to a variable.
func (r *reader) set(defs []def, depth int) []text {
	var out []text
	for _, d := range defs {
		if len(out) >= maxTexts {
			return append(out[:maxTexts-1], holes...)
		}
		switch {
		case d.op == appends:
		case d.expr == nil:
			out = append(out, holes...)
		case d.op == elements:
			out = append(out, r.all(d.expr, depth)...)
		case d.n < 0:
			if lit, ok := d.expr.(*ast.CompositeLit); ok && len(lit.Elts) == 0 {
				continue // strings.Builder{}
			}
			if v := r.info.Types[d.expr].Value; v != nil && v.Kind() == constant.String && constant.StringVal(v) == "" {
				continue // query := "", to be added to
			}
			out = append(out, r.texts(d.expr, depth+1)...)
		default:
			if c, ok := ast.Unparen(d.expr).(*ast.CallExpr); ok {
				out = append(out, r.call(c, d.n, depth)...)
			} else {
				out = append(out, holes...)
			}
		}
	}
	return out
}

// added is the text that is put together piece by piece in an empty variable:
// its beginning, which tells the statement, then a hole.
func (r *reader) added(defs []def, depth int) []text {
	first := -1
	for i, d := range defs {
		if d.op == appends && (first < 0 || d.at < defs[first].at) {
			first = i
		}
	}
	if first < 0 {
		return nil
	}
	out := join(r.texts(defs[first].expr, depth+1), holes)
	for i := range out {
		out[i].s = strings.ReplaceAll(out[i].s, "%s", hole)
	}
	return out
}

// entries lists what an element of a table may be.
func (r *reader) entries(x *ast.IndexExpr, depth int) []text {
	return r.all(x.X, depth+1)
}

// all lists the elements of a composite literal, or of a variable that holds one.
func (r *reader) all(e ast.Expr, depth int) []text {
	lit, ok := ast.Unparen(e).(*ast.CompositeLit)
	if !ok {
		v := variable(r.info, e)
		if v == nil || r.ix() == nil || slices.Contains(r.seen, v) || r.ix().shared[v] || v.Pkg() != r.ix().pkg {
			return holes
		}
		defs := r.ix().defs[v]
		if len(defs) != 1 || defs[0].expr == nil || defs[0].n >= 0 {
			return holes
		}
		if lit, ok = ast.Unparen(defs[0].expr).(*ast.CompositeLit); !ok {
			return holes
		}
	}
	var out []text
	for _, el := range lit.Elts {
		if kv, ok := el.(*ast.KeyValueExpr); ok {
			el = kv.Value
		}
		if len(out) >= maxTexts {
			return append(out[:maxTexts-1], holes...)
		}
		out = append(out, r.texts(el, depth+1)...)
	}
	return out
}

func first(es []ast.Expr) ast.Expr {
	if len(es) == 0 {
		return nil
	}
	return es[0]
}

// looksSQL reports whether a text begins like a statement.
func looksSQL(s string) bool {
	for _, st := range statements(s) {
		if st.kind != unread {
			return true
		}
	}
	return false
}

func isString(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsString != 0
}

func isBuilder(t types.Type) bool {
	n := namedOf(t)
	if n == nil || n.Obj().Pkg() == nil {
		return false
	}
	switch fmt.Sprint(n.Obj().Pkg().Path(), ".", n.Obj().Name()) {
	case "strings.Builder", "bytes.Buffer":
		return true
	}
	return false
}

func namedOf(t types.Type) *types.Named {
	if t == nil {
		return nil
	}
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	n, _ := t.(*types.Named)
	return n
}
