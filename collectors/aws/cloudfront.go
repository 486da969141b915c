package aws

import (
	"context"
	"encoding/xml"
	"fmt"
	"net/url"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func edgeSpecs() []live.Spec {
	return []live.Spec{
		{ID: "cloudfront.ListDistributions", Doc: "lists the distributions, and how they speak to viewers and to origins", Needs: []live.Permission{{Action: "cloudfront:ListDistributions"}},
			Kinds: []string{"log.access", "tls.setting"}, Keeps: []string{"MinimumProtocolVersion", "ViewerProtocolPolicy", "OriginProtocolPolicy, OriginSslProtocols"},
			Paged: true, TTL: 7 * day},
		{ID: "cloudfront.GetDistributionConfig", Doc: "tells whether a distribution logs who used it", Needs: []live.Permission{{Action: "cloudfront:GetDistributionConfig", Resources: []string{"arn:*:cloudfront::*:distribution/*"}}},
			Kinds: []string{"log.access"}, Keeps: []string{"Logging/Enabled"}, TTL: 7 * day},
		{ID: "cloudwatchlogs.DescribeDeliverySources", Doc: "lists the distributions whose log of access is delivered by CloudWatch Logs", Needs: []live.Permission{{Action: "logs:DescribeDeliverySources"}},
			Kinds: []string{"log.access"}, Keeps: []string{"name, resourceArns, logType"}, Paged: true, TTL: 7 * day},
		{ID: "cloudwatchlogs.DescribeDeliveries", Doc: "tells which of them are delivered to somewhere", Needs: []live.Permission{{Action: "logs:DescribeDeliveries"}},
			Kinds: []string{"log.access"}, Keeps: []string{"deliverySourceName"}, Paged: true, TTL: 7 * day},
	}
}

func collectEdge(ctx context.Context, s *scope) {
	host := "cloudfront"
	if s.acct.partition == "aws-cn" {
		host += ".cn-northwest-1"
	}
	c := plain{scope: s, name: "cloudfront", host: host, xml: true}
	const path = "/2020-05-31/distribution"
	var all []distribution
	listed := list(ctx, s, "cloudfront.ListDistributions", question{Path: s.path("cloudfront"), Of: "aws.cloudfront.distribution"}, &tokens[distributions]{next: func(ctx context.Context, token string) (*distributions, string, error) {
		query := url.Values{}
		if token != "" {
			query.Set("Marker", token)
		}
		out, err := get[distributions](ctx, c, path, query)
		if err != nil {
			return nil, "", err
		}
		if out.IsTruncated && out.NextMarker == "" {
			return nil, "", fmt.Errorf("a list that is cut, and does not say where it goes on")
		}
		return out, out.NextMarker, nil
	}}, func(page *distributions, _ *answer) int {
		all = append(all, page.Items...)
		return len(page.Items)
	})
	if len(all) == 0 {
		return
	}
	delivered, known := s.delivered(ctx)
	for i := range all {
		d := &all[i]
		id := word(d.ID, 64)
		at := s.at(s.path("cloudfront", id))
		owner := iac.Owner{Type: "AWS::CloudFront::Distribution", Subject: id, Resource: d.ARN, At: at}
		s.distribution(listed, d, owner)
		out, a := ask(ctx, s, "cloudfront.GetDistributionConfig", question{Path: at.Path, Subject: owner.Resource}, func(ctx context.Context) (*distributionConfig, error) {
			return get[distributionConfig](ctx, c, path+"/"+url.PathEscape(d.ID)+"/config", nil)
		})
		if !a.ok() {
			continue
		}
		on := iac.Hidden("the answer does not say whether access is logged", at)
		switch {
		case isTrue(out.Logs), slices.Contains(delivered, owner.Resource):
			on = node(true, at)
		case out.Logs == nil:
		case !known:
			on = iac.Hidden("no log of its own is set, and those that CloudWatch Logs delivers could not be read", at)
		default:
			on = node(false, at)
		}
		if v, is := on.Bool(); is && v && d.Status != deployed {
			on = iac.Hidden("a log is set, and the last change has not come to every edge yet", at)
		}
		s.sink(a).AccessLog(owner, "distribution", on)
	}
}

// deployed is the status of a distribution whose settings are in force everywhere.
const deployed = "Deployed"

func isTrue(b *bool) bool { return b != nil && *b }

// distributions are a page of the list of distributions, as far as facts need it.
type distributions struct {
	XMLName     xml.Name       `xml:"DistributionList"` // another document is no list without entries
	Items       []distribution `xml:"Items>DistributionSummary"`
	IsTruncated bool
	NextMarker  string
}

// distribution is one of them. What an answer does not tell is nil or "".
type distribution struct {
	ID             string `xml:"Id"`
	ARN            string
	Status         string
	Enabled        *bool
	ConnectionMode string
	Default        *bool    `xml:"ViewerCertificate>CloudFrontDefaultCertificate"`
	Minimum        string   `xml:"ViewerCertificate>MinimumProtocolVersion"`
	Viewers        string   `xml:"DefaultCacheBehavior>ViewerProtocolPolicy"`
	More           []string `xml:"CacheBehaviors>Items>CacheBehavior>ViewerProtocolPolicy"`
	Behaviours     int      `xml:"CacheBehaviors>Quantity"`
	Origins        []origin `xml:"Origins>Items>Origin"`
}

// origin is what stands behind a distribution. Its headers are not read: they
// hold what shows it that a request came by the distribution.
type origin struct {
	ID  string `xml:"Id"`
	VPC *struct {
		ID string `xml:"VpcOriginId"`
	} `xml:"VpcOriginConfig"`
	Bucket *struct{} `xml:"S3OriginConfig"`
	Custom *struct {
		Policy    string   `xml:"OriginProtocolPolicy"`
		Protocols []string `xml:"OriginSslProtocols>Items>SslProtocol"`
	} `xml:"CustomOriginConfig"`
}

// distributionConfig is the whole of what is set of a distribution, as far as
// facts need it.
type distributionConfig struct {
	XMLName xml.Name `xml:"DistributionConfig"`
	Logs    *bool    `xml:"Logging>Enabled"`
}

// distribution emits how a distribution speaks to viewers and to origins.
func (s *scope) distribution(a *answer, d *distribution, owner iac.Owner) {
	if d.Enabled != nil && !*d.Enabled && d.Status == deployed {
		return // it takes no connection, at no edge any more
	}
	at, sink := owner.At, s.sink(a)
	loc := candor.Location{Path: at.Path, Resource: owner.Resource}
	// What is set is not in force before every edge has it.
	told := func(n *iac.Node) *iac.Node {
		if d.Status != deployed {
			return iac.Hidden("the last change has not come to every edge yet", at)
		}
		return n
	}
	emit := func(subject, setting string, n *iac.Node) {
		sink.TLS(subject, loc, iac.TLS{Hop: "client-edge", Platform: "cloudfront", Setting: setting}, told(n))
	}
	least := iac.Hidden("the answer does not tell the oldest version that viewers may speak", at)
	switch {
	case d.ConnectionMode == "tenant-only":
		least = iac.Hidden("its tenants have certificates of their own, which were not asked for", at)
	case isTrue(d.Default):
		least = iac.Platform("TLSv1", "the default certificate of *.cloudfront.net takes TLS 1.0 whatever is written", at)
	case d.Minimum != "":
		least = node(d.Minimum, at)
	}
	certificate := ""
	if isTrue(d.Default) {
		certificate = iac.DefaultCertificate
	}
	sink.TLS(owner.Subject, loc, iac.TLS{Hop: "client-edge", Platform: "cloudfront", Setting: "MinimumProtocolVersion", Case: certificate}, told(least))
	var taken []*iac.Node
	viewers := func(name, policy string) {
		n := iac.Hidden("the answer does not tell how viewers are taken", at)
		if policy != "" {
			n = node(policy, at)
		}
		taken = append(taken, n)
		emit(owner.Subject+"/"+name, "ViewerProtocolPolicy", n)
	}
	viewers("DefaultCacheBehavior", d.Viewers)
	for i, p := range d.More {
		viewers(fmt.Sprintf("CacheBehaviors[%d]", i), p)
	}
	for i := len(d.More); i < d.Behaviours; i++ { // one whose policy the answer left out
		viewers(fmt.Sprintf("CacheBehaviors[%d]", i), "")
	}
	if len(d.Origins) == 0 {
		s.gapOf(a, at.Path, "the answer names no origin, and every distribution has one", "tls.setting")
		return
	}
	for i := range d.Origins {
		o := &d.Origins[i]
		subject := owner.Subject + "/Origins/" + word(o.ID, 128)
		switch c := o.Custom; {
		case o.VPC != nil:
			sink.TLS(subject, loc, iac.TLS{Hop: "edge-origin", Platform: "cloudfront", Setting: "OriginProtocolPolicy"}, iac.Hidden("an origin within a VPC has settings of its own, which were not asked for", at))
		case c == nil && o.Bucket == nil:
			sink.TLS(subject, loc, iac.TLS{Hop: "edge-origin", Platform: "cloudfront", Setting: "OriginProtocolPolicy"}, iac.Hidden("the answer does not say of what sort the origin is", at))
		case c == nil: // a bucket, which is spoken to as the viewer speaks
		default:
			policy, protocols := iac.Nothing(at), []any{}
			if c.Policy != "" {
				policy = told(node(c.Policy, at))
			}
			for _, p := range c.Protocols {
				protocols = append(protocols, p)
			}
			sink.Origin(subject, loc, nil, policy, node(protocols, at), taken)
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
