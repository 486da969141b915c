package aws

import (
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail"
	"github.com/aws/aws-sdk-go-v2/service/cloudtrail/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func trailSpecs() []live.Spec {
	return []live.Spec{
		{ID: "cloudtrail.DescribeTrails", Doc: "lists the trails of a region, with those of other regions and of the organisation that watch it", Needs: []live.Permission{{Action: "cloudtrail:DescribeTrails"}},
			Kinds: []string{"log.selectors", "log.trail"}, Keeps: []string{"name, home region, regions, validation"}, TTL: 7 * day},
		{ID: "cloudtrail.GetTrailStatus", Doc: "tells whether a trail logs, and whether its last delivery went well", Needs: []live.Permission{{Action: "cloudtrail:GetTrailStatus", Resources: []string{"arn:*:cloudtrail:*:*:trail/*"}}},
			Kinds: []string{"log.trail"}, Keeps: []string{"IsLogging", "LatestDeliveryError"}, TTL: 7 * day},
		{ID: "cloudtrail.GetEventSelectors", Doc: "tells which events a trail keeps", Needs: []live.Permission{{Action: "cloudtrail:GetEventSelectors", Resources: []string{"arn:*:cloudtrail:*:*:trail/*"}}},
			Kinds: []string{"log.selectors"}, Keeps: []string{"EventSelectors", "AdvancedEventSelectors"}, TTL: 7 * day},
	}
}

// collectTrails emits each trail in its home region; in a region that no trail
// watches, that there is none.
func collectTrails(ctx context.Context, s *scope) {
	c := cloudtrail.NewFromConfig(s.config())
	path := s.path("cloudtrail")
	out, a := ask(ctx, s, "cloudtrail.DescribeTrails", question{Path: path}, func(ctx context.Context) (*cloudtrail.DescribeTrailsOutput, error) {
		return c.DescribeTrails(ctx, &cloudtrail.DescribeTrailsInput{IncludeShadowTrails: aws.Bool(true)})
	})
	if !a.ok() {
		return
	}
	watched := false
	for i := range out.TrailList {
		t := &out.TrailList[i]
		here := aws.ToString(t.HomeRegion) == s.region
		watched = watched || here || aws.ToBool(t.IsMultiRegionTrail)
		if here {
			s.trail(ctx, c, a, t)
		}
	}
	if !watched {
		at := s.at(path)
		none := &iac.Node{Kind: iac.Scalar, V: false, From: "literal", Why: "no trail watches this region", At: at}
		s.sink(a).Trail(iac.Owner{Subject: s.region, Resource: s.region, At: at}, none, false, none, none)
		s.fact(a, "log.selectors", path, s.region, map[string]any{"read": false, "write": false, "data": false, "excluded": []any{}, "regions": false})
	}
}

func (s *scope) trail(ctx context.Context, c *cloudtrail.Client, listed *answer, t *types.Trail) {
	id, name := aws.ToString(t.TrailARN), word(aws.ToString(t.Name), 140)
	path := s.path("cloudtrail", name)
	at := s.at(path)
	q := question{Path: path, Subject: id}
	status, a := ask(ctx, s, "cloudtrail.GetTrailStatus", q, func(ctx context.Context) (*cloudtrail.GetTrailStatusOutput, error) {
		return c.GetTrailStatus(ctx, &cloudtrail.GetTrailStatusInput{Name: &id})
	})
	if a.ok() {
		logging := boolNode(status.IsLogging, "the status does not say whether it logs", at)
		if e := aws.ToString(status.LatestDeliveryError); e != "" && aws.ToBool(status.IsLogging) {
			logging = &iac.Node{Kind: iac.Scalar, V: false, From: "literal", Why: "its last delivery failed: " + word(e, 80), At: at}
		}
		s.sink(a).Trail(iac.Owner{Subject: name, Resource: id, At: at}, logging, false,
			boolNode(t.IsMultiRegionTrail, "the answer does not say whether it watches all regions", at),
			boolNode(t.LogFileValidationEnabled, "the answer does not say whether its files are validated", at))
	}
	sel, a := ask(ctx, s, "cloudtrail.GetEventSelectors", q, func(ctx context.Context) (*cloudtrail.GetEventSelectorsOutput, error) {
		return c.GetEventSelectors(ctx, &cloudtrail.GetEventSelectorsInput{TrailName: &id})
	})
	if a.ok() {
		v := selectors(sel)
		v["regions"] = t.IsMultiRegionTrail != nil && *t.IsMultiRegionTrail
		s.emit(a, candor.Fact{Kind: "log.selectors", Subject: name, State: candor.Observed, Value: v, At: candor.Location{Path: path, Resource: id}})
	}
}

// boolNode is a switch of an answer; one that is not in it is unknown.
func boolNode(v *bool, why string, at iac.Place) *iac.Node {
	if v == nil {
		return iac.Hidden(why, at)
	}
	return node(*v, at)
}

// selectors sums up which management events a trail keeps, and whether it keeps
// events of data.
func selectors(out *cloudtrail.GetEventSelectorsOutput) map[string]any {
	read, write, data := false, false, false
	excluded := []any{}
	for _, e := range out.EventSelectors {
		data = data || len(e.DataResources) > 0
		if e.IncludeManagementEvents != nil && !*e.IncludeManagementEvents {
			continue
		}
		for _, x := range e.ExcludeManagementEventSources {
			excluded = append(excluded, x)
		}
		read = read || e.ReadWriteType != types.ReadWriteTypeWriteOnly
		write = write || e.ReadWriteType != types.ReadWriteTypeReadOnly
	}
	for _, e := range out.AdvancedEventSelectors {
		r, w := true, true
		management := false
		narrowed := []any{}
		for _, f := range e.FieldSelectors {
			switch name := aws.ToString(f.Field); name {
			case "eventCategory":
				management = slices.Contains(f.Equals, "Management")
				data = data || slices.Contains(f.Equals, "Data")
			case "readOnly":
				r, w = slices.Contains(f.Equals, "true"), slices.Contains(f.Equals, "false")
			default:
				narrowed = append(narrowed, name+" "+strings.Join(append(slices.Clone(f.Equals), f.NotEquals...), " "))
			}
		}
		if management {
			read, write, excluded = read || r, write || w, append(excluded, narrowed...)
		}
	}
	if len(out.EventSelectors) == 0 && len(out.AdvancedEventSelectors) == 0 {
		return map[string]any{"read": nil, "write": nil, "data": nil, "excluded": excluded} // AWS always names some
	}
	return map[string]any{"read": read, "write": write, "data": data, "excluded": excluded}
}
