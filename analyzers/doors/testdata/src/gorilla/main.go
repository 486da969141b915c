package main

import (
	"net/http"

	"github.com/gorilla/mux"

	"gorilla/api"
)

type routes struct{ Root, Files *mux.Router }

type server struct{ base routes }

func (s *server) init() {
	s.base.Root = mux.NewRouter()
	s.base.Files = s.base.Root.PathPrefix("/files").Subrouter()
	s.base.Files.Use(api.Admin)
	s.files()
}

func (s *server) files() {
	s.base.Files.Handle("", http.HandlerFunc(download)).Methods("GET") // door `GET /files handler=gorilla.download wrappers=api.Admin>api.Admin$1`
}

func download(w http.ResponseWriter, r *http.Request) {}

func main() {
	r := mux.NewRouter()
	a := &api.API{}
	a.RegisterRoutes(r.PathPrefix("/app").Subrouter())
	http.Handle("/", r)
	(&server{}).init()
}

// never is called by nobody.
func never(r *mux.Router) {
	r.HandleFunc("/never", download) // door `ANY /never handler=gorilla.download unresolved=no call of gorilla.never is seen that gives it the router r`
}
