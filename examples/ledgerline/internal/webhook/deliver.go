package webhook

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"time"
)

// Sender posts signed events. Every outbound delivery goes through Send.
type Sender struct {
	Client *http.Client
	Now    func() time.Time
}

// Send posts the body to the endpoint and reports anything but a 2xx answer.
func (s *Sender) Send(ctx context.Context, endpoint, secret string, body []byte) error {
	u, err := url.Parse(endpoint)
	if err != nil {
		return fmt.Errorf("webhook endpoint: %w", err)
	}
	if u.Scheme != "https" {
		return fmt.Errorf("webhook endpoint %s: only https is allowed", u.Redacted())
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("webhook request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(SignatureHeader, Sign(secret, body, s.Now()))
	resp, err := s.Client.Do(req)
	if err != nil {
		return fmt.Errorf("webhook delivery: %w", err)
	}
	defer resp.Body.Close()
	if resp.StatusCode < 200 || resp.StatusCode > 299 {
		return fmt.Errorf("webhook delivery: the endpoint answered %s", resp.Status)
	}
	return nil
}
