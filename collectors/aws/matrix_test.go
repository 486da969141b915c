package aws

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
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
	o.Rate, o.Timeout, o.Now = 100_000, 300*time.Millisecond, testNow
	o.client = &http.Client{Timeout: o.Timeout, Transport: &http.Transport{
		MaxIdleConnsPerHost: 16,
	}}
	return o
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
	if _, err := Run(ctx, against(srv.URL, o)); err != nil {
		t.Error(err)
		return nil
	}
	return out
}

// TestMatrix denies, throttles, breaks, cuts and prolongs every call in turn. The
// calls of one service are broken while that service alone is asked, so that the
// time does not grow with the square of their number; those on which all services
// rest are broken while all are asked.
func TestMatrix(t *testing.T) {
	fake := awstest.New()
	d := fake.Dialect()
	d.Wait = time.Second
	broken := func(specs []live.Spec, only ...string) {
		livetest.Matrix(t, specs, fake, d, func(ctx context.Context, t *testing.T, h http.Handler) *evidence.File {
			return gather(ctx, t, h, Options{Org: true, Role: "candor-readonly", AtOnce: 2, only: only})
		})
	}
	shared := slices.DeleteFunc(baseSpecs(), func(s live.Spec) bool { return s.ID == "ec2.DescribeRegions" }) // asked only where another is denied
	broken(append(shared, keySpecs()...))
	for _, sv := range services() {
		if sv.name != "kms" { // the stores ask it
			broken(sv.specs(), sv.name)
		}
	}
}

// TestRegionsFallBack: where the list of regions is denied, EC2 tells them; the
// gap stays, and every fault of that call leaves one more.
func TestRegionsFallBack(t *testing.T) {
	fake := awstest.New()
	delete(fake.Answers, "account.ListRegions")
	d := fake.Dialect()
	d.Wait = time.Second
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
