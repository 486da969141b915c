package iamdata

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestPurpose(t *testing.T) {
	for arn, want := range map[string]Purpose{
		"arn:aws:iam::aws:policy/service-role/AWSBatchServiceRole":                  {For: "AWS Batch"},
		"arn:aws-cn:iam::aws:policy/aws-service-role/AWSTrustedAdvisorSomething":    {For: "a service of its own"},
		"arn:aws:iam::aws:policy/CloudWatchAgentServerPolicy":                       {For: "the CloudWatch agent", Guide: "AmazonCloudWatch/latest/monitoring/create-iam-roles-for-cloudwatch-agent.html"},
		"arn:aws:iam::aws:policy/service-role/AmazonEC2RoleforSSM":                  {Instead: "AmazonSSMManagedInstanceCore"},
		"arn:aws:iam::aws:policy/service-role/AWSDataLifecycleManagerSSMFullAccess": {},
		"arn:aws:iam::aws:policy/service-role/AWSManagedSignUpAdminAccess":          {},
		"arn:aws:iam::aws:policy/AmazonECS_FullAccess":                              {},
		"arn:aws:iam::aws:policy/AdministratorAccess-AWSElasticBeanstalk":           {},
		"arn:aws:iam::aws:policy/job-function/DatabaseAdministrator":                {},
		"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess":                       {ReadOnly: true},
		"arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess":                            {ReadOnly: true},
		"arn:aws:iam::aws:policy/SecurityAudit":                                     {ReadOnly: true},
		"arn:aws:iam::111122223333:policy/service-role/AWSBatchServiceRole":         {},
		"": {},
	} {
		if d := cmp.Diff(want, PurposeOfARN(arn)); d != "" {
			t.Errorf("%s: %s", arn, d)
		}
	}
}

// Every policy that the tables name is one that AWS keeps, with the path that the
// table stands for.
func TestPurposesAreOfPolicies(t *testing.T) {
	m, err := OpenManaged()
	if err != nil {
		t.Fatal(err)
	}
	count := make(map[bool]int) // those that AWS prescribes by a guide
	for b := range m.files {
		if _, _, err := m.Policy(nameIn(b)); err != nil {
			t.Fatal(err)
		}
		for name, p := range m.decoded[b] {
			service, guide := prescribed(name)
			if service != "" {
				count[true]++
				if p.Path != "" || guide == "" || PurposeOf(p.Path, name).For != service {
					t.Errorf("%s%s is for %s by %q", p.Path, name, service, guide)
				}
			}
			if next, ok := replaced(name); ok {
				count[false]++
				if got := PurposeOf(p.Path, name); got != (Purpose{Instead: next}) {
					t.Errorf("%s: %+v", name, got)
				}
			}
		}
	}
	if count[true] != 54 || count[false] != 7 {
		t.Errorf("%d prescribed policies and %d replaced ones are in the archive", count[true], count[false])
	}
}

// nameIn is a name that the bucket would hold.
func nameIn(bucket string) string {
	for n := 0; ; n++ {
		if name := string(rune('a'+n%26)) + string(rune('a'+n/26%26)) + string(rune('a'+n/676)); Bucket(name) == bucket {
			return name
		}
	}
}

func TestExample(t *testing.T) {
	c := open(t)
	for p, want := range map[string]Example{
		"sqs:SendMessage":         {"sqs:SendMessage", "arn:aws:sqs:*:*:{QueueName}"},
		"ec2:TerminateInstances":  {"ec2:TerminateInstances", "arn:aws:ec2:*:*:instance/{InstanceId}"},
		"s3:PutObject":            {"s3:PutObject", "arn:aws:s3:::{BucketName}/{ObjectName}"},
		"ec2:CreateTags":          {}, // of any type
		"events:PutRule":          {"events:PutRule", "arn:aws:events:*:*:rule/{RuleName}"},
		"s3:AbortMultipartUpload": {"s3:AbortMultipartUpload", "arn:aws:s3:::{BucketName}/{ObjectName}"},
		"ecr:PutImage":            {"ecr:PutImage", "arn:aws:ecr:*:*:repository/{RepositoryName}"},
		"ec2:RunInstances":        {}, // AWS gives the machine its name
		"ec2:CreateSecurityGroup": {},
		"ec2:DeleteSecurityGroup": {"ec2:DeleteSecurityGroup", "arn:aws:ec2:*:*:security-group/{SecurityGroupId}"},
		"dynamodb:CreateTable":    {"dynamodb:CreateTable", "arn:aws:dynamodb:*:*:table/{TableName}"},
		"eks:CreateNodegroup":     {"eks:CreateNodegroup", "arn:aws:eks:*:*:cluster/{ClusterName}"},
	} {
		for range 3 {
			got, err := c.Changes(Asked{Sure: []string{p}, May: []string{p}}, 4)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(want, got.Example); d != "" {
				t.Errorf("%s: %s", p, d)
			}
		}
	}
}

// An action that is named is the better example, and one of those shown.
func TestExampleOfNamed(t *testing.T) {
	c := open(t)
	both := []string{"ec2:RunInstances", "dynamodb:*", "ec2:CreateRoute"}
	got, err := c.Changes(Asked{Sure: both, May: both}, 4)
	if err != nil {
		t.Fatal(err)
	}
	if want := (Example{"ec2:RunInstances", ""}); got.Example == want || !slices.Contains(got.First, got.Example.Action) {
		t.Errorf("%+v", got)
	}
}

// Services share what their actions can be limited to, and number it differently.
func TestExampleOfSeveralServices(t *testing.T) {
	c := open(t)
	for _, a := range c.Services() {
		both := []string{a + ":*", "s3:*"}
		got, err := c.Changes(Asked{Sure: both, May: both}, 4)
		if err != nil {
			t.Fatal(err)
		}
		if e := got.Example; e.Action != "" && !slices.Contains(got.First, e.Action) {
			t.Errorf("%s: %+v is no example of %v", a, e, got.First)
		}
	}
	if _, err := c.Changes(Asked{Sure: []string{"*"}, May: []string{"*"}}, 1_000_000); err != nil {
		t.Error(err) // every action as a candidate
	}
}

// TestReadable: an ARN whose service is a hole is no example.
func TestReadable(t *testing.T) {
	for format, want := range map[string]string{
		"arn:${Partition}:${Vendor}:${Region}:*:${ResourceType}:${RecoveryPointId}": "",
		"arn:${Partition}:sns:${Region}:${Account}:${TopicName}":                    "arn:aws:sns:*:*:{TopicName}",
		"*": "",
	} {
		got := ""
		if _, ok := arnService(format); ok {
			got = readable(format)
		}
		if got != want {
			t.Errorf("%s: %q", format, got)
		}
	}
}

func TestReadsByName(t *testing.T) {
	for _, tt := range []struct {
		service, name string
		want          bool
	}{
		{"iot", "GetConnection", true}, {"athena", "GetSessionEndpoint", true}, {"appfabric", "BatchGetUserAccessTasks", true},
		{"sqs", "SendMessage", false}, {"sts", "GetFederationToken", false}, {"lightsail", "GetRelationalDatabaseMasterUserPassword", false},
		{"states", "GetActivityTask", false}, {"cloudshell", "GetFileUploadUrls", false},
	} {
		if got := ReadsByName(tt.service, tt.name); got != tt.want {
			t.Errorf("%s:%s: %v", tt.service, tt.name, got)
		}
	}
}
