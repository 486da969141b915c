package aws

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/iamdata"
	"github.com/candor-dev/candor/internal/live"
)

// TestWhole: an account where everything answers leaves no gap, and no secret
// that an answer holds is written down.
func TestWhole(t *testing.T) {
	fake := awstest.New()
	fake.Message = "canary-message of arn:aws:s3:::canary-bucket"
	f := gather(t.Context(), t, fake, Options{Org: true, Role: "candor-readonly", ExternalID: "canary-external-id"})
	if f == nil {
		t.Fatal("no file")
	}
	kinds, left := make(map[string]int), make(map[string]bool)
	for _, x := range f.Facts {
		kinds[x.Kind]++
		if x.State == candor.NotAsked && strings.HasPrefix(x.Reason, unaskedReason) {
			left[x.Kind] = true // services that nobody asks yet
			continue
		}
		if !x.State.Answers() {
			t.Errorf("gap: %s %s: %s", x.Kind, x.Subject, x.Reason)
		}
		if x.From.Call == nil || x.From.Call.Item == "" {
			t.Errorf("%s %s has no item of evidence", x.Kind, x.Subject)
		}
	}
	want := make(map[string]bool)
	for k := range unasked() {
		want[k] = true
	}
	for _, p := range presences() {
		for _, k := range p.kinds {
			want[k] = want[k] || p.doubt != ""
		}
	}
	maps.DeleteFunc(want, func(_ string, is bool) bool { return !is })
	if !maps.Equal(left, want) {
		t.Errorf("kinds that are not whole: %v, and %v say so", want, left)
	}
	for _, k := range []string{"s3.access", "tls.bucket", "store.expiry", "store.lock", "registry.scan", "registry.tags", "log.access", "log.retention", "net.route", "iam.user"} {
		if left[k] {
			t.Errorf("no claim over %s can be verified", k)
		}
	}
	for _, k := range Kinds() {
		if kinds[k] == 0 {
			t.Errorf("no fact of kind %s", k)
		}
	}
	for _, it := range f.Items {
		if !it.Source.Emulated {
			t.Errorf("%s: an endpoint of this machine passes for AWS", it.Spec)
		}
		if len(it.Requests) == 0 || it.Requests[0].ID == "" || it.Requests[0].ServerDate.IsZero() {
			t.Errorf("%s: a request without id or date", it.Spec)
		}
	}
	if len(f.Manifests) != 2 {
		t.Errorf("%d manifests of 2 accounts", len(f.Manifests))
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if i := strings.Index(line, "canary"); i >= 0 {
			t.Errorf("a secret is written: ...%s", line[max(0, i-60):min(len(line), i+60)])
		}
	}
}

// TestSpecs holds the declarations against each other.
func TestSpecs(t *testing.T) {
	if err := live.CheckAll(Specs()); err != nil {
		t.Error(err)
	}
	cat, err := iamdata.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range Actions() {
		service, name, _ := strings.Cut(a, ":")
		known, err := cat.Service(service)
		i := slices.IndexFunc(known, func(x iamdata.Action) bool { return x.Name == name })
		if err != nil || i < 0 {
			t.Errorf("%s is no action of AWS", a)
		} else if x := known[i].Access; x != iamdata.Read && x != iamdata.List {
			t.Errorf("%s is an action of level %s", a, x)
		}
		for _, bad := range []string{"secretsmanager:GetSecretValue", "s3:GetObject", "lambda:GetFunction", "logs:FilterLogEvents", "ssm:GetParameter"} {
			if strings.EqualFold(a, bad) {
				t.Errorf("%s reads data or secrets", a)
			}
		}
	}
	if n := len(SessionPolicy()); n > sessionLimit {
		t.Errorf("the policy of a session has %d characters, and AWS takes %d", n, sessionLimit)
	}
}
