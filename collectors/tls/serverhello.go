package tls

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"math/bits"
	"strings"
)

// Types of handshake messages.
const (
	msgHelloRequest = 0
	msgServerHello  = 2
	msgCertificate  = 11
	msgKeyExchange  = 12
	msgHelloDone    = 14
)

// cursor reads a message from its beginning; after an error every read gives nothing.
type cursor struct {
	b    []byte
	fail bool
}

func (c *cursor) take(n int) []byte {
	if c.fail || n > len(c.b) {
		c.fail = true
		return nil
	}
	out := c.b[:n]
	c.b = c.b[n:]
	return out
}

func (c *cursor) number(n int) int {
	v := 0
	for _, x := range c.take(n) {
		v = v<<8 | int(x)
	}
	return v
}

// part is what follows a length of n bytes.
func (c *cursor) part(n int) []byte { return c.take(c.number(n)) }

// readAnswer reads what a server says to a hello.
func readAnswer(r io.Reader, h hello, t *suites) answer {
	if h.version == ssl20 {
		return readSSL2(r)
	}
	rr := newRecordReader(r)
	typ, body, bad := rr.message()
	for n := 0; bad == nil && typ == msgHelloRequest && n < 4; n++ {
		typ, body, bad = rr.message()
	}
	if bad != nil {
		return *bad
	}
	if typ != msgServerHello {
		return answer{kind: gotBroken, why: fmt.Sprintf("handshake message %d in place of a ServerHello", typ)}
	}
	a := parseServerHello(body)
	a.warning = rr.warning
	switch {
	case a.kind != gotHello:
		return a
	case a.version > h.version:
		return answer{kind: gotBroken, why: fmt.Sprintf("a ServerHello of %s, which was not offered", versionText(a.version))}
	case !h.offers(a.suite):
		return answer{kind: gotBroken, why: "a ServerHello that chose " + t.text(a.suite) + ", which was not offered"}
	case !t.byID[a.suite].fits(a.version):
		return answer{kind: gotBroken, why: "a ServerHello that chose " + t.text(a.suite) + ", which " + versionText(a.version) + " can't use"}
	}
	if h.params && a.version != tls13 {
		a.readParams(rr, t)
	}
	return a
}

// parseServerHello reads the body of the message.
func parseServerHello(body []byte) answer {
	c := &cursor{b: body}
	version := uint16(c.number(2))
	random := c.take(32)
	session := c.part(1)
	id := uint16(c.number(2))
	c.take(1) // compression
	if c.fail || len(session) > 32 {
		return answer{kind: gotBroken, why: fmt.Sprintf("a ServerHello of %d bytes that can't be read", len(body))}
	}
	retry := sha256.Sum256([]byte("HelloRetryRequest"))
	a := answer{kind: gotHello, version: version, suite: id, retry: string(random) == string(retry[:])}
	if len(c.b) > 0 {
		exts := &cursor{b: c.part(2)}
		if c.fail || len(c.b) > 0 {
			return answer{kind: gotBroken, why: "a ServerHello with broken extensions"}
		}
		for len(exts.b) > 0 {
			ext, val := exts.number(2), exts.part(2)
			if exts.fail {
				return answer{kind: gotBroken, why: "a ServerHello with broken extensions"}
			}
			if ext == 43 {
				if len(val) != 2 {
					return answer{kind: gotBroken, why: "a ServerHello with a broken version"}
				}
				a.version = binary.BigEndian.Uint16(val)
			}
		}
	}
	if a.version < ssl30 || a.version > tls13 {
		return answer{kind: gotBroken, why: fmt.Sprintf("a ServerHello of version 0x%04x", a.version)}
	}
	return a
}

// readParams reads on to the parameters of the key exchange. What is not there
// or can't be read is left out: the ServerHello stands for itself.
func (a *answer) readParams(rr *recordReader, t *suites) {
	for {
		typ, body, bad := rr.message()
		if bad != nil {
			return
		}
		switch typ {
		case msgCertificate:
			a.chain = parseChain(body)
		case msgKeyExchange:
			if s := t.byID[a.suite]; s.dhe() {
				a.dhBits = dhBits(body, strings.Contains(s.name, "PSK"))
			}
			return
		case msgHelloDone:
			return
		}
	}
}

// parseChain reads the certificates of TLS 1.2 and before; nil if they are broken.
func parseChain(body []byte) [][]byte {
	c := &cursor{b: body}
	list := &cursor{b: c.part(3)}
	var out [][]byte
	for !c.fail && len(list.b) > 0 {
		der := list.part(3)
		if list.fail {
			return nil
		}
		out = append(out, der)
	}
	return out
}

// dhBits is the size of the prime that a ServerKeyExchange begins with; 0 if it
// can't be read.
func dhBits(body []byte, hint bool) int {
	c := &cursor{b: body}
	if hint {
		c.part(2)
	}
	p := c.part(2)
	g := c.part(2)
	y := c.part(2)
	if c.fail || len(g) == 0 || len(y) == 0 {
		return 0
	}
	for i, x := range p {
		if x != 0 {
			return 8*(len(p)-i-1) + bits.Len8(x)
		}
	}
	return 0
}

// readSSL2 reads the answer to a hello of SSLv2, which servers that know only
// later versions answer with an alert of theirs or not at all.
func readSSL2(r io.Reader) answer {
	rr := newRecordReader(r)
	var head [3]byte
	if a := rr.full(head[:]); a != nil {
		return *a
	}
	if head[0] == recordAlert && head[1] == 3 {
		rr.r = io.MultiReader(strings.NewReader(string(head[:])), r)
		_, _, bad := rr.record()
		if bad == nil {
			return answer{kind: gotBroken, why: "a record of TLS that is no alert"}
		}
		return *bad
	}
	// Two bytes of length and the type, or three with padding before it.
	typ := head[2:3]
	size := int(head[0]&0x7f)<<8 | int(head[1])
	if size < 3 || head[0] >= 20 && head[0] < 0x80 {
		return *rr.notTLS(head[:])
	}
	if head[0]&0x80 == 0 {
		typ = make([]byte, 1)
		if a := rr.full(typ); a != nil {
			return *a
		}
	}
	if typ[0] == 0 && size == 3 {
		return answer{kind: gotAlert, alert: 40, why: "an error of SSLv2"}
	}
	rest := make([]byte, 4) // hit, certificate type, version
	if a := rr.full(rest); a != nil {
		return *a
	}
	if typ[0] != 4 || rest[2] != 0 || rest[3] != 2 {
		return *rr.notTLS(append(head[:], rest...))
	}
	return answer{kind: gotHello, version: ssl20}
}
