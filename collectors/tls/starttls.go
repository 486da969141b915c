package tls

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
)

// The most of what an SMTP server may say before TLS.
const (
	maxSMTPLine  = 2048
	maxSMTPLines = 100
)

// startPostgres asks for TLS. Bytes behind the answer come from whoever sits
// between, before anything is encrypted: they are thrown away and told.
func (p *prober) startPostgres(c net.Conn) error {
	if _, err := c.Write([]byte{0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f}); err != nil {
		return err
	}
	b := make([]byte, 512)
	n, err := c.Read(b)
	if n == 0 {
		if errors.Is(err, io.EOF) {
			return errors.New("closed in answer to SSLRequest")
		}
		return err
	}
	switch b[0] {
	case 'S':
		if n > 1 {
			p.stuffed.Store(true)
		}
		return nil
	case 'N':
		return &offTLS{"the server answers N to SSLRequest: it offers no TLS"}
	case 'E':
		return errors.New("the server answers SSLRequest with an error: too old, or no Postgres")
	}
	return fmt.Errorf("not Postgres: answers SSLRequest with %q", strings.ToValidUTF8(string(b[:min(n, 12)]), "?"))
}

// smtpHello reads the greeting and says EHLO; it gives what the server can do.
func smtpHello(c net.Conn, r *bufio.Reader) ([]string, error) {
	if code, _, err := smtpReply(r); err != nil {
		return nil, err
	} else if code != 220 {
		return nil, fmt.Errorf("the server greets with %d", code)
	}
	name := "localhost"
	if a, ok := c.LocalAddr().(*net.TCPAddr); ok {
		name = "[" + a.IP.String() + "]"
		if a.IP.To4() == nil {
			name = "[IPv6:" + a.IP.String() + "]"
		}
	}
	if _, err := fmt.Fprintf(c, "EHLO %s\r\n", name); err != nil {
		return nil, err
	}
	code, lines, err := smtpReply(r)
	if err != nil {
		return nil, err
	}
	if code != 250 {
		return nil, fmt.Errorf("the server answers EHLO with %d", code)
	}
	return lines, nil
}

// startSMTP says EHLO and STARTTLS.
func (p *prober) startSMTP(c net.Conn) error {
	r := bufio.NewReaderSize(c, maxSMTPLine)
	lines, err := smtpHello(c, r)
	if err != nil {
		return err
	}
	offered := false
	for _, l := range lines[1:] { // the first names the server
		word, _, _ := strings.Cut(strings.TrimSpace(l), " ")
		offered = offered || strings.EqualFold(word, "STARTTLS")
	}
	if !offered {
		return &offTLS{"the server does not name STARTTLS in answer to EHLO: it offers no TLS"}
	}
	if _, err := io.WriteString(c, "STARTTLS\r\n"); err != nil {
		return err
	}
	code, _, err := smtpReply(r)
	if err != nil {
		return err
	}
	if code != 220 {
		return fmt.Errorf("the server answers STARTTLS with %d", code)
	}
	if r.Buffered() > 0 {
		p.stuffed.Store(true)
	}
	return nil
}

// smtpReply reads one reply of one or more lines, without their code.
func smtpReply(r *bufio.Reader) (code int, lines []string, err error) {
	for range maxSMTPLines {
		b, err := r.ReadSlice('\n')
		if errors.Is(err, bufio.ErrBufferFull) {
			return 0, nil, fmt.Errorf("not SMTP: a line of more than %d bytes", maxSMTPLine)
		}
		if err != nil {
			if errors.Is(err, io.EOF) {
				err = errors.New("closed in the middle of SMTP")
			}
			return 0, nil, err
		}
		l := strings.TrimRight(string(b), "\r\n")
		if len(l) < 3 || len(l) > 3 && l[3] != ' ' && l[3] != '-' {
			return 0, nil, fmt.Errorf("not SMTP: %q", strings.ToValidUTF8(clip(l), "?"))
		}
		n, err := strconv.Atoi(l[:3])
		if err != nil || n < 200 || n > 599 || code != 0 && n != code {
			return 0, nil, fmt.Errorf("not SMTP: %q", strings.ToValidUTF8(clip(l), "?"))
		}
		code = n
		if len(l) == 3 {
			return code, append(lines, ""), nil
		}
		lines = append(lines, l[4:])
		if l[3] == ' ' {
			return code, lines, nil
		}
	}
	return 0, nil, fmt.Errorf("not SMTP: a reply of more than %d lines", maxSMTPLines)
}
