package scan

import (
	"bytes"
	"strings"
	"testing"

	"github.com/candor-dev/candor/reports"
	"github.com/candor-dev/candor/reports/format"
)

// TestNoSecretIsWritten plants secrets where collectors and frames come past,
// and searches every byte that a run writes.
func TestNoSecretIsWritten(t *testing.T) {
	o := run(t, Options{Root: tree(t, map[string]string{
		"db/migrations/1.sql": "create table t (id int, token text default 'sk_live_CANARYabcdefghijklmnop');\n" +
			"create policy p on t using (token = 'sk_live_CANARYabcdefghijklmnop' or true);\n" +
			"alter role app password 'CANARYhunter2';\n" +
			"create tabel x (password text default 'CANARYhunter2');\n",
		".github/workflows/ci.yml": "on: push\njobs:\n  a:\n    steps:\n" +
			"      - run: npm install --registry https://bob:CANARYsecretpw@npm.example.com/ && pip install --index-url https://CANARYtokentoken@pypi.example.com/simple foo\n" +
			"      - run: NODE_AUTH_TOKEN=npm_CANARYabcdefghijklmnopqrstuvwxyz0123 npm install\n",
		"Dockerfile": "FROM node:22\nARG TOKEN=ghp_CANARYabcdefghijklmnopqrstuvwxyz012345\nRUN npm install --//reg.example.com/:_authToken=CANARYabcdefghijklmnop\n",
		"infra/t.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  DB:\n    Type: AWS::RDS::DBInstance\n    Properties: {Engine: postgres, MasterUserPassword: CANARYhunter2pass}\n" +
			"  F:\n    Type: AWS::Lambda::Function\n    Properties:\n      Environment: {Variables: {API_KEY: CANARYabcdefghijklmnop}}\n",
		"main.tf":      "resource \"aws_db_instance\" \"x\" {\n  engine   = \"postgres\"\n  password = \"CANARYhunter2pass\"\n}\n",
		"package.json": `{"name":"x","version":"1.0.0","dependencies":{"a":"https://u:CANARYpasspass@git.example.com/a.tgz","b":"git+https://CANARYtokentoken@git.example.com/b.git"}}`,
	})})
	if c := o.Report.Count(); c.Fail == 0 || c.Unknown == 0 {
		t.Fatalf("the files give nothing to show: %+v", c)
	}
	var written bytes.Buffer
	if err := o.Evidence.Write(&written); err != nil {
		t.Fatal(err)
	}
	for _, f := range reports.Formats() {
		if err := f.Write(&written, o.Report, format.Options{Source: o.Source, Verbose: true, AllSuppressed: true}); err != nil {
			t.Fatal(err)
		}
	}
	for line := range strings.Lines(written.String()) {
		if strings.Contains(line, "CANARY") {
			t.Errorf("written: %s", line)
		}
	}
}
