package awstest

import (
	"net/http"
	"regexp"
)

func edgeRoutes() []Route {
	return []Route{
		{Signing: "cloudfront", Method: http.MethodGet, Path: regexp.MustCompile(`^/2020-05-31/distribution$`), Spec: "cloudfront.ListDistributions"},
		{Signing: "cloudfront", Method: http.MethodGet, Path: regexp.MustCompile(`^/2020-05-31/distribution/[^/]+/config$`), Spec: "cloudfront.GetDistributionConfig"},
	}
}

func edgeAnswers() map[string]func(*Call) Reply {
	const arn = "arn:aws:cloudfront::111122223333:distribution/"
	headers := "<CustomHeaders><Quantity>1</Quantity><Items><OriginCustomHeader><HeaderName>X-Origin</HeaderName><HeaderValue>canary-header</HeaderValue></OriginCustomHeader></Items></CustomHeaders>"
	origins := "<Origins><Quantity>2</Quantity><Items><Origin><Id>app</Id><DomainName>app.example.com</DomainName>" + headers + "<CustomOriginConfig><HTTPPort>80</HTTPPort><HTTPSPort>443</HTTPSPort><OriginProtocolPolicy>https-only</OriginProtocolPolicy><OriginSslProtocols><Quantity>1</Quantity><Items><SslProtocol>TLSv1.2</SslProtocol></Items></OriginSslProtocols></CustomOriginConfig></Origin>" +
		"<Origin><Id>files</Id><DomainName>files.s3.amazonaws.com</DomainName><S3OriginConfig><OriginAccessIdentity></OriginAccessIdentity></S3OriginConfig></Origin></Items></Origins>"
	distribution := func(id, certificate, behaviour, status string) string {
		return "<DistributionSummary><Id>" + id + "</Id><ARN>" + arn + id + "</ARN><Status>" + status + "</Status><Enabled>true</Enabled><Comment>canary-comment</Comment>" + origins +
			"<DefaultCacheBehavior><TargetOriginId>app</TargetOriginId><ViewerProtocolPolicy>" + behaviour + "</ViewerProtocolPolicy></DefaultCacheBehavior><CacheBehaviors><Quantity>1</Quantity><Items><CacheBehavior><PathPattern>/x</PathPattern><TargetOriginId>app</TargetOriginId><ViewerProtocolPolicy>https-only</ViewerProtocolPolicy></CacheBehavior></Items></CacheBehaviors>" +
			"<ViewerCertificate>" + certificate + "</ViewerCertificate></DistributionSummary>"
	}
	page := func(inner, more string) string {
		return "<DistributionList><Items>" + inner + "</Items><Quantity>1</Quantity>" + more + "</DistributionList>"
	}
	return map[string]func(*Call) Reply{
		"cloudfront.ListDistributions": Pages(
			page(distribution("E1", "<MinimumProtocolVersion>TLSv1.2_2021</MinimumProtocolVersion><ACMCertificateArn>arn:aws:acm:us-east-1:111122223333:certificate/1</ACMCertificateArn>", "redirect-to-https", "Deployed"), "<IsTruncated>true</IsTruncated><NextMarker>m</NextMarker>"),
			page(distribution("E2", "<CloudFrontDefaultCertificate>true</CloudFrontDefaultCertificate><MinimumProtocolVersion>TLSv1.2_2021</MinimumProtocolVersion>", "allow-all", "Deployed")+distribution("E3", "<MinimumProtocolVersion>TLSv1.2_2021</MinimumProtocolVersion>", "https-only", "InProgress"), "<IsTruncated>false</IsTruncated>")),
		"cloudfront.GetDistributionConfig": func(c *Call) Reply {
			on := "false"
			if regexp.MustCompile(`/E1/`).MatchString(c.Request.URL.Path) {
				on = "true"
			}
			return OK("<DistributionConfig><CallerReference>r</CallerReference><Comment>canary-comment</Comment><Enabled>true</Enabled><Logging><Enabled>" + on + "</Enabled><Bucket>logs.s3.amazonaws.com</Bucket></Logging>" + origins + "</DistributionConfig>")
		},
		"cloudwatchlogs.DescribeDeliverySources": Pages(
			`{"deliverySources":[{"name":"other","resourceArns":["arn:aws:bedrock:us-east-1:111122223333:x"],"logType":"APPLICATION_LOGS"}],"nextToken":"t"}`,
			`{"deliverySources":[{"name":"edge","resourceArns":["`+arn+`E2"],"logType":"ACCESS_LOGS","service":"cloudfront"}]}`),
		"cloudwatchlogs.DescribeDeliveries": Pages(
			`{"deliveries":[{"id":"1","deliverySourceName":"other"}],"nextToken":"t"}`,
			`{"deliveries":[{"id":"2","deliverySourceName":"edge"}]}`),
	}
}
