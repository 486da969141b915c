package aws

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/configservice"
	"github.com/aws/aws-sdk-go-v2/service/configservice/types"

	"github.com/candor-dev/candor/internal/live"
)

func configSpecs() []live.Spec {
	spec := func(op, doc string, keeps ...string) live.Spec {
		return live.Spec{ID: "configservice." + op, Doc: doc, Needs: []live.Permission{{Action: "config:" + op}}, Kinds: []string{"detect.config"}, Keeps: keeps, TTL: 7 * day}
	}
	return []live.Spec{
		spec("DescribeConfigurationRecorders", "tells whether AWS Config is set up in a region, and for which types", "name", "recordingGroup"),
		spec("DescribeConfigurationRecorderStatus", "tells whether AWS Config records", "recording", "lastStatus"),
		spec("DescribeDeliveryChannelStatus", "tells whether what AWS Config recorded was delivered", "configHistoryDeliveryInfo/lastStatus"),
	}
}

// collectConfig emits whether AWS Config writes down how a region is set. Three
// answers make one fact.
func collectConfig(ctx context.Context, s *scope) {
	c := configservice.NewFromConfig(s.config())
	path := s.path("config")
	q := question{Path: path}
	recorders, a := ask(ctx, s, "configservice.DescribeConfigurationRecorders", q, func(ctx context.Context) (*configservice.DescribeConfigurationRecordersOutput, error) {
		return c.DescribeConfigurationRecorders(ctx, &configservice.DescribeConfigurationRecordersInput{})
	})
	if !a.ok() {
		return
	}
	v := map[string]any{"recorder": false, "recording": false, "last": nil, "types": nil, "delivered": nil}
	var own *types.ConfigurationRecorder
	for i := range recorders.ConfigurationRecorders {
		// A recorder that a service of AWS keeps for itself delivers nothing to the account.
		if r := &recorders.ConfigurationRecorders[i]; text(r.ServicePrincipal) == "" {
			own = r
		}
	}
	if own == nil {
		s.fact(a, "detect.config", path, s.region, v)
		return
	}
	v["recorder"], v["recording"], v["types"] = true, nil, recorded(own.RecordingGroup)
	status, a := ask(ctx, s, "configservice.DescribeConfigurationRecorderStatus", q, func(ctx context.Context) (*configservice.DescribeConfigurationRecorderStatusOutput, error) {
		return c.DescribeConfigurationRecorderStatus(ctx, &configservice.DescribeConfigurationRecorderStatusInput{})
	})
	channels, b := ask(ctx, s, "configservice.DescribeDeliveryChannelStatus", q, func(ctx context.Context) (*configservice.DescribeDeliveryChannelStatusOutput, error) {
		return c.DescribeDeliveryChannelStatus(ctx, &configservice.DescribeDeliveryChannelStatusInput{})
	})
	if !a.ok() || !b.ok() {
		return
	}
	for _, r := range status.ConfigurationRecordersStatus {
		if text(r.Name) == text(own.Name) {
			v["recording"], v["last"] = r.Recording, outcome(string(r.LastStatus))
		}
	}
	for _, ch := range channels.DeliveryChannelsStatus {
		if h := ch.ConfigHistoryDeliveryInfo; h != nil {
			v["delivered"] = outcome(string(h.LastStatus))
		}
	}
	s.fact(a, "detect.config", path, s.region, v)
}

// recorded tells whether a recorder looks at all types of resources, or at some.
func recorded(g *types.RecordingGroup) any {
	if g == nil {
		return nil
	}
	if g.RecordingStrategy != nil && g.RecordingStrategy.UseOnly != "" {
		if g.RecordingStrategy.UseOnly == types.RecordingStrategyTypeAllSupportedResourceTypes {
			return "all"
		}
		return "some"
	}
	if g.AllSupported {
		return "all"
	}
	return "some"
}

// outcome is how something ended. AWS writes it both as Success and as SUCCESS.
func outcome(v string) any { return said(strings.ToUpper(v)) }
