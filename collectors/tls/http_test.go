package tls

import (
	ctls "crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
)

func TestHTTP(t *testing.T) {
	ca := newAuthority(t, "root", nil)
	cfg := &ctls.Config{Certificates: []ctls.Certificate{ca.rsaLeaf(t, 2048, nil)}}
	closed := func() uint16 {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close() // the port is free again
		return l.Addr().(*net.TCPAddr).AddrPort().Port()
	}
	send := func(header string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			if r.Host != "app.example.com:"+r.Context().Value(http.LocalAddrContextKey).(*net.TCPAddr).AddrPort().String()[len("127.0.0.1:"):] || !strings.HasPrefix(r.UserAgent(), "candor/") {
				status = 421
			}
			if header != "" {
				w.Header().Set("Strict-Transport-Security", header)
			}
			w.WriteHeader(status)
			io.WriteString(w, "secret body")
		}
	}
	redirect := func(to string, status int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) { w.Header().Set("Location", to); w.WriteHeader(status) }
	}
	for _, tt := range []struct {
		name          string
		secure, plain http.Handler
		raw           func(net.Conn) // in place of plain
		want          string
	}{
		{name: "two years and a redirect", secure: send("max-age=63072000; includeSubDomains; preload", 200), plain: redirect("https://app.example.com/?token=CANARY", 301),
			want: "200 age=63072000 sub=true; answer 301 https app.example.com"},
		{name: "no header and a page", secure: send("", 200), plain: send("", 200), want: "200 none; answer 200  "},
		{name: "a broken header", secure: send("max-age=abc", 404), plain: redirect("/login", 302), want: "404 age=-1 sub=false; answer 302 relative "},
		{name: "a directive twice", secure: send("max-age=1; max-age=2", 200), plain: redirect("http://www.example.com/", 308), want: "200 age=-1 sub=false; answer 308 http www.example.com"},
		{name: "a closed port", secure: send(`max-age="300"`, 200), want: "200 age=300 sub=false; closed 0  "},
		{name: "garbage", secure: send("", 500), raw: func(c net.Conn) { io.WriteString(c, "220 ready\r\n") }, want: "500 none; unknown 0  "},
		{name: "a head without an end", secure: send("", 500), raw: func(c net.Conn) {
			io.WriteString(c, "HTTP/1.1 200 OK\r\n")
			for {
				if _, err := fmt.Fprintf(c, "X-%s: y\r\n", strings.Repeat("x", 1000)); err != nil {
					return
				}
			}
		}, want: "500 none; unknown 0  "},
	} {
		t.Run(tt.name, func(t *testing.T) {
			at := website(t, cfg, tt.secure)
			port := closed()
			switch {
			case tt.plain != nil:
				port = website(t, nil, tt.plain).Port()
			case tt.raw != nil:
				port = serve(t, tt.raw).Port()
			}
			r := look(t, at, Options{System: ca.pool(), PlainPort: port})
			v := r.web.value(r)
			s, p := v["https"].(map[string]any), v["plain"].(map[string]any)
			got := fmt.Sprint(s["status"], " none")
			if h, ok := s["hsts"].(map[string]any); ok {
				got = fmt.Sprintf("%v age=%v sub=%v", s["status"], h["max_age"], h["subdomains"])
			}
			got += fmt.Sprintf("; %v %v %v %v", p["state"], p["status"], p["scheme"], p["to"])
			if got != tt.want {
				t.Errorf("got  %s\nwant %s (%v, %v)", got, tt.want, s["why"], p["why"])
			}
			if text := fmt.Sprint(v); strings.Contains(text, "CANARY") || strings.Contains(text, "secret body") {
				t.Errorf("kept what is nobody's business: %s", text)
			}
			if r.connections > 25 {
				t.Errorf("%d connections", r.connections)
			}
		})
	}
	at := website(t, cfg, send("", 200))
	if r := look(t, at, Options{System: ca.pool()}); r.web.plain.value()["state"] != "not_asked" {
		t.Errorf("port 80 beside another port: %+v", r.web.plain)
	}
}
