// Package runtime is a stub.
package runtime

import "net/http"

type Pattern struct{}
type HandlerFunc func(w http.ResponseWriter, r *http.Request, pathParams map[string]string)
type ServeMuxOption func(*ServeMux)
type ServeMux struct{}

func NewServeMux(opts ...ServeMuxOption) *ServeMux                 { return &ServeMux{} }
func (s *ServeMux) Handle(meth string, pat Pattern, h HandlerFunc) {}
func (s *ServeMux) ServeHTTP(http.ResponseWriter, *http.Request)   {}
func MustPattern(p Pattern, err error) Pattern                     { return p }
func NewPattern(version int, ops []int, pool []string, verb string) (Pattern, error) {
	return Pattern{}, nil
}
