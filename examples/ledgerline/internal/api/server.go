// Package api is the HTTP interface. Every route names the role it needs.
package api

import (
	"context"
	"log/slog"
	"net/http"

	"example.com/ledgerline/internal/store"
)

// Ledger is what the API needs of the store.
type Ledger interface {
	Principal(ctx context.Context, organization string, digest []byte) (store.Actor, error)
	Organization(ctx context.Context, a store.Actor) (store.Organization, error)
	RenameOrganization(ctx context.Context, a store.Actor, name string) error
	Invoices(ctx context.Context, a store.Actor, limit int) ([]store.Invoice, error)
	CreateInvoice(ctx context.Context, a store.Actor, i store.Invoice) (string, error)
	Match(ctx context.Context, a store.Actor, invoice, payment string, amount int64) error
	Members(ctx context.Context, a store.Actor) ([]store.Member, error)
	InviteMember(ctx context.Context, a store.Actor, email, role string) (string, error)
	RemoveMember(ctx context.Context, a store.Actor, id string) error
	CreateWebhook(ctx context.Context, a store.Actor, url string, sealed []byte) (string, error)
	RotateWebhookSecret(ctx context.Context, a store.Actor, id string, sealed []byte) error
	Webhook(ctx context.Context, a store.Actor, id string) (url string, sealed []byte, err error)
	RecordDelivery(ctx context.Context, a store.Actor, endpoint string, delivered bool) error
	DeleteWebhook(ctx context.Context, a store.Actor, id string) error
	RequestExport(ctx context.Context, a store.Actor, format string) (string, error)
	Export(ctx context.Context, a store.Actor, id string) (store.Export, error)
}

// Sealer encrypts a secret for its owner before it is stored.
type Sealer interface {
	Seal(secret, owner string) ([]byte, error)
	Open(sealed []byte, owner string) (string, error)
}

// Sender delivers a signed event.
type Sender interface {
	Send(ctx context.Context, endpoint, secret string, body []byte) error
}

// Server answers the API.
type Server struct {
	Ledger Ledger
	Sealer Sealer
	Sender Sender
	Log    *slog.Logger
}

// Handler returns the routes.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })

	mux.HandleFunc("GET /v1/organization", s.allow(viewer, s.getOrganization))
	mux.HandleFunc("PATCH /v1/organization", s.allow(admin, s.renameOrganization))

	mux.HandleFunc("GET /v1/invoices", s.allow(viewer, s.listInvoices))
	mux.HandleFunc("POST /v1/invoices", s.allow(accountant, s.createInvoice))
	mux.HandleFunc("POST /v1/invoices/{id}/matches", s.allow(accountant, s.matchInvoice))

	mux.HandleFunc("GET /v1/members", s.allow(viewer, s.listMembers))
	mux.HandleFunc("POST /v1/members", s.allow(admin, s.inviteMember))
	mux.HandleFunc("DELETE /v1/members/{id}", s.allow(admin, s.removeMember))

	mux.HandleFunc("POST /v1/webhooks", s.allow(admin, s.createWebhook))
	mux.HandleFunc("POST /v1/webhooks/{id}/secret", s.allow(admin, s.rotateWebhookSecret))
	mux.HandleFunc("POST /v1/webhooks/{id}/test", s.allow(admin, s.testWebhook))
	mux.HandleFunc("DELETE /v1/webhooks/{id}", s.allow(admin, s.deleteWebhook))

	mux.HandleFunc("POST /v1/exports", s.allow(accountant, s.requestExport))
	mux.HandleFunc("GET /v1/exports/{id}", s.allow(accountant, s.getExport))
	return mux
}
