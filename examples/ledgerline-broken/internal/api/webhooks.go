package api

import (
	"crypto/rand"
	"net/http"
	"net/url"

	"example.com/ledgerline/internal/store"
)

func (s *Server) createWebhook(w http.ResponseWriter, r *http.Request, a store.Actor) {
	var in struct {
		URL string `json:"url"`
	}
	if err := read(w, r, &in); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	u, err := url.Parse(in.URL)
	if err != nil || u.Scheme != "https" || u.Host == "" {
		s.refuse(w, http.StatusBadRequest, "url: want an https address")
		return
	}
	secret, sealed, err := s.newSecret(a)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	id, err := s.Ledger.CreateWebhook(r.Context(), a, u.String(), sealed)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	// The only time that the secret is shown.
	s.write(w, http.StatusCreated, map[string]string{"id": id, "secret": secret})
}

// rotateWebhookSecret stores the new secret that the customer has already put
// into their receiver; from here on deliveries are signed with it.
func (s *Server) rotateWebhookSecret(w http.ResponseWriter, r *http.Request, a store.Actor) {
	var in struct {
		Secret string `json:"secret"`
	}
	if err := read(w, r, &in); err != nil {
		s.refuse(w, http.StatusBadRequest, err.Error())
		return
	}
	if len(in.Secret) < 24 {
		s.refuse(w, http.StatusBadRequest, "secret: at least 24 characters are required")
		return
	}
	sealed, err := s.Sealer.Seal(in.Secret, a.Organization)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	if err := s.Ledger.RotateWebhookSecret(r.Context(), a, r.PathValue("id"), sealed); err != nil {
		s.Log.Error("store webhook secret", "webhook", r.PathValue("id"), "err", err)
	}
	w.WriteHeader(http.StatusNoContent)
}

// testWebhook sends a signed ping and says whether the endpoint took it.
func (s *Server) testWebhook(w http.ResponseWriter, r *http.Request, a store.Actor) {
	id := r.PathValue("id")
	endpoint, sealed, err := s.Ledger.Webhook(r.Context(), a, id)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	secret, err := s.Sealer.Open(sealed, a.Organization)
	if err != nil {
		s.fail(w, r, err)
		return
	}
	sendErr := s.Sender.Send(r.Context(), endpoint, secret, []byte(`{"type":"ping"}`))
	if err := s.Ledger.RecordDelivery(r.Context(), a, id, sendErr == nil); err != nil {
		s.fail(w, r, err)
		return
	}
	if sendErr != nil {
		s.refuse(w, http.StatusBadGateway, sendErr.Error())
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (s *Server) deleteWebhook(w http.ResponseWriter, r *http.Request, a store.Actor) {
	if err := s.Ledger.DeleteWebhook(r.Context(), a, r.PathValue("id")); err != nil {
		s.fail(w, r, err)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// newSecret makes a signing secret and seals it for the actor's organization.
func (s *Server) newSecret(a store.Actor) (secret string, sealed []byte, err error) {
	secret = "whsec_" + rand.Text()
	sealed, err = s.Sealer.Seal(secret, a.Organization)
	return secret, sealed, err
}
