package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/kms"
	"github.com/aws/aws-sdk-go-v2/service/kms/types"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func keySpecs() []live.Spec {
	return []live.Spec{{ID: "kms.DescribeKey", Doc: "tells of what sort a key is, and whether AWS or the customer manages it", Needs: []live.Permission{{Action: "kms:DescribeKey", Resources: []string{"arn:*:kms:*:*:key/*"}}},
		Kinds: append(keyKinds(), "store.encryption"), Keeps: []string{"KeyManager, KeyState, KeySpec, KeyUsage, Origin"}, Redact: []string{"KeyMetadata/Description"}, TTL: 7 * day}}
}

// keys remembers whose the keys of a region are, so that each is asked for once.
type keys map[string]*iac.Node

// of is a key as the infrastructure model knows it: by its ARN where a customer
// made it, by the alias of the service where AWS did. An ARN alone does not tell
// the two apart.
func (k keys) of(ctx context.Context, s *scope, arn, service string, at iac.Place) *iac.Node {
	if arn == "" {
		return nil
	}
	if n, ok := k[arn]; ok {
		return placed(n, at)
	}
	c := kms.NewFromConfig(s.config())
	n := iac.Hidden("who manages the key could not be read", at)
	// The gap is that of the key: the stores that use it say that it is not known.
	out, a := s.describeKey(ctx, c, arn)
	if !a.ok() {
		s.gap(a, s.path("kms", word(arn, 200)), "store.encryption")
	}
	if a.ok() && out.KeyMetadata != nil {
		switch out.KeyMetadata.KeyManager {
		case types.KeyManagerTypeAws:
			n = node("alias/aws/"+service, at)
			n.Why = "AWS manages the key " + arn
		case types.KeyManagerTypeCustomer:
			n = node(arn, at)
		}
		if !out.KeyMetadata.Enabled && out.KeyMetadata.KeyState != types.KeyStateEnabled {
			n = iac.Hidden("the key is "+word(string(out.KeyMetadata.KeyState), 40), at)
		}
	}
	k[arn] = n
	return n
}

// placed is what was learnt once, said of another place.
func placed(n *iac.Node, at iac.Place) *iac.Node {
	c := *n
	c.At = at
	return &c
}

// text is a text of an answer, "" for none.
func text(p *string) string { return aws.ToString(p) }
