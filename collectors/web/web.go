// Package web looks at what a company publishes on its own sites: security.txt,
// the headers of the first page, the list of subprocessors and the keys that
// its tokens are signed with. It sends no credential, reads a bounded part of each
// answer and writes down every address that answered.
package web

import (
	"context"
	"crypto/x509"
	"net"
	"net/netip"
	"time"

	"github.com/candor-dev/candor/internal/live"
)

// ID and Version name the collector in facts.
const (
	ID      = "web"
	Version = "1"
)

// The kinds of fact.
const (
	KindSecurity = "web.security_txt"
	KindHeaders  = "web.headers"
	KindPage     = "web.page"
	KindVendor   = "web.vendor"
	KindKey      = "web.key"
	kindHTTP     = "tls.http" // in the shape of the collector tls, for the same rule
)

// Kinds lists what the collector gives.
func Kinds() []string {
	return []string{KindSecurity, KindHeaders, KindPage, KindVendor, KindKey, kindHTTP}
}

// Specs are the questions.
func Specs() []live.Spec {
	const week = 7 * 24 * time.Hour
	return []live.Spec{
		{ID: "security_txt.get", Doc: "reads /.well-known/security.txt, and /security.txt where that is not there", Kinds: []string{KindSecurity}, TTL: week, Absent: []string{"404", "410"}},
		{ID: "root.get", Doc: "reads the headers of a page", Kinds: []string{KindHeaders, kindHTTP}, TTL: week},
		{ID: "subprocessors.get", Doc: "reads the tables of a page that lists subprocessors", Kinds: []string{KindPage, KindVendor}, TTL: week},
		{ID: "jwks.get", Doc: "reads a set of public keys", Kinds: []string{KindKey}, TTL: week, Redact: []string{"keys/*/d", "keys/*/p", "keys/*/q", "keys/*/dp", "keys/*/dq", "keys/*/qi", "keys/*/oth", "keys/*/k"}},
	}
}

// The limits of one answer.
const (
	defaultTimeout = 10 * time.Second
	maxRedirects   = 5
	maxSecurity    = 64 << 10 // bytes of a security.txt
	maxPage        = 8 << 20
	maxKeys        = 1 << 20
)

// Options of a run.
type Options struct {
	Sites         []string // hosts, or addresses of pages: security.txt and headers
	Subprocessors []string // addresses of pages
	JWKS          []string // addresses of sets of keys
	// History is what earlier runs saw; nil: nothing. Run adds to it.
	History *History
	// Vantage is where the look is taken from, in the words of the user.
	Vantage string
	// AllowPrivate lets addresses of private networks be asked.
	AllowPrivate bool
	Timeout      time.Duration // of one request, its body included; zero: 10 s
	// Roots are trusted in the stead of those of the system; nil: the system's.
	Roots *x509.CertPool
	// Lookup gives the addresses of a name; nil: the system's resolver.
	Lookup func(ctx context.Context, name string) ([]netip.Addr, error)
	// Dial connects; nil: the network does.
	Dial     func(ctx context.Context, network, address string) (net.Conn, error)
	Progress func(done, all int) // may be nil
	Now      time.Time
}

func (o Options) withDefaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = defaultTimeout
	}
	if o.Now.IsZero() {
		o.Now = time.Now().UTC().Truncate(time.Second)
	}
	if o.History == nil {
		o.History = NewHistory()
	}
	if o.Lookup == nil {
		o.Lookup = func(ctx context.Context, name string) ([]netip.Addr, error) {
			return net.DefaultResolver.LookupNetIP(ctx, "ip", name)
		}
	}
	if o.Dial == nil {
		o.Dial = (&net.Dialer{}).DialContext
	}
	return o
}
