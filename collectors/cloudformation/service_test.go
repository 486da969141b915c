package cloudformation

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestServerless(t *testing.T) {
	const service = `service: deals
custom:
  bucket: files-${self:provider.stage}
  shared:
    - Effect: Allow
      Action: s3:GetObject
      Resource: arn:aws:s3:::${self:custom.bucket}/*
provider:
  name: aws
  stage: ${opt:stage, 'dev'}
`
	const own = "provider: {name: aws, iam: {role: 'arn:aws:iam::1:role/x'}}\n"
	tests := []struct {
		name, kind string
		fields     []string
		files      map[string]string
		want       []string
	}{
		{"statements and variables", "iam.statement", []string{"kind", "actions", "resources"}, map[string]string{"serverless.yml": service + `  iam:
    role:
      managedPolicies: [ReadOnlyAccess2]
      statements:
        - Effect: Allow
          Action: [dynamodb:GetItem, '${self:custom.gone}']
          Resource: 
            - arn:aws:dynamodb:${aws:region}:${aws:accountId}:table/${ssm:/x}
            - !Sub 'arn:${AWS::Partition}:s3:::${self:custom.bucket}'
            - Fn::GetAtt: [Queue, Arn]
functions:
  poll:
    handler: a.b
    events:
      - sqs: {arn: !GetAtt Queue.Arn}
resources:
  Resources:
    Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: q}}
`}, []string{
			"IamRoleLambdaExecution/AssumeRolePolicy/0@15 | trust | sts:AssumeRole@15 | ",
			"IamRoleLambdaExecution/ReadOnlyAccess2@13 unresolved: AWS keeps no managed policy ReadOnlyAccess2 that candor knows of",
			"IamRoleLambdaExecution/service/0@15 | identity | dynamodb:GetItem@16 ?@16 | ~arn:aws:dynamodb:${AWS::Region}:${AWS::AccountId}:table/${ssm:/x}@18 ~arn:${AWS::Partition}:s3:::files-dev@19 ~arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q@20",
			"IamRoleLambdaExecution/service/1@25 | identity | sqs:ReceiveMessage@25 sqs:DeleteMessage@25 sqs:GetQueueAttributes@25 | ~arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:q@25",
			"IamRoleLambdaExecution/service/2@15 | identity | logs:CreateLogStream@15 logs:CreateLogGroup@15 logs:TagResource@15 | ~arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${service}-${stage}*:*@15",
			"IamRoleLambdaExecution/service/3@15 | identity | logs:PutLogEvents@15 | ~arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${service}-${stage}*:*:*@15",
		}},
		{"a section by a variable", "iam.statement", []string{"resources"}, map[string]string{"serverless.yml": service + "  iamRoleStatements: ${self:custom.shared}\n"}, []string{
			"IamRoleLambdaExecution/AssumeRolePolicy/0@11 | ",
			"IamRoleLambdaExecution/service/0@11 | arn:aws:s3:::files-dev/*(default)@11",
			"IamRoleLambdaExecution/service/1@11 | ~arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${service}-${stage}*:*@11",
			"IamRoleLambdaExecution/service/2@11 | ~arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${service}-${stage}*:*:*@11",
		}},
		{"addresses", "lambda.url", []string{"auth"}, map[string]string{"serverless.yml": "service: x\n" + own + `functions:
  a: {url: true}
  b-c: {url: {cors: true}}
  d: {url: {authorizer: aws_iam}}
  e: {url: false}
  f: {url: {authorizer: '${opt:auth, "aws_iam"}'}}
  g: {url: '${env:URL}'}
  h: {handler: a.b}
`}, []string{
			"ALambdaFunctionUrl@4 | NONE@4",
			"BDashcLambdaFunctionUrl@5 | NONE@5",
			"DLambdaFunctionUrl@6 | AWS_IAM@6",
			"FLambdaFunctionUrl@8 | AWS_IAM(default)@8",
			"GLambdaFunctionUrl@9 | ?@9",
		}},
		{"roles of functions", "iam.statement", []string{"actions"}, map[string]string{"serverless.yml": "service: x\nprovider: {name: aws}\n" + `functions:
  a:
    iamRoleStatements:
      - {Effect: Allow, Action: 's3:*', Resource: '*'}
`}, []string{
			"AIamRoleLambdaExecution/AssumeRolePolicy/0@4 | sts:AssumeRole@4",
			"AIamRoleLambdaExecution/service/0@6 | s3:*@6",
			"AIamRoleLambdaExecution/service/1@4 | logs:CreateLogStream@4 logs:CreateLogGroup@4 logs:TagResource@4",
			"AIamRoleLambdaExecution/service/2@4 | logs:PutLogEvents@4",
		}},
		{"what is elsewhere", "lambda.url", []string{"auth"}, map[string]string{
			"serverless.yml": "service: x\n" + own + "functions:\n  - ${file(functions.yml)}\nresources:\n  - ${file(own.yml)}\n  - ${file(gone.yml)}\n  - extensions: {}\n",
			"own.yml":        "Resources:\n  U: {Type: AWS::Lambda::Url, Properties: {AuthType: NONE}}\n",
		}, []string{
			"U@2 | NONE@2",
			"serverless.yml:4:5@4 unresolved: functions that a variable brings in can't be told",
			"serverless.yml:7:5@7 unresolved: resources that a variable brings in can't be told",
			"serverless.yml:8:17@8 unresolved: extensions, which change resources that the framework makes can't be told",
		}},
		{"another cloud", "lambda.url", nil, map[string]string{"serverless.yml": "service: x\nprovider: {name: google}\n"},
			[]string{"serverless.yml:2:11@2 unsupported: candor reads services of the Serverless Framework on AWS alone"}},
		{"no service", "lambda.url", nil, map[string]string{"serverless.yml": "a: provider\nb: service\n"}, nil},
		{"a key twice", "lambda.url", nil, map[string]string{"serverless.yml": "service: x\nprovider: {name: aws, name: aws}\n"},
			[]string{"serverless.yml:2:23@2 error: the key name stands twice in one object"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(facts(t, tt.files), tt.kind, tt.fields...)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
