package api

import (
	"net/http"

	"example.com/ledgerline/internal/store"
)

func (s *Server) requestExport(w http.ResponseWriter, r *http.Request, a store.Actor) {
	var in struct {
		Format string `json:"format"`
	}
	if err := read(w, r, &in); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	if in.Format != "csv" && in.Format != "json" {
		s.refuse(w, http.StatusBadRequest, "format: want csv or json")
		return
	}
	id, err := s.Ledger.RequestExport(r.Context(), a, in.Format)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusAccepted, map[string]string{"id": id})
}

func (s *Server) getExport(w http.ResponseWriter, r *http.Request, a store.Actor) {
	e, err := s.Ledger.Export(r.Context(), a, r.PathValue("id"))
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusOK, e)
}
