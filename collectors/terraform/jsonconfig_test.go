package terraform

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestJSON: the JSON form gives what the native form gives.
func TestJSON(t *testing.T) {
	tests := []struct {
		name, kind string
		fields     []string
		files      map[string]string
		want       []string
	}{
		{"blocks and templates", "iam.statement", []string{"actions", "resources"}, map[string]string{"main.tf.json": `{
  "//": "a comment",
  "variable": {"name": {"default": "acme", "type": "string"}},
  "locals": {"key": "${var.name}-files"},
  "data": {"aws_iam_policy_document": {"d": {"statement": [
    {"actions": ["s3:GetObject"], "resources": ["arn:aws:s3:::${local.key}/*"]}],
    "dynamic": {"statement": {"for_each": ["a", "b"], "iterator": "it", "content": {"actions": ["sqs:${it.value}"], "resources": ["*"]}}}
  }}},
  "resource": {"aws_iam_policy": {"p": [{"name": "p", "policy": "${data.aws_iam_policy_document.d.json}"}]}}
}`}, []string{"aws_iam_policy.p/0@6 | s3:GetObject@6 | arn:aws:s3:::acme-files/*(default)@6", "aws_iam_policy.p/1@7 | sqs:a@7 | *@7", "aws_iam_policy.p/2@7 | sqs:b@7 | *@7"}},
		{"values in JSON", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf":               "variable \"a\" { default = \"AWS_IAM\" }\nresource \"aws_lambda_function_url\" \"u\" {\n  authorization_type = var.a\n}\n",
			"terraform.tfvars":      "a = \"x\"\n",
			"terraform.tfvars.json": `{"a": "y${z}"}`, "b.auto.tfvars.json": `{"a": "NONE"}`,
		}, []string{"aws_lambda_function_url.u@2 | NONE@3"}},
		{"an override", "lambda.url", []string{"auth"}, map[string]string{
			"main.tf":          "variable \"a\" { default = \"AWS_IAM\" }\nresource \"aws_lambda_function_url\" \"u\" {\n  authorization_type = var.a\n}\nresource \"aws_lambda_function_url\" \"v\" {\n  authorization_type = \"AWS_IAM\"\n}\n",
			"a_override.tf":    "variable \"a\" { default = \"NONE\" }\n",
			"override.tf.json": `{"resource": {"aws_lambda_function_url": {"v": {"authorization_type": "NONE"}}}}`,
		}, []string{"aws_lambda_function_url.u@2 | NONE(default)@3", "aws_lambda_function_url.v@5 | NONE@override.tf.json:1"}},
		{"blocks of an override", "net.route", []string{"source"}, map[string]string{
			"main.tf":     "resource \"aws_security_group\" \"g\" {\n  ingress {\n    cidr_blocks = [\"10.0.0.0/8\"]\n  }\n  dynamic \"ingress\" {\n    for_each = [1]\n    content {\n      cidr_blocks = [\"10.0.0.0/8\"]\n    }\n  }\n}\n",
			"override.tf": "resource \"aws_security_group\" \"g\" {\n  ingress {\n    cidr_blocks = [\"0.0.0.0/0\"]\n  }\n}\n",
		}, []string{"aws_security_group.g/ingress[0]@3 | 0.0.0.0/0@3"}},
		{"broken", "lambda.url", nil, map[string]string{"main.tf.json": "{\"resource\": 3}"}, []string{"main.tf.json:1@1 error: the block resource is no object"}},
		{"no object", "lambda.url", nil, map[string]string{"main.tf.json": "[]"}, []string{"main.tf.json:1@1 error: not an object"}},
		{"a broken template", "lambda.url", nil, map[string]string{"main.tf.json": "{\"locals\": {\"a\":\n\"${\"}}"}, []string{"main.tf.json:2@2 error: syntax error in a text"}},
		{"twice", "lambda.url", nil, map[string]string{"main.tf.json": "{\"locals\": {\"a\": 1,\n\"a\": 2}}"}, []string{"main.tf.json:2@2 error: the key a stands twice in one object"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, lines(facts(t, tt.files), tt.kind, tt.fields...)); d != "" {
				t.Error(d)
			}
		})
	}
}

// FuzzJSON: no configuration in JSON stops a run.
func FuzzJSON(f *testing.F) {
	f.Add(`{"resource": {"a": {"b": {"c": "${d.e}", "dynamic": {"x": {"for_each": [1], "content": {}}}}}}}`)
	f.Add(`{"variable": {"a": {"type": "list(string)", "default": [1.5, null, true]}}, "terraform": {"backend": {"s3": {}}}}`)
	f.Fuzz(func(t *testing.T, text string) {
		parseJSON("main.tf.json", []byte(text))
		parseJSON("terraform.tfvars.json", []byte(text))
	})
}
