package web

import (
	"bytes"
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live/gather"
	"github.com/candor-dev/candor/internal/live/livetest"
)

const canary = "CANARY-d41d8cd98f00b204"

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

const goodText = "Contact: mailto:security@example.com\nExpires: 2027-06-30T00:00:00Z\nCanonical: https://example.com/.well-known/security.txt\n"

const vendorPage = `<html><body><h1>Subprocessors</h1><table>
<tr><th>Name</th><th>Purpose</th><th>Effective</th></tr>
<tr><td>Hoster</td><td>hosting</td><td></td></tr>
</table></body></html>`

const keySet = `{"keys":[{"kty":"EC","kid":"a","crv":"P-256","x":"AA","y":"BB","alg":"ES256","use":"sig"},{"kty":"RSA","kid":"old","n":"` + "3q2-7w" + `","e":"AQAB","d":"` + canary + `"},{"kty":"oct","kid":"sym","k":"` + canary + `"}]}`

// site is a server of one host, by path.
type site map[string]func(http.ResponseWriter, *http.Request)

func (s site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h, ok := s[r.URL.Path]; ok {
		h(w, r)
		return
	}
	http.NotFound(w, r)
}

func serve(kind, body string) func(http.ResponseWriter, *http.Request) {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", kind)
		fmt.Fprint(w, body)
	}
}

func whole() site {
	return site{
		"/.well-known/security.txt": serve("text/plain; charset=utf-8", goodText),
		"/subprocessors":            serve("text/html", vendorPage),
		"/jwks.json":                serve("application/json", keySet),
		"/": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload")
			w.Header().Set("Content-Security-Policy", "default-src 'self'; script-src 'nonce-"+canary+"' 'unsafe-inline'; frame-ancestors 'none'")
			w.Header().Set("Set-Cookie", "session="+canary)
			fmt.Fprint(w, "hello "+canary)
		},
	}
}

// look runs the collector against a handler that plays every host.
func look(ctx context.Context, t *testing.T, h http.Handler, change func(*Options)) (*evidence.File, *gather.Record) {
	t.Helper()
	s := httptest.NewTLSServer(h)
	defer s.Close()
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	o := Options{
		Sites: []string{"example.com"}, Subprocessors: []string{"https://example.com/subprocessors"}, JWKS: []string{"https://example.com/jwks.json"},
		Roots: roots, Now: now, Timeout: 300 * time.Millisecond, Vantage: "a test",
		Lookup: func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("192.0.2.1")}, nil
		},
		Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, s.Listener.Addr().String())
		},
	}
	if change != nil {
		change(&o)
	}
	r, err := Run(ctx, o)
	if err != nil {
		t.Fatal(err)
	}
	f := r.File("", now)
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	if o.History != nil {
		hb, err := o.History.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		b.Write(hb)
	}
	if bytes.Contains(b.Bytes(), []byte(canary)) {
		t.Errorf("what was written holds the canary: %s", b.Bytes())
	}
	return f, r
}

func find(t *testing.T, f *evidence.File, kind string) candor.Fact {
	t.Helper()
	for _, x := range f.Facts {
		if x.Kind == kind {
			return x
		}
	}
	t.Fatalf("no %s", kind)
	return candor.Fact{}
}

func val(t *testing.T, x candor.Fact) map[string]any {
	t.Helper()
	m, ok := x.Value.(map[string]any)
	if !ok {
		t.Fatalf("%+v has no value", x)
	}
	return m
}

func TestMatrix(t *testing.T) {
	d := livetest.Dialect{
		Spec: func(r *http.Request) string {
			switch r.URL.Path {
			case "/.well-known/security.txt", "/security.txt":
				return "security_txt.get"
			case "/":
				return "root.get"
			case "/subprocessors":
				return "subprocessors.get"
			}
			return "jwks.get"
		},
		Answer: func(w http.ResponseWriter, _ *http.Request, _ string, f livetest.Fault) bool {
			w.WriteHeader(map[livetest.Fault]int{livetest.Deny: 403, livetest.Throttle: 429, livetest.Broken: 503}[f])
			return true
		},
		Wait: 2 * time.Second,
	}
	run := func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File {
		f, _ := look(ctx, t, h, nil)
		return f
	}
	specs := Specs()
	var matrix = specs[:0:0]
	for _, s := range specs {
		if s.ID != "root.get" {
			matrix = append(matrix, s)
		}
	}
	livetest.Matrix(t, matrix, whole(), d, run)
	before := run(t.Context(), t, whole())
	for _, f := range livetest.Faults(&specs[1]) {
		if f == livetest.Garbage { // the headers are the answer, and a page may say what it likes
			continue
		}
		after := run(t.Context(), t, livetest.Inject(t, whole(), d, "root.get", f))
		for _, w := range livetest.Compare(&specs[1], before, after) {
			t.Errorf("%s: %s", f, w)
		}
	}
}

func TestWhole(t *testing.T) {
	f, r := look(t.Context(), t, whole(), nil)
	if len(r.Gaps()) > 0 {
		t.Errorf("gaps %v", r.Gaps())
	}
	s := val(t, find(t, f, KindSecurity))
	if len(s["problems"].([]any)) > 0 || s["days_left"] != 220 || s["signed"] != false {
		t.Errorf("%+v", s)
	}
	h := val(t, find(t, f, KindHeaders))
	if fmt.Sprint(h["csp"]) != "map[directives:[default-src script-src frame-ancestors] frame_ancestors:'none' loose:['unsafe-inline']]" {
		t.Errorf("%v", h["csp"])
	}
	web := val(t, find(t, f, kindHTTP))
	if fmt.Sprint(web["https"].(map[string]any)["hsts"]) != "map[count:1 max_age:63072000 preload:true subdomains:true]" {
		t.Errorf("%v", web)
	}
	it := f.Items[0]
	if it.Params["vantage"] != "a test" || !strings.HasPrefix(it.Params["chain"], "sha256:") || it.Params["address"] == "" || it.Requests[0].ServerDate.IsZero() || it.Digest == "" {
		t.Errorf("%+v", it)
	}
	secret := 0
	for _, x := range f.Facts {
		if x.Kind == KindKey && val(t, x)["secret"] == true {
			secret++
		}
	}
	if secret != 2 {
		t.Errorf("%d secret keys, want 2", secret)
	}
}

func only(sites ...string) func(*Options) {
	return func(o *Options) { o.Sites, o.Subprocessors, o.JWKS = sites, nil, nil }
}

func TestSecurityServed(t *testing.T) {
	to := func(where string) func(http.ResponseWriter, *http.Request) {
		return func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Location", where); w.WriteHeader(302) }
	}
	noCanonical := strings.Join(strings.SplitAfter(goodText, "\n")[:2], "")
	for name, c := range map[string]struct {
		s    site
		want string // the first problem, or the reason of the gap
		st   candor.State
	}{
		"nowhere":        {site{}, "neither", candor.Absent},
		"old place":      {site{"/security.txt": serve("text/plain", noCanonical)}, "at /security.txt alone", candor.Observed},
		"redirected":     {site{"/.well-known/security.txt": to("/sec"), "/sec": serve("text/plain", goodText)}, "", candor.Observed},
		"loop":           {site{"/.well-known/security.txt": to("/.well-known/security.txt")}, "more than 5 redirects", candor.Error},
		"plain HTTP":     {site{"/.well-known/security.txt": to("http://example.com/x")}, "plain HTTP", candor.Error},
		"other scheme":   {site{"/.well-known/security.txt": to("file:///etc/passwd")}, "address that is none", candor.Error},
		"private":        {site{"/.well-known/security.txt": to("https://127.0.0.1/x")}, "private network", candor.Error},
		"a page":         {site{"/.well-known/security.txt": serve("text/html", "<!doctype html>\n<title>x</title>\n")}, "neither a field nor a comment", candor.Observed},
		"wrong type":     {site{"/.well-known/security.txt": serve("application/octet-stream", noCanonical)}, "not as text/plain", candor.Observed},
		"wrong charset":  {site{"/.well-known/security.txt": serve("text/plain; charset=latin1", noCanonical)}, "not in utf-8", candor.Observed},
		"wrong place":    {site{"/.well-known/security.txt": serve("text/plain", noCanonical+"Canonical: https://example.org/.well-known/security.txt\n")}, "Canonical does not name", candor.Observed},
		"denied":         {site{"/.well-known/security.txt": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(403) }, "/security.txt": serve("text/plain", noCanonical)}, "403", candor.Denied},
		"huge":           {site{"/.well-known/security.txt": serve("text/plain", strings.Repeat("#\n", maxSecurity))}, "larger than 64 KiB", candor.Error},
		"binary":         {site{"/.well-known/security.txt": serve("text/plain", "\x00")}, "no text", candor.Error},
		"slow":           {site{"/.well-known/security.txt": func(w http.ResponseWriter, r *http.Request) { w.(http.Flusher).Flush(); <-r.Context().Done() }}, "no answer in time", candor.Error},
		"nothing at all": {site{"/.well-known/security.txt": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(204) }}, "204 and no page", candor.Error},
	} {
		t.Run(name, func(t *testing.T) {
			f, _ := look(t.Context(), t, c.s, only("example.com"))
			x := find(t, f, KindSecurity)
			got := x.Reason
			if x.State == candor.Observed {
				if ps, _ := val(t, x)["problems"].([]any); len(ps) > 0 {
					got = ps[0].(map[string]any)["text"].(string)
				}
			}
			if x.State != c.st || (c.want == "") != (got == "") || !strings.Contains(got, c.want) {
				t.Errorf("%s %q, want %s %q", x.State, got, c.st, c.want)
			}
		})
	}
}

// HSTS is that of the host which was asked, though it sends on to another one.
func TestRedirectedRoot(t *testing.T) {
	s := site{"/": func(w http.ResponseWriter, r *http.Request) {
		if r.Host == "example.com" {
			w.Header().Set("Location", "https://127.0.0.1/")
			w.WriteHeader(http.StatusMovedPermanently)
			return
		}
		w.Header().Set("Strict-Transport-Security", "max-age=1")
	}}
	f, _ := look(t.Context(), t, s, func(o *Options) { only("example.com")(o); o.AllowPrivate = true })
	https := val(t, find(t, f, kindHTTP))["https"].(map[string]any)
	if https["status"] != 301 || https["hsts"] != nil {
		t.Errorf("%v", https)
	}
	if h := val(t, find(t, f, KindHeaders)); h["hsts"] == nil || fmt.Sprint(h["redirects"]) != "[https://127.0.0.1/]" {
		t.Errorf("%v", h)
	}
}

func TestRefused(t *testing.T) {
	inside := func(o *Options) {
		only("example.com")(o)
		o.Lookup = func(context.Context, string) ([]netip.Addr, error) {
			return []netip.Addr{netip.MustParseAddr("10.0.0.8")}, nil
		}
	}
	f, _ := look(t.Context(), t, whole(), inside)
	if x := find(t, f, KindSecurity); x.State != candor.Error || !strings.Contains(x.Reason, "private network") {
		t.Errorf("%+v", x)
	}
	f, _ = look(t.Context(), t, whole(), func(o *Options) { inside(o); o.AllowPrivate = true })
	if x := find(t, f, KindSecurity); x.State != candor.Observed {
		t.Errorf("%+v", x)
	}
	f, _ = look(t.Context(), t, whole(), only("127.0.0.1")) // named
	if x := find(t, f, KindSecurity); x.State != candor.Observed {
		t.Errorf("%+v", x)
	}
	f, _ = look(t.Context(), t, whole(), func(o *Options) { only("example.com")(o); o.Roots = nil })
	if x := find(t, f, KindHeaders); x.State != candor.Error || !strings.Contains(x.Reason, "can't be trusted") {
		t.Errorf("%+v", x)
	}
	for _, bad := range []string{"", "http://example.com", "https://u:" + canary + "@example.com", "https://", "ftp://x"} {
		if _, err := Run(t.Context(), Options{Sites: []string{bad}}); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	for a, want := range map[string]bool{"127.0.0.1": true, "10.1.2.3": true, "169.254.169.254": true, "100.64.0.1": true, "::1": true, "fd00::1": true, "224.0.0.1": true, "0.0.0.0": true, "64:ff9b::a00:1": true, "192.0.2.1": false, "2001:db8::1": false} {
		if got := private(netip.MustParseAddr(a)); got != want {
			t.Errorf("%s: %v", a, got)
		}
	}
}
