package cloudformation

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/collector"
)

func facts(t testing.TB, files map[string]string) []candor.Fact {
	t.Helper()
	fsys := fstest.MapFS{}
	for p, s := range files {
		fsys[p] = &fstest.MapFile{Data: []byte(s)}
	}
	tree, err := collector.Walk(context.Background(), fsys, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	if err := c.Check(); err != nil {
		t.Fatal(err)
	}
	in := collector.NewInput(c, tree, time.Unix(0, 0))
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	return in.Facts()
}

// show writes a value with certainty in one line.
func show(v any) string {
	switch v := candor.Plain(v).(type) {
	case map[string]any:
		at, _ := v["at"].(map[string]any)
		line := fmt.Sprint("@", at["line"])
		switch v["k"] {
		case "known":
			s := fmt.Sprint(v["v"])
			if v["from"] != "literal" {
				s += fmt.Sprintf("(%v)", v["from"])
			}
			return s + line
		case "pattern":
			return fmt.Sprintf("~%v%s", v["raw"], line)
		case "unknown":
			return "?" + line
		}
		return fmt.Sprint(v)
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, show(x))
		}
		return strings.Join(out, " ")
	}
	return fmt.Sprint(v)
}

// lines writes the facts of one kind, sorted, with the fields that matter.
func lines(fs []candor.Fact, kind string, fields ...string) []string {
	var out []string
	for _, f := range fs {
		if f.Kind != kind {
			continue
		}
		s := fmt.Sprintf("%s@%d", f.Subject, f.At.Line)
		if f.State != candor.Observed {
			out = append(out, s+" "+f.State.String()+": "+f.Reason)
			continue
		}
		v := candor.Plain(f.Value).(map[string]any)
		for _, k := range fields {
			s += " | " + show(v[k])
		}
		out = append(out, s)
	}
	sort.Strings(out)
	return out
}

const head = "AWSTemplateFormatVersion: '2010-09-09'\n"

// policy wraps one Resource value into a template with everything to refer to.
func policy(resource string) string {
	return head + `Parameters:
  Open: {Type: String}
  Named: {Type: String, Default: acme}
  Only: {Type: String, AllowedValues: [one]}
  Secret: {Type: String, Default: hunter2, NoEcho: true}
  Ssm: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /a}
Conditions:
  Prod: !Equals [!Ref Open, prod]
Mappings:
  M: {a: {x: same, y: one}, b: {x: same, y: two}}
Resources:
  Bucket: {Type: 'AWS::S3::Bucket', Properties: {BucketName: files}}
  Auto: {Type: 'AWS::S3::Bucket'}
  Topic: {Type: 'AWS::SNS::Topic', Properties: {TopicName: news}}
  Role: {Type: 'AWS::IAM::Role', Properties: {RoleName: app, Path: /team/}}
  P:
    Type: AWS::IAM::Policy
    Properties:
      PolicyDocument:
        Statement:
          Effect: Allow
          Action: s3:GetObject
          Resource: ` + resource + "\n"
}

func TestResolve(t *testing.T) {
	tests := []struct{ name, resource, want string }{
		{"literal", "arn:aws:s3:::a", "arn:aws:s3:::a"},
		{"list", "[a, b]", "a b"},
		{"sub pseudo", "!Sub 'arn:${AWS::Partition}:s3:::x'", "~arn:${AWS::Partition}:s3:::x"},
		{"sub parameter without default", "!Sub 'a/${Open}/b'", "~a/${Open}/b"},
		{"sub default", "!Sub 'a/${Named}'", "a/acme(default)"},
		{"sub literal", "!Sub 'a/${!aws:username}'", "a/${aws:username}"},
		{"sub with variables", "!Sub ['a/${x}', {x: !Ref Only}]", "a/one"},
		{"sub attribute", "!Sub '${Bucket.Arn}/*'", "~arn:${AWS::Partition}:s3:::files/*"},
		{"sub name", "!Sub 'arn:aws:s3:::${Bucket}/*'", "arn:aws:s3:::files/*"},
		{"whole hole", "!Ref Open", "?"},
		{"only allowed value", "!Ref Only", "one"},
		{"no echo", "!Ref Secret", "?"},
		{"parameter store", "!Ref Ssm", "?"},
		{"long form", "{'Fn::Sub': 'a/${Open}'}", "~a/${Open}"},
		{"ref of an ARN", "!Ref Topic", "~arn:${AWS::Partition}:sns:${AWS::Region}:${AWS::AccountId}:news"},
		{"getatt list", "!GetAtt [Auto, Arn]", "~arn:${AWS::Partition}:s3:::${Auto}"},
		{"getatt path", "!GetAtt Role.Arn", "~arn:${AWS::Partition}:iam::${AWS::AccountId}:role/team/app"},
		{"getatt unknown", "!GetAtt Bucket.DomainName", "?"},
		{"ref to nothing", "!Ref Nowhere", "?"},
		{"join", "!Join ['', ['arn:aws:s3:::', !Ref Open, '/*']]", "~arn:aws:s3:::${Open}/*"},
		{"join drops nothing", "!Join [',', [a, !Ref 'AWS::NoValue', b]]", "a,b"},
		{"join of a hidden list", "!Join ['', !Ref Open]", "?"},
		{"select", "!Select [1, [a, b]]", "b"},
		{"select split", "!Select [0, !Split ['/', 'a/b']]", "a"},
		{"select too far", "!Select [9, [a]]", "?"},
		{"map", "!FindInMap [M, a, y]", "one"},
		{"map by region, same", "!FindInMap [M, !Ref 'AWS::Region', x]", "same"},
		{"map by region, different", "!FindInMap [M, !Ref 'AWS::Region', y]", "one two"},
		{"import", "!ImportValue x", "?"},
		{"if, both", "!If [Prod, a, b]", "a b"},
		{"if, equal", "!If [Prod, a, a]", "a"},
		{"if, nothing", "!If [Prod, a, !Ref 'AWS::NoValue']", "a"},
		{"if in a list", "[x, !If [Prod, [a, b], !Ref 'AWS::NoValue']]", "x a b"},
		{"other function", "!Cidr [a, b, c]", "?"},
		{"transform", "{'Fn::Transform': {Name: x}}", "?"},
		{"number", "12", "12"},
		{"nested sub", "!Sub ['${a}', {a: !Join ['-', [x, !Ref Named]]}]", "x-acme(default)"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(facts(t, map[string]string{"t.yaml": policy(tt.resource)}), "iam.statement", "resources")
			want := "P/0@22 | " + strings.Join(strings.Fields(tt.want), "@24 ") + "@24"
			if len(got) != 1 || got[0] != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestFacts(t *testing.T) {
	tests := []struct {
		name, kind string
		fields     []string
		body       string
		want       []string
	}{
		{"role", "iam.statement", []string{"kind", "effect", "actions", "principals"}, head + `Resources:
  R:
    Type: AWS::IAM::Role
    Properties:
      ManagedPolicyArns:
        - arn:aws:iam::aws:policy/AdministratorAccess
        - arn:aws:iam::aws:policy/service-role/AcmeAudit
        - arn:aws:iam::111122223333:policy/AdministratorAccess
        - !Ref Own
      AssumeRolePolicyDocument:
        Statement:
          - Effect: Allow
            Principal: {Service: [lambda.amazonaws.com]}
            Action: sts:AssumeRole
      Policies:
        - PolicyName: inline
          PolicyDocument:
            Statement:
              - {Sid: A, Effect: Allow, Action: 's3:*', Resource: '*'}
              - !If [Prod, {Effect: Deny, Action: x}, !Ref 'AWS::NoValue']
  Own:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument: {Statement: {Effect: !If [Prod, Allow, Deny], NotAction: 'iam:*', Resource: '*'}}
`, []string{
			"Own/0@25 | identity | ?@25 |  | ",
			"R/AcmeAudit@8 unresolved: AWS keeps no managed policy AcmeAudit that candor knows of",
			"R/AdministratorAccess/0@7 | identity | Allow(platform)@7 | *(platform)@7 | ",
			"R/AdministratorAccess@9 unresolved: the text of the managed policy AdministratorAccess is not in the template",
			"R/AssumeRolePolicy/0@13 | trust | Allow@13 | sts:AssumeRole@15 | lambda.amazonaws.com@14",
			"R/inline/1@21 | identity | Deny@21 | x@21 | ",
			"R/inline/A@20 | identity | Allow@20 | s3:*@20 | ",
		}},
		{"a boundary that is handed on", "iam.statement", []string{"kind"}, head + `Resources:
  B: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: '*', Resource: '*'}}}}
  H: {Type: 'AWS::IAM::ManagedPolicy', Properties: {Roles: [r], PolicyDocument: {Statement: {Effect: Allow, Action: '*', Resource: '*'}}}}
  P: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: {Effect: Allow, Action: '*', Resource: '*'}}}}
Outputs:
  B: {Value: !Ref B, Export: {Name: !Sub '${AWS::StackName}-PermissionsBoundary'}}
  BoundaryToo: {Value: !Ref H}
  P: {Value: !Ref P}
`, []string{
			"B@3 unresolved: the output B hands the boundary on, and whether another stack attaches it can't be told",
			"H/0@4 | identity",
			"P/0@5 | identity",
		}},
		{"boundary and key policy", "iam.statement", []string{"kind", "service"}, head + `Resources:
  U: {Type: 'AWS::IAM::User', Properties: {PermissionsBoundary: !Ref B}}
  B: {Type: 'AWS::IAM::ManagedPolicy', Properties: {PolicyDocument: {Statement: [{Effect: Allow, Action: '*', Resource: '*'}]}}}
  K: {Type: 'AWS::KMS::Key', Properties: {KeyPolicy: {Statement: [{Effect: Allow, Action: 'kms:*', Resource: '*', Principal: '*'}]}}}
  L: {Type: 'AWS::Lambda::Permission', Properties: {Action: 'lambda:InvokeFunctionUrl', FunctionName: f, Principal: '*', FunctionUrlAuthType: NONE}}
`, []string{"B/0@4 | boundary | <nil>", "K/0@5 | resource | kms", "L/0@6 | resource | lambda"}},
		{"documents that can't be told", "iam.statement", nil, head + `Resources:
  A: {Type: 'AWS::IAM::Policy', Properties: {PolicyDocument: !Ref X}}
  B: {Type: 'AWS::IAM::Policy', Properties: {PolicyDocument: {Version: x}}}
  C: {Type: 'AWS::IAM::Policy', Properties: {PolicyDocument: {Statement: [!Ref X, {Effect: Allow}]}}}
  D: {Type: 'AWS::IAM::Policy', Properties: {PolicyDocument: text}}
  E: {Type: 'AWS::IAM::Policy', Properties: {PolicyDocument: '{"Statement": [{"Effect": "Allow", "Action": "*"}]}'}}
`, []string{
			"A@3 unresolved: X is not in the template",
			"B@4 unresolved: the policy document has no Statement",
			"C/0@5 unresolved: X is not in the template",
			"C/1@5",
			"D@6 unresolved: not a policy document",
			"E/0@7",
		}},
		{"SAM", "iam.statement", []string{"actions"}, `Transform: AWS::Serverless-2016-10-31
Resources:
  F:
    Type: AWS::Serverless::Function
    Properties:
      Policies:
        - AWSLambdaBasicExecutionRole
        - S3ReadPolicy: {BucketName: b}
        - Statement: [{Effect: Allow, Action: 's3:Get*', Resource: '*'}]
`, []string{
			"F/AWSLambdaBasicExecutionRole/0@7 | logs:CreateLogGroup(platform)@7 logs:CreateLogStream(platform)@7 logs:PutLogEvents(platform)@7",
			"F/AssumeRolePolicy/0@3 | sts:AssumeRole(platform)@3",
			"F/S3ReadPolicy/0@8 | s3:GetBucketLocation(platform)@8 s3:GetLifecycleConfiguration(platform)@8 s3:GetObject(platform)@8 s3:GetObjectVersion(platform)@8 s3:ListBucket(platform)@8",
			"F/policy2/0@9 | s3:Get*@9",
		}},
		{"function URLs", "lambda.url", []string{"auth"}, `Transform: [AWS::Serverless-2016-10-31]
Parameters:
  Auth: {Type: String, Default: NONE}
Globals:
  Function: {FunctionUrlConfig: {AuthType: AWS_IAM}}
Resources:
  A: {Type: 'AWS::Lambda::Url', Properties: {AuthType: NONE}}
  B: {Type: 'AWS::Lambda::Url', Properties: {AuthType: !Ref Auth}}
  C: {Type: 'AWS::Lambda::Url', Properties: {AuthType: !If [X, NONE, AWS_IAM]}}
  D: {Type: 'AWS::Lambda::Url', Properties: {}}
  E: {Type: 'AWS::Serverless::Function', Properties: {}}
  F: {Type: 'AWS::Serverless::Function', Properties: {FunctionUrlConfig: {AuthType: NONE}}}
`, []string{"A@7 | NONE@7", "B@8 | NONE(default)@8", "C@9 | ?@9", "D@10 | ?@10", "E@11 | AWS_IAM@5", "F@12 | NONE@12"}},
		{"stores", "store.encryption", []string{"service", "encrypted", "kms"}, head + `Resources:
  S1: {Type: 'AWS::S3::Bucket'}
  S2: {Type: 'AWS::S3::Bucket', Properties: {BucketEncryption: {ServerSideEncryptionConfiguration: [{ServerSideEncryptionByDefault: {SSEAlgorithm: 'aws:kms'}}]}}}
  S3: {Type: 'AWS::S3::Bucket', Properties: {BucketEncryption: !If [X, {ServerSideEncryptionConfiguration: []}, !Ref 'AWS::NoValue']}}
  D1: {Type: 'AWS::RDS::DBInstance'}
  D2: {Type: 'AWS::RDS::DBInstance', Properties: {StorageEncrypted: 'true'}}
  D3: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: x}}
  D4: {Type: 'AWS::RDS::DBInstance', Properties: {DBClusterIdentifier: !Ref C1}}
  D5: {Type: 'AWS::RDS::DBInstance', Properties: {StorageEncrypted: !If [X, true, !Ref 'AWS::NoValue']}}
  C1: {Type: 'AWS::RDS::DBCluster', Properties: {StorageEncrypted: false}}
  T1: {Type: 'AWS::DynamoDB::Table'}
  T2: {Type: 'AWS::DynamoDB::Table', Properties: {SSESpecification: {SSEEnabled: true}}}
  V1: {Type: 'AWS::EC2::Volume'}
  Q1: {Type: 'AWS::SQS::Queue'}
  Q2: {Type: 'AWS::SQS::Queue', Properties: {KmsMasterKeyId: !Ref K}}
  N1: {Type: 'AWS::SNS::Topic'}
  N2: {Type: 'AWS::SNS::Topic', Properties: {KmsMasterKeyId: alias/aws/sns}}
  E1: {Type: 'AWS::ElastiCache::ReplicationGroup'}
  E2: {Type: 'AWS::ElastiCache::ReplicationGroup', Properties: {Engine: valkey}}
  O1: {Type: 'AWS::OpenSearchService::Domain', Properties: {EncryptionAtRestOptions: {Enabled: true}}}
  R1: {Type: 'AWS::Redshift::Cluster'}
  X1: {Type: 'AWS::SecretsManager::Secret'}
  K: {Type: 'AWS::KMS::Key'}
`, []string{
			"C1@11 | rds | false@11 | false@11",
			"D1@6 | rds | false(platform)@6 | false@6",
			"D2@7 | rds | true@7 | true(platform)@7",
			"D3@8 | rds | ?@8 | false@8",
			"D5@10 | rds | ?@10 | false@10",
			"E1@19 | elasticache | false(platform)@19 | false@19",
			"E2@20 | elasticache | ?@20 | false@20",
			"N1@17 | sns | true(platform)@17 | false@17",
			"N2@18 | sns | true@18 | true@18",
			"O1@21 | opensearch | true@21 | true(platform)@21",
			"Q1@15 | sqs | true(platform)@15 | false@15",
			"Q2@16 | sqs | true@16 | true@16",
			"R1@22 | redshift | ?@22 | false@22",
			"S1@3 | s3 | true(platform)@3 | false@3",
			"S2@4 | s3 | true@4 | true(platform)@4",
			"S3@5 | s3 | true(platform)@5 | ?@5",
			"T1@12 | dynamodb | true(platform)@12 | false@12",
			"T2@13 | dynamodb | true@13 | true(platform)@13",
			"V1@14 | ebs | ?@14 | false@14",
			"X1@23 | secretsmanager | true(platform)@23 | true(platform)@23",
		}},
		{"volumes of machines", "store.encryption", []string{"service", "encrypted", "kms"}, head + `Resources:
  A: {Type: 'AWS::EC2::Instance'}
  B: {Type: 'AWS::EC2::Instance', Properties: {BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}]}}
  C: {Type: 'AWS::EC2::Instance', Properties: {BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}, {DeviceName: /dev/sdb, Ebs: {Encrypted: false}}]}}
  D: {Type: 'AWS::EC2::Instance', Properties: {BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}, {DeviceName: /dev/sdb, Ebs: {VolumeSize: 8}}]}}
  E: {Type: 'AWS::EC2::Instance', Properties: {BlockDeviceMappings: [{DeviceName: /dev/sdb, Ebs: {Encrypted: true}}]}}
  F: {Type: 'AWS::EC2::Instance', Properties: {LaunchTemplate: {LaunchTemplateId: !Ref L}, BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}]}}
  G: {Type: 'AWS::EC2::Instance', Properties: {BlockDeviceMappings: !If [X, [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}], !Ref 'AWS::NoValue']}}
  H: {Type: 'AWS::EC2::Instance', Properties: {BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}, !If [X, {DeviceName: /dev/sdb, Ebs: {Encrypted: false}}, !Ref 'AWS::NoValue']]}}
  I: {Type: 'AWS::EC2::Instance', Properties: {BlockDeviceMappings: [{DeviceName: /dev/sda1, Ebs: {Encrypted: true, KmsKeyId: !Ref K}}, {DeviceName: /dev/sdc, NoDevice: {}}]}}
  J: {Type: 'AWS::EC2::Instance', Properties: {BlockDeviceMappings: !Ref P}}
  K: {Type: 'AWS::EC2::Instance', Properties: {BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}, {DeviceName: /dev/sdb, VirtualName: ephemeral0}]}}
  L: {Type: 'AWS::EC2::LaunchTemplate', Properties: {LaunchTemplateData: {BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}]}}}
  M: {Type: 'AWS::EC2::LaunchTemplate', Properties: {LaunchTemplateData: {ImageId: ami-1}}}
  N: {Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {BlockDeviceMappings: [{DeviceName: /dev/xvda, NoDevice: false, Ebs: {Encrypted: 'false'}}]}}
  O: {Type: 'AWS::AutoScaling::LaunchConfiguration', Properties: {BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: true}}, {DeviceName: /dev/sdb, NoDevice: true}]}}
`, []string{
			"A@3 | ebs | ?@3 | false@3",
			"B@4 | ebs | true@4 | true(platform)@4",
			"C@5 | ebs | false@5 | false@5",
			"D@6 | ebs | ?@6 | false@6",
			"E@7 | ebs | ?@7 | false@7",
			"F@8 | ebs | ?@8 | false@8",
			"G@9 | ebs | ?@9 | false@9",
			"H@10 | ebs | ?@10 | false@10",
			"I@11 | ebs | true@11 | true@11",
			"J@12 | ebs | ?@12 | false@12",
			"K@13 | ebs | ?@13 | false@13",
			"L@14 | ebs | true@14 | true(platform)@14",
			"M@15 | ebs | ?@15 | false@15",
			"N@16 | ebs | false@16 | false@16",
			"O@17 | ebs | true@17 | true(platform)@17",
		}},
		{"more stores", "store.encryption", []string{"service", "encrypted", "kms"}, head + `Resources:
  A1: {Type: 'AWS::DAX::Cluster'}
  A2: {Type: 'AWS::DAX::Cluster', Properties: {SSESpecification: {SSEEnabled: true}}}
  B1: {Type: 'AWS::WorkSpaces::Workspace', Properties: {RootVolumeEncryptionEnabled: true}}
  B2: {Type: 'AWS::WorkSpaces::Workspace', Properties: {RootVolumeEncryptionEnabled: !Ref P, UserVolumeEncryptionEnabled: true}}
  B3: {Type: 'AWS::WorkSpaces::Workspace', Properties: {RootVolumeEncryptionEnabled: true, UserVolumeEncryptionEnabled: true}}
  B4: {Type: 'AWS::WorkSpaces::Workspace', Properties: {RootVolumeEncryptionEnabled: true, UserVolumeEncryptionEnabled: !Ref P}}
  C1: {Type: 'AWS::AppSync::ApiCache'}
  D1: {Type: 'AWS::MSK::Cluster'}
  D2: {Type: 'AWS::MSK::ServerlessCluster'}
  D3: {Type: 'AWS::MemoryDB::Cluster'}
  D4: {Type: 'AWS::AmazonMQ::Broker'}
  D5: {Type: 'AWS::FSx::FileSystem', Properties: {KmsKeyId: !Ref K}}
  D6: {Type: 'AWS::ElastiCache::ServerlessCache'}
  E1: {Type: 'AWS::RDS::GlobalCluster'}
`, []string{
			"A1@3 | dax | false(platform)@3 | ?@3",
			"A2@4 | dax | true@4 | ?@4",
			"B1@5 | workspaces | false(platform)@5 | false@5",
			"B2@6 | workspaces | ?@6 | false@6",
			"B3@7 | workspaces | true@7 | true(platform)@7",
			"B4@8 | workspaces | ?@8 | false@8",
			"C1@9 | appsync | false(platform)@9 | ?@9",
			"D1@10 | msk | true(platform)@10 | true(platform)@10",
			"D2@11 | msk | true(platform)@11 | ?@11",
			"D3@12 | memorydb | true(platform)@12 | false@12",
			"D4@13 | mq | true(platform)@13 | false@13",
			"D5@14 | fsx | true(platform)@14 | ?@14",
			"D6@15 | elasticache | true(platform)@15 | false@15",
			"E1@16 | rds | ?@16 | false(platform)@16",
		}},
		{"traffic between nodes", "tls.nodes", []string{"setting", "policy"}, head + `Resources:
  A: {Type: 'AWS::OpenSearchService::Domain'}
  B: {Type: 'AWS::Elasticsearch::Domain', Properties: {ElasticsearchClusterConfig: {InstanceCount: 1}}}
  C: {Type: 'AWS::Elasticsearch::Domain', Properties: {NodeToNodeEncryptionOptions: {Enabled: !Ref P}}}
  D: {Type: 'AWS::EMR::SecurityConfiguration', Properties: {SecurityConfiguration: {EncryptionConfiguration: {EnableInTransitEncryption: true}}}}
  E: {Type: 'AWS::SageMaker::DataQualityJobDefinition'}
`, []string{
			"A/NodeToNodeEncryptionOptions@3 | NodeToNodeEncryptionOptions | off(platform)@3",
			"B/NodeToNodeEncryptionOptions@4 | NodeToNodeEncryptionOptions | one node(platform)@4",
			"C/NodeToNodeEncryptionOptions@5 | NodeToNodeEncryptionOptions | ?@5",
			"D@6 | EnableInTransitEncryption | required@6",
			"E@7 | EnableInterContainerTrafficEncryption | off(platform)@7",
		}},
		{"servers and their groups", "net.exposure", []string{"what", "public"}, head + `Resources:
  A: {Type: 'AWS::Transfer::Server', Properties: {EndpointType: PUBLIC}}
  B: {Type: 'AWS::Transfer::Server', Properties: {EndpointType: VPC, EndpointDetails: {AddressAllocationIds: [eipalloc-1]}}}
  C: {Type: 'AWS::MWAA::Environment', Properties: {WebserverAccessMode: PRIVATE_ONLY}}
  D: {Type: 'AWS::EKS::Nodegroup', Properties: {RemoteAccess: {Ec2SshKey: k}}}
  E: {Type: 'AWS::EKS::Nodegroup', Properties: {RemoteAccess: {Ec2SshKey: k, SourceSecurityGroups: !Ref P}}}
  F: {Type: 'AWS::Redshift::Cluster'}
`, []string{
			"A@3 | file server | true@3",
			"B@4 | file server | true@4",
			"C@5 | workflow server | false@5",
			"D@6 | node group | true(platform)@6",
			"E@7 | node group | ?@7",
			"F@8 | data warehouse | ?@8",
		}},
		{"a database in a cluster of others", "store.encryption", []string{"encrypted"}, head + `Resources:
  A: {Type: 'AWS::RDS::DBInstance', Properties: {DBClusterIdentifier: far, StorageEncrypted: false}}
`, []string{
			"A@3 | ?@3",
		}},
		{"a listener that may redirect", "tls.setting", []string{"policy"}, head + `Conditions: {C: !Equals [!Ref P, a]}
Resources:
  L: {Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: {Protocol: HTTP, DefaultActions: !If [C, [{Type: redirect, RedirectConfig: {Protocol: HTTPS}}], [{Type: forward}]]}}
`, []string{
			"L@4 | ?@4",
		}},
		{"stores by their keys", "store.encryption", []string{"service", "encrypted", "customer"}, head + `Resources:
  K: {Type: 'AWS::KMS::Key'}
  A: {Type: 'AWS::ApiGateway::Deployment', Properties: {StageDescription: {CachingEnabled: true, CacheDataEncrypted: false}}}
  B: {Type: 'AWS::ApiGateway::Deployment', Properties: {StageDescription: {MethodSettings: [{CachingEnabled: true, CacheDataEncrypted: true}]}}}
  C: {Type: 'AWS::CodePipeline::Pipeline', Properties: {ArtifactStore: {EncryptionKey: {Id: !GetAtt K.Arn}}}}
  D: {Type: 'AWS::CodePipeline::Pipeline', Properties: {ArtifactStores: [{ArtifactStore: {Location: b}}]}}
  E: {Type: 'AWS::AmazonMQ::Broker', Properties: {EncryptionOptions: {UseAwsOwnedKey: false}}}
  F: {Type: 'AWS::FSx::FileSystem', Properties: {FileSystemType: WINDOWS}}
  G: {Type: 'AWS::FSx::FileSystem', Properties: {FileSystemType: LUSTRE}}
  H: {Type: 'AWS::ImageBuilder::ImageRecipe', Properties: {BlockDeviceMappings: [{DeviceName: /dev/xvda, Ebs: {Encrypted: false}}]}}
  I: {Type: 'AWS::SageMaker::DataQualityJobDefinition', Properties: {DataQualityJobOutputConfig: {KmsKeyId: !Ref K}}}
  J: {Type: 'AWS::Bedrock::Agent'}
  L: {Type: 'AWS::DynamoDB::Table', Properties: {SSESpecification: {SSEEnabled: false, KMSMasterKeyId: !Ref K}}}
  M: {Type: 'AWS::DynamoDB::Table', Properties: {SSESpecification: {SSEEnabled: !Ref P, KMSMasterKeyId: !Ref K}}}
  N: {Type: 'AWS::Cassandra::Table', Properties: {EncryptionSpecification: {EncryptionType: AWS_OWNED_KMS_KEY, KmsKeyIdentifier: !Ref K}}}
`, []string{
			"A@4 | apigateway | false@4 | ?@4",
			"B/MethodSettings[0]@5 | apigateway | true@5 | ?@5",
			"C/ArtifactStore@6 | codepipeline | true(platform)@6 | true@6",
			"D/ArtifactStores[0]@7 | codepipeline | true(platform)@7 | false(platform)@7",
			"E@8 | mq | true@8 | false(platform)@8",
			"F@9 | fsx | true(platform)@9 | false(platform)@9",
			"G@10 | fsx | true(platform)@10 | false@10",
			"H@11 | ebs | false@11 | false@11",
			"I/Output@12 | sagemaker | true(platform)@12 | true@12",
			"I/Volume@12 | sagemaker | true(platform)@12 | false@12",
			"J@13 | bedrock | true(platform)@13 | false@13",
			"L@14 | dynamodb | true(platform)@14 | false@14",
			"M@15 | dynamodb | true(platform)@15 | ?@15",
			"N@16 | keyspaces | true@16 | false@16",
		}},
		{"clusters and their instances", "store.encryption", []string{"service", "encrypted"}, head + `Resources:
  A: {Type: 'AWS::RDS::DBCluster', Properties: {DBClusterIdentifier: main}}
  B: {Type: 'AWS::Neptune::DBCluster', Properties: {DBClusterIdentifier: main}}
  C: {Type: 'AWS::DocDB::DBCluster', Properties: {DBClusterIdentifier: main}}
  D: {Type: 'AWS::RDS::DBInstance', Properties: {DBClusterIdentifier: far}}
  E: {Type: 'AWS::Neptune::DBInstance', Properties: {DBClusterIdentifier: far}}
  F: {Type: 'AWS::DocDB::DBInstance', Properties: {DBClusterIdentifier: !Ref C}}
  G: {Type: 'AWS::Neptune::DBInstance', Properties: {DBClusterIdentifier: !Ref B}}
  H: {Type: 'AWS::RDS::DBCluster', Properties: {DBClusterIdentifier: main, EngineMode: serverless}}
  I: {Type: 'AWS::RDS::DBCluster', Properties: {SnapshotIdentifier: last, EngineMode: serverless}}
  J: {Type: 'AWS::Neptune::DBInstance'}
`, []string{
			"A@3 | rds | false(platform)@3",
			"B@4 | neptune | false(platform)@4",
			"C@5 | docdb | false(platform)@5",
			"D@6 | rds | ?@6",
			"E@7 | neptune | ?@7",
			"H@10 | rds | true(platform)@10",
			"I@11 | rds | true(platform)@11",
			"J@12 | neptune | ?@12",
		}},
		{"replicas", "store.encryption", []string{"encrypted", "kms"}, head + `Parameters:
  Enc: {Type: String, Default: 'false'}
Resources:
  A: {Type: 'AWS::RDS::DBInstance', Properties: {StorageEncrypted: true}}
  B: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !Ref A}}
  C: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !GetAtt B.DBInstanceArn}}
  D: {Type: 'AWS::RDS::DBInstance'}
  E: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !Ref D}}
  F: {Type: 'AWS::RDS::DBInstance', Properties: {StorageEncrypted: !Ref Enc}}
  G: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !Ref F}}
  H: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !Ref I}}
  I: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !Ref H}}
  J: {Type: 'AWS::RDS::DBInstance', Properties: {DBSnapshotIdentifier: x}}
  K: {Type: 'AWS::RDS::DBInstance', Properties: {SourceDBInstanceIdentifier: !Ref J}}
`, []string{
			"A@5 | true@5 | true(platform)@5",
			"B@6 | true(platform)@6 | true(platform)@5",
			"C@7 | true(platform)@7 | true(platform)@5",
			"D@8 | false(platform)@8 | false@8",
			"E@9 | false(platform)@9 | false@9",
			"F@10 | false(default)@10 | false@10",
			"G@11 | false(default)@11 | false@11",
			"H@12 | ?@12 | false@12",
			"I@13 | ?@13 | false@13",
			"J@14 | ?@14 | false@14",
			"K@15 | ?@15 | false@15",
		}},
		{"stores not read", "store.encryption", nil, head + `Resources:
  A: {Type: 'AWS::EMR::Cluster'}
  B: {Type: 'AWS::SageMaker::NotebookInstanceLifecycleConfig'}
  C: {Type: 'AWS::AppStream::Fleet'}
  D: {Type: 'AWS::ElastiCache::CacheCluster'}
  E: {Type: 'AWS::IAM::Role'}
  F: {Type: 'AWS::Lambda::Function'}
  G: {Type: 'AWS::EC2::VPC'}
  H: {Type: 'AWS::Backup::BackupPlan'}
`, []string{
			"A@3 unsupported: candor does not know how AWS::EMR::Cluster encrypts yet",
			"C@5 unsupported: candor does not know how AWS::AppStream::Fleet encrypts yet",
			"D@6 unsupported: candor does not know how AWS::ElastiCache::CacheCluster encrypts yet",
		}},
		{"regions", "store.region", []string{"region"}, head + `Resources:
  T: {Type: 'AWS::DynamoDB::GlobalTable', Properties: {Replicas: [{Region: eu-west-1}, {Region: !Ref 'AWS::Region'}]}}
  S: {Type: 'AWS::SecretsManager::Secret', Properties: {ReplicaRegions: [{Region: us-east-1}]}}
  B: {Type: 'AWS::Backup::BackupPlan', Properties: {BackupPlan: {BackupPlanRule: [{CopyActions: [{DestinationBackupVaultArn: 'arn:aws:backup:eu-north-1:1:backup-vault:v'}]}]}}}
  R: {Type: 'AWS::S3::Bucket', Properties: {ReplicationConfiguration: {Rules: [{Destination: {Bucket: 'arn:aws:s3:::b'}}]}}}
`, []string{"B/Copy[0.0]@5 | eu-north-1@5", "R/Replication[0]@6 | ?@6", "S/ReplicaRegions[0]@4 | us-east-1@4", "T/Replicas[0]@3 | eu-west-1@3", "T/Replicas[1]@3 | ?@3"}},
		{"transport", "tls.setting", []string{"setting", "policy"}, head + `Resources:
  L1: {Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: {Protocol: HTTPS}}
  L2: {Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: {Protocol: HTTP, DefaultActions: [{Type: redirect, RedirectConfig: {Protocol: HTTPS}}]}}
  L3: {Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: {Protocol: HTTP, DefaultActions: [{Type: forward}]}}
  L4: {Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: {Protocol: TCP}}
  L5: {Type: 'AWS::ElasticLoadBalancingV2::Listener', Properties: {Protocol: !Ref P}}
  C1: {Type: 'AWS::CloudFront::Distribution', Properties: {DistributionConfig: {DefaultCacheBehavior: {ViewerProtocolPolicy: allow-all}, Origins: [{Id: o, CustomOriginConfig: {OriginProtocolPolicy: https-only, OriginSSLProtocols: [TLSv1.2, TLSv1]}}]}}}
  C2: {Type: 'AWS::CloudFront::Distribution', Properties: {DistributionConfig: {ViewerCertificate: {MinimumProtocolVersion: TLSv1.2_2021}}}}
  C3: {Type: 'AWS::CloudFront::Distribution', Properties: {DistributionConfig: {ViewerCertificate: {CloudFrontDefaultCertificate: true, MinimumProtocolVersion: TLSv1.2_2021}}}}
  G1: {Type: 'AWS::ApiGateway::DomainName', Properties: {SecurityPolicy: TLS_1_0}}
  O1: {Type: 'AWS::OpenSearchService::Domain', Properties: {DomainEndpointOptions: {EnforceHTTPS: true}}}
  P1: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Parameters: {rds.force_ssl: 1}}}
  E1: {Type: 'AWS::ElasticLoadBalancing::LoadBalancer', Properties: {Listeners: [{Protocol: http}, {Protocol: HTTPS}]}}
  E2: {Type: 'AWS::ElasticLoadBalancing::LoadBalancer', Properties: {Listeners: [{Protocol: HTTPS, PolicyNames: [a]}, {Protocol: HTTPS, PolicyNames: [far]}], Policies: [{PolicyName: a, Attributes: [{Name: Protocol-TLSv1.2, Value: true}, {Name: Protocol-TLSv1, Value: true}, {Name: Protocol-SSLv3, Value: false}]}]}}
  C4: {Type: 'AWS::CloudFront::Distribution', Properties: {DistributionConfig: {ViewerCertificate: {AcmCertificateArn: x}, DefaultCacheBehavior: {ViewerProtocolPolicy: redirect-to-https}, CacheBehaviors: [{ViewerProtocolPolicy: allow-all}], Origins: [{Id: o, CustomOriginConfig: {OriginProtocolPolicy: match-viewer}}]}}}
  C5: {Type: 'AWS::CloudFront::Distribution', Properties: {DistributionConfig: {DefaultCacheBehavior: {ViewerProtocolPolicy: https-only}, Origins: [{Id: o, CustomOriginConfig: {OriginProtocolPolicy: match-viewer, OriginSSLProtocols: [TLSv1.2]}}]}}}
  O2: {Type: 'AWS::Elasticsearch::Domain', Properties: {NodeToNodeEncryptionOptions: {Enabled: !Ref P}}}
  N1: {Type: 'AWS::AppSync::ApiCache', Properties: {TransitEncryptionEnabled: true}}
  N2: {Type: 'AWS::DAX::Cluster'}
  N3: {Type: 'AWS::DMS::Endpoint', Properties: {EngineName: mysql}}
  N4: {Type: 'AWS::DMS::Endpoint', Properties: {EngineName: s3, SslMode: none}}
  N5: {Type: 'AWS::DMS::Endpoint', Properties: {EngineName: postgres, SslMode: verify-full}}
  N6: {Type: 'AWS::ECS::TaskDefinition', Properties: {Volumes: [{Name: a, EFSVolumeConfiguration: {FilesystemId: f}}, {Name: b, EFSVolumeConfiguration: {TransitEncryption: ENABLED}}, {Name: c}]}}
  N7: {Type: 'AWS::EMR::SecurityConfiguration', Properties: {SecurityConfiguration: {EncryptionConfiguration: {EnableInTransitEncryption: true}}}}
  N8: {Type: 'AWS::SageMaker::DataQualityJobDefinition'}
  N9: {Type: 'AWS::SES::ConfigurationSet', Properties: {DeliveryOptions: {TlsPolicy: REQUIRE}}}
  R1: {Type: 'AWS::ElastiCache::ReplicationGroup', Properties: {ReplicationGroupId: own}}
`, []string{
			"C1/DefaultCacheBehavior@8 | ViewerProtocolPolicy | allow-all@8",
			"C1/Origins/o@8 | OriginSSLProtocols | TLSv1@8",
			"C1@8 | MinimumProtocolVersion | TLSv1(platform)@8",
			"C2@9 | MinimumProtocolVersion | TLSv1.2_2021@9",
			"C3@10 | MinimumProtocolVersion | TLSv1(platform)@10",
			"C4/CacheBehaviors[0]@16 | ViewerProtocolPolicy | allow-all@16",
			"C4/DefaultCacheBehavior@16 | ViewerProtocolPolicy | redirect-to-https@16",
			"C4/Origins/o@16 | OriginProtocolPolicy | allow-all@16",
			"C4@16 | MinimumProtocolVersion | TLSv1(platform)@16",
			"C5/DefaultCacheBehavior@17 | ViewerProtocolPolicy | https-only@17",
			"C5/Origins/o@17 | OriginSSLProtocols | TLSv1.2@17",
			"C5@17 | MinimumProtocolVersion | TLSv1(platform)@17",
			"E1/Listeners[0]@14 | Protocol | HTTP@14",
			"E1/Listeners[1]@14 | Reference-Security-Policy | ELBSecurityPolicy-2016-08(platform)@14",
			"E2/Listeners[0]@15 | Reference-Security-Policy | TLSv1@15",
			"E2/Listeners[1]@15 | Reference-Security-Policy | required@15",
			"G1@11 | SecurityPolicy | TLS_1_0@11",
			"L1@3 | SslPolicy | ELBSecurityPolicy-2016-08(platform)@3",
			"L2@4 | Protocol | redirect-to-https@4",
			"L3@5 | Protocol | HTTP@5",
			"L4@6 | Protocol | ?@6",
			"L5@7 | Protocol | ?@7",
			"N1@19 | TransitEncryptionEnabled | required@19",
			"N2@20 | ClusterEndpointEncryptionType | off(platform)@20",
			"N3@21 | SslMode | off(platform)@21",
			"N5@23 | SslMode | required@23",
			"N6/Volumes[0]@24 | TransitEncryption | off(platform)@24",
			"N6/Volumes[1]@24 | TransitEncryption | required@24",
			"N9@27 | TlsPolicy | required@27",
			"O1@12 | TLSSecurityPolicy | ?@12",
			"O2@18 | EnforceHTTPS | HTTP(platform)@18",
			"P1@13 | rds.force_ssl | required@13",
			"R1@28 | TransitEncryptionEnabled | off(platform)@28",
		}},
		{"databases", "tls.setting", []string{"setting", "policy"}, head + `Resources:
  G1: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres17, Parameters: {rds.force_ssl: 1, ssl_min_protocol_version: TLSv1.3}}}
  G2: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres13, Parameters: {rds.force_ssl: '1'}}}
  G3: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres12, Parameters: {rds.force_ssl: '1'}}}
  G4: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres17, Parameters: {rds.force_ssl: '1', ssl_min_protocol_version: !Ref P}}}
  G5: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres17, Parameters: {rds.force_ssl: '1', ssl_min_protocol_version: TLSv1.2_2021}}}
  G6: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres17, Parameters: {ssl_min_protocol_version: TLSv1.3}}}
  G7: {Type: 'AWS::RDS::DBParameterGroup', Properties: {DBParameterGroupName: Seven, Family: postgres14, Parameters: {log_statement: all}}}
  G8: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: mysql8.0, Parameters: {require_secure_transport: 'ON', tls_version: 'TLSv1.2, TLSv1.1'}}}
  G9: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres17, Parameters: {rds.force_ssl: '1', ssl_min_protocol_version: !If [X, TLSv1.2, !Ref 'AWS::NoValue']}}}
  D1: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: '12', DBParameterGroupName: !Ref G1}}
  D2: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: 17.2, DBParameterGroupName: !Ref G6}}
  D3: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: '14', DBParameterGroupName: seven}}
  D4: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: '17', DBParameterGroupName: !Ref P}}
  D5: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: '17', DBParameterGroupName: default.postgres17}}
  D6: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: '17', DBParameterGroupName: !If [X, !Ref G1, !Ref G2]}}
  D7: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: '17', DBParameterGroupName: !If [X, !Ref G1, !Ref 'AWS::NoValue']}}
  D8: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: '17', DBSnapshotIdentifier: x}}
  D9: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres}}
  E1: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: mysql, EngineVersion: 8.0.35}}
  E2: {Type: 'AWS::RDS::DBInstance', Properties: {Engine: postgres, EngineVersion: 9.6.24}}
  E3: {Type: 'AWS::RDS::DBInstance', Properties: {DBClusterIdentifier: !Ref C1}}
  E4: {Type: 'AWS::RDS::DBInstance', Properties: {DBClusterIdentifier: elsewhere}}
  C1: {Type: 'AWS::RDS::DBCluster', Properties: {Engine: postgres, EngineVersion: '17'}}
  C2: {Type: 'AWS::RDS::DBCluster', Properties: {Engine: aurora-postgresql, DBClusterParameterGroupName: !Ref K1}}
  K1: {Type: 'AWS::RDS::DBClusterParameterGroup', Properties: {Family: aurora-postgresql16, Parameters: {rds.force_ssl: 1}}}
  Y1: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres17, Parameters: !Ref P}}
  Y2: {Type: 'AWS::RDS::DBParameterGroup', Properties: {Family: postgres17, Parameters: {rds.force_ssl: maybe}}}
`, []string{
			"C1@25 | rds.force_ssl | ?@25",
			"D2@13 | ssl_min_protocol_version | TLSv1.3@8",
			"D3@14 | rds.force_ssl | optional(platform)@14",
			"D4@15 | rds.force_ssl | ?@15",
			"D5@16 | ssl_min_protocol_version | TLSv1.2(platform)@16",
			"D7@18 | rds.force_ssl | ?@18",
			"D8@19 | rds.force_ssl | ?@19",
			"D9@20 | rds.force_ssl | ?@20",
			"E1@21 | rds.force_ssl | ?@21",
			"E2@22 | rds.force_ssl | optional(platform)@22",
			"E4@24 | rds.force_ssl | ?@24",
			"G1@3 | ssl_min_protocol_version | TLSv1.3@3",
			"G2@4 | ssl_min_protocol_version | TLSv1.2(platform)@4",
			"G3@5 | rds.force_ssl | required@5",
			"G4@6 | ssl_min_protocol_version | ?@6",
			"G5@7 | ssl_min_protocol_version | ?@7",
			"G8@10 | tls_version | TLSv1.1@10",
			"G9@11 | ssl_min_protocol_version | ?@11",
			"K1@27 | ssl_min_protocol_version | TLSv1.2(platform)@27",
			"Y1@28 | rds.force_ssl | ?@28",
			"Y2@29 | rds.force_ssl | ?@29",
		}},
		{"nested stack", "iam.statement", nil, head + `Resources:
  Own: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: ./child.yaml}}
  Far: {Type: 'AWS::CloudFormation::Stack', Properties: {TemplateURL: 'https://example.com/x.yaml'}}
`, []string{"Far@4 unresolved: the template of the nested stack Far is not in the tree"}},
		{"broken", "iam.statement", nil, head + "Resources:\n  a: b: c\n", []string{"t.yaml:3@3 error: syntax error: line 3: mapping values are not allowed in this context"}},
		{"a key twice", "lambda.url", nil, head + "Resources:\n  A: {Type: 'AWS::S3::Bucket'}\n  A: {Type: 'AWS::S3::Bucket'}\n", []string{"t.yaml:4:3@4 error: the key A stands twice in one object"}},
		{"macro", "lambda.url", nil, "Transform: [AWS::Serverless-2016-10-31, Mine]\nResources:\n  A: {Type: 'AWS::S3::Bucket'}\n", []string{"t.yaml:1:41@1 unsupported: the macro Mine can change every resource; check the processed template"}},
		{"for each", "lambda.url", nil, head + "Resources:\n  Fn::ForEach::X: [a, !Ref L, {c: {Type: 'AWS::S3::Bucket'}}]\n", []string{"t.yaml:3:3@3 unsupported: Fn::ForEach::X makes resources from a collection that can't be told"}},
		{"not a template", "iam.statement", nil, "Resources: [AWS::]\n", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := lines(facts(t, map[string]string{"t.yaml": tt.body, "child.yaml": "x: 1"}), tt.kind, tt.fields...)
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestSecretsStayOut: the default of a NoEcho parameter is in no fact.
func TestSecretsStayOut(t *testing.T) {
	for _, f := range facts(t, map[string]string{"t.yaml": policy("!Sub 'x/${Secret}'")}) {
		if strings.Contains(fmt.Sprint(f), "hunter2") {
			t.Errorf("secret in %v", f)
		}
	}
}

func TestJSON(t *testing.T) {
	body := "{\n\t\"AWSTemplateFormatVersion\": \"2010-09-09\",\n\t\"Resources\": {\n\t\t\"U\": {\"Type\": \"AWS::Lambda::Url\", \"Properties\": {\n\t\t\t\"AuthType\": \"NONE\"}}}\n}\n"
	got := lines(facts(t, map[string]string{"a.template": body}), "lambda.url", "auth")
	if d := cmp.Diff([]string{"U@4 | NONE@5"}, got); d != "" {
		t.Error(d)
	}
}

// TestAliases: an alias is followed, and a bomb of aliases is a gap, not a hang.
func TestAliases(t *testing.T) {
	got := lines(facts(t, map[string]string{"t.yaml": head + `Resources:
  A: &a {Type: 'AWS::Lambda::Url', Properties: {AuthType: NONE}}
  B: *a
`}), "lambda.url", "auth")
	if d := cmp.Diff([]string{"A@3 | NONE@3", "B@4 | NONE@3"}, got); d != "" {
		t.Error(d)
	}
	var b strings.Builder
	b.WriteString(head + "x0: &x0 [a]\n")
	for i := 1; i < 40; i++ {
		fmt.Fprintf(&b, "x%d: &x%d [*x%d, *x%d]\n", i, i, i-1, i-1)
	}
	b.WriteString("Resources: {A: {Type: 'AWS::S3::Bucket'}}\n")
	got = lines(facts(t, map[string]string{"t.yaml": b.String()}), "iam.statement")
	if len(got) != 1 || !strings.Contains(got[0], "too deep to read") {
		t.Errorf("got %q", got)
	}
}

// TestUnreadable: a file that could not be opened may be a template; one that
// holds something else is none.
func TestUnreadable(t *testing.T) {
	got := lines(facts(t, map[string]string{"a.yaml": "\x00", "b.json": "\xff", "c.template": "\x00"}), "lambda.url")
	if d := cmp.Diff([]string{"c.template@0 error: a binary file, not text"}, got); d != "" {
		t.Error(d)
	}
	if data(errors.New("permission denied")) {
		t.Error("a denied file passes for data")
	}
}

func FuzzCollect(f *testing.F) {
	f.Add([]byte(policy("!Sub 'a/${Open}'")))
	f.Add([]byte("service: ${self:custom.a}\ncustom: {a: '${self:custom.b, \"x\"}', b: '${self:custom}'}\nprovider: {name: aws, iam: {role: {statements: [{Effect: Allow, Action: '${opt:a, ''b''}'}]}}}\nfunctions: {f: {url: true}, g: '${file(x)}'}\n"))
	f.Add([]byte(policy("!If [A, !Join ['', [a]], !Select [0, !Split [a, b]]]")))
	f.Add([]byte(`{"Resources": {"A": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyDocument": {"Fn::If": [1]}}]}}}}`))
	f.Add([]byte(head + "Resources:\n  A: &a {Type: 'AWS::S3::Bucket', Properties: {BucketName: !GetAtt A.Arn, x: *a}}\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, x := range facts(t, map[string]string{"t.yaml": head + string(b), "u.json": string(b), "serverless.yml": string(b)}) {
			if x.Subject == "" || x.At.Path == "" {
				t.Errorf("a fact without a place: %v", x)
			}
		}
	})
}

// A template that is not UTF-8 is a gap, not silence; other data is left alone.
func TestUnreadableTemplate(t *testing.T) {
	const template = "AWSTemplateFormatVersion: '2010-09-09'\nResources: {}\n"
	utf16 := make([]byte, 0, 2*len(template))
	for _, c := range []byte(template) {
		utf16 = append(utf16, c, 0)
	}
	tree, err := collector.Walk(context.Background(), fstest.MapFS{
		"latin.yaml": {Data: []byte("# caf\xe9\n" + template)},
		"wide.YAML":  {Data: utf16},
		"data.yaml":  {Data: []byte("name: caf\xe9\n")},
		"data.json":  {Data: []byte("{\"a\": \"\xe9\"}")},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c := New()
	in := collector.NewInput(c, tree, time.Now())
	if err := c.Collect(context.Background(), in); err != nil {
		t.Fatal(err)
	}
	got := make(map[string]bool)
	for _, f := range in.Facts() {
		if f.State != candor.Error {
			t.Errorf("%+v", f)
		}
		got[f.At.Path] = true
	}
	if len(got) != 2 || !got["latin.yaml"] || !got["wide.YAML"] {
		t.Errorf("gaps: %v", got)
	}
}
