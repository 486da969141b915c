package tls

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/candor-dev/candor"
)

// maxHead is the most that is read of the head of a response, in bytes.
const maxHead = 64 << 10

// page is what a server gives for "/", without its body.
type page struct {
	status   int
	hsts     *hsts  // nil: no such header
	scheme   string // of Location; empty: there is none
	host     string // of Location
	why      string // why there is no answer; empty: there is one
	closed   bool   // nobody listens there
	notAsked bool
}

// hsts is a Strict-Transport-Security header.
type hsts struct {
	maxAge     int // seconds; -1: not there or broken, so browsers pass over the header
	subdomains bool
	preload    bool
	count      int // headers of that name; browsers obey the first
}

// webFact is what HTTPS and plain HTTP gave.
type webFact struct {
	secure *page // nil: the handshake failed
	plain  *page
}

// fetchPage asks for "/" over an open connection; usual is the port that a
// browser would not name.
func fetchPage(c net.Conn, host string, port, usual uint16) *page {
	if port != usual {
		host = net.JoinHostPort(host, strconv.Itoa(int(port)))
	} else if strings.Contains(host, ":") {
		host = "[" + host + "]"
	}
	_, err := fmt.Fprintf(c, "GET / HTTP/1.1\r\nHost: %s\r\nUser-Agent: candor/%s\r\nAccept: */*\r\nConnection: close\r\n\r\n", host, candor.Version)
	if err != nil {
		return &page{why: lost(err).short()}
	}
	resp, err := http.ReadResponse(bufio.NewReader(&io.LimitedReader{R: c, N: maxHead}), nil)
	if err != nil {
		why := "no HTTP: " + plain(err)
		if a := lost(err); a.kind != gotBroken {
			why = a.short()
		}
		return &page{why: why}
	}
	// The body is neither read nor closed, which would read it: the connection ends here.
	pg := &page{status: resp.StatusCode}
	if v := resp.Header.Values("Strict-Transport-Security"); len(v) > 0 {
		h := parseHSTS(v[0])
		h.count = len(v)
		pg.hsts = &h
	}
	// Only scheme and host are kept: the rest may hold a token.
	if u, err := url.Parse(resp.Header.Get("Location")); err == nil && resp.Header.Get("Location") != "" {
		pg.scheme, pg.host = strings.ToLower(u.Scheme), strings.ToLower(u.Hostname())
		if pg.scheme == "" {
			pg.scheme = "relative"
		}
	}
	return pg
}

// parseHSTS reads the directives; a name given twice makes the header invalid.
func parseHSTS(v string) hsts {
	h := hsts{maxAge: -1}
	seen := make(map[string]bool)
	for _, part := range strings.Split(v, ";") {
		name, val, _ := strings.Cut(part, "=")
		name = strings.ToLower(strings.TrimSpace(name))
		if name == "" {
			continue
		}
		if seen[name] {
			return hsts{maxAge: -1}
		}
		seen[name] = true
		switch name {
		case "max-age":
			n, err := strconv.ParseUint(strings.Trim(strings.TrimSpace(val), `"`), 10, 40)
			if err == nil {
				h.maxAge = int(n)
			}
		case "includesubdomains":
			h.subdomains = true
		case "preload":
			h.preload = true
		}
	}
	return h
}

// plainPage asks for "/" without TLS. Only beside port 443 is there a port that
// everybody knows to be its plain one.
func (p *prober) plainPage(ctx context.Context) *page {
	if p.target.Port != 443 && p.PlainPort == 80 {
		return &page{notAsked: true, why: "plain HTTP is looked for beside port 443 alone"}
	}
	c, err := p.dial(ctx, p.PlainPort, p.Timeout)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return &page{closed: true}
	}
	if err != nil {
		return &page{why: connectReason(err)}
	}
	defer c.Close() // nothing is lost
	_ = c.SetDeadline(time.Now().Add(p.Timeout))
	return fetchPage(c, p.target.Host, p.PlainPort, 80)
}
