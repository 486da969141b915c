package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/guardduty"
	"github.com/aws/aws-sdk-go-v2/service/guardduty/types"

	"github.com/candor-dev/candor/internal/live"
)

func guardSpecs() []live.Spec {
	return []live.Spec{
		{ID: "guardduty.ListDetectors", Doc: "tells whether GuardDuty is set up in a region", Needs: []live.Permission{{Action: "guardduty:ListDetectors"}},
			Kinds: []string{"detect.guardduty"}, Keeps: []string{"DetectorIds"}, Paged: true, TTL: 7 * day},
		{ID: "guardduty.GetDetector", Doc: "tells whether GuardDuty watches, and what", Needs: []live.Permission{{Action: "guardduty:GetDetector", Resources: []string{"arn:*:guardduty:*:*:detector/*"}}},
			Kinds: []string{"detect.guardduty"}, Keeps: []string{"Status", "Features/*/Name", "Features/*/Status"}, Redact: []string{"Tags"}, TTL: 7 * day},
	}
}

// collectGuardDuty emits whether GuardDuty watches a region. That there is no
// detector is said only where the list is whole.
func collectGuardDuty(ctx context.Context, s *scope) {
	c := guardduty.NewFromConfig(s.config())
	path := s.path("guardduty")
	var ids []string
	listed := list(ctx, s, "guardduty.ListDetectors", question{Path: path, Of: "aws.guardduty.detector"}, guardduty.NewListDetectorsPaginator(c, &guardduty.ListDetectorsInput{}),
		func(page *guardduty.ListDetectorsOutput, _ *answer) int {
			ids = append(ids, page.DetectorIds...)
			return len(page.DetectorIds)
		})
	if listed.ok() && len(ids) == 0 {
		s.fact(listed, "detect.guardduty", path, s.region, map[string]any{"detector": false, "enabled": false, "features": map[string]any{}})
	}
	for _, id := range ids {
		out, a := ask(ctx, s, "guardduty.GetDetector", question{Path: path, Subject: word(id, 80), Params: map[string]string{"DetectorId": word(id, 80)}}, func(ctx context.Context) (*guardduty.GetDetectorOutput, error) {
			return c.GetDetector(ctx, &guardduty.GetDetectorInput{DetectorId: &id})
		})
		if !a.ok() {
			continue
		}
		v := map[string]any{"detector": true, "enabled": nil, "features": nil}
		switch out.Status {
		case types.DetectorStatusEnabled:
			v["enabled"] = true
		case types.DetectorStatusDisabled:
			v["enabled"] = false
		}
		if out.Features != nil {
			features := make(map[string]any)
			for _, f := range out.Features {
				features[word(string(f.Name), 80)] = word(string(f.Status), 40)
			}
			v["features"] = features
		}
		s.fact(a, "detect.guardduty", path, s.region, v)
	}
}
