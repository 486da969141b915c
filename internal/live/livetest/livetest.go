// Package livetest breaks live sources in every way that its specs name: one
// call at a time, one fault at a time, and holds what the collector then says
// against what it said before.
package livetest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
)

// Fault is a way in which one call fails.
type Fault string

// The faults. Endless and MidPage are tried on paged calls alone.
const (
	Deny     Fault = "deny"     // no permission
	Throttle Fault = "throttle" // refused for rate, every time
	Broken   Fault = "broken"   // the server fails, every time
	Reset    Fault = "reset"    // the connection ends within the answer
	Garbage  Fault = "garbage"  // an answer that is none
	Timeout  Fault = "timeout"  // no answer
	MidPage  Fault = "mid-page" // the second page is denied
	Endless  Fault = "endless"  // the same token for ever
)

// Faults lists those that fit a spec.
func Faults(s *live.Spec) []Fault {
	fs := []Fault{Deny, Throttle, Broken, Reset, Garbage, Timeout}
	if s.Paged {
		fs = append(fs, MidPage, Endless)
	}
	return fs
}

// Dialect is how a source tells its calls apart, and how it says no.
type Dialect struct {
	// Spec returns the id of the spec that a request belongs to; "" for one
	// that is no declared call. It must leave the body readable.
	Spec func(*http.Request) string
	// Answer writes the answer of a source to a call that is denied or throttled
	// (Deny, Throttle, Broken), or an answer with the token that never ends
	// (Endless). It returns false where the source has no such answer.
	Answer func(w http.ResponseWriter, r *http.Request, spec string, f Fault) bool
	// Page is the number of the page that a request asks for, from 0.
	Page func(*http.Request) int
	// Wait is how long a request hangs for Timeout; longer than the client waits.
	Wait time.Duration
}

// Inject breaks the calls of one spec in front of a handler. An endless run ends
// the test: after 1,000 requests of that spec it has failed.
func Inject(t *testing.T, next http.Handler, d Dialect, spec string, f Fault) http.Handler {
	t.Helper()
	var calls atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if d.Spec(r) != spec {
			next.ServeHTTP(w, r)
			return
		}
		if calls.Add(1) == 1000 {
			t.Errorf("%s, %s: 1,000 requests and no end", spec, f)
		}
		switch f {
		case Reset:
			hijack(w)
		case Garbage:
			fmt.Fprint(w, "\x00<<{[ this is no answer")
		case Timeout:
			select {
			case <-time.After(d.Wait):
			case <-r.Context().Done():
			}
		case MidPage:
			if d.Page == nil || d.Page(r) == 0 || !d.Answer(w, r, spec, Deny) {
				next.ServeHTTP(w, r)
			}
		default:
			if !d.Answer(w, r, spec, f) {
				next.ServeHTTP(w, r)
			}
		}
	})
}

// hijack ends the connection in the middle of an answer.
func hijack(w http.ResponseWriter) {
	h, ok := w.(http.Hijacker)
	if !ok {
		panic(http.ErrAbortHandler)
	}
	conn, buf, err := h.Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	fmt.Fprint(buf, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n{\"half\":")
	buf.Flush()
	conn.Close()
}

// Lost is the call that a run has to do without.
type Lost struct {
	Spec  string
	Fault Fault
}

type lostKey struct{}

// LostIn tells from the context of a Collect what Matrix breaks: a client that
// knows which call will hang need not wait long for that one, nor be hasty with
// the others. The zero Lost is a whole run.
func LostIn(ctx context.Context) Lost {
	l, _ := ctx.Value(lostKey{}).(Lost)
	return l
}

// Collect runs a collector against a handler and returns its facts file.
type Collect func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File

// Matrix breaks every call of a collector in every way. For each fault it asks:
// the run ends and gives a file; no fact of a kind that does not depend on the
// call is other than before; of the kinds that do, nothing is observed now that
// was not observed before, and the loss is said: the number of gaps grew, or
// the very facts are in another state, in gaps that own up to their places.
func Matrix(t *testing.T, specs []live.Spec, whole http.Handler, d Dialect, collect Collect) {
	t.Helper()
	if err := live.CheckAll(specs); err != nil {
		t.Fatal(err)
	}
	before := collect(t.Context(), t, whole)
	for i := range specs {
		s := &specs[i]
		for _, f := range Faults(s) {
			t.Run(s.ID+"/"+string(f), func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
				defer cancel()
				ctx = context.WithValue(ctx, lostKey{}, Lost{s.ID, f})
				after := collect(ctx, t, Inject(t, whole, d, s.ID, f))
				if after == nil {
					t.Fatal("one lost call, and no file at all")
				}
				for _, w := range Compare(s, before, after) {
					t.Error(w)
				}
			})
		}
	}
}

// Compare holds a file against the one from before a call was lost, and lists
// what is wrong.
func Compare(s *live.Spec, before, after *evidence.File) []string {
	old, now := index(before), index(after)
	var wrong []string
	say := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	lost, said := false, false
	for _, key := range slices.Sorted(maps.Keys(old)) {
		f := old[key]
		g, ok := now[key]
		changed := !ok || g.State != f.State || value(g) != value(f)
		if slices.Contains(s.Kinds, f.Kind) {
			lost = lost || changed && f.State.Answers()
		} else if changed {
			say("%s does not depend on %s, and is another fact without it: %s %s, before %s %s", key, s.ID, g.State, value(g), f.State, value(f))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(now)) {
		g := now[key]
		f, was := old[key]
		switch answered := was && f.State.Answers(); {
		case g.State.Answers() && !answered:
			say("%s is %s without %s, and was not with it", key, g.State, s.ID)
		case g.State == candor.Absent && f.State == candor.Observed:
			say("%s is said to be absent, though %s was not answered", key, s.ID)
		case !g.State.Answers() && (answered || !was):
			said = true
			if g.Reason == "" {
				say("%s is %s without a reason", key, g.State)
			}
			if !slices.Contains(s.Kinds, g.Kind) {
				say("%s is a gap, and its kind does not depend on %s", key, s.ID)
			}
		}
	}
	switch {
	case lost && !said:
		say("facts are lost with %s, and nothing says so", s.ID)
	case !lost && !said:
		say("%s was not answered, and nothing is other than before: is it needed?", s.ID)
	}
	return append(wrong, displaced(old, now)...)
}

func index(f *evidence.File) map[string]candor.Fact {
	m := make(map[string]candor.Fact)
	for _, x := range f.Facts {
		m[strings.Join([]string{x.Kind, x.At.Path, x.Subject}, " ")] = x
	}
	return m
}

func value(f candor.Fact) string {
	b, err := json.Marshal(f.Value)
	if err != nil {
		return err.Error()
	}
	return string(b)
}
