package main

import (
	"context"
	"net/http"

	"ogen/oas"
)

type impl struct{}

func (impl) AddPet(ctx context.Context, req *int) (*int, error) { return nil, nil }
func (impl) NewError(ctx context.Context, err error) *int       { return nil }

func log(h http.Handler) http.Handler { return h }

func main() {
	srv, err := oas.NewServer(impl{}) // door `POST /pet handler=ogen.(impl).AddPet wrappers=ogen.log`
	if err != nil {
		return
	}
	_ = http.ListenAndServe(":1", log(srv))
}
