package doors

import (
	"slices"
	"strings"

	"github.com/candor-dev/candor/internal/effects"
)

// specOp is what a library's function does with routers.
type specOp uint8

const (
	opNew          specOp = iota + 1 // makes a router
	opGroup                          // makes a router inside another: path, middleware, a function that fills it
	opRegister                       // makes a door
	opUse                            // puts middleware around a router
	opSelf                           // gives its receiver back
	opRoute                          // gorilla/mux: makes a route that is filled in by a chain of calls
	opRouteMethods                   // adds methods to a route
	opRoutePath                      // adds a path to a route
	opRouteSub                       // makes a router of a route
	opStrip                          // http.StripPrefix
	opPass                           // gives its argument back in another form
	opServe                          // takes a handler for a whole listener
	opChain                          // makes a chain of middleware
	opThen                           // puts a chain of middleware around a handler
	opNames                          // rata: a table of routes and a table of handlers by name
	opOptions                        // gives middleware as an option
	opJob                            // makes a job
)

// spec is one function of a library. Arguments count from 0; -1 is none.
type spec struct {
	op      specOp
	fw      string
	methods []string
	method  int // argument with the method or methods
	path    int
	handler int // the first handler
	last    bool
	mws     int // the first argument with middleware
	fill    int // the function that fills a group
	pattern bool
	mount   bool // a router given as handler is mounted without the prefix
	kind    effects.DoorKind
	prefix  bool // the path matches all that begins with it
}

func plain(op specOp, fw string) spec {
	return spec{op: op, fw: fw, method: -1, path: -1, handler: -1, mws: -1, fill: -1}
}

func register(fw string, path, handler int, methods ...string) spec {
	s := plain(opRegister, fw)
	s.path, s.handler, s.methods = path, handler, methods
	return s
}

// routerTypes are the types that hold routes, and whose they are.
var routerTypes = map[string]string{
	"net/http.ServeMux":                                       "net/http",
	"github.com/gorilla/mux.Router":                           "gorilla/mux",
	"github.com/gorilla/mux.Route":                            "gorilla/mux",
	"github.com/go-chi/chi.Mux":                               "chi",
	"github.com/go-chi/chi.Router":                            "chi",
	"github.com/gin-gonic/gin.Engine":                         "gin",
	"github.com/gin-gonic/gin.RouterGroup":                    "gin",
	"github.com/gin-gonic/gin.IRouter":                        "gin",
	"github.com/gin-gonic/gin.IRoutes":                        "gin",
	"github.com/labstack/echo.Echo":                           "echo",
	"github.com/labstack/echo.Group":                          "echo",
	"github.com/gofiber/fiber.App":                            "fiber",
	"github.com/gofiber/fiber.Group":                          "fiber",
	"github.com/gofiber/fiber.Router":                         "fiber",
	"github.com/julienschmidt/httprouter.Router":              "httprouter",
	"google.golang.org/grpc.Server":                           "grpc",
	"google.golang.org/grpc.ServiceRegistrar":                 "grpc",
	"github.com/grpc-ecosystem/grpc-gateway/runtime.ServeMux": "grpc-gateway",
	"github.com/hibiken/asynq.ServeMux":                       "asynq",
}

// isHandlerType: handlers that aren't a function of a request.
var isHandlerType = map[string]bool{
	"net/http.Handler": true, "github.com/gin-gonic/gin.HandlersChain": true,
	"github.com/hibiken/asynq.Handler": true,
}

// contextTypes are the first parameters of handlers.
var contextTypes = map[string]bool{
	"github.com/gin-gonic/gin.Context": true, "github.com/labstack/echo.Context": true,
	"github.com/gofiber/fiber.Ctx": true, "github.com/hibiken/asynq.Task": true,
}

// frameworkPackages have functions that specOf knows.
var frameworkPackages = map[string]func(typ, name string) (spec, bool){
	"net/http":                                       netHTTP,
	"github.com/gorilla/mux":                         gorilla,
	"github.com/go-chi/chi":                          chi,
	"github.com/gin-gonic/gin":                       gin,
	"github.com/labstack/echo":                       echo,
	"github.com/gofiber/fiber":                       fiber,
	"github.com/gofiber/fiber/middleware/adaptor":    adaptor,
	"github.com/gofiber/adaptor":                     adaptor,
	"github.com/julienschmidt/httprouter":            httprouter,
	"github.com/justinas/alice":                      alice,
	"github.com/tedsuo/rata":                         rata,
	"google.golang.org/grpc":                         grpc,
	"connectrpc.com/connect":                         connect,
	"github.com/bufbuild/connect-go":                 connect,
	"golang.org/x/net/http2/h2c":                     func(_, name string) (spec, bool) { return passing("net/http", 0, name == "NewHandler") },
	"github.com/grpc-ecosystem/grpc-gateway/runtime": gateway,
	"github.com/go-openapi/runtime/middleware": func(typ, name string) (spec, bool) {
		return plain(opNew, "go-swagger"), typ == "Context" && (strings.HasPrefix(name, "APIHandler") || name == "RoutesHandler")
	},
}

// specOf finds what a library's function does.
func specOf(sym effects.Symbol) (spec, bool) {
	full := frameworkName(string(sym))
	pkg, typ, name := split(full)
	if f, ok := frameworkPackages[pkg]; ok {
		return f(typ, name)
	}
	return jobSpec(pkg, full)
}

// split takes "import/path.(T).M" or "import/path.F" apart.
func split(s string) (pkg, typ, name string) {
	slash := strings.LastIndexByte(s, '/') + 1
	if i := strings.Index(s[slash:], ".("); i >= 0 {
		pkg, rest := s[:slash+i], s[slash+i+2:]
		typ, name, _ = strings.Cut(rest, ").")
		return pkg, typ, name
	}
	if i := strings.IndexByte(s[slash:], '.'); i >= 0 {
		return s[:slash+i], "", s[slash+i+1:]
	}
	return "", "", s
}

func passing(fw string, arg int, ok bool) (spec, bool) {
	s := plain(opPass, fw)
	s.handler = arg
	return s, ok
}

func verb(name string) (string, bool) {
	v := strings.ToUpper(name)
	return v, slices.Contains([]string{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT", "TRACE"}, v)
}
