package main

import (
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/candor-dev/candor"
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

// TestPeers: every row means a rule that there is.
func TestPeers(t *testing.T) {
	peers, err := readPeers(peersCSV)
	if err != nil {
		t.Fatal(err)
	}
	j, err := newJudge(time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	for name, in := range peers {
		if j.kinds(in.rule) == nil {
			t.Errorf("%s: no rule %s", name, in.rule)
		}
	}
	if in := peers[plain("cfn_nag:EFSFileSystemEncryptedRule")]; in == nil || in != peers[plain("cfn_nag:F32")] {
		t.Error("a check has another intent by its other name")
	}
	for _, text := range []string{"check,control,asks,part,also\na:b,net.public-endpoint,what,,", "check,control,asks,part,also\na:b,tls.transit,none,,\na:c,tls.transit,none,,B"} {
		if _, err := readPeers(text); err == nil {
			t.Errorf("read %q", text)
		}
	}
}

// TestResource: what a label names is told from its neighbours.
func TestResource(t *testing.T) {
	text := "resource \"aws_s3_bucket\" \"a\" {\n}\nresource \"aws_s3_bucket\" \"ab\" {\n  x = 1\n}\n"
	r := resourceOf(label{Resource: "aws_s3_bucket.a", Format: "terraform"}, text)
	for subject, want := range map[string]bool{"aws_s3_bucket.a": true, "aws_s3_bucket.a/part": true, "aws_s3_bucket.a[0]": true, "aws_s3_bucket.ab": false} {
		if got := r.has(&candor.Result{Subject: subject}); got != want {
			t.Errorf("%s: got %t", subject, got)
		}
	}
	if r.first != 1 || r.last != 2 || !r.has(&candor.Result{Subject: "else", At: candor.Location{Line: 2}}) {
		t.Errorf("got %+v", r)
	}
	if r := resourceOf(label{Resource: "AWS::S3::Bucket.B", Format: "cloudformation"}, ""); r.name != "B" {
		t.Errorf("got %+v", r)
	}
}

// TestDispute: a part of the name, the path and the resource have to fit.
func TestDispute(t *testing.T) {
	list, err := readDisputes(disputesCSV)
	if err != nil || len(list) == 0 {
		t.Fatal(err)
	}
	for _, d := range list {
		if len(d) != 4 || d[0] == "" || d[3] == "" {
			t.Errorf("%q", d)
		}
	}
	l := label{Check: "x:CKV_1", Path: "a/b.tf", Resource: "r"}
	if dispute([][]string{{"CKV_1 ", "b", "r", "why"}}, l, "") != "why" || dispute([][]string{{"CKV_1 ", "c", "", "why"}}, l, "") != "" {
		t.Error("the wrong label")
	}
	if dispute(nil, l, "the module x is not in the tree") == "" {
		t.Error("a module from elsewhere")
	}
}
