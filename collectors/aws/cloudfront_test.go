package aws

import (
	"strings"
	"testing"

	"github.com/candor-dev/candor/collectors/aws/awstest"
)

func TestDistributions(t *testing.T) {
	keys := map[string]string{"tls.setting": "policy", "log.access": "on"}
	for name, c := range map[string]struct {
		spec, from, to string
		want           map[string]string
	}{
		"as it is": {"", "", "", map[string]string{
			"tls.setting E1": "known TLSv1.2_2021", "tls.setting E2": "known TLSv1", "tls.setting E3": "unknown <nil>",
			"tls.setting E1/DefaultCacheBehavior": "known redirect-to-https", "tls.setting E2/DefaultCacheBehavior": "known allow-all", "tls.setting E1/CacheBehaviors[0]": "known https-only",
			"tls.setting E1/Origins/app": "known TLSv1.2", "tls.setting E1/Origins/files": "", "tls.setting E3/Origins/app": "unknown <nil>",
			"log.access E1": "known true", "log.access E2": "known true", "log.access E3": "known false",
		}},
		"disabled":              {"cloudfront.ListDistributions", "<Enabled>true</Enabled>", "<Enabled>false</Enabled>", map[string]string{"tls.setting E2": "", "log.access E2": "known true", "tls.setting E3": "unknown <nil>"}},
		"an origin of no sort":  {"cloudfront.ListDistributions", "<S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig>", "", map[string]string{"tls.setting E1/Origins/files": "unknown <nil>"}},
		"a log on its way":      {"cloudfront.ListDistributions", "<Status>Deployed</Status>", "<Status>InProgress</Status>", map[string]string{"log.access E1": "unknown <nil>"}},
		"no word of it":         {"cloudfront.ListDistributions", "<ViewerProtocolPolicy>allow-all</ViewerProtocolPolicy>", "", map[string]string{"tls.setting E2/DefaultCacheBehavior": "unknown <nil>"}},
		"tenants":               {"cloudfront.ListDistributions", "<Enabled>true</Enabled>", "<Enabled>true</Enabled><ConnectionMode>tenant-only</ConnectionMode>", map[string]string{"tls.setting E2": "unknown <nil>"}},
		"an origin in a VPC":    {"cloudfront.ListDistributions", "<CustomOriginConfig>", "<VpcOriginConfig><VpcOriginId>v</VpcOriginId></VpcOriginConfig><CustomOriginConfig>", map[string]string{"tls.setting E1/Origins/app": "unknown <nil>"}},
		"deliveries are denied": {"cloudwatchlogs.DescribeDeliveries", "", "denied", map[string]string{"log.access E1": "known true", "log.access E2": "unknown <nil>", "log.access E3": "unknown <nil>"}},
		"not delivered":         {"cloudwatchlogs.DescribeDeliveries", `"edge"`, `"gone"`, map[string]string{"log.access E2": "known false"}},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			if old := fake.Answers[c.spec]; old != nil {
				fake.Answers[c.spec] = func(call *awstest.Call) awstest.Reply {
					r := old(call)
					if c.to == "denied" {
						return awstest.Fail(403, "AccessDenied")
					}
					r.Body = strings.ReplaceAll(r.Body, c.from, c.to)
					return r
				}
			}
			got := values(t, fake, keys)
			for k, want := range c.want {
				if got[k] != want {
					t.Errorf("%s is %q, want %q", k, got[k], want)
				}
			}
		})
	}
}
