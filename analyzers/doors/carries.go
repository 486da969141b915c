package doors

import (
	"go/ast"
	"slices"

	"github.com/candor-dev/candor/internal/gosymbol"
)

// carries reports a body that puts something into a request's context.
func (w *walker) carries(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			switch fn := calleeOf(w.in.Info, n); {
			case fn == nil || !slices.Contains(carrierNames, fn.Name()):
			case slices.Contains(carriers, frameworkName(string(gosymbol.Of(fn)))):
				found = true
			}
		}
		return !found
	})
	return found
}

// carriers are the functions that put something into a request's context.
var carriers = []string{
	"context.WithValue", "net/http.(Request).WithContext", "github.com/gin-gonic/gin.(Context).Set",
	"github.com/labstack/echo.(Context).Set", "github.com/gofiber/fiber.(Ctx).Locals",
}

// carrierNames are their last names, which are quicker to compare.
var carrierNames = []string{"WithValue", "WithContext", "Set", "Locals"}
