package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func ssmSpecs() []live.Spec {
	return []live.Spec{
		{ID: "ssm.DescribeParameters", Doc: "lists the names and types of the parameters of a region; never a value", Needs: []live.Permission{{Action: "ssm:DescribeParameters"}},
			Kinds: []string{"secret.value", "store.encryption", "store.region"}, Keeps: []string{"Name, Type, KeyId"},
			Redact: []string{"Parameters/*/AllowedPattern", "Parameters/*/Description", "Parameters/*/LastModifiedUser"}, Paged: true, TTL: 7 * day},
	}
}

// collectSSM emits the parameters that are encrypted, and those that by their
// name should be.
func collectSSM(ctx context.Context, s *scope) {
	c := ssm.NewFromConfig(s.config())
	k := keys{}
	var all []types.ParameterMetadata
	a := list(ctx, s, "ssm.DescribeParameters", question{Path: s.path("ssm"), Of: "aws.ssm.parameter"}, ssm.NewDescribeParametersPaginator(c, &ssm.DescribeParametersInput{MaxResults: aws.Int32(50)}),
		func(page *ssm.DescribeParametersOutput, _ *answer) int {
			all = append(all, page.Parameters...)
			return len(page.Parameters)
		})
	for i := range all {
		s.parameter(ctx, a, k, &all[i])
	}
}

func (s *scope) parameter(ctx context.Context, a *answer, k keys, p *types.ParameterMetadata) {
	name := word(text(p.Name), 300)
	at := s.at(s.path("ssm", strings.TrimPrefix(name, "/")))
	owner := iac.Owner{Type: "AWS::SSM::Parameter", Subject: name, Resource: text(p.ARN), At: at}
	loc := candor.Location{Path: at.Path, Resource: owner.Resource}
	sink := s.sink(a)
	if p.Type == types.ParameterTypeSecureString {
		key := s.namedKey(ctx, k, text(p.KeyId), "ssm", at)
		if key == nil {
			key = iac.Hidden("the answer does not name the key", at)
		}
		sink.Store(owner.Type, "ssm", name, loc, iac.Platform(true, "a parameter of the type SecureString is encrypted", at), key)
		sink.Region(name, "parameter", loc, node(s.region, at))
		return
	}
	// A name alone is no proof that the value is a secret, and the value is not asked for.
	if iac.SecretName(name[strings.LastIndexByte(name, '/')+1:]) {
		sink.Fact("secret.value", name, loc, map[string]any{"what": "parameter of the type " + word(string(p.Type), 20),
			"holds": iac.Hidden("its name is that of a secret, its type is not SecureString, and its value was not read", at).TextVal(at.Path)})
	}
}
