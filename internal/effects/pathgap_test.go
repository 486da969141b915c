package effects

import (
	"strings"
	"testing"
)

func TestMatchDoorWithGap(t *testing.T) {
	for _, c := range []struct {
		pattern, path, gap string
		want               match
	}{
		{"/v1/public/**", "/v1/public/<name>", "name", matchYes},
		{"/v1/public/*", "/v1/public/<name>", "name", matchMaybe}, // the name may hold a slash
		{"/v1/public/a", "/v1/public/<name>", "name", matchMaybe},
		{"/v1/private/**", "/v1/public/<name>", "name", matchNo},
		{"/**", "<cfg.Base>/users", "cfg.Base", matchYes},
		{"/**/users", "<cfg.Base>/users", "cfg.Base", matchYes},
		{"/admin/**", "<cfg.Base>/users", "cfg.Base", matchMaybe},
		{"/admin/users", "<cfg.Base>/users", "cfg.Base", matchMaybe},
		{"/users", "<cfg.Base>/users", "cfg.Base", matchMaybe},
		{"POST /tags", "<cfg.Base>/users", "cfg.Base", matchNo},
		{"/admin/tags", "<cfg.Base>/users", "cfg.Base", matchNo},
		{"<cfg.Base>/users", "<cfg.Base>/users", "cfg.Base", matchYes},
		{"POST <cfg.Base>/users", "<cfg.Base>/users", "cfg.Base", matchYes},
		{"GET /**", "<cfg.Base>/users", "cfg.Base", matchNo},
		{"m/api.A", "<cfg.Base>/users", "cfg.Base", matchYes},
		{"/a/*/c/*", "/a/<x>/c/<y>", "x", matchMaybe},
		{"/a/**", "/a/<x>/c/<y>", "x", matchYes},
		{"/b/**", "/a/<x>/c/<y>", "x", matchNo},
		{"/a/b/d", "/a/<i > 0>/d", "i > 0", matchMaybe},
		{"/a/b/e", "/a/<i > 0>/d", "i > 0", matchNo},
		{"/users", "/users", "what is served", matchMaybe}, // a gap that the path does not show
		{"/v1/<id>", "/v1/<id>", "", matchYes},             // no gap: a path that looks like one
		{"/v1/a", "/v1/<id>", "", matchNo},
	} {
		d := Door{Kind: HTTP, Methods: []string{"POST"}, Path: c.path, PathGap: c.gap, Handler: "m/api.A"}
		if c.pattern == c.path && c.gap == "what is served" {
			d.Path, c.pattern = "/users", "/other"
		}
		if got := matchDoor(c.pattern, &d); got != c.want {
			t.Errorf("%s, %s: %d, want %d", c.pattern, c.path, got, c.want)
		}
		if got := MatchDoor(c.pattern, &d); got != (c.want == matchYes) {
			t.Errorf("MatchDoor says %v to %s, %s", got, c.pattern, c.path)
		}
	}
	rpc := Door{Kind: RPC, Path: "<svc>/Do", PathGap: "svc"}
	if matchDoor("rpc a.B/Do", &rpc) != matchMaybe || matchDoor("rpc a.B/No", &rpc) != matchNo || matchDoor("rpc *", &rpc) != matchYes {
		t.Error("procedures of a service that is unknown")
	}
}

// No pattern may be sure of a door of which some value of the gap breaks it,
// and none may rule out a door that some value fits.
func FuzzMatchDoorWithGap(f *testing.F) {
	f.Add("/v1/**", "/v1/", "a/b", "/x")
	f.Add("/**/users", "", "admin", "/users")
	f.Add("/a/*", "/a/", "", "")
	f.Fuzz(func(t *testing.T, pattern, before, value, after string) {
		for _, s := range []string{before, value, after} {
			for _, c := range s {
				if strings.ContainsRune(`<>*[]\?`, c) || c < ' ' {
					t.Skip()
				}
			}
		}
		d := Door{Kind: HTTP, Methods: []string{"POST"}, Path: "/" + before + "<x>" + after, PathGap: "x"}
		real := Door{Kind: HTTP, Methods: []string{"POST"}, Path: "/" + before + value + after}
		got, truth := matchDoor(pattern, &d), matchDoor(pattern, &real)
		if strings.Contains(pattern, "\x00") || pattern == d.Path || pattern == d.Name() || pattern == real.Name() {
			t.Skip()
		}
		if got == matchYes && truth != matchYes || got == matchNo && truth == matchYes {
			t.Errorf("%q on %q with %q: %d, in truth %d", pattern, d.Path, value, got, truth)
		}
	})
}

func TestConditions(t *testing.T) {
	for cond, want := range map[string][2]bool{ // a phrase, a plain switch
		"cfg.Audit": {false, true}, "cfg.Audit && cfg.Paid()": {false, true}, "!cfg.NoAudit": {false, false}, "cfg.Env == \"prod\"": {false, false},
		"one of several": {true, false}, "set up before the route": {true, false}, "on one of several ways to this route": {true, false},
		"path under /v1": {true, false}, "default": {true, false}, "type *T": {true, false}, "ok": {false, false}, "a || b": {false, false}, "err == nil": {false, false},
	} {
		if got := [2]bool{phrase(cond), plainSwitch(cond)}; got != want {
			t.Errorf("%s: %v, want %v", cond, got, want)
		}
	}
}

func TestServes(t *testing.T) {
	for s, want := range map[Symbol]string{
		"github.com/prometheus/client_golang/prometheus/promhttp.Handler": "metrics", "github.com/prometheus/client_golang/prometheus/promhttp.InstrumentHandlerCounter": "",
		"github.com/gofiber/fiber/v2/middleware/pprof.New$1": "profiles of the process", "net/http.FileServer": "files, a redirect or an error",
		"net/http.(*ServeMux).ServeHTTP": "", "net/http/cgi.(*Handler).ServeHTTP": "", "": "",
	} {
		if got := serves(s); got != want {
			t.Errorf("%s: %q", s, got)
		}
	}
}
