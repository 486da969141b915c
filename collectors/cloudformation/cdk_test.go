package cloudformation

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestCDK: what cdk synth writes, with the path of the construct and without the
// assets; a nested stack is a file beside its parent.
func TestCDK(t *testing.T) {
	got := facts(t, map[string]string{
		"cdk.out/App.template.json": `{
 "Resources": {
  "RoleDefaultPolicy5FF": {
   "Type": "AWS::IAM::Policy",
   "Properties": {"PolicyDocument": {"Statement": [
    {"Action": ["s3:GetObject*", "s3:List*"], "Effect": "Allow",
     "Resource": [{"Fn::GetAtt": ["Bucket83", "Arn"]}, {"Fn::Join": ["", [{"Fn::GetAtt": ["Bucket83", "Arn"]}, "/*"]]}]}
   ]}},
   "Metadata": {"aws:cdk:path": "App/Role/DefaultPolicy/Resource"}
  },
  "Bucket83": {"Type": "AWS::S3::Bucket"},
  "Nested": {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": {"Fn::Join": ["", ["https://s3.", {"Ref": "AWS::URLSuffix"}]]}},
   "Metadata": {"aws:asset:path": "AppNested.nested.template.json"}},
  "Lost": {"Type": "AWS::CloudFormation::Stack", "Metadata": {"aws:asset:path": "Lost.nested.template.json"}}
 }
}`,
		"cdk.out/AppNested.nested.template.json": "{\"Resources\": {\n\"U\": {\"Type\": \"AWS::Lambda::Url\", \"Properties\": {\"AuthType\": \"NONE\"}}}}",
		"cdk.out/asset.0123/inner.template.json": "{\"Resources\": {\n\"V\": {\"Type\": \"AWS::Lambda::Url\", \"Properties\": {\"AuthType\": \"NONE\"}}}}",
		"cdk.out/App.assets.json":                "{\"files\": {}, \"Resources\": \"AWS::\"}",
	})
	if d := cmp.Diff([]string{
		"Lost@14 unresolved: the template of the nested stack Lost is not in the tree",
		"RoleDefaultPolicy5FF/0@6 | App/Role/DefaultPolicy/Resource | s3:GetObject*@6 s3:List*@6 | ~arn:${AWS::Partition}:s3:::${Bucket83}@7 ~arn:${AWS::Partition}:s3:::${Bucket83}/*@7",
	}, lines(got, "iam.statement", "construct", "actions", "resources")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"U@2 | NONE@2"}, lines(got, "lambda.url", "auth")); d != "" {
		t.Error(d)
	}
}

// TestAllowedValues: a parameter without a default is each of its values.
func TestAllowedValues(t *testing.T) {
	got := facts(t, map[string]string{"t.yaml": head + `Parameters:
  Service: {Type: String, AllowedValues: [s3, sqs]}
Resources:
  P: {Type: AWS::IAM::Policy, Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: !Ref Service, Resource: !Sub 'arn:aws:${Service}:::x'}}}}
`})
	want := []string{"P/0@5 | s3@5 sqs@5 | ~arn:aws:${Service}:::x@5"}
	if d := cmp.Diff(want, lines(got, "iam.statement", "actions", "resources")); d != "" {
		t.Error(d)
	}
}
