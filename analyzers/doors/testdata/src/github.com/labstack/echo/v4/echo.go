// Package echo is a stub.
package echo

import "net/http"

type Context interface{ JSON(int, any) error }
type HandlerFunc func(Context) error
type MiddlewareFunc func(HandlerFunc) HandlerFunc
type Route struct{}

type Echo struct{}

func New() *Echo                                                            { return &Echo{} }
func (e *Echo) Use(...MiddlewareFunc)                                       {}
func (e *Echo) Pre(...MiddlewareFunc)                                       {}
func (e *Echo) GET(string, HandlerFunc, ...MiddlewareFunc) *Route           { return nil }
func (e *Echo) POST(string, HandlerFunc, ...MiddlewareFunc) *Route          { return nil }
func (e *Echo) Any(string, HandlerFunc, ...MiddlewareFunc) []*Route         { return nil }
func (e *Echo) Add(m, p string, h HandlerFunc, mw ...MiddlewareFunc) *Route { return nil }
func (e *Echo) Group(string, ...MiddlewareFunc) *Group                      { return nil }

type Group struct{}

func (g *Group) Use(...MiddlewareFunc)                                {}
func (g *Group) GET(string, HandlerFunc, ...MiddlewareFunc) *Route    { return nil }
func (g *Group) POST(string, HandlerFunc, ...MiddlewareFunc) *Route   { return nil }
func (g *Group) DELETE(string, HandlerFunc, ...MiddlewareFunc) *Route { return nil }
func (g *Group) Any(string, HandlerFunc, ...MiddlewareFunc) []*Route  { return nil }
func (g *Group) Group(string, ...MiddlewareFunc) *Group               { return nil }

func WrapHandler(h http.Handler) HandlerFunc { return nil }
