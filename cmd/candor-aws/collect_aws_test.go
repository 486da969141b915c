package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/cli"
	"github.com/candor-dev/candor/internal/scan"
)

// awsRun runs the program against a fake AWS.
func awsRun(t *testing.T, fake *awstest.Fake, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	srv := httptest.NewServer(fake)
	t.Cleanup(srv.Close)
	for k, v := range map[string]string{"AWS_ENDPOINT_URL": srv.URL, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "AKIATEST", "AWS_SECRET_ACCESS_KEY": "canary-own-secret",
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull} {
		t.Setenv(k, v)
	}
	var out, errs bytes.Buffer
	a := &app{App: cli.App{Stdin: strings.NewReader(""), Stdout: &out, Stderr: &errs, Env: os.Getenv}}
	root := a.command()
	root.SetArgs(args)
	if err := root.ExecuteContext(context.Background()); err != nil {
		return a.Fail(context.Background(), err), out.String(), errs.String()
	}
	return a.Code, out.String(), errs.String()
}

// TestCollectAWS: a whole organisation is 0, one lost call is 3 and takes only
// what depends on it, and no secret is written anywhere.
func TestCollectAWS(t *testing.T) {
	file := filepath.Join(t.TempDir(), "aws.jsonl")
	args := []string{"collect", "aws", "--org", "--role", "candor-readonly", "--external-id", "canary-external-id", "-o", file, "--rate", "10000"}
	fake := awstest.New()
	fake.Message = "canary-message"
	code, stdout, stderr := awsRun(t, fake, args...)
	if code != cli.ExitClean || stdout != "" || !strings.Contains(stderr, "2 of 2 accounts") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	written, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file + ".parts"); err == nil {
		t.Error("the parts are still there")
	}
	delete(fake.Answers, "iam.GetAccountSummary")
	code, stdout, second := awsRun(t, fake, append(args, "--account", "111122223333")...)
	if code != cli.ExitIncomplete || !strings.Contains(second, "denied: iam:GetAccountSummary (1 calls)") {
		t.Errorf("exit %d\n%s", code, second)
	}
	again, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(again), `"kind":"log.trail"`) {
		t.Errorf("one lost call took others with it (%v)", err)
	}
	for _, text := range []string{string(written), string(again), stdout, stderr, second} {
		if i := strings.Index(text, "canary"); i >= 0 {
			t.Errorf("a secret is written: %s", text[max(0, i-80):min(len(text), i+40)])
		}
	}
	o, err := scan.Run(t.Context(), scan.Options{Root: t.TempDir(), Evidence: []string{file}, Now: time.Now().UTC()})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := json.Marshal(o.Report); err != nil || !strings.Contains(string(b), "an emulator's answer proves nothing") {
		t.Fatalf("the report does not speak of the emulator (%v)", err)
	}
	if i := slices.IndexFunc(o.Report.Results, func(r candor.Result) bool { return r.Outcome == candor.Pass }); i >= 0 {
		t.Errorf("%s passes on the word of an emulator", o.Report.Results[i].Subject)
	}
}

func TestCollectAWSUsage(t *testing.T) {
	for want, args := range map[string][]string{
		"by --role":   {"collect", "aws", "--org"},
		"twelve":      {"collect", "aws", "--account", "12"},
		"name it by":  {"collect", "aws", "--resume"},
		"want json":   {"collect", "aws", "--print-policy", "yaml"},
		"no ARN of a": {"collect", "aws", "--role-arn", "candor"},
	} {
		if code, _, stderr := awsRun(t, awstest.New(), args...); code != cli.ExitUsage || !strings.Contains(stderr, want) {
			t.Errorf("%v: exit %d\n%s", args, code, stderr)
		}
	}
	if code, stdout, _ := awsRun(t, awstest.New(), "collect", "aws", "--print-policy", "json"); code != cli.ExitClean || !strings.Contains(stdout, "iam:GetAccountSummary") {
		t.Errorf("exit %d\n%s", code, stdout)
	}
}
