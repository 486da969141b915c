// Package grpc is a stub.
package grpc

import "context"

type ServiceDesc struct{}
type ServiceRegistrar interface {
	RegisterService(desc *ServiceDesc, impl any)
}
type Server struct{}

type ServerOption interface{ apply() }
type UnaryHandler func(ctx context.Context, req any) (any, error)
type UnaryServerInterceptor func(ctx context.Context, req any, handler UnaryHandler) (any, error)

func NewServer(opt ...ServerOption) *Server                          { return &Server{} }
func (s *Server) RegisterService(desc *ServiceDesc, impl any)        {}
func UnaryInterceptor(i UnaryServerInterceptor) ServerOption         { return nil }
func ChainUnaryInterceptor(i ...UnaryServerInterceptor) ServerOption { return nil }
