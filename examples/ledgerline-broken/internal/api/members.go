package api

import (
	"net/http"
	"net/mail"

	"example.com/ledgerline/internal/store"
)

func (s *Server) listMembers(w http.ResponseWriter, r *http.Request, a store.Actor) {
	list, err := s.Ledger.Members(r.Context(), a)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusOK, map[string]any{"members": list})
}

func (s *Server) inviteMember(w http.ResponseWriter, r *http.Request, a store.Actor) {
	var in struct {
		Email string `json:"email"`
		Role  string `json:"role"`
	}
	if err := read(w, r, &in); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	addr, err := mail.ParseAddress(in.Email)
	if err != nil {
		s.refuse(w, http.StatusBadRequest, "email: not an address")
		return
	}
	if _, known := roles[in.Role]; !known {
		s.refuse(w, http.StatusBadRequest, "role: want viewer, accountant or admin")
		return
	}
	id, err := s.Ledger.InviteMember(r.Context(), a, addr.Address, in.Role)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusCreated, map[string]string{"id": id})
}

func (s *Server) removeMember(w http.ResponseWriter, r *http.Request, a store.Actor) {
	if err := s.Ledger.RemoveMember(r.Context(), a, r.PathValue("id")); err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
