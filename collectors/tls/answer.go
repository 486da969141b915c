package tls

import (
	"fmt"
)

// kind is what came back for a hello.
type kind int

const (
	none        kind = iota
	gotHello         // a ServerHello; see version
	gotAlert         // a fatal alert
	gotClose         // closed or reset after the hello was sent
	gotTimeout       // connected, and no answer in time
	gotNotTLS        // bytes that are no TLS
	gotBroken        // TLS that can't be true: malformed, too long, not what was offered
	gotNoServer      // no connection, or none that came as far as TLS
)

// answer is what came back for one hello.
type answer struct {
	kind    kind
	version uint16 // of gotHello
	suite   uint16 // of gotHello
	retry   bool   // a HelloRetryRequest: the version is agreed, the key share is not
	alert   byte   // of gotAlert
	warning byte   // a warning alert that came before; 0 is none
	dhBits  int    // size of the server's Diffie-Hellman group, in bits; 0: not seen
	chain   [][]byte
	why     string // for people, where the kind is not enough
}

// alertName names the alerts that decide something or are often met.
func alertName(a byte) string {
	names := map[byte]string{
		10: "unexpected_message", 20: "bad_record_mac", 40: "handshake_failure", 47: "illegal_parameter",
		50: "decode_error", 70: "protocol_version", 71: "insufficient_security", 80: "internal_error",
		86: "inappropriate_fallback", 109: "missing_extension", 112: "unrecognized_name", 116: "certificate_required",
	}
	if n := names[a]; n != "" {
		return fmt.Sprintf("alert %d (%s)", a, n)
	}
	return fmt.Sprintf("alert %d", a)
}

// text is the answer for people.
func (a answer) text(t *suites) string {
	s := a.why
	switch a.kind {
	case gotHello:
		s = "ServerHello " + versionText(a.version)
		if a.version != ssl20 {
			s += ", " + t.text(a.suite)
		}
		if a.retry {
			s += " (HelloRetryRequest)"
		}
	case gotAlert:
		s = alertName(a.alert)
	case gotClose:
		s = "closed"
	case gotTimeout:
		s = "no answer in time"
	}
	if a.kind != gotHello && a.why != "" && s != a.why {
		s += ": " + a.why
	}
	if a.warning != 0 {
		s += ", after the warning " + alertName(a.warning)
	}
	return s
}

// accepts reports that the server would speak the version: a ServerHello of it
// that chose what the hello offered.
func (a answer) accepts(v uint16) bool { return a.kind == gotHello && a.version == v }

// refuses reports an answer that speaks against the version: a server that
// knows it, and likes some suite of the hello, does not answer so.
func (a answer) refuses(v uint16) bool {
	switch a.kind {
	case gotAlert:
		// A server that takes a hello of SSLv2 for broken TLS does not know SSLv2.
		if v == ssl20 && (a.alert == 10 || a.alert == 47 || a.alert == 50) {
			return true
		}
		return a.alert == 70 || a.alert == 40 || a.alert == 71
	case gotClose:
		return true
	case gotHello:
		return a.version < v // it would go no higher
	}
	return false
}
