package summary

import (
	"go/ast"
	"go/types"
	"strconv"
	"strings"
)

func deref(t types.Type) types.Type {
	if t == nil {
		return types.Typ[types.Invalid]
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

func underlying(t types.Type) types.Type {
	if t == nil {
		return types.Typ[types.Invalid]
	}
	return t.Underlying()
}

func isFunc(t types.Type) bool {
	_, ok := underlying(t).(*types.Signature)
	return ok
}

// handlerTypes are the parameters by which a function answers a request; the
// door that it is registered for leads to it.
var handlerTypes = []string{
	"net/http.ResponseWriter", "net/http.Handler", "net/http.HandlerFunc",
	"github.com/gin-gonic/gin.Context", "github.com/labstack/echo.Context", "github.com/labstack/echo/v4.Context",
	"github.com/labstack/echo/v5.Context", "github.com/gofiber/fiber/v2.Ctx", "github.com/gofiber/fiber/v3.Ctx", "github.com/valyala/fasthttp.RequestCtx",
}

// handler reports whether values of the type answer requests, or wrap what does.
func handler(t types.Type) bool {
	sig, ok := underlying(t).(*types.Signature)
	if !ok {
		return false
	}
	for v := range sig.Params().Variables() {
		name := typeName(v.Type())
		for _, h := range handlerTypes {
			if name == h {
				return true
			}
		}
	}
	return false
}

// typeName is "import/path.Name" of a named type or a pointer to one, or "".
func typeName(t types.Type) string {
	n, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok {
		return ""
	}
	if n.Obj().Pkg() == nil {
		return n.Obj().Name()
	}
	return n.Obj().Pkg().Path() + "." + n.Obj().Name()
}

func isError(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Pkg() == nil && n.Obj().Name() == "error"
}

func isBool(t types.Type) bool {
	b, ok := underlying(t).(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// short is the text of an expression, on one line and not for long.
func short(e ast.Expr) string {
	s := strings.Join(strings.Fields(types.ExprString(e)), " ")
	if len(s) > 60 {
		s = s[:57] + "..."
	}
	return strings.ToValidUTF8(s, "")
}

func itoa(n int) string { return strconv.Itoa(n) }

// calleeName is the last word of what is called.
func calleeName(call *ast.CallExpr) string {
	switch f := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return f.Name
	case *ast.SelectorExpr:
		return f.Sel.Name
	}
	return ""
}
