package web

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// answer is what a page gave in the end.
type answer struct {
	url     *url.URL // the last, after redirects
	asked   *url.URL
	status  int
	header  http.Header
	body    []byte
	address string   // that answered last
	via     []string // the addresses of redirects, without their queries
	first   struct { // the answer of the page that was asked for, which may redirect
		status  int
		header  http.Header
		address string
	}
}

// elsewhere reports whether the answer came from another host than was asked.
func (a *answer) elsewhere() bool { return !strings.EqualFold(a.url.Hostname(), a.asked.Hostname()) }

// fetcher asks for pages. It is used by one goroutine.
type fetcher struct {
	Options
	source live.Source
	named  map[string]bool // hosts that the user named
	last   netip.Addr      // the address that was connected to last
}

// get asks for a page and follows redirects. The state of the item is observed
// for every answer with a status below 400; the answer is nil where there was none.
func (f *fetcher) get(ctx context.Context, spec string, u *url.URL, most int64) (*live.Item, *answer) {
	src := f.source
	src.Endpoint = u.Host
	it := &live.Item{Spec: spec, Source: src, Subject: bare(u), Params: map[string]string{"url": bare(u)}}
	if f.Vantage != "" {
		it.Params["vantage"] = f.Vantage
	}
	fail := func(s candor.State, format string, args ...any) {
		it.State, it.Reason = s, fmt.Sprintf(format, args...)
	}
	a := &answer{url: u, asked: u}
	for {
		ctx, cancel := context.WithTimeout(ctx, f.Timeout)
		next, err := f.once(ctx, it, a, most)
		cancel()
		switch {
		case err != nil:
			fail(candor.Error, "%s: %s", bare(a.url), plain(err))
			return it, nil
		case next == nil:
		case next.Scheme != "https":
			fail(candor.Error, "%s sends on to plain HTTP", bare(a.url))
			return it, nil
		case len(a.via) == maxRedirects:
			fail(candor.Error, "%s: more than %d redirects", bare(u), maxRedirects)
			return it, nil
		default:
			a.via = append(a.via, bare(next))
			a.url = next
			continue
		}
		break
	}
	if len(a.via) > 0 {
		it.Params["redirects"] = strings.Join(a.via, " ")
	}
	it.Code = strconv.Itoa(a.status)
	switch {
	case a.status == http.StatusNotFound || a.status == http.StatusGone:
		fail(candor.Absent, "%s answers with %d: there is no such page", bare(a.url), a.status)
	case a.status == http.StatusTooManyRequests:
		fail(candor.Throttled, "%s refuses for rate", bare(a.url))
	case a.status == http.StatusUnauthorized || a.status == http.StatusForbidden:
		fail(candor.Denied, "%s answers with %d", bare(a.url), a.status)
	case a.status >= 400:
		fail(candor.Error, "%s answers with %d", bare(a.url), a.status)
	case a.status != http.StatusOK:
		fail(candor.Error, "%s answers with %d and no page", bare(a.url), a.status)
	default:
		it.State, it.Code = candor.Observed, ""
	}
	return it, a
}

// once asks for one page; next is where it sends on to.
func (f *fetcher) once(ctx context.Context, it *live.Item, a *answer, most int64) (next *url.URL, err error) {
	it.Requests = append(it.Requests, live.Request{Started: time.Now().UTC().Truncate(time.Millisecond)})
	q := &it.Requests[len(it.Requests)-1]
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, a.url.String(), nil)
	if err != nil {
		return nil, errors.New("the address can't be asked for")
	}
	req.Header.Set("User-Agent", "candor/"+candor.Version)
	req.Header.Set("Accept", "*/*")
	tr := &http.Transport{
		DialContext: f.dial, DisableKeepAlives: true, MaxResponseHeaderBytes: 256 << 10,
		TLSClientConfig: &tls.Config{RootCAs: f.Roots, MinVersion: tls.VersionTLS12},
	}
	defer tr.CloseIdleConnections()
	res, err := tr.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() // read as far as it is wanted: nothing can be lost
	q.Status = res.StatusCode
	if at, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		q.ServerDate = at.UTC()
	}
	a.address = f.last.String()
	it.Params["address"] = a.address
	if res.TLS != nil {
		it.Params["chain"] = chain(res.TLS.PeerCertificates)
	}
	a.status, a.header = res.StatusCode, res.Header
	if a.first.header == nil {
		a.first.status, a.first.header, a.first.address = a.status, a.header, a.address
	}
	if to := res.Header.Get("Location"); to != "" && slices.Contains([]int{301, 302, 303, 307, 308}, res.StatusCode) {
		next, err := a.url.Parse(to)
		if err != nil || next.Host == "" || next.User != nil {
			return nil, errors.New("a redirect to an address that is none")
		}
		return next, nil
	}
	a.body, err = io.ReadAll(io.LimitReader(res.Body, most+1))
	if err == nil {
		err = ctx.Err() // the server may end a body in order because we hang up
	}
	if err == nil && int64(len(a.body)) > most && it.Spec != "root.get" { // of that, the headers are enough
		err = fmt.Errorf("the answer is larger than %d KiB", most>>10)
	}
	return nil, err
}

// dial connects to the first address of a name that may be asked.
func (f *fetcher) dial(ctx context.Context, network, address string) (net.Conn, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, errors.New("the address has no port")
	}
	var addrs []netip.Addr
	if a, err := netip.ParseAddr(host); err == nil {
		addrs = []netip.Addr{a}
	} else if addrs, err = f.Lookup(ctx, host); err != nil {
		return nil, err
	}
	last := errors.New("the name has no address")
	for _, a := range addrs {
		if a = a.Unmap(); !f.AllowPrivate && !f.named[host] && private(a) {
			last = fmt.Errorf("%s is %s, an address of a private network, which is not asked", host, a)
			continue
		}
		c, err := f.Dial(ctx, network, net.JoinHostPort(a.String(), port))
		if err == nil {
			f.last = a
			return c, nil
		}
		last = err
	}
	return nil, last
}

// private reports addresses that are not of the public internet.
func private(a netip.Addr) bool {
	if !a.IsGlobalUnicast() || a.IsPrivate() {
		return true
	}
	for _, p := range []string{"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "198.18.0.0/15", "240.0.0.0/4", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16"} {
		if netip.MustParsePrefix(p).Contains(a) {
			return true
		}
	}
	return false
}

// chain is the digest of the certificates that were shown, in their order.
func chain(cs []*x509.Certificate) string {
	h := sha256.New()
	for _, c := range cs {
		h.Write(c.Raw)
	}
	return "sha256:" + hex.EncodeToString(h.Sum(nil))
}

// bare is an address without what may hold a secret.
func bare(u *url.URL) string {
	return (&url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path}).String()
}

// page is the name of a page in the history: its address, with the digest of a
// query in its stead.
func page(u *url.URL) string {
	if u.RawQuery == "" {
		return bare(u)
	}
	return bare(u) + "?" + live.Digest([]byte(u.RawQuery))[:19]
}

// place is where the facts of a page stand.
func place(u *url.URL) string { return "web://" + u.Host + u.EscapedPath() }

// plain is an error for people.
func plain(err error) string {
	var dns *net.DNSError
	var cert *tls.CertificateVerificationError
	var t interface{ Timeout() bool }
	switch {
	case errors.As(err, &dns) && dns.IsNotFound:
		return "the name is not found"
	case errors.As(err, &t) && t.Timeout(), errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.Is(err, context.Canceled):
		return "the run was ended"
	case errors.As(err, &cert):
		return "its certificate can't be trusted: " + cert.Err.Error()
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the connection was closed"
	}
	return err.Error()
}
