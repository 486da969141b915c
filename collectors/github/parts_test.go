package github

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// counting notes which paths are asked for, and gives over to another handler
// where that wants a request.
type counting struct {
	next    http.Handler
	instead func(http.ResponseWriter, *http.Request) bool

	mu    sync.Mutex
	asked []string
}

func (c *counting) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	c.asked = append(c.asked, strings.TrimPrefix(r.URL.Path, base))
	c.mu.Unlock()
	if c.instead == nil || !c.instead(w, r) {
		c.next.ServeHTTP(w, r)
	}
}

func (c *counting) about(repo string) int {
	n := 0
	for _, p := range c.asked {
		if strings.HasPrefix(p, "repos/acme/"+repo) {
			n++
		}
	}
	return n
}

// server is one address behind which the answers can change: a part belongs to
// the address that it was got from.
type server struct {
	*httptest.Server
	now http.Handler
}

func serve(t *testing.T) *server {
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.now.ServeHTTP(w, r) }))
	t.Cleanup(s.Close)
	return s
}

func (s *server) run(t *testing.T, h http.Handler, o Options) *Scan {
	t.Helper()
	s.now = h
	o.URL, o.Token = s.URL+base, "ghp_"+canary
	if o.Now.IsZero() {
		o.Now = now()
	}
	o.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	got, err := Run(t.Context(), []Target{{Owner: "acme"}}, o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// told is what a run says, as a file would hold it, without what differs from one
// run to the next.
func told(s *Scan) string {
	var out []string
	for _, f := range s.Evidence().Facts {
		v, err := json.Marshal(f.Value)
		if err != nil {
			panic(err) // values of facts are plain trees
		}
		out = append(out, fmt.Sprintf("%s %s %s %s %s", f.Kind, f.Subject, f.State, v, f.At.Resource))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// tooMuch answers for a repository as GitHub does when too much was asked.
func tooMuch(repo string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Path, base+"repos/acme/"+repo+"/pulls/41") {
			return false
		}
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"message": "You have exceeded a secondary rate limit."}`)
		return true
	}
}

// A run that met a limit goes on: what was done is not asked again, and the end
// is that of one whole run.
func TestResume(t *testing.T) {
	whole := told(collectFrom(t.Context(), t, acme(), Options{}))
	for name, tt := range map[string]struct {
		spoil func(t *testing.T, dir string)
		o     Options // of the second run
		app   bool    // it is asked again
	}{
		"as it was left": {},
		"another window": {o: Options{Window: 365 * 24 * time.Hour}, app: true},
		"another limit":  {o: Options{MaxPulls: 100}, app: true},
		"a part that was cut off": {app: true, spoil: func(t *testing.T, dir string) {
			for _, name := range (&Parts{Dir: dir}).names() {
				b, err := os.ReadFile(name)
				if err == nil {
					b = b[:bytes.LastIndexByte(bytes.TrimSpace(b), '\n')+1]
					err = os.WriteFile(name, b, 0o600)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
		}},
		"no part of candor's": {app: true, spoil: func(t *testing.T, dir string) {
			for _, name := range (&Parts{Dir: dir}).names() {
				if err := os.WriteFile(name, []byte("{}\n"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "out.jsonl.parts")
			srv := serve(t)
			first := srv.run(t, &counting{next: acme(), instead: tooMuch("site")}, Options{Parts: &Parts{Dir: dir}, MaxWait: time.Second})
			if !first.Unfinished() || (&Parts{Dir: dir}).Kept() != 1 {
				t.Fatalf("unfinished %t, %d kept", first.Unfinished(), (&Parts{Dir: dir}).Kept())
			}
			clean(t, dir)
			if tt.spoil != nil {
				tt.spoil(t, dir)
			}
			again := &counting{next: acme()}
			tt.o.Parts, tt.o.Resume = &Parts{Dir: dir}, true
			second := srv.run(t, again, tt.o)
			if n := again.about("app"); (n > 0) != tt.app {
				t.Errorf("app was asked about %d times", n)
			}
			if again.about("site") == 0 {
				t.Error("site was not asked about")
			}
			if got := told(second); got != whole && tt.o.Window == 0 {
				t.Errorf("got\n%s\nwant\n%s", got, whole)
			}
			if m := second.Evidence().Manifests[0]; m.Items != len(second.Evidence().Items) || m.Facts != len(second.Evidence().Facts) {
				t.Errorf("%+v", m)
			}
			if second.Unfinished() || strings.Contains(second.Summary(), "1 of them from an earlier run") == tt.app {
				t.Error(second.Summary())
			}
			if err := (&Parts{Dir: dir}).Remove(); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(dir); err == nil {
				t.Error("the folder is left behind")
			}
		})
	}
}

// Without --resume nothing is taken up, and what is denied is always asked again.
func TestNotResumed(t *testing.T) {
	dir := t.TempDir()
	denied := func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "/automated-security-fixes") {
			return false
		}
		w.WriteHeader(http.StatusForbidden)
		fmt.Fprint(w, `{"message": "Resource not accessible by personal access token"}`)
		return true
	}
	srv := serve(t)
	srv.run(t, &counting{next: acme(), instead: denied}, Options{Parts: &Parts{Dir: dir}})
	if n := (&Parts{Dir: dir}).Kept(); n != 0 {
		t.Errorf("%d repositories are kept of which something was denied", n)
	}
	srv.run(t, acme(), Options{Parts: &Parts{Dir: dir}})
	if n := (&Parts{Dir: dir}).Kept(); n != 2 {
		t.Errorf("%d are kept", n)
	}
	for name, tt := range map[string]struct {
		o     Options
		asked bool
	}{
		"told to go on":           {Options{Resume: true}, false},
		"not told to go on":       {Options{}, true},
		"told so the day after":   {Options{Resume: true, Now: now().Add(PartAge + time.Hour)}, true},
		"told so the day before":  {Options{Resume: true, Now: now().Add(-time.Hour)}, true},
		"told to, of another day": {Options{Resume: true, Window: 24 * time.Hour}, true},
	} {
		c := &counting{next: acme()}
		tt.o.Parts = &Parts{Dir: dir}
		if tt.asked { // what it keeps is no matter of the others
			tt.o.Parts = &Parts{Dir: copied(t, dir)}
		}
		srv.run(t, c, tt.o)
		if got := c.about("app") > 0; got != tt.asked {
			t.Errorf("%s: asked again %t, want %t", name, got, tt.asked)
		}
	}
}

func copied(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// A run that is ended keeps what was done, and nothing that was half done.
func TestEnded(t *testing.T) {
	dir := t.TempDir()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	srv := httptest.NewServer(&counting{next: acme(), instead: func(_ http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Path, base+"repos/acme/site/") {
			return false
		}
		for range 100 { // until the other one is done
			if (&Parts{Dir: dir}).Kept() == 1 {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		cancel()
		<-r.Context().Done()
		return true
	}})
	defer srv.Close()
	_, err := Run(ctx, []Target{{Owner: "acme"}}, Options{URL: srv.URL + base, Token: "ghp_" + canary, Now: now(), Parts: &Parts{Dir: dir}})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if n := (&Parts{Dir: dir}).Kept(); n != 1 {
		t.Errorf("%d are kept, want the one that was done", n)
	}
	clean(t, dir)
}

// clean looks for canaries in every part.
func clean(t *testing.T, dir string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		b, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil || bytes.Contains(b, []byte(canary)) || !partName.MatchString(e.Name()) {
			t.Errorf("%s: %v, or a canary in it, or no part", e.Name(), err)
		}
	}
}
