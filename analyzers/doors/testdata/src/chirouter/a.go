package chirouter

import (
	"net/http"

	"github.com/go-chi/chi/v5"
	"github.com/justinas/alice"
)

func h(w http.ResponseWriter, r *http.Request)  {}
func h2(w http.ResponseWriter, r *http.Request) {}
func session(next http.Handler) http.Handler    { return next }
func tenant(next http.Handler) http.Handler     { return next }
func rate(n int) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
	}
}

func Routes(cfg bool) http.Handler {
	r := chi.NewRouter()
	r.Use(session)
	if cfg {
		r.Use(rate(5))
	}
	r.Get("/", h) // door `GET / handler=chirouter.h wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg]`
	r.Route("/users", func(r chi.Router) {
		r.With(tenant).Post("/", h) // door `POST /users handler=chirouter.h wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg] | chirouter.tenant`
		r.Route("/{id}", func(r chi.Router) {
			r.Use(tenant)
			r.Method("PUT", "/x", http.HandlerFunc(h2)) // door `PUT /users/{id}/x handler=chirouter.h2 wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg] | chirouter.tenant`
		})
	})
	r.Group(func(r chi.Router) {
		r.Use(tenant)
		register(r)
	})
	r.Mount("/sub", sub())
	r.Handle("POST /pattern", http.HandlerFunc(h))                    // door `POST /pattern handler=chirouter.h wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg]`
	r.Handle("/chain", alice.New(session).Append(tenant).ThenFunc(h)) // door `ANY /chain handler=chirouter.h wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg] | chirouter.session | chirouter.tenant`
	r.Get("/stream", stream(chi.NewRouter()))                         // door `GET /stream handler=chirouter.stream$1 wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg]`
	for _, f := range []func(chi.Router){one, two} {
		f(r)
	}
	return r
}

func one(r chi.Router) { r.Get("/one", h) } // door `GET /one handler=chirouter.h wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg]`
func two(r chi.Router) { r.Get("/two", h) } // door `GET /two handler=chirouter.h wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg]`

func register(r chi.Router) {
	r.Delete("/grouped", h) // door `DELETE /grouped handler=chirouter.h wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg] | chirouter.tenant`
}

func sub() http.Handler {
	r := chi.NewRouter()
	r.Get("/leaf", h) // door `GET /sub/leaf handler=chirouter.h wrappers=chirouter.session | chirouter.rate(5)>chirouter.rate$2?[cfg]`
	return r
}

func stream(next http.Handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) }
}

// Module is a set of routes that is found by its interface.
type Module interface{ Register(r chi.Router) }

type billing struct{}

func (billing) Register(r chi.Router) {
	r.Post("/pay", h) // door `POST /billing/pay handler=chirouter.h`
}

func modules() {
	r := chi.NewRouter()
	for _, m := range []Module{billing{}} {
		r.Route("/billing", m.Register)
	}
}

// factory: each call makes another router; what one uses the other does not.
func factory() *chi.Mux { return chi.NewRouter() }

func two2() {
	public, admin := factory(), factory()
	admin.Use(session)
	public.Get("/public", h) // door `GET /public handler=chirouter.h`
	admin.Get("/admin", h)   // door `GET /admin handler=chirouter.h wrappers=chirouter.session`
}
