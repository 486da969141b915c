package aws

import (
	"context"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/credentials"

	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
	"github.com/candor-dev/candor/internal/live/livetest"
)

var testNow = time.Date(2026, 11, 22, 0, 0, 0, 0, time.UTC)

// against are options for a fake at an address: no waiting, two attempts.
func against(url string, o Options) Options {
	o.config = &aws.Config{
		Region: "us-east-1", BaseEndpoint: &url,
		Credentials: credentials.NewStaticCredentialsProvider("AKIATEST", "canary-own-secret", ""),
	}
	o.retryer = func() aws.Retryer {
		return retry.NewStandard(func(s *retry.StandardOptions) {
			s.MaxAttempts, s.RateLimiter, s.Backoff = 2, noLimit{}, retry.BackoffDelayerFunc(func(int, error) (time.Duration, error) { return 0, nil })
		})
	}
	o.Rate, o.Timeout, o.Now = 100_000, 20*time.Second, testNow
	if o.client == nil {
		o.client = &http.Client{Timeout: o.Timeout, Transport: pool()}
	}
	return o
}

func pool() *http.Transport { return &http.Transport{MaxIdleConnsPerHost: 16} }

// hasty is a client that waits long for all calls but one, which is known to hang.
type hasty struct {
	calm, quick *http.Client
	hangs       string // the spec of that call
}

func newHasty(hangs string) *hasty {
	tr := pool()
	return &hasty{calm: &http.Client{Timeout: 20 * time.Second, Transport: tr}, quick: &http.Client{Timeout: 20 * time.Millisecond, Transport: tr}, hangs: hangs}
}

// Do makes a request.
func (h *hasty) Do(r *http.Request) (*http.Response, error) {
	c := h.calm
	if rec := recorderOf(r.Context()); rec != nil && rec.spec == h.hangs {
		c = h.quick
	}
	return c.Do(r)
}

type noLimit struct{}

func (noLimit) GetToken(context.Context, uint) (func() error, error) {
	return func() error { return nil }, nil
}
func (noLimit) AddTokens(uint) error { return nil }

// gather runs the collector against a handler and puts all parts into one file.
func gather(ctx context.Context, t *testing.T, h http.Handler, o Options) *evidence.File {
	t.Helper()
	srv := httptest.NewServer(h)
	defer srv.Close()
	out := &evidence.File{}
	o.Part = func(p *Part) error {
		out.Header = p.File.Header
		out.Runs = append(out.Runs, p.File.Runs...)
		out.Facts = append(out.Facts, p.File.Facts...)
		out.Items = append(out.Items, p.File.Items...)
		out.Manifests = append(out.Manifests, p.File.Manifests...)
		return nil
	}
	if l := livetest.LostIn(ctx); l.Fault == livetest.Timeout {
		o.client = newHasty(l.Spec)
	}
	if _, err := Run(ctx, against(srv.URL, o)); err != nil {
		t.Error(err)
		return nil
	}
	return out
}

// TestMatrix denies, throttles, breaks, cuts and prolongs every call in turn.
// With each call run the services that make it, found by running each alone; what
// an account needs before any of them, with all.
func TestMatrix(t *testing.T) {
	fake := awstest.New()
	d := fake.Dialect()
	d.Wait = time.Minute
	run := func(svs []service) livetest.Collect {
		return func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File {
			return gather(ctx, t, h, Options{Org: true, Role: "candor-readonly", AtOnce: 2, services: svs})
		}
	}
	first := made(t, fake, run([]service{}))
	callers := make(map[string][]service)
	for _, sv := range services() {
		for id := range made(t, fake, run([]service{sv})) {
			if !first[id] {
				callers[id] = append(callers[id], sv)
			}
		}
	}
	groups := make(map[string][]live.Spec)
	for _, s := range Specs() {
		if s.ID == "ec2.DescribeRegions" {
			continue // asked only where another is denied
		}
		if s.ID == "cloudformation.DescribeType" {
			continue // asked only where a host is not found: TestNotOffered
		}
		var names []string
		for _, sv := range callers[s.ID] {
			names = append(names, sv.name)
		}
		if len(names) == 0 && !first[s.ID] {
			t.Errorf("%s: no service makes this call", s.ID)
		}
		key := strings.Join(names, "+")
		groups[key] = append(groups[key], s)
	}
	for _, key := range slices.Sorted(maps.Keys(groups)) {
		svs := callers[groups[key][0].ID]
		if key == "" {
			svs, key = services(), "before all services"
		}
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			livetest.Matrix(t, groups[strings.TrimPrefix(key, "before all services")], fake, d, run(svs))
		})
	}
}

// made lists the calls that a run makes.
func made(t *testing.T, h http.Handler, run livetest.Collect) map[string]bool {
	t.Helper()
	f := run(t.Context(), t, h)
	if f == nil {
		t.Fatal("no file")
	}
	out := make(map[string]bool)
	for _, it := range f.Items {
		out[it.Spec] = true
	}
	return out
}

// TestRegionsFallBack: where the list of regions is denied, EC2 tells them; the
// gap stays, and every fault of that call leaves one more.
func TestRegionsFallBack(t *testing.T) {
	fake := awstest.New()
	delete(fake.Answers, "account.ListRegions")
	d := fake.Dialect()
	d.Wait = time.Minute
	specs := slices.DeleteFunc(Specs(), func(s live.Spec) bool { return s.ID != "ec2.DescribeRegions" })
	livetest.Matrix(t, specs, fake, d, func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File {
		return gather(ctx, t, h, Options{})
	})
}

// serve runs a handler until the test ends and returns its address.
func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	return srv.URL
}
