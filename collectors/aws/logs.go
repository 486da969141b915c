package aws

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"

	"github.com/candor-dev/candor"
	"github.com/candor-dev/candor/internal/iac"
	"github.com/candor-dev/candor/internal/live"
)

func logSpecs() []live.Spec {
	return []live.Spec{
		{ID: "cloudwatchlogs.DescribeLogGroups", Doc: "lists the log groups of a region, how long they keep events and by which keys they are encrypted", Needs: []live.Permission{{Action: "logs:DescribeLogGroups"}},
			Kinds: []string{"log.retention", "store.encryption", "store.region"}, Keeps: []string{"logGroupName, retentionInDays, kmsKeyId"}, Paged: true, TTL: 7 * day},
	}
}

func collectLogs(ctx context.Context, s *scope) {
	c := cloudwatchlogs.NewFromConfig(s.config())
	k := keys{}
	var all []types.LogGroup
	a := list(ctx, s, "cloudwatchlogs.DescribeLogGroups", question{Path: s.path("logs"), Of: "aws.logs.group"}, cloudwatchlogs.NewDescribeLogGroupsPaginator(c, &cloudwatchlogs.DescribeLogGroupsInput{}),
		func(page *cloudwatchlogs.DescribeLogGroupsOutput, _ *answer) int {
			all = append(all, page.LogGroups...)
			return len(page.LogGroups)
		})
	for i := range all {
		g := &all[i]
		name, arn := aws.ToString(g.LogGroupName), aws.ToString(g.Arn)
		path := s.path("logs", name)
		at := s.at(path)
		loc := candor.Location{Path: path, Resource: arn}
		sink := s.sink(a)
		var days *iac.Node // none is for ever, and that is an answer
		if g.RetentionInDays != nil {
			days = node(int(*g.RetentionInDays), at)
		}
		sink.LogDays(iac.Owner{Subject: name, Resource: arn, At: at}, days)
		sink.Store("AWS::Logs::LogGroup", "logs", name, loc, iac.Platform(true, "every log group is encrypted", at), k.of(ctx, s, aws.ToString(g.KmsKeyId), "logs", at))
		sink.Region(name, "log group", loc, node(s.region, at))
	}
}
