package nethttp

import (
	"fmt"
	"net/http"
	"path"
	"time"
)

const base = "/v1"

type server struct{ db int }

func (s *server) list(w http.ResponseWriter, r *http.Request)   {}
func (s *server) create(w http.ResponseWriter, r *http.Request) {}
func (s *server) remove(w http.ResponseWriter, r *http.Request) {}

type raw struct{}

func (raw) ServeHTTP(w http.ResponseWriter, r *http.Request) {}

func logging(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

func recovery(next http.Handler) http.Handler { return logging(next) }

func allow(role string, h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { h(w, r) }
}

func (s *server) make(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { _ = n }
}

func (s *server) both(w http.ResponseWriter, r *http.Request) {
	switch r.Method {
	case http.MethodGet:
		s.list(w, r)
	case http.MethodPost, "PUT":
		s.create(w, r)
	default:
		http.Error(w, "no", http.StatusMethodNotAllowed)
	}
}

func (s *server) onlyPost(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.WriteHeader(405)
		return
	}
}

func (s *server) guarded(w http.ResponseWriter, r *http.Request) {
	println("checked")
	switch r.Method {
	case "GET":
		s.list(w, r)
	}
}

type wrapped struct{ next http.Handler }

func (x *wrapped) ServeHTTP(w http.ResponseWriter, r *http.Request) { x.next.ServeHTTP(w, r) }

func run(debug bool) error {
	s := &server{}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /items", s.list)                                         // door `GET /items handler=nethttp.(*server).list wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1`
	mux.HandleFunc("POST "+base+"/items/{id}", allow("admin", s.create))         // door `POST /v1/items/{id} handler=nethttp.(*server).create wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1 | nethttp.allow("admin")>nethttp.allow$1`
	mux.Handle(fmt.Sprintf("DELETE %s/items", base), http.HandlerFunc(s.remove)) // door `DELETE /v1/items handler=nethttp.(*server).remove wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1`
	mux.HandleFunc("/both", s.both)                                              // door `GET /both handler=nethttp.(*server).list wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1` `POST,PUT /both handler=nethttp.(*server).create wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1`
	mux.HandleFunc("/post", s.onlyPost)                                          // door `POST /post handler=nethttp.(*server).onlyPost wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1`
	mux.HandleFunc("/guarded", s.guarded)                                        // door `ANY /guarded handler=nethttp.(*server).guarded wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1`
	mux.Handle("/raw", raw{})                                                    // door `ANY /raw handler=nethttp.(raw).ServeHTTP wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1`
	mux.Handle("/made", s.make(3))                                               // door `ANY /made handler=nethttp.(*server).make$1 wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1`
	mux.HandleFunc("/lit", func(w http.ResponseWriter, r *http.Request) {})      // door `ANY /lit handler=nethttp.run$1 wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1`

	sub := http.NewServeMux()
	sub.HandleFunc("/ping", s.list) // door `ANY /api/ping handler=nethttp.(*server).list wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1 | nethttp.logging>nethttp.logging$1`
	mux.Handle("/api/", logging(http.StripPrefix("/api", sub)))

	full := http.NewServeMux()
	full.HandleFunc("/whole/x", s.list) // door `ANY /whole/x handler=nethttp.(*server).list wrappers=nethttp.recovery | nethttp.logging>nethttp.logging$1`
	mux.Handle("/whole/", full)

	var h http.Handler = mux
	h = recovery(h)
	srv := &http.Server{Handler: h, ReadTimeout: time.Second}
	return srv.ListenAndServe()
}

func admin(debug bool) error {
	mux := http.NewServeMux()
	mux.HandleFunc(path.Join("/debug", "vars"), allow("ops", raw{}.ServeHTTP)) // door `ANY /debug/vars handler=nethttp.(raw).ServeHTTP wrappers=nethttp.logging>nethttp.logging$1?[debug] | nethttp.(*wrapped).ServeHTTP | nethttp.allow("ops")>nethttp.allow$1`
	var h http.Handler = &wrapped{next: mux}
	if debug {
		h = logging(h)
	}
	return http.ListenAndServe(":1", h)
}

func defaults(prefix string, h http.HandlerFunc) {
	http.HandleFunc("/default", allow(prefix, h))                // door `ANY /default handler=- wrappers=nethttp.allow(prefix)>nethttp.allow$1 unresolved=the handler h can't be followed`
	http.Handle(prefix+"/files", http.FileServer(http.Dir("."))) // door `ANY <prefix>/files handler=http.FileServer gap=prefix`
	_ = http.ListenAndServe(":2", nil)
}

type route struct {
	method, path string
	h            http.HandlerFunc
}

func table(s *server) http.Handler {
	mux := http.NewServeMux()
	for _, rt := range []route{
		{"GET", "/t/a", s.list},
		{method: "POST", path: "/t/b", h: allow("x", s.create)},
	} {
		mux.HandleFunc(rt.method+" "+rt.path, rt.h) // door `GET /t/a handler=nethttp.(*server).list` `POST /t/b handler=nethttp.(*server).create wrappers=nethttp.allow("x")>nethttp.allow$1`
	}
	byName := map[string]http.HandlerFunc{"/m/one": s.list, "/m/two": s.remove}
	for p, h := range byName {
		mux.Handle(p, h) // door `ANY /m/one handler=nethttp.(*server).list` `ANY /m/two handler=nethttp.(*server).remove`
	}
	return mux
}

// Router is a router of the program's own.
type Router struct {
	mux *http.ServeMux
}

func NewRouter() *Router { return &Router{mux: http.NewServeMux()} }

func (r *Router) Get(p string, h http.HandlerFunc) { r.handle("GET", p, h) }

func (r *Router) handle(m, p string, h http.HandlerFunc) { r.mux.HandleFunc(m+" "+p, r.wrap(h)) }

func (r *Router) wrap(h http.HandlerFunc) http.HandlerFunc { return h }

func own(s *server) {
	r := NewRouter()
	r.Get("/own", s.list) // door `GET /own handler=nethttp.(*server).list wrappers=nethttp.(*Router).wrap`
	_ = http.ListenAndServe(":3", r.mux)
}

func signIn(w http.ResponseWriter, r *http.Request)            {}
func handleOAuthReturn(w http.ResponseWriter, r *http.Request) {}

func auth() {
	m := http.NewServeMux()
	m.HandleFunc("GET /auth/callback", signIn)    // door `GET /auth/callback handler=nethttp.signIn kind=auth_callback`
	m.HandleFunc("GET /back", handleOAuthReturn)  // door `GET /back handler=nethttp.handleOAuthReturn kind=auth_callback`
	_ = http.ListenAndServe(":4", logging(whole)) // door `ANY / handler=nethttp.whole$1 wrappers=nethttp.logging>nethttp.logging$1`
}

var whole = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {})
