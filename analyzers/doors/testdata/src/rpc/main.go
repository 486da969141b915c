package main

import (
	"context"
	"net/http"

	"connectrpc.com/connect"
	"github.com/grpc-ecosystem/grpc-gateway/v2/runtime"
	"google.golang.org/grpc"

	"rpc/gen"
)

type deals struct{}

func (*deals) Create(ctx context.Context, r *connect.Request[int]) (*connect.Response[int], error) {
	return nil, nil
}

type notes struct {
	gen.UnimplementedNoteServiceServer
}

func (*notes) Add(context.Context, *int) (*int, error) { return nil, nil }

type audit struct{}

func (audit) Wrap() {}

func unary(ctx context.Context, req any, h grpc.UnaryHandler) (any, error)  { return h(ctx, req) }
func second(ctx context.Context, req any, h grpc.UnaryHandler) (any, error) { return h(ctx, req) }

var other func(context.Context, *runtime.ServeMux, gen.NoteServiceServer) error

func session(h http.Handler) http.Handler { return h }

func newNotes() gen.NoteServiceServer { return &notes{} }

func main() {
	mux := http.NewServeMux()
	mux.Handle(gen.NewDealServiceHandler(&deals{}, connect.WithInterceptors(audit{}))) // door `ANY /acme.v1.DealService/Create handler=rpc.(*deals).Create wrappers=rpc.session | rpc.(audit).Wrap kind=rpc`
	gw := runtime.NewServeMux()
	_ = gen.RegisterNoteServiceHandlerServer(context.Background(), gw, newNotes())
	mux.Handle("/v1/", gw)
	for _, register := range []func(context.Context, *runtime.ServeMux, gen.NoteServiceServer) error{gen.RegisterNoteServiceHandlerServer} {
		_ = register(context.Background(), gw, newNotes())
	}
	_ = other(context.Background(), gw, newNotes()) // door `ANY <other> handler=- gap=the HTTP route of other, which stands in a generated package that was not read unresolved=what implements other can't be told`
	opts := []grpc.ServerOption{grpc.UnaryInterceptor(unary)}
	opts = append(opts, grpc.ChainUnaryInterceptor(second))
	s := grpc.NewServer(opts...)
	gen.RegisterNoteServiceServer(s, newNotes()) // door `ANY /acme.v1.NoteService/Add handler=rpc.(*notes).Add wrappers=rpc.unary | rpc.second kind=rpc`
	_ = http.ListenAndServe(":1", session(mux))
}
