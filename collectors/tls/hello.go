package tls

import (
	"crypto/rand"
	"encoding/binary"
	"fmt"
	"net/netip"
)

// Versions on the wire.
const (
	ssl20 = 0x0002
	ssl30 = 0x0300
	tls10 = 0x0301
	tls11 = 0x0302
	tls12 = 0x0303
	tls13 = 0x0304
)

// versions lists what is asked for, the newest first.
func versions() []uint16 { return []uint16{tls13, tls12, tls11, tls10, ssl30, ssl20} }

// versionName is the name in facts: "1.2", "ssl3".
func versionName(v uint16) string {
	switch v {
	case ssl20:
		return "ssl2"
	case ssl30:
		return "ssl3"
	case tls10:
		return "1.0"
	case tls11:
		return "1.1"
	case tls12:
		return "1.2"
	case tls13:
		return "1.3"
	}
	return "unknown"
}

// versionText is the name for people: "TLS 1.2", "SSLv3".
func versionText(v uint16) string {
	switch v {
	case ssl20:
		return "SSLv2"
	case ssl30:
		return "SSLv3"
	}
	return "TLS " + versionName(v)
}

// hello is one ClientHello that is to be sent.
type hello struct {
	version uint16 // the only version for 1.3, else the newest that is offered
	suites  []uint16
	sni     string // empty: none
	alpn    string // the protocol that is spoken over TLS; empty: not said
	bare    bool   // without extensions (from TLS 1.3, without a key share)
	small   bool   // the least of extensions, for servers that drop large hellos
	params  bool   // read on to the parameters of the key exchange
	label   string
}

// text is the hello for people.
func (h hello) text() string {
	if h.version == ssl20 {
		return h.label
	}
	return fmt.Sprintf("%s (%d suites)", h.label, len(h.suites))
}

func (h hello) offers(id uint16) bool {
	for _, s := range h.suites {
		if s == id {
			return true
		}
	}
	return false
}

// smallSuites are those of a hello that fits where large ones are dropped.
func smallSuites(version uint16) []uint16 {
	if version == tls13 {
		return []uint16{0x1301, 0x1302, 0x1303}
	}
	if version == tls12 {
		return []uint16{0xc02f, 0xc02b, 0xc030, 0xc013, 0xc009, 0x009e, 0x009c, 0x003c, 0x0033, 0x002f, 0x000a}
	}
	return []uint16{0xc013, 0xc014, 0xc009, 0xc00a, 0x0033, 0x0039, 0x002f, 0x0035, 0x000a, 0x0016, 0x0005}
}

func u16(b []byte, v int) []byte { return binary.BigEndian.AppendUint16(b, uint16(v)) }

// vector puts the length, in two bytes, before a part.
func vector(b, part []byte) []byte { return append(u16(b, len(part)), part...) }

func extension(b []byte, id int, body []byte) []byte { return vector(u16(b, id), body) }

// bytes is the hello on the wire, in one record.
func (h hello) bytes() []byte {
	if h.version == ssl20 {
		return ssl2Hello()
	}
	random := make([]byte, 96)
	_, _ = rand.Read(random) // never fails
	legacy := min(h.version, tls12)
	body := u16(nil, int(legacy))
	body = append(body, random[:32]...)
	if h.version == tls13 {
		body = append(append(body, 32), random[32:64]...) // boxes between that know 1.2 alone want one
	} else {
		body = append(body, 0)
	}
	var ids []byte
	for _, s := range h.suites {
		ids = u16(ids, int(s))
	}
	if h.version != tls13 {
		ids = u16(ids, scsv)
	}
	body = vector(body, ids)
	body = append(body, 1, 0)
	if h.version == tls13 || h.version > ssl30 && !h.bare {
		body = vector(body, h.extensions(random[64:]))
	}
	message := append([]byte{1, 0}, vector(nil, body)...)
	record := byte(1)
	if h.version == ssl30 {
		record = 0
	}
	return append([]byte{22, 3, record}, vector(nil, message)...)
}

func (h hello) extensions(key []byte) []byte {
	var b []byte
	if h.sni != "" {
		name := vector([]byte{0}, []byte(h.sni))
		b = extension(b, 0, vector(nil, name))
	}
	if h.alpn != "" {
		b = extension(b, 16, vector(nil, append([]byte{byte(len(h.alpn))}, h.alpn...)))
	}
	// A server with a taste of its own must find something, too: brainpool and
	// other old curves, named groups of finite fields, and from 1.3 on ML-KEM.
	groups := []int{29, 23, 24, 25, 30, 256, 257, 258, 26, 27, 28, 22, 21, 19}
	if h.version == tls13 {
		groups = []int{29, 23, 24, 25, 30, 256, 257, 258, 31, 32, 33, 4587, 4588, 4589, 512, 513, 514}
	}
	if h.small {
		groups = groups[:3]
	}
	var g []byte
	for _, id := range groups {
		g = u16(g, id)
	}
	b = extension(b, 10, vector(nil, g))
	if h.version < tls13 {
		b = extension(b, 11, []byte{1, 0})
	}
	if h.version >= tls12 {
		list := []int{0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0807, 0x0203, 0x0201, 0x0202, 0x0402, 0x0101, 0x0808, 0x0809, 0x080a, 0x080b, 0x081a, 0x081b, 0x081c, 0x0301, 0x0303, 0x0904, 0x0905, 0x0906}
		if h.small {
			list = list[:15]
		}
		var algs []byte
		for _, a := range list {
			algs = u16(algs, a)
		}
		b = extension(b, 13, vector(nil, algs))
	}
	if h.version == tls13 {
		b = extension(b, 43, []byte{2, 3, 4})
		b = extension(b, 45, []byte{1, 1})
		var share []byte
		if !h.bare {
			share = vector(u16(nil, 29), key[:32])
		}
		b = extension(b, 51, vector(nil, share))
	}
	return b
}

// ssl2Hello offers the seven suites that SSLv2 has.
func ssl2Hello() []byte {
	challenge := make([]byte, 16)
	_, _ = rand.Read(challenge) // never fails
	specs := []byte{1, 0, 0x80, 2, 0, 0x80, 3, 0, 0x80, 4, 0, 0x80, 5, 0, 0x80, 6, 0, 0x40, 7, 0, 0xc0}
	body := append([]byte{1, 0, 2}, u16(nil, len(specs))...)
	body = u16(u16(body, 0), len(challenge))
	body = append(append(body, specs...), challenge...)
	return append([]byte{0x80, byte(len(body))}, body...)
}

// serverName is the name to send for a host, which is none for an address.
func serverName(host string) string {
	if _, err := netip.ParseAddr(host); err == nil {
		return ""
	}
	return host
}
