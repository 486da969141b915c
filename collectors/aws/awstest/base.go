package awstest

import (
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// Home is the account of the caller.
const Home = "111122223333"

// New is an account where nothing is amiss, of an organisation of two.
func New() *Fake {
	f := &Fake{Answers: map[string]func(*Call) Reply{
		"sts.GetCallerIdentity": func(c *Call) Reply {
			arn := "arn:aws:iam::" + c.Account + ":user/auditor"
			if c.Account != Home {
				arn = "arn:aws:sts::" + c.Account + ":assumed-role/candor-readonly/candor"
			}
			return OK(fmt.Sprintf(`<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>%s</Arn><UserId>AIDAX</UserId><Account>%s</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`, arn, c.Account))
		},
		"sts.AssumeRole": func(c *Call) Reply {
			id := strings.Split(c.Form.Get("RoleArn"), ":")[4]
			return OK(fmt.Sprintf(`<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA%s</AccessKeyId><SecretAccessKey>%s</SecretAccessKey><SessionToken>%s</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`, id, "canary-secret-key", "canary-session-token"))
		},
		"account.ListRegions": Pages(
			`{"Regions":[{"RegionName":"us-east-1","RegionOptStatus":"ENABLED_BY_DEFAULT"},{"RegionName":"me-south-1","RegionOptStatus":"DISABLED"}],"NextToken":"t"}`,
			`{"Regions":[{"RegionName":"eu-central-1","RegionOptStatus":"ENABLED_BY_DEFAULT"}]}`),
		"ec2.DescribeRegions":                Text(`<DescribeRegionsResponse><regionInfo><item><regionName>us-east-1</regionName></item><item><regionName>eu-central-1</regionName></item></regionInfo></DescribeRegionsResponse>`),
		"organizations.DescribeOrganization": Text(`{"Organization":{"Id":"o-example","FeatureSet":"ALL","MasterAccountId":"111122223333","MasterAccountEmail":"canary-mail@example.com"}}`),
		"organizations.ListAccounts": Pages(
			`{"Accounts":[{"Id":"111122223333","State":"ACTIVE","Email":"canary-mail@example.com"}],"NextToken":"t"}`,
			`{"Accounts":[{"Id":"444455556666","State":"ACTIVE","Email":"canary-mail@example.com"}]}`),
	}}
	for _, more := range []map[string]func(*Call) Reply{
		iamAnswers(), trailAnswers(), s3Answers(), storeAnswers(), rdsAnswers(), backupAnswers(), ecrAnswers(), messageAnswers(),
		stackAnswers(), elbAnswers(), classicAnswers(), edgeAnswers(), certificateAnswers(), apiAnswers(), networkAnswers(), watchAnswers(), fileAnswers(), cacheAnswers(), searchAnswers(), warehouseAnswers(), presenceAnswers(),
	} {
		for k, v := range more {
			f.Answers[k] = v
		}
	}
	return f
}

// Text answers always the same.
func Text(body string) func(*Call) Reply {
	return func(*Call) Reply { return OK(body) }
}

// Pages answers with the first text, and with the second to a request with a token.
func Pages(first, second string) func(*Call) Reply {
	return func(c *Call) Reply {
		if c.Token == "" {
			return OK(first)
		}
		return OK(second)
	}
}

func baseRoutes() []Route {
	return []Route{
		{Signing: "account", Method: http.MethodPost, Path: regexp.MustCompile(`^/listRegions$`), Spec: "account.ListRegions"},
		{Signing: "access-analyzer", Method: http.MethodGet, Path: regexp.MustCompile(`^/analyzer$`), Spec: "accessanalyzer.ListAnalyzers"},
		{Signing: "access-analyzer", Method: http.MethodPost, Path: regexp.MustCompile(`^/findingv2$`), Spec: "accessanalyzer.ListFindingsV2"},
	}
}

const policyDoc = `{"Version":"2012-10-17","Statement":[{"Sid":"Read","Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::files/*"}]}`

const trustDoc = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::999988887777:root"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"canary-external-id"}}}]}`

// Report is a credential report.
const Report = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,cert_1_last_rotated,cert_2_active,cert_2_last_rotated\n" +
	"<root_account>,arn:aws:iam::111122223333:root,2020-01-01T00:00:00+00:00,not_supported,no_information,not_supported,not_supported,true,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n" +
	"ada,arn:aws:iam::111122223333:user/ada,2026-01-01T00:00:00+00:00,true,2026-11-01T00:00:00+00:00,2026-01-01T00:00:00+00:00,N/A,true,true,2026-10-10T00:00:00+00:00,2026-11-20T00:00:00+00:00,eu-central-1,s3,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A\n"

func iamAnswers() map[string]func(*Call) Reply {
	details := func(inner, tail string) string {
		return "<GetAccountAuthorizationDetailsResponse><GetAccountAuthorizationDetailsResult>" + inner + tail + "</GetAccountAuthorizationDetailsResult></GetAccountAuthorizationDetailsResponse>"
	}
	role := "<RoleDetailList><member><RoleName>deploy</RoleName><Path>/</Path><Arn>arn:aws:iam::111122223333:role/deploy</Arn><AssumeRolePolicyDocument>" + url.PathEscape(trustDoc) + "</AssumeRolePolicyDocument><RolePolicyList><member><PolicyName>read</PolicyName><PolicyDocument>" + url.PathEscape(policyDoc) + "</PolicyDocument></member></RolePolicyList></member></RoleDetailList>"
	policy := "<Policies><member><PolicyName>files</PolicyName><Arn>arn:aws:iam::111122223333:policy/files</Arn><AttachmentCount>1</AttachmentCount><PolicyVersionList><member><Document>" + url.PathEscape(policyDoc) + "</Document><IsDefaultVersion>true</IsDefaultVersion><VersionId>v1</VersionId></member></PolicyVersionList></member></Policies>"
	return map[string]func(*Call) Reply{
		"iam.GetAccountAuthorizationDetails": Pages(details(role, "<IsTruncated>true</IsTruncated><Marker>m</Marker>"), details(policy, "<IsTruncated>false</IsTruncated>")),
		"iam.ListServerCertificates":         Pages(serverCertificates("old-edge", "2027-01-01T00:00:00Z", "<IsTruncated>true</IsTruncated><Marker>m</Marker>"), serverCertificates("office", "2026-01-01T00:00:00Z", "<IsTruncated>false</IsTruncated>")),
		"iam.GenerateCredentialReport":       Text("<GenerateCredentialReportResponse><GenerateCredentialReportResult><State>COMPLETE</State></GenerateCredentialReportResult></GenerateCredentialReportResponse>"),
		"iam.GetCredentialReport":            Text("<GetCredentialReportResponse><GetCredentialReportResult><Content>" + encode(Report) + "</Content><GeneratedTime>2026-11-21T00:00:00Z</GeneratedTime><ReportFormat>text/csv</ReportFormat></GetCredentialReportResult></GetCredentialReportResponse>"),
		"iam.GetAccountSummary":              Text("<GetAccountSummaryResponse><GetAccountSummaryResult><SummaryMap><entry><key>AccountMFAEnabled</key><value>1</value></entry><entry><key>AccountAccessKeysPresent</key><value>0</value></entry></SummaryMap></GetAccountSummaryResult></GetAccountSummaryResponse>"),
		"iam.GetAccountPasswordPolicy":       Text("<GetAccountPasswordPolicyResponse><GetAccountPasswordPolicyResult><PasswordPolicy><MinimumPasswordLength>16</MinimumPasswordLength></PasswordPolicy></GetAccountPasswordPolicyResult></GetAccountPasswordPolicyResponse>"),
		"accessanalyzer.ListAnalyzers": Pages(
			`{"analyzers":[{"arn":"arn:aws:access-analyzer:us-east-1:111122223333:analyzer/outside","name":"outside","type":"ACCOUNT","status":"ACTIVE","createdAt":"2026-01-01T00:00:00Z"}],"nextToken":"t"}`,
			`{"analyzers":[{"arn":"arn:aws:access-analyzer:us-east-1:111122223333:analyzer/org","name":"org","type":"ORGANIZATION","status":"ACTIVE","createdAt":"2026-01-01T00:00:00Z"}]}`),
		"accessanalyzer.ListFindingsV2": Pages(
			`{"findings":[{"id":"f1","status":"ACTIVE","resource":"arn:aws:s3:::open","resourceType":"AWS::S3::Bucket","resourceOwnerAccount":"111122223333","analyzedAt":"2026-01-01T00:00:00Z","createdAt":"2026-01-01T00:00:00Z","updatedAt":"2026-01-01T00:00:00Z"}],"nextToken":"t"}`,
			`{"findings":[]}`),
	}
}

func trailAnswers() map[string]func(*Call) Reply {
	return map[string]func(*Call) Reply{
		"cloudtrail.DescribeTrails":    Text(`{"trailList":[{"Name":"all","TrailARN":"arn:aws:cloudtrail:us-east-1:111122223333:trail/all","HomeRegion":"us-east-1","IsMultiRegionTrail":true,"LogFileValidationEnabled":true,"S3BucketName":"trails"}]}`),
		"cloudtrail.GetTrailStatus":    Text(`{"IsLogging":true}`),
		"cloudtrail.GetEventSelectors": Text(`{"TrailARN":"arn:aws:cloudtrail:us-east-1:111122223333:trail/all","EventSelectors":[{"ReadWriteType":"All","IncludeManagementEvents":true}]}`),
	}
}

// serverCertificates is a page of certificates that were put into IAM.
func serverCertificates(name, until, more string) string {
	return "<ListServerCertificatesResponse><ListServerCertificatesResult><ServerCertificateMetadataList><member><ServerCertificateName>" + name + "</ServerCertificateName><Path>/</Path><Arn>arn:aws:iam::111122223333:server-certificate/" + name +
		"</Arn><ServerCertificateId>s</ServerCertificateId><Expiration>" + until + "</Expiration></member></ServerCertificateMetadataList>" + more + "</ListServerCertificatesResult></ListServerCertificatesResponse>"
}
