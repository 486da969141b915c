package gather

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/live"
)

// The limits of a client.
const (
	maxBody  = 8 << 20 // bytes of one answer
	maxPages = 1000    // of one list
	maxWait  = 2 * time.Minute
)

// Client asks an API that speaks JSON. It sends GET alone and follows no
// redirect, because the token would go along.
type Client struct {
	Base   *url.URL
	Token  string // sent as a bearer; never kept
	Source live.Source
	HTTP   *http.Client // nil: one of its own
	// Timeout is the longest wait for one answer. Zero: 20 s.
	Timeout time.Duration
	// Attempts bounds how often a call is tried. Zero: 4.
	Attempts int
	// PerMinute bounds the requests of any 60 seconds. Zero: no bound.
	PerMinute int
	// RequestID is the header in which the service names a request.
	RequestID string
	// Identity is who asks, as far as it is known.
	Identity string
	// Sleep waits; nil: the clock does.
	Sleep func(context.Context, time.Duration) error

	sent []time.Time // when the last requests went out, the oldest first
}

// Ask is one call.
type Ask struct {
	Spec    *live.Spec
	Path    string // below the base
	Query   url.Values
	Subject string
	Params  map[string]string // for the item
}

// Get asks once and decodes the answer into v, which names the parts that are
// kept: what it has no field for is never looked at. The digest of the item is
// of those parts alone. v holds nothing of worth unless the state is observed.
func (c *Client) Get(ctx context.Context, a Ask, v any) *live.Item {
	it := c.item(a)
	c.call(ctx, it, a, v)
	if it.State == candor.Observed {
		c.digest(it, v)
	}
	return it
}

// Pages asks for page after page. next takes what decode gave of a page and
// says with which query the following one is asked for, nil after the last, and
// how many there were. A list that ends before its end is no answer: the state
// is that of the page that was lost, and what came before is still in the
// hands of next.
func (c *Client) Pages(ctx context.Context, a Ask, page func() any, next func(any) (more url.Values, n int)) *live.Item {
	it := c.item(a)
	it.Population = &live.Population{Of: a.Spec.ID}
	seen := make(map[string]bool)
	var kept []any
	for {
		v := page()
		if c.call(ctx, it, a, v); it.State != candor.Observed {
			break
		}
		kept = append(kept, v)
		more, n := next(v)
		it.Population.Pages++
		it.Population.Count += n
		if more == nil {
			it.Population.Complete = true
			c.digest(it, kept)
			return it
		}
		if key := more.Encode(); seen[key] || it.Population.Pages == maxPages {
			it.State, it.Reason = candor.Error, "the list has no end: the same page is named again"
			if !seen[key] {
				it.Reason = fmt.Sprintf("the list has no end after %d pages", maxPages)
			}
			break
		} else {
			seen[key] = true
		}
		a.Query = more
	}
	it.Population.Skipped = []live.Skipped{{Part: fmt.Sprintf("page %d and later", it.Population.Pages+1), State: it.State, Reason: it.Reason}}
	return it
}

func (c *Client) item(a Ask) *live.Item {
	src := c.Source
	src.Endpoint = c.Base.Host
	return &live.Item{Spec: a.Spec.ID, Source: src, Subject: a.Subject, Identity: c.Identity, Params: a.Params, Redacted: a.Spec.Redact}
}

func (c *Client) digest(it *live.Item, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		return // an item without a digest is one that can't be compared, no more
	}
	it.Digest = live.Digest(b)
}

// call tries until there is an answer, a refusal, or no attempt left.
func (c *Client) call(ctx context.Context, it *live.Item, a Ask, v any) {
	attempts := c.Attempts
	if attempts <= 0 {
		attempts = 4
	}
	for try := 1; ; try++ {
		wait, again := c.once(ctx, it, a, v)
		if !again || try == attempts {
			return
		}
		if wait <= 0 {
			wait = time.Second << min(try-1, 5)
		}
		if wait > maxWait {
			it.Reason += fmt.Sprintf("; it asks to wait %s, which is too long", wait)
			return
		}
		if err := c.sleep(ctx, wait); err != nil {
			it.State, it.Reason = candor.Error, "the run was ended"
			return
		}
	}
}

// once sends one request. wait is how long the service asks to wait, if it does.
func (c *Client) once(ctx context.Context, it *live.Item, a Ask, v any) (wait time.Duration, again bool) {
	fail := func(s candor.State, format string, args ...any) {
		it.State, it.Reason = s, a.Spec.ID+": "+fmt.Sprintf(format, args...)
	}
	if err := c.pace(ctx); err != nil {
		fail(candor.Error, "the run was ended")
		return 0, false
	}
	timeout := c.Timeout
	if timeout <= 0 {
		timeout = 20 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	u := c.Base.JoinPath(a.Path)
	u.RawQuery = a.Query.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		fail(candor.Error, "the request can't be made")
		return 0, false
	}
	req.Header.Set("Authorization", "Bearer "+c.Token)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", "candor/"+candor.Version)
	it.Requests = append(it.Requests, live.Request{Started: time.Now().UTC().Truncate(time.Millisecond)})
	q := &it.Requests[len(it.Requests)-1]
	it.Code = ""
	res, err := c.client().Do(req)
	if err != nil {
		fail(candor.Error, "%s", plain(err))
		return 0, !timedOut(err)
	}
	defer res.Body.Close() // read as far as it is wanted: nothing can be lost
	q.Status = res.StatusCode
	if at, err := http.ParseTime(res.Header.Get("Date")); err == nil {
		q.ServerDate = at.UTC()
	}
	if c.RequestID != "" {
		q.ID = shortID(res.Header.Get(c.RequestID))
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	if err == nil {
		err = ctx.Err() // the server may end a body in order because we hang up
	}
	switch {
	case err != nil:
		fail(candor.Error, "the answer ended early: %s", plain(err))
		return 0, !timedOut(err)
	case len(body) > maxBody:
		fail(candor.Error, "the answer is larger than %d MiB", maxBody>>20)
		return 0, false
	}
	if res.StatusCode != http.StatusOK {
		return c.refused(it, a.Spec, res, body, fail)
	}
	if err := json.Unmarshal(body, v); err != nil { // its text may quote the answer
		fail(candor.Error, "the answer is not the JSON that the service documents")
		return 0, false
	}
	it.State, it.Reason = candor.Observed, ""
	return 0, false
}

func (c *Client) refused(it *live.Item, s *live.Spec, res *http.Response, body []byte, fail func(candor.State, string, ...any)) (time.Duration, bool) {
	it.Code = code(res.StatusCode, body)
	switch n := res.StatusCode; {
	case slices.Contains(s.Absent, it.Code):
		fail(candor.Absent, "the service says that there is none (%s)", it.Code)
	case slices.Contains(s.Unsupported, it.Code):
		fail(candor.Unsupported, "the service does not know this here (%s)", it.Code)
	case n == http.StatusUnauthorized || n == http.StatusForbidden || n == http.StatusPaymentRequired:
		fail(candor.Denied, "the service refuses it (%s)%s", it.Code, needs(s))
	case n == http.StatusNotFound:
		fail(candor.Denied, "not found (%s): it is not there, or the token may not see it", it.Code)
	case n == http.StatusTooManyRequests:
		fail(candor.Throttled, "refused for rate (%s)", it.Code)
		return retryAfter(res.Header, time.Now()), true
	case n >= 500:
		fail(candor.Error, "the service failed (%s)", it.Code)
		return retryAfter(res.Header, time.Now()), true
	case n >= 300 && n < 400:
		fail(candor.Error, "the service sends elsewhere (%s), and the token does not go along", it.Code)
	default:
		fail(candor.Error, "the service answered with %s", it.Code)
	}
	return 0, false
}

func needs(s *live.Spec) string {
	if len(s.Needs) == 0 {
		return ""
	}
	return ": it needs " + s.Needs[0].Action
}

// code is the status, and the code of the error where the body names a plain one.
func code(status int, body []byte) string {
	var b struct {
		Error struct {
			Code string `json:"code"`
		} `json:"error"`
	}
	if json.Unmarshal(body, &b) == nil && regexp.MustCompile(`^[a-z_]{1,40}$`).MatchString(b.Error.Code) {
		return strconv.Itoa(status) + " " + b.Error.Code
	}
	return strconv.Itoa(status)
}

// retryAfter reads when a service wants to be asked again: seconds or a date in
// Retry-After, or the second in X-RateLimit-Reset.
func retryAfter(h http.Header, now time.Time) time.Duration {
	if v := h.Get("Retry-After"); v != "" {
		if n, err := strconv.ParseUint(v, 10, 32); err == nil {
			return time.Duration(n) * time.Second
		}
		if at, err := http.ParseTime(v); err == nil {
			return max(0, at.Sub(now))
		}
	}
	if n, err := strconv.ParseInt(h.Get("X-RateLimit-Reset"), 10, 64); err == nil && n > 0 {
		return max(0, time.Unix(n, 0).Sub(now))
	}
	return 0
}

// pace waits until another request fits into the last minute.
func (c *Client) pace(ctx context.Context) error {
	if c.PerMinute <= 0 {
		return ctx.Err()
	}
	if len(c.sent) >= c.PerMinute {
		if rest := time.Minute - time.Since(c.sent[0]); rest > 0 {
			if err := c.sleep(ctx, rest); err != nil {
				return err
			}
		}
		c.sent = c.sent[1:]
	}
	c.sent = append(c.sent, time.Now())
	return ctx.Err()
}

func (c *Client) sleep(ctx context.Context, d time.Duration) error {
	if c.Sleep != nil {
		return c.Sleep(ctx, d)
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (c *Client) client() *http.Client {
	if c.HTTP == nil {
		c.HTTP = &http.Client{}
	}
	c.HTTP.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c.HTTP
}

func timedOut(err error) bool {
	var t interface{ Timeout() bool }
	return errors.As(err, &t) && t.Timeout()
}

// plain is an error of the network without the address, which may hold a secret.
func plain(err error) string {
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var dns *net.DNSError
	switch {
	case timedOut(err), errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.Is(err, context.Canceled):
		return "the run was ended"
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return "the connection was closed"
	case errors.As(err, &dns):
		return "the name is not found"
	}
	return err.Error()
}

func shortID(s string) string {
	if len(s) > 128 {
		return s[:128]
	}
	return s
}
