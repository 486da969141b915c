package awstest

import "strings"

func stackAnswers() map[string]func(*Call) Reply {
	stacks := func(inner, token string) string {
		return "<DescribeStacksResponse><DescribeStacksResult><Stacks>" + inner + "</Stacks>" + token + "</DescribeStacksResult></DescribeStacksResponse>"
	}
	stack := func(name, status, more string) string {
		return "<member><StackId>arn:aws:cloudformation:eu-central-1:111122223333:stack/" + name + "/1</StackId><StackName>" + name + "</StackName><StackStatus>" + status + "</StackStatus><Description>canary-description</Description><CreationTime>2026-01-01T00:00:00Z</CreationTime>" +
			"<Parameters><member><ParameterKey>DbPassword</ParameterKey><ParameterValue>canary-parameter</ParameterValue></member></Parameters><Outputs><member><OutputKey>Token</OutputKey><OutputValue>canary-output</OutputValue></member></Outputs>" +
			"<Tags><member><Key>owner</Key><Value>canary-tag</Value></member></Tags>" + more + "</member>"
	}
	checked := "<DriftInformation><StackDriftStatus>IN_SYNC</StackDriftStatus><LastCheckTimestamp>2026-11-20T00:00:00Z</LastCheckTimestamp></DriftInformation>"
	template := "AWSTemplateFormatVersion: 2010-09-09\nParameters:\n  DbPassword: {Type: String, NoEcho: true, Default: canary-default}\nResources:\n  Api:\n    Type: AWS::Lambda::Function\n    Properties: {Timeout: 30, FunctionName: canary-function}\n"
	return map[string]func(*Call) Reply{
		"cloudformation.DescribeStacks": Pages(
			stacks(stack("ledgerline-api", "UPDATE_COMPLETE", checked)+stack("proposed", "REVIEW_IN_PROGRESS", "")+stack("gone", "DELETE_COMPLETE", ""), "<NextToken>t</NextToken>"),
			stacks(stack("ledgerline-api-Nested-1A2B", "CREATE_COMPLETE", "<ParentId>arn:aws:cloudformation:eu-central-1:111122223333:stack/ledgerline-api/1</ParentId><DriftInformation><StackDriftStatus>NOT_CHECKED</StackDriftStatus></DriftInformation>"), "")),
		"cloudformation.GetTemplate": Text("<GetTemplateResponse><GetTemplateResult><TemplateBody>" + strings.ReplaceAll(template, "<", "&lt;") + "</TemplateBody><StagesAvailable><member>Original</member></StagesAvailable></GetTemplateResult></GetTemplateResponse>"),
	}
}
