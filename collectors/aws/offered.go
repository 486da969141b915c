package aws

import (
	"context"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/candor-dev/candor/internal/live"
)

// AWS does not offer every service in every region, and where it does not the
// service has no host. That alone is no answer, since a resolver may keep names
// back; so AWS is asked by another service, too: the CloudFormation of a region
// knows the types of the services that are offered there and no others. Only both
// together are an absence, and both are items of evidence.

func offeredSpecs() []live.Spec {
	var kinds []string
	for _, p := range presences() {
		kinds = append(kinds, p.kinds...)
	}
	slices.Sort(kinds)
	return []live.Spec{{ID: "cloudformation.DescribeType", Doc: "tells whether a service that has no host in a region is offered there; it is asked nowhere else", Needs: []live.Permission{{Action: "cloudformation:DescribeType"}},
		Absent: []string{"TypeNotFoundException"}, Kinds: slices.Compact(kinds), Keeps: []string{"whether the region knows the type"}, TTL: 7 * day}}
}

// notOffered reports that a service that has no host in the region is not offered
// there; else it says what is against that.
func (s *scope) notOffered(ctx context.Context, p *presence) (nothing bool, why string) {
	c := cloudformation.NewFromConfig(s.config())
	_, a := ask(ctx, s, "cloudformation.DescribeType", question{Path: s.path(p.part), Subject: p.typ, Params: map[string]string{"TypeName": p.typ}, Quiet: true},
		func(ctx context.Context) (*cloudformation.DescribeTypeOutput, error) {
			return c.DescribeType(ctx, &cloudformation.DescribeTypeInput{Type: types.RegistryTypeResource, TypeName: &p.typ})
		})
	switch {
	case a.absent():
		return true, ""
	case a.ok():
		return false, "; and CloudFormation knows " + p.typ + " there"
	}
	return false, "; and CloudFormation did not tell: " + a.item.Reason
}
