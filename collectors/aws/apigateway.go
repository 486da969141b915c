package aws

import (
	"context"
	"net/url"

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
			Kinds: []string{"tls.setting"}, Keeps: []string{"DomainName, SecurityPolicy, DomainNameStatus"}, Paged: true, TTL: 7 * day},
		{ID: "apigateway.GetRestApis", Doc: "lists the REST APIs of a region, and what their own addresses take", Needs: get("/restapis"),
			Kinds: []string{"log.access", "tls.setting"}, Keeps: []string{"Id, Name", "SecurityPolicy, DisableExecuteApiEndpoint, EndpointConfiguration/Types"}, Paged: true, TTL: 7 * day},
		{ID: "apigateway.GetStages", Doc: stages, Needs: get("/restapis/*/stages"),
			Kinds: []string{"log.access"}, Keeps: []string{"StageName", "whether AccessLogSettings names a place"}, TTL: 7 * day},
		{ID: "apigatewayv2.GetApis", Doc: "lists the HTTP and WebSocket APIs of a region", Needs: get("/apis"),
			Kinds: []string{"log.access", "tls.setting"}, Keeps: []string{"ApiId, Name", "ProtocolType, DisableExecuteApiEndpoint"}, Paged: true, TTL: 7 * day},
		{ID: "apigatewayv2.GetDomainNames", Doc: "lists the names of HTTP and WebSocket APIs", Needs: get("/domainnames"),
			Kinds: []string{"tls.setting"}, Keeps: []string{"DomainName", "DomainNameConfigurations/*/SecurityPolicy, DomainNameStatus"}, Paged: true, TTL: 7 * day},
		{ID: "apigatewayv2.GetStages", Doc: stages, Needs: get("/apis/*/stages"),
			Kinds: []string{"log.access"}, Keeps: []string{"StageName", "whether AccessLogSettings names a place"}, Paged: true, TTL: 7 * day},
	}
}

// apiName is a name under which APIs answer: of the first API with its own
// settings, of the second with one set of them for each kind of endpoint.
type apiName struct {
	DomainName string `json:"domainName"`
	apiNameSettings
	Configurations []apiNameSettings `json:"domainNameConfigurations"`
}

type apiNameSettings struct {
	DomainNameStatus string `json:"domainNameStatus"`
	SecurityPolicy   string `json:"securityPolicy"`
}

// restAPI, httpAPI and apiStage are what facts need of an answer. What it does not
// tell is nil or "".
type restAPI struct {
	ID             string `json:"id"`
	Name           string `json:"name"`
	SecurityPolicy string `json:"securityPolicy"`
	Disabled       bool   `json:"disableExecuteApiEndpoint"` // which is false by default
	Endpoint       struct {
		Types []string `json:"types"`
	} `json:"endpointConfiguration"`
}

type httpAPI struct {
	ID       string `json:"apiId"`
	Name     string `json:"name"`
	Protocol string `json:"protocolType"`
	Disabled bool   `json:"disableExecuteApiEndpoint"` // which is false by default
}

type apiStage struct {
	Name string `json:"stageName"`
	Log  *struct {
		Destination string `json:"destinationArn"`
	} `json:"accessLogSettings"`
}

// restPage is a page of the first API, which calls its entries an item, httpPage
// one of the second.
type restPage[T any] struct {
	Items    []T    `json:"item"`
	Position string `json:"position"`
}

type httpPage[T any] struct {
	Items     []T    `json:"items"`
	NextToken string `json:"nextToken"`
}

// apis asks the two APIs of API Gateway in one region.
type apis struct {
	plain
}

func collectAPIs(ctx context.Context, s *scope) {
	g := apis{plain{scope: s, name: "apigateway", host: "apigateway." + s.region}}
	seen := make(map[string]bool)
	restList(ctx, g, "apigateway.GetDomainNames", "/domainnames", question{Path: s.path("apigateway", "names"), Of: "aws.apigateway.domain_name"}, func(a *answer, d *apiName) {
		seen[d.DomainName] = true
		s.domainName(a, d.DomainName, d.apiNameSettings)
	})
	httpList(ctx, g, "apigatewayv2.GetDomainNames", "/v2/domainnames", question{Path: s.path("apigateway", "names"), Subject: s.path("apigateway", "names", "v2"), Of: "aws.apigateway.domain_name"}, func(a *answer, d *apiName) {
		switch {
		case seen[d.DomainName]: // the other list has it
		case len(d.Configurations) == 0:
			s.domainName(a, d.DomainName, apiNameSettings{})
		}
		for _, c := range d.Configurations {
			if !seen[d.DomainName] {
				s.domainName(a, d.DomainName, c)
			}
		}
	})
	type api struct {
		path  string
		owner iac.Owner
	}
	var rest, http []api
	restList(ctx, g, "apigateway.GetRestApis", "/restapis", question{Path: s.path("apigateway"), Of: "aws.apigateway.rest_api"}, func(a *answer, x *restAPI) {
		owner := s.api("AWS::ApiGateway::RestApi", x.ID, x.Name)
		rest = append(rest, api{"/restapis/" + url.PathEscape(x.ID) + "/stages", owner})
		policy, kinds := iac.Nothing(owner.At), []any{}
		if x.SecurityPolicy != "" {
			policy = node(x.SecurityPolicy, owner.At)
		}
		for _, k := range x.Endpoint.Types {
			kinds = append(kinds, k)
		}
		s.sink(a).RestAPI(owner.Subject, owner.At, "SecurityPolicy", policy, node(x.Disabled, owner.At), node(kinds, owner.At))
	})
	for _, r := range rest {
		out, a := ask(ctx, s, "apigateway.GetStages", question{Path: r.owner.At.Path, Subject: r.owner.Subject}, func(ctx context.Context) (*restPage[apiStage], error) {
			return get[restPage[apiStage]](ctx, g.plain, r.path, nil)
		})
		if a.ok() {
			for i := range out.Items {
				s.stage(a, r.owner, &out.Items[i])
			}
		}
	}
	httpList(ctx, g, "apigatewayv2.GetApis", "/v2/apis", question{Path: s.path("apigateway", "v2"), Of: "aws.apigateway.api"}, func(a *answer, x *httpAPI) {
		owner := s.api("AWS::ApiGatewayV2::Api", x.ID, x.Name)
		http = append(http, api{"/v2/apis/" + url.PathEscape(x.ID) + "/stages", owner})
		if x.Disabled {
			return // its names take the connections
		}
		protocol := iac.Hidden("the answer does not tell the protocol", owner.At)
		if x.Protocol == "HTTP" || x.Protocol == "WEBSOCKET" {
			protocol = node(x.Protocol, owner.At)
		}
		s.sink(a).HTTPAPI(owner.Subject, owner.At, protocol)
	})
	for _, h := range http {
		httpList(ctx, g, "apigatewayv2.GetStages", h.path, question{Path: h.owner.At.Path, Subject: h.owner.Subject, Of: "aws.apigateway.stage"}, func(a *answer, st *apiStage) {
			s.stage(a, h.owner, st)
		})
	}
}

// restList goes through a list of the first API.
func restList[T any](ctx context.Context, g apis, spec, path string, q question, each func(*answer, *T)) {
	list(ctx, g.scope, spec, q, &tokens[restPage[T]]{next: func(ctx context.Context, token string) (*restPage[T], string, error) {
		query := url.Values{"limit": {"500"}}
		if token != "" {
			query.Set("position", token)
		}
		out, err := get[restPage[T]](ctx, g.plain, path, query)
		if err != nil {
			return nil, "", err
		}
		return out, out.Position, nil
	}}, func(page *restPage[T], a *answer) int {
		for i := range page.Items {
			each(a, &page.Items[i])
		}
		return len(page.Items)
	})
}

// httpList goes through a list of the second API.
func httpList[T any](ctx context.Context, g apis, spec, path string, q question, each func(*answer, *T)) {
	list(ctx, g.scope, spec, q, &tokens[httpPage[T]]{next: func(ctx context.Context, token string) (*httpPage[T], string, error) {
		query := url.Values{}
		if token != "" {
			query.Set("nextToken", token)
		}
		out, err := get[httpPage[T]](ctx, g.plain, path, query)
		if err != nil {
			return nil, "", err
		}
		return out, out.NextToken, nil
	}}, func(page *httpPage[T], a *answer) int {
		for i := range page.Items {
			each(a, &page.Items[i])
		}
		return len(page.Items)
	})
}

// api is an API as the facts name it.
func (s *scope) api(typ, id, name string) iac.Owner {
	return iac.Owner{Type: typ, Subject: word(name, 80) + " (" + word(id, 40) + ")", Resource: word(id, 40), At: s.at(s.path("apigateway", word(id, 40)))}
}

func (s *scope) stage(a *answer, owner iac.Owner, st *apiStage) {
	name := st.Name
	if name != "$default" {
		name = word(name, 128)
	}
	owner.Subject += "/" + name
	s.sink(a).AccessLog(owner, "API", node(st.Log != nil && st.Log.Destination != "", owner.At))
}

// domainName emits what a name of APIs takes.
func (s *scope) domainName(a *answer, name string, set apiNameSettings) {
	name = word(name, 253)
	at := s.at(s.path("apigateway", "names", name))
	policy := iac.Hidden("the answer does not tell which versions the name takes", at)
	switch {
	case set.DomainNameStatus != "AVAILABLE" && set.DomainNameStatus != "":
		policy = iac.Hidden("the name is "+word(set.DomainNameStatus, 60)+", and what is set may not be in force", at)
	case set.SecurityPolicy != "":
		policy = node(set.SecurityPolicy, at)
	}
	s.sink(a).TLS(name, iac.At(at, name), iac.TLS{Hop: "client-edge", Platform: "apigateway", Setting: "SecurityPolicy"}, policy)
}
