package tls

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

func table(t testing.TB) *suites {
	t.Helper()
	s, err := loadSuites()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSuites(t *testing.T) {
	s := table(t)
	if len(s.list) != len(s.byID) || len(s.list) < 340 {
		t.Errorf("%d suites, %d ids", len(s.list), len(s.byID))
	}
	for id, want := range map[uint16]string{
		0x0001: "null static_rsa", 0x0003: "export rc4 static_rsa", 0x0034: "anon cbc", 0x000a: "3des static_rsa cbc",
		0x0005: "rc4 static_rsa", 0x009c: "static_rsa", 0xc013: "cbc", 0xc02f: "", 0x1301: "", 0x0014: "export 3des cbc", 0x002e: "null",
	} {
		if got := strings.Join(s.byID[id].classes, " "); got != want {
			t.Errorf("%04x %s: %q, want %q", id, s.byID[id].name, got, want)
		}
	}
	for _, v := range []uint16{ssl30, tls10, tls11, tls12, tls13} {
		all := s.usable(v, func(suite) bool { return true })
		seen := make(map[uint16]bool)
		for _, part := range chunks(all, chunkSize) {
			if len(part) >= chunkSize {
				t.Errorf("%s: a hello of %d suites", versionText(v), len(part)+1)
			}
			for _, id := range part {
				seen[id] = true
			}
		}
		for _, x := range s.list {
			if want := (x.min == tls13) == (v == tls13) && x.min <= v; seen[x.id] != want {
				t.Errorf("%s: %s offered %v", versionText(v), x.name, seen[x.id])
			}
		}
		for _, id := range smallSuites(v) {
			if !seen[id] {
				t.Errorf("%s: %04x is in the small hello alone", versionText(v), id)
			}
		}
	}
}

// Every hello is read back as what it was meant to say.
func TestHello(t *testing.T) {
	p := &prober{target: Target{Host: "app.example.com", Port: 443, Transport: HTTPS}, suites: table(t)}
	for _, v := range versions() {
		for _, h := range p.plan(v, chunkSize) {
			a, b := bufio.NewReader(bytes.NewReader(h.bytes())), heard{}
			c := replay{r: a}
			b, ok := listen(c)
			if !ok || b.version != v || b.ssl2 != (v == ssl20) {
				t.Fatalf("%s %s: read as %+v", versionText(v), h.label, b)
			}
			if v == ssl20 {
				continue
			}
			want := len(h.suites)
			if v != tls13 {
				want++ // the signal
			}
			if len(b.suites) != want {
				t.Errorf("%s %s: %d suites, want %d", versionText(v), h.label, len(b.suites), want)
			}
			if sni := v == tls13 || v > ssl30 && !h.bare; (b.sni != "") != sni {
				t.Errorf("%s %s: name %q", versionText(v), h.label, b.sni)
			}
			for _, s := range b.suites {
				if s == 0x5600 {
					t.Error("TLS_FALLBACK_SCSV would be refused by a good server")
				}
			}
			if h.small && len(h.bytes()) > 300 {
				t.Errorf("%s %s: %d bytes", versionText(v), h.label, len(h.bytes()))
			}
		}
	}
	for _, v := range versions() {
		for _, h := range p.plan(v, tolerated) {
			if n := len(h.bytes()) - 5; n >= 256 {
				t.Errorf("%s %s for servers that drop large ones: %d bytes", versionText(v), h.label, n)
			}
		}
	}
	if serverName("192.0.2.1") != "" || serverName("2001:db8::1") != "" {
		t.Error("an address is no server name")
	}
}

func TestReadAnswer(t *testing.T) {
	s := table(t)
	h12 := hello{version: tls12, suites: []uint16{0x2f, 0x33}, params: true}
	sh := func(v, suite uint16, exts []byte) []byte {
		return tlsRecord(22, tls12, handshakeMessage(2, helloBody(v, suite, exts)))
	}
	ske := func(body []byte) []byte { return tlsRecord(22, tls12, handshakeMessage(12, body)) }
	p := append([]byte{0, 0x7f}, make([]byte, 127)...) // 1023 bits
	magic := sha256.Sum256([]byte("HelloRetryRequest"))
	retry := helloBody(tls12, 0x1301, extension(nil, 43, []byte{3, 4}))
	copy(retry[2:], magic[:])
	h13 := hello{version: tls13, suites: []uint16{0x1301}}
	h2 := hello{version: ssl20}
	for _, tt := range []struct {
		name string
		h    hello
		in   []byte
		kind kind
		want string
	}{
		{"accepted", h12, sh(tls12, 0x2f, nil), gotHello, "ServerHello TLS 1.2, TLS_RSA_WITH_AES_128_CBC_SHA (0x002f)"},
		{"a lower version", h12, sh(tls10, 0x2f, nil), gotHello, "ServerHello TLS 1.0, TLS_RSA_WITH_AES_128_CBC_SHA (0x002f)"},
		{"a higher version", h12, sh(tls12, 0x2f, extension(nil, 43, []byte{3, 4})), gotBroken, "a ServerHello of TLS 1.3, which was not offered"},
		{"1.3", h13, sh(tls12, 0x1301, extension(nil, 43, []byte{3, 4})), gotHello, "ServerHello TLS 1.3, TLS_AES_128_GCM_SHA256 (0x1301)"},
		{"a request to try again", h13, tlsRecord(22, tls12, handshakeMessage(2, retry)), gotHello, "ServerHello TLS 1.3, TLS_AES_128_GCM_SHA256 (0x1301) (HelloRetryRequest)"},
		{"1.2 to a hello of 1.3, with a suite of 1.2", h13, sh(tls12, 0x2f, nil), gotBroken, "a ServerHello that chose TLS_RSA_WITH_AES_128_CBC_SHA (0x002f), which was not offered"},
		{"a suite that was not offered", h12, sh(tls12, 0x05, nil), gotBroken, "a ServerHello that chose TLS_RSA_WITH_RC4_128_SHA (0x0005), which was not offered"},
		{"a version of DTLS", h12, sh(0xfefd, 0x2f, nil), gotBroken, "a ServerHello of version 0xfefd"},
		{"a broken version", h12, sh(tls12, 0x2f, extension(nil, 43, []byte{3})), gotBroken, "a ServerHello with a broken version"},
		{"broken extensions", h12, sh(tls12, 0x2f, []byte{0, 43, 0, 9, 1}), gotBroken, "a ServerHello with broken extensions"},
		{"too short", h12, tlsRecord(22, tls12, handshakeMessage(2, []byte{3, 3})), gotBroken, "a ServerHello of 2 bytes that can't be read"},
		{"nothing", h12, nil, gotClose, "closed"},
		{"cut off", h12, sh(tls12, 0x2f, nil)[:20], gotBroken, "closed after 15 of 42 bytes"},
		{"protocol_version", h12, fatal(tls12, 70), gotAlert, "alert 70 (protocol_version)"},
		{"a warning first", h12, append(warning(tls12, 112), sh(tls12, 0x2f, nil)...), gotHello, "ServerHello TLS 1.2, TLS_RSA_WITH_AES_128_CBC_SHA (0x002f), after the warning alert 112 (unrecognized_name)"},
		{"a warning alone", h12, warning(tls12, 112), gotClose, "closed, after the warning alert 112 (unrecognized_name)"},
		{"close_notify", h12, warning(tls12, 0), gotClose, "closed: close_notify"},
		{"an alert of one byte", h12, tlsRecord(21, tls12, []byte{2}), gotBroken, "an alert that is none"},
		{"an empty record", h12, tlsRecord(22, tls12, nil), gotBroken, "a record that begins with 16 03 03 00 00"},
		{"a record that is too long", h12, []byte{22, 3, 3, 0xff, 0xff}, gotBroken, "a record that begins with 16 03 03 ff ff"},
		{"application data", h12, tlsRecord(23, tls12, []byte{1}), gotBroken, "a record of type 23 before the handshake was over"},
		{"a certificate first", h12, tlsRecord(22, tls12, handshakeMessage(11, nil)), gotBroken, "handshake message 11 in place of a ServerHello"},
		{"HTTP", h12, []byte("HTTP/1.1 400 Bad"), gotNotTLS, `not TLS: begins with "HTTP/1.1 400 "`},
		{"escapes", h12, []byte("\x1b[2J\xff"), gotNotTLS, `not TLS: begins with "\x1b[2J?"`},
		{"1.0 with a suite of 1.2", hello{version: tls12, suites: []uint16{0x9c}}, sh(tls10, 0x9c, nil), gotBroken, "a ServerHello that chose TLS_RSA_WITH_AES_128_GCM_SHA256 (0x009c), which TLS 1.0 can't use"},
		{"SSLv2", h2, []byte{0x80, 11, 4, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0}, gotHello, "ServerHello SSLv2"},
		{"SSLv2 with padding", h2, []byte{0, 11, 0, 4, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0}, gotHello, "ServerHello SSLv2"},
		{"an error of SSLv2", h2, []byte{0x80, 3, 0, 0, 1}, gotAlert, "alert 40 (handshake_failure): an error of SSLv2"},
		{"an alert to SSLv2", h2, fatal(tls12, 70), gotAlert, "alert 70 (protocol_version)"},
		{"TLS to SSLv2", h2, sh(tls12, 0x2f, nil), gotNotTLS, ""},
		{"SSLv3 in the form of SSLv2", h2, []byte{0x80, 11, 4, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0}, gotNotTLS, ""},
		{"HTTP to SSLv2", h2, []byte("HTTP/1.1 400 Bad"), gotNotTLS, `not TLS: begins with "HTTP/1.1 400 Ba"`},
	} {
		r := io.Reader(bytes.NewReader(tt.in))
		if tt.kind != gotNotTLS { // which shows what came at once
			r = iotest.OneByteReader(r)
		}
		a := readAnswer(r, tt.h, s)
		if a.kind != tt.kind || tt.want != "" && a.text(s) != tt.want {
			t.Errorf("%s: kind %d, %q; want %d, %q", tt.name, a.kind, a.text(s), tt.kind, tt.want)
		}
	}
	good := append(sh(tls12, 0x33, nil), ske(vector(vector(vector(nil, p), []byte{2}), []byte{4}))...)
	if a := readAnswer(bytes.NewReader(good), h12, s); a.dhBits != 1023 {
		t.Errorf("a group of %d bits", a.dhBits)
	}
	for _, body := range [][]byte{nil, {0, 9, 1}, vector(vector(nil, p), []byte{2})} {
		if a := readAnswer(bytes.NewReader(append(sh(tls12, 0x33, nil), ske(body)...)), h12, s); a.kind != gotHello || a.dhBits != 0 {
			t.Errorf("broken parameters: %+v", a)
		}
	}
}

// endless gives the same bytes for ever and counts them.
type endless struct {
	b []byte
	n int
}

func (e *endless) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = e.b[e.n%len(e.b)]
		e.n++
	}
	return len(p), nil
}

func TestFlood(t *testing.T) {
	s := table(t)
	for name, b := range map[string][]byte{
		"warnings":       warning(tls12, 90),
		"hello requests": tlsRecord(22, tls12, handshakeMessage(0, nil)),
		"long message":   tlsRecord(22, tls12, append([]byte{2, 2, 0x70, 0}, make([]byte, 16000)...)),
		"zeroes":         {0},
		"ones":           {0xff},
	} {
		for _, v := range versions() {
			e := &endless{b: b}
			a := readAnswer(e, hello{version: v, suites: []uint16{0x2f}, params: true}, s)
			if a.kind == gotHello || e.n > maxAnswer+maxRecord {
				t.Errorf("%s to %s: %d bytes, %s", name, versionText(v), e.n, a.text(s))
			}
		}
	}
}

func FuzzReadAnswer(f *testing.F) {
	s := table(f)
	f.Add([]byte("HTTP/1.1 400"), uint8(1))
	f.Add(tlsRecord(22, tls12, handshakeMessage(2, helloBody(tls12, 0x2f, extension(nil, 43, []byte{3, 3})))), uint8(1))
	f.Add(append(warning(tls10, 112), fatal(tls10, 70)...), uint8(3))
	f.Add([]byte{0x80, 11, 4, 0, 1, 0, 2, 0, 0, 0, 0, 0, 0}, uint8(5))
	f.Add(append(tlsRecord(22, tls12, handshakeMessage(2, helloBody(tls12, 0x33, nil))), tlsRecord(22, tls12, append(handshakeMessage(11, []byte{0, 0, 3, 0, 0, 0}), handshakeMessage(12, vector(vector(vector(nil, []byte{1}), []byte{2}), []byte{4}))...))...), uint8(1))
	f.Fuzz(func(t *testing.T, in []byte, pick uint8) {
		v := versions()[int(pick)%len(versions())]
		h := hello{version: v, suites: s.usable(v, func(suite) bool { return true }), params: true}
		a := readAnswer(bytes.NewReader(in), h, s)
		if a.kind == none {
			t.Fatal("no answer at all")
		}
		if a.kind == gotHello && (a.version > v || v != ssl20 && !h.offers(a.suite)) {
			t.Errorf("accepted what was not offered: %s", a.text(s))
		}
		if a.kind == gotHello && a.accepts(v) && a.refuses(v) {
			t.Error("both accepts and refuses")
		}
		parseCertificates(a.chain)
	})
}

func FuzzRecord(f *testing.F) {
	f.Add(tlsRecord(22, tls12, []byte{0, 0, 0, 0, 2, 0, 0, 1, 9}))
	f.Add(append(warning(tls12, 1), tlsRecord(22, tls12, []byte{1})...))
	f.Fuzz(func(t *testing.T, in []byte) {
		rr := newRecordReader(bytes.NewReader(in))
		total := 0
		for {
			_, body, bad := rr.message()
			if bad != nil {
				break
			}
			if total += 4 + len(body); total > len(in) {
				t.Fatalf("%d bytes of messages out of %d", total, len(in))
			}
		}
		if rr.left < 0 || rr.left > maxAnswer {
			t.Errorf("%d bytes left", rr.left)
		}
	})
}

func FuzzSMTPReply(f *testing.F) {
	f.Add([]byte("250-a\r\n250 STARTTLS\r\n"))
	f.Add([]byte("220\n"))
	f.Fuzz(func(t *testing.T, in []byte) {
		code, lines, err := smtpReply(bufio.NewReaderSize(bytes.NewReader(in), maxSMTPLine))
		if err == nil && (code < 200 || code > 599 || len(lines) == 0 || len(lines) > maxSMTPLines) {
			t.Errorf("%d %q", code, lines)
		}
	})
}

func FuzzParseTarget(f *testing.F) {
	f.Add("https://app.example.com:8443")
	f.Add("[2001:db8::1]:1")
	f.Fuzz(func(t *testing.T, in string) {
		a, err := ParseTarget(in, HTTPS)
		if err != nil {
			return
		}
		b, err := ParseTarget(string(a.Transport)+"://"+strings.TrimPrefix(a.source(), "tls://"), SMTP)
		if err != nil || a != b {
			t.Errorf("%q: %+v, and again %+v %v", in, a, b, err)
		}
	})
}

func FuzzParseHSTS(f *testing.F) {
	f.Add(`max-age="31536000"; includeSubDomains; preload`)
	f.Fuzz(func(t *testing.T, in string) {
		if h := parseHSTS(in); h.maxAge < -1 {
			t.Errorf("%+v", h)
		}
	})
}
