package aws

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func iamSpecs() []live.Spec {
	one := func(action string) []live.Permission { return []live.Permission{{Action: action}} }
	return append(serverCertificateSpecs(), []live.Spec{
		{ID: "iam.GetAccountAuthorizationDetails", Doc: "lists users, groups, roles and policies with their documents; roles that belong to a service of AWS are left out", Needs: one("iam:GetAccountAuthorizationDetails"),
			Kinds: []string{"iam.statement"}, Keeps: []string{"policy documents", "trust policies"}, Redact: []string{"UserDetailList/*/Tags", "RoleDetailList/*/Tags"}, Paged: true, TTL: 7 * day},
		{ID: "iam.GenerateCredentialReport", Doc: "has AWS write the report of all users' credentials, which changes nothing else", Needs: one("iam:GenerateCredentialReport"), Kinds: []string{"iam.user"}, TTL: day},
		{ID: "iam.GetCredentialReport", Doc: "reads that report: flags and dates of passwords, keys and second factors, no credential", Needs: one("iam:GetCredentialReport"),
			Kinds: []string{"iam.user"}, Keeps: []string{"flags and ages for each user"}, TTL: 7 * day},
		{ID: "iam.GetAccountSummary", Doc: "tells whether the root user has a second factor, a password and access keys", Needs: one("iam:GetAccountSummary"),
			Kinds: []string{"iam.root"}, Keeps: []string{"SummaryMap/Account*"}, TTL: 7 * day},
		{ID: "iam.GetAccountPasswordPolicy", Doc: "reads what passwords of users have to be", Needs: one("iam:GetAccountPasswordPolicy"), Absent: []string{"NoSuchEntity", "NoSuchEntityException"},
			Kinds: []string{"iam.password_policy"}, Keeps: []string{"PasswordPolicy"}, TTL: 7 * day},
	}...)
}

func collectIAM(ctx context.Context, s *scope) {
	c := iam.NewFromConfig(s.config())
	s.authorizations(ctx, c)
	s.users(ctx, c)
	s.serverCertificates(ctx, c)
	if out, a := ask(ctx, s, "iam.GetAccountSummary", question{Path: s.path("iam", "root")}, func(ctx context.Context) (*iam.GetAccountSummaryOutput, error) {
		return c.GetAccountSummary(ctx, &iam.GetAccountSummaryInput{})
	}); a.ok() {
		s.root(a, out.SummaryMap)
	}
	path := s.path("iam", "password-policy")
	out, a := ask(ctx, s, "iam.GetAccountPasswordPolicy", question{Path: path}, func(ctx context.Context) (*iam.GetAccountPasswordPolicyOutput, error) {
		return c.GetAccountPasswordPolicy(ctx, &iam.GetAccountPasswordPolicyInput{})
	})
	switch {
	case a.absent():
		s.emit(a, candor.Fact{Kind: "iam.password_policy", Subject: s.acct.id, State: candor.Absent, Reason: "no policy is set", At: candor.Location{Path: path}})
	case a.ok() && out.PasswordPolicy != nil:
		p := out.PasswordPolicy
		s.fact(a, "iam.password_policy", path, s.acct.id, map[string]any{
			"length": int(aws.ToInt32(p.MinimumPasswordLength)), "reuse": int(aws.ToInt32(p.PasswordReusePrevention)), "age": int(aws.ToInt32(p.MaxPasswordAge)),
			"upper": p.RequireUppercaseCharacters, "lower": p.RequireLowercaseCharacters, "numbers": p.RequireNumbers, "symbols": p.RequireSymbols,
		})
	}
}

// root emits what the account's summary says of the root user. A count that is
// not in it is not zero.
func (s *scope) root(a *answer, m map[string]int32) {
	path := s.path("iam", "root")
	mfa, okMFA := m["AccountMFAEnabled"]
	keys, okKeys := m["AccountAccessKeysPresent"]
	if !okMFA || !okKeys {
		s.missing(candor.Error, path, path, "the summary of the account does not tell of the root user", "iam.root")
		return
	}
	v := map[string]any{"mfa": mfa > 0, "keys": int(keys), "password": nil}
	if n, ok := m["AccountPasswordPresent"]; ok {
		v["password"] = n > 0
	}
	s.fact(a, "iam.root", path, "root user of "+s.acct.id, v)
}

// authorizations emits the statements of all policies, once for each policy.
func (s *scope) authorizations(ctx context.Context, c *iam.Client) {
	in := &iam.GetAccountAuthorizationDetailsInput{MaxItems: aws.Int32(300), Filter: []types.EntityType{types.EntityTypeUser, types.EntityTypeGroup, types.EntityTypeRole, types.EntityTypeLocalManagedPolicy, types.EntityTypeAWSManagedPolicy}}
	var sink *iac.Sink
	list(ctx, s, "iam.GetAccountAuthorizationDetails", question{Path: s.path("iam"), Of: "aws.iam.principal"}, iam.NewGetAccountAuthorizationDetailsPaginator(c, in),
		func(page *iam.GetAccountAuthorizationDetailsOutput, a *answer) int {
			if sink == nil {
				sink = s.sink(a)
			}
			for i := range page.UserDetailList {
				u := &page.UserDetailList[i]
				s.inline(sink, "user", aws.ToString(u.UserName), u.Arn, u.PermissionsBoundary != nil, u.UserPolicyList)
			}
			for i := range page.GroupDetailList {
				g := &page.GroupDetailList[i]
				s.inline(sink, "group", aws.ToString(g.GroupName), g.Arn, false, g.GroupPolicyList)
			}
			for i := range page.RoleDetailList {
				r := &page.RoleDetailList[i]
				if strings.HasPrefix(aws.ToString(r.Path), "/aws-service-role/") {
					continue
				}
				s.inline(sink, "role", aws.ToString(r.RoleName), r.Arn, r.PermissionsBoundary != nil, r.RolePolicyList)
				s.policy(sink, iac.Policy{Owner: aws.ToString(r.RoleName), Name: "AssumeRolePolicy", Kind: "trust"}, "role", aws.ToString(r.AssumeRolePolicyDocument))
			}
			for i := range page.Policies {
				s.managed(sink, &page.Policies[i])
			}
			return len(page.UserDetailList) + len(page.GroupDetailList) + len(page.RoleDetailList) + len(page.Policies)
		})
}

func (s *scope) inline(sink *iac.Sink, what, owner string, arn *string, bounded bool, list []types.PolicyDetail) {
	for _, p := range list {
		own := iac.Policy{Owner: owner, Name: aws.ToString(p.PolicyName), Kind: "identity", Holders: s.itself(what, owner, arn, bounded)}
		s.policy(sink, own, what, aws.ToString(p.PolicyDocument))
	}
}

// itself is who holds a policy, or the policy, by its ARN.
func (s *scope) itself(what, owner string, arn *string, bounded bool) []iac.Itself {
	if aws.ToString(arn) == "" {
		return nil
	}
	return []iac.Itself{{Kind: what, ARN: iac.Text(*arn, s.at(s.path("iam", what, owner))), Bounded: bounded}}
}

// managed emits the version of a policy that is in force.
func (s *scope) managed(sink *iac.Sink, p *types.ManagedPolicyDetail) {
	out := iac.Policy{Owner: aws.ToString(p.PolicyName), Kind: "identity"}
	if strings.Contains(aws.ToString(p.Arn), ":iam::aws:policy/") {
		out.Managed = aws.ToString(p.Arn)
	}
	if aws.ToInt32(p.AttachmentCount) > 0 {
		out.Holders = s.itself("policy", out.Owner, p.Arn, true) // whoever holds it may be bounded
	}
	if aws.ToInt32(p.AttachmentCount) == 0 && aws.ToInt32(p.PermissionsBoundaryUsageCount) > 0 {
		out.Kind = "boundary"
	}
	i := slices.IndexFunc(p.PolicyVersionList, func(v types.PolicyVersion) bool { return v.IsDefaultVersion })
	if i < 0 {
		path := s.path("iam", "policy", out.Owner)
		sink.Unresolved("iam.statement", out.Owner, "the answer holds no version of the policy that is in force", candor.Location{Path: path, Resource: out.Owner})
		return
	}
	s.policy(sink, out, "policy", aws.ToString(p.PolicyVersionList[i].Document))
}

// policy emits the statements of a document as IAM gives it: percent-encoded.
func (s *scope) policy(sink *iac.Sink, p iac.Policy, what, text string) {
	p.At = s.at(s.path("iam", what, p.Owner))
	plain, err := url.PathUnescape(text)
	if err != nil || plain == "" {
		p.Doc = iac.Hidden("the policy can't be read", p.At)
	} else {
		p.Doc = document(plain, p.At)
	}
	sink.Policy(p)
}

// reportPolls is how often the credential report is asked for before it counts as lost.
const reportPolls = 20

// users emits one fact for each user of the credential report.
func (s *scope) users(ctx context.Context, c *iam.Client) {
	path := s.path("iam", "users")
	for i := range reportPolls {
		out, a := ask(ctx, s, "iam.GenerateCredentialReport", question{Path: path}, func(ctx context.Context) (*iam.GenerateCredentialReportOutput, error) {
			return c.GenerateCredentialReport(ctx, &iam.GenerateCredentialReportInput{})
		})
		if !a.ok() {
			return
		}
		if out.State == types.ReportStateTypeComplete {
			break
		}
		if i == reportPolls-1 {
			s.missing(candor.Error, path, path, "AWS did not finish the credential report in time", "iam.user")
			return
		}
		select {
		case <-ctx.Done():
		case <-time.After(2 * time.Second):
		}
	}
	out, a := ask(ctx, s, "iam.GetCredentialReport", question{Path: path}, func(ctx context.Context) (*iam.GetCredentialReportOutput, error) {
		return c.GetCredentialReport(ctx, &iam.GetCredentialReportInput{})
	})
	if !a.ok() {
		return
	}
	users, err := readReport(string(out.Content), s.run.o.Now)
	if err != nil {
		s.missing(candor.Error, path, path, "the credential report can't be read: "+err.Error(), "iam.user")
		return
	}
	for _, u := range users {
		u.value["report"] = aws.ToTime(out.GeneratedTime).UTC().Format(time.RFC3339)
		s.fact(a, "iam.user", s.path("iam", "user", u.name), u.name, u.value)
	}
}
