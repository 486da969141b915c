package api

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"

	"example.com/ledgerline/internal/store"
)

// fakeLedger knows one viewer. A call that it doesn't expect panics.
type fakeLedger struct{ Ledger }

const viewerKey = "ldg_org1_secret"

func (fakeLedger) Principal(_ context.Context, organization string, digest []byte) (store.Actor, error) {
	want := sha256.Sum256([]byte(viewerKey))
	if organization != "org1" || string(digest) != string(want[:]) {
		return store.Actor{}, store.ErrNotFound
	}
	return store.Actor{Organization: "org1", Key: "k1", Role: "viewer"}, nil
}

func (fakeLedger) Invoices(_ context.Context, _ store.Actor, _ int) ([]store.Invoice, error) {
	return []store.Invoice{{ID: "i1", Number: "2026-001", Currency: "EUR", Amount: 1200, Open: 1200}}, nil
}

func TestRoutesAskForARole(t *testing.T) {
	srv := &Server{Ledger: fakeLedger{}, Log: slog.New(slog.DiscardHandler)}
	tests := []struct {
		method, path, key string
		want              int
	}{
		{"GET", "/v1/invoices", "", http.StatusUnauthorized},
		{"GET", "/v1/invoices", "ldg_org2_secret", http.StatusUnauthorized},
		{"GET", "/v1/invoices", viewerKey, http.StatusOK},
		{"POST", "/v1/invoices", viewerKey, http.StatusForbidden},
		{"DELETE", "/v1/members/m1", viewerKey, http.StatusForbidden},
		{"POST", "/v1/webhooks/w1/secret", viewerKey, http.StatusForbidden},
	}
	for _, tt := range tests {
		r := httptest.NewRequest(tt.method, tt.path, nil)
		if tt.key != "" {
			r.Header.Set("Authorization", "Bearer "+tt.key)
		}
		w := httptest.NewRecorder()
		srv.Handler().ServeHTTP(w, r)
		if w.Code != tt.want {
			t.Errorf("%s %s with %q: %d, want %d", tt.method, tt.path, tt.key, w.Code, tt.want)
		}
	}
}
