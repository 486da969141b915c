package cloudformation

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
)

// values gives "subject | value" for the facts of a kind.
func values(t *testing.T, src, kind, key string) []string {
	t.Helper()
	var out []string
	for _, f := range facts(t, map[string]string{"t.yaml": "AWSTemplateFormatVersion: '2010-09-09'\nParameters: {P: {Type: String}}\n" + src}) {
		if f.Kind == kind && f.State == candor.Observed {
			out = append(out, f.Subject+" | "+show(candor.Plain(f.Value).(map[string]any)[key]))
		}
	}
	slices.Sort(out)
	return out
}

func TestTransit(t *testing.T) {
	got := values(t, `Resources:
  A1: {Type: 'AWS::ElastiCache::ReplicationGroup', Properties: {TransitEncryptionEnabled: true}}
  A2: {Type: 'AWS::ElastiCache::ReplicationGroup', Properties: {TransitEncryptionEnabled: true, TransitEncryptionMode: preferred}}
  A3: {Type: 'AWS::ElastiCache::ReplicationGroup', Properties: {Engine: redis}}
  A4: {Type: 'AWS::ElastiCache::ReplicationGroup', Properties: {Engine: valkey}}
  A5: {Type: 'AWS::ElastiCache::ReplicationGroup', Properties: {TransitEncryptionEnabled: !Ref P}}
  A6: {Type: 'AWS::ElastiCache::CacheCluster', Properties: {TransitEncryptionEnabled: false}}
  A7: {Type: 'AWS::ElastiCache::ServerlessCache'}
  A8: {Type: 'AWS::MemoryDB::Cluster'}
  A9: {Type: 'AWS::MemoryDB::Cluster', Properties: {TLSEnabled: false}}
  B1: {Type: 'AWS::MSK::Cluster'}
  B2: {Type: 'AWS::MSK::Cluster', Properties: {EncryptionInfo: {EncryptionInTransit: {ClientBroker: TLS_PLAINTEXT, InCluster: false}}}}
  B3: {Type: 'AWS::MSK::Cluster', Properties: {EncryptionInfo: {EncryptionInTransit: {ClientBroker: PLAINTEXT, InCluster: !Ref P}}}}
  B4: {Type: 'AWS::MSK::Cluster', Properties: {EncryptionInfo: {EncryptionInTransit: {ClientBroker: !Ref P}}}}
  C1: {Type: 'AWS::Redshift::ClusterParameterGroup', Properties: {ParameterGroupFamily: redshift-1.0}}
  C2: {Type: 'AWS::Redshift::ClusterParameterGroup', Properties: {ParameterGroupFamily: redshift-1.0, Parameters: [{ParameterName: require_ssl, ParameterValue: 'true'}]}}
  C3: {Type: 'AWS::Redshift::ClusterParameterGroup', Properties: {ParameterGroupFamily: redshift-2.0}}
  C4: {Type: 'AWS::Redshift::Cluster', Properties: {ClusterParameterGroupName: !Ref C2}}
  C5: {Type: 'AWS::Redshift::Cluster'}
  D1: {Type: 'AWS::DocDB::DBClusterParameterGroup', Properties: {Parameters: {tls: disabled}}}
  D2: {Type: 'AWS::DocDB::DBClusterParameterGroup', Properties: {Parameters: {tls: tls1.2+}}}
  D3: {Type: 'AWS::DocDB::DBClusterParameterGroup', Properties: {Parameters: {tls: !Ref P}}}
  D4: {Type: 'AWS::DocDB::DBCluster'}
  D5: {Type: 'AWS::DocDB::DBCluster', Properties: {DBClusterParameterGroupName: !Ref D1}}
  D6: {Type: 'AWS::DocDB::DBCluster', Properties: {DBClusterParameterGroupName: elsewhere}}
  E1: {Type: 'AWS::ApiGateway::RestApi'}
  E2: {Type: 'AWS::ApiGateway::RestApi', Properties: {EndpointConfiguration: {Types: [PRIVATE]}}}
  E3: {Type: 'AWS::ApiGateway::RestApi', Properties: {DisableExecuteApiEndpoint: true}}
  E4: {Type: 'AWS::ApiGateway::RestApi', Properties: {EndpointConfiguration: {Types: [!Ref P]}}}
  E5: {Type: 'AWS::ApiGateway::RestApi', Properties: {SecurityPolicy: SecurityPolicy_TLS13_1_3_2025_09}}
  E6: {Type: 'AWS::ApiGatewayV2::Api', Properties: {ProtocolType: HTTP}}
  E7: {Type: 'AWS::ApiGatewayV2::Api', Properties: {ProtocolType: WEBSOCKET}}
  E8: {Type: 'AWS::Serverless::HttpApi'}
`, "tls.setting", "policy")
	want := []string{
		"A1 | required@4", "A2 | optional@5", "A3 | off(platform)@6", "A4 | ?@7", "A5 | ?@8", "A6 | off@9", "A7 | required(platform)@10", "A8 | required(platform)@11", "A9 | off@12",
		"B1 | required(platform)@13", "B1/InCluster | required(platform)@13", "B2 | optional@14", "B2/InCluster | off@14", "B3 | off@15", "B3/InCluster | ?@15", "B4 | ?@16", "B4/InCluster | required(platform)@16",
		"C1 | optional(platform)@17", "C2 | required@18", "C3 | ?@19", "C5 | ?@21",
		"D1 | off@22", "D2 | TLSv1.2@23", "D3 | ?@24", "D4 | required(platform)@25", "D6 | ?@27",
		"E1 | TLS_1_0(platform)@28", "E2 | TLS_1_2(platform)@29", "E3 | refused@30", "E4 | ?@31", "E5 | SecurityPolicy_TLS13_1_3_2025_09@32", "E6 | TLS_1_2(platform)@33", "E7 | ?@34", "E8 | TLS_1_2(platform)@35",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestTargets(t *testing.T) {
	got := values(t, `Resources:
  A: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {Protocol: HTTP}}
  B: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {Protocol: HTTPS}}
  C: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {Protocol: TCP}}
  D: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {Protocol: !Ref P}}
  E: {Type: 'AWS::ElasticLoadBalancingV2::TargetGroup', Properties: {TargetType: lambda}}
`, "tls.target", "policy")
	if d := cmp.Diff([]string{"A | HTTP@4", "B | required@5", "C | ?@6", "D | ?@7"}, got); d != "" {
		t.Error(d)
	}
}

func TestBucketTransport(t *testing.T) {
	const both = `Resource: [!GetAtt B.Arn, !Sub '${B.Arn}/*']`
	const only = `Condition: {Bool: {'aws:SecureTransport': false}}`
	for name, c := range map[string]struct{ statement, want string }{
		"whole":              {`Effect: Deny, Principal: '*', Action: 's3:*', ` + both + `, ` + only, "denied@6"},
		"AWS of everybody":   {`Effect: Deny, Principal: {AWS: '*'}, Action: '*', Resource: '*', ` + only, "denied@6"},
		"literal names":      {`Effect: Deny, Principal: '*', Action: ['s3:*'], Resource: ['arn:aws:s3:::x', 'arn:aws:s3:::x/*'], ` + only, "denied@6"},
		"objects":            {`Effect: Deny, Principal: '*', Action: 's3:*', Resource: !Sub 'arn:aws:s3:::${B}/*', ` + only, "denied for objects only@6"},
		"bucket":             {`Effect: Deny, Principal: '*', Action: 's3:*', Resource: !GetAtt B.Arn, ` + only, "denied for the bucket only@6"},
		"a folder":           {`Effect: Deny, Principal: '*', Action: 's3:*', Resource: 'arn:aws:s3:::x/a', ` + only, "allowed@7"},
		"one action":         {`Effect: Deny, Principal: '*', Action: 's3:GetObject', ` + both + `, ` + only, "allowed@7"},
		"one principal":      {`Effect: Deny, Principal: {AWS: 'arn:aws:iam::1:root'}, Action: 's3:*', ` + both + `, ` + only, "allowed@7"},
		"allow":              {`Effect: Allow, Principal: '*', Action: 's3:*', ` + both + `, ` + only, "allowed@7"},
		"version, if there":  {`Effect: Deny, Principal: '*', Action: 's3:*', ` + both + `, Condition: {NumericLessThanIfExists: {'s3:TlsVersion': 1.2}}`, "denied@6"},
		"version":            {`Effect: Deny, Principal: '*', Action: 's3:*', ` + both + `, Condition: {NumericLessThan: {'s3:TlsVersion': 1.2}}`, "allowed@7"},
		"the other way":      {`Effect: Deny, Principal: '*', Action: 's3:*', ` + both + `, Condition: {Bool: {'aws:SecureTransport': true}}`, "allowed@7"},
		"more conditions":    {`Effect: Deny, Principal: '*', Action: 's3:*', ` + both + `, Condition: {Bool: {'aws:SecureTransport': false}, IpAddress: {'aws:SourceIp': 10.0.0.0/8}}`, "allowed@7"},
		"but for actions":    {`Effect: Deny, Principal: '*', NotAction: 's3:PutObject', ` + both + `, ` + only, "?@7"},
		"a hidden condition": {`Effect: Deny, Principal: '*', Action: 's3:*', ` + both + `, Condition: !Ref P`, "?@7"},
		"a hidden action":    {`Effect: Deny, Principal: '*', Action: !Ref P, ` + both + `, ` + only, "?@7"},
		"a hidden resource":  {`Effect: Deny, Principal: '*', Action: 's3:*', Resource: !Ref P, ` + only, "?@7"},
	} {
		t.Run(name, func(t *testing.T) {
			got := values(t, "\nResources:\n  Q: {Type: 'AWS::S3::BucketPolicy', Properties: {Bucket: !Ref B, PolicyDocument: {Statement: [\n    {"+c.statement+"}]}}}\n  B: {Type: 'AWS::S3::Bucket'}\n", "tls.bucket", "plain")
			if len(got) != 1 || got[0] != "B | "+c.want {
				t.Errorf("got %v, want %s", got, c.want)
			}
		})
	}
	if got := values(t, "Resources:\n  B: {Type: 'AWS::S3::Bucket'}\n  Q: {Type: 'AWS::S3::BucketPolicy', Properties: {Bucket: other, PolicyDocument: {Statement: []}}}\n", "tls.bucket", "plain"); !slices.Equal(got, []string{"B | ?@4", "Q | allowed@5"}) {
		t.Error(got)
	}
}
