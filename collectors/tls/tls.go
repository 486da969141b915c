// Package tls asks live endpoints which versions of SSL and TLS they speak,
// which weak ciphers, which certificates they show, and what plain HTTP does.
// It says hello in its own bytes, from SSLv2 to TLS 1.3, because a client that
// can only say what it would itself accept takes the silence of an old server
// for a refusal. It sends no credential and asks for nothing but "/".
package tls

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"time"
)

// ID and Version name the collector in facts.
const (
	ID      = "tls"
	Version = "1"
)

// The kinds of fact: one of each for every address of every host.
const (
	KindEndpoint    = "tls.endpoint"
	KindCertificate = "tls.cert"
	KindHTTP        = "tls.http"
)

// Kinds lists what the collector gives.
func Kinds() []string { return []string{KindEndpoint, KindCertificate, KindHTTP} }

// The limits where the user gives none, and those that nobody can raise.
const (
	defaultTimeout = 3 * time.Second
	defaultSockets = 64
	hostsAtOnce    = 32
	maxAddresses   = 32 // of one host
)

// Options of a run.
type Options struct {
	// Timeout is the longest wait for a connection or an answer. Zero: 3 s.
	Timeout time.Duration
	// Sockets bounds the connections that are open at once. Zero: 64.
	Sockets int
	// Roots are certificates that the user trusts beside those of the system; nil: none.
	Roots *x509.CertPool
	// System are the roots of the system; nil: what the system has.
	System *x509.CertPool
	// LoginProbe also asks servers of Postgres and of mail whether they go on
	// without TLS: it begins a login as a made-up user, and a mail without recipient.
	LoginProbe bool
	// IP is 4 or 6 where only such addresses are to be asked. Zero: all.
	IP int
	// NoHTTP leaves out the questions of HTTP.
	NoHTTP bool
	// PlainPort is where plain HTTP is looked for beside port 443. Zero: 80.
	PlainPort uint16
	// Lookup gives the addresses of a name; nil: the system's resolver.
	Lookup func(ctx context.Context, name string) ([]netip.Addr, error)
	// Progress is told how many of all hosts are done; may be nil. It is called
	// from several goroutines.
	Progress func(done, all int)
	// Now is the time that facts carry, and by which certificates are judged valid.
	Now time.Time
}

func (o Options) withDefaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Sockets <= 0 {
		o.Sockets = defaultSockets
	}
	if o.PlainPort == 0 {
		o.PlainPort = 80
	}
	if o.Now.IsZero() {
		o.Now = time.Now().UTC().Truncate(time.Second)
	}
	if o.Lookup == nil {
		o.Lookup = func(ctx context.Context, name string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", name)
		}
	}
	return o
}
