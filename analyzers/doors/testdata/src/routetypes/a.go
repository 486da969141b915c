package routetypes

import (
	"context"
	"net/http"
)

type Session struct{}

type HandleFunc func(ctx context.Context, s *Session) error

type Middleware func(next HandleFunc) HandleFunc

type Route interface {
	Method() string
	Path() string
	Handle(ctx context.Context, s *Session) error
}

type Server struct{ mux *http.ServeMux }

func New() *Server { return &Server{mux: http.NewServeMux()} }

func (s *Server) RegisterRoute(mws []Middleware, route Route) {
	path := route.Path()
	pattern := path
	if method := route.Method(); method != "" {
		pattern = method + " " + path
	}
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		h := route.Handle
		for i := len(mws) - 1; i >= 0; i-- {
			h = mws[i](h)
		}
		_ = h(r.Context(), &Session{})
	})
}

func withAuth(realm string) Middleware {
	return func(next HandleFunc) HandleFunc {
		return func(ctx context.Context, s *Session) error { return next(ctx, s) }
	}
}

func withLog() Middleware { return func(next HandleFunc) HandleFunc { return next } }

type createKey struct{}

func (*createKey) Method() string                               { return "POST" }
func (*createKey) Path() string                                 { return "/v2/keys.create" }
func (*createKey) Handle(ctx context.Context, s *Session) error { return nil }

type health struct{}

func (*health) Method() string                               { return "" }
func (*health) Path() string                                 { return "/health" }
func (*health) Handle(ctx context.Context, s *Session) error { return nil }

func setup() {
	srv := New()
	mws := []Middleware{withLog(), withAuth("keys")}
	srv.RegisterRoute(mws, &createKey{})                  // door `POST /v2/keys.create handler=routetypes.(*createKey).Handle wrappers=routetypes.withLog>routetypes.withLog$1 | routetypes.withAuth("keys")>routetypes.withAuth$2`
	srv.RegisterRoute([]Middleware{withLog()}, &health{}) // door `ANY /health handler=routetypes.(*health).Handle wrappers=routetypes.withLog>routetypes.withLog$1`
}
