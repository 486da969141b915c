package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/s3control"
	"github.com/aws/aws-sdk-go-v2/service/s3control/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
)

// pointsHome is the one region that answers for access points of many regions.
const pointsHome = "us-west-2"

// accessPoints emits the regions to which an access point over several regions
// takes data: what is written through it goes to whichever is nearest.
func (s *scope) accessPoints(ctx context.Context) {
	if s.acct.partition != "aws" {
		return // no other partition has them
	}
	in := s.in(pointsHome)
	var all []types.MultiRegionAccessPointReport
	a := list(ctx, in, "s3control.ListMultiRegionAccessPoints", question{Path: s.path("s3", "multi-region-access-points"), Of: "aws.s3.multiregionaccesspoint"},
		s3control.NewListMultiRegionAccessPointsPaginator(in.s3control(), &s3control.ListMultiRegionAccessPointsInput{AccountId: &s.acct.id}),
		func(page *s3control.ListMultiRegionAccessPointsOutput, _ *answer) int {
			all = append(all, page.AccessPoints...)
			return len(page.AccessPoints)
		})
	for _, p := range all {
		name := word(text(p.Name), 80)
		at := s.at(s.path("s3", "multi-region-access-points", name))
		loc := candor.Location{Path: at.Path, Resource: "arn:" + s.acct.partition + ":s3::" + s.acct.id + ":accesspoint/" + text(p.Alias)}
		for _, r := range p.Regions {
			region := iac.Hidden("the answer does not name the region of "+word(text(r.Bucket), 80), at)
			if text(r.Region) != "" {
				region = node(text(r.Region), at)
			}
			s.sink(a).Region(name+"/"+word(text(r.Bucket), 80), "multi-region access point", loc, region)
		}
	}
}
