// Package api registers on routers that it is given.
package api

import (
	"net/http"

	"github.com/gorilla/mux"
)

type API struct{ auth bool }

func (a *API) get(w http.ResponseWriter, r *http.Request)  {}
func (a *API) post(w http.ResponseWriter, r *http.Request) {}

func (a *API) sessionRequired(h func(http.ResponseWriter, *http.Request)) func(http.ResponseWriter, *http.Request) {
	return a.attach(h, true)
}

func (a *API) attach(h func(http.ResponseWriter, *http.Request), required bool) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, r *http.Request) { h(w, r) }
}

func (a *API) csrf(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

func Admin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { next.ServeHTTP(w, r) })
}

func (a *API) RegisterRoutes(r *mux.Router) {
	v2 := r.PathPrefix("/api/v2").Subrouter()
	a.users(v2)
	v2.Use(a.csrf)
	v2.HandleFunc("/teams", a.sessionRequired(a.get)).Methods("GET") // door `GET /app/api/v2/teams handler=api.(*API).get wrappers=api.(*API).csrf>api.(*API).csrf$1 | api.(*API).sessionRequired | api.(*API).attach(true)>api.(*API).attach$1`
	r.HandleFunc("/ping", a.get).Methods(http.MethodGet, "HEAD")     // door `GET,HEAD /app/ping handler=api.(*API).get`
}

func (a *API) users(r *mux.Router) {
	r.Path("/users").HandlerFunc(a.post).Methods("POST", "OPTIONS") // door `POST,OPTIONS /app/api/v2/users handler=api.(*API).post wrappers=api.(*API).csrf>api.(*API).csrf$1`
	one := r.Path("/users/{id}").Subrouter()
	one.Use(Admin)
	one.Methods("PUT").HandlerFunc(a.post) // door `PUT /app/api/v2/users/{id} handler=api.(*API).post wrappers=api.(*API).csrf>api.(*API).csrf$1 | api.Admin>api.Admin$1`
	later := r.HandleFunc("/later", a.get) // door `DELETE /app/api/v2/later handler=api.(*API).get wrappers=api.(*API).csrf>api.(*API).csrf$1`
	later.Methods("DELETE")
	for _, m := range []string{"GET", "POST"} {
		r.HandleFunc("/loop", a.get).Methods(m) // door `GET /app/api/v2/loop handler=api.(*API).get wrappers=api.(*API).csrf>api.(*API).csrf$1` `POST /app/api/v2/loop handler=api.(*API).get wrappers=api.(*API).csrf>api.(*API).csrf$1`
	}
}
