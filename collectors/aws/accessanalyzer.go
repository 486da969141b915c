package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer"
	"github.com/aws/aws-sdk-go-v2/service/accessanalyzer/types"

	"github.com/candor-dev/candor/internal/live"
)

func analyzerSpecs() []live.Spec {
	return []live.Spec{
		{ID: "accessanalyzer.ListAnalyzers", Doc: "lists the analyzers that look for access from outside", Needs: []live.Permission{{Action: "access-analyzer:ListAnalyzers"}},
			Kinds: []string{"iam.external"}, Keeps: []string{"name, type and status of each"}, Redact: []string{"Analyzers/*/Tags"}, Paged: true, TTL: 7 * day},
		{ID: "accessanalyzer.ListFindingsV2", Doc: "lists what they found and nobody archived", Needs: []live.Permission{{Action: "access-analyzer:ListFindings"}},
			Kinds: []string{"iam.external"}, Keeps: []string{"id, resource and type of each active finding"}, Paged: true, TTL: 7 * day},
	}
}

// collectAnalyzers emits each analyzer of a region and each of its active findings;
// in a region without one, that there is none.
func collectAnalyzers(ctx context.Context, s *scope) {
	c := accessanalyzer.NewFromConfig(s.config())
	path := s.path("access-analyzer")
	var all []types.AnalyzerSummary
	a := list(ctx, s, "accessanalyzer.ListAnalyzers", question{Path: path, Of: "aws.accessanalyzer.analyzer"}, accessanalyzer.NewListAnalyzersPaginator(c, &accessanalyzer.ListAnalyzersInput{}),
		func(page *accessanalyzer.ListAnalyzersOutput, _ *answer) int {
			all = append(all, page.Analyzers...)
			return len(page.Analyzers)
		})
	found := false
	for i := range all {
		x := &all[i]
		if x.Type != types.TypeAccount && x.Type != types.TypeOrganization {
			continue // one for unused or internal access tells nothing of strangers
		}
		found = true
		s.findings(ctx, c, x)
	}
	if a.ok() && !found {
		s.fact(a, "iam.external", path, s.region, map[string]any{"about": "region", "on": false, "findings": 0})
	}
}

func (s *scope) findings(ctx context.Context, c *accessanalyzer.Client, x *types.AnalyzerSummary) {
	name := word(aws.ToString(x.Name), 255)
	path := s.path("access-analyzer", name)
	in := &accessanalyzer.ListFindingsV2Input{AnalyzerArn: x.Arn, Filter: map[string]types.Criterion{"status": {Eq: []string{string(types.FindingStatusActive)}}}}
	n := 0
	a := list(ctx, s, "accessanalyzer.ListFindingsV2", question{Path: path, Subject: aws.ToString(x.Arn), Of: "aws.accessanalyzer.finding", Params: map[string]string{"status": "ACTIVE"}},
		accessanalyzer.NewListFindingsV2Paginator(c, in), func(page *accessanalyzer.ListFindingsV2Output, a *answer) int {
			for _, f := range page.Findings {
				if f.Status != types.FindingStatusActive {
					continue
				}
				n++
				id := word(aws.ToString(f.Id), 80)
				s.fact(a, "iam.external", path, id, map[string]any{"about": "finding", "resource": aws.ToString(f.Resource), "type": string(f.ResourceType)})
			}
			return len(page.Findings)
		})
	if a.ok() {
		s.fact(a, "iam.external", path, name, map[string]any{"about": "analyzer", "on": x.Status == types.AnalyzerStatusActive, "findings": n})
	}
}
