package doors

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// methodSwitch reads how a handler's body tells methods apart: a switch over
// r.Method and nothing else, or a first statement that refuses all methods but
// some. Of a switch that other statements come before, only the methods count,
// because the statements belong to every case.
func (w *walker) methodSwitch(s *types.Signature, body *ast.BlockStmt) (cases []MethodCase, only []string) {
	req := requestParam(s)
	if req == nil {
		return nil, nil
	}
	for i, st := range body.List {
		switch st := st.(type) {
		case *ast.IfStmt:
			if m := w.refusal(st, req); m != nil && i == 0 {
				only = m
			}
		case *ast.SwitchStmt:
			if st.Tag == nil || st.Init != nil || !w.isMethod(st.Tag, req) {
				continue
			}
			cs, ok := w.methodCases(st)
			if ok && i == len(body.List)-1 && i == 0 {
				return cs, nil
			}
			return nil, only
		}
	}
	return nil, only
}

func requestParam(s *types.Signature) *types.Var {
	for p := range s.Params().Variables() {
		if typeName(p.Type()) == "net/http.Request" {
			return p
		}
	}
	return nil
}

func (w *walker) isMethod(e ast.Expr, req *types.Var) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	if !ok || sel.Sel.Name != "Method" {
		return false
	}
	id := identOf(sel.X)
	return id != nil && w.in.Info.Uses[id] == req
}

// refusal: if r.Method != "POST" && r.Method != "PUT" { ...; return }.
func (w *walker) refusal(s *ast.IfStmt, req *types.Var) []string {
	if s.Init != nil || s.Else != nil || len(s.Body.List) == 0 {
		return nil
	}
	if _, ok := s.Body.List[len(s.Body.List)-1].(*ast.ReturnStmt); !ok {
		return nil
	}
	var methods []string
	var walk func(e ast.Expr) bool
	walk = func(e ast.Expr) bool {
		b, ok := ast.Unparen(e).(*ast.BinaryExpr)
		if !ok {
			return false
		}
		switch b.Op {
		case token.LAND:
			return walk(b.X) && walk(b.Y)
		case token.NEQ:
			x, y := b.X, b.Y
			if !w.isMethod(x, req) {
				x, y = y, x
			}
			m, ok := w.constText(y)
			if !ok || !w.isMethod(x, req) {
				return false
			}
			methods = append(methods, m)
			return true
		}
		return false
	}
	if !walk(s.Cond) {
		return nil
	}
	return methods
}

func (w *walker) constText(e ast.Expr) (string, bool) {
	tv, ok := w.in.Info.Types[e]
	if !ok || tv.Value == nil || tv.Value.Kind() != constant.String {
		return "", false
	}
	return constant.StringVal(tv.Value), true
}

// methodCases: every case names methods; a default that does more than answer
// makes the switch one that can't be taken apart.
func (w *walker) methodCases(s *ast.SwitchStmt) ([]MethodCase, bool) {
	var out []MethodCase
	for _, c := range s.Body.List {
		cc, ok := c.(*ast.CaseClause)
		if !ok {
			return nil, false
		}
		if cc.List == nil {
			if !w.onlyAnswers(cc.Body) {
				return nil, false
			}
			continue
		}
		var mc MethodCase
		for _, e := range cc.List {
			m, ok := w.constText(e)
			if !ok {
				return nil, false
			}
			mc.Methods = append(mc.Methods, m)
		}
		mc.Handler = w.soleCall(cc.Body)
		out = append(out, mc)
	}
	return out, len(out) > 0
}

// soleCall is the function of this package that a case calls and does nothing
// else.
func (w *walker) soleCall(body []ast.Stmt) effects.Symbol {
	if len(body) == 0 {
		return ""
	}
	if len(body) == 2 {
		if r, ok := body[1].(*ast.ReturnStmt); !ok || len(r.Results) > 0 {
			return ""
		}
	} else if len(body) > 2 {
		return ""
	}
	es, ok := body[0].(*ast.ExprStmt)
	if !ok {
		return ""
	}
	call, ok := es.X.(*ast.CallExpr)
	if !ok {
		return ""
	}
	fn := calleeOf(w.in.Info, call)
	if fn == nil || fn.Pkg() != w.in.Pkg || !isHandlerFunc(fn.Signature()) {
		return ""
	}
	for _, a := range call.Args { // h(w, auth(r)) does more than call h
		if identOf(a) == nil {
			return ""
		}
	}
	return gosymbol.Of(fn)
}

// onlyAnswers: no statement calls a function of the module that takes the request.
func (w *walker) onlyAnswers(body []ast.Stmt) bool {
	ok := true
	for _, s := range body {
		ast.Inspect(s, func(n ast.Node) bool {
			if c, isCall := n.(*ast.CallExpr); isCall {
				if fn := calleeOf(w.in.Info, c); fn != nil && isHandlerFunc(fn.Signature()) && fn.FullName() != "net/http.NotFound" {
					ok = false
				}
			}
			return ok
		})
	}
	return ok
}
