package tls

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	ctls "crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"testing"
	"time"
)

func TestCertificates(t *testing.T) {
	root := newAuthority(t, "root", nil)
	middle := newAuthority(t, "between", root)
	other := newAuthority(t, "somebody else", nil)
	leaf := func(a *authority, bits int, change func(*x509.Certificate), with ...*authority) ctls.Certificate {
		c := a.rsaLeaf(t, bits, change)
		for _, x := range with {
			c.Certificate = append(c.Certificate, x.cert.Raw)
		}
		return c
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	own := &x509.Certificate{SerialNumber: big.NewInt(9), Subject: pkix.Name{CommonName: "app.example.com"}, DNSNames: []string{"app.example.com"}, NotBefore: testNow().Add(-time.Hour), NotAfter: testNow().Add(time.Hour)}
	ownDER, err := x509.CreateCertificate(rand.Reader, own, own, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name   string
		cert   ctls.Certificate
		custom *x509.CertPool
		want   map[string]any
		why    string
	}{
		{name: "good", cert: leaf(root, 2048, nil), want: map[string]any{"system": "ok", "name_ok": true, "expired": false, "days_left": 89}},
		{name: "good by a certificate between", cert: leaf(middle, 2048, nil, middle), want: map[string]any{"system": "ok"}},
		{name: "without the certificate between", cert: leaf(middle, 2048, nil), want: map[string]any{"system": "incomplete"}, why: "between"},
		{name: "with another one between", cert: leaf(middle, 2048, nil, other), want: map[string]any{"system": "incomplete"}},
		{name: "lapsed", cert: leaf(root, 2048, func(c *x509.Certificate) { c.NotAfter = testNow().Add(-time.Minute) }), want: map[string]any{"system": "ok", "expired": true, "days_left": -1}},
		{name: "not yet", cert: leaf(root, 2048, func(c *x509.Certificate) { c.NotBefore = testNow().Add(time.Hour) }), want: map[string]any{"system": "ok", "not_yet": true}},
		{name: "five days", cert: leaf(root, 2048, func(c *x509.Certificate) { c.NotAfter = testNow().Add(5*24*time.Hour + time.Minute) }), want: map[string]any{"system": "ok", "days_left": 5}},
		{name: "for another name", cert: leaf(root, 2048, func(c *x509.Certificate) { c.DNSNames = []string{"other.example.com"} }), want: map[string]any{"system": "ok", "name_ok": false}},
		{name: "no names, but a common one", cert: leaf(root, 2048, func(c *x509.Certificate) { c.DNSNames, c.IPAddresses = nil, nil }), want: map[string]any{"name_ok": false}},
		{name: "no common name", cert: leaf(root, 2048, func(c *x509.Certificate) { c.Subject = pkix.Name{} }), want: map[string]any{"system": "ok", "name_ok": true}},
		{name: "self-signed", cert: ctls.Certificate{Certificate: [][]byte{ownDER}, PrivateKey: key}, want: map[string]any{"system": "self_signed"}},
		{name: "an untrusted root", cert: leaf(other, 2048, nil, other), want: map[string]any{"system": "untrusted_root"}},
		{name: "an untrusted root that the user trusts", cert: leaf(other, 2048, nil, other), custom: other.pool(), want: map[string]any{"system": "untrusted_root", "custom": "ok"}},
		{name: "RSA 1024", cert: leaf(root, 1024, nil), want: map[string]any{"system": "ok"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := serve(t, real(&ctls.Config{Certificates: []ctls.Certificate{tt.cert}}))
			r := look(t, at, Options{NoHTTP: true, System: root.pool(), Roots: tt.custom})
			got := certificate(r.chain, testNow())
			for k, v := range tt.want {
				if got[k] != v {
					t.Errorf("%s is %v, want %v (%s)", k, got[k], v, r.chain.systemWhy)
				}
			}
			if !strings.Contains(r.chain.systemWhy, tt.why) {
				t.Errorf("why: %s", r.chain.systemWhy)
			}
			if tt.name == "RSA 1024" {
				first := got["chain"].([]any)[0].(map[string]any)
				if first["bits"] != 1024 || first["key"] != "rsa" {
					t.Errorf("key %v %v", first["key"], first["bits"])
				}
			}
		})
	}
}

// A signature with SHA-1 is told as what it is, not as an unknown authority.
func TestSHA1(t *testing.T) {
	der, key := sha1Chain(t)
	at := serve(t, real(&ctls.Config{Certificates: []ctls.Certificate{{Certificate: der[:1], PrivateKey: key}}}))
	roots := x509.NewCertPool()
	root, err := x509.ParseCertificate(der[1])
	if err != nil {
		t.Fatal(err)
	}
	roots.AddCert(root)
	r := look(t, at, Options{NoHTTP: true, System: roots})
	if r.chain.system != weakSignature || !strings.Contains(r.chain.systemWhy, "SHA1") {
		t.Errorf("%s: %s", r.chain.system, r.chain.systemWhy)
	}
	if d := describe(r.chain.chain[0]); d["weak_signature"] != true {
		t.Errorf("%v", d)
	}
}

// sha1Chain is a leaf signed with SHA-1 and its root.
func sha1Chain(t *testing.T) ([][]byte, *ecdsa.PrivateKey) {
	t.Helper()
	rootKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "old root"}, IsCA: true, BasicConstraintsValid: true, NotBefore: testNow().Add(-time.Hour), NotAfter: testNow().Add(time.Hour), KeyUsage: x509.KeyUsageCertSign}
	rootDER, err := x509.CreateCertificate(rand.Reader, root, root, &rootKey.PublicKey, rootKey)
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), DNSNames: []string{"app.example.com"}, NotBefore: testNow().Add(-time.Hour), NotAfter: testNow().Add(time.Hour), SignatureAlgorithm: x509.ECDSAWithSHA1}
	der, err := x509.CreateCertificate(rand.Reader, leaf, root, &key.PublicKey, rootKey)
	if err != nil {
		t.Fatal(err)
	}
	return [][]byte{der, rootDER}, key
}

// Without roots nothing is said of trust; with an unknown algorithm neither.
func TestNoRoots(t *testing.T) {
	root := newAuthority(t, "root", nil)
	c, err := x509.ParseCertificate(root.rsaLeaf(t, 2048, nil).Certificate[0])
	if err != nil {
		t.Fatal(err)
	}
	if got, _ := verify([]*x509.Certificate{c}, x509.NewCertPool(), testNow()); got != notJudged {
		t.Errorf("without roots: %s", got)
	}
	c.UnhandledCriticalExtensions = append(c.UnhandledCriticalExtensions, []int{1, 2, 3})
	if got, why := verify([]*x509.Certificate{c}, root.pool(), testNow()); got != notJudged {
		t.Errorf("an extension that nobody knows: %s %s", got, why)
	}
	c.UnhandledCriticalExtensions, c.SignatureAlgorithm = nil, x509.UnknownSignatureAlgorithm
	if got, why := verify([]*x509.Certificate{c}, root.pool(), testNow()); got != notJudged {
		t.Errorf("a signature that nobody knows: %s %s", got, why)
	}
}

func TestRun(t *testing.T) {
	if _, err := Run(canceled(), []Target{{Host: "127.0.0.1", Port: 1, Transport: HTTPS}}, Options{}); err == nil {
		t.Error("a context that has ended gives a scan")
	}
}

func canceled() context.Context {
	ctx, stop := context.WithCancel(context.Background())
	stop()
	return ctx
}
