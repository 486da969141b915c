package aws

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"github.com/candor-dev/candor"
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

// typeOf is a type of resource by which CloudFormation knows a service, of those
// whose calls do no more than list what there is; "" for others, and for all of
// which a region without them would itself be worth a fact.
func typeOf(spec string) string {
	service, _, _ := strings.Cut(spec, ".")
	return map[string]string{
		"memorydb":           "AWS::MemoryDB::Cluster",
		"opensearch":         "AWS::OpenSearchService::Domain",
		"redshiftserverless": "AWS::RedshiftServerless::Namespace",
	}[service]
}

// noHost reports that a call that has not ended yet found no host.
func noHost(a *answer) bool { return a.item.State == candor.Unsupported && a.item.Code == "" }

// settle lets a call end without gaps whose service is not offered in the region.
func (s *scope) settle(ctx context.Context, a *answer, q *question) {
	typ := typeOf(a.item.Spec)
	if q.Quiet || typ == "" || !noHost(a) {
		return
	}
	nothing, why := s.notOffered(ctx, q.Path, typ)
	q.Quiet = nothing
	a.item.Reason += why
}

// notOffered reports that a service that has no host in the region is not offered
// there; else it says what is against that.
func (s *scope) notOffered(ctx context.Context, path, typ string) (nothing bool, why string) {
	c := cloudformation.NewFromConfig(s.config())
	_, a := ask(ctx, s, "cloudformation.DescribeType", question{Path: path, Subject: typ, Params: map[string]string{"TypeName": typ}, Quiet: true},
		func(ctx context.Context) (*cloudformation.DescribeTypeOutput, error) {
			return c.DescribeType(ctx, &cloudformation.DescribeTypeInput{Type: types.RegistryTypeResource, TypeName: &typ})
		})
	switch {
	case a.absent():
		return true, ""
	case a.ok():
		return false, "; and CloudFormation knows " + typ + " there"
	}
	return false, "; and CloudFormation did not tell: " + a.item.Reason
}
