package main

import (
	"crypto/tls"
	"encoding/pem"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestTLSScripts runs testdata/tls/*.txtar beside two servers, one that keeps to
// TLS 1.2 and later and one that does not, and one that has no TLS.
func TestTLSScripts(t *testing.T) {
	start := func(min uint16) *httptest.Server {
		s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Strict-Transport-Security", "max-age=63072000")
		}))
		s.TLS = &tls.Config{MinVersion: min}
		s.Config.ErrorLog = log.New(io.Discard, "", 0)
		s.StartTLS()
		t.Cleanup(s.Close)
		return s
	}
	good, old := start(tls.VersionTLS12), start(tls.VersionTLS10)
	none, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { none.Close() })
	go func() {
		for {
			c, err := none.Accept()
			if err != nil {
				return
			}
			_, _ = io.ReadFull(c, make([]byte, 8))
			_, _ = io.WriteString(c, "N")
			c.Close() // a test server
		}
	}()
	testscript.Run(t, testscript.Params{
		Dir:           "testdata/tls",
		UpdateScripts: *update,
		Setup: func(env *testscript.Env) error {
			env.Setenv("NO_COLOR", "1")
			env.Setenv("GITHUB_ACTIONS", "")
			env.Setenv("GOOD", good.Listener.Addr().String())
			env.Setenv("OLD", old.Listener.Addr().String())
			env.Setenv("NONE", none.Addr().String())
			ca := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: good.Certificate().Raw})
			return os.WriteFile(filepath.Join(env.WorkDir, "ca.pem"), ca, 0o644)
		},
	})
}
