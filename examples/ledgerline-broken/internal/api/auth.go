package api

import (
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"

	"example.com/ledgerline/internal/store"
)

// role is ordered: a higher one may do all that a lower one may.
type role int

const (
	viewer role = iota + 1
	accountant
	admin
)

var roles = map[string]role{"viewer": viewer, "accountant": accountant, "admin": admin}

// handler answers a request of a known actor.
type handler func(w http.ResponseWriter, r *http.Request, a store.Actor)

// allow lets through actors of that role or a higher one. Keys look like
// "ldg_<organization>_<secret>"; only their digest is stored.
func (s *Server) allow(least role, next handler) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		key, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		organization, _, split := strings.Cut(strings.TrimPrefix(key, "ldg_"), "_")
		if !ok || !split || !strings.HasPrefix(key, "ldg_") {
			s.refuse(w, http.StatusUnauthorized, "an API key is required")
			return
		}
		digest := sha256.Sum256([]byte(key))
		actor, err := s.Ledger.Principal(r.Context(), organization, digest[:])
		if errors.Is(err, store.ErrNotFound) {
			s.refuse(w, http.StatusUnauthorized, "this API key is not valid")
			return
		}
		if err != nil {
			s.fail(w, r, err)
			return
		}
		if roles[actor.Role] < least {
			s.refuse(w, http.StatusForbidden, "this API key may not do that")
			return
		}
		next(w, r, actor)
	}
}
