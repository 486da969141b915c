package cloudformation

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestGiven: what the tree says of parameters counts before their defaults, and
// stands where it is written.
func TestGiven(t *testing.T) {
	const template = head + `Parameters: {Name: {Type: String, Default: mine}, Other: {Type: CommaDelimitedList, Default: 'x'}}
Resources:
  P: {Type: AWS::IAM::Policy, Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: !Ref Other, Resource: !Ref Name}}}}
`
	parent := func(params string) string {
		return head + "Parameters: {Given: {Type: String, Default: def}}\nResources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: a.yaml, Parameters: {" + params + "}}}\n"
	}
	tests := []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"default", map[string]string{"a.yaml": template}, []string{"P/0@4 | x(default)@4 | mine(default)@4"}},
		{"command line", map[string]string{"a.yaml": template, "params.json": "[{\"ParameterKey\": \"Name\",\n\"ParameterValue\": \"v\"}, {\"ParameterKey\": \"Other\", \"ParameterValue\": \"s3:a, s3:b\"}]"},
			[]string{"P/0@4 | s3:a@2 s3:b@2 | v@2"}},
		{"pipeline", map[string]string{"a.yaml": template, "config/a-prod.json": `{"Parameters": {"Name": "v"}, "Tags": {}}`}, []string{"P/0@4 | x(default)@4 | v@1"}},
		{"several files", map[string]string{"a.yaml": template, "a-prod.json": `{"Parameters": {"Name": "v"}}`, "a-dev.json": `{"Parameters": {"Name": "w"}}`},
			[]string{"P/0@4 | x(default)@4 | w@1 v@1"}},
		{"of another template", map[string]string{"a.yaml": template, "b.yaml": head + "Parameters: {Name: {Type: String}}\nResources: {}\n", "b.json": `{"Parameters": {"Name": "v"}}`},
			[]string{"P/0@4 | x(default)@4 | mine(default)@4"}},
		{"a parameter too many", map[string]string{"a.yaml": template, "a.json": `{"Parameters": {"Name": "v", "Strange": "w"}}`}, []string{"P/0@4 | x(default)@4 | mine(default)@4"}},
		{"sam", map[string]string{"a.yaml": template, "samconfig.toml": "[prod.deploy.parameters]\ntemplate_file = \"a.yaml\"\nparameter_overrides = \"Name=\\\"b c\\\" Other=s3:x\"\n"},
			[]string{"P/0@4 | s3:x@3 | b c@3"}},
		{"sam as a list", map[string]string{"template.yml": template, "samconfig.toml": "[prod.deploy.parameters]\nparameter_overrides = [\"Name=v\", \"odd\"]\n"},
			[]string{"P/0@4 | x(default)@4 | v@2"}},
		{"nested", map[string]string{"a.yaml": template, "parent.yaml": parent("Name: v")}, []string{"P/0@4 | x(default)@4 | v@4"}},
		{"nested by a default", map[string]string{"a.yaml": template, "parent.yaml": parent("Name: !Ref Given")}, []string{"P/0@4 | x(default)@4 | def(default)@4"}},
		{"nested twice", map[string]string{"a.yaml": template, "parent.yaml": parent("Name: !Ref Given"),
			"top.yaml": head + "Resources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: ./parent.yaml, Parameters: {Given: deep}}}\n"},
			[]string{"P/0@4 | x(default)@4 | deep@3"}},
		{"broken files", map[string]string{"a.yaml": template, "p.json": `{"Parameters": {"Name": "v"}`, "samconfig.toml": "[", "manifest.json": "{\"aws:cloudformation:stack\""},
			[]string{"P/0@4 | x(default)@4 | mine(default)@4"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if d := cmp.Diff(tt.want, lines(facts(t, tt.files), "iam.statement", "actions", "resources")); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestEnvironment: a stack whose region and account the tree names.
func TestEnvironment(t *testing.T) {
	const template = head + `Resources:
  P: {Type: AWS::IAM::Policy, Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: 'sqs:*', Resource: !Sub 'arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:x'}}}}
`
	stack := func(env string) string {
		return `{"artifacts": {"App": {"type": "aws:cloudformation:stack", "environment": "` + env + `", "properties": {"templateFile": "App.template.json"}}, "Tree": {"type": "cdk:tree"}}}`
	}
	tests := []struct {
		name            string
		files           map[string]string
		regions, grants []string
	}{
		{"cdk", map[string]string{"cdk.out/App.template.json": template, "cdk.out/manifest.json": stack("aws://111122223333/eu-central-1")},
			[]string{"stack@1 | eu-central-1@1"}, []string{"P/0@3 | arn:aws:sqs:eu-central-1:111122223333:x@3"}},
		{"cdk without", map[string]string{"cdk.out/App.template.json": template, "cdk.out/manifest.json": stack("aws://unknown-account/unknown-region")},
			nil, []string{"P/0@3 | ~arn:aws:sqs:${AWS::Region}:${AWS::AccountId}:x@3"}},
		{"sam", map[string]string{"template.yaml": template, "samconfig.toml": "[default.deploy.parameters]\nregion = \"eu-west-1\"\n"},
			[]string{"stack@2 | eu-west-1@2"}, []string{"P/0@3 | ~arn:aws:sqs:eu-west-1:${AWS::AccountId}:x@3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := facts(t, tt.files)
			if d := cmp.Diff(tt.regions, lines(got, "store.region", "region")); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.grants, lines(got, "iam.statement", "resources")); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestForEach: loops of AWS::LanguageExtensions, among the resources and within one.
func TestForEach(t *testing.T) {
	got := facts(t, map[string]string{"t.yaml": head + `Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'a-1,b'}}
Resources:
  Fn::ForEach::All:
    - Name
    - !Ref Names
    - 'Policy&{Name}':
        Type: AWS::IAM::Policy
        Properties:
          PolicyDocument: {Statement: {Effect: Allow, Action: !Ref Name, Resource: !Sub 'arn:aws:s3:::${Name}'}}
  Fn::ForEach::Outer:
    - X
    - [p, q]
    - Fn::ForEach::Inner:
        - Y
        - [r]
        - 'U${X}${Y}': {Type: AWS::Lambda::Url, Properties: {'Fn::ForEach::P': [K, [AuthType], {'${K}': {Ref: Y}}]}}
`})
	if d := cmp.Diff([]string{
		"Policya1/0@11 | a-1@11 | arn:aws:s3:::a-1@11", "Policyb/0@11 | b@11 | arn:aws:s3:::b@11",
	}, lines(got, "iam.statement", "actions", "resources")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Upr@18 | r@18", "Uqr@18 | r@18"}, lines(got, "lambda.url", "auth")); d != "" {
		t.Error(d)
	}
}

// FuzzGiven: no file of values stops a run.
func FuzzGiven(f *testing.F) {
	f.Add("p.json", `[{"ParameterKey": "A", "ParameterValue": "x"}]`)
	f.Add("p.json", `{"Parameters": {"A": "x"}}`)
	f.Add("samconfig.toml", "[default.deploy.parameters]\nregion = \"r\"\nparameter_overrides = \"A='x y'\"\n")
	f.Add("manifest.json", `{"artifacts": {"A": {"type": "aws:cloudformation:stack", "environment": "aws://1/2", "properties": {"templateFile": "t.yaml"}}}}`)
	f.Fuzz(func(t *testing.T, name, text string) {
		g := newGiven()
		g.note(name, []byte(text))
		g.of(&template{path: "t.yaml"})
		g.environmentOf("t.yaml")
	})
}

// TestGivenSecrets: a secret that a file gives is told where it is written, and a
// file of another template's gives none.
func TestGivenSecrets(t *testing.T) {
	const template = head + "Parameters: {DbPassword: {Type: String, NoEcho: true}}\nResources: {}\n"
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"none", map[string]string{"a.yaml": template}, []string{"Parameters/DbPassword@2 | reference@2"}},
		{"a file", map[string]string{"a.yaml": template, "p.json": `[{"ParameterKey": "DbPassword",
"ParameterValue": "correct-horse"}]`}, []string{"Parameters/DbPassword@2 | literal@2"}},
		{"a reference", map[string]string{"a.yaml": template, "p.json": `{"Parameters": {"DbPassword": "{{resolve:ssm-secure:x:1}}"}}`}, []string{"Parameters/DbPassword@2 | reference@2"}},
		{"a stand-in", map[string]string{"a.yaml": template, "p.json": `{"Parameters": {"DbPassword": "<password>"}}`}, []string{"Parameters/DbPassword@2 | reference@2"}},
		{"of another template", map[string]string{"a.yaml": template, "p.json": `{"Parameters": {"DbPassword": "correct-horse", "RootPassword": "correct-horse-2"}}`}, []string{"Parameters/DbPassword@2 | reference@2"}},
		{"sam", map[string]string{"template.yaml": template, "samconfig.toml": "[prod.deploy.parameters]\nparameter_overrides = [\"DbPassword=correct-horse\"]\n"}, []string{"Parameters/DbPassword@2 | literal@2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, lines(facts(t, c.files), "secret.value", "holds")); d != "" {
				t.Error(d)
			}
		})
	}
}
