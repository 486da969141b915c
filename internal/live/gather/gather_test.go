package gather

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

var spec = live.Spec{ID: "box.get", Doc: "asks for the box", Kinds: []string{"box"}, TTL: time.Hour, Absent: []string{"404 no_box"}, Unsupported: []string{"400 no_lid"}, Needs: []live.Permission{{Action: "box:read"}}}

func client(t *testing.T, h http.HandlerFunc, waited *[]time.Duration) *Client {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	u, err := url.Parse(s.URL + "/api")
	if err != nil {
		t.Fatal(err)
	}
	return &Client{Base: u, Token: "secret-token-1234567890", Timeout: 200 * time.Millisecond, Attempts: 3, RequestID: "X-Id",
		Sleep: func(_ context.Context, d time.Duration) error {
			if waited != nil {
				*waited = append(*waited, d)
			}
			return nil
		}}
}

func TestGet(t *testing.T) {
	for name, c := range map[string]struct {
		status int
		header string
		body   string
		want   candor.State
		reason string
		tries  int
		waits  string
	}{
		"answer":       {200, "", `{"a":1}`, candor.Observed, "", 1, ""},
		"denied":       {403, "", `{}`, candor.Denied, "it needs box:read", 1, ""},
		"no such path": {404, "", `x`, candor.Denied, "may not see it", 1, ""},
		"absent":       {404, "", `{"error":{"code":"no_box","message":"secret"}}`, candor.Absent, "there is none (404 no_box)", 1, ""},
		"unsupported":  {400, "", `{"error":{"code":"no_lid"}}`, candor.Unsupported, "does not know", 1, ""},
		"throttled":    {429, "7", ``, candor.Throttled, "refused for rate", 3, "[7s 7s]"},
		"for long":     {429, "3600", ``, candor.Throttled, "too long", 1, ""},
		"broken":       {503, "", ``, candor.Error, "the service failed (503)", 3, "[1s 2s]"},
		"elsewhere":    {302, "", ``, candor.Error, "sends elsewhere", 1, ""},
		"odd":          {418, "", ``, candor.Error, "answered with 418", 1, ""},
		"no JSON":      {200, "", `secret <html>`, candor.Error, "not the JSON", 1, ""},
		"two values":   {200, "", `{} {}`, candor.Error, "not the JSON", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var waited []time.Duration
			cl := client(t, func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != "/api/box" || r.URL.RawQuery != "q=1" || r.Header.Get("Authorization") != "Bearer secret-token-1234567890" {
					t.Errorf("%s %s", r.URL, r.Header)
				}
				w.Header().Set("X-Id", "id-1")
				w.Header().Set("Location", "http://127.0.0.1:1/")
				if c.header != "" {
					w.Header().Set("Retry-After", c.header)
				}
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			}, &waited)
			var v struct {
				A int `json:"a"`
			}
			it := cl.Get(t.Context(), Ask{Spec: &spec, Path: "/box", Query: url.Values{"q": {"1"}}, Subject: "b"}, &v)
			if it.State != c.want || !strings.Contains(it.Reason, c.reason) || len(it.Requests) != c.tries || strings.Contains(it.Reason, "secret") {
				t.Errorf("%+v", it)
			}
			if got := fmt.Sprint(waited); c.waits != "" && got != c.waits {
				t.Errorf("waited %s, want %s", got, c.waits)
			}
			if q := it.Requests[0]; q.ID != "id-1" || q.Status != c.status || q.ServerDate.IsZero() {
				t.Errorf("%+v", q)
			}
			if (it.Digest != "") != (c.want == candor.Observed) {
				t.Errorf("digest %q", it.Digest)
			}
		})
	}
}

func TestGetLost(t *testing.T) {
	large := strings.Repeat(" ", maxBody+1)
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		want string
	}{
		"slow":  {func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }, "no answer in time"},
		"large": {func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, large) }, "larger than 8 MiB"},
		"cut": {func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			fmt.Fprint(w, "{")
		}, "ended early"},
	} {
		cl := client(t, c.h, nil)
		cl.Timeout = 2 * time.Second
		if name == "slow" {
			cl.Timeout = 50 * time.Millisecond
		}
		var v any
		if it := cl.Get(t.Context(), Ask{Spec: &spec, Path: "x"}, &v); it.State != candor.Error || !strings.Contains(it.Reason, c.want) {
			t.Errorf("%s: %+v", name, it)
		}
	}
}

func TestPace(t *testing.T) {
	var waited []time.Duration
	cl := client(t, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "{}") }, &waited)
	cl.PerMinute = 2
	for range 5 {
		var v any
		cl.Get(t.Context(), Ask{Spec: &spec, Path: "x"}, &v)
	}
	if len(waited) != 3 || waited[0] < 50*time.Second || waited[0] > time.Minute {
		t.Errorf("waited %v", waited)
	}
}

func TestRecord(t *testing.T) {
	now := time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC)
	r := &Record{ID: "box", Version: "1", Kinds: []string{"box", "lid"}, Specs: []live.Spec{spec}, Now: now}
	it := &live.Item{Spec: "box.get", State: candor.Denied, Reason: "refused"}
	r.Item(it)
	r.Gap(it, "box://1", "1", "box", "lid")
	r.Fact(it, candor.Fact{Kind: "box", Subject: "2", State: candor.Observed, At: candor.Location{Path: "box://2"}, Value: map[string]any{"url": "postgres://u:pass-word-1234@h/db", "l": []any{"a"}}})
	f := r.File("someone", now.Add(time.Second))
	if f.Runs[0].State != candor.Partial || f.Runs[0].Reason != "1: refused" || len(r.Gaps()) != 1 || f.Manifests[0].Counters["box.get"].Denied != 1 {
		t.Errorf("%+v %v", f.Runs[0], r.Gaps())
	}
	if f.Facts[2].From.Call.Item != f.Items[0].ID || f.Items[0].ID == "" {
		t.Errorf("%+v", f.Facts[2].From)
	}
	if s := fmt.Sprint(f.Facts[2].Value); strings.Contains(s, "pass-word") {
		t.Error(s)
	}
}
