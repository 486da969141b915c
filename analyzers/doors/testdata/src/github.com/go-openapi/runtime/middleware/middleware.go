// Package middleware is a stub.
package middleware

import "net/http"

type Responder interface{ WriteResponse(http.ResponseWriter) }
type Builder func(http.Handler) http.Handler
type Context struct{}

func (c *Context) APIHandler(b Builder) http.Handler { return nil }
func NotImplemented(m string) Responder              { return nil }
