package api

import (
	"net/http"

	"example.com/ledgerline/internal/store"
)

const invoicePage = 100

func (s *Server) listInvoices(w http.ResponseWriter, r *http.Request, a store.Actor) {
	list, err := s.Ledger.Invoices(r.Context(), a, invoicePage)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusOK, map[string]any{"invoices": list})
}

func (s *Server) createInvoice(w http.ResponseWriter, r *http.Request, a store.Actor) {
	var in store.Invoice
	if err := read(w, r, &in); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	if in.Number == "" || len(in.Currency) != 3 || in.Amount <= 0 {
		s.refuse(w, http.StatusBadRequest, "number, currency and a positive amount are required")
		return
	}
	id, err := s.Ledger.CreateInvoice(r.Context(), a, in)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	s.write(w, http.StatusCreated, map[string]string{"id": id})
}

func (s *Server) matchInvoice(w http.ResponseWriter, r *http.Request, a store.Actor) {
	var in struct {
		Payment string `json:"payment"`
		Amount  int64  `json:"amount"`
	}
	if err := read(w, r, &in); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	if in.Payment == "" || in.Amount <= 0 {
		s.refuse(w, http.StatusBadRequest, "payment and a positive amount are required")
		return
	}
	if err := s.Ledger.Match(r.Context(), a, r.PathValue("id"), in.Payment, in.Amount); err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
