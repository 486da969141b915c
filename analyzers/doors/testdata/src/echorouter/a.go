package echorouter

import (
	"net/http"

	"github.com/labstack/echo/v4"
)

func list(c echo.Context) error  { return nil }
func write(c echo.Context) error { return nil }
func auth(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error { return next(c) }
}
func limit(n int) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc { return next }
}

// EchoRouter is what generated code declares.
type EchoRouter interface {
	GET(path string, h echo.HandlerFunc, m ...echo.MiddlewareFunc) *echo.Route
}

func RegisterHandlers(r EchoRouter, baseURL string) {
	r.GET(baseURL+"/pets", list) // door `GET /v3/pets handler=echorouter.list wrappers=echorouter.limit(2)>echorouter.limit$1`
}

func setup() {
	e := echo.New()
	e.GET("/health", list) // door `GET /health handler=echorouter.list wrappers=echorouter.limit(2)>echorouter.limit$1`
	e.Use(limit(2))
	g := e.Group("/admin", auth)
	g.POST("/users", write, limit(9)) // door `POST /admin/users handler=echorouter.write wrappers=echorouter.limit(2)>echorouter.limit$1 | echorouter.auth>echorouter.auth$1 | echorouter.limit(9)>echorouter.limit$1`
	g.Use(limit(3))
	g.DELETE("/users/:id", write) // door `DELETE /admin/users/:id handler=echorouter.write wrappers=echorouter.limit(2)>echorouter.limit$1 | echorouter.auth>echorouter.auth$1 | echorouter.limit(3)>echorouter.limit$1`
	mux := http.NewServeMux()
	mux.HandleFunc("/old/x", func(w http.ResponseWriter, r *http.Request) {}) // door `ANY /old/x handler=echorouter.setup$1 wrappers=echorouter.limit(2)>echorouter.limit$1`
	e.Any("/old/*", echo.WrapHandler(mux))
	RegisterHandlers(e, "/v3")
}
