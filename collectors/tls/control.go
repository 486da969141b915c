package tls

import (
	"context"
	ctls "crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"time"
)

// control is an ordinary handshake: it shows that the endpoint works, from
// here and now. Without one, silence and refusals say nothing.
type control struct {
	ok       bool
	how      string // what was agreed, or why it failed
	kind     kind   // why it failed: gotTimeout and gotNoServer decide how to go on
	off      bool   // the server said that it has no TLS
	version  uint16
	chain    []*x509.Certificate
	clientID bool // it asked for a client's certificate
	took     time.Duration
	web      *page // what "/" gave over the connection; nil: not asked
}

// shake does the handshake. With fetch it asks for "/" over it, too.
func (p *prober) shake(ctx context.Context, fetch bool) control {
	start := time.Now()
	c, err := p.open(ctx, p.Timeout)
	if err != nil {
		var off *offTLS
		return control{kind: gotNoServer, how: connectReason(err), off: errors.As(err, &off)}
	}
	defer c.Close() // nothing is lost: what was wanted has been read
	var r control
	conn := ctls.Client(c, p.ordinary(&r))
	err = conn.HandshakeContext(ctx)
	r.took = time.Since(start)
	switch {
	case err == nil:
		s := conn.ConnectionState()
		r.ok, r.version = true, s.Version
		r.how = versionText(s.Version) + ", " + p.suites.text(s.CipherSuite)
		r.chain = s.PeerCertificates
	case len(r.chain) > 0:
		// It has chosen a version and shown who it is; what it wants then (a
		// certificate of the client) is its business.
		r.ok, r.how = true, "as far as the server's certificate: "+plain(err)
	default:
		r.kind, r.how = failure(err)
	}
	if fetch && err == nil {
		r.web = fetchPage(conn, p.target.Host, p.target.Port, HTTPS.port())
	}
	return r
}

func failure(err error) (kind, string) {
	a := lost(err)
	switch a.kind {
	case gotTimeout:
		return gotTimeout, "no answer in time"
	case gotClose:
		return gotClose, "closed"
	}
	var he ctls.RecordHeaderError
	if errors.As(err, &he) {
		return gotNotTLS, "not TLS: the answer is no record"
	}
	var ne net.Error
	if errors.As(err, &ne) && ne.Timeout() {
		return gotTimeout, "no answer in time"
	}
	return gotBroken, plain(err)
}

// ordinary offers what Go's client can do, in a hello small enough for servers
// that drop large ones.
func (p *prober) ordinary(r *control) *ctls.Config {
	//candor:ignore tls/go-config until=2027-11-22 owner=maintainers it asks which versions a server takes, the outdated ones too
	cfg := &ctls.Config{
		ServerName: serverName(p.target.Host),
		MinVersion: ctls.VersionTLS10,
		CipherSuites: []uint16{
			ctls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, ctls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
			ctls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, ctls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
			ctls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, ctls.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA,
			ctls.TLS_RSA_WITH_AES_128_GCM_SHA256, ctls.TLS_RSA_WITH_AES_128_CBC_SHA, ctls.TLS_RSA_WITH_AES_256_CBC_SHA,
		},
		CurvePreferences: []ctls.CurveID{ctls.X25519, ctls.CurveP256, ctls.CurveP384},
		// The certificate is judged on its own; a bad one must not hide the rest.
		InsecureSkipVerify: true,
		VerifyPeerCertificate: func(raw [][]byte, _ [][]*x509.Certificate) error {
			r.chain = parseCertificates(raw)
			return nil
		},
		GetClientCertificate: func(*ctls.CertificateRequestInfo) (*ctls.Certificate, error) {
			r.clientID = true
			return &ctls.Certificate{}, nil // none
		},
	}
	if p.target.Transport == HTTPS {
		cfg.NextProtos = []string{"http/1.1"}
	}
	if name := p.target.Transport.alpn(); name != "" {
		cfg.NextProtos = []string{name}
	}
	return cfg
}

// parseCertificates stops at the first that can't be parsed.
func parseCertificates(raw [][]byte) []*x509.Certificate {
	var out []*x509.Certificate
	for _, der := range raw {
		c, err := x509.ParseCertificate(der)
		if err != nil {
			break
		}
		out = append(out, c)
	}
	return out
}
