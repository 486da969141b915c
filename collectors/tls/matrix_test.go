package tls

import (
	"bytes"
	"context"
	ctls "crypto/tls"
	"io"
	"net"
	"net/netip"
	"strings"
	"testing"
	"time"
)

// look runs one endpoint of the loopback under a name.
func look(t testing.TB, at netip.AddrPort, o Options) *result {
	t.Helper()
	return lookVia(t, at, HTTPS, o)
}

func lookVia(t testing.TB, at netip.AddrPort, tr Transport, o Options) *result {
	t.Helper()
	o.Lookup = func(context.Context, string) ([]netip.Addr, error) { return []netip.Addr{at.Addr()}, nil }
	if o.Now.IsZero() {
		o.Now = testNow()
	}
	s, err := Run(context.Background(), []Target{{Host: "app.example.com", Port: at.Port(), Transport: tr}}, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Endpoints) != 1 || s.Endpoints[0].result == nil {
		t.Fatalf("endpoints %+v", s.Endpoints)
	}
	if f := s.Evidence(); len(f.Facts) == 0 {
		t.Error("no facts")
	}
	return s.Endpoints[0].result
}

// verdicts is one letter for each version, from SSLv2 to TLS 1.3: a, r or "?".
func verdicts(r *result) string {
	b := []byte("------")
	for i, v := range []uint16{ssl20, ssl30, tls10, tls11, tls12, tls13} {
		for _, s := range r.versions {
			if s.version == v {
				b[i] = map[verdict]byte{accepts: 'a', refuses: 'r', inconclusive: '?'}[s.verdict]
			}
		}
	}
	return string(b)
}

func weakFound(r *result) string {
	var out []string
	for _, w := range r.weak {
		switch w.verdict {
		case accepts:
			out = append(out, w.class)
		case inconclusive:
			out = append(out, w.class+"?")
		}
	}
	return strings.Join(out, " ")
}

func dump(t *testing.T, r *result) {
	t.Helper()
	table, _ := loadSuites()
	t.Logf("first: %+v", r.first.how)
	t.Logf("last: %v %s", r.last.ok, r.last.how)
	for _, s := range r.versions {
		t.Logf("%s %s %s", versionText(s.version), s.verdict, s.how)
		for _, x := range s.told {
			t.Logf("    %s %s: %s", versionText(x.hello.version), x.hello.label, x.answer.text(table))
		}
	}
	for _, w := range r.weak {
		t.Logf("%+v", w)
	}
	t.Logf("%+v", r.dh)
}

func TestMatrix(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cert := ca.rsaLeaf(t, 2048, nil)
	server := func(min, max uint16, suites ...uint16) *ctls.Config {
		return &ctls.Config{Certificates: []ctls.Certificate{cert}, MinVersion: min, MaxVersion: max, CipherSuites: suites}
	}
	// A server that is new from TLS 1.2 on, and old below or with other suites.
	both := func(o old, cfg *ctls.Config) func(net.Conn) {
		return func(c net.Conn) {
			h, ok := listen(c)
			switch {
			case !ok:
			case h.version >= tls12 && !h.ssl2:
				modern(c, h, cfg)
			default:
				o.answer(c, h)
			}
		}
	}
	reset := func(c net.Conn, _ uint16) { _ = c.(*net.TCPConn).SetLinger(0); c.Close() }
	const always = 10 * time.Second
	for _, tt := range []struct {
		name   string
		handle func(net.Conn)
		want   string // SSLv2, SSLv3, 1.0, 1.1, 1.2, 1.3
		weak   string
		most   time.Duration
	}{
		{name: "TLS 1.0 only", handle: real(server(tls10, tls10)), want: "rrarrr", weak: "cbc"},
		{name: "TLS 1.1 only", handle: real(server(tls11, tls11)), want: "rrrarr", weak: "cbc"},
		{name: "TLS 1.3 only", handle: real(server(tls13, tls13)), want: "rrrrra", weak: ""},
		{name: "TLS 1.2 and 1.3", handle: real(server(tls12, tls13)), want: "rrrraa", weak: "cbc"},
		{name: "TLS 1.0 to 1.3", handle: real(server(tls10, tls13)), want: "rraaaa", weak: "cbc"},
		{name: "TLS 1.2, RSA key exchange and CBC", handle: real(server(tls12, tls12, ctls.TLS_RSA_WITH_AES_128_CBC_SHA)), want: "rrrrar", weak: "static_rsa cbc"},
		{name: "TLS 1.2, 3DES and RC4 beside", handle: real(server(tls12, tls12, ctls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ctls.TLS_RSA_WITH_3DES_EDE_CBC_SHA, ctls.TLS_RSA_WITH_RC4_128_SHA)), want: "rrrrar", weak: "rc4 3des static_rsa cbc"},
		{name: "TLS 1.0 only, Camellia", handle: old{min: tls10, max: tls10, suites: []uint16{0x41}}.handle, want: "rrarrr", weak: "static_rsa cbc"},
		{name: "TLS 1.2 and 1.3, and 1.0 and 1.1 by DHE alone", handle: both(old{min: tls10, max: tls11, suites: []uint16{0x33}, dh: 1024}, server(tls12, tls13, ctls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256)), want: "rraaaa", weak: "cbc"},
		{name: "TLS 1.0 only, anonymous", handle: old{min: tls10, max: tls10, suites: []uint16{0x34}}.handle, want: "rrarrr", weak: "anon cbc"},
		{name: "TLS 1.2, NULL alone", handle: old{min: tls12, max: tls12, suites: []uint16{2}}.handle, want: "rrrrar", weak: "null static_rsa"},
		{name: "export suites", handle: old{min: ssl30, max: tls10, suites: []uint16{0x2f, 3, 8}}.handle, want: "raarrr", weak: "export rc4 3des static_rsa cbc"},
		{name: "SSLv3 only", handle: old{min: ssl30, max: ssl30, suites: []uint16{5, 0x0a}}.handle, want: "rarrrr", weak: "rc4 3des static_rsa cbc"},
		{name: "SSLv2 beside TLS 1.2", handle: func(c net.Conn) {
			h, ok := listen(c)
			if ok && h.ssl2 {
				c.Write([]byte{0x80, 29, 4, 0, 1, 0, 2, 0, 0, 0, 3, 0, 16, 1, 0, 0x80})
				c.Write(make([]byte, 15))
				return
			}
			if ok {
				modern(c, h, server(tls12, tls13))
			}
		}, want: "arrraa", weak: "null? anon? export? rc4? 3des? static_rsa? cbc"},
		{name: "never answers", handle: func(c net.Conn) { io.Copy(io.Discard, c) }, want: "??????", weak: "null? anon? export? rc4? 3des? static_rsa? cbc?", most: always},
		{name: "resets everything", handle: func(c net.Conn) { listen(c); reset(c, 0) }, want: "??????", weak: "null? anon? export? rc4? 3des? static_rsa? cbc?"},
		{name: "resets below TLS 1.2", handle: both(old{min: tls13, max: tls13, refusal: reset}, server(tls12, tls13)), want: "rrrraa", weak: "cbc"},
		{name: "alert 40 below TLS 1.2", handle: both(old{min: tls13, max: tls13, refusal: func(c net.Conn, v uint16) { c.Write(fatal(tls12, 40)) }}, server(tls12, tls13)), want: "rrrraa", weak: "cbc"},
		{name: "alert 71 below TLS 1.2", handle: both(old{min: tls13, max: tls13, refusal: func(c net.Conn, v uint16) { c.Write(fatal(tls12, 71)) }}, server(tls12, tls13)), want: "rrrraa", weak: "cbc"},
		{name: "alert 86 below TLS 1.2", handle: both(old{min: tls13, max: tls13, refusal: func(c net.Conn, v uint16) { c.Write(fatal(tls12, 86)) }}, server(tls12, tls13)), want: "????aa", weak: "null? anon? export? rc4? 3des? static_rsa? cbc"},
		{name: "takes SSLv2 for broken TLS", handle: func(c net.Conn) {
			h, ok := listen(c)
			if ok && h.ssl2 {
				c.Write(fatal(tls12, 50))
			} else if ok {
				modern(c, h, server(tls12, tls13))
			}
		}, want: "rrrraa", weak: "cbc"},
		{name: "says nothing below TLS 1.2", handle: both(old{min: tls13, max: tls13, refusal: func(c net.Conn, v uint16) { io.Copy(io.Discard, c) }}, server(tls12, tls13)), want: "????aa", weak: "null? anon? export? rc4? 3des? static_rsa? cbc", most: always},
		{name: "drops hellos over 300 bytes", handle: func(c net.Conn) {
			if h, ok := listen(c); ok && len(h.raw) <= 300 {
				modern(c, h, server(tls10, tls13))
			}
		}, want: "rraaaa", weak: "cbc"},
		{name: "hangs on hellos over 300 bytes", handle: func(c net.Conn) {
			h, ok := listen(c)
			if ok && len(h.raw) <= 300 {
				modern(c, h, server(tls10, tls12))
			} else {
				io.Copy(io.Discard, c)
			}
		}, want: "rraaar", weak: "cbc", most: always},
		{name: "hangs on hellos of 256 to 511 bytes", handle: func(c net.Conn) {
			h, ok := listen(c)
			if n := len(h.raw) - 5; ok && (n < 256 || n > 511) {
				modern(c, h, server(tls11, tls12, ctls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ctls.TLS_RSA_WITH_AES_128_CBC_SHA))
			} else {
				io.Copy(io.Discard, c)
			}
		}, want: "rrraar", weak: "static_rsa cbc", most: always},
		{name: "a client's certificate is wanted", handle: real(&ctls.Config{Certificates: []ctls.Certificate{cert}, MinVersion: tls10, MaxVersion: tls12, ClientAuth: ctls.RequireAnyClientCert}), want: "rraaar", weak: "cbc"},
		{name: "HelloRetryRequest", handle: old{min: tls13, max: tls13, suites: []uint16{0x1301}, retry: true}.handle, want: "rrrrra", weak: ""},
		{name: "HTTP on the port", handle: func(c net.Conn) {
			b := make([]byte, 64)
			c.Read(b)
			io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n")
		}, want: "??????", weak: "null? anon? export? rc4? 3des? static_rsa? cbc?"},
		{name: "a ServerHello in two records", handle: old{min: tls10, max: tls12, suites: []uint16{0x2f}, split: true}.handle, want: "rraaar", weak: "static_rsa cbc"},
		{name: "a warning before the ServerHello", handle: old{min: tls10, max: tls12, suites: []uint16{0x2f}, before: warning(tls10, 112)}.handle, want: "rraaar", weak: "static_rsa cbc"},
		{name: "a suite that was not offered", handle: func(c net.Conn) {
			if h, ok := listen(c); ok {
				c.Write(tlsRecord(22, h.version, handshakeMessage(2, helloBody(min(h.version, tls12), 0xfafa, nil))))
			}
		}, want: "??????", weak: "null? anon? export? rc4? 3des? static_rsa? cbc?"},
		{name: "floods with warnings", handle: func(c net.Conn) {
			flood := bytes.Repeat(warning(tls12, 90), 1000)
			for {
				if _, err := c.Write(flood); err != nil {
					return
				}
			}
		}, want: "??????", weak: "null? anon? export? rc4? 3des? static_rsa? cbc?"},
		{name: "garbage", handle: func(c net.Conn) {
			if _, ok := listen(c); ok {
				c.Write(bytes.Repeat([]byte{0x17, 0xff, 0x00, 0x80, 0x04, 0x15}, 40))
			}
		}, want: "??????", weak: "null? anon? export? rc4? 3des? static_rsa? cbc?"},
		{name: "garbage without an end", handle: func(c net.Conn) {
			block := bytes.Repeat([]byte{0xa7, 0x03, 0x00, 0xff}, 4000)
			for {
				if _, err := c.Write(block); err != nil {
					return
				}
			}
		}, want: "??????", weak: "null? anon? export? rc4? 3des? static_rsa? cbc?"},
		{name: "a handshake message without an end", handle: func(c net.Conn) {
			c.Write(tlsRecord(22, tls12, []byte{2, 2, 0, 0}))
			block := tlsRecord(22, tls12, make([]byte, 16000))
			for {
				if _, err := c.Write(block); err != nil {
					return
				}
			}
		}, want: "??????", weak: "null? anon? export? rc4? 3des? static_rsa? cbc?"},
		{name: "works once and resets from then on", handle: func() func(net.Conn) {
			n := make(chan bool, 1)
			n <- true
			return func(c net.Conn) {
				select {
				case <-n:
					real(server(tls12, tls13))(c)
				default:
					listen(c)
					reset(c, 0)
				}
			}
		}(), want: "?????a", weak: "null? anon? export? rc4? 3des? static_rsa? cbc?"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.most != 0 {
				t.Parallel() // most of its time is waiting
			}
			at := serve(t, tt.handle)
			r := look(t, at, Options{NoHTTP: true, System: ca.pool()})
			if got := verdicts(r); got != tt.want {
				t.Errorf("versions %s, want %s", got, tt.want)
			}
			if got := weakFound(r); got != tt.weak {
				t.Errorf("weak %q, want %q", got, tt.weak)
			}
			most := tt.most
			if most == 0 {
				most = 2 * time.Second
			}
			if r.connections > 25 || r.took > most {
				t.Errorf("%d connections in %s", r.connections, r.took)
			}
			t.Logf("%d connections in %s", r.connections, r.took)
			if t.Failed() {
				dump(t, r)
			}
		})
	}
}
