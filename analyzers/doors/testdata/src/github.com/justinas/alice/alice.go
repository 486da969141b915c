// Package alice is a stub.
package alice

import "net/http"

type Constructor func(http.Handler) http.Handler
type Chain struct{}

func New(c ...Constructor) Chain                         { return Chain{} }
func (c Chain) Append(cs ...Constructor) Chain           { return c }
func (c Chain) Then(h http.Handler) http.Handler         { return h }
func (c Chain) ThenFunc(f http.HandlerFunc) http.Handler { return f }
