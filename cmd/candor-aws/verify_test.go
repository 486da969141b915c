package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/cli"
)

// TestVerifyCommand: requests of a file that an emulator answered are never
// found, and a file that was changed is.
func TestVerifyCommand(t *testing.T) {
	fake := awstest.New()
	fake.Message = "canary-message"
	file := filepath.Join(t.TempDir(), "aws.jsonl")
	if code, _, stderr := awsRun(t, fake, "collect", "aws", "--regions", "us-east-1", "-o", file); code != cli.ExitIncomplete {
		t.Fatalf("exit %d\n%s", code, stderr) // one region of two
	}
	code, stdout, stderr := awsRun(t, fake, "verify", "--cloudtrail", file, "--sample", "5")
	if code != cli.ExitIncomplete || strings.Count(stdout, "emulated  ") != 5 || !strings.Contains(stdout, "0 of 5 found; drawn from ") || !strings.Contains(stdout, "proves nothing") {
		t.Errorf("exit %d\n%s%s", code, stdout, stderr)
	}
	code, stdout, _ = awsRun(t, fake, "verify", "--cloudtrail", file, "--format", "json")
	var doc struct {
		Schema  string
		Checked []struct{ State, Request, Event string }
	}
	if err := json.Unmarshal([]byte(stdout), &doc); err != nil || code != cli.ExitIncomplete || doc.Schema != requestsSchema || len(doc.Checked) != 20 {
		t.Errorf("exit %d, %v\n%s", code, err, stdout)
	}
	for _, c := range doc.Checked {
		if c.State != "emulated" || c.Request == "" || c.Event != "" {
			t.Errorf("%+v", c)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	// Who takes the mark of the emulator away changes the item.
	if err := os.WriteFile(file, []byte(strings.ReplaceAll(string(b), `,"emulated":true`, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	code, stdout, _ = awsRun(t, fake, "verify", "--cloudtrail", file, "--sample", "3")
	if code != cli.ExitFinding || strings.Count(stdout, "the item was changed") != 3 {
		t.Errorf("exit %d\n%s", code, stdout)
	}
	empty := filepath.Join(t.TempDir(), "empty.jsonl")
	head, _, _ := strings.Cut(string(b), "\n")
	if err := os.WriteFile(empty, []byte(head+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, stdout, _ := awsRun(t, fake, "verify", "--cloudtrail", empty); code != cli.ExitIncomplete || !strings.Contains(stdout, "nothing was looked for") {
		t.Errorf("exit %d\n%s", code, stdout)
	}
}

func TestVerifyUsage(t *testing.T) {
	for want, args := range map[string][]string{
		"name the facts file": {"verify"},
		"positive":            {"verify", "--cloudtrail", "x", "--sample", "0"},
		"text or json":        {"verify", "--cloudtrail", "x", "--format", "yaml"},
		"read the facts":      {"verify", "--cloudtrail", "not-there.jsonl"},
		"takes no arguments":  {"verify", "x"},
	} {
		if code, _, stderr := awsRun(t, awstest.New(), args...); code != cli.ExitUsage || !strings.Contains(stderr, want) {
			t.Errorf("%v: exit %d\n%s", args, code, stderr)
		}
	}
	if code, stdout, _ := awsRun(t, awstest.New(), "verify", "--print-policy"); code != cli.ExitClean || !strings.Contains(stdout, "cloudtrail:LookupEvents") {
		t.Errorf("exit %d\n%s", code, stdout)
	}
}
