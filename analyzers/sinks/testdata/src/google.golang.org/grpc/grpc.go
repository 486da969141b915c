// Package grpc stands in for the library: the names that the tables go by.
package grpc

import "context"

type CallOption interface{ before() }
type ClientConnInterface interface {
	Invoke(ctx context.Context, method string, args, reply any, opts ...CallOption) error
}
