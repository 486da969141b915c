package cloudformation

import (
	"fmt"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
)

// TestText: every template of a tree has its digests, the stacks that the tree
// says it is for, and no value.
func TestText(t *testing.T) {
	const template = `
Resources:
  Api:
    Type: AWS::Lambda::Function
    Properties: {Timeout: 30, FunctionName: canary-name}
`
	all := facts(t, map[string]string{
		"api/template.yaml": template,
		"api/samconfig.toml": `
[default.deploy.parameters]
stack_name = "ledgerline-api"
[prod.deploy.parameters]
stack_name = "ledgerline-api-prod"
`,
		"infra/network.json":      `{"Resources": {"Api": {"Type": "AWS::Lambda::Function", "Properties": {"FunctionName": "canary-name", "Timeout": 30}}}}`,
		"cdk.out/A.template.json": `{"Resources": {"B": {"Type": "AWS::S3::Bucket", "Metadata": {"aws:cdk:path": "A/B"}}}}`,
		"cdk.out/manifest.json":   `{"artifacts": {"A": {"type": "aws:cloudformation:stack", "properties": {"templateFile": "A.template.json", "stackName": "app"}}}}`,
		"broken.template":         "Resources: {A: {Type: 'AWS::S3::Bucket'}, A: {Type: 'AWS::S3::Bucket'}}",
	})
	got := make(map[string]string)
	digests := make(map[string]any)
	for _, f := range all {
		if f.Kind != kindText {
			continue
		}
		if f.State != candor.Observed {
			got[f.At.Path] = f.Reason
			continue
		}
		v := candor.Plain(f.Value).(map[string]any)
		digests[f.At.Path] = v["digest"]
		got[f.At.Path] = fmt.Sprint(v["called"], v["stacks"], v["cdk"], v["resources"])
		if strings.Contains(fmt.Sprint(v), "canary") {
			t.Errorf("a value of the template is kept: %v", v)
		}
	}
	for p, want := range map[string]string{
		"api/template.yaml":       "api[ledgerline-api ledgerline-api-prod]false1",
		"infra/network.json":      "network[]false1",
		"cdk.out/A.template.json": "A[app]true1",
		"broken.template":         "the key A stands twice in one object",
	} {
		if strings.ReplaceAll(got[p], " ", "") != strings.ReplaceAll(want, " ", "") {
			t.Errorf("%s: %s, want %s", p, got[p], want)
		}
	}
	if digests["api/template.yaml"] != digests["infra/network.json"] {
		t.Error("the same template in YAML and JSON has two digests")
	}
}
