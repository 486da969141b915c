// Package connect is a stub.
package connect

type HandlerOption interface{ apply() }
type Interceptor interface{ Wrap() }
type Request[T any] struct{ Msg *T }
type Response[T any] struct{ Msg *T }

func WithInterceptors(interceptors ...Interceptor) HandlerOption { return nil }
