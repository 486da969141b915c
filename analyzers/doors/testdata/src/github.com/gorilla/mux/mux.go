// Package mux is a stub.
package mux

import "net/http"

type MiddlewareFunc func(http.Handler) http.Handler

type Router struct{ NotFoundHandler http.Handler }

func NewRouter() *Router { return &Router{} }

func (r *Router) ServeHTTP(http.ResponseWriter, *http.Request)    {}
func (r *Router) Handle(path string, handler http.Handler) *Route { return nil }
func (r *Router) HandleFunc(path string, f func(http.ResponseWriter, *http.Request)) *Route {
	return nil
}
func (r *Router) Path(tpl string) *Route           { return nil }
func (r *Router) PathPrefix(tpl string) *Route     { return nil }
func (r *Router) Methods(methods ...string) *Route { return nil }
func (r *Router) Use(mwf ...MiddlewareFunc)        {}
func (r *Router) NewRoute() *Route                 { return nil }

type Route struct{}

func (r *Route) Handler(handler http.Handler) *Route                           { return r }
func (r *Route) HandlerFunc(f func(http.ResponseWriter, *http.Request)) *Route { return r }
func (r *Route) Methods(methods ...string) *Route                              { return r }
func (r *Route) Path(tpl string) *Route                                        { return r }
func (r *Route) Name(name string) *Route                                       { return r }
func (r *Route) Subrouter() *Router                                            { return nil }
