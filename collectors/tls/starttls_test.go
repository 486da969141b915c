package tls

import (
	"bufio"
	ctls "crypto/tls"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
)

func TestPostgres(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cfg := &ctls.Config{Certificates: []ctls.Certificate{ca.rsaLeaf(t, 2048, nil)}, MinVersion: tls10}
	after := func(say string, then func(net.Conn)) func(net.Conn) {
		return func(c net.Conn) {
			b := make([]byte, 8)
			if _, err := io.ReadFull(c, b); err != nil || string(b) != "\x00\x00\x00\x08\x04\xd2\x16\x2f" {
				return
			}
			io.WriteString(c, say)
			if then != nil {
				then(c)
			}
		}
	}
	for _, tt := range []struct {
		name, say string
		then      func(net.Conn)
		want      string
		off, gone string
		stuffed   bool
	}{
		{name: "S", say: "S", then: real(cfg), want: "rraaaa"},
		{name: "S with bytes behind it", say: "SE\x00\x00\x00\x05x", then: real(cfg), want: "rraaaa", stuffed: true},
		{name: "N", say: "N", off: "answers N"},
		{name: "E", say: "E\x00\x00", gone: "with an error"},
		{name: "something else", say: "HTTP/1.1 400", gone: `not Postgres: answers SSLRequest with "HTTP/1.1 400"`},
		{name: "closed", gone: "closed in answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := lookVia(t, serve(t, after(tt.say, tt.then)), Postgres, Options{System: ca.pool()})
			check(t, r, tt.want, tt.off, tt.gone)
			if r.stuffed != tt.stuffed {
				t.Errorf("stuffed %v", r.stuffed)
			}
		})
	}
}

func check(t *testing.T, r *result, want, off, gone string) {
	t.Helper()
	got := verdicts(r)
	if want == "" {
		want = "------"
	}
	if got != want {
		t.Errorf("versions %s, want %s", got, want)
		dump(t, r)
	}
	if off == "" && r.off != "" || !strings.Contains(r.off, off) {
		t.Errorf("off: %q, want %q", r.off, off)
	}
	if gone == "" && r.unreachable != "" || !strings.Contains(r.unreachable, gone) {
		t.Errorf("unreachable: %q, want %q", r.unreachable, gone)
	}
	if r.web != nil {
		t.Error("HTTP was asked for")
	}
	if r.connections > 25 {
		t.Errorf("%d connections", r.connections)
	}
}

func TestSMTP(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cfg := &ctls.Config{Certificates: []ctls.Certificate{ca.rsaLeaf(t, 2048, nil)}, MinVersion: tls12}
	mail := func(greet, features, start string) func(net.Conn) {
		return func(c net.Conn) {
			r := bufio.NewReader(c)
			io.WriteString(c, greet)
			if l, err := r.ReadString('\n'); err != nil || !strings.HasPrefix(l, "EHLO [127.0.0.1]") {
				return
			}
			io.WriteString(c, features)
			if l, err := r.ReadString('\n'); err != nil || l != "STARTTLS\r\n" {
				return
			}
			io.WriteString(c, start)
			if strings.HasPrefix(start, "220") {
				real(cfg)(c)
			}
		}
	}
	hello := "220-mail.example.com\r\n220 ready\r\n"
	for _, tt := range []struct {
		name            string
		handle          func(net.Conn)
		want, off, gone string
		stuffed         bool
	}{
		{name: "offered", handle: mail(hello, "250-mail.example.com\r\n250-SIZE 1\r\n250 starttls\r\n", "220 go ahead\r\n"), want: "rrrraa"},
		{name: "bytes behind the answer", handle: mail(hello, "250-m\r\n250 STARTTLS\r\n", "220 go\r\n250 injected\r\n"), want: "rrrraa", stuffed: true},
		{name: "not offered", handle: mail(hello, "250-m\r\n250 STARTTLSX\r\n", ""), off: "does not name STARTTLS"},
		{name: "only the greeting has the word", handle: mail(hello, "250 STARTTLS\r\n", ""), off: "does not name STARTTLS"},
		{name: "not available now", handle: mail(hello, "250-m\r\n250 STARTTLS\r\n", "454 later\r\n"), gone: "answers STARTTLS with 454"},
		{name: "no service", handle: mail("554 no\r\n", "", ""), gone: "greets with 554"},
		{name: "EHLO is refused", handle: mail(hello, "502 what\r\n", ""), gone: "answers EHLO with 502"},
		{name: "not SMTP", handle: mail("SSH-2.0-x\r\n", "", ""), gone: `not SMTP: "SSH-2.0-x"`},
		{name: "codes that differ", handle: mail("220-a\r\n250 b\r\n", "", ""), gone: "not SMTP"},
		{name: "a line without an end", handle: mail(strings.Repeat("2", 5000), "", ""), gone: "a line of more than 2048 bytes"},
		{name: "lines without an end", handle: mail(strings.Repeat("220-a\r\n", 200), "", ""), gone: "more than 100 lines"},
		{name: "closes", handle: func(net.Conn) {}, gone: "closed in the middle"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := lookVia(t, serve(t, tt.handle), SMTP, Options{System: ca.pool()})
			check(t, r, tt.want, tt.off, tt.gone)
			if r.stuffed != tt.stuffed {
				t.Errorf("stuffed %v", r.stuffed)
			}
		})
	}
}

func TestParseTarget(t *testing.T) {
	for in, want := range map[string]string{
		"app.example.com":                        "app.example.com:443",
		"APP.example.com.:8443":                  "app.example.com:8443",
		"https://app.example.com/":               "app.example.com:443",
		"postgres://db.example.com":              "db.example.com:5432 (postgres)",
		"smtp://mail.example.com:587":            "mail.example.com:587 (smtp)",
		"tls://mail.example.com:465":             "mail.example.com:465 (tls)",
		"192.0.2.1":                              "192.0.2.1:443",
		"2001:db8::1":                            "[2001:db8::1]:443",
		"[2001:db8::1]":                          "[2001:db8::1]:443",
		"[2001:db8::1]:8443":                     "[2001:db8::1]:8443",
		"::ffff:192.0.2.1":                       "192.0.2.1:443",
		"a_b.example.com":                        "a_b.example.com:443",
		"":                                       "error",
		"app.example.com:0":                      "error",
		"app.example.com:99999":                  "error",
		"app.example.com:https":                  "error",
		"ftp://app.example.com":                  "error",
		"https://app.example.com/path":           "error",
		"a b":                                    "error",
		"-a.example.com":                         "error",
		"a..b":                                   "error",
		"\x1b[2Jx":                               "error",
		"postgres://u:CANARY@db.example.com/app": "error",
	} {
		got, err := ParseTarget(in, HTTPS)
		s := got.String()
		if err != nil {
			s = "error"
			if strings.Contains(err.Error(), "CANARY") {
				t.Errorf("%s: the error shows the password: %v", in, err)
			}
		}
		if s != want {
			t.Errorf("%q: %s (%v), want %s", in, s, err, want)
		}
	}
}

func TestReadTargets(t *testing.T) {
	ts, err := ReadTargets(strings.NewReader("# hosts\n\napp.example.com # ours\nsmtp://mail.example.com\n"), Postgres)
	if err != nil || fmt.Sprint(ts) != "[app.example.com:5432 (postgres) mail.example.com:25 (smtp)]" {
		t.Errorf("%v %v", ts, err)
	}
	for in, want := range map[string]string{
		"a.example.com\nb c\n":                                       "line 2:",
		strings.Repeat("a.example.com\n", maxTargets+1):              "more than 10000 hosts",
		strings.Repeat("#", 200) + "\n" + strings.Repeat("x", 70000): "too long",
		strings.Repeat("# comment\n", 200_000):                       "more than 1 MiB",
	} {
		if _, err := ReadTargets(strings.NewReader(in), HTTPS); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", clip(in), err)
		}
	}
}
