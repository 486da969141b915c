// Package hosts tells from the name of a host alone how far a connection to it
// goes: it resolves nothing.
package hosts

import (
	"net/netip"
	"slices"
	"strings"
)

// Class is how far away a host is.
type Class string

// The classes. Hidden is what can't be told from the name.
const (
	Loopback    Class = "loopback"    // the same machine
	Private     Class = "private"     // a network of one's own: an address of RFC 1918, a name without a dot
	Public      Class = "public"      // a name or an address of the internet
	Placeholder Class = "placeholder" // stands for a host that somebody fills in: example.com, your-host
	Hidden      Class = "hidden"      // a variable, or no host at all
)

// Of classes a host, given without port; brackets of an IPv6 address are allowed.
func Of(host string) Class {
	h := strings.ToLower(strings.TrimSuffix(strings.Trim(strings.TrimSpace(host), "[]"), "."))
	switch {
	case strings.ContainsAny(h, "${}<>%()*|\\\"'` ,!="):
		return Hidden
	case h == "":
		return Hidden
	case strings.HasPrefix(h, "/"), strings.HasPrefix(h, "unix:"):
		return Loopback
	}
	if a, err := netip.ParseAddr(h); err == nil {
		return ofAddr(a.Unmap())
	}
	if !name(h) {
		return Hidden
	}
	switch {
	case h == "localhost", strings.HasSuffix(h, ".localhost"), h == "host.docker.internal", h == "gateway.docker.internal", h == "ip6-localhost":
		return Loopback
	case placeholder(h):
		return Placeholder
	case !strings.Contains(h, "."):
		return Private
	}
	for _, end := range []string{".local", ".internal", ".lan", ".home", ".corp", ".intranet", ".private", ".svc", ".consul", ".home.arpa", ".localdomain", ".docker", ".cluster"} {
		if strings.HasSuffix(h, end) {
			return Private
		}
	}
	return Public
}

// ofAddr classes an address. 100.64.0.0/10 is what clouds use between their own machines.
func ofAddr(a netip.Addr) Class {
	carrier := netip.MustParsePrefix("100.64.0.0/10")
	switch {
	case a.IsLoopback(), a.IsUnspecified():
		return Loopback
	case a.IsPrivate(), a.IsLinkLocalUnicast(), carrier.Contains(a), a.IsMulticast():
		return Private
	}
	for _, doc := range []string{"192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32"} {
		if netip.MustParsePrefix(doc).Contains(a) {
			return Placeholder
		}
	}
	return Public
}

func name(h string) bool {
	for _, r := range h {
		if r != '.' && r != '-' && r != '_' && (r < 'a' || r > 'z') && (r < '0' || r > '9') && r < 0x80 {
			return false
		}
	}
	return !strings.Contains(h, "..") && h[0] != '.'
}

func placeholder(h string) bool {
	labels := strings.Split(h, ".")
	last := labels[len(labels)-1]
	if slices.Contains([]string{"example", "invalid", "test", "tld"}, last) && len(labels) > 1 {
		return true
	}
	if len(labels) > 1 && labels[len(labels)-2] == "example" {
		return true
	}
	if len(labels) == 1 && slices.Contains([]string{"host", "hostname", "server", "servername", "endpoint", "domain", "ip", "address", "url", "xxx", "changeme", "example", "placeholder"}, h) {
		return true
	}
	for _, l := range labels {
		for _, w := range []string{"your-", "your_", "yourdomain", "yourhost", "yourserver", "yoursite", "yourcompany", "yourapp", "my-domain", "mydomain", "xxxx", "project-ref", "projectref", "placeholder", "example-", "changeme"} {
			if strings.HasPrefix(l, w) {
				return true
			}
		}
	}
	return false
}

// Split takes "host:port" apart; a port that is not there is "". A socket
// ("unix:/run/x") has none.
func Split(hostport string) (host, port string) {
	if strings.HasPrefix(hostport, "unix:") {
		return hostport, ""
	}
	if strings.HasPrefix(hostport, "[") {
		h, rest, ok := strings.Cut(hostport[1:], "]")
		if !ok {
			return hostport, ""
		}
		return h, strings.TrimPrefix(rest, ":")
	}
	if i := strings.LastIndexByte(hostport, ':'); i >= 0 && strings.Count(hostport, ":") == 1 {
		return hostport[:i], hostport[i+1:]
	}
	return hostport, ""
}
