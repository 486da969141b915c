package mototest

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	trailtypes "github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"
	"github.com/aws/aws-sdk-go-v2/service/configservice"
	configtypes "github.com/aws/aws-sdk-go-v2/service/configservice/types"
	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	kmstypes "github.com/aws/aws-sdk-go-v2/service/kms/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/collectors/cloudformation"
	"github.com/candor-dev/candor/collectors/collector"
	"github.com/candor-dev/candor/internal/evidence"
	"github.com/candor-dev/candor/internal/live"
	"github.com/candor-dev/candor/internal/scan"
)

// unknownToMoto are calls that moto has no answer for, or that it checks under
// another name than AWS does; awstest answers them.
var unknownToMoto = []string{"account.ListRegions", "accessanalyzer.ListAnalyzers", "s3.GetBucketPolicyStatus", "lambda.ListFunctions",
	"ec2.GetSnapshotBlockPublicAccessState", "configservice.DescribeDeliveryChannelStatus", "guardduty.ListDetectors",
	"backup.GetBackupVaultAccessPolicy", "backup.ListBackupPlans", "backup.ListBackupVaults", "backup.ListProtectedResources",
	"efs.DescribeReplicationConfigurations", "elasticache.DescribeServerlessCaches", "redshiftserverless.ListNamespaces", "redshiftserverless.ListWorkgroups",
	"ecrpublic.DescribeRepositories", "cloudtrail.ListEventDataStores", "docdbelastic.ListClusterSnapshots", "docdbelastic.ListClusters", "elasticache.DescribeServerlessCacheSnapshots", "healthlake.ListFHIRDatastores",
	"fsx.DescribeFileCaches", "keyspaces.ListKeyspaces", "lightsail.GetBuckets", "lightsail.GetContainerServices", "lightsail.GetDiskSnapshots", "lightsail.GetDisks", "lightsail.GetInstanceSnapshots",
	"lightsail.GetInstances", "lightsail.GetRelationalDatabaseSnapshots", "lightsail.GetRelationalDatabases", "neptunegraph.ListGraphSnapshots", "neptunegraph.ListGraphs",
	"redshiftserverless.ListRecoveryPoints", "redshiftserverless.ListSnapshots", "s3express.ListDirectoryBuckets", "s3outposts.ListOutpostsWithS3", "storagegateway.ListGateways"}

// missigned are calls whose signature moto works out otherwise than AWS and its
// own client do; it denies them to everybody once it looks at signatures.
var missigned = []string{"cloudfront.ListDistributions", "apigateway.GetDomainNames", "apigateway.GetRestApis", "apigatewayv2.GetDomainNames", "apigatewayv2.GetApis",
	"efs.DescribeFileSystems", "opensearch.ListDomainNames",
	"appsync.ListApis", "appsync.ListGraphqlApis", "dsql.ListClusters", "glacier.ListVaults", "kafka.ListClustersV2", "mq.ListBrokers", "s3tables.ListTableBuckets", "vpclattice.ListServices"}

// start runs moto_server until the test ends and points the SDK at it.
func start(t *testing.T) string {
	t.Helper()
	name := os.Getenv("CANDOR_MOTO")
	if name == "" {
		t.Skip("moto_server is not named: pip install 'moto[server]' and set CANDOR_MOTO to its path")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	l.Close() // moto takes the port
	_, port, _ := strings.Cut(addr, ":")
	cmd := exec.Command(name, "-H", "127.0.0.1", "-p", port)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait() // it was killed
	})
	url := "http://" + addr
	for range 300 {
		if resp, err := http.Get(url + "/moto-api/"); err == nil {
			resp.Body.Close()
			t.Setenv("AWS_ENDPOINT_URL", url)
			t.Setenv("AWS_REGION", "us-east-1")
			t.Setenv("AWS_CONFIG_FILE", os.DevNull)
			t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
			keys(t, "AKIATEST", "test")
			return url
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Fatal("moto_server did not start")
	return ""
}

func keys(t *testing.T, id, secret string) {
	t.Setenv("AWS_ACCESS_KEY_ID", id)
	t.Setenv("AWS_SECRET_ACCESS_KEY", secret)
}

// must ends the test on an error of a call that sets the account up.
func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func sdkConfig(t *testing.T) sdk.Config {
	t.Helper()
	return must[sdk.Config](t)(config.LoadDefaultConfig(t.Context()))
}

// account makes a small company's account.
func account(t *testing.T) {
	t.Helper()
	ctx, cfg := t.Context(), sdkConfig(t)
	b := s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
	for _, name := range []string{"files", "trails"} {
		must[*s3.CreateBucketOutput](t)(b.CreateBucket(ctx, &s3.CreateBucketInput{Bucket: &name}))
	}
	must[*s3.PutPublicAccessBlockOutput](t)(b.PutPublicAccessBlock(ctx, &s3.PutPublicAccessBlockInput{Bucket: sdk.String("files"), PublicAccessBlockConfiguration: &types.PublicAccessBlockConfiguration{
		BlockPublicAcls: sdk.Bool(true), BlockPublicPolicy: sdk.Bool(true), IgnorePublicAcls: sdk.Bool(true), RestrictPublicBuckets: sdk.Bool(true)}}))
	must[*s3.PutBucketPolicyOutput](t)(b.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: sdk.String("files"), Policy: sdk.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"s3:*","Resource":["arn:aws:s3:::files","arn:aws:s3:::files/*"],"Condition":{"Bool":{"aws:SecureTransport":"false"}}}]}`)}))
	must[*s3.PutBucketVersioningOutput](t)(b.PutBucketVersioning(ctx, &s3.PutBucketVersioningInput{Bucket: sdk.String("files"), VersioningConfiguration: &types.VersioningConfiguration{Status: types.BucketVersioningStatusEnabled}}))
	must[*s3.PutBucketPolicyOutput](t)(b.PutBucketPolicy(ctx, &s3.PutBucketPolicyInput{Bucket: sdk.String("trails"), Policy: sdk.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject","Resource":"arn:aws:s3:::trails/*"}]}`)}))
	c := cloudtrail.NewFromConfig(cfg)
	must[*cloudtrail.CreateTrailOutput](t)(c.CreateTrail(ctx, &cloudtrail.CreateTrailInput{Name: sdk.String("all"), S3BucketName: sdk.String("trails"), IsMultiRegionTrail: sdk.Bool(true), EnableLogFileValidation: sdk.Bool(true)}))
	must[*cloudtrail.PutEventSelectorsOutput](t)(c.PutEventSelectors(ctx, &cloudtrail.PutEventSelectorsInput{TrailName: sdk.String("all"), EventSelectors: []trailtypes.EventSelector{{ReadWriteType: trailtypes.ReadWriteTypeAll, IncludeManagementEvents: sdk.Bool(true)}}}))
	must[*cloudtrail.StartLoggingOutput](t)(c.StartLogging(ctx, &cloudtrail.StartLoggingInput{Name: sdk.String("all")}))
	stores(t, cfg)
	edges(t)
	i := iam.NewFromConfig(cfg)
	must[*iam.CreateRoleOutput](t)(i.CreateRole(ctx, &iam.CreateRoleInput{RoleName: sdk.String("deploy"), AssumeRolePolicyDocument: sdk.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}`)}))
	must[*iam.PutRolePolicyOutput](t)(i.PutRolePolicy(ctx, &iam.PutRolePolicyInput{RoleName: sdk.String("deploy"), PolicyName: sdk.String("all"), PolicyDocument: sdk.String(
		`{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}`)}))
}

// watched adds what watches the account, a network with its log, disks and keys.
func watched(t *testing.T, url string) {
	t.Helper()
	ctx, cfg := t.Context(), sdkConfig(t)
	ec2(t, url, "EnableEbsEncryptionByDefault", "")
	ec2(t, url, "CreateVolume", "AvailabilityZone=us-east-1a&Size=1&Encrypted=true")
	volume := between(t, ec2(t, url, "CreateVolume", "AvailabilityZone=us-east-1a&Size=1&Encrypted=false"), "<volumeId>", "</volumeId>")
	ec2(t, url, "CreateSnapshot", "VolumeId="+volume)
	vpc := between(t, ec2(t, url, "DescribeVpcs", ""), "<vpcId>", "</vpcId>")
	ec2(t, url, "CreateFlowLogs", "ResourceType=VPC&ResourceId.1="+vpc+"&TrafficType=ALL&LogDestinationType=s3&LogDestination=arn:aws:s3:::trails")
	group := between(t, ec2(t, url, "CreateSecurityGroup", "GroupName=open&GroupDescription=open&VpcId="+vpc), "<groupId>", "</groupId>")
	ec2(t, url, "AuthorizeSecurityGroupIngress", "GroupId="+group+"&IpPermissions.1.IpProtocol=tcp&IpPermissions.1.FromPort=22&IpPermissions.1.ToPort=22&IpPermissions.1.IpRanges.1.CidrIp=0.0.0.0/0")
	ec2(t, url, "RunInstances", "ImageId=ami-12c6146b&MinCount=1&MaxCount=1&InstanceType=t3.micro")
	k := kms.NewFromConfig(cfg)
	key := must[*kms.CreateKeyOutput](t)(k.CreateKey(ctx, &kms.CreateKeyInput{})).KeyMetadata
	must[*kms.EnableKeyRotationOutput](t)(k.EnableKeyRotation(ctx, &kms.EnableKeyRotationInput{KeyId: key.KeyId}))
	must[*kms.CreateKeyOutput](t)(k.CreateKey(ctx, &kms.CreateKeyInput{KeySpec: kmstypes.KeySpecRsa2048, KeyUsage: kmstypes.KeyUsageTypeSignVerify}))
	must[*guardduty.CreateDetectorOutput](t)(guardduty.NewFromConfig(cfg).CreateDetector(ctx, &guardduty.CreateDetectorInput{Enable: sdk.Bool(true)}))
	c := configservice.NewFromConfig(cfg)
	must[*configservice.PutConfigurationRecorderOutput](t)(c.PutConfigurationRecorder(ctx, &configservice.PutConfigurationRecorderInput{ConfigurationRecorder: &configtypes.ConfigurationRecorder{
		Name: sdk.String("default"), RoleARN: sdk.String("arn:aws:iam::123456789012:role/deploy"), RecordingGroup: &configtypes.RecordingGroup{AllSupported: true, IncludeGlobalResourceTypes: true}}}))
	must[*configservice.PutDeliveryChannelOutput](t)(c.PutDeliveryChannel(ctx, &configservice.PutDeliveryChannelInput{DeliveryChannel: &configtypes.DeliveryChannel{Name: sdk.String("default"), S3BucketName: sdk.String("trails")}}))
	must[*configservice.StartConfigurationRecorderOutput](t)(c.StartConfigurationRecorder(ctx, &configservice.StartConfigurationRecorderInput{ConfigurationRecorderName: sdk.String("default")}))
}

// ec2 makes a call that sets the account up: the SDK's module is too large for it.
func ec2(t *testing.T, url, action, params string) string {
	t.Helper()
	return raw(t, url, "ec2", http.MethodPost, "/", "", "Action="+action+"&Version=2016-11-15&"+params)
}

func between(t *testing.T, text, open, end string) string {
	t.Helper()
	_, rest, ok := strings.Cut(text, open)
	v, _, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("no %s in\n%s", open, text)
	}
	return v
}

// user makes a user with a policy and returns its key.
func user(t *testing.T, name, policy string) (id, secret string) {
	t.Helper()
	i := iam.NewFromConfig(sdkConfig(t))
	must[*iam.CreateUserOutput](t)(i.CreateUser(t.Context(), &iam.CreateUserInput{UserName: &name}))
	must[*iam.PutUserPolicyOutput](t)(i.PutUserPolicy(t.Context(), &iam.PutUserPolicyInput{UserName: &name, PolicyName: sdk.String("p"), PolicyDocument: &policy}))
	k := must[*iam.CreateAccessKeyOutput](t)(i.CreateAccessKey(t.Context(), &iam.CreateAccessKeyInput{UserName: &name})).AccessKey
	return *k.AccessKeyId, *k.SecretAccessKey
}

// motoAsks are actions for which moto asks where AWS has others: it takes the
// calls of uncheckable for lists of a bucket, or knows them by another name.
var motoAsks = []string{"s3:ListBucket", "s3:GetPublicAccessBlock"}

// uncheckable are the actions that moto can't be asked about for these reasons.
var uncheckable = []string{"s3:GetEncryptionConfiguration", "s3:GetReplicationConfiguration", "s3:GetBucketPublicAccessBlock", "s3:GetAccountPublicAccessBlock", "lambda:ListFunctions",
	"s3:GetBucketObjectLockConfiguration", "s3:GetBucketOwnershipControls", "guardduty:ListDetectors",
	"cloudfront:ListDistributions", "cloudfront:GetDistributionConfig", "apigateway:GET",
	"elasticfilesystem:DescribeFileSystems", "elasticfilesystem:DescribeFileSystemPolicy", "elasticfilesystem:DescribeBackupPolicy", "elasticfilesystem:DescribeReplicationConfigurations", "es:ListDomainNames", "es:DescribeDomain"}

func policyOf(t *testing.T, actions []string) string {
	t.Helper()
	actions = append(slices.Clone(actions), motoAsks...)
	b := must[[]byte](t)(json.Marshal(map[string]any{"Version": "2012-10-17", "Statement": []any{map[string]any{"Effect": "Allow", "Action": actions, "Resource": "*"}}}))
	return string(b)
}

// collect runs the collector as the user of the environment; with calls, only the
// services that make one of them.
func collect(ctx context.Context, t *testing.T, calls ...string) *evidence.File {
	t.Helper()
	var file *evidence.File
	o := aws.Options{Regions: []string{"us-east-1"}, Rate: 1000, Attempts: 1, Part: func(p *aws.Part) error {
		file = p.File
		return nil
	}}
	if len(calls) > 0 {
		o = o.Narrow(calls...)
	}
	_, err := aws.Run(ctx, o)
	if err != nil || file == nil {
		t.Fatalf("no facts: %v", err)
	}
	return file
}

// judgement writes the facts and one claim; what it returns judges them.
func judgement(t *testing.T, file *evidence.File) func(emulated bool) *candor.Report {
	t.Helper()
	name := filepath.Join(t.TempDir(), "aws.jsonl")
	f := must[*os.File](t)(os.Create(name))
	if err := file.Write(f); err != nil {
		t.Fatal(err)
	}
	f.Close() // read again below
	root := t.TempDir()
	claims := "version: 1\nclaims:\n" +
		"  - id: trail\n    text: Every call is logged.\n    status: live\n    rules: [{rule: logs/trail, over: [\"aws://**\"]}]\n" +
		"  - id: reviewed\n    text: What was reviewed is what runs.\n    status: live\n    rules: [{rule: deploy/stack-matches}]\n"
	if err := os.WriteFile(filepath.Join(root, "edge.yaml"), []byte(edgeTemplate), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "candor.yaml"), []byte(claims), 0o644); err != nil {
		t.Fatal(err)
	}
	return func(emulated bool) *candor.Report {
		return must[*scan.Outcome](t)(scan.Run(t.Context(), scan.Options{Root: root, Collectors: []*collector.Collector{cloudformation.New()}, Evidence: []string{name}, Now: time.Now().UTC(), Emulated: emulated})).Report
	}
}

// TestVerified: where every call is answered a claim is verified, as long as the
// answers count; those of a fake do not. Without the status of the trail it is
// not verified either.
func TestVerified(t *testing.T) {
	fake := awstest.New()
	srv := httptest.NewServer(fake)
	t.Cleanup(srv.Close)
	t.Setenv("AWS_ENDPOINT_URL", srv.URL)
	t.Setenv("AWS_REGION", "us-east-1")
	t.Setenv("AWS_CONFIG_FILE", os.DevNull)
	t.Setenv("AWS_SHARED_CREDENTIALS_FILE", os.DevNull)
	keys(t, "AKIATEST", "test")
	all := func() *evidence.File {
		var file *evidence.File
		if _, err := aws.Run(t.Context(), aws.Options{Rate: 1000, Attempts: 1, Part: func(p *aws.Part) error {
			file = p.File
			return nil
		}}); err != nil {
			t.Fatal(err)
		}
		return file
	}
	judge := judgement(t, all())
	if v := judge(true).Claims[0]; v.Verdict != candor.Verified {
		t.Errorf("%s: %s", v.Verdict, v.Why)
	}
	if v := judge(false).Claims[0]; v.Verdict != candor.VerdictUnknown || !strings.Contains(v.Why, "emulator") {
		t.Errorf("of a fake: %s: %s", v.Verdict, v.Why)
	}
	delete(fake.Answers, "cloudtrail.GetTrailStatus")
	if v := judgement(t, all())(true).Claims[0]; v.Verdict != candor.VerdictUnknown || !strings.Contains(v.Why, "cloudtrail:GetTrailStatus") {
		t.Errorf("denied: %s: %s", v.Verdict, v.Why)
	}
}

// TestAccount collects a whole account and judges it.
func TestAccount(t *testing.T) {
	url := start(t)
	account(t)
	watched(t, url)
	dataStores(t, url)
	file := collect(t.Context(), t)
	for i := range file.Items {
		it := &file.Items[i]
		if !it.State.Answers() && !slices.Contains(unknownToMoto, it.Spec) {
			t.Errorf("%s %s: %s %s", it.Spec, it.Subject, it.State, it.Reason)
		}
		if !it.Source.Emulated {
			t.Errorf("%s passes for an answer of AWS", it.Spec)
		}
	}
	judge := judgement(t, file)
	if v := judge(true).Claims[0]; v.Verdict != candor.VerdictUnknown || !strings.Contains(v.Why, "account.ListRegions") {
		t.Errorf("moto lists no regions, and yet: %s, %s", v.Verdict, v.Why)
	}
	got := make(map[string]candor.Outcome)
	for _, r := range judge(true).Results {
		got[r.Rule+" "+r.Subject] = r.Outcome
		for _, end := range []string{"/DefaultCacheBehavior", "/Origins/app"} { // before them stands an id that moto makes
			if strings.HasSuffix(r.Subject, end) {
				got[r.Rule+" *"+end] = r.Outcome
			}
		}
		got[r.Rule+" any "+r.Outcome.String()] = r.Outcome // of what moto chooses the name
	}
	for key, want := range map[string]candor.Outcome{
		"logs/trail all": candor.Pass, "logs/management-events all": candor.Pass,
		"s3/public-access files": candor.Pass, "s3/public-access trails": candor.Fail,
		"tls/bucket-transport files": candor.Pass, "tls/bucket-transport trails": candor.Fail,
		"iam/admin-wildcard deploy/all/0": candor.Fail,
		"tls/minimum-version ledger":      candor.Pass, "backup/retention ledger": candor.Pass, "backup/retention sessions": candor.Unknown,
		"network/public-endpoint by-hand": candor.Fail,
		"crypto/at-rest jobs":             candor.Pass, "crypto/at-rest alarms": candor.Pass,
		"crypto/at-rest feed": candor.Pass, "tls/minimum-version feed": candor.Unknown, "crypto/at-rest board": candor.Pass, "backup/retention board": candor.Pass,
		"crypto/at-rest find": candor.Pass, "tls/minimum-version find": candor.Pass,
		"crypto/at-rest scratch": candor.Fail, "network/public-endpoint scratch": candor.Fail, "tls/minimum-version scratch": candor.Fail,
		"registry/immutable-tags ledgerline/api": candor.Pass, "secrets/in-template /ledgerline/api_key": candor.Unknown,
		"deploy/stack-matches edge":                  candor.Pass,
		"tls/minimum-version */DefaultCacheBehavior": candor.Fail, "tls/minimum-version */Origins/app": candor.Fail,
		"crypto/default-encryption us-east-1": candor.Pass, "detection/guardduty us-east-1": candor.Pass,
		"crypto/at-rest any pass": candor.Pass, "crypto/at-rest any fail": candor.Fail, "network/open-ingress any fail": candor.Fail,
		"network/public-endpoint any fail": candor.Fail, "logs/flow any pass": candor.Pass, "crypto/key-rotation any fail": candor.Fail, "crypto/key-rotation any unknown": candor.Unknown,
	} {
		if o, ok := got[key]; !ok || o != want {
			t.Errorf("%s: %s (there: %t), want %s", key, o, ok, want)
		}
	}
	for _, r := range judge(false).Results {
		if (r.Outcome == candor.Pass || r.Outcome == candor.Fail) && strings.HasPrefix(r.At.Path, "aws://") {
			t.Errorf("%s %s: %s, on the word of an emulator", r.Rule, r.Subject, r.Outcome)
		}
	}
	for _, c := range judge(false).Claims {
		if c.Verdict == candor.Verified {
			t.Errorf("%s is verified by an emulator", c.Claim.ID)
		}
	}
}

// TestPolicy collects as a user who may do what the policy says and no more: no
// call is denied. Then without each action: the calls that need it are.
func TestPolicy(t *testing.T) {
	url := start(t)
	account(t)
	watched(t, url)
	dataStores(t, url)
	rootID, rootSecret := user(t, "admin", policyOf(t, []string{"*"}))
	id, secret := user(t, "candor", policyOf(t, aws.Actions()))
	resp := must[*http.Response](t)(http.Post(url+"/moto-api/reset-auth", "text/plain", strings.NewReader("0")))
	resp.Body.Close()
	keys(t, id, secret)
	whole := denied(collect(t.Context(), t))
	for spec, n := range whole {
		if !slices.Contains(unknownToMoto, spec) && !slices.Contains(missigned, spec) {
			t.Errorf("%s was denied %d times under the policy that is made for it", spec, n)
		}
	}
	specs := make(map[string][]live.Spec)
	for _, s := range aws.Specs() {
		for _, n := range s.Needs {
			specs[n.Action] = append(specs[n.Action], s)
		}
	}
	all := os.Getenv("CI") != ""
	for n, action := range aws.Actions() {
		if !all && n%5 != 0 || slices.Contains(uncheckable, action) {
			continue // a sample; all that moto can tell where CI asks
		}
		t.Run(action, func(t *testing.T) {
			keys(t, rootID, rootSecret)
			i := iam.NewFromConfig(sdkConfig(t))
			rest := slices.DeleteFunc(aws.Actions(), func(a string) bool { return a == action })
			must[*iam.PutUserPolicyOutput](t)(i.PutUserPolicy(t.Context(), &iam.PutUserPolicyInput{UserName: sdk.String("candor"), PolicyName: sdk.String("p"), PolicyDocument: sdk.String(policyOf(t, rest))}))
			keys(t, id, secret)
			var calls []string
			for _, s := range specs[action] {
				calls = append(calls, s.ID)
			}
			file := collect(t.Context(), t, calls...)
			got := denied(file)
			for _, s := range specs[action] {
				if asked(file, s.ID) && got[s.ID] == 0 && !slices.Contains(unknownToMoto, s.ID) {
					t.Errorf("%s is answered without %s", s.ID, action)
				}
			}
			for spec := range got {
				if !slices.ContainsFunc(specs[action], func(s live.Spec) bool { return s.ID == spec }) && whole[spec] == 0 {
					t.Errorf("%s is denied without %s, which it says not to need", spec, action)
				}
			}
		})
	}
}

func denied(f *evidence.File) map[string]int {
	out := make(map[string]int)
	for i := range f.Items {
		if f.Items[i].State == candor.Denied {
			out[f.Items[i].Spec]++
		}
	}
	return out
}

func asked(f *evidence.File, spec string) bool {
	return slices.ContainsFunc(f.Items, func(it live.Item) bool { return it.Spec == spec })
}
