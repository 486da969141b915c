package aws

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/collectors/aws/awstest"
)

// TestTakesInItself: who may write the policies of one role and is that role is told,
// and whether it may be bounded.
func TestTakesInItself(t *testing.T) {
	document := func(action, resource string) string {
		return url.PathEscape(`{"Statement":[{"Effect":"Allow","Action":"` + action + `","Resource":"` + resource + `"}]}`)
	}
	role := func(resource, more string) string {
		return "<RoleDetailList><member><RoleName>ci</RoleName><Path>/</Path><Arn>arn:aws:iam::111122223333:role/ci</Arn>" + more +
			"<AssumeRolePolicyDocument>" + url.PathEscape(`{"Statement":[]}`) + "</AssumeRolePolicyDocument><RolePolicyList><member><PolicyName>p</PolicyName><PolicyDocument>" +
			document("iam:PutRolePolicy", resource) + "</PolicyDocument></member></RolePolicyList></member></RoleDetailList>"
	}
	policy := "<Policies><member><PolicyName>p</PolicyName><Arn>arn:aws:iam::111122223333:policy/p</Arn><AttachmentCount>1</AttachmentCount><PolicyVersionList><member><Document>" +
		document("iam:CreatePolicyVersion", "arn:aws:iam::111122223333:policy/*") + "</Document><IsDefaultVersion>true</IsDefaultVersion><VersionId>v1</VersionId></member></PolicyVersionList></member></Policies>"
	for name, c := range map[string]struct{ list, want string }{
		"its own ARN":            {role("arn:aws:iam::111122223333:role/ci", ""), `"bounded":false`},
		"a pattern of its name":  {role("arn:aws:iam::111122223333:role/c*", ""), `"bounded":false`},
		"another role":           {role("arn:aws:iam::111122223333:role/web", ""), ""},
		"of another account":     {role("arn:aws:iam::999999999999:role/ci", ""), ""},
		"with a boundary":        {role("arn:aws:iam::*:role/ci", "<PermissionsBoundary><PermissionsBoundaryArn>arn:aws:iam::111122223333:policy/edge</PermissionsBoundaryArn></PermissionsBoundary>"), `"bounded":true`},
		"a policy that is held":  {policy, `"bounded":true`},
		"a policy nobody has":    {strings.Replace(policy, "Count>1<", "Count>0<", 1), ""},
		"a role without its ARN": {strings.Replace(role("arn:aws:iam::111122223333:role/ci", ""), "<Arn>arn:aws:iam::111122223333:role/ci</Arn>", "", 1), ""},
	} {
		t.Run(name, func(t *testing.T) {
			fake := awstest.New()
			fake.Answers["iam.GetAccountAuthorizationDetails"] = awstest.Text("<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>" + c.list +
				"<IsTruncated>false</IsTruncated></GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>")
			found := 0
			for _, x := range here(t, fake).Facts {
				if x.Kind != "iam.statement" || !x.State.Answers() || !strings.HasSuffix(x.Subject, "/0") || !strings.Contains(x.At.Path, "/iam/") {
					continue
				}
				found++
				b, err := json.Marshal(candor.Plain(x.Value).(map[string]any)["takes_in"])
				if err != nil {
					t.Fatal(err)
				}
				if text := string(b); c.want == "" && text != "null" || !strings.Contains(text, c.want) {
					t.Errorf("%s takes in %s, want %q", x.Subject, text, c.want)
				}
			}
			if found != 1 {
				t.Errorf("%d statements", found)
			}
		})
	}
}
