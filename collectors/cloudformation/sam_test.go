package cloudformation

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor/internal/iac"
)

const samHead = "Transform: AWS::Serverless-2016-10-31\n"

func TestSAM(t *testing.T) {
	tests := []struct {
		name, kind string
		fields     []string
		text       string
		want       []string
	}{
		{"policy templates", "iam.statement", []string{"resources"}, `Parameters: {Open: {Type: String}}
Resources:
  Table: {Type: AWS::Serverless::SimpleTable, Properties: {TableName: deals}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      AssumeRolePolicyDocument: {Statement: []}
      Policies:
        - DynamoDBReadPolicy: {TableName: !Ref Table}
        - KMSDecryptPolicy: {KeyId: !Ref Open}
        - EC2DescribePolicy: {}
        - AWSSecretsManagerGetSecretValuePolicy: {SecretArn: 'arn:aws:x'}
        - AWSSecretsManagerRotationPolicy: {FunctionName: x}
        - AWSLambdaBasicExecutionRole
`, []string{
			"F/AWSLambdaBasicExecutionRole/0@15 | *(platform)@15",
			"F/AWSSecretsManagerGetSecretValuePolicy/0@13 | arn:aws:x@13",
			"F/AWSSecretsManagerRotationPolicy@14 unresolved: the SAM policy template AWSSecretsManagerRotationPolicy is not expanded",
			"F/DynamoDBReadPolicy/0@10 | ~arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/deals@10 ~arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table/deals/index/*@10",
			"F/EC2DescribePolicy/0@12 | *(platform)@12",
			"F/KMSDecryptPolicy/0@11 | ~arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/${Open}@11",
		}},
		{"the role that SAM makes", "iam.statement", []string{"kind", "principals"}, `Globals:
  Function: {Tracing: Active}
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      DeadLetterQueue: {Type: SQS, TargetArn: 'arn:q'}
      Events:
        Q: {Type: SQS, Properties: {Queue: x}}
        A: {Type: Api}
  Own:
    Type: AWS::Serverless::Function
    Properties: {Role: 'arn:aws:iam::1:role/x', Policies: [AdministratorAccess]}
  M: {Type: AWS::Serverless::StateMachine}
`, []string{
			"F/AWSLambdaBasicExecutionRole/0@5 | identity | ",
			"F/AWSLambdaSQSQueueExecutionRole/0@10 | identity | ",
			"F/AWSXRayDaemonWriteAccess/AWSXRayDaemonWriteAccess@3 | identity | ",
			"F/AssumeRolePolicy/0@5 | trust | lambda.amazonaws.com(platform)@5",
			"F/DeadLetterQueue/0@8 | identity | ",
			"M/AssumeRolePolicy/0@15 | trust | states.amazonaws.com(platform)@15",
		}},
		{"globals of other resources", "store.encryption", []string{"encrypted", "kms"}, `Globals:
  SimpleTable: {SSESpecification: {SSEEnabled: true}}
Resources:
  T: {Type: AWS::Serverless::SimpleTable}
`, []string{"T@5 | true@3 | true(platform)@5"}},
		{"globals merged deeply", "lambda.url", []string{"auth"}, `Globals:
  Function: {FunctionUrlConfig: {AuthType: NONE, Cors: {AllowOrigins: ['*']}}}
Resources:
  F: {Type: AWS::Serverless::Function, Properties: {FunctionUrlConfig: {InvokeMode: BUFFERED}}}
`, []string{"F@5 | NONE@3"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(facts(t, map[string]string{"t.yaml": samHead + tt.text}), tt.kind, tt.fields...)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestSAMTemplates: every line of the table can be read.
func TestSAMTemplates(t *testing.T) {
	for _, line := range strings.Split(strings.TrimSpace(samTemplates), "\n") {
		name, _, ok := strings.Cut(strings.TrimSpace(line), " = ")
		doc := samStatements(name, nil, iac.Place{Path: "t.yaml"})
		if !ok || doc == nil {
			t.Fatalf("%q", line)
		}
		for _, st := range doc.Get("Statement").List() {
			if len(st.Get("Action").List()) == 0 || len(st.Get("Resource").List()) == 0 || strings.Contains(line, " R:") {
				t.Errorf("%s: %q", name, line)
			}
		}
	}
	if samStatements("", nil, iac.Place{}) != nil || samStatements("Policy", nil, iac.Place{}) != nil {
		t.Error("a name that is no template")
	}
}
