// Package connect stands in for the library: the names that the tables go by.
package connect

type Request[T any] struct{ Msg *T }
type Response[T any] struct{ Msg *T }

func NewRequest[T any](m *T) *Request[T] { return &Request[T]{m} }
