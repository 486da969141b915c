package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/lambda/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func lambdaSpecs() []live.Spec {
	function := []string{"arn:*:lambda:*:*:function:*"}
	return []live.Spec{
		{ID: "lambda.ListFunctions", Doc: "lists the functions of a region; the values of their environment are classified in memory and not kept", Needs: []live.Permission{{Action: "lambda:ListFunctions"}},
			Kinds: []string{"iam.statement", "lambda.url", "secret.value"}, Keeps: []string{"FunctionName", "names of Environment/Variables that are places for a secret"}, Redact: []string{"Functions/*/Environment"}, Paged: true, TTL: 7 * day},
		{ID: "lambda.ListFunctionUrlConfigs", Doc: "tells who may call the address of a function", Needs: []live.Permission{{Action: "lambda:ListFunctionUrlConfigs", Resources: function}},
			Kinds: []string{"lambda.url"}, Keeps: []string{"FunctionUrlConfigs/*/AuthType"}, Paged: true, TTL: 7 * day},
		{ID: "lambda.GetPolicy", Doc: "reads who may invoke a function", Needs: []live.Permission{{Action: "lambda:GetPolicy", Resources: function}},
			Absent: []string{"ResourceNotFoundException"}, Kinds: []string{"iam.statement"}, Keeps: []string{"Policy"}, TTL: 7 * day},
	}
}

func collectLambda(ctx context.Context, s *scope) {
	c := lambda.NewFromConfig(s.config())
	var all []types.FunctionConfiguration
	listed := list(ctx, s, "lambda.ListFunctions", question{Path: s.path("lambda"), Of: "aws.lambda.function"}, lambda.NewListFunctionsPaginator(c, &lambda.ListFunctionsInput{}),
		func(page *lambda.ListFunctionsOutput, _ *answer) int {
			all = append(all, page.Functions...)
			return len(page.Functions)
		})
	for i := range all {
		s.function(ctx, c, listed, &all[i])
	}
}

func (s *scope) function(ctx context.Context, c *lambda.Client, listed *answer, f *types.FunctionConfiguration) {
	name, arn := aws.ToString(f.FunctionName), aws.ToString(f.FunctionArn)
	path := s.path("lambda", name)
	at := s.at(path)
	owner := iac.Owner{Type: "AWS::Lambda::Function", Subject: name, Resource: arn, At: at}
	if f.Environment != nil && len(f.Environment.Variables) > 0 {
		vars := make(map[string]any, len(f.Environment.Variables))
		for k, v := range f.Environment.Variables {
			vars[k] = v
		}
		// What comes out names the place and what it holds, never the value.
		s.sink(listed).Secrets(owner, node(map[string]any{"Environment": map[string]any{"Variables": vars}}, at), nil)
	}
	q := question{Path: path, Subject: name, Params: map[string]string{"FunctionName": name}}
	var urls []types.FunctionUrlConfig
	uq := q
	uq.Of = "aws.lambda.url"
	a := list(ctx, s, "lambda.ListFunctionUrlConfigs", uq, lambda.NewListFunctionUrlConfigsPaginator(c, &lambda.ListFunctionUrlConfigsInput{FunctionName: &name}),
		func(page *lambda.ListFunctionUrlConfigsOutput, _ *answer) int {
			urls = append(urls, page.FunctionUrlConfigs...)
			return len(page.FunctionUrlConfigs)
		})
	for i := range urls {
		s.sink(a).URL(name, candor.Location{Path: path, Resource: aws.ToString(urls[i].FunctionArn)}, node(string(urls[i].AuthType), at))
	}
	policy, a := ask(ctx, s, "lambda.GetPolicy", q, func(ctx context.Context) (*lambda.GetPolicyOutput, error) {
		return c.GetPolicy(ctx, &lambda.GetPolicyInput{FunctionName: &name})
	})
	if a.ok() {
		s.sink(a).Policy(iac.Policy{Owner: name, Kind: "resource", Service: "lambda", Doc: document(aws.ToString(policy.Policy), at), At: at})
	}
}
