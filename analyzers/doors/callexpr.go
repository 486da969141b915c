package doors

import (
	"go/ast"
	"go/types"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
	"github.com/candor-dev/candor/internal/gosymbol"
)

// swaggerHandle stands for the assignment by which go-swagger registers.
const swaggerHandle effects.Symbol = "go-swagger.handlers"

// call notes a call and gives its result.
func (w *walker) call(e *ast.CallExpr) Val {
	if id, ok := w.calls[e]; ok {
		return Val{Op: OpCall, N: id}
	}
	if tv, ok := w.in.Info.Types[e.Fun]; ok && tv.IsType() {
		if len(e.Args) != 1 {
			return Val{}
		}
		v := w.expr(e.Args[0]) // a conversion
		if v.Op != OpConst {
			v.Text = ""
		}
		return v
	}
	if id := identOf(e.Fun); id != nil {
		if b, ok := w.object(id).(*types.Builtin); ok {
			return w.builtin(b.Name(), e)
		}
	}
	c := Call{In: w.fn, Cond: w.cond(), Spread: e.Ellipsis.IsValid(), Loops: w.loops}
	fn := calleeOf(w.in.Info, e)
	switch {
	case fn != nil:
		c.Callee = gosymbol.Of(fn)
		w.receiver(&c, e, fn)
		if fn.Name() == "Go" && len(e.Args) > 0 {
			w.started(e.Args[len(e.Args)-1])
		}
	default:
		f := w.expr(e.Fun)
		c.Fun = &f
		c.RPC = gatewayValue(w.in.Info.TypeOf(e.Fun), w.clean(w.text(e.Fun)))
		c.keep = c.RPC != nil
	}
	if len(e.Args) > 0 {
		c.Args = make([]Val, len(e.Args))
	}
	for i, a := range e.Args {
		c.Args[i] = w.expr(a)
	}
	if v, ok := w.textual(fn, c.Args, c.Spread); ok {
		return v
	}
	if t := w.in.Info.TypeOf(e); t != nil {
		if tu, ok := t.(*types.Tuple); ok {
			t = nil
			if tu.Len() > 0 {
				t = tu.At(0).Type()
			}
		}
		if t != nil {
			c.Class, c.Type = w.class.of(t), w.class.name(t)
		}
	}
	if fn != nil {
		w.registers(&c, e, fn)
	}
	c.keep = c.keep || w.matters(&c, fn)
	c.Pos, c.Off, c.Text = w.pos(e), w.offset(e), w.text(e.Fun)
	if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok { // in a chain, each call has its own place
		at := w.pos(sel.Sel)
		c.Pos.Line, c.Pos.Col, c.Off = at.Line, at.Col, w.offset(sel.Sel)
	}
	id := len(w.out.Calls)
	w.out.Calls = append(w.out.Calls, c)
	w.calls[e] = id
	return Val{Op: OpCall, N: id}
}

// receiver fills in what a method is called on.
func (w *walker) receiver(c *Call, e *ast.CallExpr, fn *types.Func) {
	se, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
	if !ok {
		if ix, ok := ast.Unparen(e.Fun).(*ast.IndexExpr); ok {
			w.expr(ix.X)
		}
		return
	}
	sel := w.in.Info.Selections[se]
	if sel == nil || sel.Kind() != types.MethodVal {
		return
	}
	r := w.embedded(w.expr(se.X), sel)
	c.Recv = &r
	s, _ := fn.Type().(*types.Signature)
	if s != nil && s.Recv() != nil && types.IsInterface(s.Recv().Type()) {
		c.Iface, c.Shape = true, shape(s)
		if _, known := specOf(c.Callee); !known {
			c.Like = likeFramework(fn.Name(), s)
		}
	}
}

// likeFramework: a method of an interface that a program (or a generator)
// declares has the form of a known router's.
func likeFramework(name string, s *types.Signature) effects.Symbol {
	for p := range s.Params().Variables() {
		t := p.Type()
		if sl, ok := t.(*types.Slice); ok {
			t = sl.Elem()
		}
		n := frameworkName(typeName(t))
		if sig, ok := t.Underlying().(*types.Signature); ok && n == "" || strings.HasPrefix(n, "net/http.Handler") {
			if n != "" || ok && isHandlerFunc(sig) {
				if name == "Handle" || name == "HandleFunc" {
					return effects.Symbol("net/http.(ServeMux)." + name)
				}
				if _, ok := verb(name); ok || name == "Method" || name == "MethodFunc" || name == "Mount" {
					return effects.Symbol("github.com/go-chi/chi.(Router)." + name)
				}
			}
		}
		switch {
		case strings.HasPrefix(n, "github.com/gin-gonic/gin.Handler"):
			return effects.Symbol("github.com/gin-gonic/gin.(IRouter)." + name)
		case strings.HasPrefix(n, "github.com/labstack/echo.HandlerFunc"):
			return effects.Symbol("github.com/labstack/echo.(Group)." + name)
		case strings.HasPrefix(n, "github.com/gofiber/fiber.Handler"):
			return effects.Symbol("github.com/gofiber/fiber.(Router)." + name)
		}
	}
	return ""
}

// registers tells what a call is to doors beyond the table of libraries.
func (w *walker) registers(c *Call, e *ast.CallExpr, fn *types.Func) {
	impl := func(i int) types.Type {
		if i < len(e.Args) {
			t := w.in.Info.TypeOf(e.Args[i])
			if tu, ok := t.(*types.Tuple); ok && tu.Len() > 0 {
				return tu.At(0).Type()
			}
			return t
		}
		return nil
	}
	if c.RPC = rpcOf(fn, impl); c.RPC == nil {
		c.RPC = ogenRPC(fn, impl)
	}
	for _, x := range w.in.Extra {
		if x.Func == c.Callee {
			c.keep = true
		}
	}
	c.keep = c.keep || c.RPC != nil
}

// matters: the call has to do with routers, handlers or middleware.
func (w *walker) matters(c *Call, fn *types.Func) bool {
	if c.keep {
		return true
	}
	if _, ok := specOf(c.Callee); ok {
		return true
	}
	if c.Recv != nil && (c.Recv.Class == ClassRouter || strings.HasSuffix(string(c.Callee), ").ServeHTTP")) {
		return true
	}
	for _, a := range c.Args {
		if a.Class > ClassText {
			return true
		}
	}
	if c.Fun != nil && c.Fun.Class > ClassText && c.Fun.Class != ClassHandler {
		return true
	}
	return fn != nil && c.Class > ClassText
}

// textual gives the result of functions that put texts together.
func (w *walker) textual(fn *types.Func, args []Val, spread bool) (Val, bool) {
	if fn == nil || fn.Pkg() == nil || spread {
		return Val{}, false
	}
	switch fn.Pkg().Path() + "." + fn.Name() {
	case "fmt.Sprintf":
		return sprintf(args)
	case "path.Join", "path/filepath.Join":
		return Val{Op: OpPath, Args: args, Class: ClassText}, true
	case "fmt.Sprint":
		return Val{Op: OpConcat, Args: args, Class: ClassText}, true
	case "strings.ToUpper", "strings.TrimSpace", "strings.Clone":
		if len(args) == 1 {
			return args[0], true
		}
	case "strings.TrimSuffix", "strings.TrimRight":
		if len(args) == 2 && args[1].Op == OpConst && args[1].Text == "/" {
			return Val{Op: OpPath, Args: args[:1], Class: ClassText}, true
		}
	}
	return Val{}, false
}

// sprintf cuts a constant format at its verbs.
func sprintf(args []Val) (Val, bool) {
	if len(args) == 0 || args[0].Op != OpConst {
		return Val{}, false
	}
	v := Val{Op: OpConcat, Class: ClassText}
	format, next := args[0].Text, 1
	for {
		i := strings.IndexByte(format, '%')
		if i < 0 || i+1 >= len(format) {
			v.Args = append(v.Args, Val{Op: OpConst, Text: format, Class: ClassText})
			return v, true
		}
		v.Args = append(v.Args, Val{Op: OpConst, Text: format[:i], Class: ClassText})
		switch format[i+1] {
		case '%':
			v.Args = append(v.Args, Val{Op: OpConst, Text: "%", Class: ClassText})
		case 's', 'v', 'd':
			if next >= len(args) {
				return Val{}, false
			}
			v.Args = append(v.Args, args[next])
			next++
		default:
			return Val{}, false
		}
		format = format[i+2:]
	}
}

func (w *walker) builtin(name string, e *ast.CallExpr) Val {
	var args []Val
	for _, a := range e.Args {
		args = append(args, w.expr(a))
	}
	switch name {
	case "append":
		if len(args) > 0 {
			return Val{Op: OpAppend, Args: args, Spread: e.Ellipsis.IsValid(), N: w.offset(e) + 1}
		}
	case "make":
		return Val{Op: OpList}
	case "new":
		return Val{Op: OpStruct}
	}
	return Val{}
}
