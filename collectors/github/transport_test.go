package github

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/candor-dev/candor"
)

// Waits are those that GitHub asks for, and none is longer than allowed.
func TestWaits(t *testing.T) {
	reset := func(d time.Duration) string { return fmt.Sprint(now().Add(d).Unix()) }
	for name, c := range map[string]struct {
		header    map[string]string
		body      string
		status    int
		want      []time.Duration // what was waited before each further try
		state     candor.State
		exhausted bool
	}{
		"as long as it says":     {map[string]string{"Retry-After": "7"}, "{}", 429, []time.Duration{7 * time.Second, 7 * time.Second}, candor.Throttled, false},
		"a 403 for rate":         {map[string]string{"Retry-After": "3"}, "{}", 403, []time.Duration{3 * time.Second, 3 * time.Second}, candor.Throttled, false},
		"too long":               {map[string]string{"Retry-After": "600"}, "{}", 429, nil, candor.Throttled, false},
		"it does not say":        {nil, `{"message": "You have exceeded a secondary rate limit."}`, 403, []time.Duration{time.Minute, time.Minute}, candor.Throttled, false},
		"the hour is soon over":  {map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset(20 * time.Second)}, "{}", 403, []time.Duration{21 * time.Second, 21 * time.Second}, candor.Throttled, false},
		"the hour is used up":    {map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": reset(time.Hour)}, "{}", 403, nil, candor.Throttled, true},
		"a reset that is none":   {map[string]string{"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, "{}", 403, nil, candor.Throttled, false},
		"a failure":              {nil, "{}", 502, []time.Duration{time.Second, 2 * time.Second}, candor.Error, false},
		"a refusal for no right": {nil, `{"message": "Must have admin rights to Repository."}`, 403, nil, candor.Denied, false},
	} {
		t.Run(name, func(t *testing.T) {
			var waits []time.Duration
			var mu sync.Mutex
			var after atomic.Int64
			refused := false
			h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if specIn(r) != callRepo {
					if refused {
						after.Add(1)
					}
					acme().ServeHTTP(w, r)
					return
				}
				refused = true
				w.Header().Set("Date", now().Format(http.TimeFormat))
				for k, v := range c.header {
					w.Header().Set(k, v)
				}
				w.WriteHeader(c.status)
				fmt.Fprint(w, c.body)
			})
			s := collectFrom(t.Context(), t, h, Options{Sleep: func(_ context.Context, d time.Duration) error {
				mu.Lock()
				defer mu.Unlock()
				waits = append(waits, d.Round(time.Second))
				return nil
			}}, Target{"acme", "app"})
			if g := get(t, s, KindBranch, "acme/app"); g.State != c.state {
				t.Errorf("%s: %s", g.State, g.Reason)
			}
			if fmt.Sprint(waits) != fmt.Sprint(c.want) {
				t.Errorf("waited %v, want %v", waits, c.want)
			}
		})
	}
}

// When the hour's allowance is used up nothing more is sent, and every further
// call says so.
func TestExhausted(t *testing.T) {
	var sent atomic.Int64
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		sent.Add(1)
		w.Header().Set("Date", time.Now().UTC().Format(http.TimeFormat))
		w.Header().Set("X-RateLimit-Remaining", "0")
		w.Header().Set("X-RateLimit-Reset", fmt.Sprint(time.Now().Add(time.Hour).Unix()))
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"message": "API rate limit exceeded for user ID 1."}`)
	})
	s := collectFrom(t.Context(), t, h, Options{}, Target{"acme", "app"}, Target{"acme", "site"})
	if n := sent.Load(); n != 1 {
		t.Errorf("%d requests, want 1", n)
	}
	for _, f := range s.Evidence().Facts {
		if f.State != candor.Throttled {
			t.Errorf("%s %s is %s: %s", f.Kind, f.Subject, f.State, f.Reason)
		}
	}
}

// After a failure that passes, everything is there, and the tries are counted.
func TestFailureThatPasses(t *testing.T) {
	var n atomic.Int64
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if specIn(r) == callOwners && n.Add(1) < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		acme().ServeHTTP(w, r)
	})
	s := collectFrom(t.Context(), t, h, Options{}, Target{"acme", "app"})
	if gaps := s.Gaps(); len(gaps) > 0 {
		t.Errorf("gaps: %v", gaps)
	}
	if c := s.Evidence().Manifests[0].Counters[callOwners]; c.Calls != 1 || c.Retries != 2 {
		t.Errorf("%+v", c)
	}
}

// The token goes to one host, over GET alone, whatever an answer names.
func TestTokenStays(t *testing.T) {
	var leaked atomic.Bool
	other := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		leaked.Store(true)
	}))
	defer other.Close()
	h := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.Header.Get("Authorization") != "Bearer ghp_"+canary {
			t.Errorf("%s with %q", r.Method, r.Header.Get("Authorization"))
		}
		switch specIn(r) {
		case callContents:
			http.Redirect(w, r, other.URL, http.StatusMovedPermanently)
		case callActions:
			http.Redirect(w, r, other.URL, http.StatusFound)
		default:
			acme().ServeHTTP(w, r)
		}
	})
	s := collectFrom(t.Context(), t, h, Options{}, Target{"acme", "app"})
	noCanary(t, s)
	if leaked.Load() {
		t.Error("another host was asked")
	}
	for _, k := range []string{KindOwners, KindActions} {
		if g := get(t, s, k, "acme/app"); g.State != candor.Error || !strings.Contains(g.Reason, "moved") && !strings.Contains(g.Reason, "another host") {
			t.Errorf("%s: %s %s", k, g.State, g.Reason)
		}
	}
}

func TestURL(t *testing.T) {
	for _, u := range []string{"http://github.example.com/", "ftp://x/", "not an address", "https://user:" + canary + "@github.example.com/", "https:///x"} {
		if _, err := Run(t.Context(), nil, Options{URL: u, Token: "t"}); err == nil || strings.Contains(err.Error(), canary) {
			t.Errorf("%s: %v", u, err)
		}
	}
	for host, want := range map[string]bool{"api.github.com": false, "api.acme.ghe.com": false, "github.example.com": true, "api.github.com.example.com": true, "ghe.com": true, "127.0.0.1": true} {
		if emulated(host) != want {
			t.Errorf("%s: %v", host, !want)
		}
	}
}
