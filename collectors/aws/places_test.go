package aws

import (
	"slices"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/globs"
)

func TestWithin(t *testing.T) {
	const a = "aws://111122223333/"
	for _, tt := range []struct{ path, kind, want string }{
		{"aws://unknown/global", "store.region", "aws://**"},
		{"", "store.region", "aws://**"},
		{"elsewhere", "store.region", "aws://**"},
		{"aws://111122223333", "store.region", a + "**"}, // a suspended account
		{a + "global", "store.region", a + "**"},         // the list of regions
		{a + "eu-west-1", "store.region", a + "eu-west-1/**"},
		{a + "eu-west-1/", "store.region", a + "eu-west-1/**"},
		{a + "global/organization", "store.region", "aws://**"}, // the list of accounts
		{a + "eu-west-1/robots/r2", "store.region", "aws://**"}, // a service that nobody vouched for
		{a + "global/s3", "store.encryption", a + "*/s3/**"},
		{a + "global/s3/files", "store.region", a + "*/s3/files/**"},
		{a + "eu-west-1/s3/files", "store.encryption", a + "eu-west-1/s3/files/**"},
		{a + "global/s3/account", "s3.access", a + "*/s3/**"},
		{a + "global/s3/multi-region-access-points/p", "store.region", a + "*/s3/**"},
		{a + "eu-west-1/dynamodb", "store.backup", a + "eu-west-1/dynamodb/**"},
		{a + "eu-west-1/dynamodb/t", "store.backup", a + "eu-west-1/dynamodb/t/**"},
		{a + "eu-west-1/secretsmanager/a/b[*", "secret.rotation", a + `eu-west-1/secretsmanager/a/b\[\*/**`},
		{a + "eu-west-1/rds/parameters/p", "tls.setting", a + "eu-west-1/rds/**"}, // of all that use it
		{a + "eu-west-1/ecr/scanning", "registry.scan", a + "eu-west-1/ecr/**"},
		{a + "eu-west-1/vpc/pl-1", "net.route", a + "eu-west-1/vpc/**"},
		{a + "eu-west-1/kms/arn:aws:kms:eu-west-1:111122223333:key/1", "kms.key", a + "eu-west-1/kms/**"},
		{a + "eu-west-1/kms/arn:aws:kms:eu-west-1:111122223333:key/1", "store.encryption", a + "eu-west-1/**"}, // of what it encrypts
		{a + "global/iam/policy/p", "iam.statement", a + "*/iam/**"},
		{a + "us-*/s3", "s3.access", a + `us-\*/s3/**`},
	} {
		got := within(tt.path, tt.kind)
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %q, want %s", tt.path, got, tt.want)
		}
		if strings.HasPrefix(tt.path, a) && !candor.MatchGlob(got[0], tt.path) && !candor.MatchGlob(got[0], tt.path+"/x") {
			t.Errorf("%s does not lie in %s", tt.path, got)
		}
	}
}

// TestUnaskedWithin: what is not asked for stands where its services would, and a
// phrase that nobody placed anywhere in the account.
func TestUnaskedWithin(t *testing.T) {
	const account = "111122223333"
	leaves := func(kind, over string) bool {
		left, ok := unasked()[kind]
		if !ok {
			return true // all of it is asked for by now
		}
		return !slices.ContainsFunc(unaskedWithin(account, left), func(w string) bool { return globs.Meet(over, w) })
	}
	for _, tt := range []struct {
		kind, over string
		want       bool
	}{
		{"store.backup", "aws://*/*/rds/**", true},
		{"store.backup", "aws://*/*/ebs/**", false},
		{"store.backup", "aws://111122223333/**", false},
		{"store.backup", "aws://*/eu-west-1/**", false},
		{"store.backup", "aws://444455556666/**", true},
		{"store.protection", "aws://*/*/s3/**", true},
		{"tls.setting", "aws://*/*/elb/**", true},
		{"tls.setting", "aws://*/*/efs/**", false},
		{"store.copy", "aws://*/*/dynamodb/**", false},
		{"iam.statement", "aws://*/*/s3/**", false}, // access points
		{"iam.statement", "aws://*/global/iam/**", true},
		{"iam.statement", "aws://*/*/kms/**", false},
		{"net.exposure", "aws://*/*/apigateway/**", false},
	} {
		if got := leaves(tt.kind, tt.over); got != tt.want {
			t.Errorf("%s over %s: left out %t", tt.kind, tt.over, got)
		}
	}
	for left, want := range map[string]string{
		"disks":                                "aws://1/*/ebs/**",
		"disks and notebooks":                  "aws://1/*/ebs/** aws://1/*/sagemaker/**",
		"disks, and robots":                    "aws://1/**",
		"":                                     "",
		"search domains of another sort":       "aws://1/**",
		"the disks":                            "aws://1/**",
		"serverless warehouses search domains": "aws://1/*/es/** aws://1/*/opensearch/** aws://1/*/redshift-serverless/**",
	} {
		if got := strings.Join(unaskedWithin("1", left), " "); got != want {
			t.Errorf("%q: %s, want %s", left, got, want)
		}
	}
}

// Every service that is collected, and every phrase, has names that are no
// patterns; the parts of a path that facts have are vouched for.
func TestContained(t *testing.T) {
	names := contained()
	for _, p := range unaskedPhrases() {
		names = append(names, p.names...)
	}
	for _, n := range names {
		if n == "" || globs.Escape(n) != n || strings.Contains(n, "/") {
			t.Errorf("%q is no name of a service", n)
		}
	}
}
