package requestdata

import (
	"go/ast"
	"go/types"
	"regexp"

	"golang.org/x/tools/go/types/typeutil"
)

var version = regexp.MustCompile(`/v\d+\b`)

func cutVersion(path string) string { return version.ReplaceAllString(path, "") }

// sources are functions and methods that give a text which a client sent, by
// package without version.
var sources = map[string]map[string]bool{
	"net/http":                            set("Get", "Values", "FormValue", "PostFormValue", "PathValue", "Referer", "UserAgent"),
	"net/url":                             set("Get"), // of Values; a parsed URL of our own has no Values that matter here
	"github.com/gorilla/mux":              set("Vars"),
	"github.com/go-chi/chi":               set("URLParam", "URLParamFromCtx"),
	"github.com/gin-gonic/gin":            set("Query", "DefaultQuery", "Param", "PostForm", "DefaultPostForm", "GetHeader", "QueryArray", "PostFormArray"),
	"github.com/labstack/echo":            set("QueryParam", "Param", "FormValue"),
	"github.com/gofiber/fiber":            set("Query", "Params", "FormValue", "Get", "Body", "BodyRaw"),
	"github.com/julienschmidt/httprouter": set("ByName"),
}

// fillers are functions that fill the value behind a pointer with what a client
// sent, with the index of the pointer.
var fillers = map[string]map[string]int{
	"github.com/gin-gonic/gin": {"Bind": 0, "BindJSON": 0, "ShouldBind": 0, "ShouldBindJSON": 0, "BindQuery": 0, "ShouldBindQuery": 0, "ShouldBindUri": 0},
	"github.com/labstack/echo": {"Bind": 0},
	"github.com/gofiber/fiber": {"BodyParser": 0, "QueryParser": 0},
}

func set(names ...string) map[string]bool {
	m := make(map[string]bool, len(names))
	for _, n := range names {
		m[n] = true
	}
	return m
}

// source reports whether the call gives what a client sent.
func source(info *types.Info, call *ast.CallExpr) bool {
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	path := cutVersion(fn.Pkg().Path())
	if !sources[path][fn.Name()] {
		return false
	}
	switch path {
	case "net/url":
		return recvName(fn) == "Values"
	case "net/http":
		if recvName(fn) == "Header" { // a request's; what a server answered is another matter
			sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
			if !ok {
				return false
			}
			of, ok := ast.Unparen(sel.X).(*ast.SelectorExpr)
			return ok && typeName(info.TypeOf(of.X)) == "net/http.Request"
		}
		return recvName(fn) == "Request"
	}
	return true
}

func recvName(fn *types.Func) string {
	r := fn.Signature().Recv()
	if r == nil {
		return ""
	}
	t := types.Unalias(r.Type())
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok {
		return n.Obj().Name()
	}
	return ""
}

// filled returns the expression whose value the call takes from a request.
func filled(info *types.Info, call *ast.CallExpr) ast.Expr {
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	i, ok := fillers[cutVersion(fn.Pkg().Path())][fn.Name()]
	if fn.Name() == "Decode" && fn.FullName() == "(*encoding/json.Decoder).Decode" && fromBody(info, call) {
		i, ok = 0, true
	}
	if !ok || i >= len(call.Args) {
		return nil
	}
	if u, isAddr := ast.Unparen(call.Args[i]).(*ast.UnaryExpr); isAddr {
		return u.X
	}
	return call.Args[i]
}

// fromBody reports whether json.NewDecoder(r.Body).Decode reads a request.
func fromBody(info *types.Info, call *ast.CallExpr) bool {
	found := false
	ast.Inspect(call.Fun, func(n ast.Node) bool {
		if sel, ok := n.(*ast.SelectorExpr); ok && sel.Sel.Name == "Body" && typeName(info.TypeOf(sel.X)) == "net/http.Request" {
			found = true
		}
		return !found
	})
	return found
}

func typeName(t types.Type) string {
	if t == nil {
		return ""
	}
	t = types.Unalias(t)
	if p, ok := t.(*types.Pointer); ok {
		t = types.Unalias(p.Elem())
	}
	if n, ok := t.(*types.Named); ok && n.Obj().Pkg() != nil {
		return n.Obj().Pkg().Path() + "." + n.Obj().Name()
	}
	return ""
}

// requestField reports whether the selector is a field of a request that a
// client fills: r.URL.Path, r.URL.RawQuery, r.Host, r.Header["X"].
func requestField(info *types.Info, sel *ast.SelectorExpr) bool {
	switch typeName(info.TypeOf(sel.X)) {
	case "net/http.Request":
		switch sel.Sel.Name {
		case "Host", "RequestURI", "Header", "Form", "PostForm":
			return true
		}
	case "net/url.URL":
		inner, ok := ast.Unparen(sel.X).(*ast.SelectorExpr)
		return ok && typeName(info.TypeOf(inner.X)) == "net/http.Request"
	}
	return false
}

// quoters make a text harmless inside of SQL.
var quoters = map[string]bool{
	"(github.com/jackc/pgx.Identifier).Sanitize": true, "github.com/lib/pq.QuoteIdentifier": true, "github.com/lib/pq.QuoteLiteral": true,
}

// escapers make a text harmless inside of a page.
var escapers = map[string]bool{
	"html.EscapeString": true, "html/template.HTMLEscapeString": true, "html/template.JSEscapeString": true, "html/template.URLQueryEscaper": true,
	"net/url.QueryEscape": true, "net/url.PathEscape": true,
	"(*github.com/microcosm-cc/bluemonday.Policy).Sanitize": true, "(*github.com/microcosm-cc/bluemonday.Policy).SanitizeBytes": true,
}

// cleans reports whether the function makes a text harmless for where it goes.
func (f *flow) cleans(fn *types.Func) bool {
	name := cutVersion(fn.FullName())
	if f.page {
		return escapers[name]
	}
	return quoters[name]
}
