package cloudformation

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSAMRoutes: the event says who may call, else its interface, else Globals.
func TestSAMRoutes(t *testing.T) {
	got := facts(t, map[string]string{"t.yaml": head + `Transform: AWS::Serverless-2016-10-31
Globals:
  HttpApi: {Auth: {DefaultAuthorizer: Jwt}}
Resources:
  Guarded: {Type: AWS::Serverless::Api, Properties: {StageName: p, Auth: {DefaultAuthorizer: AWS_IAM}}}
  Limited: {Type: AWS::Serverless::Api, Properties: {StageName: p, Auth: {ResourcePolicy: {IpRangeWhitelist: [192.0.2.0/24]}}}}
  F:
    Type: AWS::Serverless::Function
    Properties:
      Events:
        Plain: {Type: Api, Properties: {Path: /, Method: get}}
        Pre: {Type: Api, Properties: {Path: /, Method: options}}
        Key: {Type: Api, Properties: {Path: /, Method: get, Auth: {ApiKeyRequired: true}}}
        Own: {Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref Guarded}}
        Off: {Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref Guarded, Auth: {Authorizer: NONE}}}
        Policy: {Type: Api, Properties: {Path: /, Method: get, RestApiId: !Ref Limited}}
        Else: {Type: Api, Properties: {Path: /, Method: get, RestApiId: !ImportValue x}}
        Web: {Type: HttpApi}
        Timer: {Type: Schedule}
`})
	want := []string{
		"F/Events.Else@18 | ?@18", "F/Events.Key@14 | false@14", "F/Events.Off@16 | true@16", "F/Events.Own@15 | false@6",
		"F/Events.Plain@12 | true(platform)@12", "F/Events.Policy@17 | ?@7", "F/Events.Pre@13 | false@13", "F/Events.Web@19 | false@4",
	}
	if d := cmp.Diff(want, lines(got, "net.exposure", "public")); d != "" {
		t.Error(d)
	}
}
