package awstest

import (
	"net/http"
	"regexp"
)

func apiRoutes() []Route {
	var out []Route
	for path, spec := range map[string]string{
		`/domainnames`: "apigateway.GetDomainNames", `/restapis`: "apigateway.GetRestApis", `/restapis/[^/]+/stages`: "apigateway.GetStages",
		`/v2/apis`: "apigatewayv2.GetApis", `/v2/domainnames`: "apigatewayv2.GetDomainNames", `/v2/apis/[^/]+/stages`: "apigatewayv2.GetStages",
	} {
		out = append(out, Route{Signing: "apigateway", Method: http.MethodGet, Path: regexp.MustCompile(`^` + path + `$`), Spec: spec})
	}
	return out
}

func apiAnswers() map[string]func(*Call) Reply {
	return map[string]func(*Call) Reply{
		"apigateway.GetDomainNames": Pages(
			`{"item":[{"domainName":"api.example.com","securityPolicy":"TLS_1_2","domainNameStatus":"AVAILABLE"}],"position":"p"}`,
			`{"item":[{"domainName":"old.example.com","securityPolicy":"TLS_1_0","domainNameStatus":"AVAILABLE"},{"domainName":"new.example.com","securityPolicy":"TLS_1_2","domainNameStatus":"UPDATING"}]}`),
		"apigateway.GetRestApis": Pages(
			`{"item":[{"id":"r1","name":"orders","description":"canary-description","policy":"canary-policy","disableExecuteApiEndpoint":true,"endpointConfiguration":{"types":["REGIONAL"]}}],"position":"p"}`,
			`{"item":[{"id":"r2","name":"public","endpointConfiguration":{"types":["EDGE"]}}]}`),
		"apigateway.GetStages": Text(`{"item":[{"stageName":"prod","variables":{"key":"canary-variable"},"accessLogSettings":{"destinationArn":"arn:aws:logs:eu-central-1:111122223333:log-group:api","format":"$context.requestId"}},{"stageName":"test"}]}`),
		"apigatewayv2.GetApis": Pages(
			`{"items":[{"apiId":"h1","name":"web","protocolType":"HTTP","routeSelectionExpression":"x"}],"nextToken":"t"}`,
			`{"items":[{"apiId":"h2","name":"chat","protocolType":"WEBSOCKET","routeSelectionExpression":"x"},{"apiId":"h3","name":"named","protocolType":"HTTP","disableExecuteApiEndpoint":true,"routeSelectionExpression":"x"}]}`),
		"apigatewayv2.GetDomainNames": Pages(
			`{"items":[{"domainName":"api.example.com","domainNameConfigurations":[{"securityPolicy":"TLS_1_2","domainNameStatus":"AVAILABLE"}]}],"nextToken":"t"}`,
			`{"items":[{"domainName":"http.example.com","domainNameConfigurations":[{"securityPolicy":"TLS_1_2","domainNameStatus":"AVAILABLE"}]}]}`),
		"apigatewayv2.GetStages": Pages(
			`{"items":[{"stageName":"$default","stageVariables":{"key":"canary-variable"},"accessLogSettings":{"destinationArn":"arn:aws:logs:eu-central-1:111122223333:log-group:api"}}],"nextToken":"t"}`,
			`{"items":[{"stageName":"beta"}]}`),
	}
}
