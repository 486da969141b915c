package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func secretSpecs() []live.Spec {
	secret := []string{"arn:*:secretsmanager:*:*:secret:*"}
	return []live.Spec{
		{ID: "secretsmanager.ListSecrets", Doc: "lists the names of the secrets of a region, and by which keys they are encrypted; never a value", Needs: []live.Permission{{Action: "secretsmanager:ListSecrets"}},
			Kinds: []string{"iam.statement", "secret.rotation", "store.copy", "store.encryption", "store.region"}, Keeps: []string{"Name, KmsKeyId", "RotationEnabled, RotationRules"}, Redact: []string{"SecretList/*/Description", "SecretList/*/Tags"}, Paged: true, TTL: 7 * day},
		{ID: "secretsmanager.DescribeSecret", Doc: "tells to which regions a secret is copied; never its value", Needs: []live.Permission{{Action: "secretsmanager:DescribeSecret", Resources: secret}},
			Kinds: []string{"store.copy"}, Keeps: []string{"ReplicationStatus/*/Region"}, Redact: []string{"Description", "Tags"}, TTL: 7 * day},
		{ID: "secretsmanager.GetResourcePolicy", Doc: "reads who may use a secret", Needs: []live.Permission{{Action: "secretsmanager:GetResourcePolicy", Resources: secret}},
			Kinds: []string{"iam.statement"}, Keeps: []string{"ResourcePolicy"}, TTL: 7 * day},
		{ID: "secretsmanager.ListSecretVersionIds", Doc: "tells since when a secret has the value that is in use; never the value", Needs: []live.Permission{{Action: "secretsmanager:ListSecretVersionIds", Resources: secret}},
			Kinds: []string{"secret.rotation"}, Keeps: []string{"Versions/*/CreatedDate, VersionStages"}, Paged: true, TTL: day},
	}
}

func collectSecrets(ctx context.Context, s *scope) {
	c := secretsmanager.NewFromConfig(s.config())
	k := keys{}
	var all []types.SecretListEntry
	listed := list(ctx, s, "secretsmanager.ListSecrets", question{Path: s.path("secretsmanager"), Of: "aws.secretsmanager.secret"}, secretsmanager.NewListSecretsPaginator(c, &secretsmanager.ListSecretsInput{}),
		func(page *secretsmanager.ListSecretsOutput, _ *answer) int {
			all = append(all, page.SecretList...)
			return len(page.SecretList)
		})
	for i := range all {
		s.secret(ctx, c, listed, k, &all[i])
	}
}

func (s *scope) secret(ctx context.Context, c *secretsmanager.Client, listed *answer, k keys, e *types.SecretListEntry) {
	name, arn := aws.ToString(e.Name), aws.ToString(e.ARN)
	path := s.path("secretsmanager", name)
	at := s.at(path)
	loc := candor.Location{Path: path, Resource: arn}
	owner := iac.Owner{Type: "AWS::SecretsManager::Secret", Subject: name, Resource: arn, At: at}
	key := k.of(ctx, s, aws.ToString(e.KmsKeyId), "secretsmanager", at)
	if key == nil {
		key = iac.Platform("alias/aws/secretsmanager", "no key is set, and the service uses its own", at)
	}
	sink := s.sink(listed)
	sink.Store(owner.Type, "secretsmanager", name, loc, iac.Platform(true, "every secret is encrypted", at), key)
	sink.Region(name, "secret", loc, node(s.region, at))

	q := question{Path: path, Subject: arn}
	out, a := ask(ctx, s, "secretsmanager.DescribeSecret", q, func(ctx context.Context) (*secretsmanager.DescribeSecretOutput, error) {
		return c.DescribeSecret(ctx, &secretsmanager.DescribeSecretInput{SecretId: &arn})
	})
	if a.ok() {
		var copies []*iac.Node
		for _, r := range out.ReplicationStatus {
			if region := aws.ToString(r.Region); region != "" && region != s.region {
				n := node(true, at)
				n.Why = "it is copied to " + region
				copies = append(copies, n)
			}
		}
		s.sink(a).CrossRegion(owner, "secret", iac.Worst(copies...))
	}
	if home := aws.ToString(e.PrimaryRegion); home == "" || home == s.region {
		s.rotation(ctx, c, e, q, owner) // a replica has the value that its primary has
	}
	policy, a := ask(ctx, s, "secretsmanager.GetResourcePolicy", q, func(ctx context.Context) (*secretsmanager.GetResourcePolicyOutput, error) {
		return c.GetResourcePolicy(ctx, &secretsmanager.GetResourcePolicyInput{SecretId: &arn})
	})
	if doc := aws.ToString(policyText(policy)); a.ok() && doc != "" {
		s.sink(a).Policy(iac.Policy{Owner: name, Kind: "resource", Service: "secretsmanager", Doc: document(doc, at), At: at})
	}
}

func policyText(out *secretsmanager.GetResourcePolicyOutput) *string {
	if out == nil {
		return nil
	}
	return out.ResourcePolicy
}

// rotation emits whether a secret is changed by itself, and how old the value is
// that is in use, whoever set it.
func (s *scope) rotation(ctx context.Context, c *secretsmanager.Client, e *types.SecretListEntry, q question, owner iac.Owner) {
	q.Of = "aws.secretsmanager.version"
	versions := 0
	v := map[string]any{"automatic": nil, "every": nil, "age": nil, "managed": word(aws.ToString(e.OwningService), 40)}
	a := list(ctx, s, "secretsmanager.ListSecretVersionIds", q, secretsmanager.NewListSecretVersionIdsPaginator(c, &secretsmanager.ListSecretVersionIdsInput{SecretId: e.ARN}),
		func(page *secretsmanager.ListSecretVersionIdsOutput, _ *answer) int {
			for _, x := range page.Versions {
				versions++
				if slices.Contains(x.VersionStages, "AWSCURRENT") && x.CreatedDate != nil {
					v["age"] = s.days(x.CreatedDate)
				}
			}
			return len(page.Versions)
		})
	if !a.ok() {
		return
	}
	on := iac.Platform(false, "rotation was never set up", owner.At)
	if e.RotationEnabled != nil {
		on = node(*e.RotationEnabled, owner.At)
	}
	v["automatic"], v["versions"] = on.BoolVal(owner.At.Path), versions
	if r := e.RotationRules; r != nil && r.AutomaticallyAfterDays != nil {
		v["every"] = int(*r.AutomaticallyAfterDays)
	}
	s.sink(a).Fact("secret.rotation", owner.Subject, iac.At(owner.At, owner.Resource), v)
}
