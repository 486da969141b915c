package effects

import (
	"slices"
	"strings"
)

// served are handlers of libraries that write nothing, by their package
// without its major version: what they serve, and which of the package's
// functions do. No names: all of them.
func served(pkg string) (what string, names []string) {
	switch pkg {
	case "net/http":
		return "files, a redirect or an error", []string{"FileServer", "FileServerFS", "NotFound", "NotFoundHandler", "RedirectHandler", "Redirect", "Error", "ServeFile", "ServeFileFS", "ServeContent"}
	case "net/http/pprof", "github.com/felixge/fgprof":
		return "profiles of the process", nil
	case "github.com/gin-contrib/pprof", "github.com/labstack/echo-contrib/pprof", "github.com/gofiber/fiber/middleware/pprof":
		return "profiles of the process", nil
	case "github.com/go-chi/chi/middleware":
		return "profiles of the process", []string{"Profiler"}
	case "expvar":
		return "variables of the process", []string{"Handler"}
	case "github.com/prometheus/client_golang/prometheus/promhttp":
		return "metrics", []string{"Handler", "HandlerFor", "HandlerForTransactional"}
	case "github.com/VictoriaMetrics/metrics":
		return "metrics", []string{"WritePrometheus"}
	case "github.com/labstack/echo-contrib/echoprometheus":
		return "metrics", []string{"NewHandler", "NewHandlerWithConfig"}
	case "go.opentelemetry.io/contrib/zpages", "go.opencensus.io/zpages":
		return "traces of the process", nil
	case "github.com/swaggo/http-swagger", "github.com/swaggo/gin-swagger", "github.com/swaggo/echo-swagger", "github.com/swaggo/files", "github.com/gofiber/swagger":
		return "the documentation of an API", nil
	case "github.com/99designs/gqlgen/graphql/playground", "github.com/99designs/gqlgen/handler":
		return "a page to write queries in", []string{"Handler", "HandlerWithHeaders", "AltairHandler", "ApolloSandboxHandler", "Playground"}
	case "google.golang.org/grpc/health":
		return "the state of the process", nil
	case "google.golang.org/grpc/reflection", "connectrpc.com/grpcreflect":
		return "the description of an API", nil
	}
	return "", nil
}

// serves says what a library's handler serves that writes nothing; "" for one
// of which that is not known.
func serves(s Symbol) string {
	pkg, name := s.cut()
	what, names := served(unversioned(pkg))
	if what == "" {
		return ""
	}
	outer := strings.TrimPrefix(string(s.Outer()), pkg+".")
	if names == nil || slices.Contains(names, name) || slices.Contains(names, outer) {
		return what
	}
	return ""
}

// unversioned is an import path without the element of its major version:
// "github.com/go-chi/chi/v5/middleware" gives "github.com/go-chi/chi/middleware".
func unversioned(pkg string) string {
	parts := strings.Split(pkg, "/")
	parts = slices.DeleteFunc(parts, majorVersion)
	return strings.Join(parts, "/")
}
