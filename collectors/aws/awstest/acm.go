package awstest

func certificateAnswers() map[string]func(*Call) Reply {
	const arn = "arn:aws:acm:eu-central-1:111122223333:certificate/"
	return map[string]func(*Call) Reply{
		"acm.ListCertificates": Pages(
			`{"CertificateSummaryList":[{"CertificateArn":"`+arn+`c1","DomainName":"app.example.com"}],"NextToken":"t"}`,
			`{"CertificateSummaryList":[{"CertificateArn":"`+arn+`c2","DomainName":"*.example.com"}]}`),
		"acm.DescribeCertificate": func(c *Call) Reply {
			if id, _ := c.Body["CertificateArn"].(string); id == arn+"c2" {
				return OK(`{"Certificate":{"CertificateArn":"` + arn + `c2","DomainName":"*.example.com","Status":"ISSUED","Type":"IMPORTED","InUseBy":[],"NotAfter":1798761600,"RenewalEligibility":"INELIGIBLE"}}`)
			}
			return OK(`{"Certificate":{"CertificateArn":"` + arn + `c1","DomainName":"app.example.com","Status":"ISSUED","Type":"AMAZON_ISSUED","InUseBy":["arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/web/1"],"NotAfter":1798761600,"RenewalEligibility":"ELIGIBLE",` +
				`"DomainValidationOptions":[{"DomainName":"app.example.com","ValidationEmails":["canary-mail@example.com"]}],"RenewalSummary":{"RenewalStatus":"PENDING_AUTO_RENEWAL","UpdatedAt":1795000000,"DomainValidationOptions":[{"DomainName":"app.example.com","ValidationEmails":["canary-mail@example.com"]}]}}}`)
		},
	}
}
