package aws

import (
	"fmt"
	"slices"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
)

func TestCertificates(t *testing.T) {
	fake := awstest.New()
	var kinds []any
	fake.Seen = func(c *awstest.Call) {
		if c.Spec == "acm.ListCertificates" {
			filter, _ := c.Body["Includes"].(map[string]any)
			kinds, _ = filter["keyTypes"].([]any)
		}
	}
	f := gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
	if f == nil {
		t.Fatal("no file")
	}
	got := make(map[string]string)
	for _, x := range f.Facts {
		if v, ok := candor.Plain(x.Value).(map[string]any); ok && x.Kind == "aws.certificate" {
			got[x.At.Path] = fmt.Sprint(v["domain"], " ", v["status"], " ", v["type"], " ", v["in_use"], " ", v["renewable"], " ", v["renewal"], " ", v["days_left"], " ", v["not_after"])
		}
	}
	for p, want := range map[string]string{
		"aws://111122223333/eu-central-1/acm/c1":              "app.example.com ISSUED AMAZON_ISSUED true true PENDING_AUTO_RENEWAL 40 2027-01-01T00:00:00Z",
		"aws://111122223333/eu-central-1/acm/c2":              "*.example.com ISSUED IMPORTED false false <nil> 40 2027-01-01T00:00:00Z",
		"aws://111122223333/global/iam/certificates/old-edge": "old-edge ISSUED IAM <nil> false <nil> 40 2027-01-01T00:00:00Z",
		"aws://111122223333/global/iam/certificates/office":   "office ISSUED IAM <nil> false <nil> -325 2026-01-01T00:00:00Z",
	} {
		if got[p] != want {
			t.Errorf("%s is %q, want %q", p, got[p], want)
		}
	}
	// Without them the service leaves out all but the oldest.
	for _, k := range []any{"RSA_2048", "EC_prime256v1"} {
		if !slices.Contains(kinds, k) {
			t.Errorf("keys of kind %s were not asked for, but %v", k, kinds)
		}
	}
}
