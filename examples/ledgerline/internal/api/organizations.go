package api

import (
	"net/http"
	"strings"

	"example.com/ledgerline/internal/store"
)

func (s *Server) getOrganization(w http.ResponseWriter, r *http.Request, a store.Actor) {
	o, err := s.Ledger.Organization(r.Context(), a)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusOK, o)
}

func (s *Server) renameOrganization(w http.ResponseWriter, r *http.Request, a store.Actor) {
	var in struct {
		Name string `json:"name"`
	}
	if err := read(w, r, &in); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	name := strings.TrimSpace(in.Name)
	if name == "" {
		s.refuse(w, http.StatusBadRequest, "a name is required")
		return
	}
	if err := s.Ledger.RenameOrganization(r.Context(), a, name); err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
