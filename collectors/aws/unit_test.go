package aws

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/iamdata"
	"github.com/candor-dev/candor/internal/live"
)

func TestFailure(t *testing.T) {
	spec := &live.Spec{ID: "s3.GetBucketPolicy", Absent: []string{"NoSuchBucketPolicy"}, Unsupported: []string{"KeyUsage"}}
	api := func(status int, code, message string) error {
		return &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{
			Response: &smithyhttp.Response{Response: &http.Response{StatusCode: status}},
			Err:      &smithy.GenericAPIError{Code: code, Message: message},
		}}
	}
	for name, c := range map[string]struct {
		err    error
		state  candor.State
		reason string
	}{
		"absent":         {api(404, "NoSuchBucketPolicy", ""), candor.Absent, "there is none"},
		"not this way":   {api(404, "NoSuchBucket", ""), candor.Error, "NoSuchBucket"},
		"unsupported":    {api(400, "KeyUsage", ""), candor.Unsupported, "KeyUsage"},
		"denied":         {api(403, "AccessDenied", "User: arn is not authorized because no identity-based policy allows"), candor.Denied, "by a policy of the caller"},
		"scp":            {api(400, "AccessDeniedException", "with an explicit deny in a service control policy"), candor.Denied, "by a service control policy"},
		"ec2 denied":     {api(403, "UnauthorizedOperation", ""), candor.Denied, "UnauthorizedOperation"},
		"region off":     {api(401, "AuthFailure", ""), candor.Denied, "does not know the caller"},
		"expired":        {api(400, "ExpiredToken", ""), candor.Denied, "the session ran out"},
		"no rights":      {api(403, "Whatever", ""), candor.Denied, "Whatever"},
		"throttled":      {api(400, "Throttling", ""), candor.Throttled, "Throttling"},
		"slow down":      {api(503, "SlowDown", ""), candor.Throttled, "SlowDown"},
		"too many":       {api(429, "Odd", ""), candor.Throttled, "Odd"},
		"secret in code": {api(400, "it's secret!", ""), candor.Error, "(not a word)"},
		"no host":        {&net.DNSError{IsNotFound: true, Name: "x"}, candor.Unsupported, "may not be offered"},
		"timeout":        {context.DeadlineExceeded, candor.Error, "no answer in time"},
		"ended":          {context.Canceled, candor.Error, "the run was ended"},
		"reset":          {errors.New("read tcp 10.0.0.1: secret"), candor.Error, "the connection failed"},
		"no role":        {fmt.Errorf("x: %w", &notEntered{candor.Denied, "AccessDenied", "denied"}), candor.Denied, "the role was not given"},
	} {
		t.Run(name, func(t *testing.T) {
			state, _, reason := failure(spec, c.err)
			if state != c.state || !strings.Contains(reason, c.reason) || strings.Contains(reason, "secret") {
				t.Errorf("%s %q, want %s %q", state, reason, c.state, c.reason)
			}
		})
	}
}

func TestReadReport(t *testing.T) {
	users, err := readReport(awstest.Report, testNow)
	if err != nil || len(users) != 2 {
		t.Fatalf("%v %v", users, err)
	}
	want := map[string]any{"root": true, "password": nil, "mfa": true, "keys": []any{}, "password_unused": nil, "created": 2517}
	if d := cmp.Diff(want, users[0].value); d != "" {
		t.Error(d)
	}
	ada := users[1].value
	if d := cmp.Diff([]any{map[string]any{"n": "1", "active": true, "age": 43, "unused": 2}}, ada["keys"]); d != "" || ada["password"] != true {
		t.Error(d, ada)
	}
	head, _, _ := strings.Cut(awstest.Report, "\n")
	for name, text := range map[string]string{"empty": "", "no rows": head + "\n", "another table": "a,b\n1,2\n", "cut": head + "\nada,arn\n", "no name": head + "\n" + strings.Repeat(",", strings.Count(head, ",")) + "\n"} {
		if got, err := readReport(text, testNow); err == nil {
			t.Errorf("%s: read as %v", name, got)
		}
	}
}

func FuzzReadReport(f *testing.F) {
	f.Add(awstest.Report)
	f.Fuzz(func(t *testing.T, text string) {
		if users, err := readReport(text, testNow); err == nil && len(users) == 0 {
			t.Error("no user and no error")
		}
	})
}

func TestRedact(t *testing.T) {
	tree := map[string]any{"Functions": []any{map[string]any{"Name": "f", "Environment": map[string]any{"K": "v"}}}, "Environment": "stays"}
	redact(tree, []string{"Functions/*/Environment"})
	want := map[string]any{"Functions": []any{map[string]any{"Name": "f", "Environment": "(redacted)"}}, "Environment": "stays"}
	if d := cmp.Diff(want, tree); d != "" {
		t.Error(d)
	}
}

// TestUndeclared: a call that no spec declares does not leave the machine.
func TestUndeclared(t *testing.T) {
	for _, s := range Specs() {
		for _, verb := range []string{"Put", "Create", "Delete", "Update", "Attach", "Set", "Start", "Stop"} {
			_, op, _ := strings.Cut(s.ID, ".")
			if strings.HasPrefix(op, verb) {
				t.Errorf("%s writes", s.ID)
			}
		}
	}
}

// TestResume: a part that is whole is not asked again; one without its manifest,
// of another account or too old is.
func TestResume(t *testing.T) {
	p := Parts{Dir: t.TempDir()}
	var calls []string
	fake := awstest.New()
	fake.Seen = func(c *awstest.Call) { calls = append(calls, c.Account+" "+c.Spec) }
	o := Options{Org: true, Role: "candor-readonly", AtOnce: 1}
	file := gather(t.Context(), t, fake, o)
	if file == nil {
		t.Fatal("no file")
	}
	whole := &evidence.File{Header: evidence.Header{At: testNow}, Runs: file.Runs[:1], Manifests: file.Manifests[1:]}
	id := file.Manifests[1].Source.Account
	if err := p.Put(&Part{Account: id, File: whole}); err != nil {
		t.Fatal(err)
	}
	if !p.Done(id, testNow, time.Hour) {
		t.Fatal("a whole part does not count")
	}
	calls = nil
	o.Done = func(a string) bool { return p.Done(a, testNow, time.Hour) }
	gather(t.Context(), t, fake, o)
	if slices.ContainsFunc(calls, func(c string) bool { return strings.HasPrefix(c, id) && strings.Contains(c, " iam.") }) {
		t.Error("an account that is done was asked again")
	}
	if len(calls) == 0 {
		t.Error("the other account was not asked")
	}
	if p.Done(id, testNow.Add(2*time.Hour), time.Hour) {
		t.Error("an old part counts")
	}
	if err := p.Put(&Part{Account: id, File: &evidence.File{Header: evidence.Header{At: testNow}, Runs: file.Runs[:1]}}); err != nil {
		t.Fatal(err)
	}
	if p.Done(id, testNow, time.Hour) {
		t.Error("a part without a manifest counts")
	}
	if err := os.WriteFile(filepath.Join(p.Dir, "mine.jsonl"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.Remove(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(p.Dir, "mine.jsonl")); err != nil {
		t.Error("a file of somebody else was removed")
	}
}

// TestMerge: the parts of all accounts make one facts file.
func TestMerge(t *testing.T) {
	p := Parts{Dir: t.TempDir()}
	file := gather(t.Context(), t, awstest.New(), Options{})
	for _, id := range []string{"111122223333", "444455556666"} {
		if err := p.Put(&Part{Account: id, File: file}); err != nil {
			t.Fatal(err)
		}
	}
	var b strings.Builder
	if err := p.Merge(&b, testNow); err != nil {
		t.Fatal(err)
	}
	got, err := evidence.Read(strings.NewReader(b.String()))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Facts) != 2*len(file.Facts) || len(got.Items) != 2*len(file.Items) || len(got.Manifests) != 2 || len(got.Runs) != 1 || got.Runs[0].Facts != len(got.Facts) {
		t.Errorf("%d facts, %d items, %d manifests, %d runs", len(got.Facts), len(got.Items), len(got.Manifests), len(got.Runs))
	}
}

// TestLeftOut: regions that were not asked for are a gap.
func TestLeftOut(t *testing.T) {
	f := gather(t.Context(), t, awstest.New(), Options{Regions: []string{"us-east-1"}})
	gaps := 0
	for _, x := range f.Facts {
		if x.State == candor.NotAsked && strings.Contains(x.Reason, "eu-central-1") {
			gaps++
		}
		if strings.Contains(x.At.Path, "/eu-central-1/cloudtrail") {
			t.Errorf("%s was asked", x.At.Path)
		}
	}
	if gaps == 0 {
		t.Error("a region was left out, and nothing says so")
	}
	// Buckets belong to no service of a region: each that was not looked at is a gap of all that buckets tell.
	for _, kind := range s3Kinds() {
		if !slices.ContainsFunc(f.Facts, func(x candor.Fact) bool {
			return x.Kind == kind && x.State == candor.NotAsked && x.At.Path == "aws://111122223333/eu-central-1/s3/files"
		}) {
			t.Errorf("a bucket was not looked at, and %s seems whole", kind)
		}
	}
}

// TestMistakes are those of the user.
func TestMistakes(t *testing.T) {
	for name, o := range map[string]Options{
		"no role":    {Org: true},
		"no account": {Accounts: []string{"12"}},
		"no arn":     {RoleARN: "candor"},
	} {
		t.Run(name, func(t *testing.T) {
			srv := awstest.New()
			url := serve(t, srv)
			_, err := Run(t.Context(), against(url, o))
			var ue *UsageError
			if !errors.As(err, &ue) {
				t.Errorf("got %v", err)
			}
		})
	}
}

// TestSessionPolicy: whatever the length of the list, the policy of a session
// fits, allows every action of it and none that reads data or secrets.
func TestSessionPolicy(t *testing.T) {
	many := Actions()
	for _, service := range []string{"rds", "dynamodb", "kms", "lambda", "ecr", "cloudfront", "acm", "guardduty", "config", "backup"} {
		for i := range 8 {
			many = append(many, fmt.Sprintf("%s:DescribeSomethingLong%d", service, i), fmt.Sprintf("%s:ListSomethingElse%d", service, i))
		}
	}
	for name, actions := range map[string][]string{"ours": Actions(), "many": many} {
		text := sessionPolicy(actions, Limited())
		if len(text) > sessionLimit {
			t.Errorf("%s: %d characters", name, len(text))
		}
		var doc struct {
			Statement []struct {
				Effect string
				Action []string
			}
		}
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			t.Fatal(err)
		}
		may := func(action string) bool {
			ok := false
			for _, st := range doc.Statement {
				if slices.ContainsFunc(st.Action, func(p string) bool { return iamdata.Match(p, action) }) {
					if st.Effect == "Deny" {
						return false
					}
					ok = true
				}
			}
			return ok
		}
		for _, a := range actions {
			if !may(a) {
				t.Errorf("%s: the session may not %s", name, a)
			}
		}
		for _, a := range []string{"s3:GetObject", "secretsmanager:GetSecretValue", "lambda:GetFunction", "kms:Decrypt", "dynamodb:GetItem", "ec2:GetPasswordData", "ec2:GetConsoleOutput", "ec2:DescribeInstanceAttribute", "iam:CreateUser", "s3:PutBucketPolicy",
			"appsync:ListApiKeys", "lightsail:GetInstanceAccessDetails", "lightsail:GetBucketAccessKeys", "lightsail:GetRelationalDatabaseMasterUserPassword", "lightsail:GetContainerServiceDeployments", "s3vectors:ListVectors"} {
			if may(a) {
				t.Errorf("%s: the session may %s", name, a)
			}
		}
	}
}

// TestRoles: a session is narrowed, and only one from which others are opened
// may take on roles.
func TestRoles(t *testing.T) {
	fake := awstest.New()
	policies := make(map[string]string)
	fake.Seen = func(c *awstest.Call) {
		if c.Spec == "sts.AssumeRole" {
			policies[c.Form.Get("RoleArn")] = c.Form.Get("Policy")
			if c.Form.Get("ExternalId") != "canary-external-id" {
				t.Error("the external id did not go with the role")
			}
		}
	}
	f := gather(t.Context(), t, fake, Options{RoleARN: "arn:aws:iam::111122223333:role/candor", Org: true, Role: "candor-readonly", ExternalID: "canary-external-id", AtOnce: 1})
	if f == nil || len(f.Manifests) != 2 {
		t.Fatal("not two accounts")
	}
	for arn, onward := range map[string]bool{"arn:aws:iam::111122223333:role/candor": true, "arn:aws:iam::444455556666:role/candor-readonly": false} {
		p := policies[arn]
		if p == "" || strings.Contains(p, "sts:AssumeRole") != onward {
			t.Errorf("%s: the session may take on roles: want %t; %s", arn, onward, p)
		}
	}
}

func FuzzEC2Error(f *testing.F) {
	f.Add(400, []byte("<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>m</Message></Error></Errors></Response>"))
	f.Add(503, []byte("no xml"))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		var api smithy.APIError
		if err := ec2Error(status, body); !errors.As(err, &api) || api.ErrorCode() == "" {
			t.Errorf("an error without a code: %v", err)
		}
	})
}

// TestPlainErrors: what a service without a module here says no by is read as the
// SDK reads it.
func TestPlainErrors(t *testing.T) {
	for name, c := range map[string]struct {
		xml          bool
		status       int
		header, body string
		want         string
	}{
		"a header":        {false, 403, "AccessDeniedException:http://x", `{"message":"no"}`, "AccessDeniedException"},
		"a type":          {false, 400, "", `{"__type":"com.example#TooManyRequestsException"}`, "TooManyRequestsException"},
		"as EFS says it":  {false, 404, "", `{"ErrorCode":"PolicyNotFound","Message":"none"}`, "PolicyNotFound"},
		"no JSON":         {false, 403, "", "<html>", "Forbidden"},
		"XML":             {true, 403, "", `<ErrorResponse xmlns="http://x"><Error><Code>AccessDenied</Code></Error></ErrorResponse>`, "AccessDenied"},
		"no XML":          {true, 500, "", "oops", "Status500"},
		"XML of a header": {true, 400, "Throttling", "", "Throttling"},
	} {
		t.Run(name, func(t *testing.T) {
			err := plain{xml: c.xml}.refused(c.status, http.Header{"X-Amzn-Errortype": {c.header}}, []byte(c.body))
			var api smithy.APIError
			if !errors.As(err, &api) || api.ErrorCode() != c.want {
				t.Errorf("%v, want %s", err, c.want)
			}
		})
	}
	// Another document is no empty list.
	var d distributions
	if err := xml.Unmarshal([]byte("<html></html>"), &d); err == nil {
		t.Error("a page of something else passes for a list without distributions")
	}
}
