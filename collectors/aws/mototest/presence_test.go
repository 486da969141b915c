package mototest

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/scan"
)

// TestVerifiedStores: that every bucket, or every store, of an account is encrypted
// is verified where all lists were read that could hold another one; without any
// one of them nothing is.
func TestVerifiedStores(t *testing.T) {
	fake := awstest.New()
	srv := httptest.NewServer(fake)
	t.Cleanup(srv.Close)
	t.Setenv("AWS_ENDPOINT_URL", srv.URL)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	keys(t, "AKIATEST", "test")
	verdicts := func(calls ...string) map[string]candor.ClaimVerdict {
		t.Helper()
		var file *evidence.File
		o := aws.Options{Rate: 1000, Attempts: 1, Part: func(p *aws.Part) error {
			file = p.File
			return nil
		}}
		if len(calls) > 0 {
			o = o.Narrow(calls...)
		}
		if _, err := aws.Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		dir := t.TempDir()
		f := must[*os.File](t)(os.Create(filepath.Join(dir, "aws.jsonl")))
		if err := file.Write(f); err != nil {
			t.Fatal(err)
		}
		f.Close() // read again below
		root := t.TempDir()
		claims := "version: 1\nclaims:\n" +
			"  - id: buckets\n    text: Every bucket is encrypted.\n    status: live\n    rules: [{rule: crypto/at-rest, over: [\"aws://*/*/s3/**\"]}]\n" +
			"  - id: transport\n    text: Buckets take TLS only.\n    status: live\n    rules: [{rule: tls/bucket-transport}]\n" +
			"  - id: stores\n    text: Everything is encrypted.\n    status: live\n    rules: [{rule: crypto/at-rest}]\n"
		if err := os.WriteFile(filepath.Join(root, "candor.yaml"), []byte(claims), 0o644); err != nil {
			t.Fatal(err)
		}
		out := make(map[string]candor.ClaimVerdict)
		report := must[*scan.Outcome](t)(scan.Run(t.Context(), scan.Options{Root: root, Collectors: []*collector.Collector{}, Evidence: []string{f.Name()}, Now: time.Now().UTC(), Emulated: true})).Report
		for _, c := range report.Claims {
			out[c.Claim.ID] = c
		}
		return out
	}
	want := func(got map[string]candor.ClaimVerdict, id string, verdict candor.Verdict, why string) {
		t.Helper()
		if v := got[id]; v.Verdict != verdict || !strings.Contains(v.Why, why) {
			t.Errorf("%s: %s: %s", id, v.Verdict, v.Why)
		}
	}
	want(verdicts(), "buckets", candor.Verified, "")
	few := []string{"s3.ListBuckets", "kinesis.ListStreams", "s3tables.ListTableBuckets"}
	got := verdicts(few...)
	want(got, "stores", candor.Verified, "")
	fake.Answers["s3.GetBucketPolicy"] = awstest.Text(`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::files","arn:aws:s3:::files/*","arn:aws:s3:::copies","arn:aws:s3:::copies/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`)
	want(verdicts(few...), "transport", candor.Verified, "")

	delete(fake.Answers, "s3tables.ListTableBuckets")
	got = verdicts(few...)
	for _, id := range []string{"buckets", "transport", "stores"} {
		want(got, id, candor.VerdictUnknown, "s3tables:ListTableBuckets")
	}
	full := awstest.New()
	full.Answers["kinesis.ListStreams"] = awstest.Text(`{"StreamNames":["orders"],"HasMoreStreams":false}`)
	srv.Config.Handler = full
	got = verdicts(few...)
	want(got, "buckets", candor.Verified, "") // streams are no buckets
	want(got, "stores", candor.VerdictUnknown, "streams of Kinesis, of which there are 1 (orders)")
}

// TestLists: of services that are not looked into, what moto has is told by name,
// and what it does not know is no absence.
func TestLists(t *testing.T) {
	url := start(t)
	raw(t, url, "kinesis", http.MethodPost, "/", "Kinesis_20131202.CreateStream", `{"StreamName":"orders","ShardCount":1}`)
	raw(t, url, "s3tables", http.MethodPut, "/buckets", "", `{"name":"lake-of-tables"}`)
	raw(t, url, "dsql", http.MethodPost, "/cluster", "", `{}`)
	file := collect(t.Context(), t, "kinesis.ListStreams", "s3tables.ListTableBuckets", "lightsail.GetDisks", "dsql.ListClusters", "redshift.DescribeClusterSnapshots")
	for _, want := range []string{"streams of Kinesis, of which there are 1 (orders)", "table buckets, of which there are 1 (lake-of-tables)", "clusters of Aurora DSQL, of which there are 1 ("} {
		if !slices.ContainsFunc(file.Facts, func(f candor.Fact) bool {
			return f.Kind == "store.encryption" && f.State == candor.NotAsked && strings.Contains(f.Reason, want)
		}) {
			t.Errorf("no gap says: %s", want)
		}
	}
	for i := range file.Items {
		it := &file.Items[i]
		unknown := slices.Contains(unknownToMoto, it.Spec)
		if unknown == it.State.Answers() {
			t.Errorf("%s: %s %s", it.Spec, it.State, it.Reason)
		}
		if unknown && it.Spec != "account.ListRegions" && !slices.ContainsFunc(file.Facts, func(f candor.Fact) bool { return strings.HasPrefix(f.Reason, it.Spec+": ") }) {
			t.Errorf("%s: there is no gap of it", it.Spec)
		}
	}
}
