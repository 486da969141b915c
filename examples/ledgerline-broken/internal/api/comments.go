package api

import (
	"net/http"

	"example.com/ledgerline/internal/store"
)

func (s *Server) commentInvoice(w http.ResponseWriter, r *http.Request, a store.Actor) {
	var in struct {
		Body string `json:"body"`
	}
	if err := read(w, r, &in); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	if in.Body == "" {
		s.refuse(w, http.StatusBadRequest, "a body is required")
		return
	}
	id, err := s.Ledger.AddComment(r.Context(), a, r.PathValue("id"), in.Body)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusCreated, map[string]string{"id": id})
}
