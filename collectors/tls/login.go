package tls

import (
	"bufio"
	"bytes"
	"context"
	ctls "crypto/tls"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
)

// requirement says whether a server that offers TLS also goes on without.
type requirement struct {
	state string // "yes", "no" or "unknown"
	how   string
}

// madeUp is the user and the database that a login probe names. Nobody has them.
const madeUp = "candor_nobody"

// maxReply is the most that is read of an answer to a login, in bytes.
const maxReply = 16 << 10

// required asks whether a server goes on without TLS, by coming as far as the
// question for a password, or as the sender of a mail that is never sent.
func (p *prober) required(ctx context.Context, r *result) requirement {
	switch {
	case !p.LoginProbe:
		return requirement{"unknown", "not asked"}
	case r.off != "":
		return requirement{"no", r.off}
	case r.unreachable != "":
		return requirement{"unknown", r.unreachable}
	}
	switch p.target.Transport {
	case Postgres, PostgresDirect:
		return p.requiredPostgres(ctx)
	case SMTP:
		return p.requiredSMTP(ctx)
	}
	return requirement{"unknown", "not asked"}
}

// requiredPostgres begins a login without TLS. A server that turns it away by
// its rules of access says so in the same words to one that comes with TLS and
// would be turned away as well, so the refusal counts only if TLS comes further.
func (p *prober) requiredPostgres(ctx context.Context) requirement {
	c, err := p.dial(ctx, p.target.Port, p.patience)
	if err != nil {
		return requirement{"unknown", connectReason(err)}
	}
	bare, err := startup(c)
	c.Close() // nothing is lost
	switch {
	case err != nil:
		return requirement{"unknown", "without TLS: " + loginReason(err)}
	case bare.further():
		return requirement{"no", "without TLS, a made-up user is answered: " + bare.text()}
	case !bare.forTLS():
		return requirement{"unknown", "without TLS: " + bare.text()}
	}
	if c, err = p.open(ctx, p.patience); err != nil {
		return requirement{"unknown", connectReason(err)}
	}
	defer c.Close() // nothing is lost
	var seen control
	conn := ctls.Client(c, p.ordinary(&seen))
	if err := conn.HandshakeContext(ctx); err != nil {
		return requirement{"unknown", "turned away without TLS, and the handshake failed: " + loginReason(err)}
	}
	with, err := startup(conn)
	if err != nil {
		return requirement{"unknown", "turned away without TLS; with it: " + loginReason(err)}
	}
	if !with.further() {
		return requirement{"unknown", "turned away without TLS and with it: " + with.text()}
	}
	return requirement{"yes", "a made-up user is turned away without TLS (" + bare.text() + ") and comes further with it (" + with.text() + ")"}
}

func loginReason(err error) string {
	if errors.Is(err, io.EOF) {
		return "closed"
	}
	if a := lost(err); a.kind == gotTimeout || a.kind == gotClose {
		return a.short()
	}
	return plain(err)
}

// pgReply is the first message of a server after the start of a login.
type pgReply struct {
	auth    bool   // it asks for a proof, or for none
	code    string // SQLSTATE of an error
	routine string // of the server's source, where the error was raised
	hint    bool   // the error speaks of encryption
}

// further: the rules of access let the login in as far as the proof of who it is.
func (r pgReply) further() bool {
	switch r.code {
	case "28P01", "3D000": // a wrong password, no such database
		return true
	}
	return r.auth || r.code == "28000" && r.routine == "InitializeSessionUserId"
}

// forTLS: it was turned away, and for want of TLS.
func (r pgReply) forTLS() bool { return (r.code == "28000" || r.code == "08P01") && r.hint }

func (r pgReply) text() string {
	switch {
	case r.auth:
		return "it asks for a login"
	case r.hint:
		return "error " + r.code + ", which speaks of encryption"
	}
	return "error " + r.code
}

// startup begins a login as somebody who does not exist and reads the answer.
func startup(c io.ReadWriter) (pgReply, error) {
	body := []byte{0, 3, 0, 0}
	body = append(body, "user\x00"+madeUp+"\x00database\x00"+madeUp+"\x00\x00"...)
	message := append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+4)), body...)
	if _, err := c.Write(message); err != nil {
		return pgReply{}, err
	}
	head := make([]byte, 5)
	if _, err := io.ReadFull(c, head); err != nil {
		return pgReply{}, err
	}
	n := binary.BigEndian.Uint32(head[1:])
	if head[0] != 'R' && head[0] != 'E' || n < 4 || n > maxReply {
		return pgReply{}, errors.New("not Postgres")
	}
	rest := make([]byte, n-4)
	if _, err := io.ReadFull(c, rest); err != nil {
		return pgReply{}, err
	}
	return parseLogin(head[0], rest)
}

// parseLogin reads the body of an authentication request or of an error.
func parseLogin(kind byte, b []byte) (pgReply, error) {
	if kind == 'R' {
		if len(b) < 4 {
			return pgReply{}, errors.New("not Postgres")
		}
		return pgReply{auth: true}, nil
	}
	var r pgReply
	for len(b) > 0 && b[0] != 0 {
		field, rest, ok := bytes.Cut(b[1:], []byte{0})
		if !ok {
			return r, errors.New("not Postgres: an error without an end")
		}
		text := strings.ToValidUTF8(string(field), "?")
		switch b[0] {
		case 'C':
			if len(text) != 5 || strings.Trim(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
				return r, errors.New("not Postgres: an error without a code")
			}
			r.code = text
		case 'R':
			r.routine = text
		case 'M':
			low := strings.ToLower(text)
			r.hint = strings.Contains(low, "no encryption") || strings.Contains(low, "ssl")
		}
		b = rest
	}
	if r.code == "" {
		return r, errors.New("not Postgres: an error without a code")
	}
	return r, nil
}

// requiredSMTP names a sender without TLS, and no recipient: no mail is sent.
func (p *prober) requiredSMTP(ctx context.Context) requirement {
	c, err := p.dial(ctx, p.target.Port, p.patience)
	if err != nil {
		return requirement{"unknown", connectReason(err)}
	}
	defer c.Close() // nothing is lost
	code, err := mailFrom(c)
	switch {
	case err != nil:
		return requirement{"unknown", "without TLS: " + loginReason(err)}
	case code == 250:
		return requirement{"no", "it takes the sender of a mail without TLS"}
	case code == 530:
		return requirement{"yes", "it wants STARTTLS before it takes the sender of a mail (530)"}
	}
	return requirement{"unknown", fmt.Sprintf("it answers the sender of a mail with %d", code)}
}

func mailFrom(c net.Conn) (int, error) {
	r := bufio.NewReaderSize(c, maxSMTPLine)
	if _, err := smtpHello(c, r); err != nil {
		return 0, err
	}
	if _, err := io.WriteString(c, "MAIL FROM:<>\r\n"); err != nil {
		return 0, err
	}
	code, lines, err := smtpReply(r)
	if err != nil {
		return 0, err
	}
	_, _ = io.WriteString(c, "QUIT\r\n") // it is told, and may be gone
	// 530 also says that a login is wanted, with or without TLS.
	if code == 530 && !strings.Contains(strings.ToUpper(strings.Join(lines, " ")), "TLS") {
		return 0, errors.New("530, which does not speak of TLS")
	}
	return code, nil
}
