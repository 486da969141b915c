package tlsconf

import (
	"crypto/tls"
	"net/http/httptest"
	"testing"
)

func TestClientRefusesOldProtocols(t *testing.T) {
	srv := httptest.NewUnstartedServer(nil)
	srv.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
	srv.StartTLS()
	defer srv.Close()

	resp, err := Client().Get(srv.URL)
	if err == nil {
		resp.Body.Close()
		t.Fatal("a TLS 1.1 server was accepted")
	}
}
