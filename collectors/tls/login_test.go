package tls

import (
	"bufio"
	ctls "crypto/tls"
	"encoding/binary"
	"io"
	"net"
	"strings"
	"testing"
)

// pgMessage is a message of a server of Postgres.
func pgMessage(kind byte, body string) string {
	return string(binary.BigEndian.AppendUint32([]byte{kind}, uint32(len(body)+4))) + body
}

func pgError(code, message, routine string) string {
	return pgMessage('E', "SFATAL\x00C"+code+"\x00M"+message+"\x00R"+routine+"\x00\x00")
}

// login is a server that answers the start of a login, with TLS or without.
func login(cfg *ctls.Config, bare, with string) func(net.Conn) {
	answer := func(c net.Conn, say string) {
		head := make([]byte, 4)
		if _, err := io.ReadFull(c, head); err != nil {
			return
		}
		body := make([]byte, binary.BigEndian.Uint32(head)-4)
		if _, err := io.ReadFull(c, body); err != nil || !strings.Contains(string(body), madeUp) {
			return
		}
		io.WriteString(c, say)
	}
	return func(c net.Conn) {
		r := bufio.NewReader(c)
		if b, err := r.Peek(8); err != nil || b[4] != 4 {
			answer(replay{c, r}, bare)
			return
		}
		r.Discard(8)
		io.WriteString(c, "S")
		answer(ctls.Server(replay{c, r}, cfg), with)
	}
}

func TestLoginPostgres(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cfg := &ctls.Config{Certificates: []ctls.Certificate{ca.ecLeaf(t)}, MinVersion: tls12}
	noEntry := pgError("28000", `no pg_hba.conf entry for host "127.0.0.1", user "candor_nobody", database "candor_nobody", no encryption`, "ClientAuthentication")
	password := pgMessage('R', "\x00\x00\x00\x0a"+"SCRAM-SHA-256\x00\x00")
	for _, tt := range []struct{ name, bare, with, want, how string }{
		{"a password is asked for without TLS", password, password, "no", "asks for a login"},
		{"no such database, without TLS", pgError("3D000", "database does not exist", "InitPostgres"), password, "no", "error 3D000"},
		{"no such role, without TLS", pgError("28000", `role "candor_nobody" does not exist`, "InitializeSessionUserId"), password, "no", "error 28000"},
		{"turned away without TLS alone", noEntry, password, "yes", "comes further with it"},
		{"a pooler that wants TLS", pgError("08P01", "SSL required", ""), password, "yes", ""},
		{"turned away in any case", noEntry, pgError("28000", "no pg_hba.conf entry for host, SSL encryption", "ClientAuthentication"), "unknown", "and with it"},
		{"turned away for something else", pgError("53300", "too many connections", ""), password, "unknown", "53300"},
		{"turned away in another language", pgError("28000", "kein Eintrag", "ClientAuthentication"), password, "unknown", "28000"},
		{"closes without TLS", "", password, "unknown", "closed"},
		{"says something else without TLS", "HTTP/1.1 400 Bad Request", password, "unknown", "not Postgres"},
		{"an error without an end", "E\x7f\xff\xff\xff", password, "unknown", "not Postgres"},
		{"closes with TLS", noEntry, "", "unknown", "with it: closed"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := serve(t, login(cfg, tt.bare, tt.with))
			r := lookVia(t, at, Postgres, Options{System: ca.pool(), LoginProbe: true})
			if r.required.state != tt.want || !strings.Contains(r.required.how, tt.how) {
				t.Errorf("%+v, want %s: %s", r.required, tt.want, tt.how)
			}
			if r.connections > 25 {
				t.Errorf("%d connections", r.connections)
			}
		})
	}
	t.Run("not asked", func(t *testing.T) {
		r := lookVia(t, serve(t, login(cfg, password, password)), Postgres, Options{System: ca.pool()})
		if r.required != (requirement{"unknown", "not asked"}) {
			t.Errorf("%+v", r.required)
		}
	})
}

func TestLoginSMTP(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cfg := &ctls.Config{Certificates: []ctls.Certificate{ca.ecLeaf(t)}, MinVersion: tls12}
	for say, want := range map[string]string{
		"250 2.1.0 ok\r\n": "no", "530 5.7.0 Must issue a STARTTLS command first\r\n": "yes",
		"530 5.7.0 Authentication required\r\n": "unknown", "451 later\r\n": "unknown", "": "unknown",
	} {
		r := lookVia(t, serve(t, func(c net.Conn) {
			r := bufio.NewReader(c)
			io.WriteString(c, "220 mail\r\n")
			r.ReadString('\n')
			io.WriteString(c, "250-mail\r\n250 STARTTLS\r\n")
			switch l, _ := r.ReadString('\n'); l {
			case "STARTTLS\r\n":
				io.WriteString(c, "220 go\r\n")
				real(cfg)(c)
			case "MAIL FROM:<>\r\n":
				io.WriteString(c, say)
				if l, _ := r.ReadString('\n'); say != "" && !strings.HasPrefix(say, "530 5.7.0 A") && l != "QUIT\r\n" {
					t.Errorf("after the sender: %q", l)
				}
			}
		}), SMTP, Options{System: ca.pool(), LoginProbe: true})
		if r.required.state != want {
			t.Errorf("%q: %+v, want %s", say, r.required, want)
		}
	}
}

// Postgres 17 takes TLS from the first byte, from clients that name its protocol.
func TestPostgresDirect(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cfg := &ctls.Config{Certificates: []ctls.Certificate{ca.rsaLeaf(t, 2048, nil)}, MinVersion: tls12, NextProtos: []string{"postgresql"}}
	handle := func(c net.Conn) {
		h, ok := listen(c)
		switch {
		case !ok:
		case h.version >= tls12 && !h.ssl2 && h.alpn != "postgresql":
			c.Write(fatal(tls12, 120))
		default:
			modern(c, h, cfg)
		}
	}
	check(t, lookVia(t, serve(t, handle), PostgresDirect, Options{System: ca.pool()}), "rrrraa", "", "")
	// Who does not name it is told nothing of versions.
	if got := verdicts(lookVia(t, serve(t, handle), Direct, Options{System: ca.pool()})); strings.ContainsAny(got, "a") {
		t.Errorf("without the name: %s", got)
	}
	// An older Postgres takes a hello for a broken start and closes.
	check(t, lookVia(t, serve(t, func(c net.Conn) { listen(c) }), PostgresDirect, Options{System: ca.pool()}), "??????", "", "")
}

func FuzzLogin(f *testing.F) {
	f.Add([]byte(pgError("28000", "no encryption", "ClientAuthentication")))
	f.Add([]byte(pgMessage('R', "\x00\x00\x00\x0a")))
	f.Add([]byte("E\x00\x00\x00\x05C"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := startup(struct {
			io.Reader
			io.Writer
		}{strings.NewReader(string(b)), io.Discard})
		if err == nil && !r.auth && len(r.code) != 5 {
			t.Errorf("%+v", r)
		}
	})
}
