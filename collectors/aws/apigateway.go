package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/apigateway"
	apitypes "github.com/aws/aws-sdk-go-v2/service/apigateway/types"
	"github.com/aws/aws-sdk-go-v2/service/apigatewayv2"
	v2types "github.com/aws/aws-sdk-go-v2/service/apigatewayv2/types"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func apiSpecs() []live.Spec {
	get := func(paths ...string) []live.Permission {
		p := live.Permission{Action: "apigateway:GET"}
		for _, x := range paths {
			p.Resources = append(p.Resources, "arn:*:apigateway:*::"+x)
		}
		return []live.Permission{p}
	}
	const stages = "tells which stages of an API log who used it"
	return []live.Spec{
		{ID: "apigateway.GetDomainNames", Doc: "lists the names under which APIs answer, and which versions of TLS they take", Needs: get("/domainnames"),
			Kinds: []string{"tls.setting"}, Keeps: []string{"DomainName, SecurityPolicy, DomainNameStatus"}, Redact: []string{"Items/*/Policy", "Items/*/Tags"}, Paged: true, TTL: 7 * day},
		{ID: "apigateway.GetRestApis", Doc: "lists the REST APIs of a region, and what their own addresses take", Needs: get("/restapis"),
			Kinds: []string{"log.access", "tls.setting"}, Keeps: []string{"Id, Name", "SecurityPolicy, DisableExecuteApiEndpoint, EndpointConfiguration/Types"}, Redact: []string{"Items/*/Policy", "Items/*/Description", "Items/*/Tags"}, Paged: true, TTL: 7 * day},
		{ID: "apigateway.GetStages", Doc: stages, Needs: get("/restapis/*/stages"),
			Kinds: []string{"log.access"}, Keeps: []string{"StageName", "whether AccessLogSettings names a place"}, Redact: []string{"Item/*/Variables", "Item/*/Description", "Item/*/Tags"}, TTL: 7 * day},
		{ID: "apigatewayv2.GetApis", Doc: "lists the HTTP and WebSocket APIs of a region", Needs: get("/apis"),
			Kinds: []string{"log.access", "tls.setting"}, Keeps: []string{"ApiId, Name", "ProtocolType, DisableExecuteApiEndpoint"}, Redact: []string{"Items/*/Description", "Items/*/Tags"}, Paged: true, TTL: 7 * day},
		{ID: "apigatewayv2.GetDomainNames", Doc: "lists the names of HTTP and WebSocket APIs", Needs: get("/domainnames"),
			Kinds: []string{"tls.setting"}, Keeps: []string{"DomainName", "DomainNameConfigurations/*/SecurityPolicy, DomainNameStatus"}, Redact: []string{"Items/*/Tags"}, Paged: true, TTL: 7 * day},
		{ID: "apigatewayv2.GetStages", Doc: stages, Needs: get("/apis/*/stages"),
			Kinds: []string{"log.access"}, Keeps: []string{"StageName", "whether AccessLogSettings names a place"}, Redact: []string{"Items/*/StageVariables", "Items/*/Description", "Items/*/Tags"}, Paged: true, TTL: 7 * day},
	}
}

func collectAPIs(ctx context.Context, s *scope) {
	c, c2 := apigateway.NewFromConfig(s.config()), apigatewayv2.NewFromConfig(s.config())
	names := make(map[string]bool)
	list(ctx, s, "apigateway.GetDomainNames", question{Path: s.path("apigateway", "names"), Of: "aws.apigateway.domain_name"}, apigateway.NewGetDomainNamesPaginator(c, &apigateway.GetDomainNamesInput{}),
		func(page *apigateway.GetDomainNamesOutput, a *answer) int {
			for i := range page.Items {
				d := &page.Items[i]
				names[text(d.DomainName)] = true
				s.domainName(a, text(d.DomainName), string(d.DomainNameStatus), string(d.SecurityPolicy))
			}
			return len(page.Items)
		})
	list(ctx, s, "apigatewayv2.GetDomainNames", question{Path: s.path("apigateway", "names"), Subject: s.path("apigateway", "names", "v2"), Of: "aws.apigateway.domain_name"}, &tokens[apigatewayv2.GetDomainNamesOutput]{next: func(ctx context.Context, token *string) (*apigatewayv2.GetDomainNamesOutput, *string, error) {
		out, err := c2.GetDomainNames(ctx, &apigatewayv2.GetDomainNamesInput{NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out, out.NextToken, nil
	}}, func(page *apigatewayv2.GetDomainNamesOutput, a *answer) int {
		for i := range page.Items {
			d := &page.Items[i]
			if names[text(d.DomainName)] {
				continue // the other list has it
			}
			if len(d.DomainNameConfigurations) == 0 {
				s.domainName(a, text(d.DomainName), "", "")
			}
			for j := range d.DomainNameConfigurations {
				x := &d.DomainNameConfigurations[j]
				s.domainName(a, text(d.DomainName), string(x.DomainNameStatus), string(x.SecurityPolicy))
			}
		}
		return len(page.Items)
	})
	type api struct {
		id    string
		owner iac.Owner
	}
	var rest, http []api
	list(ctx, s, "apigateway.GetRestApis", question{Path: s.path("apigateway"), Of: "aws.apigateway.rest_api"}, apigateway.NewGetRestApisPaginator(c, &apigateway.GetRestApisInput{}),
		func(page *apigateway.GetRestApisOutput, a *answer) int {
			for i := range page.Items {
				x := &page.Items[i]
				owner := s.api("AWS::ApiGateway::RestApi", text(x.Id), text(x.Name))
				rest = append(rest, api{text(x.Id), owner})
				policy, kinds := iac.Nothing(owner.At), []any{}
				if x.SecurityPolicy != "" {
					policy = node(string(x.SecurityPolicy), owner.At)
				}
				if x.EndpointConfiguration != nil {
					for _, k := range x.EndpointConfiguration.Types {
						kinds = append(kinds, string(k))
					}
				}
				s.sink(a).RestAPI(owner.Subject, owner.At, policy, node(x.DisableExecuteApiEndpoint, owner.At), node(kinds, owner.At))
			}
			return len(page.Items)
		})
	for _, r := range rest {
		out, a := ask(ctx, s, "apigateway.GetStages", question{Path: r.owner.At.Path, Subject: r.owner.Subject}, func(ctx context.Context) (*apigateway.GetStagesOutput, error) {
			return c.GetStages(ctx, &apigateway.GetStagesInput{RestApiId: &r.id})
		})
		if !a.ok() {
			continue
		}
		for i := range out.Item {
			st := &out.Item[i]
			s.stage(a, r.owner, text(st.StageName), st.AccessLogSettings != nil && text(st.AccessLogSettings.DestinationArn) != "")
		}
	}
	list(ctx, s, "apigatewayv2.GetApis", question{Path: s.path("apigateway", "v2"), Of: "aws.apigateway.api"}, &tokens[apigatewayv2.GetApisOutput]{next: func(ctx context.Context, token *string) (*apigatewayv2.GetApisOutput, *string, error) {
		out, err := c2.GetApis(ctx, &apigatewayv2.GetApisInput{NextToken: token})
		if err != nil {
			return nil, nil, err
		}
		return out, out.NextToken, nil
	}}, func(page *apigatewayv2.GetApisOutput, a *answer) int {
		for i := range page.Items {
			x := &page.Items[i]
			owner := s.api("AWS::ApiGatewayV2::Api", text(x.ApiId), text(x.Name))
			http = append(http, api{text(x.ApiId), owner})
			if x.DisableExecuteApiEndpoint != nil && *x.DisableExecuteApiEndpoint {
				continue // its names take the connections
			}
			protocol := iac.Hidden("the answer does not tell the protocol", owner.At)
			if x.ProtocolType == v2types.ProtocolTypeHttp || x.ProtocolType == v2types.ProtocolTypeWebsocket {
				protocol = node(string(x.ProtocolType), owner.At)
			}
			s.sink(a).HTTPAPI(owner.Subject, owner.At, protocol)
		}
		return len(page.Items)
	})
	for _, h := range http {
		list(ctx, s, "apigatewayv2.GetStages", question{Path: h.owner.At.Path, Subject: h.owner.Subject, Of: "aws.apigateway.stage"}, &tokens[apigatewayv2.GetStagesOutput]{next: func(ctx context.Context, token *string) (*apigatewayv2.GetStagesOutput, *string, error) {
			out, err := c2.GetStages(ctx, &apigatewayv2.GetStagesInput{ApiId: &h.id, NextToken: token})
			if err != nil {
				return nil, nil, err
			}
			return out, out.NextToken, nil
		}}, func(page *apigatewayv2.GetStagesOutput, a *answer) int {
			for i := range page.Items {
				st := &page.Items[i]
				s.stage(a, h.owner, text(st.StageName), st.AccessLogSettings != nil && text(st.AccessLogSettings.DestinationArn) != "")
			}
			return len(page.Items)
		})
	}
}

// api is an API as the facts name it.
func (s *scope) api(typ, id, name string) iac.Owner {
	return iac.Owner{Type: typ, Subject: word(name, 80) + " (" + word(id, 40) + ")", Resource: word(id, 40), At: s.at(s.path("apigateway", word(id, 40)))}
}

func (s *scope) stage(a *answer, owner iac.Owner, name string, logs bool) {
	if name != "$default" {
		name = word(name, 128)
	}
	owner.Subject += "/" + name
	s.sink(a).AccessLog(owner, "API", node(logs, owner.At))
}

// domainName emits what a name of APIs takes.
func (s *scope) domainName(a *answer, name, status, takes string) {
	name = word(name, 253)
	at := s.at(s.path("apigateway", "names", name))
	policy := iac.Hidden("the answer does not tell which versions the name takes", at)
	switch {
	case status != string(apitypes.DomainNameStatusAvailable) && status != "":
		policy = iac.Hidden("the name is "+word(status, 60)+", and what is set may not be in force", at)
	case takes != "":
		policy = node(takes, at)
	}
	s.sink(a).TLS(name, iac.At(at, name), iac.TLS{Hop: "client-edge", Platform: "apigateway", Setting: "SecurityPolicy"}, policy)
}

// tokens goes through the pages of a call for which the SDK has no paginator.
type tokens[O any] struct {
	next  func(ctx context.Context, token *string) (*O, *string, error)
	token *string
	begun bool
}

// HasMorePages reports whether there is a page that was not given yet.
func (p *tokens[O]) HasMorePages() bool { return !p.begun || p.token != nil && *p.token != "" }

// NextPage gives the next page.
func (p *tokens[O]) NextPage(ctx context.Context, _ ...func(*struct{})) (*O, error) {
	out, token, err := p.next(ctx, p.token)
	if err != nil {
		return nil, err
	}
	p.begun, p.token = true, token
	return out, nil
}
