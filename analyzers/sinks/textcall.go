package sinks

import (
	"go/ast"
	"go/constant"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// call lists what the nth value of a call may be.
func (r *reader) call(call *ast.CallExpr, n, depth int) []text {
	if tv := r.info.Types[call.Fun]; tv.IsType() && len(call.Args) == 1 {
		return r.texts(call.Args[0], depth+1)
	}
	fn, _ := typeutil.Callee(r.info, call).(*types.Func)
	if fn == nil {
		return holes
	}
	name := fn.Name()
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && n == 0 && givesText[name] && givesStatement(r.info.TypeOf(sel.X)) {
		return r.texts(sel.X, depth+1)
	}
	if fn.Pkg() != nil {
		switch fn.Pkg().Path() {
		case "fmt":
			if name == "Sprintf" && len(call.Args) > 0 {
				return r.format(call, depth)
			}
			if name == "Sprint" || name == "Sprintln" {
				return r.glue(call.Args, hole, depth)
			}
		case "strings":
			if lit, ok := ast.Unparen(first(call.Args)).(*ast.CompositeLit); ok && name == "Join" {
				return r.glue(lit.Elts, " ", depth)
			}
			if (name == "ReplaceAll" || name == "Replace") && len(call.Args) >= 3 {
				return r.replaced(call, depth)
			}
		}
	}
	if sel, ok := call.Fun.(*ast.SelectorExpr); ok && name == "String" && isBuilder(r.info.TypeOf(sel.X)) {
		if v := variable(r.info, sel.X); v != nil {
			return r.values(v, depth)
		}
	}
	// Whatever takes a statement and gives a text hands it on: Rebind, In,
	// TrimSpace, ReplaceAll and their like in the project.
	for _, a := range call.Args {
		if !isString(r.info.TypeOf(a)) {
			continue
		}
		ts := r.texts(a, depth+1)
		if len(ts) == 0 || slices.ContainsFunc(ts, func(t text) bool { return t.stmt != nil || t.param != nil || looksSQL(t.s) }) {
			return ts // of a text that is made from itself none
		}
	}
	return r.returned(fn, call, n, depth)
}

func (r *reader) glue(es []ast.Expr, sep string, depth int) []text {
	out := []text{{}}
	for i, e := range es {
		if i > 0 {
			out = join(out, []text{{s: sep}})
		}
		out = join(out, r.texts(e, depth+1))
	}
	return out
}

// replaced reads strings.ReplaceAll: of what stands for the old text all that
// can be told, else a hole.
func (r *reader) replaced(call *ast.CallExpr, depth int) []text {
	in, old, by := r.texts(call.Args[0], depth+1), r.texts(call.Args[1], depth+1), r.texts(call.Args[2], depth+1)
	if len(old) != 1 || old[0].s == "" || strings.Contains(old[0].s, hole) {
		return in
	}
	if len(by) == 0 {
		by = holes
	}
	var out []text
	for _, t := range in {
		for _, b := range by {
			if len(out) == maxTexts {
				return out
			}
			u := t
			if n := strings.Count(t.s, old[0].s); n > 0 && len(t.s)+n*len(b.s) <= maxText {
				u.s = strings.ReplaceAll(t.s, old[0].s, b.s)
			}
			out = append(out, u)
		}
	}
	return out
}

// format reads fmt.Sprintf: what an argument may be stands for its verb, where
// there is only one such value or the text begins with it.
func (r *reader) format(call *ast.CallExpr, depth int) []text {
	var out []text
	for _, f := range r.texts(call.Args[0], depth+1) {
		if out = append(out, r.fill(f.s, call.Args[1:], depth)...); len(out) > maxTexts {
			return append(out[:maxTexts-1], holes...)
		}
	}
	return out
}

// fill puts what is known of the arguments into one format.
func (r *reader) fill(s string, args []ast.Expr, depth int) []text {
	out, arg := []text{{}}, 0
	for len(s) > 0 && len(out) > 0 {
		i := strings.IndexByte(s, '%')
		if i < 0 || i+1 >= len(s) {
			return join(out, []text{{s: s}})
		}
		out = join(out, []text{{s: s[:i]}})
		j := i + 1
		for j < len(s)-1 && strings.IndexByte("+-# 0123456789.[]", s[j]) >= 0 {
			j++
		}
		verb := s[j]
		s = s[j+1:]
		switch {
		case verb == '%':
			out = join(out, []text{{s: "%"}})
		case j == i+1 && (verb == 's' || verb == 'v') && arg < len(args) && len(out) > 0:
			out = join(out, r.part(args[arg], strings.TrimSpace(out[0].s) == "", depth))
			arg++
		default:
			out = join(out, holes)
			arg++
		}
	}
	return out // none: a text that is made from itself
}

func (r *reader) part(e ast.Expr, leading bool, depth int) []text {
	ts := r.texts(e, depth+1)
	if leading || len(ts) == 1 {
		return ts
	}
	return holes
}

// returned reads the return statements of a function of the package.
func (r *reader) returned(fn *types.Func, call *ast.CallExpr, n, depth int) []text {
	if r.ix() == nil {
		return holes
	}
	d := r.ix().funcs[fn.Origin()]
	if d == nil || d.Body == nil || r.calls[d] {
		return holes
	}
	if r.calls == nil {
		r.calls, r.bound = make(map[*ast.FuncDecl]bool), make(map[*types.Var]ast.Expr)
	}
	r.calls[d] = true
	defer delete(r.calls, d)
	params := fn.Signature().Params()
	for i := range params.Len() {
		if i < len(call.Args) && !(fn.Signature().Variadic() && i == params.Len()-1) {
			v := params.At(i)
			r.bound[v] = call.Args[i]
			defer delete(r.bound, v)
		}
	}
	var out []text
	ast.Inspect(d.Body, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			switch {
			case n < len(x.Results) && len(out) < maxTexts:
				if v := r.info.Types[x.Results[n]].Value; v != nil && v.Kind() == constant.String && constant.StringVal(v) == "" {
					return false // the text of an error path
				}
				out = append(out, r.texts(x.Results[n], depth+1)...)
			case len(x.Results) == 1 && n > 0:
				out = append(out, holes...)
			}
		}
		return true
	})
	if len(out) == 0 {
		return holes
	}
	return out
}
