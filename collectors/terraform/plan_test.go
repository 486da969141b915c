package terraform

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const planText = `{"format_version":"1.2","terraform_version":"1.9.0",
"resource_changes":[
{"address":"aws_iam_policy.p","mode":"managed","type":"aws_iam_policy","name":"p","change":{"actions":["create"],
 "after":{"name":"p","policy":"{\n\"Statement\":[{\"Effect\":\"Allow\",\n\"Action\":\"s3:*\",\"Resource\":\"*\"}]}"},"after_unknown":{"arn":true,"id":true}}},
{"address":"aws_iam_policy.q","mode":"managed","type":"aws_iam_policy","name":"q","change":{"actions":["create"],"after":{"name":"q"},"after_unknown":{"policy":true}}},
{"address":"aws_iam_policy.gone","mode":"managed","type":"aws_iam_policy","name":"gone","change":{"actions":["delete"],"after":null}},
{"address":"aws_iam_role_policy_attachment.a","mode":"managed","type":"aws_iam_role_policy_attachment","name":"a","change":{"actions":["create"],"after":{},"after_unknown":{"policy_arn":true}}},
{"address":"module.m.aws_lambda_function_url.u[\"x\"]","module_address":"module.m","mode":"managed","type":"aws_lambda_function_url","name":"u","index":"x","change":{"actions":["no-op"],"after":{"authorization_type":"NONE"}}},
{"address":"module.m.aws_lambda_function_url.v","module_address":"module.m","mode":"managed","type":"aws_lambda_function_url","name":"v","change":{"actions":["create"],"after":{"authorization_type":"secret"},"after_sensitive":{"authorization_type":true}}},
{"address":"aws_s3_bucket.b[\"k\"]","mode":"managed","type":"aws_s3_bucket","name":"b","index":"k","change":{"actions":["create"],"after":{"bucket":"files"},"after_unknown":{"id":true}}},
{"address":"aws_s3_bucket_server_side_encryption_configuration.b[\"k\"]","mode":"managed","type":"aws_s3_bucket_server_side_encryption_configuration","name":"b","index":"k","change":{"actions":["create"],
 "after":{"rule":[{"apply_server_side_encryption_by_default":[{"sse_algorithm":"aws:kms"}]}]},"after_unknown":{"bucket":true,"rule":[{"apply_server_side_encryption_by_default":[{"kms_master_key_id":true}]}]}}}
],
"configuration":{"root_module":{"resources":[
 {"address":"aws_s3_bucket_server_side_encryption_configuration.b","mode":"managed","type":"aws_s3_bucket_server_side_encryption_configuration","name":"b","expressions":{"bucket":{"references":["aws_s3_bucket.b[each.key].id","aws_s3_bucket.b[each.key]","aws_s3_bucket.b","each.key"]}}},
 {"address":"aws_iam_role_policy_attachment.a","mode":"managed","type":"aws_iam_role_policy_attachment","name":"a","expressions":{"policy_arn":{"references":["aws_iam_policy.p.arn","aws_iam_policy.p"]}}}
],"module_calls":{"m":{"source":"./m","module":{}}}}}}`

func TestPlan(t *testing.T) {
	alone := map[string]string{"infra/tfplan.json": planText}
	joined := map[string]string{
		"tfplan.json": planText,
		"main.tf":     "module \"m\" {\n  source = \"./m\"\n}\n\nresource \"aws_iam_policy\" \"p\" {\n  name = \"p\"\n\n  policy = var.text\n}\n",
		"m/main.tf":   "\nresource \"aws_lambda_function_url\" \"u\" {\n  for_each = var.x\n  authorization_type = var.y\n}\n",
	}
	tests := []struct {
		name, kind string
		fields     []string
		files      map[string]string
		want       []string
	}{
		{"statements", "iam.statement", []string{"actions", "resources"}, alone, []string{
			"aws_iam_policy.p/0 (tfplan.json)@3 | s3:*@3 | *@3",
			"aws_iam_policy.q (tfplan.json)@5 unresolved: known after the apply",
		}},
		{"addresses and secrets", "lambda.url", []string{"auth"}, alone, []string{
			"module.m.aws_lambda_function_url.u[\"x\"] (tfplan.json)@8 | NONE@8",
			"module.m.aws_lambda_function_url.v (tfplan.json)@9 | ?@9",
		}},
		{"references", "store.encryption", []string{"encrypted", "kms"}, alone, []string{
			"aws_s3_bucket.b[\"k\"] (tfplan.json)@10 | true@11 | ?@11",
		}},
		{"joined to the configuration", "lambda.url", []string{"auth"}, joined, []string{
			"aws_lambda_function_url.u@2 | ?@4",
			"module.m.aws_lambda_function_url.u[\"x\"] (tfplan.json)@2 | NONE@4",
			"module.m.aws_lambda_function_url.v (tfplan.json)@9 | ?@9",
		}},
		{"joined, a statement", "iam.statement", []string{"actions"}, joined, []string{
			"aws_iam_policy.p/0 (tfplan.json)@8 | s3:*@8",
			"aws_iam_policy.p@8 unresolved: variable text is not declared",
			"aws_iam_policy.q (tfplan.json)@5 unresolved: known after the apply",
		}},
		{"cut short", "lambda.url", nil, map[string]string{"plan.json": planText[:len(planText)-40]},
			[]string{"plan.json:1@1 error: a plan that can't be read: unexpected EOF"}},
		{"no changes", "lambda.url", nil, map[string]string{"plan.json": `{"format_version":"1.2","planned_values":{}}`},
			[]string{"plan.json:1@1 error: a plan without resource_changes"}},
		{"another file", "lambda.url", nil, map[string]string{"plan.json": `{"floors": 3}`, "floorplan.json": "[]"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(facts(t, tt.files), tt.kind, tt.fields...)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
	for _, f := range facts(t, alone) {
		if strings.Contains(fmt.Sprint(f.Value), "secret") {
			t.Errorf("a sensitive value in %v", f)
		}
	}
}

// TestLargePlan: a plan is read as a stream, however large, and a resource that
// is too large is named.
func TestLargePlan(t *testing.T) {
	url := func(name, more string) string {
		return `{"mode":"managed","type":"aws_lambda_function_url","name":"` + name + `","change":{"actions":["create"],"after":{"authorization_type":"NONE"` + more + `}}}`
	}
	big := `{"format_version":"1.2","terraform_version":"1.9.0","planned_values":{"x":["` + strings.Repeat("y", 33<<20) + `"]},"resource_changes":[` +
		url("a", "") + ",\n" + url("b", `,"x":"`+strings.Repeat("z", maxChange)+`"`) + ",\n  " + url("c", "") + "]}"
	got := lines(facts(t, map[string]string{"tfplan.json": big}), "lambda.url", "auth")
	want := []string{"aws_lambda_function_url.a (tfplan.json)@1 | NONE@1", "aws_lambda_function_url.c (tfplan.json)@3 | NONE@3", "tfplan.json:2:1@2 error: a resource of more than 8 MiB in a plan is not read"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestManyResources(t *testing.T) {
	one := `{"mode":"managed","type":"aws_lambda_function_url","name":"u","change":{"actions":["create"],"after":{"authorization_type":"NONE"}}},`
	text := `{"format_version":"1.2","resource_changes":[` + strings.TrimSuffix(strings.Repeat(one, maxPlan+2), ",") + "]}"
	got := lines(facts(t, map[string]string{"tfplan.json": text}), "lambda.url")
	last := got[len(got)-1]
	if len(got) != maxPlan+1 || !strings.Contains(last, "more than 10000 resources") {
		t.Errorf("%d facts, %q", len(got), last)
	}
}

func FuzzPlan(f *testing.F) {
	f.Add(planText)
	f.Add(`{"format_version":"1","resource_changes":[{"mode":"managed","type":"aws_iam_policy","name":"p","index":[],"change":{"after":[],"after_unknown":{"a":{}}}}],"configuration":{"root_module":{"module_calls":{"m":null}}}}`)
	f.Fuzz(func(t *testing.T, src string) {
		facts(t, map[string]string{"plan.json": src, "main.tf": "resource \"aws_iam_policy\" \"p\" {}\n"})
	})
}
