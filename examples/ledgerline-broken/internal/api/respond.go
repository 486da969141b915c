package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"example.com/ledgerline/internal/store"
)

const maxBody = 1 << 20

// read decodes the body into v; an unknown field is a mistake of the caller.
func read(w http.ResponseWriter, r *http.Request, v any) error {
	dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, maxBody))
	dec.DisallowUnknownFields()
	if err := dec.Decode(v); err != nil {
		return fmt.Errorf("request body: %w", err)
	}
	return nil
}

// write answers with v as JSON.
func (s *Server) write(w http.ResponseWriter, status int, v any) {
	body, err := json.Marshal(v)
	if err != nil {
		s.Log.Error("encode answer", "err", err)
		http.Error(w, `{"error":"internal error"}`, http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if _, err := w.Write(body); err != nil {
		s.Log.Warn("the client left before the answer was sent", "err", err)
	}
}

// refuse answers with an error that the caller can mend.
func (s *Server) refuse(w http.ResponseWriter, status int, why string) {
	s.write(w, status, map[string]string{"error": why})
}

// fail answers with what went wrong. The cause is logged, not sent.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, store.ErrNotFound) {
		s.refuse(w, http.StatusNotFound, "not found")
		return
	}
	s.Log.Error("request failed", "method", r.Method, "route", r.Pattern, "err", err)
	s.refuse(w, http.StatusInternalServerError, "internal error")
}
