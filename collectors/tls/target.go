package tls

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"strconv"
	"strings"
)

// Transport is what is spoken before TLS begins.
type Transport string

// The transports.
const (
	HTTPS    Transport = "https"    // TLS from the first byte, then HTTP
	Direct   Transport = "tls"      // TLS from the first byte, then who knows what
	Postgres Transport = "postgres" // SSLRequest
	// PostgresDirect is TLS from the first byte, as Postgres 17 and later take it
	// from clients that name its protocol (ALPN).
	PostgresDirect Transport = "postgres-direct"
	SMTP           Transport = "smtp" // EHLO, STARTTLS
)

func (t Transport) port() uint16 {
	switch t {
	case Postgres, PostgresDirect:
		return 5432
	case SMTP:
		return 25
	}
	return 443
}

// alpn is the protocol that a hello has to name; empty: none.
func (t Transport) alpn() string {
	if t == PostgresDirect {
		return "postgresql"
	}
	return ""
}

// Target is one endpoint that is to be asked.
type Target struct {
	Host      string // a name in lower case, or an address
	Port      uint16
	Transport Transport
}

// String is "HOST:PORT", with the transport where it is not https.
func (t Target) String() string {
	s := net.JoinHostPort(t.Host, strconv.Itoa(int(t.Port)))
	if t.Transport != HTTPS {
		s += " (" + string(t.Transport) + ")"
	}
	return s
}

// source names the target in facts; a claim picks it by `over: tls://**`.
func (t Target) source() string {
	return "tls://" + net.JoinHostPort(t.Host, strconv.Itoa(int(t.Port)))
}

// The most of a list of hosts: hosts, and bytes.
const (
	maxTargets   = 10_000
	maxHostsFile = 1 << 20
)

// ParseTarget reads [https://|tls://|postgres://|postgres-direct://|smtp://]HOST[:PORT]; fallback is the
// transport of what names none.
func ParseTarget(s string, fallback Transport) (Target, error) {
	t := Target{Transport: fallback}
	rest := strings.TrimSpace(s)
	if scheme, after, ok := strings.Cut(rest, "://"); ok {
		switch tr := Transport(strings.ToLower(scheme)); tr {
		case HTTPS, Direct, Postgres, PostgresDirect, SMTP:
			t.Transport, rest = tr, after
		default:
			return t, fmt.Errorf("%s://: want https, tls, postgres, postgres-direct or smtp, or HOST:PORT alone", clip(scheme))
		}
		if strings.Contains(rest, "@") {
			return t, errors.New("an address with a user or password: give the host and port alone")
		}
		rest = strings.TrimSuffix(rest, "/")
	}
	host, port := rest, ""
	if strings.HasPrefix(rest, "[") || strings.Count(rest, ":") == 1 {
		var err error
		if host, port, err = net.SplitHostPort(rest); err != nil {
			if host = strings.Trim(rest, "[]"); rest != "["+host+"]" {
				return t, fmt.Errorf("%q: want HOST or HOST:PORT", clip(rest))
			}
		}
	}
	t.Port = t.Transport.port()
	if port != "" {
		n, err := strconv.ParseUint(port, 10, 16)
		if err != nil || n == 0 {
			return t, fmt.Errorf("%q: the port must be a number from 1 to 65535", clip(rest))
		}
		t.Port = uint16(n)
	}
	if a, err := netip.ParseAddr(host); err == nil {
		t.Host = a.Unmap().String()
		return t, nil
	}
	t.Host = strings.ToLower(strings.TrimSuffix(host, "."))
	if !isHostname(t.Host) {
		return t, fmt.Errorf("%q: no name of a host; want HOST or HOST:PORT", clip(rest))
	}
	return t, nil
}

func clip(s string) string {
	if len(s) > 80 {
		return s[:80] + "..."
	}
	return s
}

// isHostname accepts names of letters, digits, "-", "_" and dots.
func isHostname(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for _, label := range strings.Split(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, r := range label {
			if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' && r != '_' {
				return false
			}
		}
	}
	return true
}

// ReadTargets reads a list, one target a line; # begins a comment. The error
// names the line.
func ReadTargets(r io.Reader, fallback Transport) ([]Target, error) {
	lr := &io.LimitedReader{R: r, N: maxHostsFile + 1}
	sc := bufio.NewScanner(lr)
	var out []Target
	for n := 1; sc.Scan(); n++ {
		line, _, _ := strings.Cut(sc.Text(), "#")
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		t, err := ParseTarget(line, fallback)
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", n, err)
		}
		if out = append(out, t); len(out) > maxTargets {
			return nil, fmt.Errorf("line %d: more than %d hosts", n, maxTargets)
		}
	}
	if err := sc.Err(); err != nil {
		return nil, err
	}
	if lr.N <= 0 {
		return nil, fmt.Errorf("more than %d MiB", maxHostsFile>>20)
	}
	return out, nil
}
