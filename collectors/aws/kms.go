package aws

import (
	"context"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

// keyKinds are the kinds of fact of the keys themselves.
func keyKinds() []string { return []string{"iam.statement", "kms.key"} }

func kmsSpecs() []live.Spec {
	key := []string{"arn:*:kms:*:*:key/*"}
	return append(keySpecs(),
		live.Spec{ID: "kms.ListKeys", Doc: "lists the keys of a region", Needs: []live.Permission{{Action: "kms:ListKeys"}}, Kinds: keyKinds(), Keeps: []string{"KeyArn"}, Paged: true, TTL: 7 * day},
		live.Spec{ID: "kms.GetKeyRotationStatus", Doc: "tells whether and how often a customer's symmetric key is rotated", Needs: []live.Permission{{Action: "kms:GetKeyRotationStatus", Resources: key}},
			Unsupported: []string{"UnsupportedOperationException"}, Kinds: []string{"kms.key"}, Keeps: []string{"KeyRotationEnabled, RotationPeriodInDays"}, TTL: 7 * day},
		live.Spec{ID: "kms.GetKeyPolicy", Doc: "reads who may use a customer's key", Needs: []live.Permission{{Action: "kms:GetKeyPolicy", Resources: key}}, Kinds: []string{"iam.statement"}, Keeps: []string{"Policy"}, TTL: 7 * day})
}

// collectKeys emits the keys that customers made. Those that AWS manages have
// neither a policy nor a rotation that anybody could set.
func collectKeys(ctx context.Context, s *scope) {
	c := kms.NewFromConfig(s.config())
	var arns []string
	list(ctx, s, "kms.ListKeys", question{Path: s.path("kms"), Of: "aws.kms.key"}, kms.NewListKeysPaginator(c, &kms.ListKeysInput{Limit: aws.Int32(1000)}),
		func(page *kms.ListKeysOutput, _ *answer) int {
			for _, k := range page.Keys {
				arns = append(arns, text(k.KeyArn))
			}
			return len(page.Keys)
		})
	for _, arn := range arns {
		out, a := s.describeKey(ctx, c, arn)
		path := s.path("kms", word(arn, 200))
		switch {
		case !a.ok():
			s.gap(a, path, keyKinds()...)
		case out.KeyMetadata == nil || out.KeyMetadata.KeyManager != types.KeyManagerTypeAws && out.KeyMetadata.KeyManager != types.KeyManagerTypeCustomer:
			s.gapOf(a, path, "the answer does not say who manages the key", keyKinds()...)
		case out.KeyMetadata.KeyManager == types.KeyManagerTypeCustomer:
			s.key(ctx, c, a, arn, out.KeyMetadata)
		}
	}
}

// key emits how a customer's key is rotated, and its policy.
func (s *scope) key(ctx context.Context, c *kms.Client, described *answer, arn string, m *types.KeyMetadata) {
	path := s.path("kms", word(arn, 200))
	id := word(text(m.KeyId), 80)
	q := question{Path: path, Subject: arn, Params: map[string]string{"KeyId": arn}}
	v := map[string]any{"state": said(string(m.KeyState)), "spec": said(string(m.KeySpec)), "usage": said(string(m.KeyUsage)), "origin": said(string(m.Origin)), "rotates": nil, "days": nil}
	told, by := true, described
	// Of other keys the question makes no sense: KMS does not rotate them.
	if m.KeySpec == types.KeySpecSymmetricDefault && m.Origin == types.OriginTypeAwsKms && m.CustomKeyStoreId == nil {
		out, a := ask(ctx, s, "kms.GetKeyRotationStatus", q, func(ctx context.Context) (*kms.GetKeyRotationStatusOutput, error) {
			return c.GetKeyRotationStatus(ctx, &kms.GetKeyRotationStatusInput{KeyId: &arn})
		})
		if told, by = a.ok(), a; told {
			v["rotates"] = out.KeyRotationEnabled
			if out.RotationPeriodInDays != nil {
				v["days"] = int(*out.RotationPeriodInDays)
			}
		}
	}
	if told {
		s.fact(by, "kms.key", path, id, v)
	}
	policy, a := ask(ctx, s, "kms.GetKeyPolicy", q, func(ctx context.Context) (*kms.GetKeyPolicyOutput, error) {
		return c.GetKeyPolicy(ctx, &kms.GetKeyPolicyInput{KeyId: &arn, PolicyName: aws.String("default")})
	})
	at := s.at(path)
	switch {
	case a.ok() && text(policy.Policy) == "":
		s.gapOf(a, path, "the answer holds no policy, and every key has one", "iam.statement")
	case a.ok():
		s.sink(a).Policy(iac.Policy{Owner: id, Kind: "resource", Service: "kms", Doc: document(text(policy.Policy), at), At: at})
	}
}

// described is what a key is, asked once for all services that name it.
type described struct {
	once sync.Once
	out  *kms.DescribeKeyOutput
	a    *answer
}

// describeKey asks what a key is. Whose facts depend on it is the caller's to say.
func (s *scope) describeKey(ctx context.Context, c *kms.Client, arn string) (*kms.DescribeKeyOutput, *answer) {
	s.acct.mu.Lock()
	d := s.acct.keys[s.region+" "+arn]
	if d == nil {
		d = &described{}
		s.acct.keys[s.region+" "+arn] = d
	}
	s.acct.mu.Unlock()
	d.once.Do(func() {
		q := question{Path: s.path("kms", word(arn, 200)), Subject: arn, Params: map[string]string{"KeyId": arn}, Quiet: true}
		d.out, d.a = ask(ctx, s, "kms.DescribeKey", q, func(ctx context.Context) (*kms.DescribeKeyOutput, error) {
			return c.DescribeKey(ctx, &kms.DescribeKeyInput{KeyId: &arn})
		})
	})
	return d.out, d.a
}
