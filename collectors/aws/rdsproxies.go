package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/rds"
	"github.com/aws/aws-sdk-go-v2/service/rds/types"

	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func proxySpecs() []live.Spec {
	return []live.Spec{{ID: "rds.DescribeDBProxies", Doc: "lists the proxies before databases, and whether they require TLS", Needs: []live.Permission{{Action: "rds:DescribeDBProxies"}},
		Kinds: []string{"tls.setting"}, Keeps: []string{"RequireTLS, Status"}, Redact: []string{"DBProxies/*/Auth"}, Paged: true, TTL: 7 * day}}
}

// collectProxies emits whether each proxy of a region requires TLS of those who
// connect to it. Its other endpoints follow it in that.
func collectProxies(ctx context.Context, s *scope) {
	var all []types.DBProxy
	a := list(ctx, s, "rds.DescribeDBProxies", question{Path: s.path("rds", "proxies"), Of: "aws.rds.proxy"},
		rds.NewDescribeDBProxiesPaginator(rds.NewFromConfig(s.config()), &rds.DescribeDBProxiesInput{}),
		func(page *rds.DescribeDBProxiesOutput, _ *answer) int {
			all = append(all, page.DBProxies...)
			return len(page.DBProxies)
		})
	for i := range all {
		x := &all[i]
		name := word(text(x.DBProxyName), 80)
		owner, loc := s.owned(s.path("rds", "proxies", name), "AWS::RDS::DBProxy", name, text(x.DBProxyArn))
		require := iac.Hidden("the answer does not say whether TLS is required", owner.At)
		if x.RequireTLS != nil {
			require = node(map[bool]string{true: "required", false: "optional"}[*x.RequireTLS], owner.At)
		}
		if x.Status != types.DBProxyStatusAvailable && x.RequireTLS != nil && *x.RequireTLS {
			require = iac.Hidden("the proxy is "+word(string(x.Status), 40)+", and what is set may not be in force", owner.At)
		}
		s.databaseSink(a, owner).TLS(name, loc, iac.TLS{Hop: "app-database", Platform: "rds", Setting: "RequireTLS"}, require)
	}
}
