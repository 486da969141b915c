// Package api is the upper of two layers.
package api

import (
	"log"

	"github.com/labstack/echo/v4"

	"layers/store"
)

type Server struct{ store *store.Store }

func (s *Server) failCloseAll(c echo.Context) error {
	if err := s.store.CloseAll(nil); err != nil { // want `the error of s.store.CloseAll \(the UPDATE of deals\) in api.\(\*Server\).failCloseAll is only logged; the handler then answers 204`
		log.Print(err)
	}
	return c.NoContent(204)
}

func (s *Server) passClose(c echo.Context) error {
	if err := s.store.Close(1); err != nil {
		return c.JSON(500, "failed")
	}
	return c.NoContent(204)
}

func (s *Server) noneCount() {
	n, _ := s.store.Count()
	log.Print(n)
	_ = s.store.FailTry(1)
}

func failInterface(c store.Closer) {
	_ = c.Close(1) // want `the error of c.Close \(the UPDATE of deals\) in api.failInterface is thrown away`
}
