package aws

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
	"github.com/candor-dev/candor/internal/evidence"
)

// flat is the value of the one fact of a kind and subject, as JSON; "" for none.
func flat(t *testing.T, f *evidence.File, kind, subject string) string {
	t.Helper()
	for i := range f.Facts {
		if x := &f.Facts[i]; x.Kind == kind && x.Subject == subject && x.State == candor.Observed {
			b, err := json.Marshal(x.Value)
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
	}
	return ""
}

// TestWatch holds flow logs, GuardDuty, Config and keys against the answers, and
// against answers that say less.
func TestWatch(t *testing.T) {
	const region = "eu-central-1"
	for name, c := range map[string]struct {
		answers map[string]string
		want    map[[2]string]string
	}{
		"all is on": {nil, map[[2]string]string{
			{"log.flow", "vpc-main"}:     `{"interfaces":5,"logs":[{"delivery":"SUCCESS","id":"fl-main","status":"ACTIVE","to":"s3","traffic":"ALL"},{"delivery":"FAILED","id":"fl-part","status":"ACTIVE","to":null,"traffic":"REJECT"}],"own":true,"parts":false}`,
			{"log.flow", "vpc-default"}:  `{"interfaces":0,"logs":[],"own":true,"parts":false}`,
			{"log.flow", "vpc-shared"}:   `{"interfaces":0,"logs":[],"own":false,"parts":false}`,
			{"detect.guardduty", region}: `{"detector":true,"enabled":true,"features":{"RDS_LOGIN_EVENTS":"DISABLED","S3_DATA_EVENTS":"ENABLED"}}`,
			{"detect.config", region}:    `{"delivered":"SUCCESS","last":"SUCCESS","recorder":true,"recording":true,"types":"all"}`,
			{"kms.key", "k1"}:            `{"days":365,"origin":"AWS_KMS","rotates":true,"spec":"SYMMETRIC_DEFAULT","state":"Enabled","usage":"ENCRYPT_DECRYPT"}`,
			{"kms.key", "k2"}:            "",
			{"kms.key", "k3"}:            `{"days":null,"origin":"AWS_KMS","rotates":null,"spec":"RSA_4096","state":"Enabled","usage":"SIGN_VERIFY"}`,
			{"iam.statement", "k2/Own"}:  "",
		}},
		"nothing is set up": {map[string]string{
			"guardduty.ListDetectors": `{"detectorIds":[]}`, "configservice.DescribeConfigurationRecorders": `{"ConfigurationRecorders":[]}`,
			"ec2.DescribeFlowLogs": "<DescribeFlowLogsResponse><flowLogSet/></DescribeFlowLogsResponse>",
		}, map[[2]string]string{
			{"detect.guardduty", region}: `{"detector":false,"enabled":false,"features":{}}`,
			{"detect.config", region}:    `{"delivered":null,"last":null,"recorder":false,"recording":false,"types":null}`,
			{"log.flow", "vpc-main"}:     `{"interfaces":5,"logs":[],"own":true,"parts":false}`,
		}},
		"answers that leave things out": {map[string]string{
			"guardduty.GetDetector":                             `{"serviceRole":"x"}`,
			"configservice.DescribeConfigurationRecorders":      `{"ConfigurationRecorders":[{"name":"default","recordingGroup":{"allSupported":false,"resourceTypes":["AWS::S3::Bucket"]}}]}`,
			"configservice.DescribeConfigurationRecorderStatus": `{"ConfigurationRecordersStatus":[]}`,
			"configservice.DescribeDeliveryChannelStatus":       `{}`,
			"ec2.DescribeFlowLogs":                              "<DescribeFlowLogsResponse><flowLogSet><item><flowLogId>fl-1</flowLogId><resourceId>subnet-1</resourceId></item><item><flowLogId>fl-2</flowLogId><resourceId>vpc-main</resourceId></item></flowLogSet></DescribeFlowLogsResponse>",
			"kms.GetKeyPolicy":                                  `{}`,
		}, map[[2]string]string{
			{"detect.guardduty", region}: `{"detector":true,"enabled":null,"features":null}`,
			{"detect.config", region}:    `{"delivered":null,"last":null,"recorder":true,"recording":null,"types":"some"}`,
			{"log.flow", "vpc-main"}:     `{"interfaces":5,"logs":[{"delivery":null,"id":"fl-2","status":null,"to":null,"traffic":null}],"own":true,"parts":true}`,
			{"iam.statement", "k1/Own"}:  "",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			for spec, body := range c.answers {
				fake.Answers[spec] = awstest.Text(body)
			}
			f := gather(t.Context(), t, fake, Options{Regions: []string{region}})
			if f == nil {
				t.Fatal("no file")
			}
			for k, want := range c.want {
				got := flat(t, f, k[0], k[1])
				if d := cmp.Diff(want, got); d != "" {
					t.Error(k, d)
				}
			}
		})
	}
}

// TestKeysOfStores: that a key could not be read is said of the stores that use
// it; whether the account's own keys are all known is another question.
func TestKeysOfStores(t *testing.T) {
	fake := awstest.New()
	answer := fake.Answers["kms.DescribeKey"]
	fake.Answers["kms.DescribeKey"] = func(c *awstest.Call) awstest.Reply {
		if c.Body["KeyId"] == "arn:aws:kms:eu-central-1:999900001111:key/theirs" {
			return awstest.Fail(400, "AccessDeniedException")
		}
		return answer(c)
	}
	fake.Answers["ec2.DescribeVolumes"] = awstest.Text("<DescribeVolumesResponse><volumeSet><item><volumeId>vol-1</volumeId><encrypted>true</encrypted><kmsKeyId>arn:aws:kms:eu-central-1:999900001111:key/theirs</kmsKeyId></item></volumeSet></DescribeVolumesResponse>")
	f := gather(t.Context(), t, fake, Options{Regions: []string{"eu-central-1"}})
	hold(t, told(t, f, "store.encryption", "customer"), map[string]string{"vol-1": "? who manages the key could not be read"})
	for i := range f.Facts {
		if x := &f.Facts[i]; x.Kind == "kms.key" && x.State == candor.Denied {
			t.Errorf("the key of another account is missing among the account's own: %s", x.Reason)
		}
	}
}

// TestUnwatched: where no trail watches, no events are kept, and the claim on
// events is told so as the one on trails is.
func TestUnwatched(t *testing.T) {
	fake := awstest.New()
	fake.Answers["cloudtrail.DescribeTrails"] = awstest.Text(`{"trailList":[{"Name":"west","HomeRegion":"us-west-2","IsMultiRegionTrail":false}]}`)
	f := here(t, fake)
	if got, want := flat(t, f, "log.selectors", "eu-central-1"), `{"data":false,"excluded":[],"read":false,"regions":false,"write":false}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	held(t, f, "log.trail", "eu-central-1", "logging", `"v":false`)
}
