package github

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/candor-dev/candor/internal/live"
)

// maxBody bounds one answer, in bytes.
const maxBody = 32 << 20

// attempts is how often one request is made at most.
const attempts = 3

// tape keeps what one call saw: every attempt, and the answer to the last.
type tape struct {
	requests []live.Request
	status   int
	header   http.Header
	body     []byte
	limited  bool // the last answer refused for rate
	skew     time.Duration
}

type tapeKey struct{}

// transport sends the token to one host alone, waits and tries again where that
// may help, and writes every attempt to the tape of its call. It keeps no body
// beyond the call.
type transport struct {
	next    http.RoundTripper
	base    *url.URL
	token   string
	timeout time.Duration
	maxWait time.Duration
	sleep   func(context.Context, time.Duration) error
	now     func() time.Time

	mu        sync.Mutex
	exhausted time.Time // no request before: the allowance of the hour is used up
}

// errForeign keeps the token from a host that an answer names.
var errForeign = errors.New("the answer leads to another host, which is not asked")

// RoundTrip makes a request, at most three times.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.URL.Host != t.base.Host || req.URL.Scheme != t.base.Scheme || req.Method != http.MethodGet {
		return nil, errForeign
	}
	tp, ok := req.Context().Value(tapeKey{}).(*tape)
	if !ok {
		return nil, errors.New("a request of no declared call")
	}
	for n := 1; ; n++ {
		if until := t.blocked(); !until.IsZero() {
			tp.status, tp.limited = http.StatusForbidden, true
			return nil, fmt.Errorf("the allowance is used up until %s", until.UTC().Format(time.RFC3339))
		}
		res, err := t.once(req, tp)
		if err != nil {
			return nil, err
		}
		wait, again := t.wait(res, tp, n)
		if !again || n == attempts {
			return res, nil
		}
		if err := t.sleep(req.Context(), wait); err != nil {
			return nil, err
		}
	}
}

// once makes one attempt and reads the whole of its answer.
func (t *transport) once(req *http.Request, tp *tape) (*http.Response, error) {
	ctx, stop := context.WithTimeout(req.Context(), t.timeout)
	defer stop()
	r := req.Clone(ctx)
	if t.token != "" {
		r.Header.Set("Authorization", "Bearer "+t.token)
	}
	tp.status, tp.header, tp.body, tp.limited = 0, nil, nil, false
	tp.requests = append(tp.requests, live.Request{Started: t.now()})
	at := &tp.requests[len(tp.requests)-1]
	res, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close() // read to its end below
	at.ID, at.Status = res.Header.Get("X-GitHub-Request-Id"), res.StatusCode
	if d, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		at.ServerDate, tp.skew = d.UTC(), t.now().Sub(d)
	}
	b, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	switch {
	case err != nil:
		return nil, err
	case len(b) > maxBody:
		return nil, fmt.Errorf("an answer of more than %d MiB", maxBody>>20)
	}
	tp.status, tp.header, tp.body = res.StatusCode, res.Header, b
	tp.limited = limited(res.StatusCode, res.Header, b)
	res.Body = io.NopCloser(bytes.NewReader(b))
	return res, nil
}

// limited tells a refusal for rate from one for want of permission: both may be 403.
func limited(status int, h http.Header, body []byte) bool {
	switch status {
	case http.StatusTooManyRequests:
		return true
	case http.StatusForbidden:
		return h.Get("Retry-After") != "" || h.Get("X-RateLimit-Remaining") == "0" ||
			bytes.Contains(body, []byte("secondary rate limit")) || bytes.Contains(body, []byte("secondary-rate-limits"))
	}
	return false
}

// wait says how long to wait before a request is made again, and whether it is worth it.
func (t *transport) wait(res *http.Response, tp *tape, n int) (time.Duration, bool) {
	if !tp.limited {
		return time.Duration(n) * time.Second, res.StatusCode >= 500
	}
	d := time.Minute // what GitHub asks for where it does not say
	if s, err := strconv.Atoi(strings.TrimSpace(res.Header.Get("Retry-After"))); err == nil && s >= 0 {
		d = time.Duration(s) * time.Second
	} else if res.Header.Get("X-RateLimit-Remaining") == "0" {
		reset, err := strconv.ParseInt(res.Header.Get("X-RateLimit-Reset"), 10, 64)
		if err != nil {
			return 0, false
		}
		at := time.Unix(reset, 0)
		// By the clock of the other side, and a second for its rounding.
		d = max(0, at.Sub(t.now().Add(-tp.skew))) + time.Second
		if d > t.maxWait {
			t.mu.Lock()
			t.exhausted = t.now().Add(d)
			t.mu.Unlock()
		}
	}
	return d, d <= t.maxWait
}

// blocked is until when the allowance is used up; zero when it is not.
func (t *transport) blocked() time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.now().Before(t.exhausted) {
		return t.exhausted
	}
	return time.Time{}
}
