package aws

import (
	"context"
	"math"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/iam/types"

	"github.com/candor-dev/candor/internal/live"
)

func serverCertificateSpecs() []live.Spec {
	return []live.Spec{{ID: "iam.ListServerCertificates", Doc: "lists the certificates that were put into IAM, which load balancers and distributions can use beside those of ACM", Needs: []live.Permission{{Action: "iam:ListServerCertificates"}},
		Kinds: []string{"aws.certificate"}, Keeps: []string{"ServerCertificateName, Arn, Expiration"}, Paged: true, TTL: 7 * day}}
}

// serverCertificates emits the certificates that were put into IAM. Nothing renews
// them, and IAM does not tell whether something uses them.
func (s *scope) serverCertificates(ctx context.Context, c *iam.Client) {
	list(ctx, s, "iam.ListServerCertificates", question{Path: s.path("iam", "certificates"), Of: "aws.iam.server_certificate"}, iam.NewListServerCertificatesPaginator(c, &iam.ListServerCertificatesInput{}),
		func(page *iam.ListServerCertificatesOutput, a *answer) int {
			for i := range page.ServerCertificateMetadataList {
				x := &page.ServerCertificateMetadataList[i]
				s.fact(a, "aws.certificate", s.path("iam", "certificates", word(text(x.ServerCertificateName), 128)), text(x.Arn), serverCertificate(x, s.run.o.Now))
			}
			return len(page.ServerCertificateMetadataList)
		})
}

// serverCertificate is such a certificate in the shape of those of ACM.
func serverCertificate(x *types.ServerCertificateMetadata, now time.Time) map[string]any {
	v := map[string]any{
		"domain": word(text(x.ServerCertificateName), 128), "status": "ISSUED", "type": "IAM", "in_use": nil, "renewable": false, "renewal": nil,
		"not_after": nil, "days_left": nil, "looked_at": now.Format(time.RFC3339),
	}
	if t := x.Expiration; t != nil {
		v["not_after"], v["days_left"] = t.UTC().Format(time.RFC3339), int(math.Floor(t.Sub(now).Hours()/24))
	}
	return v
}
