package main

import (
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

func document(t *testing.T, text string) *yaml.Node {
	t.Helper()
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte(text), &doc); err != nil {
		t.Fatal(err)
	}
	return doc.Content[0]
}

func TestWalk(t *testing.T) {
	doc := document(t, "terraform:\n  bad: [a, b]\n")
	for path, want := range map[string]string{"terraform.bad[1]": "b", "terraform.bad[2]": "", "terraform.good[0]": "", "terraform.bad[x]": ""} {
		got := ""
		if n := walk(doc, path); n != nil {
			got = n.Value
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", path, got, want)
		}
	}
}

// TestInput: of two tests of one name, the one that expects what the label says.
func TestInput(t *testing.T) {
	doc := document(t, `
- {name: x, input: {Resources: {A: {Type: 'AWS::S3::Bucket'}}}, expectations: {rules: {C: SKIP}}}
- {name: x, input: {Resources: {B: {Type: !Ref T}}}, expectations: {rules: {C: FAIL}}}
`)
	got, err := testInput(doc, "x", label{Check: "guard:C", Expected: "fail"})
	if err != nil || !strings.Contains(got, "B:") || !strings.Contains(got, "!Ref") {
		t.Errorf("got %q, %v", got, err)
	}
	if _, err := testInput(doc, "y", label{Check: "guard:C", Expected: "fail"}); err == nil {
		t.Error("found a test that is not there")
	}
}

// TestTable: what is open counts neither as found nor as an alarm.
func TestTable(t *testing.T) {
	var a table
	for _, x := range [][2]string{{"fail", "fail"}, {"fail", "unknown"}, {"pass", "pass"}, {"pass", "none"}, {"pass", "fail"}} {
		a.add(x[0], x[1])
	}
	a.dispute("pass", "fail")
	if want := (table{fails: 2, found: 1, failsUnknown: 1, passes: 3, agreed: 1, passesUnknown: 1, alarms: 1, alarmed: 1}); a != want {
		t.Errorf("got %+v", a)
	}
}

func TestIntent(t *testing.T) {
	for _, tt := range []struct {
		l    label
		rule string
	}{
		{label{Control: "crypto.at-rest", Check: "trivy:encryption_customer_key", Path: "checks/cloud/aws/s3/x.yaml"}, "crypto/at-rest"},
		{label{Control: "crypto.at-rest", Check: "trivy:enable_in_transit_encryption", Path: "checks/cloud/aws/msk/x.yaml"}, "tls/minimum-version"},
		{label{Control: "net.public-endpoint", Check: "trivy:no_public_ingress_sgr", Path: "checks/cloud/aws/ec2/x.yaml"}, "network/open-ingress"},
		{label{Control: "s3.public-access", Check: "trivy:no_public_buckets", Path: "checks/cloud/aws/s3/x.yaml"}, "s3/public-access"},
		{label{Control: "else"}, ""},
	} {
		in, why := intentOf(tt.l)
		if in == nil && (tt.rule != "" || why == "") || in != nil && in.rule != tt.rule {
			t.Errorf("%+v: %+v, %q", tt.l, in, why)
		}
	}
}
