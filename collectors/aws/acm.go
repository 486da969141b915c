package aws

import (
	"context"
	"math"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/acm"
	"github.com/aws/aws-sdk-go-v2/service/acm/types"

	"github.com/candor-dev/candor/internal/live"
)

func certificateSpecs() []live.Spec {
	return []live.Spec{
		{ID: "acm.ListCertificates", Doc: "lists the certificates of a region, with keys of every kind", Needs: []live.Permission{{Action: "acm:ListCertificates"}},
			Kinds: []string{"aws.certificate"}, Keeps: []string{"CertificateArn, DomainName"}, Paged: true, TTL: 7 * day},
		{ID: "acm.DescribeCertificate", Doc: "tells until when a certificate counts, who uses it and how its renewal goes", Needs: []live.Permission{{Action: "acm:DescribeCertificate", Resources: []string{"arn:*:acm:*:*:certificate/*"}}},
			Kinds: []string{"aws.certificate"}, Keeps: []string{"Status, Type, NotAfter", "whether InUseBy names anything", "RenewalEligibility, RenewalSummary/RenewalStatus"},
			Redact: []string{"Certificate/DomainValidationOptions", "Certificate/RenewalSummary/DomainValidationOptions"}, TTL: 7 * day},
	}
}

func collectCertificates(ctx context.Context, s *scope) {
	c := acm.NewFromConfig(s.config())
	// By itself the service lists certificates with the two oldest kinds of key alone.
	in := &acm.ListCertificatesInput{Includes: &types.Filters{KeyTypes: types.KeyAlgorithm("").Values()}}
	var arns []string
	list(ctx, s, "acm.ListCertificates", question{Path: s.path("acm"), Of: "aws.acm.certificate"}, acm.NewListCertificatesPaginator(c, in),
		func(page *acm.ListCertificatesOutput, _ *answer) int {
			for i := range page.CertificateSummaryList {
				arns = append(arns, text(page.CertificateSummaryList[i].CertificateArn))
			}
			return len(page.CertificateSummaryList)
		})
	for _, arn := range arns {
		path := s.path("acm", word(arn[strings.LastIndexByte(arn, '/')+1:], 64))
		out, a := ask(ctx, s, "acm.DescribeCertificate", question{Path: path, Subject: arn, Params: map[string]string{"CertificateArn": arn}}, func(ctx context.Context) (*acm.DescribeCertificateOutput, error) {
			return c.DescribeCertificate(ctx, &acm.DescribeCertificateInput{CertificateArn: &arn})
		})
		switch {
		case !a.ok():
		case out.Certificate == nil:
			s.gapOf(a, path, "the answer holds no certificate", "aws.certificate")
		default:
			s.fact(a, "aws.certificate", path, arn, certificateValue(out.Certificate, s.run.o.Now))
		}
	}
}

// certificateValue is what a certificate tells of itself. What it does not tell is nil.
func certificateValue(c *types.CertificateDetail, now time.Time) map[string]any {
	domain, wild := strings.CutPrefix(text(c.DomainName), "*.")
	domain = word(domain, 253)
	if wild {
		domain = "*." + domain
	}
	v := map[string]any{
		"domain": domain, "status": string(c.Status), "type": string(c.Type), "in_use": len(c.InUseBy) > 0, "renewable": nil, "renewal": nil,
		"not_after": nil, "days_left": nil, "looked_at": now.Format(time.RFC3339),
	}
	switch c.RenewalEligibility {
	case types.RenewalEligibilityEligible, types.RenewalEligibilityIneligible:
		v["renewable"] = c.RenewalEligibility == types.RenewalEligibilityEligible
	}
	if c.RenewalSummary != nil && c.RenewalSummary.RenewalStatus != "" {
		v["renewal"] = string(c.RenewalSummary.RenewalStatus)
	}
	if t := c.NotAfter; t != nil {
		v["not_after"] = t.UTC().Format(time.RFC3339)
		v["days_left"] = int(math.Floor(t.Sub(now).Hours() / 24))
	}
	return v
}
