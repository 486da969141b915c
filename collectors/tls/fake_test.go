package tls

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	ctls "crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"
)

// The date by which the certificates of tests are valid.
func testNow() time.Time { return time.Now().UTC().Truncate(time.Second) }

// serve runs a handler for each connection to a port of the loopback.
func serve(t testing.TB, handle func(net.Conn)) netip.AddrPort {
	t.Helper()
	return serveOn(t, "127.0.0.1:0", handle)
}

func serveOn(t testing.TB, where string, handle func(net.Conn)) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", where)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	t.Cleanup(func() { l.Close(); wg.Wait() })
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() {
				defer c.Close() // a test server
				_ = c.SetDeadline(time.Now().Add(15 * time.Second))
				handle(c)
			})
		}
	})
	return l.Addr().(*net.TCPAddr).AddrPort()
}

// heard is a ClientHello as a server reads it.
type heard struct {
	raw     []byte
	ssl2    bool
	record  uint16
	version uint16 // the newest that it offers
	suites  []uint16
	sni     string
	alpn    string // the first protocol that it names
	bare    bool
}

func listen(c net.Conn) (h heard, ok bool) {
	head := make([]byte, 5)
	if _, err := io.ReadFull(c, head); err != nil {
		return h, false
	}
	if head[0] == 0x80 {
		rest := make([]byte, int(head[1])-3)
		if _, err := io.ReadFull(c, rest); err != nil {
			return h, false
		}
		return heard{raw: append(head, rest...), ssl2: true, version: ssl20}, head[2] == 1
	}
	body := make([]byte, int(head[3])<<8|int(head[4]))
	if _, err := io.ReadFull(c, body); err != nil || head[0] != 22 {
		return h, false
	}
	h.raw, h.record = append(head, body...), uint16(head[1])<<8|uint16(head[2])
	cur := &cursor{b: body}
	cur.take(4)
	h.version = uint16(cur.number(2))
	cur.take(32)
	cur.part(1)
	ids := &cursor{b: cur.part(2)}
	for len(ids.b) > 0 && !ids.fail {
		h.suites = append(h.suites, uint16(ids.number(2)))
	}
	cur.part(1)
	h.bare = len(cur.b) == 0
	exts := &cursor{b: cur.part(2)}
	for len(exts.b) > 0 && !exts.fail {
		id, val := exts.number(2), exts.part(2)
		switch id {
		case 0:
			h.sni = string(val[5:])
		case 16:
			h.alpn = string(val[3 : 3+int(val[2])])
		case 43:
			for i := 1; i+1 < len(val); i += 2 {
				if v := uint16(val[i])<<8 | uint16(val[i+1]); v <= tls13 {
					h.version = max(h.version, v)
				}
			}
		}
	}
	return h, true
}

func tlsRecord(typ byte, version uint16, body []byte) []byte {
	return append([]byte{typ, byte(version >> 8), byte(version)}, vector(nil, body)...)
}

func handshakeMessage(typ byte, body []byte) []byte {
	return append([]byte{typ, 0}, vector(nil, body)...)
}

func helloBody(version, suite uint16, exts []byte) []byte {
	b := u16(nil, int(version))
	b = append(b, make([]byte, 32)...)
	b = append(b, 0)
	b = append(u16(b, int(suite)), 0)
	if exts != nil {
		b = vector(b, exts)
	}
	return b
}

func fatal(version uint16, code byte) []byte { return tlsRecord(21, version, []byte{2, code}) }
func warning(version uint16, code byte) []byte {
	return tlsRecord(21, version, []byte{1, code})
}

// old is a server that speaks what no library speaks any more, as far as its
// ServerHello.
type old struct {
	min, max uint16
	suites   []uint16
	dh       int    // bits of the group it takes for DHE; 0: it sends no parameters
	before   []byte // sent before the ServerHello
	split    bool   // the ServerHello comes in two records
	refusal  func(c net.Conn, v uint16)
	retry    bool // a HelloRetryRequest, for TLS 1.3
}

func (o old) handle(c net.Conn) {
	if h, ok := listen(c); ok {
		o.answer(c, h)
	}
}

func (o old) answer(c net.Conn, h heard) {
	refuse := o.refusal
	if refuse == nil {
		refuse = func(c net.Conn, v uint16) { c.Write(fatal(max(v, ssl30), 70)) }
	}
	v := min(h.version, o.max)
	if v < o.min || h.ssl2 {
		refuse(c, h.version)
		return
	}
	for _, s := range o.suites {
		if !slices.Contains(h.suites, s) {
			continue
		}
		body := helloBody(v, s, nil)
		if v == tls13 {
			body = helloBody(tls12, s, extension(nil, 43, u16(nil, int(v))))
			if o.retry {
				magic := sha256.Sum256([]byte("HelloRetryRequest"))
				copy(body[2:34], magic[:])
			}
		}
		msg := handshakeMessage(2, body)
		c.Write(o.before)
		if o.split {
			c.Write(tlsRecord(22, v, msg[:7]))
			c.Write(tlsRecord(22, v, msg[7:]))
		} else {
			c.Write(tlsRecord(22, v, msg))
		}
		if o.dh > 0 {
			p := make([]byte, o.dh/8)
			p[0] = 0x80
			ske := vector(vector(vector(nil, p), []byte{2}), []byte{4})
			c.Write(tlsRecord(22, v, append(handshakeMessage(11, []byte{0, 0, 0}), handshakeMessage(12, ske)...)))
		}
		return
	}
	c.Write(fatal(v, 40))
}

// replay is a connection whose first bytes were read already.
type replay struct {
	net.Conn
	r io.Reader
}

func (r replay) Read(b []byte) (int, error) { return r.r.Read(b) }

// modern hands a hello that was read to crypto/tls.
func modern(c net.Conn, h heard, cfg *ctls.Config) {
	s := ctls.Server(replay{c, io.MultiReader(bytes.NewReader(h.raw), c)}, cfg)
	if s.Handshake() == nil {
		io.Copy(io.Discard, s)
	}
}

// real is a server of crypto/tls behind a look at the hello.
func real(cfg *ctls.Config) func(net.Conn) {
	return func(c net.Conn) {
		s := ctls.Server(c, cfg)
		if s.Handshake() == nil {
			io.Copy(io.Discard, s)
		}
	}
}

// authority signs the certificates of tests.
type authority struct {
	cert *x509.Certificate
	key  *ecdsa.PrivateKey
}

func newAuthority(t testing.TB, name string, parent *authority) *authority {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, IsCA: true, BasicConstraintsValid: true,
		NotBefore: testNow().Add(-48 * time.Hour), NotAfter: testNow().Add(1000 * time.Hour), KeyUsage: x509.KeyUsageCertSign,
	}
	signer, signKey := tmpl, key
	if parent != nil {
		signer, signKey = parent.cert, parent.key
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, signer, &key.PublicKey, signKey)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return &authority{cert, key}
}

func (a *authority) pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(a.cert)
	return p
}

// rsaLeaf issues a certificate with an RSA key, which every version can use.
func (a *authority) rsaLeaf(t testing.TB, bits int, change func(*x509.Certificate)) ctls.Certificate {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		t.Fatal(err)
	}
	tmpl := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "app.example.com"}, DNSNames: []string{"app.example.com"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		NotBefore:   testNow().Add(-time.Hour), NotAfter: testNow().Add(90*24*time.Hour - time.Minute),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageKeyEncipherment, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	if change != nil {
		change(tmpl)
	}
	return a.issue(t, tmpl, key)
}

// ecLeaf issues a certificate that is cheap to use.
func (a *authority) ecLeaf(t testing.TB) ctls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return a.issue(t, &x509.Certificate{SerialNumber: big.NewInt(3), NotBefore: testNow().Add(-time.Hour), NotAfter: testNow().Add(time.Hour)}, key)
}

func (a *authority) issue(t testing.TB, tmpl *x509.Certificate, key crypto.Signer) ctls.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, tmpl, a.cert, key.Public(), a.key)
	if err != nil {
		t.Fatal(err)
	}
	return ctls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// website is an HTTPS server in one process.
func website(t testing.TB, cfg *ctls.Config, h http.Handler) netip.AddrPort {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	srv := &http.Server{Handler: h, TLSConfig: cfg, ErrorLog: log.New(io.Discard, "", 0)}
	t.Cleanup(func() { srv.Close() })
	if cfg == nil {
		go srv.Serve(l)
	} else {
		go srv.ServeTLS(l, "", "")
	}
	return l.Addr().(*net.TCPAddr).AddrPort()
}
