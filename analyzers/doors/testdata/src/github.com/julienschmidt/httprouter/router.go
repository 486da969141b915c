// Package httprouter is a stub.
package httprouter

import "net/http"

type Params []string
type Handle func(http.ResponseWriter, *http.Request, Params)
type Router struct{}

func New() *Router                                                    { return &Router{} }
func (r *Router) GET(path string, handle Handle)                      {}
func (r *Router) POST(path string, handle Handle)                     {}
func (r *Router) Handler(method, path string, handler http.Handler)   {}
func (r *Router) HandlerFunc(method, path string, h http.HandlerFunc) {}
func (r *Router) ServeHTTP(http.ResponseWriter, *http.Request)        {}
