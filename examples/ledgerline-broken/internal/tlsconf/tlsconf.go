// Package tlsconf holds the one TLS configuration that every connection uses.
package tlsconf

import (
	"crypto/tls"
	"net/http"
	"time"
)

// Config allows TLS 1.2 and newer and always verifies the peer.
func Config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12}
}

// Client calls other systems: TLS only as Config allows it, and no redirects,
// so that a signed body can't be sent on to a host that nobody named.
func Client() *http.Client {
	return &http.Client{
		Timeout:   10 * time.Second,
		Transport: &http.Transport{TLSClientConfig: Config(), ForceAttemptHTTP2: true},
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
}
