package aws

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/cloudfront"
	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func edgeSpecs() []live.Spec {
	const headers = "Origins/Items/*/CustomHeaders" // hold what shows an origin that a request came by the distribution
	return []live.Spec{
		{ID: "cloudfront.ListDistributions", Doc: "lists the distributions, and how they speak to viewers and to origins", Needs: []live.Permission{{Action: "cloudfront:ListDistributions"}},
			Kinds: []string{"log.access", "tls.setting"}, Keeps: []string{"MinimumProtocolVersion", "ViewerProtocolPolicy", "OriginProtocolPolicy, OriginSslProtocols"},
			Redact: []string{"DistributionList/Items/*/" + headers, "DistributionList/Items/*/Comment"}, Paged: true, TTL: 7 * day},
		{ID: "cloudfront.GetDistributionConfig", Doc: "tells whether a distribution logs who used it", Needs: []live.Permission{{Action: "cloudfront:GetDistributionConfig", Resources: []string{"arn:*:cloudfront::*:distribution/*"}}},
			Kinds: []string{"log.access"}, Keeps: []string{"Logging/Enabled"}, Redact: []string{"DistributionConfig/" + headers, "DistributionConfig/Comment"}, TTL: 7 * day},
		{ID: "cloudwatchlogs.DescribeDeliverySources", Doc: "lists the distributions whose log of access is delivered by CloudWatch Logs", Needs: []live.Permission{{Action: "logs:DescribeDeliverySources"}},
			Kinds: []string{"log.access"}, Keeps: []string{"name, resourceArns, logType"}, Paged: true, TTL: 7 * day},
		{ID: "cloudwatchlogs.DescribeDeliveries", Doc: "tells which of them are delivered to somewhere", Needs: []live.Permission{{Action: "logs:DescribeDeliveries"}},
			Kinds: []string{"log.access"}, Keeps: []string{"deliverySourceName"}, Paged: true, TTL: 7 * day},
	}
}

func collectEdge(ctx context.Context, s *scope) {
	c := cloudfront.NewFromConfig(s.config())
	var all []types.DistributionSummary
	listed := list(ctx, s, "cloudfront.ListDistributions", question{Path: s.path("cloudfront"), Of: "aws.cloudfront.distribution"}, cloudfront.NewListDistributionsPaginator(c, &cloudfront.ListDistributionsInput{}),
		func(page *cloudfront.ListDistributionsOutput, _ *answer) int {
			if page.DistributionList == nil {
				return 0
			}
			all = append(all, page.DistributionList.Items...)
			return len(page.DistributionList.Items)
		})
	if len(all) == 0 {
		return
	}
	delivered, known := s.delivered(ctx)
	for i := range all {
		d := &all[i]
		id := word(text(d.Id), 64)
		at := s.at(s.path("cloudfront", id))
		owner := iac.Owner{Type: "AWS::CloudFront::Distribution", Subject: id, Resource: text(d.ARN), At: at}
		s.distribution(listed, d, owner)
		out, a := ask(ctx, s, "cloudfront.GetDistributionConfig", question{Path: at.Path, Subject: owner.Resource}, func(ctx context.Context) (*cloudfront.GetDistributionConfigOutput, error) {
			return c.GetDistributionConfig(ctx, &cloudfront.GetDistributionConfigInput{Id: d.Id})
		})
		if !a.ok() {
			continue
		}
		on := iac.Hidden("the answer does not say whether access is logged", at)
		if cfg := out.DistributionConfig; cfg != nil {
			switch {
			case cfg.Logging != nil && isTrue(cfg.Logging.Enabled), slices.Contains(delivered, owner.Resource):
				on = node(true, at)
			case !known:
				on = iac.Hidden("no log of its own is set, and those that CloudWatch Logs delivers could not be read", at)
			default:
				on = node(false, at)
			}
			if v, is := on.Bool(); is && v && text(d.Status) != deployed {
				on = iac.Hidden("a log is set, and the last change has not come to every edge yet", at)
			}
		}
		s.sink(a).AccessLog(owner, "distribution", on)
	}
}

// deployed is the status of a distribution whose settings are in force everywhere.
const deployed = "Deployed"

func isTrue(b *bool) bool { return b != nil && *b }

// distribution emits how a distribution speaks to viewers and to origins.
func (s *scope) distribution(a *answer, d *types.DistributionSummary, owner iac.Owner) {
	if d.Enabled != nil && !*d.Enabled && text(d.Status) == deployed {
		return // it takes no connection, at no edge any more
	}
	at, sink := owner.At, s.sink(a)
	loc := candor.Location{Path: at.Path, Resource: owner.Resource}
	// What is set is not in force before every edge has it.
	told := func(n *iac.Node) *iac.Node {
		if text(d.Status) != deployed {
			return iac.Hidden("the last change has not come to every edge yet", at)
		}
		return n
	}
	emit := func(subject, setting string, n *iac.Node) {
		sink.TLS(subject, loc, iac.TLS{Hop: "client-edge", Platform: "cloudfront", Setting: setting}, told(n))
	}
	least := iac.Hidden("the answer does not tell the oldest version that viewers may speak", at)
	switch v := d.ViewerCertificate; {
	case d.ConnectionMode == types.ConnectionModeTenantOnly:
		least = iac.Hidden("its tenants have certificates of their own, which were not asked for", at)
	case v == nil:
	case isTrue(v.CloudFrontDefaultCertificate):
		least = iac.Platform("TLSv1", "CloudFront's default certificate allows TLSv1 whatever is written", at)
	case v.MinimumProtocolVersion != "":
		least = node(string(v.MinimumProtocolVersion), at)
	}
	emit(owner.Subject, "MinimumProtocolVersion", least)
	viewers := func(name string, p types.ViewerProtocolPolicy) {
		n := iac.Hidden("the answer does not tell how viewers are taken", at)
		if p != "" {
			n = node(string(p), at)
		}
		emit(owner.Subject+"/"+name, "ViewerProtocolPolicy", n)
	}
	if b := d.DefaultCacheBehavior; b != nil {
		viewers("DefaultCacheBehavior", b.ViewerProtocolPolicy)
	} else {
		viewers("DefaultCacheBehavior", "")
	}
	if d.CacheBehaviors != nil {
		for i := range d.CacheBehaviors.Items {
			viewers(fmt.Sprintf("CacheBehaviors[%d]", i), d.CacheBehaviors.Items[i].ViewerProtocolPolicy)
		}
	}
	if d.Origins == nil {
		s.gapOf(a, at.Path, "the answer names no origin, and every distribution has one", "tls.setting")
		return
	}
	for i := range d.Origins.Items {
		o := &d.Origins.Items[i]
		subject := owner.Subject + "/Origins/" + word(text(o.Id), 128)
		switch c := o.CustomOriginConfig; {
		case o.VpcOriginConfig != nil:
			sink.TLS(subject, loc, iac.TLS{Hop: "edge-origin", Platform: "cloudfront", Setting: "OriginProtocolPolicy"}, iac.Hidden("an origin within a VPC has settings of its own, which were not asked for", at))
		case c == nil && o.S3OriginConfig == nil:
			sink.TLS(subject, loc, iac.TLS{Hop: "edge-origin", Platform: "cloudfront", Setting: "OriginProtocolPolicy"}, iac.Hidden("the answer does not say of what sort the origin is", at))
		case c == nil: // a bucket, which is spoken to as the viewer speaks
		default:
			policy, protocols := iac.Nothing(at), []any{}
			if c.OriginProtocolPolicy != "" {
				policy = told(node(string(c.OriginProtocolPolicy), at))
			}
			if c.OriginSslProtocols != nil {
				for _, p := range c.OriginSslProtocols.Items {
					protocols = append(protocols, string(p))
				}
			}
			sink.Origin(subject, loc, policy, node(protocols, at))
		}
	}
}

// delivered are the ARNs of the distributions whose log of access CloudWatch Logs
// delivers to somewhere, and whether all of them are known.
func (s *scope) delivered(ctx context.Context) (arns []string, known bool) {
	c := cloudwatchlogs.NewFromConfig(s.config())
	sources := make(map[string][]string)
	path := s.path("cloudfront")
	a := list(ctx, s, "cloudwatchlogs.DescribeDeliverySources", question{Path: path, Subject: path + " logs", Of: "aws.logs.delivery_source"}, cloudwatchlogs.NewDescribeDeliverySourcesPaginator(c, &cloudwatchlogs.DescribeDeliverySourcesInput{}),
		func(page *cloudwatchlogs.DescribeDeliverySourcesOutput, _ *answer) int {
			for _, x := range page.DeliverySources {
				if text(x.LogType) == "ACCESS_LOGS" {
					sources[text(x.Name)] = x.ResourceArns
				}
			}
			return len(page.DeliverySources)
		})
	known = a.ok()
	a = list(ctx, s, "cloudwatchlogs.DescribeDeliveries", question{Path: path, Subject: path + " logs", Of: "aws.logs.delivery"}, cloudwatchlogs.NewDescribeDeliveriesPaginator(c, &cloudwatchlogs.DescribeDeliveriesInput{}),
		func(page *cloudwatchlogs.DescribeDeliveriesOutput, _ *answer) int {
			for _, x := range page.Deliveries {
				arns = append(arns, sources[text(x.DeliverySourceName)]...)
			}
			return len(page.Deliveries)
		})
	return arns, known && a.ok()
}
